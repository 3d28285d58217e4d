"""The post: takes a stored message, writes it and hands it to the mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from api.clock import Clock
from api.keys import Keys
from api.mail.address import BadAddress
from api.mail.calendar import calendar_file
from api.mail.envelope import Enclosure, envelope
from api.mail.letter import Letters
from api.mail.links import links_of, origin_of
from api.mail.server import MailServer, NotEver, NotNow
from api.rendering.texts import Texts
from api.settings import Settings, UnusableSetting
from termin.booking.invitation import Method
from termin.messages import (
    MOST_ATTEMPTS,
    MessageKind,
    Outgoing,
    Reason,
    begin,
    note_delayed,
    note_dropped,
    note_failed,
    note_sent,
    pause_after,
)

METHODS = {
    MessageKind.BOOKED: Method.REQUEST,
    MessageKind.MOVED: Method.REQUEST,
    MessageKind.CANCELLED: Method.CANCEL,
    MessageKind.DISPLACED: Method.CANCEL,
}
"""What goes with which news. Nothing with the request to confirm: a time that may lapse again would
stay in the person's calendar. A time that fell away leaves it; what is accepted instead comes as
moved."""


class Later(Exception):
    """The message is to be sent again after a pause."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(f"again in {pause}")
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Post:
    """All it takes to send; without a server every message is dropped and says so."""

    server: MailServer | None
    letters: Letters
    keys: Keys
    sender: str
    origin: str

    async def send(self, message_id: int, clock: Clock) -> None:
        """Send a stored message if it still is to be sent.

        A crash between the server's answer and our note of it sends the mail a second time, with
        the same Message-ID; none is lost.

        Raises:
            Later: it could not be sent yet.
        """
        if self.server is None:
            await note_dropped(message_id, Reason.NO_SERVER)
            return
        outgoing = await begin(message_id, clock.now())
        if outgoing is None:
            return
        try:
            await self.server.deliver(self.write(outgoing, clock.now()))
        except BadAddress:
            await note_failed(message_id, "bad-address")
        except NotEver as refusal:
            await note_failed(message_id, refusal.slug)
        except NotNow as trouble:
            await self._wait(outgoing, trouble.slug)
        else:
            await note_sent(message_id, clock.now())

    def write(self, outgoing: Outgoing, now: datetime) -> EmailMessage:
        """Return the finished mail.

        Raises:
            BadAddress: the person's address is none.
        """
        notice = outgoing.notice
        links = links_of(notice, self.origin, self.keys)
        letter = self.letters.write(outgoing.kind, notice, links)
        method = METHODS.get(outgoing.kind)
        enclosure = None
        if method is not None:
            texts = self.letters.texts
            file = calendar_file(notice, method, texts, links.page, self.sender, now)
            enclosure = Enclosure(file, method)
        return envelope(letter, notice, outgoing.kind, self.sender, enclosure, now)

    async def _wait(self, outgoing: Outgoing, slug: str) -> None:
        if outgoing.attempt >= MOST_ATTEMPTS:
            await note_failed(outgoing.id, slug)
            return
        await note_delayed(outgoing.id, slug)
        raise Later(pause_after(outgoing.attempt))


def post_of(settings: Settings, keys: Keys, texts: Texts) -> Post:
    """Return the post of this installation.

    Raises:
        UnusableSetting: the mail server's address makes no sense.
    """
    server = None
    if settings.smtp_url is not None:
        try:
            server = MailServer.from_url(settings.smtp_url)
        except ValueError as error:
            raise UnusableSetting("TERMIN_SMTP_URL", str(error)) from None
    return Post(server, Letters(texts), keys, settings.mail_from, origin_of(settings))
