"""What somebody in charge should know now, gravest first, and which office comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from termin.statistics.office_now import OfficeNow


class Kind(StrEnum):
    """The kinds of notices, gravest first."""

    ALARM = "alarm"
    PROMISE_BROKEN = "promise-broken"
    COUNTER_EMPTY = "counter-empty"
    CLOSING_SOON = "closing-soon"
    CALLED_OVER = "called-over"
    """Somebody was called long ago, and nobody said what became of them."""
    PARKED_OVER = "parked-over"
    PAPER_OUT = "paper-out"
    SILENT = "silent"
    PAPER_LOW = "paper-low"
    COUNTER_EMPTY_CALM = "counter-empty-calm"
    """As above, while nobody waits."""


RANKS: Mapping[Kind, int] = MappingProxyType({kind: rank for rank, kind in enumerate(Kind)})

URGENT = frozenset({Kind.ALARM, Kind.PROMISE_BROKEN})

CLOSING = timedelta(minutes=60)
"""Who waits is held against the counters from so long before closing on."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that needs somebody; `values` are those of its sentence, `about` whom it is of."""

    kind: Kind
    values: Mapping[str, object] = field(default_factory=dict)
    about: int | None = None
    """The id of the alarm or machine."""

    @property
    def urgent(self) -> bool:
        """Whether it cannot wait."""
        return self.kind in URGENT


def notices(office: OfficeNow) -> tuple[Notice, ...]:
    """Return what needs somebody at an office, gravest first."""
    found = (
        *_alarms(office),
        *_promise(office),
        *_empty(office),
        *_closing(office),
        *_called(office),
        *_parked(office),
        *_machines(office),
    )
    return tuple(sorted(found, key=lambda one: RANKS[one.kind]))


def worst_first(offices: Iterable[OfficeNow]) -> tuple[OfficeNow, ...]:
    """Return offices by what needs somebody most.

    First by the gravest notice (an emergency, a broken promise, an empty counter …, nothing at
    all); then by how much of the promise the longest wait has used up; then by how many wait; then
    by name.
    """
    return tuple(sorted(offices, key=_urgency))


def _urgency(office: OfficeNow) -> tuple[int, float, int, str]:
    gravest = min((RANKS[one.kind] for one in notices(office)), default=len(RANKS))
    used = office.longest.used if office.longest else 0.0
    return gravest, -used, -office.waiting, office.name


def _alarms(office: OfficeNow) -> Iterable[Notice]:
    for alarm in office.alarms:
        values = {"place": alarm.place, "at": alarm.raised_at, "answered": alarm.answered}
        yield Notice(Kind.ALARM, values, alarm.id)


def _promise(office: OfficeNow) -> Iterable[Notice]:
    if office.longest is not None and office.longest.over:
        one = office.longest
        values = {
            "number": one.number,
            "minutes": one.minutes,
            "promised": one.promised,
            "booked": one.booked,
            "since": one.since,
        }
        yield Notice(Kind.PROMISE_BROKEN, values)


def _empty(office: OfficeNow) -> Iterable[Notice]:
    if office.closes_at is None and not office.waiting:
        return
    found = [(one, since) for one in office.planned if (since := one.empty_since(office.now))]
    if found:
        told = tuple((one.name, one.clerk, since) for one, since in found)
        kind = Kind.COUNTER_EMPTY if office.waiting else Kind.COUNTER_EMPTY_CALM
        yield Notice(kind, {"counters": told})


def _closing(office: OfficeNow) -> Iterable[Notice]:
    """Whether more wait than can be served until closing by the counters that are open."""
    closes = office.closes_at
    if closes is None or closes - office.now > CLOSING or not office.waiting:
        return
    hands = len(office.open) or len(office.planned)
    room = hands * (closes - office.now).total_seconds() / 60
    if office.minutes_ahead > room:
        over = (office.minutes_ahead - room) / max(1, hands)
        values = {"closes": closes, "waiting": office.waiting, "over": round(over)}
        yield Notice(Kind.CLOSING_SOON, values)


def _called(office: OfficeNow) -> Iterable[Notice]:
    for one in office.called_over:
        values = {"number": one.number, "at": one.called_at, "counter": one.counter}
        yield Notice(Kind.CALLED_OVER, values)


def _parked(office: OfficeNow) -> Iterable[Notice]:
    for one in office.parked_over:
        values = {
            "number": one.number,
            "at": one.remind_at,
            "room": one.room,
            "counter": one.counter,
        }
        yield Notice(Kind.PARKED_OVER, values)


def _machines(office: OfficeNow) -> Iterable[Notice]:
    if office.closes_at is None:
        return  # at night screens may be switched off
    for machine in office.machines:
        if machine.silent:
            values: Mapping[str, object] = {"machine": machine.name, "since": machine.seen_at}
            yield Notice(Kind.SILENT, values, machine.id)
        elif machine.paper in _PAPER:
            yield Notice(_PAPER[machine.paper], {"machine": machine.name}, machine.id)


_PAPER = {"out": Kind.PAPER_OUT, "low": Kind.PAPER_LOW}
