"""The database: an embedded PostgreSQL that needs nothing, or the address of a server."""

from api.database.address import DatabaseAddress
from api.database.catalog import ServerFacts, describe, ensure_database
from api.database.embedded import embedded_database
from api.database.errors import DatabaseUnavailable
from api.database.event import DatabaseEvent

__all__ = [
    "DatabaseAddress",
    "DatabaseEvent",
    "DatabaseUnavailable",
    "ServerFacts",
    "describe",
    "embedded_database",
    "ensure_database",
]
