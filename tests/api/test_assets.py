"""Front-end files of third parties: fetched by a real npm, here from packages on this disk."""

from __future__ import annotations

import json
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.assets import (
    PROJECT,
    Asset,
    AssetsNotInstallableError,
    install,
    npm_command,
)

ASSETS = (
    Asset("paint", "dist/*.css", "paint"),
    Asset("probe", "probe.js", "probe", production=False),
)


def pack(folder: Path, name: str, version: str, files: dict[str, str]) -> str:
    """Write a package as npm would publish it; the answer is its specifier."""
    content = folder / f"{name}-{version}"
    for path, text in {
        **files,
        "package.json": json.dumps({"name": name, "version": version}),
    }.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text)
    with tarfile.open(folder / f"{name}-{version}.tgz", "w:gz") as archive:
        archive.add(content, "package")
    return f"file:{folder / f'{name}-{version}.tgz'}"


def lock(project: Path, version: str) -> None:
    """A project that needs `paint` in this version, with its lock file."""
    project.mkdir(exist_ok=True)
    paint = pack(project, "paint", version, {f"dist/paint-{version}.css": "p {}", "LOG.md": "x"})
    probe = pack(project, "probe", "1.0.0", {"probe.js": "1"})
    wanted = {"dependencies": {"paint": paint}, "devDependencies": {"probe": probe}}
    (project / "package.json").write_text(json.dumps({"name": "trial", **wanted}))
    (project / ".npmrc").write_text("fund=false\naudit=false\nupdate-notifier=false\n")
    (project / "package-lock.json").unlink(missing_ok=True)
    command = [*npm_command(), "install", "--package-lock-only", "--offline", "--silent"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a project"
    lock(folder, "1.0.0")
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_only_the_named_files_are_taken(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assert install(target, project=project, assets=ASSETS, say=lambda _: None)
    assert files(target) == {"paint/paint-1.0.0.css", "probe/probe.js", "manifest.json", ".lock"}
    manifest = json.loads((target / "manifest.json").read_text())
    assert manifest["packages"] == {"paint": "1.0.0", "probe": "1.0.0"}


def test_a_second_time_there_is_nothing_to_do(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "vendor"
    install(target, project=project, assets=ASSETS, say=lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    said: list[str] = []
    assert not install(target, project=project, assets=ASSETS, say=said.append)
    assert "up to date" in said[-1]


def test_a_new_lock_file_replaces_everything(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    install(target, project=project, assets=ASSETS, say=lambda _: None)
    lock(project, "2.0.0")
    assert install(target, project=project, assets=ASSETS, say=lambda _: None)
    assert files(target) == {"paint/paint-2.0.0.css", "probe/probe.js", "manifest.json", ".lock"}


def test_production_has_no_need_of_the_tests_packages(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    install(target, project=project, assets=ASSETS[:1], say=lambda _: None)
    assert files(target) == {"paint/paint-1.0.0.css", "manifest.json", ".lock"}


def test_what_npm_refuses_leaves_the_old_files(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    install(target, project=project, assets=ASSETS, say=lambda _: None)
    (project / "package-lock.json").write_text("{}")
    with pytest.raises(AssetsNotInstallableError, match="npm could not fetch"):
        install(target, project=project, assets=ASSETS, say=lambda _: None)
    assert "paint/paint-1.0.0.css" in files(target)


def test_a_file_that_the_package_lost_is_named(project: Path, tmp_path: Path) -> None:
    gone = (Asset("paint", "dist/gone.css", "paint"),)
    with pytest.raises(AssetsNotInstallableError, match=r"dist/gone\.css"):
        install(tmp_path / "vendor", project=project, assets=gone, say=lambda _: None)


def test_who_comes_at_the_same_time_waits_and_finds_it_done(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "vendor"

    def fill(_: int) -> bool:
        return install(target, project=project, assets=ASSETS, say=lambda _: None)

    with ThreadPoolExecutor(3) as crowd:
        assert sorted(crowd.map(fill, range(3))) == [False, False, True]
    assert "paint/paint-1.0.0.css" in files(target)


def test_without_a_lock_file_it_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotInstallableError, match="checkout"):
        install(tmp_path / "vendor", project=tmp_path, say=lambda _: None)


def test_our_lock_file_names_no_host() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or "integrity" in package
