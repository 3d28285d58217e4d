"""A pause: a counter calls nobody for a few minutes, and everybody knows until about when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from termin.errors import Invalid, NotFound
from termin.events import CounterPaused, CounterResumed
from termin.officeday import Day, locked
from termin.offices.rows import Counter
from termin.queue.moment import moment_of
from termin.queue.rows import Pause
from termin.queue.today import day_of_office
from termin.queue.wait import tell_wait


async def pause(counter: int, account: int | None, until: datetime, now: datetime) -> None:
    """Let a counter pause until about a time; during a pause this moves its expected end.

    Who is at the counter stays there: one may say so while still serving.

    Raises:
        NotFound: no such counter.
        Invalid: the end is not in the future.
        TryAgain: the day is too busy; nothing was changed.
    """
    place, today = await _counter(counter, now)
    async with locked(today, *await days_of_pauses(counter, today)) as (day, *days):
        moment = await moment_of(day, now)
        if until <= moment:
            raise Invalid(fields={"until": "Bitte nennen Sie eine Zeit, die noch kommt."})
        await end_pauses(counter, days, moment)
        row = await Pause.get_or_none(counter_id=counter, ended_at=None)
        row = row or Pause(
            counter_id=place.id, office_day_id=day.id, account=account, starts_at=moment
        )
        row.expected_until = until
        await row.save()
        await day.record(CounterPaused(counter, until), moment)
        await tell_wait(day, moment)


async def resume(counter: int, now: datetime) -> None:
    """End a counter's pause; where there is none, nothing happens.

    Raises:
        NotFound: no such counter.
        TryAgain: the day is too busy; nothing was changed.
    """
    _, today = await _counter(counter, now)
    async with locked(today, *await days_of_pauses(counter, today)) as (day, *days):
        moment = await moment_of(day, now)
        await end_pauses(counter, (day, *days), moment)
        await tell_wait(day, moment)


async def days_of_pauses(counter: int, today: int) -> tuple[int, ...]:
    """Return the earlier days on which this counter began a pause that nobody ended."""
    rows = await Pause.filter(counter_id=counter, ended_at=None).exclude(office_day_id=today)
    return tuple(row.office_day_id for row in rows)


async def end_pauses(counter: int, days: Iterable[Day], now: datetime) -> None:
    """End this counter's pause, if it has one on these locked days."""
    for day in days:
        for row in await Pause.filter(counter_id=counter, office_day_id=day.id, ended_at=None):
            await end_pause(day, row, now)


async def end_pause(day: Day, row: Pause, now: datetime) -> None:
    """End a pause of a locked day."""
    row.ended_at = now
    await row.save(update_fields=["ended_at"])
    await day.record(CounterResumed(row.counter_id), now)


async def _counter(counter: int, now: datetime) -> tuple[Counter, int]:
    place = await Counter.get_or_none(id=counter, retired_at=None).select_related("office")
    if place is None:
        raise NotFound
    return place, await day_of_office(place.office, now)
