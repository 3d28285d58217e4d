"""Envelopes: a letter as a mail with its headers and its calendar file (RFC 5322, RFC 6047)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from api.mail.address import address_of, is_address
from api.mail.letter import Letter
from termin.booking.invitation import Method
from termin.messages import MessageKind, Notice


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A calendar file that goes with a mail."""

    file: bytes
    method: Method
    name: str = "termin.ics"


def envelope(
    letter: Letter,
    notice: Notice,
    kind: MessageKind,
    sender: str,
    enclosure: Enclosure | None,
    now: datetime,
) -> EmailMessage:
    """Return the mail from the municipality, by way of `sender`, to the person of the appointment.

    Its Message-ID is always the same for the same news, so that a mail sent twice is filed once. A
    header cannot be smuggled in: addresses are parsed, names are of one line.

    Raises:
        BadAddress: the person's address is none.
    """
    to = address_of(notice.email)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _named(notice.sender.name, address_of(sender))
    mail["To"] = to
    if is_address(notice.sender.email):
        mail["Reply-To"] = _named(notice.sender.name, address_of(notice.sender.email))
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(notice, kind, sender)
    # RFC 3834, 5: no vacation notice comes back. The second is what Exchange reads instead.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if enclosure is not None:
        _enclose(mail, enclosure)
    # Last, because adding a part takes the headers of the content along.
    mail["Content-Language"] = letter.language
    return mail


def message_id(notice: Notice, kind: MessageKind, sender: str) -> str:
    """Return the name of this piece of news (RFC 5322, 3.6.4)."""
    domain = address_of(sender).domain
    return f"<{notice.appointment}.{kind.value}.{notice.sequence}@{domain}>"


def _named(name: str, address: Address) -> Address:
    return Address(" ".join(name.split()), address.username, address.domain)


def _enclose(mail: EmailMessage, enclosure: Enclosure) -> None:
    mail.add_attachment(
        enclosure.file.decode("utf-8"),
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        filename=enclosure.name,
        # RFC 6047, 2.4: the same method as in the file.
        params={"method": enclosure.method.value},
    )
