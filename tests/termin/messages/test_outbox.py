"""The outbox: every event read once, its message stored with the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest
from tortoise.connection import get_connection

from api.database import DatabaseAddress
from termin import journal
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
from termin.booking.rows import Appointment
from termin.messages import (
    JournalCursor,
    Message,
    MessageKind,
    MessageState,
    begin,
    note_failed,
    note_sent,
    take_up,
)
from tests.town import MONDAY, NOW, Town, local

HOUR = timedelta(hours=1)


class Jobs:
    """Notes which messages were handed on, and in which transaction."""

    def __init__(self) -> None:
        self.made: list[int] = []

    async def __call__(self, messages: Sequence[int]) -> None:
        # Inside the transaction the rows are there, outside not yet.
        assert await Message.filter(id__in=list(messages)).count() == len(messages)
        self.made.extend(messages)


async def taken_up(jobs: Jobs | None = None) -> list[tuple[MessageKind, int, MessageState]]:
    """Read all that is new at once; other tests' transactions may hold the end back a moment."""
    last = await _last_event()
    for _ in range(400):
        cursor = await JournalCursor.get_or_none(name="messages")
        place = (cursor.xid, cursor.journal_id) if cursor else (0, 0)
        if place[1] >= last or last in {event.id for _, event in await journal.after(*place)}:
            break
        await asyncio.sleep(0.05)
    await take_up(NOW, then=jobs or Jobs())
    messages = await Message.all().order_by("id")
    return [(message.kind, message.sequence, message.state) for message in messages]


async def _last_event() -> int:
    rows = await get_connection("default").execute_query_dict(
        "SELECT coalesce(max(id), 0) AS last FROM journal"
    )
    return int(rows[0]["last"])


@pytest.fixture
async def office(town: Town) -> Town:
    await town.duty("1", "ada")
    return town


async def booked(office: Town, clock: str = "09:00", email: str = "a@example.org") -> Appointment:
    return await office.book(local(MONDAY, clock), email=email)


async def moved(office: Town, appointment: Appointment, clock: str) -> None:
    target = Target(
        office=appointment.office_id,
        zone="Europe/Berlin",
        start=local(MONDAY, clock),
        lines=((office.services["ausweis"].id, 1, 15),),
        required=frozenset(),
    )
    await move_appointment(appointment.id, target, By.CITIZEN, NOW)


async def test_a_booking_is_told_once(office: Town) -> None:
    await booked(office)
    jobs = Jobs()
    assert await taken_up(jobs) == [(MessageKind.BOOKED, 0, MessageState.QUEUED)]
    assert len(jobs.made) == 1
    await taken_up(jobs)
    assert len(jobs.made) == 1


async def test_who_left_no_address_is_told_nothing(office: Town) -> None:
    await booked(office, email="")
    assert await taken_up() == []


async def test_who_erased_the_address_is_told_nothing(office: Town) -> None:
    appointment = await booked(office)
    await erase_contact(appointment.id, NOW)
    assert await taken_up() == []


async def test_a_link_is_sent_first_where_one_is_asked_for(office: Town) -> None:
    hold = await place_hold(office.wish(local(MONDAY, "09:00")), NOW, keep=HOUR)
    contact = ContactDetails(email="a@example.org")
    made = await make_appointment(hold.id, hold.secret, contact, NOW, confirm_within=HOUR)
    assert await taken_up() == [(MessageKind.CONFIRM, 0, MessageState.QUEUED)]
    await confirm_appointment(made.id, NOW)
    assert await taken_up() == [
        (MessageKind.CONFIRM, 0, MessageState.DROPPED),
        (MessageKind.BOOKED, 0, MessageState.QUEUED),
    ]


async def test_a_move_overtakes_a_booking_not_yet_sent(office: Town) -> None:
    appointment = await booked(office)
    await taken_up()
    await moved(office, appointment, "10:00")
    assert await taken_up() == [
        (MessageKind.BOOKED, 0, MessageState.DROPPED),
        (MessageKind.MOVED, 1, MessageState.QUEUED),
    ]


async def test_a_cancellation_of_what_was_never_told_is_not_told(office: Town) -> None:
    appointment = await booked(office)
    await taken_up()
    await cancel_appointment(appointment.id, By.CITIZEN, NOW)
    assert await taken_up() == [(MessageKind.BOOKED, 0, MessageState.DROPPED)]


async def test_booked_and_cancelled_at_once_is_not_told(office: Town) -> None:
    appointment = await booked(office)
    await cancel_appointment(appointment.id, By.CITIZEN, NOW)
    assert await taken_up() == []


async def test_a_cancellation_follows_what_was_sent(office: Town) -> None:
    appointment = await booked(office)
    await taken_up()
    message = await Message.get()
    await note_sent(message.id, NOW)
    await cancel_appointment(appointment.id, By.STAFF, NOW)
    assert (await taken_up())[1:] == [(MessageKind.CANCELLED, 1, MessageState.QUEUED)]


async def test_a_cancellation_follows_what_may_have_been_sent(office: Town) -> None:
    appointment = await booked(office)
    await taken_up()
    message = await Message.get()
    assert await begin(message.id, NOW) is not None
    await cancel_appointment(appointment.id, By.STAFF, NOW)
    assert await taken_up() == [
        (MessageKind.BOOKED, 0, MessageState.DROPPED),
        (MessageKind.CANCELLED, 1, MessageState.QUEUED),
    ]


