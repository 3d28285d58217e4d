"""The mail server to hand mails to, and what can go wrong there."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from functools import lru_cache
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib

TIMEOUT = 20
"""Seconds for each answer of the server."""

MOST = 60
"""Seconds for one mail from first to last."""

_EXAMPLE = "smtp://user:password@host:587?starttls=required is wanted"


class Tls(StrEnum):
    """When the connection is encrypted; a certificate is always checked."""

    AT_ONCE = "at-once"
    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "never"


class NotNow(Exception):
    """The mail was not taken, and another try may do; `slug` says why, without an address."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class NotEver(NotNow):
    """The mail was refused for good."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, as `TERMIN_SMTP_URL` says it."""

    host: str
    port: int
    tls: Tls = Tls.OFFERED
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: str | None = None

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read `smtp://user:password@host:port?starttls=required|offered|never&ca=FILE` or `smtps://…`.

        A password is sent over an encrypted connection only, unless `starttls=never` says
        otherwise. Anything else is refused (ValueError).
        """
        parts = urlsplit(url)
        if (
            parts.scheme not in ("smtp", "smtps")
            or not parts.hostname
            or parts.path not in ("", "/")
        ):
            raise ValueError(_EXAMPLE)
        options = dict(
            parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        )
        starttls, authority = options.pop("starttls", None), options.pop("ca", None)
        if options:
            raise ValueError(f"{', '.join(options)} is not known; only starttls and ca are")
        username = unquote(parts.username) if parts.username else None
        tls = _tls(parts.scheme, starttls, with_password=username is not None)
        usual = {Tls.AT_ONCE: 465, Tls.NEVER: 25}.get(tls, 587)
        return cls(
            host=parts.hostname,
            port=parts.port or usual,
            tls=tls,
            username=username,
            password=unquote(parts.password or "") if username else None,
            authority=authority,
        )

    async def deliver(self, mail: EmailMessage) -> None:
        """Hand one mail in; when this returns, the server has taken it.

        Raises:
            NotEver: the server refuses this mail or its receiver for good (5xx).
            NotNow: anything else: the server is away, busy, or refuses us.
        """
        try:
            async with asyncio.timeout(MOST):
                await aiosmtplib.send(
                    mail,
                    hostname=self.host,
                    port=self.port,
                    username=self.username,
                    password=self.password,
                    use_tls=self.tls is Tls.AT_ONCE,
                    start_tls=_START_TLS.get(self.tls),
                    tls_context=_context(self.authority),
                    timeout=TIMEOUT,
                )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            # The texts of these errors name addresses; only what we make of them goes further.
            raise trouble_of(error) from None


@lru_cache(maxsize=4)
def _context(authority: str | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority)


_START_TLS = {Tls.REQUIRED: True, Tls.AT_ONCE: False, Tls.NEVER: False}


def _tls(scheme: str, starttls: str | None, *, with_password: bool) -> Tls:
    if scheme == "smtps":
        if starttls is not None:
            raise ValueError("smtps:// is encrypted from the start; starttls says nothing there")
        return Tls.AT_ONCE
    if starttls not in (None, "required", "offered", "never"):
        raise ValueError("starttls is required, offered or never")
    if with_password and starttls == "offered":
        raise ValueError("a password needs starttls=required, or starttls=never in a safe network")
    return Tls(starttls or ("required" if with_password else "offered"))


def trouble_of(error: Exception) -> NotNow:
    """Return what an error of the mail client means for the mail.

    Only a refusal of the receiver or of the content is for good. What concerns us (sender, login,
    encryption) can be mended by an administrator, so the mail waits.
    """
    if isinstance(error.__cause__, ssl.SSLError):
        return NotNow("tls-failed")
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _refused("receiver", first.code)
        case aiosmtplib.SMTPRecipientRefused(code=code):
            return _refused("receiver", code)
        case aiosmtplib.SMTPDataError(code=code):
            return _refused("content", code)
        case aiosmtplib.SMTPAuthenticationError():
            return NotNow("login-refused")
        case aiosmtplib.SMTPSenderRefused(code=code):
            return NotNow(f"sender-refused-{code}")
        case TimeoutError():
            return NotNow("timeout")
        case ssl.SSLError():
            return NotNow("tls-failed")
        case aiosmtplib.SMTPResponseException(code=code):
            return NotNow(f"server-answered-{code}")
        case aiosmtplib.SMTPNotSupported():
            return NotNow("not-supported")
        case OSError():
            return NotNow("unreachable")
    return NotNow("mail-client-failed")


def _refused(what: str, code: int) -> NotNow:
    slug = f"{what}-refused-{code}"
    return NotEver(slug) if 500 <= code < 600 else NotNow(slug)
