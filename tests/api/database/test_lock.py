"""Locks on files, which live exactly as long as somebody has the file open."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from api.database.lock import FileLock


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert one.acquire(), "taking what one has changes nothing"
    assert not two.acquire()
    one.close()
    assert two.acquire()
    two.close()


def test_a_child_keeps_the_lock_that_was_handed_down(tmp_path: Path) -> None:
    ours, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert ours.acquire()
    child = subprocess.Popen(["/bin/sleep", "60"], pass_fds=(ours.descriptor,))
    ours.close()
    assert not other.acquire()
    child.kill()
    child.wait()
    assert other.acquire()
    other.close()


def test_a_child_that_was_not_given_the_lock_does_not_keep_it(tmp_path: Path) -> None:
    ours, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert ours.acquire()
    child = subprocess.Popen(["/bin/sleep", "60"])
    ours.close()
    assert other.acquire()
    other.close()
    child.kill()
    child.wait()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        FileLock(tmp_path / "lock").acquire()
    assert not (tmp_path / "elsewhere").exists()


async def test_waiting_ends_with_the_lock_or_with_the_time(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert not await two.acquire_within(0.05)
    asyncio.get_running_loop().call_later(0.05, one.close)
    assert await two.acquire_within(5)
    two.close()
