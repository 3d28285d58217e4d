"""What makes a person's row of a roster illegal: one rule, one function.

The conventions are those of the instances: a run that touches the first or the last day may go on
outside the horizon, so it never misses a minimum; a weekend counts if one of its days is worked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

from scheduler.finding import Fact, Finding, Rule
from scheduler.roster.public.instance import Instance, Person

SOURCE = "Curtois and Qu 2014, shift-scheduling instances"
Row = tuple[str, ...]


def _rule(name: str, sentence: str) -> Rule:
    return Rule(name, sentence, SOURCE, hard=True)


MOST = _rule("most-of-a-shift", "{person} works {count} times {shift}, {most} are allowed")
MINUTES_MAX = _rule("most-minutes", "{person} works {minutes} min, {most} are allowed")
MINUTES_MIN = _rule("least-minutes", "{person} works {minutes} min, {least} are due")
RUN_MAX = _rule("longest-run", "{person} works {length} days from day {day}, {most} are allowed")
RUN_MIN = _rule("shortest-run", "{person} works {length} days from day {day}, {least} are due")
REST = _rule("shortest-rest", "{person} is off {length} days from day {day}, {least} are due")
WEEKENDS = _rule("most-weekends", "{person} works {count} weekends, {most} are allowed")
AWAY = _rule("day-off", "{person} works {shift} on day {day}, a day off")
ORDER = _rule("forbidden-order", "{person} works {later} on day {day}, right after {earlier}")


def most_of_a_shift(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No shift oftener than the person may have it."""
    del instance
    for shift, count in Counter(filter(None, row)).items():
        most = person.most.get(shift, count)
        if count > most:
            facts: dict[str, Fact] = {
                "person": person.name,
                "shift": shift,
                "count": count,
                "most": most,
            }
            yield Finding(MOST, facts=facts)


def most_minutes(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No more minutes over the horizon than allowed."""
    minutes = _minutes(instance, row)
    if minutes > person.max_minutes:
        facts: dict[str, Fact] = {
            "person": person.name,
            "minutes": minutes,
            "most": person.max_minutes,
        }
        yield Finding(MINUTES_MAX, facts=facts)


def least_minutes(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No fewer minutes over the horizon than due."""
    minutes = _minutes(instance, row)
    if minutes < person.min_minutes:
        facts: dict[str, Fact] = {
            "person": person.name,
            "minutes": minutes,
            "least": person.min_minutes,
        }
        yield Finding(MINUTES_MIN, facts=facts)


def longest_run(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No more days of work in a row than allowed, at the edges of the horizon as well."""
    del instance
    for day, length, works in _runs(row):
        if works and length > person.max_run:
            yield Finding(RUN_MAX, facts=_run(person, day, length, most=person.max_run))


def shortest_run(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No fewer days of work in a row than due, unless the run touches the horizon's edge."""
    for day, length, works in _runs(row):
        inside = day > 0 and day + length < instance.days
        if works and inside and length < person.min_run:
            yield Finding(RUN_MIN, facts=_run(person, day, length, least=person.min_run))


def shortest_rest(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No fewer days off in a row than due, unless they touch the horizon's edge."""
    for day, length, works in _runs(row):
        inside = day > 0 and day + length < instance.days
        if not works and inside and length < person.min_rest:
            yield Finding(REST, facts=_run(person, day, length, least=person.min_rest))


def most_weekends(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No more weekends with work on them than allowed."""
    del instance
    count = len({day // 7 for day, shift in enumerate(row) if shift and day % 7 in {5, 6}})
    if count > person.max_weekends:
        facts: dict[str, Fact] = {
            "person": person.name,
            "count": count,
            "most": person.max_weekends,
        }
        yield Finding(WEEKENDS, facts=facts)


def day_off(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No work on a day off."""
    del instance
    for day in sorted(person.away):
        if row[day]:
            facts: dict[str, Fact] = {"person": person.name, "day": day, "shift": row[day]}
            yield Finding(AWAY, facts=facts)


def forbidden_order(instance: Instance, person: Person, row: Row) -> Iterator[Finding]:
    """No shift on the day after one that it must not follow."""
    never = {shift.name: shift.never_before for shift in instance.shifts}
    for day, (earlier, later) in enumerate(pairwise(row), start=1):
        if earlier and later in never[earlier]:
            facts: dict[str, Fact] = {
                "person": person.name,
                "day": day,
                "earlier": earlier,
                "later": later,
            }
            yield Finding(ORDER, facts=facts)


LAWS: tuple[Callable[[Instance, Person, Row], Iterator[Finding]], ...] = (
    most_of_a_shift,
    most_minutes,
    least_minutes,
    longest_run,
    shortest_run,
    shortest_rest,
    most_weekends,
    day_off,
    forbidden_order,
)


def _minutes(instance: Instance, row: Row) -> int:
    length = {shift.name: shift.minutes for shift in instance.shifts}
    return sum(length[shift] for shift in row if shift)


def _runs(row: Row) -> Iterator[tuple[int, int, bool]]:
    day = 0
    for works, same in groupby(row, key=bool):
        length = len(list(same))
        yield day, length, works
        day += length


def _run(person: Person, day: int, length: int, **limit: int) -> dict[str, Fact]:
    return {"person": person.name, "day": day, "length": length, **limit}
