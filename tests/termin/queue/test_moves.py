"""Any sequence of moves: what the board folds from the journal is what the rows say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
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
from termin.queue import Sheet, Step, TicketState
from termin.queue.memory import CALLS
from termin.queue.rows import Ticket
from termin.queue.states import AT_COUNTER, OPEN, OVER
from termin.store import connected
from tests.postgres import Server, a_database
from tests.termin.queue.hall_town import check_board, clock, walk_in
from tests.town import MONDAY, Town, build_town, local

T = TypeVar("T")

SERVICES = ("ausweis", "pass", "ausweis")
COUNTERS = ("1", "2", "3", "N1")
STARTS = ("09:00", "09:10", "09:20", "09:25")

DEEDS = 15
OFTEN: dict[Step | str, int] = {
    Step.ARRIVE: 20,
    Step.PARK: 4,
    Step.FINISH: 4,
    Step.CALL: 4,
    Step.SEND: 1,
    Step.WITHDRAW: 1,
}
UNDO = "undo"
MOVES: dict[Step | str, Callable[[UUID, datetime], Coroutine[Any, Any, Sheet]]] = {
    Step.CALL_AGAIN: queue.call_again,
    Step.ARRIVE: queue.arrive,
    Step.MISS: queue.miss,
    Step.FINISH: queue.finish,
    Step.CONTINUE: queue.finish,
    Step.PARK: queue.park,
    Step.REQUEUE: queue.requeue,
    Step.UNDO: queue.undo_call,
    Step.WITHDRAW: queue.withdraw,
    Step.RETURN: queue.bring_back,
    UNDO: queue.undo,
}


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

    def later(self, seconds: int) -> None:
        """Let time go by."""
        self.now += timedelta(seconds=seconds)

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
        appointments = [await self.town.book(local(MONDAY, start), minutes=5) for start in STARTS]
        self.codes = [one.code for one in appointments]
        self.claims = await Claim.all().order_by("id").values()
        self.tickets = [(await walk_in(self.town, "08:55", service)).id for service in SERVICES]

    @rule(seed=st.integers(0, 2**32 - 1), busy=st.integers(1, 4))
    def a_while(self, seed: int, busy: int) -> None:
        """For a while people come, are called and go on; `busy` says how many come."""
        chance = Random(seed)  # noqa: S311
        for _ in range(DEEDS):
            self.later(chance.choice((0, 1, 5, 15, 40)))
            deed = chance.choices(
                (self.come, self.call, self.step, self.blunder, self.pause),
                (busy, 3, 12, 2, 1),
            )[0]
            deed(chance)

    def come(self, chance: Random) -> None:
        """Somebody walks in or checks in."""
        if chance.random() < 0.5:
            self._joined(queue.check_in(chance.choice(self.codes), self._sent(chance)))
            return
        line = [Line(self.town.services[chance.choice(SERVICES)].id)]
        office = self.town.offices["rathaus"].id
        priority = chance.random() < 0.1
        self._joined(
            queue.draw_number(office, line, Channel.KIOSK, self._sent(chance), priority=priority)
        )

    def call(self, chance: Random) -> None:
        """A counter calls the next."""
        counter = self.town.counters[chance.choice(COUNTERS)].id
        self.run(queue.call_next(counter, None, self._sent(chance)))

    def pause(self, chance: Random) -> None:
        """A counter pauses."""
        counter, now = self.town.counters[chance.choice(COUNTERS)].id, self._sent(chance)
        self.run(queue.pause(counter, None, now + timedelta(minutes=5), now))

    def step(self, chance: Random) -> None:
        """Somebody does with a person what makes sense."""
        ticket = self._one(chance)
        sheet = self.runner.run(queue.sheet_of(ticket))
        in_time = sheet.undo_until is not None and self.now <= sheet.undo_until
        sensible = [*sheet.steps, *([UNDO] if in_time else [])]
        if sensible:
            weights = [OFTEN.get(one, 2) for one in sensible]
            self._take(chance, ticket, chance.choices(sensible, weights)[0])

    def blunder(self, chance: Random) -> None:
        """Somebody tries anything with anybody."""
        self._take(chance, self._one(chance), chance.choice((*Step, UNDO)))

    def _take(self, chance: Random, ticket: UUID, step: Step | str) -> None:
        now, counter = self._sent(chance), self.town.counters[chance.choice(COUNTERS)].id
        if step in MOVES:
            self.run(MOVES[step](ticket, now))
        elif step in CALLS:
            self.run(queue.call_ticket(ticket, counter, None, now))
        elif step is Step.FORWARD:
            to_area = chance.random() < 0.5
            self.run(
                queue.forward(ticket, now, area="Kasse")
                if to_area
                else queue.forward(ticket, now, counter=counter)
            )
        elif step is Step.SEND and chance.random() < 0.3:
            there = self.town.offices[chance.choice(("nord", "nord", "rathaus"))].id
            self._joined(queue.send(ticket, there, now))

    def _joined(self, deed: Coroutine[Any, Any, queue.Drawn]) -> None:
        drawn = self.run(deed)
        if drawn is not None and drawn.id not in self.tickets:
            self.tickets.append(drawn.id)

    def _sent(self, chance: Random) -> datetime:
        """Return when a request was sent that has its turn now: it may have waited a little."""
        return self.now - timedelta(seconds=chance.choice((0, 0, 0, 1, 3)))

    def _one(self, chance: Random) -> UUID:
        return chance.choice(self.tickets[-6:])  # the latest are the liveliest


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
                    max_examples=6,
                    stateful_step_count=5,
                    deadline=None,
                    phases=(Phase.generate,),  # to make a failure small takes minutes here
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(stack.aclose())
