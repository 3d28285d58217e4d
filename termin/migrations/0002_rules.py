"""What the database itself guarantees: no overlap, no half-set rows, and the journal.

The ORM drops table constraints in its migrations (upstream issue 2272), so they stand here in SQL;
`tests/termin/test_constraints.py` compares what the database has with the list.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

RULES = """
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE opening_hours
  ADD CONSTRAINT opening_hours_weekday CHECK (weekday BETWEEN 0 AND 6),
  ADD CONSTRAINT opening_hours_order CHECK (0 <= opens AND opens < closes AND closes <= 1440),
  ADD CONSTRAINT opening_hours_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id);
ALTER TABLE closure ADD CONSTRAINT closure_order CHECK (starts_at < ends_at);

ALTER TABLE mobile_unit
  ADD CONSTRAINT mobile_unit_shares CHECK (public_share >= 0 AND internal_share >= 0
    AND walk_in_share >= 0 AND public_share + internal_share + walk_in_share = 100),
  ADD CONSTRAINT mobile_unit_pace CHECK (metres_per_minute > 0 AND day_minutes BETWEEN 1 AND 1440);
ALTER TABLE stop
  ADD CONSTRAINT stop_minutes CHECK (setup_minutes >= 0 AND pack_minutes >= 0 AND residents >= 0);
ALTER TABLE tour_pattern
  ADD CONSTRAINT tour_pattern_order CHECK (ends_on IS NULL OR starts_on <= ends_on);
ALTER TABLE pattern_stop
  ADD CONSTRAINT pattern_stop_order CHECK (0 <= arrives AND arrives <= opens AND opens < closes
    AND closes <= leaves AND leaves <= 1440);
ALTER TABLE halt
  ADD CONSTRAINT halt_order CHECK (arrives_at <= opens_at AND opens_at < closes_at
    AND closes_at <= leaves_at),
  ADD CONSTRAINT halt_unit_once EXCLUDE USING gist
    (unit_id WITH =, tstzrange(arrives_at, leaves_at) WITH &&) WHERE (state = 'published')
    DEFERRABLE INITIALLY IMMEDIATE;
CREATE INDEX halt_stop ON halt (stop_id, date);
CREATE INDEX halt_unit ON halt (unit_id, date);

ALTER TABLE service
  ADD CONSTRAINT service_minutes CHECK (minutes > 0),
  ADD CONSTRAINT service_max_count CHECK (max_count > 0);
ALTER TABLE service_at_office
  ADD CONSTRAINT service_at_office_minutes CHECK (minutes > 0 AND coalesce(local_minutes, 1) > 0),
  ADD CONSTRAINT service_at_office_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id);
ALTER TABLE combination
  ADD CONSTRAINT combination_of_two CHECK (service_id <> other_id),
  ADD CONSTRAINT combination_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id);

CREATE UNIQUE INDEX role_grant_once ON role_grant
  (account_id, role, municipality_id, coalesce(office_id, 0));

