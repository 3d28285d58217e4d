"""From a booking to the mail in the inbox, through the database and a real mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import vobject

from api.keys import Keys
from api.mail import InboxServer, Later, MailServer, Post, inbox_server, post_of
from api.mail.inbox import InboxMessage
from api.rendering.texts import read_texts
from api.settings import Settings, UnusableSetting
from termin.booking import (
    By,
    ContactDetails,
    Target,
    cancel_appointment,
    confirm_appointment,
    erase_contact,
    make_appointment,
    move_appointment,
    place_hold,
)
from termin.booking.confirmation import confirms
from termin.booking.rows import Appointment, Contact
from termin.messages import (
    MOST_ATTEMPTS,
    Message,
    MessageKind,
    MessageState,
    begin,
    pause_after,
)
from tests.api.mail.test_server import Grumpy, serving
from tests.outbox import take_up_all
from tests.town import MONDAY, NOW, Town, local

HOUR = timedelta(hours=1)
KEYS = Keys(b"s" * 32)


class Stopped:
    """A clock that stands still."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


CLOCK = Stopped()


@pytest.fixture
async def receiving(tmp_path: Path) -> AsyncIterator[InboxServer]:
    async with inbox_server(tmp_path / "inbox") as found:
        yield found


@pytest.fixture
def post(receiving: InboxServer, tmp_path: Path) -> Post:
    settings = Settings(
        data_dir=tmp_path,
        smtp_url=receiving.url,
        public_url="https://termin.example.org",
        mail_from="termin@example.net",
    )
    return post_of(settings, KEYS, read_texts())


@pytest.fixture
async def office(town: Town) -> Town:
    await town.duty("1", "ada")
    return town


async def booked(office: Town, email: str = "anna@example.org") -> Appointment:
    return await office.book(local(MONDAY, "09:00"), email=email)


async def queued(count: int = 1) -> Message:
    """Take up all events, of which so many messages come; return the newest."""
    await take_up_all(NOW)
    assert await Message.all().count() == count
    message = await Message.all().order_by("-id").first()
    assert message is not None
    return message


def calendar(received: InboxMessage) -> vobject.base.Component:
    (file,) = received.attachments
    return vobject.readOne(file.content.decode())


