"""Who lost an appointment to a cancelled halt: what was kept for them, and who must be phoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from termin.booking import Alternative, AlternativeState, Appointment
from termin.offices.mobile import GONE, Halt, MobileUnit
from termin.offices.rows import Office


@dataclass(frozen=True, slots=True)
class Touched:
    """An appointment that lost its time, as whoever phones sees it."""

    row: Alternative
    appointment: Appointment
    name: str
    phone: str
    by_mail: bool
    services: str
    halt: int | None = None
    """The cancelled halt, where what they say is noted."""

    @property
    def kept(self) -> bool:
        """Whether another time is kept for the person now."""
        return self.row.hold_id is not None

    @property
    def must_phone(self) -> bool:
        """Whether somebody has to call: no mail, nothing found, or nothing kept any more."""
        waits = self.row.state is AlternativeState.OPEN and self.row.told_at is None
        return waits and not self.sought and not (self.by_mail and self.kept)

    @property
    def sought(self) -> bool:
        """Whether another time is still being looked for."""
        return self.row.sought_at is None and not self.kept

    @property
    def state(self) -> str:
        """How it stands, as a word for templates."""
        if self.row.state is not AlternativeState.OPEN:
            return self.row.state.value
        if self.kept:
            return "waiting"
        if self.sought:
            return "seeking"
        return "late" if self.row.until else "none"

    @property
    def place(self) -> Office | None:
        """Where the other time is."""
        return self.row.office

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the place that fell away."""
        return ZoneInfo(self.row.lost_office.time_zone)

    @property
    def lost_at(self) -> datetime:
        """The time that fell away."""
        return self.row.lost_at


async def touched(rows: Sequence[Alternative]) -> list[Touched]:
    """Return alternatives with their people."""
    appointments = {
        one.id: one
        for one in await Appointment.filter(
            id__in=[row.appointment_id for row in rows]
        ).prefetch_related("lines__service", "visit__contact")
    }
    found = []
    for row in rows:
        appointment = appointments[row.appointment_id]
        contact = getattr(appointment.visit, "contact", None)
        names = (line.service.name for line in appointment.lines)
        found.append(
            Touched(
                row,
                appointment,
                contact.name if contact else "",
                contact.phone if contact else "",
                bool(contact and contact.email),
                ", ".join(names),
            )
        )
    return found


async def of_halt(halt: Halt) -> list[Touched]:
    """Return those who had an appointment at a halt, each once, as it stands now."""
    rows = (
        await Alternative.filter(
            lost_office_id=halt.stop.office_id,
            lost_at__gte=halt.opens_at,
            lost_at__lt=halt.closes_at,
        )
        .exclude(state=AlternativeState.OVERTAKEN)
        .order_by("lost_at", "id")
        .select_related("office", "lost_office")
    )
    return await touched(rows)


async def to_phone(unit: MobileUnit) -> list[Touched]:
    """Return those of all halts of a unit who must be phoned, by the time that fell away."""
    rows = (
        await Alternative.filter(
            state=AlternativeState.OPEN,
            told_at=None,
            lost_office__stop__unit_id=unit.id,
        )
        .order_by("lost_at", "id")
        .select_related("office", "lost_office")
    )
    gone = await Halt.filter(unit_id=unit.id, state__in=GONE).select_related("stop")
    return [
        replace(one, halt=_halt_of(one.row, gone)) for one in await touched(rows) if one.must_phone
    ]


def _halt_of(row: Alternative, halts: Sequence[Halt]) -> int | None:
    return next(
        (
            one.id
            for one in halts
            if one.stop.office_id == row.lost_office_id
            and one.opens_at <= row.lost_at < one.closes_at
        ),
        None,
    )