ALTER TABLE contract
  ADD CONSTRAINT contract_minutes CHECK (minutes_per_week BETWEEN 1 AND 10080),
  ADD CONSTRAINT contract_days CHECK (longest_day BETWEEN 60 AND 600 AND late_closings >= 0),
  ADD CONSTRAINT contract_order CHECK (valid_until IS NULL OR valid_from <= valid_until),
  ADD CONSTRAINT contract_once EXCLUDE USING gist
    (clerk_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE absence ADD CONSTRAINT absence_order CHECK (starts_at < ends_at);
CREATE INDEX absence_clerk ON absence (clerk_id, starts_at);
ALTER TABLE preference
  ADD CONSTRAINT preference_of_one_day CHECK (num_nonnulls(weekday, date) = 1),
  ADD CONSTRAINT preference_weekday CHECK (weekday BETWEEN 0 AND 6),
  ADD CONSTRAINT preference_weight CHECK (weight BETWEEN 1 AND 5);

ALTER TABLE plan_run
  ADD CONSTRAINT plan_run_order CHECK (week_from <= week_to),
  ADD CONSTRAINT plan_run_seconds CHECK (seconds > 0);
CREATE INDEX plan_run_open ON plan_run (id) WHERE state IN ('queued', 'running');
ALTER TABLE plan_draft ADD CONSTRAINT plan_draft_order CHECK (week_from <= week_to);
CREATE INDEX plan_draft_open ON plan_draft (id) WHERE state = 'publishing';

ALTER TABLE office_day ADD COLUMN changed_xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE FUNCTION office_day_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER office_day_changed BEFORE UPDATE ON office_day
  FOR EACH ROW EXECUTE FUNCTION office_day_changed();
CREATE INDEX office_day_changed_xid ON office_day (changed_xid);
CREATE INDEX office_day_date ON office_day (date);

ALTER TABLE duty
  ADD CONSTRAINT duty_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT duty_shares CHECK (public_share >= 0 AND internal_share >= 0 AND walk_in_share >= 0
    AND public_share + internal_share + walk_in_share = 100),
  ADD CONSTRAINT duty_counter_once EXCLUDE USING gist
    (counter_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'published')
    DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT duty_clerk_once EXCLUDE USING gist
    (clerk_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'published')
    DEFERRABLE INITIALLY IMMEDIATE;
CREATE INDEX duty_office_day ON duty (office_day_id);

ALTER TABLE segment
  ADD CONSTRAINT segment_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT segment_use CHECK (use IN ('public', 'internal', 'walk_in')),
  ADD CONSTRAINT segment_counter FOREIGN KEY (counter_id) REFERENCES counter (id),
  ADD CONSTRAINT segment_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id),
  ADD CONSTRAINT segment_counter_once EXCLUDE USING gist
    (counter_id WITH =, tstzrange(starts_at, ends_at) WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
CREATE INDEX segment_office_day ON segment (office_day_id);
CREATE INDEX segment_duty ON segment (duty_id);

ALTER TABLE hold
  ADD CONSTRAINT hold_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT hold_expiry CHECK (created_at < expires_at);
CREATE INDEX hold_office_day ON hold (office_day_id);

ALTER TABLE appointment
  ADD CONSTRAINT appointment_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT appointment_confirmation CHECK ((state = 'unconfirmed') = (confirm_until IS NOT NULL));
CREATE INDEX appointment_office_day ON appointment (office_day_id);
CREATE INDEX appointment_visit ON appointment (visit_id);
ALTER TABLE appointment_line
  ADD CONSTRAINT appointment_line_amount CHECK (count > 0 AND minutes > 0);
ALTER TABLE contact
  ADD CONSTRAINT contact_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id);

ALTER TABLE alternative
  ADD CONSTRAINT alternative_whole CHECK (num_nulls(office_id, starts_at, ends_at, until) IN (0, 4)),
  ADD CONSTRAINT alternative_hold CHECK (hold_id IS NULL OR (state = 'open' AND until IS NOT NULL));
CREATE UNIQUE INDEX alternative_open_once ON alternative (appointment_id) WHERE state = 'open';
CREATE INDEX alternative_hold_id ON alternative (hold_id);

ALTER TABLE claim
  ADD CONSTRAINT claim_order CHECK (starts_at < ends_at),
  ADD CONSTRAINT claim_grid CHECK (extract(epoch FROM starts_at) % 300 = 0 AND extract(epoch FROM ends_at) % 300 = 0),
  ADD CONSTRAINT claim_one_holder CHECK (num_nonnulls(hold_id, appointment_id) = 1),
  ADD CONSTRAINT claim_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id),
  ADD CONSTRAINT claim_clerk FOREIGN KEY (clerk_id) REFERENCES clerk (id),
  ADD CONSTRAINT claim_hold FOREIGN KEY (hold_id) REFERENCES hold (id) ON DELETE CASCADE,
  ADD CONSTRAINT claim_appointment FOREIGN KEY (appointment_id) REFERENCES appointment (id) ON DELETE CASCADE,
  ADD CONSTRAINT claim_counter_once EXCLUDE USING gist
    (counter_id WITH =, tstzrange(starts_at, ends_at) WITH &&) DEFERRABLE INITIALLY IMMEDIATE;
