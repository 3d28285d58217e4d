"""Files of our own in the data folder, which its owner may use after root has used it."""

from __future__ import annotations

import os
from pathlib import Path


def open_private(path: Path, flags: int) -> int:
    """Open a file, made if it is missing, and return its descriptor; no link is followed.

    It is for the owner of the folder alone: root working in a user's folder leaves nothing there
    that the user cannot use.
    """
    number = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.geteuid() == 0:
            folder = path.parent.stat()
            if os.fstat(number).st_uid != folder.st_uid:
                os.fchown(number, folder.st_uid, folder.st_gid)
    except BaseException:
        os.close(number)
        raise
    return number


def replace_private(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader sees half of it."""
    unfinished = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    number = open_private(unfinished, os.O_WRONLY | os.O_EXCL)
    with os.fdopen(number, "w") as file:
        file.write(text)
    unfinished.replace(path)
