"""Which municipalities and offices somebody may see: the only door to rows for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from termin.errors import NotAllowed


class _Filterable(Protocol):
    def filter(self, **conditions: object) -> Self: ...


Rows = TypeVar("Rows", bound=_Filterable)


@dataclass(frozen=True)
class Scope:
    """One municipality, and in it all offices (`offices` None) or some.

    Every query for staff starts with `within` or `check_office`; nothing else narrows rows.
    """

    municipality: int
    offices: frozenset[int] | None = None

    def within(self, rows: Rows, office: str | None = "office_id") -> Rows:
        """Narrow a query to what may be seen; `office` names its column, None if there is none."""
        narrowed = rows.filter(municipality_id=self.municipality)
        if self.offices is not None and office is not None:
            narrowed = narrowed.filter(**{f"{office}__in": sorted(self.offices)})
        return narrowed

    def check_office(self, municipality: int, office: int) -> None:
        """Refuse an office outside this scope.

        Raises:
            NotAllowed: the office belongs to others.
        """
        inside = self.offices is None or office in self.offices
        if municipality != self.municipality or not inside:
            raise NotAllowed
