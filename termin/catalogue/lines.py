"""Who needs what: the services of one visit, each with how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Line:
    """One service and how often it is needed in the visit, as for three children's passports."""

    service: int
    count: int = 1
