"""What clerks have worked before a week, from published duties: law and agreements look back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from termin.planning.plan import minutes_at
from termin.store import rows_of

WEEKS = 23
"""So many weeks before the one that is planned count for the average of ArbZG § 3."""

BREAK = 30
LONG = 6 * 60

_DAYS = """
SELECT u.clerk_id AS clerk, d.date AS on, min(u.starts_at) AS starts_at, max(u.ends_at) AS ends_at
FROM duty u JOIN office_day d ON d.id = u.office_day_id
WHERE u.clerk_id = ANY($1::bigint[]) AND u.state = 'published' AND d.date >= $2 AND d.date < $3
GROUP BY u.clerk_id, d.date ORDER BY d.date
"""


@dataclass(frozen=True, slots=True)
class Worked:
    """A clerk's past days of work: from and to in minutes after midnight, by date.

    A day is told by its first and last published duty; what was done before or after is unknown.
    """

    days: Mapping[date, tuple[int, int]]

    def minutes(self, on: date) -> int:
        """Return the working time of a day, without the break that the law asks for."""
        start, end = self.days.get(on, (0, 0))
        return end - start - (BREAK if end - start > LONG else 0)

    def ended(self, before: date) -> int | None:
        """Return how many minutes before midnight of a date the last duty was over."""
        last = max((on for on in self.days if on < before), default=None)
        if last is None:
            return None
        return (before - last).days * 1440 - self.days[last][1]

    def late(self, first: date, before: date, closing: int) -> int:
        """Return on how many days from `first` to before a date the last duty ended late."""
        return sum(
            1 for on, (_, end) in self.days.items() if first <= on < before and end > closing
        )

    def whole(self, before: date) -> bool:
        """Whether the weeks that count for the average are known."""
        return any(on < before - timedelta(weeks=WEEKS - 1) for on in self.days)


async def worked_before(clerks: Collection[int], before: date, zone: ZoneInfo) -> dict[int, Worked]:
    """Return what clerks have worked in the weeks before a date; who has not is left out."""
    first = before - timedelta(weeks=WEEKS)
    days: defaultdict[int, dict[date, tuple[int, int]]] = defaultdict(dict)
    for row in await rows_of(_DAYS, list(clerks), first, before):
        on = row["on"]
        days[row["clerk"]][on] = (
            minutes_at(row["starts_at"], on, zone),
            minutes_at(row["ends_at"], on, zone),
        )
    return {clerk: Worked(found) for clerk, found in days.items()}
