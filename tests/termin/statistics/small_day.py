"""A small day counted by hand: events and tickets as values, minutes after nine o'clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from termin.events import Recorded
from termin.interval import Interval
from termin.statistics import DayAccount, DayTicket, Errand, Promises, Rest, Shift, spells_of

NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")


def at(minutes: float) -> datetime:
    """The instant so many minutes after nine in Berlin."""
    return NINE + timedelta(minutes=minutes)


Facts = Mapping[str, object]
Told = tuple[float, str, str] | tuple[float, str, str, Facts]


def happened(*told: Told) -> list[Recorded]:
    """Events of tickets: minute, kind without its first word, number, further facts."""
    numbers = count(1)
    return [
        Recorded(
            seq := next(numbers),
            1,
            1,
            seq,
            f"ticket-{one[1]}",
            at(one[0]),
            at(one[0]),
            {"ticket": one[2], "number": one[2], **(one[3] if len(one) == 4 else {})},
        )
        for one in told
    ]


ONE: Facts = {"counter": 1}
TWO: Facts = {"counter": 2}

EVENTS = happened(
    (0, "drawn", "B001"),
    (2, "drawn", "B002"),
    (4, "called", "B001", ONE),
    (5, "arrived", "B001", ONE),
    (6, "drawn", "A001"),
    (10, "called", "A001", TWO),
    (12, "missed", "A001", TWO),
    (15, "finished", "B001", ONE),
    (16, "called", "B002", ONE),
    (17, "arrived", "B002", ONE),
    (20, "parked", "B002", ONE),
    (30, "called", "B002", TWO),
    (31, "arrived", "B002", TWO),
    (40, "finished", "B002", TWO),
)


def ticket(number: str, came: float, called: float | None, **more: object) -> DayTicket:
    """A ticket of the day."""
    whole: dict[str, object] = {
        "booked": number.startswith("A"),
        "due_at": None,
        "told": None,
        "real_minutes": None,
        **more,
    }
    called_at = None if called is None else at(called)
    return DayTicket(id=number, number=number, came_at=at(came), first_called_at=called_at, **whole)  # type: ignore[arg-type]


AUSWEIS, PASS = Errand(1, "Ausweis", 1, 10), Errand(2, "Pass", 2, 30)


def small_day(**more: object) -> DayAccount:
    """The day at ten o'clock: two counters planned from nine to twelve, one of them paused."""
    whole: dict[str, object] = {
        "promises": Promises(15, 5),
        "counters": ((1, "1"), (2, "2"), (3, "3")),
        "opening": (Interval(at(0), at(120)),),
        "spells": spells_of(EVENTS),
        "tickets": (
            ticket("B001", 0, 4, told=(0, 10), real_minutes=10.0, errands=(AUSWEIS,)),
            ticket("B002", 2, 16, told=(5, 10), real_minutes=20.0, errands=(AUSWEIS, PASS)),
            ticket("A001", 6, 10, due_at=at(4), told=(0, 5)),
            ticket("B003", 40, None),
        ),
        "shifts": tuple(Shift(one, "", Interval(at(0), at(120))) for one in (1, 2)),
        "rests": (Rest(2, at(45), None, at(50)),),
        "usual": {18: 4.0, 20: 1.0},
        "compared_days": 2,
    }
    return DayAccount(1, date(2026, 11, 24), ZONE, at(60), **{**whole, **more})  # type: ignore[arg-type]
