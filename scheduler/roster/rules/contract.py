"""Contracts: the minutes paid, the days a week, the days on which somebody works at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import Problem, Roster
from scheduler.roster.rules.reading import by_clerk, known

CONTRACT = Rule(
    "contract",
    "{clerk} works {minutes} minutes, more than the {limit} of the contract and its margin",
    "TVöD § 6 (39 h a week on average), part time by contract",
    hard=True,
)


def contract(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody works more than the contract asks of the whole plan, and its margin."""
    for clerk, workdays in by_clerk(problem, roster):
        minutes = sum(problem.shift[one.shift].work for one in workdays)
        limit = problem.owed(clerk) + clerk.flex
        if minutes > limit:
            yield Finding(CONTRACT, facts={"clerk": clerk.name, "minutes": minutes, "limit": limit})


UNUSED = Rule("unused", "{clerk} is left with {minutes} minutes of the contract")


def unused(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """What the contract asks is worked; each hour left over costs."""
    for clerk, workdays in by_clerk(problem, roster):
        minutes = sum(problem.shift[one.shift].work for one in workdays)
        left = problem.owed(clerk) - minutes
        if left > 0:
            yield Finding(
                UNUSED,
                problem.weights.unused * left / 60,
                {"clerk": clerk.name, "minutes": left},
            )


WEEK_DAYS = Rule(
    "days a week",
    "{clerk} works on {days} days in the week of {day}, more than {limit}",
    "TVöD § 6, contract",
    hard=True,
)


def days_a_week(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Nobody works on more days of a calendar week than agreed."""
    for clerk, workdays in by_clerk(problem, roster):
        weeks = Counter(problem.week(one.day) for one in workdays)
        firsts = {problem.week(one.day): one.day for one in reversed(workdays)}
        for week, days in sorted(weeks.items()):
            if days > clerk.days_a_week:
                yield Finding(
                    WEEK_DAYS,
                    facts={
                        "clerk": clerk.name,
                        "days": days,
                        "day": str(problem.date(firsts[week])),
                        "limit": clerk.days_a_week,
                    },
                )


WEEKDAY = Rule("weekday", "{clerk} never works on a day as {day}", "contract", hard=True)


def weekday(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Who has fixed days works on those only."""
    for workday, clerk, _ in known(problem, roster):
        if problem.weekday(workday.day) not in clerk.weekdays:
            yield Finding(
                WEEKDAY, facts={"clerk": clerk.name, "day": str(problem.date(workday.day))}
            )
