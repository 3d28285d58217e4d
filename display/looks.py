"""Looks at the database, numbered, so that one answers everybody who waits for it."""

from __future__ import annotations

import asyncio


class Looks:
    """Counts looks as they begin, and tells those who wait when one has succeeded."""

    def __init__(self) -> None:
        self._begun = 0
        self._answered = 0
        self._fresh = asyncio.Event()

    def begin(self) -> int:
        """Begin a look; return its number."""
        self._begun += 1
        return self._begun

    def answer(self, look: int) -> None:
        """Say that this look has succeeded."""
        self._answered = look
        fresh, self._fresh = self._fresh, asyncio.Event()
        fresh.set()

    async def following(self) -> None:
        """Wait for the success of a look that begins later than this is called.

        One under way does not count: what happened just before now may have escaped it. Call it,
        wake whoever looks, then await.
        """
        wanted = self._begun + 1
        while self._answered < wanted:
            await self._fresh.wait()
