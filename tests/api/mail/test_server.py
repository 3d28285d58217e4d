"""Handing mails to real mail servers, friendly and unfriendly."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from api.mail import Inbox, MailServer, NotEver, NotNow, inbox_server
from api.mail.inbox import MOST
from api.mail.server import Tls


def mail(to: str = "anna@example.org") -> EmailMessage:
    made = EmailMessage(policy=WIRE)
    made["From"], made["To"], made["Subject"] = "termin@example.net", to, "Grüße"
    made.set_content("Grüß Gott\n.\nein Punkt\n")
    return made


# The address


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://mail.example", "mail.example", 587, Tls.OFFERED),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Tls.OFFERED),
        ("smtp://mail.example?starttls=required", "mail.example", 587, Tls.REQUIRED),
        ("smtp://mail.example/?starttls=never", "mail.example", 25, Tls.NEVER),
        ("smtps://mail.example", "mail.example", 465, Tls.AT_ONCE),
        ("smtp://me:pw@mail.example", "mail.example", 587, Tls.REQUIRED),
        ("smtp://me:pw@[::1]:25?starttls=never", "::1", 25, Tls.NEVER),
    ],
)
def test_an_address_says_where_and_how_safely(url: str, host: str, port: int, tls: Tls) -> None:
    server = MailServer.from_url(url)
    assert (server.host, server.port, server.tls) == (host, port, tls)


def test_the_login_may_hold_any_sign_and_is_not_shown() -> None:
    server = MailServer.from_url("smtps://me%40example.org:p%2F%3Aw@mail.example")
    assert (server.username, server.password) == ("me@example.org", "p/:w")
    assert "p/:w" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/inbox",
        "smtp://mail.example?starttls=maybe",
        "smtp://mail.example?verify=no",
        "smtps://mail.example?starttls=required",
        "smtp://me:pw@mail.example?starttls=offered",
        "smtp://mail.example:99999",
    ],
)
def test_an_address_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own sentence
        MailServer.from_url(url)


# The inbox


async def test_a_mail_arrives_as_it_was_sent(tmp_path: Path) -> None:
    async with inbox_server(tmp_path) as server:
        await MailServer.from_url(server.url).deliver(mail())
    (received,) = server.inbox.messages()
    assert received.subject == "Grüße"
    assert received.recipients == ("anna@example.org",)
    assert received.text.splitlines() == ["Grüß Gott", ".", "ein Punkt"]
    assert server.inbox.message(received.id) == received


async def test_the_inbox_shows_the_newest_first_and_keeps_so_many(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    for number in range(MOST + 3):
        inbox.keep(f"Subject: {number}\r\n\r\n".encode(), [], now + dt.timedelta(number))
    subjects = [message.subject for message in inbox.messages()]
    assert subjects == [str(number) for number in range(MOST + 2, 2, -1)]


def test_no_name_leads_out_of_the_inbox(tmp_path: Path) -> None:
    (tmp_path / "secret.eml").write_text("Subject: secret\n\n")
    inbox = Inbox(tmp_path / "inbox")
    assert inbox.message("../secret") is None
    assert inbox.messages() == ()


# What goes wrong


class Grumpy:
    """A mail server that refuses at one point."""

    def __init__(self, at: str, answer: str) -> None:
        self.at, self.answer = at, answer

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answer if self.at == "sender" else "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at == "receiver":
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        if self.at == "hang":
            await asyncio.sleep(60)
        return self.answer if self.at == "content" else "250 OK"


@asynccontextmanager
async def serving(handler: object, **options: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", loop=loop, **options), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def trouble(url: str, message: EmailMessage | None = None) -> NotNow:
    with pytest.raises(NotNow) as caught:
        await MailServer.from_url(url).deliver(message or mail("secret-person@example.org"))
    # Neither the error nor what it came from names anybody.
    assert "secret-person" not in repr(caught.value)
    assert caught.value.__suppress_context__
    return caught.value


@pytest.mark.parametrize(
    ("at", "answer", "kind", "slug"),
    [
        ("receiver", "550 no such user secret-person", NotEver, "receiver-refused-550"),
        ("receiver", "450 greylisted", NotNow, "receiver-refused-450"),
        ("content", "554 looks like spam", NotEver, "content-refused-554"),
        ("content", "451 try later", NotNow, "content-refused-451"),
        ("sender", "553 not you", NotNow, "sender-refused-553"),
        ("sender", "421 busy", NotNow, "sender-refused-421"),
    ],
)
async def test_a_refusal_is_for_good_or_for_now(
    at: str, answer: str, kind: type[NotNow], slug: str
) -> None:
    async with serving(Grumpy(at, answer)) as port:
        refusal = await trouble(f"smtp://127.0.0.1:{port}")
    assert (type(refusal), refusal.slug) == (kind, slug)


async def test_a_server_that_is_away_is_tried_again() -> None:
    async with serving(Grumpy("", "")) as port:
        pass
    refusal = await trouble(f"smtp://127.0.0.1:{port}")
    assert (type(refusal), refusal.slug) == (NotNow, "unreachable")


async def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.mail.server.TIMEOUT", 0.3)
    async with serving(Grumpy("hang", "")) as port:
        assert (await trouble(f"smtp://127.0.0.1:{port}")).slug == "timeout"


async def test_encryption_that_is_required_and_not_offered_stops_the_mail(tmp_path: Path) -> None:
    async with inbox_server(tmp_path) as server:
        refusal = await trouble(f"{server.url}?starttls=required")
    assert type(refusal) is NotNow
    assert server.inbox.messages() == ()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate of this test")
    request = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
    )
    subprocess.run([openssl, *request.split()], cwd=folder, check=True, capture_output=True)
    return folder


def server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_a_certificate_nobody_vouches_for_stops_the_mail(certificate: Path) -> None:
    context = server_context(certificate)
    async with serving(Grumpy("", ""), tls_context=context) as port:
        assert (await trouble(f"smtp://localhost:{port}")).slug == "tls-failed"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: Any, login: Any) -> Any:
    right = (login.login, login.password) == (b"me", b"p/w")
    return AuthResult(success=right, handled=False)


async def test_login_goes_over_an_encrypted_connection(certificate: Path) -> None:
    options = {
        "tls_context": server_context(certificate),
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticate,
    }
    authority = certificate / "cert.pem"
    async with serving(Grumpy("", ""), **options) as port:
        url = f"smtp://me:p%2Fw@localhost:{port}?ca={authority}"
        await MailServer.from_url(url).deliver(mail())
        wrong = f"smtp://me:wrong@localhost:{port}?ca={authority}"
        assert (await trouble(wrong)).slug == "login-refused"
