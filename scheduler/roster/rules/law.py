"""Working time law: how long, with which breaks, and how much rest between."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import Problem, Roster, Shift
from scheduler.roster.rules.reading import by_clerk, known

NORMAL = 480
LONGEST = 600
REST = 660
STRETCH = 360
PART = 15

LONGEST_DAY = Rule(
    "longest day",
    "{clerk} works {minutes} minutes on {day}, more than {limit}",
    "ArbZG § 3; a shorter limit by contract",
    hard=True,
)


def longest_day(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody works more than ten hours a day, or than their own limit."""
    for workday, clerk, shift in known(problem, roster):
        limit = min(LONGEST, clerk.longest)
        if shift.work > limit:
            yield Finding(
                LONGEST_DAY,
                facts={
                    "clerk": clerk.name,
                    "day": str(problem.date(workday.day)),
                    "minutes": shift.work,
                    "limit": limit,
                },
            )


AVERAGE = Rule(
    "average",
    "{clerk} works {minutes} minutes, more than the {limit} that keep the average of eight hours"
    " a working day",
    "ArbZG § 3",
    hard=True,
)


def average(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Over eight hours only as far as the average of 24 weeks stays at eight a working day."""
    working_days = sum(not problem.rest_day(day) for day in range(problem.length))
    for clerk, workdays in by_clerk(problem, roster):
        minutes = sum(problem.shift[one.shift].work for one in workdays)
        limit = NORMAL * working_days + clerk.allowance
        if minutes > limit:
            yield Finding(AVERAGE, facts={"clerk": clerk.name, "minutes": minutes, "limit": limit})


BREAKS = Rule(
    "breaks",
    "{clerk} has {minutes} minutes of break on {day}, fewer than {limit} for {work} minutes",
    "ArbZG § 4",
    hard=True,
)


def breaks(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """More than six hours take 30 minutes of break, more than nine take 45; parts of 15 count."""
    for workday, clerk, shift in known(problem, roster):
        minutes = sum(pause.minutes for pause in shift.breaks if pause.minutes >= PART)
        limit = 45 if shift.work > 540 else 30 if shift.work > 360 else 0
        if minutes < limit:
            yield Finding(
                BREAKS,
                facts={
                    "clerk": clerk.name,
                    "day": str(problem.date(workday.day)),
                    "minutes": minutes,
                    "limit": limit,
                    "work": shift.work,
                },
            )


LONG_STRETCH = Rule(
    "stretch",
    "{clerk} works {minutes} minutes in a row on {day}",
    "ArbZG § 4",
    hard=True,
)


def stretch(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody works more than six hours in a row without a break of at least 15 minutes."""
    for workday, clerk, shift in known(problem, roster):
        longest = max(stretches(shift))
        if longest > STRETCH:
            yield Finding(
                LONG_STRETCH,
                facts={
                    "clerk": clerk.name,
                    "day": str(problem.date(workday.day)),
                    "minutes": longest,
                },
            )


def stretches(shift: Shift) -> list[int]:
    """Return the minutes between the breaks that count."""
    counted = sorted((pause.start, pause.end) for pause in shift.breaks if pause.minutes >= PART)
    edges = [shift.start, *(edge for pause in counted for edge in pause), shift.end]
    return [end - start for start, end in zip(edges[::2], edges[1::2], strict=True)]


RESTING = Rule(
    "rest",
    "{clerk} rests {minutes} minutes before {day}, fewer than 660",
    "ArbZG § 5",
    hard=True,
)


def rest(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Eleven hours lie between the end of a working day and the next, also before the plan."""
    for clerk, workdays in by_clerk(problem, roster):
        ended = None if clerk.ended is None else -clerk.ended
        days = {one.day: one for one in workdays}  # two shifts on a day are for `facts.sound`
        for one in days.values():
            shift = problem.shift[one.shift]
            begins = one.day * 1440 + shift.start
            if ended is not None and begins - ended < REST:
                yield Finding(
                    RESTING,
                    facts={
                        "clerk": clerk.name,
                        "day": str(problem.date(one.day)),
                        "minutes": begins - ended,
                    },
                )
            ended = one.day * 1440 + shift.end


SUNDAY = Rule("Sunday", "{clerk} works on {day}, a Sunday or holiday", "ArbZG § 9", hard=True)


def sunday(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody works on Sundays and public holidays."""
    for workday, clerk, _ in known(problem, roster):
        if problem.rest_day(workday.day):
            yield Finding(
                SUNDAY, facts={"clerk": clerk.name, "day": str(problem.date(workday.day))}
            )
