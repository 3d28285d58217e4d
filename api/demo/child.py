"""A child process of the demo: ends by itself as soon as its parent is gone, however it went.

Run as `python -m api.demo.child COMMAND …` with a pipe as standard input that only the parent
holds: when the parent ends, even by `kill -9`, the pipe closes.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

PATIENCE = 30
"""Seconds that an orderly end may take; then it ends by force."""


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from api.cli import main  # after the thread: a parent may go while this loads

    main(sys.argv[1:])
