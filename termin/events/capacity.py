"""What happens to an office's time: duties, closures, claims."""

from __future__ import annotations

from dataclasses import dataclass

from termin.events.event import Event


@dataclass(frozen=True)
class DutiesPublished(Event):
    """Duties of the day became bookable."""

    kind = "duties-published"
    duties: tuple[int, ...]


@dataclass(frozen=True)
class DutyWithdrawn(Event):
    """A published duty no longer stands."""

    kind = "duty-withdrawn"
    duty: int


@dataclass(frozen=True)
class OfficeClosed(Event):
    """A closure was entered that touches the day."""

    kind = "office-closed"
    closure: int


@dataclass(frozen=True)
class OfficeReopened(Event):
    """A closure that touched the day was taken back."""

    kind = "office-reopened"
    closure: int


@dataclass(frozen=True)
class DutiesChanged(Event):
    """Published duties of the day offer other time, or their counters or clerks other skills."""

    kind = "duties-changed"
    duties: tuple[int, ...]


@dataclass(frozen=True)
class HaltPublished(Event):
    """A mobile office stands at a stop on this day; its duties became bookable."""

    kind = "halt-published"
    halt: int
    duties: tuple[int, ...]


@dataclass(frozen=True)
class HaltCancelled(Event):
    """A mobile office does not come after all; its duties no longer stand."""

    kind = "halt-cancelled"
    halt: int
    duties: tuple[int, ...]


@dataclass(frozen=True)
class HaltReplaced(Event):
    """A halt stands at another time of the same day; its former duties no longer stand."""

    kind = "halt-replaced"
    halt: int
    duties: tuple[int, ...]


@dataclass(frozen=True)
class ClaimsRepacked(Event):
    """Appointments changed their counter, never their time, to make room."""

    kind = "claims-repacked"
    claims: tuple[int, ...]
