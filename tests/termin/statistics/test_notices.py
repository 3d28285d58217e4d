"""What needs somebody, and which office comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from termin.interval import Interval
from termin.statistics import At, CounterNow, Longest, NoticeKind, OfficeNow, notices, worst_first
from termin.statistics.office_now import AlarmNow, CalledNow, MachineNow, ParkedNow
from tests.termin.statistics.small_day import ZONE, at

OPEN = (Interval(at(0), at(180)),)


def office(name: str = "Rathaus", **more: object) -> OfficeNow:
    """An open office an hour after nine at which nothing happens."""
    return OfficeNow(1, name, ZONE, at(60), OPEN, **more)  # type: ignore[arg-type]


def kinds(one: OfficeNow) -> list[NoticeKind]:
    return [notice.kind for notice in notices(one)]


def test_nothing_needs_anybody_where_all_is_well() -> None:
    busy = CounterNow(1, "1", at(0), "Ada", number="B001")
    fine = office(counters=(busy,), waiting=3, longest=Longest("B002", at(50), 10, 60))
    assert notices(fine) == ()


def test_a_broken_promise_is_told_and_an_unbroken_one_not() -> None:
    assert kinds(office(waiting=1, longest=Longest("B1", at(0), 61, 60))) == [
        NoticeKind.PROMISE_BROKEN
    ]
    assert kinds(office(waiting=1, longest=Longest("B1", at(0), 60, 60))) == []
    assert kinds(office(waiting=1, longest=Longest("B1", at(0), 300, None))) == []


def test_a_planned_counter_is_missed_after_a_quarter_of_an_hour() -> None:
    def at_work(**more: object) -> OfficeNow:
        return office(waiting=1, counters=(CounterNow(4, "4", **more),))  # type: ignore[arg-type]

    assert kinds(at_work(planned_since=at(0))) == [NoticeKind.COUNTER_EMPTY]
    assert kinds(at_work(planned_since=at(46))) == []  # the duty has just begun
    assert kinds(at_work(planned_since=at(45))) == [NoticeKind.COUNTER_EMPTY]
    assert kinds(at_work(planned_since=at(0), signed_in=True)) == []
    assert kinds(at_work(planned_since=at(0), active_at=at(46))) == []
    assert kinds(at_work(planned_since=at(0), active_at=at(45))) == [NoticeKind.COUNTER_EMPTY]
    assert kinds(at_work(planned_since=at(0), paused_until=at(61))) == []
    assert kinds(at_work(planned_since=at(0), number="B001")) == []
    assert kinds(at_work()) == []  # not planned
    (notice,) = notices(at_work(planned_since=at(0), active_at=at(20)))
    assert notice.values["counters"] == (("4", "", at(20)),)


def test_several_empty_counters_are_one_notice() -> None:
    counters = tuple(CounterNow(n, str(n), at(0), clerk) for n, clerk in ((4, "Ada"), (5, "Ben")))
    (notice,) = notices(office(counters=counters))
    assert notice.kind is NoticeKind.COUNTER_EMPTY_CALM  # nobody waits
    assert notice.values["counters"] == (("4", "Ada", at(0)), ("5", "Ben", at(0)))


def test_outside_opening_hours_nobody_is_missed_unless_people_wait() -> None:
    closed = replace(office(counters=(CounterNow(4, "4", at(0)),)), opening=())
    assert kinds(closed) == []
    assert kinds(replace(closed, waiting=1)) == [NoticeKind.COUNTER_EMPTY]


def test_too_many_waiting_before_closing() -> None:
    two = tuple(CounterNow(n, str(n), at(0), number="B001") for n in (1, 2))
    late = replace(office(counters=two, waiting=9, minutes_ahead=100), now=at(140))
    (notice,) = notices(late)  # two counters, forty minutes: room for eighty
    assert (notice.kind, notice.values["over"]) == (NoticeKind.CLOSING_SOON, 10)
    assert kinds(replace(late, minutes_ahead=80)) == []
    assert kinds(replace(late, now=at(119))) == []  # still more than an hour


def test_machines_alarms_and_parked_people() -> None:
    seen = at(0)
    machines = (
        MachineNow(1, "Anzeige", kiosk=False, silent=True, seen_at=seen),
        MachineNow(2, "Kiosk", kiosk=True, silent=False, seen_at=seen, paper="out"),
        MachineNow(3, "Kiosk 2", kiosk=True, silent=False, seen_at=seen, paper="low"),
        MachineNow(4, "Kiosk 3", kiosk=True, silent=False, seen_at=seen, paper="ok"),
    )
    needy = office(
        machines=machines,
        alarms=(AlarmNow(7, "Schalter 3", at(59), answered=False),),
        parked_over=(ParkedNow("B003", at(50), "Raum 2", "1"),),
        called_over=(CalledNow("B004", at(40), "2"),),
    )
    assert kinds(needy) == [
        NoticeKind.ALARM,
        NoticeKind.CALLED_OVER,
        NoticeKind.PARKED_OVER,
        NoticeKind.PAPER_OUT,
        NoticeKind.SILENT,
        NoticeKind.PAPER_LOW,
    ]
    assert kinds(replace(needy, opening=(), alarms=(), parked_over=(), called_over=())) == []


def test_the_office_that_needs_somebody_most_comes_first() -> None:
    alarm = office("Alarm", alarms=(AlarmNow(1, "Empfang", at(59), answered=False),))
    broken = office("Zusage", waiting=1, longest=Longest("B1", at(0), 90, 60))
    more = office("Mehr", waiting=1, longest=Longest("B1", at(0), 95, 60))
    empty = office("Leer", counters=(CounterNow(1, "1", at(0)),), waiting=20)
    calm = office("Ruhig", waiting=2, longest=Longest("B1", at(55), 5, 60))
    long_ = office("Lang", waiting=1, longest=Longest("B1", at(20), 40, 60))
    many = office("Viele", waiting=7)
    few = office("Wenige", waiting=2)
    also = office("Auch wenige", waiting=2)
    everybody = [few, also, calm, empty, long_, many, broken, alarm, more]
    assert [one.name for one in worst_first(everybody)] == [
        "Alarm",
        "Mehr",
        "Zusage",
        "Leer",
        "Lang",
        "Ruhig",
        "Viele",
        "Auch wenige",
        "Wenige",
    ]


def test_open_counters_are_those_at_which_somebody_is() -> None:
    counters = (
        CounterNow(1, "1", at(0), number="B001"),
        CounterNow(2, "2", at(0), paused_until=at(70)),
        CounterNow(3, "3", at(0)),
        CounterNow(4, "4", None, active_at=at(60) - timedelta(minutes=3)),
        CounterNow(5, "5"),
    )
    seen = office(counters=counters)
    assert [one.at(seen.now) for one in counters] == [
        At.BUSY,
        At.PAUSED,
        At.EMPTY,
        At.READY,
        At.EMPTY,
    ]
    assert (len(seen.open), len(seen.planned)) == (3, 3)
