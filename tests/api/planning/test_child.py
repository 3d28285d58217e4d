"""A computation in its own process is watched, stopped, and never left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from api.planning import child as room
from api.planning.child import Child, ChildFailed
from scheduler.watch import Progress
from tests.api.planning import tasks

PARENT = """
import asyncio
from api.planning.child import Child
from tests.api.planning.tasks import until_stopped
async def hear(progress):
    print("heard", flush=True)
    return False
asyncio.run(Child(until_stopped, 60.0).run(hear))
"""


def computing() -> list[psutil.Process]:
    """Return our children that compute; the tracker of multiprocessing is none of them."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.Error):  # it may end between two looks
            if "spawn_main" in " ".join(process.cmdline()):
                found.append(process)
    return found


async def deaf(progress: Progress) -> bool:
    """Hear and let it go on."""
    del progress
    return False


async def test_what_a_child_finds_comes_back_and_its_progress_is_heard() -> None:
    heard: list[Progress] = []

    async def hear(progress: Progress) -> bool:
        heard.append(progress)
        return False

    process, seconds = await Child[tuple[int, float]](tasks.until_stopped, 1.5).run(hear)
    assert process != os.getpid()
    assert seconds >= 1.5
    assert heard[-1].bound == 50.0


async def test_who_is_told_to_stop_hands_over_the_best_within_a_second() -> None:
    async def hear(progress: Progress) -> bool:
        return progress.seconds > 0

    begun = time.monotonic()
    process, seconds = await Child[tuple[int, float]](tasks.until_stopped, 60.0).run(hear)
    assert seconds < time.monotonic() - begun < 30
    assert seconds < 5
    assert not psutil.pid_exists(process)


async def test_who_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "GRACE", 0.5)

    async def hear(progress: Progress) -> bool:
        del progress
        return True

    with pytest.raises(ChildFailed, match="did not stop"):
        await Child[None](tasks.never_asks, 60.0).run(hear)
    assert not computing()


async def test_who_is_told_to_stop_while_it_loads_hands_over_its_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "GRACE", 2.0)

    async def hear(progress: Progress) -> bool:
        del progress
        return True

    assert await Child[float](tasks.first_best, tasks.Slow(3.0)).run(hear) == 3.0


@pytest.mark.parametrize(("what", "said"), [("oh no", "oh no"), ("crash", "status 7")])
async def test_a_child_that_breaks_says_why(what: str, said: str) -> None:
    with pytest.raises(ChildFailed, match=said):
        await Child[None](tasks.breaks, what).run(deaf)


async def test_whoever_is_cancelled_takes_the_child_along() -> None:
    running = asyncio.create_task(Child[None](tasks.never_asks, 60.0).run(deaf))
    for _ in range(100):
        await asyncio.sleep(0.1)
        if computing():
            break
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not computing()


def test_a_child_whose_parent_is_killed_ends_by_itself() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "heard\n"
    children = psutil.Process(parent.pid).children(recursive=True)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert children
    assert not alive
