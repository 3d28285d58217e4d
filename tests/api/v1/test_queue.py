"""The queue over the API: drawn once, called, parked, sent on, finished, taken back, left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from termin.queue.rows import Ticket, TicketLine, TicketState
from termin.staff import Role
from tests.api.clerk.day import OfficeDay
from tests.api.people import a_person, token_of
from tests.termin.queue.hall_town import clock
from tests.web import a_client

API = "/api/v1"


@dataclass
class Desk:
    """Somebody who serves everywhere, as a program."""

    day: OfficeDay
    client: httpx.AsyncClient
    token: str

    async def post(self, path: str, body: Any = None, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return await self.client.post(f"{API}{path}", json=body, headers=headers)

    async def done(self, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.post(path, body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def draw(self, key: str = "", office: str = "rathaus") -> dict[str, Any]:
        answer = await self.client.post(
            f"{API}/offices/{self.day.town.offices[office].id}/tickets",
            json={"services": [{"id": str(self.day.town.services["ausweis"].id)}]},
            headers={"Idempotency-Key": key} if key else {},
        )
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def call(self, counter: str = "1", ticket: str | None = None) -> dict[str, Any]:
        body = None if ticket is None else {"ticket": ticket}
        return await self.done(f"/counters/{self.counter(counter)}/calls", body)

    async def serve(self, counter: str = "1") -> str:
        """Draw, call and serve somebody; return the ticket."""
        await self.draw()
        ticket = str((await self.call(counter))["id"])
        await self.done(f"/tickets/{ticket}/arrivals")
        return ticket

    async def look(self, ticket: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.get(f"{API}/tickets/{ticket}")).json()
        return found

    def counter(self, name: str) -> int:
        return int(self.day.town.counters[name].id)


@pytest.fixture
async def desk(day: OfficeDay) -> Desk:
    await a_person("eva", Role.MANAGER, at=day.town.municipality)
    client = await day.clients.enter_async_context(a_client(day.app))
    return Desk(day, client, await token_of(client, "eva"))


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def test_the_same_key_draws_one_number(desk: Desk) -> None:
    first, again, other = [await desk.draw(key) for key in ("a-b", "a-b", "c-d")]
    assert first["id"] == again["id"] != other["id"]
    assert first["secret"]
    assert again["secret"] is None
    assert (await Ticket.get(id=first["id"])).draw_key not in (None, "a-b")


async def test_the_holder_sees_place_wait_and_the_earliest_time(desk: Desk) -> None:
    await desk.draw()
    mine = await desk.look((await desk.draw())["id"])
    assert (mine["state"], mine["ahead"]) == ("waiting", 1)
    assert mine["wait"]["high"] >= mine["wait"]["low"]
    assert mine["earliest"].endswith("+01:00")
    assert mine["office"] == str(desk.day.town.offices["rathaus"].id)


async def test_a_place_is_given_back_with_the_secret_alone(desk: Desk) -> None:
    mine = await desk.draw()
    other = await desk.draw()
    path = f"{API}/tickets/{mine['id']}"
    assert (await desk.client.delete(path)).status_code == 401
    for wrong in (other["secret"], "x", desk.token):
        headers = {"Authorization": f"Bearer {wrong}"}
        assert problem(await desk.client.delete(path, headers=headers)) == (404, "not-found")
    headers = {"Authorization": f"Bearer {mine['secret']}"}
    for _ in range(2):
        assert (await desk.client.delete(path, headers=headers)).status_code == 204
    assert (await desk.look(mine["id"]))["state"] == "withdrawn"


async def test_who_is_called_cannot_leave_any_more(desk: Desk) -> None:
    mine = await desk.draw()
    await desk.call()
    headers = {"Authorization": f"Bearer {mine['secret']}"}
    answer = await desk.client.delete(f"{API}/tickets/{mine['id']}", headers=headers)
    assert problem(answer) == (409, "wrong-state")


async def test_a_parked_person_keeps_the_number_and_is_called_by_it(desk: Desk) -> None:
    ticket = await desk.serve()
    remind = (clock("09:20")).isoformat()
    parked = await desk.done(
        f"/tickets/{ticket}/parkings", {"room": "Fotozimmer", "remind_at": remind}
    )
    assert (parked["state"], parked["room"]) == ("parked", "Fotozimmer")
    assert parked["undo_until"] is not None
    assert (await desk.look(ticket))["room"] == "Fotozimmer"
    called = await desk.call("2", ticket)
    assert (called["state"], called["counter"]) == ("called", "2")


async def test_a_parked_person_may_wait_for_whichever_counter(desk: Desk) -> None:
    ticket = await desk.serve()
    await desk.done(f"/tickets/{ticket}/parkings")
    assert (await desk.done(f"/tickets/{ticket}/requeuings"))["state"] == "waiting"


async def test_somebody_is_sent_on_to_one_place(desk: Desk) -> None:
    ticket = await desk.serve()
    counter = str(desk.counter("3"))
    for wrong in ({}, {"counter": counter, "area": "Kasse"}):
        answer = await desk.post(f"/tickets/{ticket}/forwardings", wrong)
        assert problem(answer) == (422, "invalid")
    sent = await desk.done(f"/tickets/{ticket}/forwardings", {"counter": counter})
    assert sent["state"] == "waiting"


async def test_a_ticket_sent_to_another_office_names_the_one_it_became(desk: Desk) -> None:
    ticket = await desk.serve()
    north = str(desk.day.town.offices["nord"].id)
    sent = await desk.done(f"/tickets/{ticket}/forwardings", {"office": north})
    assert sent["state"] == "forwarded"
    there = await desk.look(sent["forwarded_to"])
    assert (there["office"], there["state"]) == (north, "waiting")
    assert (await desk.look(ticket))["forwarded_to"] == sent["forwarded_to"]


async def test_what_was_done_is_told_at_the_end(desk: Desk) -> None:
    ticket = await desk.serve()
    services = desk.day.town.services
    body = {
        "services": [
            {"id": str(services["ausweis"].id), "done": 0, "because": "documents-missing"},
            {"id": str(services["pass"].id), "done": 1},
        ],
        "persons": 2,
        "minutes": 12.5,
    }
    assert (await desk.done(f"/tickets/{ticket}/completions", body))["state"] == "finished"
    found = await Ticket.get(id=ticket)
    assert (found.persons, found.served_minutes) == (2, 12.5)
    lines = await TicketLine.filter(ticket_id=ticket).order_by("id")
    assert [(one.done, one.because) for one in lines] == [(0, "documents-missing"), (1, "")]


async def test_a_reason_that_there_is_not_is_refused(desk: Desk) -> None:
    ticket = await desk.serve()
    service = str(desk.day.town.services["ausweis"].id)
    body = {"services": [{"id": service, "done": 0, "because": "mood"}]}
    answer = await desk.post(f"/tickets/{ticket}/completions", body)
    assert problem(answer) == (422, "invalid")
    assert "because" in answer.json()["fields"]


async def test_the_last_step_is_taken_back_in_time(desk: Desk) -> None:
    ticket = await desk.serve()
    await desk.done(f"/tickets/{ticket}/completions")
    assert (await desk.done(f"/tickets/{ticket}/undoings"))["state"] == "serving"
    await desk.done(f"/tickets/{ticket}/completions")
    desk.day.time.at += timedelta(minutes=2)
    assert problem(await desk.post(f"/tickets/{ticket}/undoings")) == (409, "too-late")


async def test_a_call_is_taken_back_and_the_counter_is_free(desk: Desk) -> None:
    await desk.draw()
    ticket = (await desk.call())["id"]
    assert problem(await desk.post(f"/counters/{desk.counter('1')}/calls")) == (
        409,
        "counter-taken",
    )
    assert (await desk.done(f"/tickets/{ticket}/undoings"))["state"] == "waiting"
    assert (await desk.call())["id"] == ticket


async def test_who_was_missed_waits_again_or_is_called_at_once(desk: Desk) -> None:
    await desk.draw()
    ticket = (await desk.call())["id"]
    await desk.done(f"/tickets/{ticket}/no-shows")
    assert (await desk.done(f"/tickets/{ticket}/returns"))["state"] == "waiting"
    await desk.call()
    await desk.done(f"/tickets/{ticket}/no-shows")
    assert (await desk.call("2", ticket))["state"] == "called"


async def test_a_ticket_of_another_office_is_not_called(desk: Desk) -> None:
    elsewhere = await desk.draw(office="nord")
    path = f"/counters/{desk.counter('1')}/calls"
    assert problem(await desk.post(path, {"ticket": elsewhere["id"]})) == (404, "not-found")
    assert problem(await desk.post(path, {"ticket": str(uuid4())})) == (404, "not-found")
    assert problem(await desk.post(path, {"ticket": "x"})) == (422, "invalid")


async def test_a_clerk_of_one_office_does_nothing_in_another(desk: Desk) -> None:
    town = desk.day.town
    await a_person("nora", Role.CLERK, at=town.municipality, office=town.offices["nord"].id)
    foreign = await token_of(desk.client, "nora")
    ticket = await desk.serve()
    for noun in ("parkings", "completions", "undoings", "no-shows", "arrivals", "recalls"):
        answer = await desk.post(f"/tickets/{ticket}/{noun}", None, foreign)
        assert problem(answer) == (403, "not-allowed"), noun
    for path in (f"/counters/{desk.counter('1')}/calls",):
        assert problem(await desk.post(path, None, foreign)) == (403, "not-allowed")
    office = town.offices["rathaus"].id
    raised = await desk.post(f"/offices/{office}/alarms", {"place": "Tür"}, foreign)
    assert problem(raised) == (403, "not-allowed")
    assert (await Ticket.get(id=ticket)).state is TicketState.SERVING


async def test_a_full_office_says_so(desk: Desk) -> None:
    office = desk.day.town.offices["rathaus"]
    office.walk_in_limit = 1
    await office.save()
    await desk.draw()
    answer = await desk.client.post(
        f"{API}/offices/{office.id}/tickets",
        json={"services": [{"id": str(desk.day.town.services["ausweis"].id)}]},
    )
    assert problem(answer) == (409, "full")


async def test_a_counter_rests_and_goes_on(desk: Desk) -> None:
    path = f"/counters/{desk.counter('1')}/pauses"
    told = await desk.done(path, {"until": clock("09:05").isoformat()})
    assert told == {"counter": str(desk.counter("1")), "until": "2026-11-23T09:05:00+01:00"}
    past = await desk.post(path, {"until": clock("08:00").isoformat()})
    assert problem(past) == (422, "invalid")
    headers = {"Authorization": f"Bearer {desk.token}"}
    for _ in range(2):
        assert (await desk.client.delete(f"{API}{path}", headers=headers)).status_code == 204


async def test_an_alarm_is_raised_answered_and_ended(desk: Desk) -> None:
    path = f"/offices/{desk.day.town.offices['rathaus'].id}/alarms"
    assert problem(await desk.post(path, {})) == (422, "invalid")
    raised = await desk.done(path, {"counter": str(desk.counter("1")), "place": "Schalter 1"})
    again = await desk.done(path, {"counter": str(desk.counter("1"))})
    assert raised["id"] == again["id"]
    headers = {"Authorization": f"Bearer {desk.token}"}
    answered = await desk.post(f"/alarms/{raised['id']}/answers")
    assert answered.status_code == 204
    (told,) = (await desk.client.get(f"{API}{path}", headers=headers)).json()["alarms"]
    assert told["answered_at"] is not None
    ended = await desk.client.delete(f"{API}/alarms/{raised['id']}", headers=headers)
    assert ended.status_code == 204
    assert (await desk.client.get(f"{API}{path}", headers=headers)).json() == {"alarms": []}