async def test_who_could_not_be_reached_is_not_told_of_the_cancellation(office: Town) -> None:
    appointment = await booked(office)
    await taken_up()
    message = await Message.get()
    await begin(message.id, NOW)
    await note_failed(message.id, "receiver-refused-550")
    await cancel_appointment(appointment.id, By.STAFF, NOW)
    assert await taken_up() == [(MessageKind.BOOKED, 0, MessageState.FAILED)]


async def test_what_follows_and_the_cursor_are_one(office: Town) -> None:
    await booked(office)

    async def fails(messages: Sequence[int]) -> None:
        raise RuntimeError("no job could be made")

    async def try_until_it_fails() -> None:
        for _ in range(200):
            await take_up(NOW, then=fails)
            await asyncio.sleep(0.05)

    with pytest.raises(RuntimeError):
        await try_until_it_fails()
    assert await Message.all().count() == 0
    jobs = Jobs()
    await taken_up(jobs)
    assert len(jobs.made) == 1


async def test_many_events_are_read_in_parts(office: Town) -> None:
    for clock in ("08:00", "08:30", "09:00", "09:30"):
        await booked(office, clock)
    last = await _last_event()
    jobs = Jobs()
    for _ in range(200):
        assert await take_up(NOW, most=2, then=jobs) <= 2
        cursor = await JournalCursor.get(name="messages")
        if cursor.journal_id >= last:
            break
        await asyncio.sleep(0.01)
    assert len(set(jobs.made)) == len(jobs.made) == 4


async def test_several_readers_at_once_tell_each_thing_once(office: Town) -> None:
    for clock in ("08:00", "08:30", "09:00", "09:30"):
        await booked(office, clock)
    jobs = Jobs()
    await asyncio.gather(*(take_up(NOW, then=jobs) for _ in range(8)))
    await taken_up(jobs)
    assert len(set(jobs.made)) == len(jobs.made) == 4


async def test_an_event_read_twice_is_told_once(office: Town) -> None:
    await booked(office)
    jobs = Jobs()
    await taken_up(jobs)
    await JournalCursor.all().update(xid=0, journal_id=0)
    assert await taken_up(jobs) == [(MessageKind.BOOKED, 0, MessageState.QUEUED)]
    assert len(jobs.made) == 1


async def test_transactions_are_ordered_as_numbers(town: Town, rows: DatabaseAddress) -> None:
    writer = await asyncpg.connect(**rows.asyncpg())
    for xid in (9, 10, 99, 100):
        await writer.execute(
            """INSERT INTO journal (xid, municipality_id, kind, occurred_at, facts)
            VALUES ($1::text::xid8, $2, 'appointment-cancelled', now(), $3::jsonb)""",
            str(xid),
            town.municipality.id,
            _FACTS,
        )
    await writer.close()
    assert [xid for xid, _ in await journal.after(0, 0, most=4)] == [9, 10, 99, 100]


# Two transactions overlap: the first takes its number in the journal first and commits last.


_INSERT = """
INSERT INTO journal (municipality_id, kind, occurred_at, facts)
VALUES ($1, 'appointment-cancelled', now(), $2::jsonb) RETURNING id
"""
_FACTS = '{"appointment": "6f9c1f4e-5f5c-4b4f-9a55-0a1b2c3d4e5f", "sequence": 1, "by": "staff"}'


async def _overlapping(
    address: DatabaseAddress, municipality: int
) -> tuple[asyncpg.Connection[asyncpg.Record], asyncpg.transaction.Transaction, int, int]:
    slow = await asyncpg.connect(**address.asyncpg())
    quick = await asyncpg.connect(**address.asyncpg())
    open_one = slow.transaction()
    await open_one.start()
    first = await slow.fetchval(_INSERT, municipality, _FACTS)
    second = await quick.fetchval(_INSERT, municipality, _FACTS)
    await quick.close()
    assert first < second
    return slow, open_one, first, second


async def _read_by_outbox(seen: list[int], until: int | None = None) -> None:
    """Read as the outbox does, noting the events by what the cursor passes."""
    for _ in range(200 if until else 1):
        before = await JournalCursor.get_or_none(name="messages")
        place = (before.xid, before.journal_id) if before else (0, 0)
        events = await journal.after(*place)
        if await take_up(NOW, most=len(events), then=Jobs()) if events else 0:
            seen.extend(event.id for _, event in events)
        if until is None or until in seen:
            return
        await asyncio.sleep(0.05)


async def test_no_event_is_lost_while_transactions_overlap(
    town: Town, rows: DatabaseAddress
) -> None:
    slow, transaction, first, second = await _overlapping(rows, town.municipality.id)
    seen: list[int] = []
    await _read_by_outbox(seen)
    assert second not in seen, "read past a transaction that is still open"
    await transaction.commit()
    await slow.close()
    await _read_by_outbox(seen, until=second)
    assert seen.count(first) == 1
    assert seen.count(second) == 1


async def test_without_the_order_by_transaction_an_event_is_lost(
    town: Town, rows: DatabaseAddress
) -> None:
    slow, transaction, first, second = await _overlapping(rows, town.municipality.id)
    reader = await asyncpg.connect(**rows.asyncpg())
    by_id = "SELECT id FROM journal WHERE id > $1 ORDER BY id"
    seen = [row["id"] for row in await reader.fetch(by_id, 0)]
    await transaction.commit()
    seen += [row["id"] for row in await reader.fetch(by_id, seen[-1])]
    await slow.close()
    await reader.close()
    assert second in seen
    assert first not in seen