async def test_booked_moved_and_cancelled_are_one_event(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    appointment = await booked(office)
    await post.send((await queued()).id, CLOCK)
    lines = ((office.services["ausweis"].id, 1, 15),)
    target = Target(
        appointment.office_id, "Europe/Berlin", local(MONDAY, "10:00"), lines, frozenset()
    )
    await move_appointment(appointment.id, target, By.CITIZEN, NOW)
    await post.send((await queued(2)).id, CLOCK)
    await cancel_appointment(appointment.id, By.CITIZEN, NOW)
    await post.send((await queued(3)).id, CLOCK)

    mails = receiving.inbox.messages()[::-1]
    calendars = [calendar(received) for received in mails]
    events = [found.vevent for found in calendars]
    assert [found.method.value for found in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {event.uid.value for event in events} == {str(appointment.id)}
    assert [int(event.sequence.value) for event in events] == [0, 1, 2]
    assert [event.status.value for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[0].dtstart.value == local(MONDAY, "09:00")
    assert events[1].dtstart.value == local(MONDAY, "10:00")
    assert [received.recipients for received in mails] == [("anna@example.org",)] * 3
    assert "text/calendar" in mails[0].attachments[0].content_type
    assert 'method="REQUEST"' in mails[0].attachments[0].content_type
    assert await Message.filter(state=MessageState.SENT).count() == 3


async def test_the_mailed_link_confirms(office: Town, post: Post, receiving: InboxServer) -> None:
    hold = await place_hold(office.wish(local(MONDAY, "09:00")), NOW, keep=HOUR)
    contact = ContactDetails(email="anna@example.org", language="en")
    made = await make_appointment(hold.id, hold.secret, contact, NOW, confirm_within=HOUR)
    await post.send((await queued()).id, CLOCK)
    (received,) = receiving.inbox.messages()
    assert received.subject.startswith("Please confirm")
    assert received.attachments == ()
    token = received.text.partition(f"/termin/{made.code}/bestaetigen/")[2].split()[0]
    assert confirms(token, KEYS.derive("confirm"), made.id)

    await confirm_appointment(made.id, NOW)
    await post.send((await queued(2)).id, CLOCK)
    assert calendar(receiving.inbox.messages()[0]).vevent.sequence.value == "0"


async def test_what_was_sent_is_not_sent_again(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    await booked(office)
    message = await queued()
    await post.send(message.id, CLOCK)
    await post.send(message.id, CLOCK)
    assert len(receiving.inbox.messages()) == 1
    await message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == (MessageState.SENT, 1, NOW)


async def test_a_crash_after_the_servers_answer_sends_the_same_mail_again(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    await booked(office)
    message = await queued()
    outgoing = await begin(message.id, NOW)
    assert outgoing is not None
    assert post.server is not None
    await post.server.deliver(post.write(outgoing, NOW))
    # Here the process dies; another one does the job again.
    await post.send(message.id, CLOCK)
    first, second = receiving.inbox.messages()
    assert first.mail()["Message-ID"] == second.mail()["Message-ID"]
    await message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.SENT, 2)


async def test_who_erased_the_address_meanwhile_gets_nothing(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    appointment = await booked(office)
    message = await queued()
    await erase_contact(appointment.id, NOW)
    await post.send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DROPPED, "no-address")
    assert receiving.inbox.messages() == ()


async def test_news_that_is_no_longer_true_is_dropped(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    appointment = await booked(office)
    message = await queued()
    await cancel_appointment(appointment.id, By.STAFF, NOW)
    await post.send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DROPPED, "overtaken")
    assert receiving.inbox.messages() == ()


async def test_news_of_an_appointment_that_is_over_is_dropped(office: Town, post: Post) -> None:
    await booked(office)
    message = await queued()
    await post.send(message.id, Stopped(local(MONDAY, "09:15")))
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DROPPED, "too-late")


async def test_an_address_that_is_none_fails_at_once(office: Town, post: Post) -> None:
    appointment = await booked(office)
    message = await queued()
    nasty = "anna@example.org\r\nBcc: all@example.org"
    await Contact.filter(visit_id=appointment.visit_id).update(email=nasty)
    await post.send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "bad-address")


async def test_a_refusal_for_good_is_noted_and_not_tried_again(office: Town, post: Post) -> None:
    await booked(office)
    message = await queued()
    async with serving(Grumpy("receiver", "550 unknown anna@example.org")) as port:
        grumpy = replace(post, server=MailServer("127.0.0.1", port))
        await grumpy.send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "receiver-refused-550")


async def test_a_refusal_for_now_is_tried_again_later(
    office: Town, post: Post, receiving: InboxServer
) -> None:
    await booked(office)
    message = await queued()
    async with serving(Grumpy("receiver", "450 later")) as port:
        grumpy = replace(post, server=MailServer("127.0.0.1", port))
        with pytest.raises(Later) as later:
            await grumpy.send(message.id, CLOCK)
    assert later.value.pause == pause_after(1)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.QUEUED, "receiver-refused-450")
    await post.send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error, message.attempts) == (MessageState.SENT, "", 2)
    assert len(receiving.inbox.messages()) == 1


async def test_after_many_tries_it_is_given_up(office: Town, post: Post) -> None:
    await booked(office)
    message = await queued()
    await Message.filter(id=message.id).update(attempts=MOST_ATTEMPTS - 1)
    async with serving(Grumpy("receiver", "450 later")) as port:
        await replace(post, server=MailServer("127.0.0.1", port)).send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "receiver-refused-450")


async def test_without_a_mail_server_a_message_says_so(office: Town, tmp_path: Path) -> None:
    await booked(office)
    message = await queued()
    await post_of(Settings(data_dir=tmp_path), KEYS, read_texts()).send(message.id, CLOCK)
    await message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.DROPPED, "no-mail-server")


async def test_a_message_that_is_gone_is_no_trouble(town: Town, post: Post) -> None:
    await post.send(4711, CLOCK)


def test_a_mail_server_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, smtp_url="smtp://mail.example?starttls=perhaps")
    with pytest.raises(UnusableSetting, match="TERMIN_SMTP_URL"):
        post_of(settings, KEYS, read_texts())


def test_pauses_grow_and_end_within_two_days() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert pauses[0] <= timedelta(seconds=30)
    assert pauses[-1] == HOUR
    assert timedelta(days=0.8) < sum(pauses, timedelta()) < timedelta(days=2)


def test_every_kind_of_message_is_written() -> None:
    assert {kind.value for kind in MessageKind} == {
        "confirm",
        "booked",
        "moved",
        "cancelled",
        "displaced",
    }
