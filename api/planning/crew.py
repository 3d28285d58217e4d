"""The people of an office as values of the scheduler: what they may and can, and when not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from api.planning.facts import ClerkFacts, OfficeFacts
from scheduler.roster.choices import REST
from scheduler.roster.problem import Absence, Clerk

FULL_TIME = 39 * 60
"""Minutes a week where no contract is known (TVöD § 6)."""

USUAL = frozenset(range(5))
"""Monday to Friday: where no contract says otherwise, people work on them, open or not."""

MOST_FLEX = 4 * 60
"""Minutes beyond the contract at most in a week that makes up for weeks before (TVöD § 6)."""


def clerk_of(office: OfficeFacts, clerk: ClerkFacts, groups: set[str]) -> Clerk:
    """Return somebody as the scheduler sees them; `groups` are what they can do."""
    weekdays = _weekdays(clerk, office)
    here = {one.id for one in office.clerks}
    contract = clerk.minutes if clerk.minutes is not None else FULL_TIME
    late = None if clerk.late is None else max(0, clerk.late - clerk.past.late)
    return Clerk(
        id=clerk.id,
        name=clerk.name,
        skills=frozenset(groups),
        contract=max(0, contract + min(0, clerk.past.balance)),
        flex=max(0, min(MOST_FLEX, clerk.past.balance)),
        longest=clerk.longest,
        days_a_week=min(len(weekdays), 6 if clerk.weekdays else 5),
        weekdays=weekdays,
        allowance=clerk.past.allowance,
        ended=clerk.past.ended,
        late=late,
        mentor=clerk.mentor if clerk.mentor in here else None,
    )


def _weekdays(clerk: ClerkFacts, office: OfficeFacts) -> frozenset[int]:
    """Return the days on which somebody can work: of the contract, else the usual and open ones."""
    if clerk.weekdays:
        return clerk.weekdays - {6}
    return (USUAL | {on.weekday() for on, times in office.open.items() if times}) - {6}


def absences_of(
    clerk: ClerkFacts, dates: Sequence[date], holidays: Collection[date]
) -> Iterator[Absence]:
    """Yield when somebody cannot work here, with what counts as worked.

    Whole days count as a day of the contract (leave, EFZG §§ 2 and 3), and a duty elsewhere as no
    less; it has eleven hours of rest before and after (ArbZG § 5).
    """
    own = clerk.weekdays or USUAL
    a_day = (clerk.minutes if clerk.minutes is not None else FULL_TIME) // max(1, len(own))
    for number, on in enumerate(dates):
        usual = a_day if on.weekday() in own else 0
        elsewhere = clerk.elsewhere.get(on, ())
        gone = clerk.away.get(on, ())
        if elsewhere:
            first, last = min(a for a, _ in elsewhere), max(b for _, b in elsewhere)
            yield Absence(clerk.id, number, max(usual, min(last - first, 600)))
            if number:
                yield Absence(clerk.id, number - 1, 0, first + 1440 - REST)
            if number + 1 < len(dates) and last + REST > 1440:
                yield Absence(clerk.id, number + 1, 0, 0, last + REST - 1440)
        elif on in holidays or any(a <= 0 and b >= 1440 for a, b in gone):
            yield Absence(clerk.id, number, usual)
        else:
            for start, end in gone:
                yield Absence(clerk.id, number, min(usual, end - start), start, end)
