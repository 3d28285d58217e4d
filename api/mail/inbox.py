"""A mail server that keeps what it gets: for the demo, which shows it, and for tests."""

from __future__ import annotations

import asyncio
import contextlib
import email
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MOST = 200
"""How many mails are kept; older ones are deleted."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A mail as it arrived; `id` is good for an address, `html` and `text` may be empty."""

    id: str
    received_at: datetime
    recipients: tuple[str, ...]
    sender: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    raw: bytes

    def mail(self) -> EmailMessage:
        """Return the mail with all its headers and parts."""
        return _parsed(self.raw)


class Inbox:
    """The folder in which mails lie, a file each; any process may read while one receives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def messages(self) -> tuple[InboxMessage, ...]:
        """Return all mails, the newest first."""
        names = sorted((file.stem for file in self.folder.glob("*.eml")), reverse=True)
        return tuple(mail for name in names if (mail := self.message(name)) is not None)

    def message(self, name: str) -> InboxMessage | None:
        """Return the mail of this id; None where there is none any more."""
        if not name.isalnum():
            return None
        try:
            raw = (self.folder / f"{name}.eml").read_bytes()
        except OSError:
            return None
        return _read(name, raw)

    def keep(self, raw: bytes, recipients: list[str], now: datetime) -> None:
        """Store a mail, whole or not at all, and let go of the oldest beyond `MOST`."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{int(now.timestamp() * 1_000_000):020d}{os.urandom(4).hex()}"
        header = "".join(f"X-Envelope-To: {recipient}\r\n" for recipient in recipients)
        draft = self.folder / f"{name}.part"
        draft.write_bytes(header.encode() + raw)
        draft.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-MOST]:
            old.unlink(missing_ok=True)

    def clear(self) -> None:
        """Throw all mails away."""
        for file in self.folder.glob("*.eml"):
            file.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class InboxServer:
    """Where the inbox listens."""

    inbox: Inbox
    port: int

    @property
    def url(self) -> str:
        """What `TERMIN_SMTP_URL` has to be."""
        return f"smtp://127.0.0.1:{self.port}"


@asynccontextmanager
async def inbox_server(folder: Path, port: int = 0) -> AsyncIterator[InboxServer]:
    """Receive mails on this machine for the block (`port` 0 takes a free one).

    It runs in the caller's loop: mails of a demo are few and small, and a folder, unlike memory,
    is seen by the process that shows them, so that it needs no process or thread of its own.
    """
    inbox = Inbox(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Receiver(inbox), hostname="localhost", loop=loop, enable_SMTPUTF8=True),
        "127.0.0.1",
        port,
    )
    try:
        yield InboxServer(inbox, server.sockets[0].getsockname()[1])
    finally:
        server.close()
        with contextlib.suppress(Exception):
            await server.wait_closed()


class _Receiver:
    """What the protocol calls when a mail is complete (aiosmtpd asks for the name)."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_DATA(  # noqa: N802 - the library's name
        self,
        server: SMTP,  # noqa: ARG002 - as the library calls it
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        content: Any = envelope.content
        self.inbox.keep(bytes(content), envelope.rcpt_tos, datetime.now(UTC))
        return "250 OK"


def _read(name: str, raw: bytes) -> InboxMessage:
    mail = _parsed(raw)
    return InboxMessage(
        id=name,
        received_at=datetime.fromtimestamp(int(name[:20]) / 1_000_000, UTC),
        recipients=tuple(str(value) for value in mail.get_all("X-Envelope-To", [])),
        sender=str(mail.get("From", "")),
        subject=str(mail.get("Subject", "")),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        attachments=tuple(_attachment(part) for part in mail.iter_attachments()),
        raw=raw,
    )


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or "",
        content_type=str(part.get("Content-Type", "")),
        content=content if isinstance(content, bytes) else b"",
    )
