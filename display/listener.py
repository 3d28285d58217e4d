"""The feed's own line to the database: it hears there that a day changed, and reads there what.

One connection per process, outside the pool: boards stay current while all others are busy, and a
line that died in silence is left after seconds, which nobody can do with one from a pool.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from termin.journal import CHANNEL

PATIENCE = 2.5
"""Seconds the database may take to let us in, and to answer a question: they are small ones."""

_log = logging.getLogger(__name__)

Heard = Callable[[int | None], None]
"""Called with the office day that changed, or None when anything may have been missed."""


class Listener:
    """Hears of changes while it is open, and answers questions; opened anew after any failure.

    `connect` opens an asyncpg connection. `renewed` is told when a line was lost and another one
    is open: whoever holds older connections had better give them up. Whoever uses this polls as
    well: hearing makes things faster, not right.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Any]],
        heard: Heard,
        renewed: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._connect = connect
        self._heard = heard
        self._renewed = renewed
        self._line: Any = None
        self._lost = False

    async def ask(self, question: str, values: Sequence[object]) -> Sequence[Mapping[str, Any]]:
        """Return the rows that answer a question.

        Raises:
            whatever asyncpg raises, OSError, TimeoutError: no answer; the line is given up.
        """
        try:
            line = await self._open()
            async with asyncio.timeout(PATIENCE):
                rows: Sequence[Mapping[str, Any]] = await line.fetch(question, *values)
                return rows
        except BaseException:
            # Also when we were told to stop: the answer would be taken for that of the next one.
            self._lost = True
            self.close()
            raise

    def close(self) -> None:
        """Hang up without a word; the next question opens another line."""
        line, self._line = self._line, None
        if line is not None:
            line.terminate()

    async def _open(self) -> Any:
        if self._line is not None and not self._line.is_closed():
            return self._line
        self._lost = self._lost or self._line is not None
        self._line = None
        async with asyncio.timeout(PATIENCE):
            self._line = line = await self._connect()
            line.add_termination_listener(lambda _: self._heard(None))
            await line.add_listener(CHANNEL, lambda *said: self._heard(_day(said[-1])))
        if self._lost and self._renewed is not None:
            _log.info("the line to the database was lost and is open again")
            await self._renewed()
        self._lost = False
        return line


def _day(payload: str) -> int | None:
    day, _, _ = payload.partition(":")
    return int(day) if day.isdigit() else None
