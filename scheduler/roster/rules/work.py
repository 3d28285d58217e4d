"""The kind of work: time at the screen without other work between, and back office enough."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import BACK, Problem, Roster
from scheduler.roster.rules.reading import by_clerk, known, placed

SCREEN = Rule(
    "screen",
    "{clerk} has {blocks} blocks of counter work too many in a row on {day}",
    "ArbStättV Anhang 6.1 (2); minutes by agreement",
)


def screen(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """After an hour at the counter comes other work, or a break; each block beyond costs.

    A run of n blocks with a limit of k costs n - k.
    """
    limit = problem.terms.screen // problem.block
    for workday, clerk, _ in known(problem, roster):
        beyond = run = 0
        for _, task in placed(problem, workday):
            run = run + 1 if task in problem.group and problem.group[task].screen else 0
            beyond += run > limit
        if beyond:
            yield Finding(
                SCREEN,
                problem.weights.screen * beyond,
                {"clerk": clerk.name, "day": str(problem.date(workday.day)), "blocks": beyond},
            )


BACK_LITTLE = Rule(
    "too little back office",
    "{clerk} has {minutes} minutes of back office, fewer than {limit}",
    "agreed share of paid time",
)
BACK_MUCH = Rule(
    "too much back office",
    "{clerk} has {minutes} minutes of back office, more than {limit}",
    "agreed share of paid time",
)


def back_office(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Everybody has a share of their paid time for back office, neither too little nor too much."""
    least, most = problem.terms.share
    for clerk, workdays in by_clerk(problem, roster):
        paid = back = 0
        for one in workdays:
            shift = problem.shift[one.shift]
            paid += shift.work
            back += sum(
                shift.worked(block, problem.block)
                for block, task in placed(problem, one)
                if task == BACK
            )
        if back < least * paid - 1e-9:
            cost = problem.weights.back_little * (least * paid - back) / problem.block
            yield Finding(
                BACK_LITTLE,
                cost,
                {"clerk": clerk.name, "minutes": back, "limit": round(least * paid, 1)},
            )
        if back > most * paid + 1e-9:
            cost = problem.weights.back_much * (back - most * paid) / problem.block
            yield Finding(
                BACK_MUCH,
                cost,
                {"clerk": clerk.name, "minutes": back, "limit": round(most * paid, 1)},
            )
