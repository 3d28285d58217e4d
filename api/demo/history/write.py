"""Writing past days into the tables, thousands of rows at a time by COPY."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import asyncpg
from tortoise.fields import JSONField
from tortoise.models import Model

from api.demo.history.shape import Duty, Guest, Site
from termin.booking import Appointment, AppointmentLine, AppointmentState, Channel, Visit
from termin.capacity import Duty as DutyRow
from termin.capacity import DutyState
from termin.queue.rows import Ticket, TicketLine, TicketSeries, TicketState
from termin.tokens import ALPHABET, CODE_LENGTH

CHANNELS = (Channel.WEB, Channel.WEB, Channel.WEB, Channel.PHONE, Channel.DESK)


@dataclass
class Sheaf:
    """Rows of many tables that are written together; ids of visits and tickets are drawn here."""

    municipality: int
    chance: random.Random = field(repr=False)
    rows: defaultdict[type[Model], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add_day(
        self, site: Site, office_day: int, duties: Sequence[Duty], guests: Iterable[Guest]
    ) -> None:
        """Add all that a past day left behind."""
        for duty in duties:
            self._add_duty(site, office_day, duty)
        numbers = dict.fromkeys(site.letters, 0)
        for guest in guests:
            appointment = None if guest.due is None else self._add_visit(site, office_day, guest)
            if guest.came is not None:
                letter = site.letters[1 if guest.due is None or guest.late else 0]
                numbers[letter] += 1
                self._add_ticket(site, office_day, guest, letter, numbers[letter], appointment)
        for letter, number in numbers.items():
            if number:
                self._add(TicketSeries, office_day_id=office_day, letter=letter, last_number=number)

    def _add_duty(self, site: Site, office_day: int, duty: Duty) -> None:
        public, internal, walk_in = duty.place.shares
        self._add(
            DutyRow,
            municipality_id=self.municipality,
            office_id=site.office,
            office_day_id=office_day,
            counter_id=duty.place.counter,
            clerk_id=duty.place.clerk,
            starts_at=duty.during.start,
            ends_at=duty.during.end,
            state=DutyState.PUBLISHED,
            public_share=public,
            internal_share=internal,
            walk_in_share=walk_in,
        )

    def _add_visit(self, site: Site, office_day: int, guest: Guest) -> UUID:
        visit, appointment = self._id(), self._id()
        channel = self.chance.choice(CHANNELS)
        due, booked = guest.due, guest.booked
        if due is None or booked is None:
            raise ValueError("a walk-in has no visit")
        self._add(
            Visit,
            id=visit,
            municipality_id=self.municipality,
            channel=channel,
            language="de",
            created_at=booked,
        )
        self._add(
            Appointment,
            id=appointment,
            municipality_id=self.municipality,
            visit_id=visit,
            office_id=site.office,
            office_day_id=office_day,
            code="".join(self.chance.choices(ALPHABET, k=CODE_LENGTH)),
            secret_hash=self._hash(),
            state=_state(guest),
            channel=channel,
            starts_at=due,
            ends_at=due + timedelta(minutes=guest.errand.planned),
            needs=[],
            created_at=booked,
            changed_at=guest.cancelled or guest.ended or guest.due,
        )
        self._add(
            AppointmentLine,
            appointment_id=appointment,
            service_id=guest.errand.service,
            count=1,
            minutes=guest.errand.planned,
        )
        return appointment

    def _add_ticket(
        self,
        site: Site,
        office_day: int,
        guest: Guest,
        letter: str,
        number: int,
        appointment: UUID | None,
    ) -> None:
        ticket = self._id()
        end = guest.ended
        self._add(
            Ticket,
            id=ticket,
            municipality_id=self.municipality,
            office_id=site.office,
            office_day_id=office_day,
            letter=letter,
            number=number,
            secret_hash=self._hash(),
            state=_ticket_state(guest),
            channel=Channel.KIOSK,
            appointment_id=appointment,
            due_at=None if guest.late else guest.due,
            drawn_at=guest.came,
            came_at=guest.came,
            called_at=guest.called,
            first_called_at=guest.called,
            arrived_at=guest.arrived,
            ended_at=end or guest.came,
            calls=0 if guest.called is None else 1,
            counter_id=guest.counter,
        )
        finished = guest.arrived is not None and end is not None
        self._add(
            TicketLine,
            ticket_id=ticket,
            service_id=guest.errand.service,
            count=1,
            minutes=guest.errand.planned,
            done=1 if finished else None,
        )

    def _add(self, table: type[Model], **values: object) -> None:
        self.rows[table].append(values)

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _hash(self) -> str:
        return f"{self.chance.getrandbits(256):064x}"

    async def write(self, connection: asyncpg.Connection) -> int:
        """Write everything in one transaction; return how many rows that were."""
        written = 0
        async with connection.transaction():
            for table in (DutyRow, Visit, Appointment, AppointmentLine, *_OF_THE_QUEUE):
                rows = self.rows.pop(table, [])
                if rows:
                    await _copy(connection, table, rows)
                written += len(rows)
        return written


_OF_THE_QUEUE = (TicketSeries, Ticket, TicketLine)


async def _copy(
    connection: asyncpg.Connection, table: type[Model], rows: Sequence[Mapping[str, Any]]
) -> None:
    meta = table._meta
    columns = {
        name: column
        for name, column in meta.fields_db_projection.items()
        if name != meta.pk_attr or name in rows[0]
    }
    defaults = {name: meta.fields_map[name] for name in columns}
    records = [
        tuple(_stored(row.get(name, _default(defaults[name])), defaults[name]) for name in columns)
        for row in rows
    ]
    await connection.copy_records_to_table(
        meta.db_table, records=records, columns=[*columns.values()]
    )


def _default(column: Any) -> object:
    default = column.default
    return default() if callable(default) else default


def _stored(value: object, column: Any) -> object:
    if isinstance(column, JSONField):
        return None if value is None else json.dumps(value)
    return value.value if isinstance(value, Enum) else value


def _state(guest: Guest) -> AppointmentState:
    if guest.cancelled is not None:
        return AppointmentState.CANCELLED
    return AppointmentState.MISSED if guest.missed else AppointmentState.KEPT


def _ticket_state(guest: Guest) -> TicketState:
    if guest.missed:
        return TicketState.WITHDRAWN if guest.called is None else TicketState.MISSED
    return TicketState.FINISHED
