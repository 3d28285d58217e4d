"""Handing a message to a push service (RFC 8030), without being led anywhere else."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

import httpx

from api.push.endpoint import is_public_address
from api.push.keys import authorization, sealed
from api.push.network import NotPublic, Resolve, public_door
from termin.messages import Phone

SECONDS = 5.0
"""All the time a service has; a call is of no use later."""

logger = logging.getLogger("termin.push")


class Outcome(StrEnum):
    """What came of a try."""

    TAKEN = "taken"
    NOT_NOW = "not-now"
    """Worth another try."""
    REFUSED = "refused"
    """Would be refused again, but another message may not be."""
    GONE = "gone"
    """The phone is no longer there, or never could be told."""


@dataclass(frozen=True, slots=True)
class PushService:
    """All it takes to send: our key, whom to ask, the client, and how names are looked up.

    `resolve` is there for tests, whose service stands on this machine.
    """

    key: str
    contact: str
    client: httpx.AsyncClient
    resolve: Resolve = public_door

    async def hand_over(
        self, phone: Phone, content: bytes, *, keep: int, topic: str, real_now: datetime
    ) -> Outcome:
        """Send `content`, which is of use for `keep` seconds; a newer one of a topic replaces it.

        Logs neither address nor content: the address stands for a person.
        """
        if not is_public_address(phone.endpoint):
            return Outcome.GONE
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._post(phone, content, keep, topic, real_now)
        except NotPublic:
            logger.warning("event=push-refused because=not-public")
            return Outcome.GONE
        except (httpx.HTTPError, OSError) as error:  # the timeout is one
            logger.warning("event=push-delayed because=%s", type(error).__name__)
            return Outcome.NOT_NOW
        return _outcome(status)

    async def _post(
        self, phone: Phone, content: bytes, keep: int, topic: str, real_now: datetime
    ) -> int:
        parts = urlsplit(phone.endpoint)
        host = parts.hostname or ""
        door = await self.resolve(host)
        machine = f"[{door.address}]" if ":" in door.address else door.address
        query = f"?{parts.query}" if parts.query else ""
        # To the address that was looked at, under the name it was looked up by: the certificate
        # must be that name's.
        async with self.client.stream(
            "POST",
            f"https://{machine}:{door.port}{parts.path or '/'}{query}",
            content=sealed(phone, content),
            extensions={"sni_hostname": host},
            headers={
                "Host": host,
                "Authorization": authorization(self.key, f"https://{host}", self.contact, real_now),
                "Content-Type": "application/octet-stream",
                "Content-Encoding": "aes128gcm",
                "TTL": str(keep),
                "Urgency": "high",
                "Topic": topic,
            },
        ) as answer:
            return answer.status_code  # what a stranger's server says beside it is not read


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.TAKEN
    logger.warning("event=push-not-taken status=%d", status)
    if status in (404, 410):
        return Outcome.GONE
    if status in (408, 425, 429) or status >= 500:
        return Outcome.NOT_NOW
    return Outcome.REFUSED


def new_client(**options: object) -> httpx.AsyncClient:
    """Return a client that follows nobody, asks no proxy and shares no connection between names."""
    return httpx.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        timeout=SECONDS,
        limits=httpx.Limits(max_keepalive_connections=0, max_connections=50),
        **options,  # type: ignore[arg-type]  # the certificates of a test
    )
