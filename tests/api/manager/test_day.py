"""The manager's day: cards of the offices, and one office's day with its plots and tables."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from api.clerk.coming import coming_of
from api.clock import real_now
from termin import queue
from termin.events import TurnedAway
from termin.officeday import locked
from termin.offices import Office
from termin.queue.hits import hits_of
from termin.scope import Scope
from termin.staff import DeviceKind, Role, register
from termin.staff.rows import Device, SignIn
from termin.statistics import OfficeNow, account_of, offices_now, waits
from tests.api.citizen.walk import StoppedClock
from tests.api.manager.conftest import Leader
from tests.api.people import a_person, sign_in
from tests.termin.queue.hall_town import booked, call, walk_in
from tests.termin.queue.hall_town import clock as monday
from tests.town import MONDAY, ZONE, Town
from tests.web import a_client


async def a_morning(town: Town) -> None:
    """Two counters from eight to twelve. B001 is served, B002 does not come, B003 is called.

    Three have appointments: at nine (is here and waits), at 9:15 (not here), at eleven.
    """
    await town.duty("1", "ada")
    await town.duty("2", "cem")
    appointment = await booked(town, "09:00")
    await booked(town, "09:15")
    await booked(town, "11:00")
    first = await walk_in(town, "08:10")
    await walk_in(town, "08:20")
    await call(town, "1", "08:25")
    await queue.arrive(first.id, monday("08:26"))
    await queue.finish(first.id, monday("08:40"))
    await walk_in(town, "08:45", "pass")
    missed = await call(town, "2", "08:46")
    await queue.miss(missed.id, monday("08:49"))
    await queue.check_in(appointment.code, monday("08:50"))
    await call(town, "1", "08:55")


@pytest.fixture
async def morning(leader: Leader, clock: StoppedClock) -> Leader:
    """Half past nine on the town's Monday."""
    await a_morning(leader.town)
    clock.at = monday("09:30")
    return leader


async def office_now(leader: Leader, time: str = "09:30") -> OfficeNow:
    """How the town hall stands."""
    row = await Office.get(id=int(leader.office))
    (found,) = await offices_now([row], monday(time), monday(time))
    return found


async def test_an_office_is_counted_as_by_hand(morning: Leader) -> None:
    seen = await office_now(morning)
    assert (seen.waiting, seen.came_booked, seen.came_walk_in) == (1, 1, 3)
    assert seen.longest is not None
    assert (seen.longest.number, seen.longest.minutes, seen.longest.promised) == ("A001", 30, 15)
    assert seen.longest.over
    assert [(one.name, one.at(seen.now)) for one in seen.planned] == [("1", "busy"), ("2", "empty")]
    assert (seen.due, seen.overdue, seen.to_come) == (2, 1, 1)
    assert seen.closes_at == monday("18:00")
    assert seen.usual is None
    assert seen.wait is not None


async def test_where_no_counter_is_planned_none_is_said_to_work(
    morning: Leader, clock: StoppedClock
) -> None:
    clock.at = monday("20:00")
    page = (await morning.get("/amt/heute")).text
    assert "Zurzeit ist kein Schalter geplant." in page
    assert "Alle geplanten Schalter arbeiten" not in page


async def test_somebody_called_long_ago_is_not_forgotten(morning: Leader) -> None:
    assert (await office_now(morning, "09:04")).called_over == ()
    (seen,) = (await office_now(morning)).called_over
    assert (seen.counter, seen.called_at) == ("1", monday("08:55"))
    page = (await morning.get("/amt/heute")).text
    assert f"{seen.number} ist seit 08:55 zu Schalter 1 aufgerufen" in page


async def test_how_often_the_interval_was_right_is_counted_as_in_the_queue(
    morning: Leader,
) -> None:
    seen = await office_now(morning)
    hits = await hits_of((await queue.queue_of(seen.id, seen.now)).office_day)
    assert (seen.told, seen.told_right) == (hits.told, hits.within)
    assert hits.told > 0
    row = await Office.get(id=seen.id)
    judged = waits(await account_of(row, MONDAY, seen.now))
    assert sum(bool(one.as_told) for one in judged) == hits.within


async def test_who_is_expected_is_counted_as_at_the_counter(morning: Leader) -> None:
    row = await Office.get(id=int(morning.office))
    for time in ("08:59", "09:15", "09:16", "10:29", "10:30", "10:31", "11:01"):
        seen = await office_now(morning, time)
        listed = await coming_of(Scope(row.municipality_id), row, monday(time))
        assert seen.overdue + seen.to_come == len(listed), time
        assert seen.overdue == sum(one.late > 0 for one in listed), time


