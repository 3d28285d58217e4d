"""Processes that compute for another end with it, whatever happens, and make no noise."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from scheduler.crew import Crew, Died
from tests.scheduler.hands import mortal, noisy, squares

PROJECT = Path(__file__).parents[2]
PATIENCE = 30.0


@pytest.mark.parametrize("size", [0, 2])
def test_jobs_are_answered(size: int) -> None:
    crew: Crew[int, int]
    with Crew(squares, 2, size=size) as crew:
        found: list[int] = []
        for number in range(5):
            while not crew.idle:
                found += crew.answers(PATIENCE)
            crew.ask(number)
        while crew.busy:
            found += crew.answers(PATIENCE)
    assert sorted(found) == [0, 1, 4, 9, 16]
    assert not multiprocessing.active_children()


def test_what_a_library_prints_is_not_in_the_command_s_answer(
    capfd: pytest.CaptureFixture[str],
) -> None:
    crew: Crew[str, str]
    with Crew(noisy, size=1) as crew:
        crew.ask("tmpSolver.run();")
        assert crew.answers(PATIENCE) == ["tmpSolver.run();"]
    told = capfd.readouterr()
    assert "tmpSolver" not in told.out
    assert "tmpSolver" in told.err


def test_a_process_that_dies_is_told() -> None:
    crew: Crew[float, float]
    with Crew(mortal, size=2) as crew:
        crew.ask(600.0)
        crew.ask(0.0)
        with pytest.raises(Died, match="ended by itself"):
            crew.answers(PATIENCE)
    assert not multiprocessing.active_children()


def test_an_end_waits_for_nobody() -> None:
    crew: Crew[float, float]
    with Crew(mortal, size=1) as crew:
        crew.ask(0.01)
        assert crew.answers(PATIENCE) == [0.01]
        crew.ask(600.0)
        begun = time.monotonic()
    assert time.monotonic() - begun < 20, "a second; more on a busy machine"


@contextmanager
def planner() -> Iterator[subprocess.Popen[str]]:
    """Start a process that plans with two others, as a terminal would: in a group of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.scheduler.planner"],
        cwd=PROJECT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def crew_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Wait until its processes are there, also the one that tracks what they share."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
        if len(found) >= 3:
            return found
        time.sleep(0.02)
    raise AssertionError("it started no processes")


def at_work(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"


@pytest.mark.parametrize("loading", [True, False], ids=["while they load", "while they compute"])
def test_who_kills_the_planner_leaves_no_orphan(loading: bool) -> None:  # noqa: FBT001
    with planner() as process:
        crew = crew_of(process)
        if not loading:
            at_work(process)
        process.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(crew, PATIENCE)
        assert not alive


@pytest.mark.parametrize("loading", [True, False], ids=["while they load", "while they compute"])
def test_ctrl_c_ends_all_without_a_word(loading: bool) -> None:  # noqa: FBT001
    with planner() as process:
        crew = crew_of(process)
        if not loading:
            at_work(process)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
        assert told == ""
        assert process.returncode == 130
        _, alive = psutil.wait_procs(crew, PATIENCE)
        assert not alive
