"""The rules by which a screen cannot lie; the page in the browser keeps the same ones.

Every message is a whole board or a heartbeat. The latest (date, seq) wins. Silence means that the
line is dead, whatever the machine thinks of it, and after thirty seconds that the board is stale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from display.board import Version
from display.wire import Heartbeat, SeenBoard

HANDSHAKE = 4.0
"""Seconds a connection may take."""
SILENT = 4.0
"""Seconds without a message after which a line is dead: two heartbeats."""
STALE = 30.0
"""Seconds without a message after which a screen says that it is not current."""
SHORTEST, LONGEST = 0.25, 2.5
"""Seconds between two attempts: short enough to be right within five seconds of a return."""


class SetBack(Exception):
    """The server's board is older than the one shown: its database was set back. Begin again."""


@dataclass(slots=True)
class Watch:
    """What a screen shows and when it last heard; `at` are seconds of a clock that never leaps."""

    board: SeenBoard | None = None
    heard_at: float | None = None
    heard: datetime | None = None
    """The server's time in its last message: since then, if silent, the board is not current."""
    attempts: int = 0
    """How often in a row no message came; what the pause grows with."""
    begins_again: bool = False
    """Whether the next board is taken whatever its version."""

    def hear(self, message: SeenBoard | Heartbeat, at: float) -> bool:
        """Take in a message; return whether the board shown is another one now.

        Raises:
            SetBack: by the heartbeat the latest board is not the one shown.
        """
        self.heard_at, self.heard, self.attempts = at, message.time, 0
        if isinstance(message, Heartbeat):
            self._check(message.version)
            return False
        before, older = self.board, self.board is not None and message.version < self.board.version
        if older and not self.begins_again:
            return False
        self.board, self.begins_again = message, False
        return before is None or replace(before, time=message.time) != message

    def _check(self, version: Version | None) -> None:
        if version is not None and self.board is not None and version != self.board.version:
            self.begins_again = True
            raise SetBack

    def is_silent(self, since: float, at: float) -> bool:
        """Whether the line that was opened at `since` is dead."""
        return at - max(since, self.heard_at or since) > SILENT

    def stale_since(self, at: float) -> datetime | None:
        """Return since when the board is not current, or None while it is."""
        if self.heard_at is None or at - self.heard_at <= STALE:
            return None
        return self.heard

    def pause(self, chance: float) -> float:
        """Return the seconds until the next attempt; `chance` (0 to 1) spreads many screens."""
        longest = min(SHORTEST * 2**self.attempts, LONGEST)
        self.attempts += 1
        return float(longest * (0.5 + chance / 2))
