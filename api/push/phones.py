"""The phones: telling each what it is to be told now, a handful at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b

from api.clock import Clock, real_now
from api.faults import log_fault
from api.push.service import Outcome, PushService, new_client
from api.push.words import words
from api.rendering import Texts
from api.settings import Settings
from termin.messages import (
    Push,
    PushKind,
    claim_calls,
    claim_soon,
    forget_phone,
    note_not_told,
    note_told,
)

AT_ONCE = 50
KEEP = {PushKind.CALL: 180, PushKind.SOON: 600}
"""Seconds for which a message is of use to a phone that is out of reach."""

logger = logging.getLogger("termin.push")


@dataclass(frozen=True, slots=True)
class Phones:
    """Tells phones; a slow push service holds the others up for its five seconds at most."""

    service: PushService
    texts: Texts
    clock: Clock

    async def tell_calls(self) -> int:
        """Tell everybody who is called, or called again; return how many phones were tried."""
        return await self._tell(await claim_calls(self.clock.now(), AT_ONCE))

    async def tell_soon(self) -> int:
        """Tell those who have come near the front, once and without a second try."""
        return await self._tell(await claim_soon(self.clock.now()))

    async def _tell(self, pushes: Iterable[Push]) -> int:
        done = await asyncio.gather(*(self._tell_one(push) for push in pushes))
        return len(done)

    async def _tell_one(self, push: Push) -> None:
        try:
            outcome = await self.service.hand_over(
                push.phone,
                words(push, self.texts),
                keep=KEEP[push.kind],
                topic=_topic(push),
                real_now=real_now(),
            )
        except Exception as error:  # one phone's keys must not silence the others
            log_fault(logger, error, "(push)")
            outcome = Outcome.REFUSED
        match outcome:
            case Outcome.GONE:
                await forget_phone(push.subscription)
            case Outcome.NOT_NOW:
                await note_not_told(push, self.clock.now())
            case _:
                await note_told(push, self.clock.now())


def _topic(push: Push) -> str:
    """One for each phone's ticket: at most 32 signs of base64url (RFC 8030, 5.4)."""
    return blake2b(push.ticket.bytes, digest_size=12).hexdigest()


@asynccontextmanager
async def open_phones(
    settings: Settings, texts: Texts, clock: Clock
) -> AsyncIterator[Phones | None]:
    """Give what tells phones during the block; None where there is no key."""
    if settings.push_key is None:
        yield None
        return
    async with new_client() as client:
        service = PushService(settings.push_key, settings.mail_from, client)
        yield Phones(service, texts, clock)
