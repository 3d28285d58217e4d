"""How often people were called within the time they had been told."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.connection import get_connection

_HITS = """
SELECT count(*) AS told, count(*) FILTER (WHERE t.first_called_at
  BETWEEN t.came_at + make_interval(mins => t.told_low)
    AND t.came_at + make_interval(mins => t.told_high)) AS within
FROM ticket t
WHERE t.office_day_id = $1 AND t.told_low IS NOT NULL AND t.told_high IS NOT NULL
  AND t.first_called_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Hits:
    """Of so many people who were told an interval and called, how many were called within it."""

    told: int
    within: int

    @property
    def share(self) -> float | None:
        """The hit rate between 0 and 1; None before anybody was called."""
        return self.within / self.told if self.told else None


async def hits_of(office_day: int) -> Hits:
    """Return how often the interval told when joining held on an office's day."""
    (row,) = await get_connection("default").execute_query_dict(_HITS, [office_day])
    return Hits(row["told"], row["within"])
