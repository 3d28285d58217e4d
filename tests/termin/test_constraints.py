"""The database itself forbids what must never be; this is the list, and it is compared."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.database import DatabaseAddress

NO_OVERLAP = "tstzrange(starts_at, ends_at) WITH &&"

EXCLUSIONS = {
    "claim_counter_once": f"gist (counter_id WITH =, {NO_OVERLAP})",
    "segment_counter_once": f"gist (counter_id WITH =, {NO_OVERLAP})",
    "duty_counter_once": f"gist (counter_id WITH =, {NO_OVERLAP}) WHERE state = 'published'",
    "duty_clerk_once": f"gist (clerk_id WITH =, {NO_OVERLAP}) WHERE state = 'published'",
    "halt_unit_once": "gist (unit_id WITH =, tstzrange(arrives_at, leaves_at) WITH &&)"
    " WHERE state = 'published'",
    "contract_once": "gist (clerk_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&)",
}
"""Nobody and nothing is promised twice at one time, at whichever office."""

CHECKS = {
    "absence": {"absence_order"},
    "alternative": {"alternative_whole", "alternative_hold"},
    "appointment": {"appointment_order", "appointment_confirmation"},
    "appointment_line": {"appointment_line_amount"},
    "claim": {"claim_order", "claim_grid", "claim_one_holder"},
    "closure": {"closure_order"},
    "combination": {"combination_of_two"},
    "contract": {"contract_minutes", "contract_days", "contract_order"},
    "demo_clock": {"demo_clock_only_one", "demo_clock_speed"},
    "duty": {"duty_order", "duty_shares"},
    "halt": {"halt_order"},
    "hold": {"hold_order", "hold_expiry"},
    "journal": {"journal_day_whole"},
    "mobile_unit": {"mobile_unit_shares", "mobile_unit_pace"},
    "office": {"office_promises", "office_numbers"},
    "opening_hours": {"opening_hours_order", "opening_hours_weekday"},
    "pattern_stop": {"pattern_stop_order"},
    "pause": {"pause_order"},
    "plan_draft": {"plan_draft_order"},
    "plan_run": {"plan_run_order", "plan_run_seconds"},
    "preference": {"preference_of_one_day", "preference_weekday", "preference_weight"},
    "segment": {"segment_order", "segment_use"},
    "service": {"service_minutes", "service_max_count"},
    "service_at_office": {"service_at_office_minutes"},
    "stop": {"stop_minutes"},
    "ticket": {"ticket_number", "ticket_counter"},
    "ticket_line": {"ticket_line_amount"},
    "tour_pattern": {"tour_pattern_order"},
}
"""What no row may say."""

UNIQUE = {
    "account": {"login"},
    "alternative": {"appointment_id WHERE state = 'open'"},
    "appointment": {"code"},
    "appointment_line": {"appointment_id, service_id"},
    "clerk_skill": {"clerk_id, skill_id"},
    "combination": {"service_id, other_id"},
    "counter": {"office_id, name"},
    "counter_skill": {"counter_id, skill_id"},
    "crew_member": {"unit_id, clerk_id"},
    "device": {"secret_hash"},
    "journal": {"office_day_id, day_seq"},
    "lebenslage": {"municipality_id, external_id"},
    "lebenslage_step": {"lebenslage_id, service_id"},
    "message": {"journal_id"},
    "mobile_unit": {"municipality_id, name"},
    "municipality": {"slug"},
    "office": {"municipality_id, source, external_id"},
    "office_day": {"office_id, date"},
    "pairing": {"code", "secret_hash"},
    "pattern_stop": {"pattern_id, arrives"},
    "pause": {"counter_id WHERE ended_at IS NULL"},
    "push_subscription": {"ticket_id, endpoint"},
    "role_grant": {"account_id, role, municipality_id, COALESCE(office_id, 0)"},
    "service": {"municipality_id, source, external_id"},
    "service_at_office": {"service_id, office_id"},
    "sign_in": {"secret_hash"},
    "skill": {"municipality_id, slug"},
    "stop": {"office_id"},
    "ticket": {
        "office_day_id, letter, number",
        "appointment_id WHERE state <> ALL (ARRAY['withdrawn', 'forwarded'])",
        "office_day_id, draw_key",
        "counter_id WHERE state = ANY (ARRAY['called', 'serving'])",
    },
    "ticket_line": {"ticket_id, service_id"},
    "ticket_series": {"office_day_id, letter"},
}
"""What there is at most once, beside primary keys."""

NO_REFERENCE = {
    ("appointment", "booked_by"),
    ("office", "external_id"),
    ("service", "external_id"),
    ("lebenslage", "external_id"),
    ("message", "journal_id"),  # the journal may be cut off at its old end
    ("journal_cursor", "journal_id"),
    ("sign_in", "counter_id"),  # a choice of the moment, checked when it is used
}
"""Columns named like a reference that are none."""

OWNERLESS = {
    "account",  # a person; what they may do where stands in role_grant
    "appointment_line",
    "clerk_skill",
    "counter_skill",
    "crew_member",
    "demo_clock",
    "journal_cursor",
    "lebenslage_step",
    "pattern_stop",
    "pause",
    "push_subscription",
    "sign_in",
    "ticket_line",
    "ticket_series",
}
"""Tables without a municipality: parts of rows that have one, and what the installation owns."""

# Other people's tables: the job queue's, and where migrations are counted.
_OURS = r"""
  n.nspname = 'public' AND c.relkind = 'r'
  AND c.relname !~ '^(procrastinate_|tortoise_|jobs_schema$|municipality$)'
