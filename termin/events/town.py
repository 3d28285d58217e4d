"""What happens in a municipality and belongs to no day."""

from __future__ import annotations

from dataclasses import dataclass

from termin.events.event import Event


@dataclass(frozen=True)
class CatalogueImported(Event):
    """An import of services and offices was taken in."""

    kind = "catalogue-imported"
    source: str
    services: int
    offices: int


@dataclass(frozen=True)
class AccountSignedIn(Event):
    """Somebody of the staff signed in."""

    kind = "account-signed-in"
    account: int


@dataclass(frozen=True)
class AccountSignedOut(Event):
    """Somebody of the staff signed out."""

    kind = "account-signed-out"
    account: int
