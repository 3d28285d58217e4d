"""A time that was kept for somebody falls away too: the next best one is offered, once."""

from __future__ import annotations

import asyncio

from starlette.applications import Starlette

from api.alternatives import seek_everywhere, seek_for_all
from termin.booking import (
    Alternative,
    Appointment,
    AppointmentState,
    open_alternative,
    to_seek,
    withdraw_duty,
)
from termin.capacity.rows import Claim, Duty
from termin.messages import Message, MessageKind, MessageState, load_notice
from termin.mobile import exchange
from tests.api.manager.conftest import Leader, clock, leader
from tests.outbox import take_up_all
from tests.termin.mobile.villages import NEXT_MONDAY, Bus, build_bus
from tests.town import MONDAY, NOW, Town, local

__all__ = ["clock", "leader"]

CLOSURES = "/amt/einrichtung/schliessungen"


async def kept_at_dorf(town: Town, bus: Bus) -> Appointment:
    """Somebody lost a time at one halt, and another is kept at the next; weiler is free too."""
    halt = await bus.publish("dorf", MONDAY)
    await bus.publish("dorf", NEXT_MONDAY)
    await bus.publish("weiler", NEXT_MONDAY, "13:00", "15:00")
    booked = await town.book(local(MONDAY, "09:30"), office="dorf", email="a@example.org")
    await exchange([halt.id], [], "Der Bus ist kaputt.", NOW)
    return booked


async def test_a_closure_offers_the_next_best_time_and_says_so(
    leader: Leader, app: Starlette
) -> None:
    own, town = app.state.house, leader.town
    bus = await build_bus(town)
    own.municipalities.forget()
    booked = await kept_at_dorf(town, bus)
    await own.availability.refresh(NOW)
    assert await seek_for_all(own, town.municipality, NOW) == 1
    kept = await open_alternative(booked.id)
    assert kept
    assert kept.office_id == town.offices["dorf"].id
    closing = {
        "dienststelle": str(town.offices["dorf"].id),
        "von_tag": NEXT_MONDAY.isoformat(),
        "grund": "Dorffest",
    }
    page = await leader.post(CLOSURES, **closing)
    assert "Eine Ersatzzeit fällt weg" in page.text
    assert "füllt gerade das Formular" not in page.text
    stand = page.text.split('name="stand" value="')[1].split('"')[0]
    await leader.post(CLOSURES, **closing, bestaetigt="ja", stand=stand)
    again = await open_alternative(booked.id)
    assert again
    assert again.id == kept.id
    assert again.hold
    assert (again.office_id, again.offers) == (town.offices["weiler"].id, 2)
    await take_up_all(NOW)
    told = Message.filter(appointment_id=booked.id, kind=MessageKind.DISPLACED)
    assert await told.exclude(state=MessageState.DROPPED).count() == 1, "the other was overtaken"
    notice = await load_notice(booked.id)
    assert notice.again
    assert notice.alternative
    assert notice.alternative.place.name == "Bürgerbus, Weiler"


async def test_what_a_page_left_is_done_by_a_worker_and_told_once(town: Town) -> None:
    bus = await build_bus(town)
    booked = await kept_at_dorf(town, bus)
    told = await asyncio.gather(*(seek_everywhere(NOW) for _ in range(2)))
    assert sum(told) == 1
    kept = await open_alternative(booked.id)
    assert kept
    await withdraw_duty((await Claim.get(hold_id=kept.hold_id)).duty_id, NOW)
    assert [one.id for one in await to_seek()] == [kept.id]
    assert await seek_everywhere(NOW) == 1
    assert await seek_everywhere(NOW) == 0
    assert (await Appointment.get(id=booked.id)).sequence == booked.sequence + 2


async def test_where_nothing_is_left_somebody_has_to_phone(town: Town) -> None:
    bus = await build_bus(town)
    booked = await kept_at_dorf(town, bus)
    for stop in ("dorf", "weiler"):
        for duty in await Duty.filter(office_id=town.offices[stop].id, state="published"):
            await withdraw_duty(duty.id, NOW)
    assert await seek_everywhere(NOW) == 1
    row = await Alternative.get(appointment_id=booked.id)
    assert (row.hold_id, row.sought_at, row.offers) == (None, NOW, 0)
    assert (await Appointment.get(id=booked.id)).state is AppointmentState.DISPLACED
