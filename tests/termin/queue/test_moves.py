"""Any sequence of moves: what the board folds from the journal is what the rows say."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from termin import queue
from termin.booking import Channel
from termin.booking.rows import Appointment, AppointmentState
from termin.capacity.rows import Claim
from termin.catalogue.lines import Line
from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Refusal
from termin.officeday import OfficeDay
from termin.queue import TicketState
from termin.queue.rows import Ticket
from termin.queue.states import AT_COUNTER, OPEN, OVER
from termin.store import connected
from tests.postgres import Server, a_database
from tests.termin.queue.hall_town import check_board, clock
from tests.town import MONDAY, Town, build_town, local

T = TypeVar("T")

COUNTERS = ("1", "2", "3", "N1")
STARTS = ("09:00", "09:30", "10:00", "10:30")


class WaitingRoom(RuleBasedStateMachine):
    """Clerks and citizens of a town do whatever comes into their heads."""

    server: Server
    runner: asyncio.Runner
    towns = 0

    def __init__(self) -> None:
        super().__init__()
        self.now = clock("08:55")
        self.tickets: list[UUID] = []
        self.codes: list[str] = []

    def run(self, deed: Coroutine[Any, Any, T]) -> T | None:
        """Do something a few seconds later; a refusal must have left everything as it was."""
        return self.runner.run(self._done(deed))

    async def _done(self, deed: Coroutine[Any, Any, T]) -> T | None:
        before = await _everything(self.town)
        try:
            done = await deed
        except Refusal:
            assert await _everything(self.town) == before
            return None
        await self._check()
        return done

    async def _check(self) -> None:
        for day in await OfficeDay.filter(municipality_id=self.town.municipality.id):
            await check_board(day.id)
        rows = await Ticket.filter(municipality_id=self.town.municipality.id)
        busy = [row.counter_id for row in rows if row.state in AT_COUNTER]
        assert len(busy) == len(set(busy)), "one person per counter"
        for row in rows:
            assert (row.parked_at is not None) == (row.state is TicketState.PARKED)
            assert (row.arrived_at is None) or row.state in (
                TicketState.SERVING,
                TicketState.FINISHED,
            )
            assert (row.ended_at is None) == (row.state in OPEN)
            if row.called_at is not None:
                assert row.came_at <= row.called_at
                assert row.first_called_at is not None
            assert row.parked_minutes >= 0
            assert (row.served_minutes or 0) >= 0
        await self._check_appointments(rows)
        assert await Claim.all().order_by("id").values() == self.claims, "no step changes claims"

    async def _check_appointments(self, rows: list[Ticket]) -> None:
        expected = {one.id: AppointmentState.BOOKED for one in await _appointments(self.town)}
        for row in rows:
            if row.appointment_id is not None and row.state not in OVER:
                expected[row.appointment_id] = {
                    TicketState.FINISHED: AppointmentState.KEPT,
                    TicketState.MISSED: AppointmentState.MISSED,
                }.get(row.state, AppointmentState.ARRIVED)
        assert {one.id: one.state for one in await _appointments(self.town)} == expected

    def later(self, seconds: int) -> datetime:
        """Let time go by; a negative step is a request that waited for the lock."""
        self.now += timedelta(seconds=max(seconds, 0))
        return self.now + timedelta(seconds=min(seconds, 0))

    @initialize()
    def a_town(self) -> None:
        """A new town in the same database, with a cash desk and four appointments."""
        WaitingRoom.towns += 1
        self.runner.run(self._build(f"stadt-{WaitingRoom.towns}"))

    async def _build(self, slug: str) -> None:
        self.town = await build_town(slug)
        desk = self.town.counters["3"]
        desk.area, desk.takes_new = "Kasse", False
        await desk.save()
        await ServiceAtOffice.filter(service_id=self.town.services["pass"].id).update(
            stations=["Kasse"]
        )
        await self.town.duty("1", "ada")
        appointments = [await self.town.book(local(MONDAY, start)) for start in STARTS]
        self.codes = [one.code for one in appointments]
        self.claims = await Claim.all().order_by("id").values()

    seconds = st.integers(-3, 90)
    counters = st.sampled_from(COUNTERS)
    which = st.integers(0, 30)

    @rule(seconds=seconds, service=st.sampled_from(("ausweis", "pass")), priority=st.booleans())
    def draw(self, seconds: int, service: str, priority: bool) -> None:  # noqa: FBT001
        line = [Line(self.town.services[service].id)]
        office = self.town.offices["rathaus"].id
        now = self.later(seconds)
        drawn = self.run(queue.draw_number(office, line, Channel.KIOSK, now, priority=priority))
        if drawn is not None:
            self.tickets.append(drawn.id)

    @rule(seconds=seconds, code=st.integers(0, 3))
    def check_in(self, seconds: int, code: int) -> None:
        drawn = self.run(queue.check_in(self.codes[code], self.later(seconds)))
        if drawn is not None and drawn.id not in self.tickets:
            self.tickets.append(drawn.id)

    @rule(seconds=seconds, counter=counters)
    def call_next(self, seconds: int, counter: str) -> None:
        self.run(queue.call_next(self.town.counters[counter].id, None, self.later(seconds)))

    @rule(seconds=seconds, counter=counters, which=which)
    def call_ticket(self, seconds: int, counter: str, which: int) -> None:
        if self.tickets:
            place = self.town.counters[counter].id
            self.run(queue.call_ticket(self._one(which), place, None, self.later(seconds)))

    @rule(
        seconds=seconds,
        which=which,
        move=st.sampled_from(
            (
                queue.call_again,
                queue.arrive,
                queue.arrive,
                queue.miss,
                queue.finish,
                queue.withdraw,
                queue.park,
                queue.requeue,
                queue.bring_back,
                queue.undo_call,
                queue.undo,
                queue.undo,
            )
        ),
    )
    def move(self, seconds: int, which: int, move: Any) -> None:
        if self.tickets:
            self.run(move(self._one(which), self.later(min(seconds, 20))))

    @rule(seconds=seconds, which=which, counter=counters | st.none())
    def forward(self, seconds: int, which: int, counter: str | None) -> None:
        if self.tickets:
            now, ticket = self.later(seconds), self._one(which)
            if counter is None:
                self.run(queue.forward(ticket, now, area="Kasse"))
            else:
                self.run(queue.forward(ticket, now, counter=self.town.counters[counter].id))

    @rule(seconds=seconds, which=which, office=st.sampled_from(("rathaus", "nord")))
    def send(self, seconds: int, which: int, office: str) -> None:
        if self.tickets:
            there = self.town.offices[office].id
            drawn = self.run(queue.send(self._one(which), there, self.later(seconds)))
            if drawn is not None:
                self.tickets.append(drawn.id)

    @rule(seconds=seconds, counter=counters)
    def pause(self, seconds: int, counter: str) -> None:
        now = self.later(seconds)
        until = now + timedelta(minutes=5)
        self.run(queue.pause(self.town.counters[counter].id, None, until, now))

    def _one(self, which: int) -> UUID:
        # The latest are the liveliest.
        return self.tickets[-1 - which % len(self.tickets)]


async def _appointments(town: Town) -> list[Appointment]:
    return await Appointment.filter(municipality_id=town.municipality.id)


async def _everything(town: Town) -> object:
    where = {"municipality_id": town.municipality.id}
    return (
        await Ticket.filter(**where).order_by("id").values(),
        await Appointment.filter(**where).order_by("id").values(),
        await OfficeDay.filter(seq__gt=0, **where).order_by("id").values("id", "seq"),
    )


def test_any_sequence_of_moves_leaves_board_rows_and_appointments_agreed(server: Server) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> None:
            address = await stack.enter_async_context(a_database(server))
            await stack.enter_async_context(connected(address.tortoise(), everywhere=True))

        runner.run(begin())
        try:
            WaitingRoom.server, WaitingRoom.runner = server, runner
            run_state_machine_as_test(
                WaitingRoom,
                settings=settings(
                    max_examples=12,
                    stateful_step_count=40,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(stack.aclose())
