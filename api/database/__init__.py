"""The database: an embedded PostgreSQL that needs nothing, or the address of a server."""

from api.database.address import DatabaseAddress
from api.database.catalog import ServerFacts, describe, ensure_database
from api.database.embedded import embedded_database
from api.database.errors import DatabaseUnavailable
from api.database.event import DatabaseEvent
from api.database.folder import default_data_dir

__all__ = [
    "DatabaseAddress",
    "DatabaseEvent",
    "DatabaseUnavailable",
    "ServerFacts",
    "default_data_dir",
    "describe",
    "embedded_database",
    "ensure_database",
]