async def test_the_usual_is_the_same_weekday_by_the_same_time(morning: Leader) -> None:
    row = await Office.get(id=int(morning.office))
    later = monday("09:30") + timedelta(weeks=1)
    (seen,) = await offices_now([row], later, later)
    assert seen.usual == 4
    (early,) = await offices_now([row], later - timedelta(minutes=60), later)
    assert early.usual == 2
    account = await account_of(row, MONDAY + timedelta(weeks=2), later + timedelta(weeks=1))
    assert account.compared_days == 1
    assert account.usual == {16: 2.0, 17: 2.0}
    on = MONDAY + timedelta(weeks=1)
    for time in ("07:30", "08:10", "08:20", "08:40", "09:30"):
        then = monday(time) + timedelta(weeks=1)
        (seen,) = await offices_now([row], then, then)
        assert (await account_of(row, on, then)).usual_by_now == seen.usual, time
    over = await account_of(row, on, monday("07:30") + timedelta(weeks=1, days=1))
    assert over.usual_by_now == 4


async def test_a_counter_is_staffed_while_somebody_is_signed_in_there(morning: Leader) -> None:
    account = await a_person("cem", Role.CLERK, at=morning.town.municipality)
    await SignIn.create(
        account_id=account,
        secret_hash="x",
        created_at=monday("08:00"),
        seen_at=monday("09:20"),
        expires_at=monday("18:00"),
        counter_id=morning.town.counters["2"].id,
    )
    seen = await office_now(morning)
    assert len(seen.open) == 2
    gone = await office_now(morning, "09:40")
    assert len(gone.open) == 1


async def test_the_cards_say_how_offices_stand_and_what_to_do(morning: Leader) -> None:
    page = await morning.get("/amt/heute")
    assert page.status_code == 200
    text = plain(page)
    assert "Eine Person wartet, ein Schalter ist besetzt (geplant: 2)" in text
    assert "A001: Der Termin ist seit 30 Minuten fällig, zugesagt sind höchstens 15." in text
    assert "Schalter 2 ist geplant, aber nicht besetzt." in text
    assert "2 seit 08:49, eingeteilt: Cem." in text
    assert "1 mit Termin (von 2 fälligen), 3 ohne" in text
    week = f"/musterstadt/amt/planung?dienststelle={morning.office}&amp;woche=2026-W48"
    assert week in page.text
    # The other office has opened too, but nothing is planned and nobody came.
    assert text.index("Rathaus") < text.index("Bürgerbüro Nord")


async def test_machines_are_told_of_while_the_office_is_open(
    morning: Leader, clock: StoppedClock
) -> None:
    town = morning.town
    office = town.offices["rathaus"].id
    made = await register(town.municipality.id, office, DeviceKind.KIOSK, "Kiosk am Eingang")
    await register(town.municipality.id, office, DeviceKind.DISPLAY, "Anzeige im Saal")
    await Device.filter(id=made.id).update(
        seen_at=real_now(), health={"paper": "out", "page": "start"}
    )
    text = plain(await morning.get("/amt/heute"))
    assert "Kiosk am Eingang hat kein Papier mehr." in text
    assert "Anzeige im Saal hat sich noch nie gemeldet." in text
    clock.at = monday("20:00")
    assert "hat sich noch nie gemeldet" not in plain(await morning.get("/amt/heute"))


async def test_an_alarm_stands_above_everything_until_it_is_over(morning: Leader) -> None:
    office, account = int(morning.office), None
    alarm = await queue.raise_alarm(
        office, monday("09:29"), place="Schalter 3", counter=None, account=account
    )
    page = await morning.get("/amt/heute")
    assert "Hilfe gebraucht: Schalter 3" in plain(page)
    assert "Ich komme" in page.text
    await queue.answer_alarm(alarm, 1, monday("09:30"))
    assert "Jemand ist unterwegs" in plain(await morning.get("/amt/heute"))
    await queue.end_alarm(alarm, 1, monday("09:31"))
    assert "Hilfe gebraucht" not in plain(await morning.get("/amt/heute"))


async def test_the_first_page_leads_to_the_cards(morning: Leader) -> None:
    page = await morning.get("/amt")
    assert 'href="/musterstadt/amt/heute"' in page.text
    assert f'href="/musterstadt/amt/heute/{morning.office}"' in page.text


async def test_a_day_is_a_timeline_with_plots_and_their_tables(morning: Leader) -> None:
    page = await morning.get(f"/amt/heute/{morning.office}")
    assert page.status_code == 200
    for title in (
        "Der Tag an den Schaltern",
        "Wartende im Lauf des Tages",
        "Wartezeit der Aufgerufenen",
        "Ankünfte je halbe Stunde",
        "Dauer je Anliegen",
    ):
        assert title in page.text
    assert page.text.count('role="img"') == 5
    assert "B002 nicht erschienen, 08:49" in page.text
    assert "Nummer" in page.text
    assert 'style="' not in page.text


