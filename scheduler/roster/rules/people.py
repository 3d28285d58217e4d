"""People: their wishes, their share of late closings, and the trainee beside the mentor."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import BACK, PAUSE, Problem, Roster, Shift, Terms, Want
from scheduler.roster.rules.reading import by_clerk, known, placed

WISHED = Rule("wish", "{clerk} wished {want} on {day}")


def wish(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """A wish for a free, early or late day is granted; to refuse it costs its weight."""
    shifts = {(one.clerk, one.day): shift for one, _, shift in known(problem, roster)}
    for one in problem.wishes:
        shift = shifts.get((one.clerk, one.day))
        if shift is not None and not granted(problem.terms, one.want, shift):
            yield Finding(
                WISHED,
                one.weight,
                {
                    "clerk": problem.clerk[one.clerk].name,
                    "want": {
                        Want.FREE: "to be free",
                        Want.EARLY: "an early shift",
                        Want.LATE: "a late shift",
                    }[one.want],
                    "day": str(problem.date(one.day)),
                },
            )


def granted(terms: Terms, want: Want, shift: Shift) -> bool:
    """A shift grants a wish; a day off grants every wish."""
    if want is Want.EARLY:
        return shift.end <= terms.early_until
    return want is Want.LATE and shift.start >= terms.late_from


LATE = Rule("late closing", "{clerk} closes late {times} times, more than {limit}")


def late(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody closes late more often than agreed."""
    for clerk, workdays in by_clerk(problem, roster):
        times = sum(problem.shift[one.shift].end > problem.terms.closing for one in workdays)
        if clerk.late is not None and times > clerk.late:
            yield Finding(
                LATE,
                problem.weights.late * (times - clerk.late),
                {"clerk": clerk.name, "times": times, "limit": clerk.late},
            )


ALONE = Rule("alone", "{clerk} serves {blocks} blocks without {mentor} beside on {day}")


def alone(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """A trainee serves where the mentor serves: the same group, the same block."""
    stands = {
        (workday.clerk, workday.day, block): task
        for workday, _, _ in known(problem, roster)
        for block, task in placed(problem, workday)
    }
    for workday, clerk, _ in known(problem, roster):
        if clerk.mentor is None:
            continue
        blocks = sum(
            task not in (BACK, PAUSE) and stands.get((clerk.mentor, workday.day, block)) != task
            for block, task in placed(problem, workday)
        )
        if blocks:
            yield Finding(
                ALONE,
                problem.weights.alone * blocks,
                {
                    "clerk": clerk.name,
                    "mentor": problem.clerk[clerk.mentor].name,
                    "day": str(problem.date(workday.day)),
                    "blocks": blocks,
                },
            )
