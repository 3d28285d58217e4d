"""Booking without script: from the search to the code, and what can happen on the way."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import timedelta

from starlette.applications import Starlette

from termin.booking import Appointment, AppointmentState, Contact, Hold
from termin.officeday import locked
from tests.api.citizen.walk import Citizen, StoppedClock, action, code_on, first
from tests.town import MONDAY, NOW, Town, local
from tests.web import a_client


async def test_the_whole_way_without_any_details(citizen: Citizen) -> None:
    start = await citizen.get("/")
    assert "Was möchten Sie erledigen?" in start.text
    found = await citizen.get("/suche?q=ausweis")
    service = await citizen.get(first(r'href="/musterstadt(/anliegen/\d+)"', found.text))
    assert "Das bringen Sie mit" in service.text
    held = await citizen.hold()
    assert held.status_code == 200
    assert "11:10 Uhr" not in held.text
    assert "10:10 Uhr" in held.text, "held for ten minutes, by the clock on the wall"
    checked = await citizen.post(action(held.text, "angaben"))
    assert "Stimmt alles?" in checked.text
    done = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
    assert "Ihr Termin ist gebucht" in done.text
    made = await Appointment.get()
    assert code_on(done.text).replace("-", "") == made.code
    assert made.state is AppointmentState.BOOKED
    assert made.starts_at == local(MONDAY, "08:00")
    assert not await Contact.exists()


async def test_details_reach_the_appointment_and_leave_the_browser(citizen: Citizen) -> None:
    done = await citizen.book(name="Eva Muster", email="eva@example.org", needs="step-free")
    made = await Appointment.get().prefetch_related("visit__contact")
    assert made.needs == ["step-free"]
    assert made.visit.contact.email == "eva@example.org"
    assert "angaben" not in citizen.client.cookies
    for page in (done, await citizen.get(f"/termin/{made.code}/zettel")):
        assert "Eva" not in page.text
        assert "eva@" not in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "noindex" in page.headers["x-robots-tag"]


async def test_what_is_wrong_is_said_and_what_was_typed_stays(citizen: Citizen) -> None:
    held = await citizen.hold()
    page = await citizen.post(action(held.text, "angaben"), name="Eva", email="eva@")
    assert page.status_code == 422
    assert 'href="#email"' in page.text
    assert 'value="Eva"' in page.text
    assert 'value="eva@"' in page.text


async def test_more_time_keeps_what_was_typed(citizen: Citizen, clock: StoppedClock) -> None:
    held = await citizen.hold()
    clock.at = NOW + timedelta(minutes=8)
    page = await citizen.post(action(held.text, "angaben"), name="Eva", verlaengern="ja")
    assert "10:18 Uhr" in page.text
    assert 'value="Eva"' in page.text


async def test_an_expired_hold_leads_back_with_everything_kept(
    citizen: Citizen, clock: StoppedClock
) -> None:
    held = await citizen.hold()
    clock.at = NOW + timedelta(minutes=11)
    page = await citizen.post(action(held.text, "angaben"), name="Eva")
    assert "Ihre Reservierung ist abgelaufen" in page.text
    assert "Ausweis" in page.text
    again = await citizen.hold()
    assert 'value="Eva"' in again.text


async def test_booking_after_the_hold_ran_out_books_nothing(
    citizen: Citizen, clock: StoppedClock
) -> None:
    held = await citizen.hold()
    checked = await citizen.post(action(held.text, "angaben"))
    clock.at = NOW + timedelta(minutes=11)
    page = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
    assert "Ihre Reservierung ist abgelaufen" in page.text
    assert not await Appointment.exists()


async def test_a_form_sent_twice_books_once(citizen: Citizen) -> None:
    held = await citizen.hold()
    checked = await citizen.post(action(held.text, "angaben"))
    for _ in range(2):
        done = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
        assert code_on(done.text)
    assert await Appointment.all().count() == 1
    back = await citizen.get(str(held.url).removeprefix("http://termin.test/musterstadt"))
    assert code_on(back.text), "going back after booking leads to the appointment"


async def test_somebody_else_was_faster(citizen: Citizen, app: Starlette) -> None:
    page = await citizen.get(f"/zeiten?anliegen={citizen.line()}")
    wahl = first(r'name="wahl" value="([^"]+)"', page.text)
    async with a_client(app) as other:
        await Citizen(other, citizen.town).post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    lost = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    assert lost.status_code == 409
    assert "Diese Zeit ist gerade vergeben worden" in lost.text
    wahl = first(r'name="wahl" value="([^"]+)"', lost.text)
    held = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
    assert "Ihre Angaben" in held.text


async def test_a_change_of_mind_frees_the_former_time(citizen: Citizen) -> None:
    await citizen.hold()
    await citizen.hold()
    assert await Hold.all().count() == 1


async def test_another_time_frees_this_one(citizen: Citizen) -> None:
    held = await citizen.hold()
    page = await citizen.post(action(held.text, "freigeben"))
    assert "Wann und wo passt es Ihnen?" in page.text
    assert not await Hold.exists()


async def test_a_hold_opens_to_nobody_else(citizen: Citizen, app: Starlette) -> None:
    held = await citizen.hold()
    path = str(held.url).removeprefix("http://termin.test/musterstadt")
    async with a_client(app) as other:
        stranger = Citizen(other, citizen.town)
        assert (await stranger.get(path)).status_code == 410
        page = await stranger.post(path.replace("angaben", "buchen"), jetzt="ja")
    assert page.status_code == 410
    assert not await Appointment.exists()


async def test_several_services_take_their_minutes_together(citizen: Citizen) -> None:
    lines = [citizen.line("ausweis", 2), citizen.line("pass")]
    page = await citizen.get(f"/zeiten?anliegen={lines[0]}&anliegen={lines[1]}")
    assert "50 Minuten" in page.text
    wahl = first(r'name="wahl" value="([^"]+)"', page.text)
    held = await citizen.post("/vormerkungen", anliegen=lines, wahl=wahl)
    assert "Ausweis (2‑mal)" in held.text
    hold = await Hold.get()
    assert hold.ends_at - hold.starts_at == timedelta(minutes=50)


async def test_where_mail_is_confirmed_the_page_says_so(citizen: Citizen, app: Starlette) -> None:
    citizen.town.municipality.confirm_minutes = 60
    await citizen.town.municipality.save()
    app.state.house.municipalities.forget()
    done = await citizen.book(email="eva@example.org")
    assert "Bitte bestätigen Sie Ihren Termin" in done.text
    assert "11:00 Uhr" in done.text
    assert (await Appointment.get()).state is AppointmentState.UNCONFIRMED


async def test_no_link_is_asked_for_so_shortly_before(
    citizen: Citizen, app: Starlette, clock: StoppedClock
) -> None:
    citizen.town.municipality.confirm_minutes = 60
    await citizen.town.municipality.save()
    app.state.house.municipalities.forget()
    clock.at = local(MONDAY, "09:00")
    held = await citizen.hold()
    assert "dann müssen Sie den Termin" not in held.text
    checked = await citizen.post(action(held.text, "angaben"), email="eva@example.org")
    assert "Bitte folgen Sie dem Link" not in checked.text
    done = await citizen.post(action(checked.text, "buchen"), jetzt="ja")
    assert "Bitte bestätigen" not in done.text
    assert (await Appointment.get()).state is AppointmentState.BOOKED


async def test_nonsense_in_the_form_is_refused(citizen: Citizen) -> None:
    for wahl in ("", "1", "1@heute", "1@2026-11-23T08:00", "x@2026-11-23T08:00:00+00:00"):
        page = await citizen.post("/vormerkungen", anliegen=citizen.line(), wahl=wahl)
        assert page.status_code == 422, wahl


async def test_a_busy_day_loses_nothing(citizen: Citizen, town: Town) -> None:
    held = await citizen.hold()
    checked = await citizen.post(action(held.text, "angaben"), name="Eva")
    day = (await Hold.get()).office_day_id
    async with locked(day):
        # A context of its own: else it would be part of the transaction that has the lock.
        booking = citizen.post(action(checked.text, "buchen"), jetzt="ja")
        busy = await asyncio.create_task(booking, context=Context())
    assert busy.status_code == 503
    assert "Gerade sind sehr viele gleichzeitig hier" in busy.text
    done = await citizen.post(action(busy.text, "buchen"), jetzt="ja")
    assert "Ihr Termin ist gebucht" in done.text
    assert (await Contact.get()).name == "Eva"


async def test_what_is_wrong_is_said_in_the_readers_language(citizen: Citizen) -> None:
    held = await citizen.hold()
    await citizen.get("/?sprache=en")
    page = await citizen.post(action(held.text, "angaben"), email="eva@")
    assert "Please enter the e-mail address like this" in page.text
    assert "We keep this time for you until" in page.text


async def test_everything_that_is_wrong_is_said_at_once(citizen: Citizen) -> None:
    held = await citizen.hold()
    wrong = {"name": "E" * 201, "email": "eva@", "phone": "keins"}
    page = await citizen.post(action(held.text, "angaben"), **wrong)
    assert page.status_code == 422
    for field in wrong:
        assert f'href="#{field}"' in page.text
        assert f'id="{field}-fehler"' in page.text


async def test_a_name_that_is_too_long_is_said_also_where_the_form_was_skipped(
    citizen: Citizen,
) -> None:
    held = await citizen.hold()
    way = action(held.text, "angaben")
    await citizen.post(way, name="E" * 390, verlaengern="ja")
    page = await citizen.post(way.replace("/angaben", "/buchen"), jetzt="ja")
    assert page.status_code == 422
    assert "200 Zeichen" in page.text
    assert not await Appointment.exists()