async def test_who_got_no_number_is_shown(morning: Leader) -> None:
    seen = await queue.queue_of(int(morning.office), monday("09:30"))
    async with locked(seen.office_day) as (day,):
        for why in ("full", "full", "late"):
            await day.record(TurnedAway(why, "kiosk", ()), monday("09:10"))
    page = await morning.get(f"/amt/heute/{morning.office}")
    assert "3 Personen bekamen keine Nummer." in plain(page)
    assert (await office_now(morning)).turned_away == 3


@pytest.mark.parametrize(
    ("table", "first", "many"),
    [
        ("aufrufe", ["08:25", "B001", "1", "08:26", "08:40", "14", "fertig"], 3),
        ("schalter", ["1", "90", "0", "50", "56", "1", "0"], 2),
        ("wartende", ["08:10", "1"], 7),
        ("wartezeiten", ["08:25", "B001", "nein", "15,0", "60", None, None, "ja"], 3),
        ("ankuenfte", ["08:00", "0", "2", "2", ""], 20),
        ("anliegen", ["Ausweis", "1", "15,0", "14,0"], 1),
        ("abgewiesen", None, 0),
    ],
)
async def test_every_table_can_be_downloaded(
    morning: Leader, table: str, first: list[str | None] | None, many: int
) -> None:
    answer = await morning.get(f"/amt/heute/{morning.office}/tabellen/{table}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"{table}-2026-11-23-{morning.office}.csv" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(told) == many + 1
    for cell, wanted in zip(told[1], first, strict=True) if first else ():
        assert wanted is None or cell == wanted


async def test_what_is_no_table_is_not_found(morning: Leader) -> None:
    assert (await morning.get(f"/amt/heute/{morning.office}/tabellen/leute")).status_code == 404


async def test_a_past_day_stays_as_it_was(morning: Leader, clock: StoppedClock) -> None:
    clock.at = monday("09:30") + timedelta(days=1)
    page = await morning.get(f"/amt/heute/{morning.office}?tag={MONDAY.isoformat()}")
    assert "Ein vergangener Tag" in page.text
    assert "data-live" not in page.text
    assert "B002 nicht erschienen" in page.text
    assert 'id="jetzt"' not in page.text


@pytest.mark.parametrize("day", ["2999-01-01", "0001-01-01", "gestern", ""])
async def test_a_day_that_cannot_be_shown_is_today(morning: Leader, day: str) -> None:
    page = await morning.get(f"/amt/heute/{morning.office}?tag={day}")
    assert page.status_code == 200
    assert f'value="{MONDAY.isoformat()}"' in page.text


async def test_a_day_without_anything_says_so(leader: Leader) -> None:
    sunday = (MONDAY - timedelta(days=8)).isoformat()
    page = await leader.get(f"/amt/heute/{leader.office}?tag={sunday}")
    assert "An diesem Tag war hier nichts" in page.text


async def test_who_plans_one_office_sees_no_other(app: Starlette, town: Town) -> None:
    nord = town.offices["nord"]
    await a_person("nord", Role.MANAGER, at=town.municipality, office=nord.id)
    await a_person("klerk", Role.CLERK, at=town.municipality)
    async with a_client(app) as browser:
        await sign_in(browser, "nord")
        other = Leader(browser, town)
        page = await other.get("/amt/heute")
        assert "Rathaus" not in page.text
        assert (await other.get(f"/amt/heute/{other.office}")).status_code == 404
        assert (await other.get(f"/amt/heute/{other.office}/tabellen/aufrufe")).status_code == 404
        assert (await other.get(f"/amt/heute/{nord.id}")).status_code == 200
    async with a_client(app) as browser:
        await sign_in(browser, "klerk")
        assert (await Leader(browser, town).get("/amt/heute")).status_code == 403


async def test_names_of_people_are_nowhere(morning: Leader) -> None:
    """Neither citizens nor, with what they did, clerks: figures are of counters and numbers."""
    page = await morning.get(f"/amt/heute/{morning.office}")
    assert "Ada" not in page.text
    assert re.findall(r"Cem\b", page.text) == ["Cem"]  # planned, and not there


def plain(page: httpx.Response) -> str:
    """The text of a page on one line, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_the_town_lives_in_berlin() -> None:
    assert monday("09:30").astimezone(ZONE).date() == date(2026, 11, 23)