"""


@pytest.fixture
async def catalog(fresh_database: DatabaseAddress) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**fresh_database.asyncpg())
    try:
        yield connection
    finally:
        await connection.close()


async def test_nothing_is_promised_twice_at_one_time(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        """SELECT conname, condeferrable, condeferred, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE contype = 'x' AND connamespace = 'public'::regnamespace"""
    )
    found = {row["conname"]: plain(row["definition"]) for row in rows}
    assert found == {
        name: f"EXCLUDE USING {definition} DEFERRABLE" for name, definition in EXCLUSIONS.items()
    }
    # Checked at the end of each statement, so that two claims may change counters in one.
    assert all(row["condeferrable"] and not row["condeferred"] for row in rows)


async def test_every_check_stands_in_the_database(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        f"""SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'c' AND k.convalidated AND {_OURS}"""
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["relname"], set()).add(row["conname"])
    assert found == CHECKS


async def test_what_is_there_once_is_unique_in_the_database(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        f"""SELECT c.relname, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE i.indisunique AND NOT i.indisprimary AND i.indisvalid
        AND ({_OURS} OR c.relname = 'municipality')"""
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["relname"], set()).add(columns(row["definition"]))
    assert found == UNIQUE


async def test_every_reference_is_one(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        f"""SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND (a.attname LIKE '%\\_id' OR a.attname = 'booked_by') AND a.attnum > 0
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f'
          AND k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum])"""
    )
    assert {(row["relname"], row["attname"]) for row in rows} == NO_REFERENCE


async def test_every_row_with_an_owner_names_its_municipality(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        f"""SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_OURS} AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid
          AND a.attname = 'municipality_id' AND a.attnotnull)"""
    )
    assert {row["relname"] for row in rows} == OWNERLESS


async def test_a_claim_has_all_but_its_clerk(catalog: asyncpg.Connection) -> None:
    rows = await catalog.fetch(
        """SELECT attname FROM pg_attribute WHERE attrelid = 'claim'::regclass AND attnum > 0
        AND NOT attnotnull AND NOT attisdropped"""
    )
    assert {row["attname"] for row in rows} == {
        "clerk_id",
        "hold_id",  # exactly one of the two: claim_one_holder
        "appointment_id",
        "expires_at",
    }


async def test_a_day_knows_the_transaction_that_changed_it(catalog: asyncpg.Connection) -> None:
    found = await catalog.fetchval(
        """SELECT pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = 'office_day'::regclass AND NOT tgisinternal"""
    )
    assert "BEFORE UPDATE ON public.office_day FOR EACH ROW" in found


def plain(definition: str) -> str:
    """Return a definition without casts and needless brackets, as a person would write it."""
    for noise in ("::text[]", "::character varying", "::text", "::bigint"):
        definition = definition.replace(noise, "")
    return (
        definition.replace("(state)", "state")
        .replace("((state = 'published'))", "state = 'published'")
        .replace("(ARRAY['called', 'serving'])", "ARRAY['called', 'serving']")
        .replace("(ARRAY['withdrawn', 'forwarded'])", "ARRAY['withdrawn', 'forwarded']")
        .replace("(0)", "0")
    )


def columns(definition: str) -> str:
    """Return what an index is over, with its condition, from its definition."""
    _, _, rest = plain(definition).partition(" USING btree (")
    over, _, condition = rest.partition(") WHERE (")
    return f"{over} WHERE {condition.removesuffix(')')}" if condition else over.removesuffix(")")
