"""Under whose account PostgreSQL runs: ours, or as root an unprivileged one that exists."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from api.database.errors import ELSEWHERE, NoAccount

# Best first: an account for this purpose, then Debian's and Red Hat's, then the last resort.
CANDIDATES = ("termin", "postgres", "nobody")

# Nothing of the caller's environment (PGDATA, PGPORT, LC_…) may change what the server does.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Access is tried, not computed from mode bits: so lists, mounts and confinement count too.
_ACCESS = 'test "$1" "$2"'


@dataclass(frozen=True)
class Account:
    """An account of this machine; `demoted` if we are root and take it on for the database."""

    uid: int
    gid: int
    name: str
    demoted: bool

    def popen_options(self) -> dict[str, Any]:
        """Return what `subprocess.Popen` needs to run a program of the database as this account.

        A session of its own: Ctrl-C in a terminal reaches only us, and we stop the server in order.
        """
        options: dict[str, Any] = {
            "cwd": "/",
            "env": dict(ENVIRONMENT),
            "umask": 0o077,
            "start_new_session": True,
        }
        if self.demoted:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": ()}
        return options

    def run(self, command: Sequence[str], *, seconds: float) -> subprocess.CompletedProcess[str]:
        """Run a short program as this account; its exit code is the caller's to judge."""
        return subprocess.run(  # noqa: S603 - our own programs with our own arguments
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=seconds,
            **self.popen_options(),
        )

    def may(self, access: str, path: str | os.PathLike[str]) -> bool:
        """Whether the account has access (`-r`, `-w`, `-x` as in `test`) to a path."""
        command = ["/bin/sh", "-c", _ACCESS, "sh", access, os.fspath(path)]
        return self.run(command, seconds=30).returncode == 0


def choose_account(owner: int | None) -> Account:
    """Return the account for the database, whose files belong to `owner` so far, or `NoAccount`."""
    uid = os.geteuid()
    if uid != 0:
        return _own_account(uid)
    if owner:
        wanted = [entry for entry in pwd.getpwall() if entry.pw_uid == owner]
        if not wanted:
            raise NoAccount(
                f"the data belong to user id {owner}, which has no name on this machine",
                "Give the data folder to an account that exists (chown -R)",
            )
    else:
        wanted = candidates(pwd.getpwall())
    for entry in wanted:
        account = Account(entry.pw_uid, entry.pw_gid, entry.pw_name, demoted=True)
        if _can_become(account):
            return account
    tried = ", ".join(entry.pw_name for entry in wanted) or "none of " + ", ".join(CANDIDATES)
    raise NoAccount(
        f"PostgreSQL does not run as root, and we could use {tried}"
        if not wanted
        else f"PostgreSQL does not run as root, and root may not become {tried} here",
        f"Start as an ordinary user, make a system user (useradd --system termin), {ELSEWHERE}",
    )


def candidates(entries: Iterable[pwd.struct_passwd]) -> list[pwd.struct_passwd]:
    """Return the accounts that may run the database, best first; never one of root's."""
    by_name = {entry.pw_name: entry for entry in entries if entry.pw_uid != 0}
    return [by_name[name] for name in CANDIDATES if name in by_name]


def _own_account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise NoAccount(
            f"user id {uid} has no name on this machine, and PostgreSQL asks for one",
            f"Add a line for it to /etc/passwd, start as a named user, {ELSEWHERE}",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, demoted=False)


def _can_become(account: Account) -> bool:
    """Containers may forbid root to change its user; only trying tells."""
    try:
        return account.may("-x", "/")
    except (OSError, subprocess.SubprocessError):
        return False