CREATE INDEX claim_office_day ON claim (office_day_id);
CREATE INDEX claim_hold_id ON claim (hold_id);
CREATE INDEX claim_appointment_id ON claim (appointment_id);
CREATE INDEX claim_duty_id ON claim (duty_id);

ALTER TABLE ticket
  ADD CONSTRAINT ticket_number CHECK (number > 0),
  ADD CONSTRAINT ticket_counter CHECK (state NOT IN ('called', 'serving') OR counter_id IS NOT NULL);
CREATE UNIQUE INDEX ticket_counter_one_person ON ticket (counter_id) WHERE state IN ('called', 'serving');
CREATE UNIQUE INDEX ticket_appointment_once ON ticket (appointment_id)
  WHERE state NOT IN ('withdrawn', 'forwarded');
CREATE INDEX ticket_waiting ON ticket (office_day_id, state);
ALTER TABLE ticket_line ADD CONSTRAINT ticket_line_amount
  CHECK (count >= 0 AND minutes >= 0 AND coalesce(done, 0) >= 0 AND (count > 0 OR done IS NOT NULL));
CREATE INDEX ticket_came ON ticket (office_id, came_at);
CREATE UNIQUE INDEX pause_once ON pause (counter_id) WHERE ended_at IS NULL;
CREATE INDEX pause_office_day ON pause (office_day_id);
ALTER TABLE pause ADD CONSTRAINT pause_order CHECK (starts_at < expected_until);
ALTER TABLE alarm ADD CONSTRAINT alarm_municipality FOREIGN KEY (municipality_id) REFERENCES municipality (id);
CREATE INDEX alarm_open ON alarm (office_id) WHERE ended_at IS NULL;
ALTER TABLE office
  ADD CONSTRAINT office_promises CHECK (promised_minutes >= 0 AND appointment_minutes >= 0),
  ADD CONSTRAINT office_numbers CHECK (coalesce(walk_in_limit, 0) >= 0 AND last_number_minutes >= 0
    AND letter_appointments <> letter_walk_ins);
CREATE INDEX message_queued ON message (id) WHERE state = 'queued';
CREATE INDEX message_appointment_id ON message (appointment_id);

CREATE TABLE journal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  municipality_id bigint NOT NULL REFERENCES municipality (id),
  office_day_id bigint REFERENCES office_day (id),
  day_seq bigint,
  kind text NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  facts jsonb NOT NULL,
  CONSTRAINT journal_day_whole CHECK ((office_day_id IS NULL) = (day_seq IS NULL)),
  CONSTRAINT journal_day_seq UNIQUE (office_day_id, day_seq)
);
CREATE INDEX journal_order ON journal (xid, id);
CREATE INDEX journal_kind ON journal (office_day_id, kind);
CREATE INDEX journal_draft ON journal ((facts->>'draft'), id) WHERE kind = 'plan-step';
"""

CATALOGUE = """
CREATE FUNCTION catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE municipality SET catalogue_version = catalogue_version + 1
  WHERE id IN (SELECT DISTINCT municipality_id FROM changed);
  RETURN NULL;
END $$;
CREATE FUNCTION steps_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE municipality SET catalogue_version = catalogue_version + 1
  WHERE id IN (SELECT DISTINCT l.municipality_id FROM changed c JOIN lebenslage l ON l.id = c.lebenslage_id);
  RETURN NULL;
END $$;
"""


def _followed(table: str, function: str) -> str:
    """Return the triggers that count a table's changes; a statement without rows counts nothing."""
    return "".join(
        f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    )


FOLLOWED = "".join(
    _followed(table, "catalogue_changed")
    for table in ("skill", "service", "service_at_office", "combination", "office", "lebenslage")
) + _followed("lebenslage_step", "steps_changed")


class Migration(migrations.Migration):
    """Constraints, indexes and the journal."""

    dependencies = [("termin", "0001_schema")]
    operations = [ops.RunSQL(RULES), ops.RunSQL(CATALOGUE + FOLLOWED)]
