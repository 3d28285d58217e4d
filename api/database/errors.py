"""What can keep the database away, each with a reason and the next step for the administrator."""

from __future__ import annotations

from typing import ClassVar

ELSEWHERE = "or set TERMIN_DATABASE_URL to a PostgreSQL server of your own"


class DatabaseUnavailable(Exception):
    """There is no database to work with; `why` is the cause, `todo` what to do next."""

    what: ClassVar[str] = "The database is not available"

    def __init__(self, why: str, todo: str) -> None:
        super().__init__(f"{self.what}: {why}. {todo}.")
        self.why = why
        self.todo = todo


class BadAddress(DatabaseUnavailable):
    """A database address cannot be understood; the message never repeats a password."""

    what = "The database address cannot be used"


class NoBinaries(DatabaseUnavailable):
    """There is no PostgreSQL for this machine, or it does not run here."""

    what = "The embedded PostgreSQL is missing"


class NoAccount(DatabaseUnavailable):
    """PostgreSQL refuses to run as root, and no other account can be used."""

    what = "There is no account for PostgreSQL to run under"


class FolderUnusable(DatabaseUnavailable):
    """The data folder is not ours, is open to others, or cannot be written."""

    what = "The data folder cannot be used"


class FolderUnreachable(DatabaseUnavailable):
    """The account of the database cannot get to the data folder; nothing above it was changed."""

    what = "The data folder cannot be reached by the database"


class ClusterNotMade(DatabaseUnavailable):
    """The first set-up of the database failed; a next start tries it afresh."""

    what = "The database could not be set up"


class WrongVersion(DatabaseUnavailable):
    """The data were written by another major version of PostgreSQL."""

    what = "The data do not fit the installed PostgreSQL"


class ServerNotStarted(DatabaseUnavailable):
    """PostgreSQL ended or stayed silent while it was being started."""

    what = "PostgreSQL could not be started"


class ServerSilent(DatabaseUnavailable):
    """Another process owns the database, and the database does not answer."""

    what = "The database of this folder does not answer"


class ServerAway(DatabaseUnavailable):
    """Nobody answers at the address of a server."""

    what = "The database server does not answer"


class ServerRefuses(DatabaseUnavailable):
    """A server answers, but does not let us do what we need."""

    what = "The database server refuses"


class StraysAlive(DatabaseUnavailable):
    """A PostgreSQL left behind on this folder could not be stopped."""

    what = "An earlier PostgreSQL still holds the data folder"
