"""The emergency button: one alarm per desk, answered once, over once."""

from __future__ import annotations

import pytest

from termin import queue
from termin.errors import Invalid, NotFound, TryAgain
from termin.journal import of_day
from termin.queue import alarm as alarms
from termin.queue.rows import Alarm
from tests.termin.queue.hall_town import clock
from tests.town import Town


async def test_an_alarm_is_raised_answered_and_over(town: Town) -> None:
    office, counter = town.offices["rathaus"].id, town.counters["3"].id
    raised = await queue.raise_alarm(
        office, clock("09:00"), place="Schalter 3", counter=counter, account=7
    )
    (seen,) = await queue.alarms_of(office)
    assert (seen.id, seen.place, seen.counter, seen.raised_by, seen.raised_at) == (
        raised,
        "Schalter 3",
        counter,
        7,
        clock("09:00"),
    )
    await queue.answer_alarm(raised, 8, clock("09:01"))
    await queue.answer_alarm(raised, 9, clock("09:02"))
    (seen,) = await queue.alarms_of(office)
    assert (seen.answered_by, seen.answered_at) == (8, clock("09:01"))
    for minute in ("09:05", "09:06"):
        await queue.end_alarm(raised, 7, clock(minute))
    assert await queue.alarms_of(office) == ()
    day = (await queue.queue_of(office, clock("09:06"))).office_day
    assert [one.kind for one in await of_day(day)] == [
        "alarm-raised",
        "alarm-answered",
        "alarm-ended",
    ]


async def test_pressed_again_it_is_the_same_alarm(town: Town) -> None:
    office, counter = town.offices["rathaus"].id, town.counters["3"].id

    async def press(counter: int | None, place: str) -> int:
        return await queue.raise_alarm(
            office, clock("09:00"), place=place, counter=counter, account=7
        )

    assert await press(counter, "Schalter 3") == await press(counter, "Schalter 3")
    assert await press(None, "Empfang") == await press(None, "Empfang")
    assert len(await queue.alarms_of(office)) == 2
    assert await queue.alarms_of(town.offices["nord"].id) == ()
    for one in await queue.alarms_of(office):
        await queue.end_alarm(one.id, 7, clock("09:01"))
    await press(counter, "Schalter 3")
    assert len(await queue.alarms_of(office)) == 1, "a new one after the old one is over"


async def test_who_ends_an_unanswered_alarm_was_there(town: Town) -> None:
    office = town.offices["rathaus"].id
    raised = await queue.raise_alarm(
        office, clock("09:00"), place="Empfang", counter=None, account=7
    )
    await queue.end_alarm(raised, 9, clock("09:05"))
    await queue.answer_alarm(raised, 8, clock("09:06"))
    row = await Alarm.get(id=raised)
    assert (row.answered_by, row.ended_at) == (9, clock("09:05"))


async def test_places_that_are_none_are_refused(town: Town) -> None:
    office = town.offices["rathaus"].id
    with pytest.raises(NotFound):
        await queue.raise_alarm(999_999, clock("09:00"), place="", counter=None, account=None)
    with pytest.raises(Invalid):
        await queue.raise_alarm(
            office, clock("09:00"), place="", counter=town.counters["N1"].id, account=None
        )
    with pytest.raises(NotFound):
        await queue.answer_alarm(999_999, None, clock("09:00"))
    with pytest.raises(NotFound):
        await queue.end_alarm(999_999, None, clock("09:00"))


async def test_a_busy_day_is_asked_again_before_help_is_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, real = 0, alarms._raise

    async def busy(*wanted: object) -> int:
        nonlocal tries
        tries += 1
        if tries < alarms.TRIES:
            raise TryAgain
        return await real(*wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(alarms, "_raise", busy)
    office = town.offices["rathaus"].id
    assert await queue.raise_alarm(
        office, clock("09:00"), place="Empfang", counter=None, account=None
    )
    assert tries == alarms.TRIES
