"""A child process of the demo: ends by itself as soon as its parent is gone, however it went.

Run as `python -m api.demo.child COMMAND …` with a pipe as standard input that only the parent
holds: when the parent ends, even by `kill -9`, the pipe closes.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from api.cli import main


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    main(sys.argv[1:])
