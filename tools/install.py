"""Install the project into `.venv` from the hashed lock files; quick when nothing has changed.

Runs on the machine's own Python with nothing but its standard library: `python3 tools/install.py`.
`--dev` adds what tests and checks need.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LEAST_PYTHON = (3, 11)


class NotInstallable(Exception):
    """The machine lacks something; the message says what, and what to type."""


@dataclass(frozen=True)
class Place:
    """A checkout and the virtual environment in it."""

    project: Path

    @property
    def venv(self) -> Path:
        """The environment's folder."""
        return self.project / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    def lock(self, name: str) -> Path:
        """The lock file of a set of packages: run, dev or node."""
        return self.project / "requirements" / f"{name}.txt"


def main(arguments: list[str]) -> int:
    """Install, say what is done, and return the exit status."""
    place = Place(PROJECT)
    wanted = "dev" if "--dev" in arguments else "run"
    began = time.monotonic()
    try:
        with alone(place.project):
            changed = install(place, wanted)
    except NotInstallable as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    if changed:
        say(f"installed in {time.monotonic() - began:.0f} s")
    return 0


def install(place: Place, wanted: str) -> bool:
    """Bring the environment to the state of the locks; False if it was there already."""
    make_environment(place)
    done = stamps(place)
    changed = False
    fingerprint = fingerprint_of(place.lock(wanted))
    if done.get(wanted) != fingerprint:
        install_packages(place, wanted)
        # The larger set holds the smaller one, in the same versions.
        fresh = {name: fingerprint_of(place.lock(name)) for name in {"run", wanted}}
        done = stamp(place, done | fresh)
        changed = True
    itself = fingerprint_of(place.project / "pyproject.toml")
    if done.get("itself") != itself:
        say("installing termin itself (the command .venv/bin/termin) …")
        pip(place, "--no-deps", "--no-build-isolation", "--editable", ".")
        done = stamp(place, done | {"itself": itself})
        changed = True
    changed = install_front_end(place, done) or changed
    return compile_solvers(place) or changed


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait for other installations into this folder to end."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_environment(place: Place) -> None:
    """Make `.venv`, or make it anew when it was moved or its Python has gone."""
    if sys.version_info < LEAST_PYTHON:
        raise NotInstallable(
            f"This is Python {sys.version.split()[0]}; 3.11 or newer is needed. If there is one "
            "under another name, type: make PYTHON=python3.12"
        )
    if place.python.exists() and works(place):
        return
    say("making .venv …")
    try:
        venv.create(place.venv, clear=True, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, OSError, ImportError) as error:
        shutil.rmtree(place.venv, ignore_errors=True)
        raise NotInstallable(
            f"Python could not make a virtual environment ({error}). On Debian and Ubuntu type: "
            "apt-get install python3-venv"
        ) from error
    stamp(place, {})


def works(place: Place) -> bool:
    """Whether the environment's Python runs and stands where it was made."""
    here = stamps(place).get("folder", str(place.venv)) == str(place.venv)
    answer = run([str(place.python), "-c", "import pip"]) if here else None
    return answer is not None and answer.returncode == 0


def install_packages(place: Place, name: str) -> None:
    """Install a lock file with pip, naming each package as it comes."""
    lock = place.lock(name)
    count = len(re.findall(r"^[a-z0-9][^=\s]*==", lock.read_text(), re.MULTILINE))
    say(f"installing about {count} packages from {lock.relative_to(place.project)} …")
    pip(place, "--require-hashes", "--requirement", str(lock), count=count)


def pip(place: Place, *arguments: str, count: int = 0) -> None:
    """Run `pip install`; its own words go to `.venv/install.log` and are shown if it fails."""
    command = [
        *(str(place.python), "-m", "pip", "--disable-pip-version-check", "--no-input"),
        *("install", "--progress-bar", "off", *arguments),
    ]
    log = place.venv / "install.log"
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            cwd=place.project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        seen = 0
        for line in process.stdout or ():
            kept.write(line)
            seen += tell(line, seen, count)
    if process.returncode:
        words = log.read_text(encoding="utf-8").splitlines()[-25:]
        raise NotInstallable(
            "pip could not install the packages. Its last words:\n  " + "\n  ".join(words)
        )


def tell(line: str, seen: int, count: int) -> int:
    """Say what pip is at, from a line of its output; 1 if the line begins a package."""
    found = re.match(
        r"(?:Collecting |Requirement already satisfied: |Processing \S*/)([^\s;(/]+)", line
    )
    if found and count:
        # A pinned requirement as name==version, or a wheel's file name as name-version-….
        package = found[1].split("==" if "==" in found[1] else "-")
        say(f"  {min(seen + 1, count):3}/{count} {' '.join(package[:2])}")
        return 1
    if count and line.startswith("Installing collected packages"):
        say("  unpacking …")
    return 0


def install_front_end(place: Place, done: Mapping[str, str]) -> bool:
    """Fetch style sheets, fonts and scripts by npm; if there is none, by the one of PyPI."""
    lock = place.project / "package-lock.json"
    sources = [lock, place.project / "api" / "assets.py"]
    wanted = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    there = place.project / "api" / "static" / "vendor" / "manifest.json"
    if done.get("front end") == wanted and there.exists():
        return False
    if not shutil.which("npm") and done.get("node") != fingerprint_of(place.lock("node")):
        say("there is no npm on this machine; installing one into .venv …")
        install_packages(place, "node")
        done = stamp(place, {**done, "node": fingerprint_of(place.lock("node"))})
    say("fetching style sheets, fonts and scripts …")
    answer = run([str(place.python), "-m", "api.assets", "install"], cwd=place.project)
    if answer.returncode:
        raise NotInstallable((answer.stdout + answer.stderr).strip())
    stamp(place, {**done, "front end": wanted})
    return True


def compile_solvers(place: Place) -> bool:
    """Compile the inner loops of planning, lest the first plan wait for it."""
    sources = sorted((place.project / "scheduler").rglob("*.py"))
    text = b"".join(source.read_bytes() for source in sources)
    wanted = hashlib.sha256(text).hexdigest()
    done = stamps(place)
    if done.get("solvers") == wanted:
        return False
    say("compiling the inner loops of planning …")
    for old in (place.project / "scheduler").rglob("*.nb[ic]"):
        old.unlink()  # numba would not see a change in what a loop calls in another file
    answer = run([str(place.python), "-m", "scheduler.prepare"], cwd=place.project)
    if answer.returncode:
        raise NotInstallable((answer.stdout + answer.stderr).strip())
    stamp(place, {**done, "solvers": wanted})
    return True


def stamps(place: Place) -> dict[str, str]:
    """What was installed last, by the fingerprints of what it was installed from."""
    try:
        kept = json.loads((place.venv / "installed.json").read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def stamp(place: Place, kept: Mapping[str, str]) -> dict[str, str]:
    """Write down what is installed now."""
    whole = {**kept, "folder": str(place.venv)}
    (place.venv / "installed.json").write_text(json.dumps(whole, indent=2) + "\n")
    return whole


def fingerprint_of(path: Path) -> str:
    """A digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and keep its words."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
