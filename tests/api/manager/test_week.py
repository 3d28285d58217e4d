"""Planning a week: entering, what speaks against it, publishing, copying, withdrawing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.applications import Starlette

from termin.booking import Appointment, AppointmentState
from termin.capacity import Duty, DutyState, Segment, Use
from termin.offices import Counter, PostKind
from tests.api.citizen.walk import Citizen, first
from tests.api.manager.conftest import WEEK, Leader
from tests.api.people import a_person, sign_in
from tests.town import MONDAY, NOW, Town, local
from tests.web import a_client


async def test_a_published_duty_is_offered_to_citizens_at_once(
    leader: Leader, app: Starlette
) -> None:
    entered = await leader.enter()
    assert "Ein Dienst ist als Entwurf eingetragen" in entered.text
    assert "Entwurf" in entered.text
    async with a_client(app) as somebody:
        citizen = Citizen(somebody, leader.town)
        assert 'name="wahl"' not in (await citizen.get(f"/zeiten?anliegen={citizen.line()}")).text
        published = await leader.publish()
        assert "Ein Dienst ist veröffentlicht" in published.text
        assert 'name="wahl"' in (await citizen.get(f"/zeiten?anliegen={citizen.line()}")).text


async def test_what_is_wrong_with_a_duty_is_said_and_the_rest_stays(leader: Leader) -> None:
    page = await leader.enter(tage=[], von="neun", bis="07:00", schalter="")
    assert page.status_code == 422
    for field in ("schalter", "tage", "von"):
        assert f'href="#{field}"' in page.text
    assert 'value="07:00"' in page.text
    assert not await Duty.exists()


async def test_own_shares_add_up_to_a_hundred(leader: Leader) -> None:
    own = {"aufteilung": "eigen", "online": "50", "intern": "20"}
    page = await leader.enter(**own, offen="20")
    assert "müssen zusammen 100 ergeben" in page.text
    await leader.enter(**own, offen="30")
    duty = await Duty.get()
    assert (duty.public_share, duty.internal_share, duty.walk_in_share) == (50, 20, 30)


@pytest.mark.parametrize("post", PostKind)
async def test_nobody_books_time_at_a_post(leader: Leader, post: PostKind) -> None:
    await Counter.filter(id=leader.town.counters["1"].id).update(post=post)
    page = await leader.enter(aufteilung="termine")
    assert "Ein Dienst ist als Entwurf eingetragen" in page.text
    await leader.publish()
    assert {segment.use for segment in await Segment.all()} == {Use.WALK_IN}


async def test_doubts_are_told_before_anything_is_entered(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    page = await leader.enter(bis="20:00")
    assert page.status_code == 422
    assert "Der Schalter ist zu dieser Zeit schon besetzt" in page.text
    assert "Die Person ist zu dieser Zeit schon eingeteilt" in page.text
    assert "außerhalb der Öffnungszeiten" in page.text
    assert await Duty.all().count() == 1
    await leader.enter(bis="20:00", trotzdem="ja")
    assert await Duty.filter(state=DutyState.DRAFT).count() == 1
    refused = await leader.publish()
    assert "Nicht alles ist veröffentlicht" in refused.text
    assert "schon eingeteilt" in refused.text


async def test_skills_that_do_not_meet_are_told(leader: Leader) -> None:
    counter = leader.town.counters["1"]
    counter.every_skill = False
    await counter.save()
    await counter.skills.add(leader.town.skills["kfz"])
    page = await leader.enter(person=str(leader.town.clerks["ben"].id))
    assert "keine gemeinsame Fähigkeit" in page.text


async def test_a_week_is_copied_once(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    for left_out in ("", "2 Dienste blieben weg"):
        page = await leader.post(
            "/amt/planung/kopien", dienststelle=leader.office, woche=WEEK, wochen="2"
        )
        assert left_out in page.text
    copies = await Duty.filter(state=DutyState.DRAFT).order_by("starts_at")
    assert [one.starts_at for one in copies] == [
        local(MONDAY + timedelta(weeks=ahead), "08:00") for ahead in (1, 2)
    ]


async def test_a_draft_is_deleted_and_a_published_duty_is_not(leader: Leader) -> None:
    draft = await leader.town.duty("1", "ada", publish=False)
    page = await leader.post(f"/amt/planung/dienste/{draft.id}/loeschungen")
    assert "Der Entwurf ist gelöscht" in page.text
    duty = await leader.town.duty("1", "ada")
    refused = await leader.post(f"/amt/planung/dienste/{duty.id}/loeschungen")
    assert refused.status_code == 409
    assert await Duty.exists(id=duty.id)


async def test_withdrawing_says_who_changes_the_counter_and_does_it(leader: Leader) -> None:
    duty = await leader.town.duty("1", "ada")
    await leader.town.book(local(MONDAY, "08:00"))
    await leader.town.duty("2", "cem")
    await leader.town.duty("3", "dora")
    page = await leader.get(f"/amt/planung/dienste/{duty.id}")
    assert "Schalter 2 statt 1" in page.text
    done = await withdraw(leader, duty, page.text)
    assert "Der Dienst ist zurückgezogen" in done.text
    assert (await Duty.get(id=duty.id)).state is DutyState.WITHDRAWN


async def withdraw(leader: Leader, duty: Duty, page: str, **choices: str):  # type: ignore[no-untyped-def]
    stand = first(r'name="stand" value="([^"]*)"', page)
    path = f"/amt/planung/dienste/{duty.id}/ruecknahmen"
    return await leader.post(path, stand=stand, **choices)


async def test_withdrawing_asks_about_everyone_it_strands(leader: Leader, app: Starlette) -> None:
    duty = await leader.town.duty("1", "ada", hours=("08:00", "09:00"))
    await leader.town.duty("1", "ada", hours=("10:00", "11:00"))
    moved = await leader.town.book(local(MONDAY, "08:00"), email="eva@example.org")
    gone = await leader.town.book(local(MONDAY, "08:15"))
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"/amt/planung/dienste/{duty.id}")
    assert "2 Termine verlieren ihre Zeit" in page.text
    undecided = await withdraw(leader, duty, page.text)
    assert undecided.status_code == 422
    assert "Bitte entscheiden Sie über jeden Termin" in undecided.text
    later = first(rf'name="termin-{moved.id}"\s+value="(\d+@[^"]+)"', page.text)
    assert local(MONDAY, "10:00").isoformat() in later
    done = await withdraw(
        leader, duty, page.text, **{f"termin-{moved.id}": later, f"termin-{gone.id}": "absagen"}
    )
    assert "2 Termine wurden verlegt oder abgesagt" in done.text
    assert (await Appointment.get(id=moved.id)).starts_at == local(MONDAY, "10:00")
    assert (await Appointment.get(id=gone.id)).state is AppointmentState.CANCELLED
    assert (await Duty.get(id=duty.id)).state is DutyState.WITHDRAWN


async def test_two_are_not_moved_to_one_place(leader: Leader, app: Starlette) -> None:
    duty = await leader.town.duty("1", "ada", hours=("08:00", "09:00"))
    await leader.town.duty("1", "ada", hours=("10:00", "11:00"))
    rows = [await leader.town.book(local(MONDAY, clock)) for clock in ("08:00", "08:15")]
    await app.state.house.availability.refresh(NOW)
    page = await leader.get(f"/amt/planung/dienste/{duty.id}")
    later = first(rf'name="termin-{rows[0].id}"\s+value="(\d+@[^"]+)"', page.text)
    refused = await withdraw(leader, duty, page.text, **{f"termin-{one.id}": later for one in rows})
    assert refused.status_code == 422
    assert "Diese Zeit ist nicht mehr frei" in refused.text
    assert (await Appointment.get(id=rows[0].id)).starts_at == local(MONDAY, "08:00")


async def test_what_changed_meanwhile_is_shown_and_nothing_done(leader: Leader) -> None:
    duty = await leader.town.duty("1", "ada", hours=("08:00", "09:00"))
    page = await leader.get(f"/amt/planung/dienste/{duty.id}")
    await leader.town.book(local(MONDAY, "08:00"))
    asked = await withdraw(leader, duty, page.text)
    assert asked.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in asked.text
    assert (await Duty.get(id=duty.id)).state is DutyState.PUBLISHED


async def test_who_plans_one_office_sees_no_other(app: Starlette, town: Town) -> None:
    from termin.staff import Role

    nord = town.offices["nord"]
    await a_person("nord", Role.MANAGER, at=town.municipality, office=nord.id)
    duty = await town.duty("1", "ada", publish=False)
    async with a_client(app) as browser:
        await sign_in(browser, "nord")
        other = Leader(browser, town)
        assert (await other.get(f"/amt/planung/dienste/{duty.id}")).status_code == 404
        assert (await other.week()).status_code == 404
        assert (await other.enter()).status_code == 404
        own = await other.get("/amt/planung")
        assert "Bürgerbüro Nord" in own.text
        assert "Rathaus" not in own.text


@pytest.mark.parametrize("week", ["0001-W01", "9999-W51", "9999-W52"])
async def test_a_week_at_the_ends_of_the_calendar_is_the_present_one(
    leader: Leader, week: str
) -> None:
    page = await leader.get(f"/amt/planung?woche={week}")
    assert page.status_code == 200


async def test_nobody_is_moved_to_the_ends_of_the_calendar(leader: Leader) -> None:
    town = leader.town
    duty = await town.duty("1", "ada")
    made = await town.book(local(MONDAY, "08:00"))
    page = await leader.get(f"/amt/planung/dienste/{duty.id}")
    stand = first(r'name="stand" value="([^"]*)"', page.text)
    start = "0001-01-01T00:00:00+14:00"
    wanted = {f"termin-{made.id}": f"{town.offices['rathaus'].id}@{start}", "stand": stand}
    answer = await leader.post(f"/amt/planung/dienste/{duty.id}/ruecknahmen", **wanted)
    assert answer.status_code == 422
