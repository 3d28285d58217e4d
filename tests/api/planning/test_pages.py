"""The pages of plans: asking for one, looking at it, pinning, comparing, publishing."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from api.clock import RealClock
from api.planning.answer import Lost, Step, read_answer, write
from api.planning.touring import TOURS
from api.planning.wishes import filling
from api.planning.work import publish_next
from termin.booking import Appointment
from termin.capacity import Duty, DutyState
from termin.planning.rows import DraftState, PlanDraft, PlanRun, RunState
from termin.planning.runs import Heard, hear, take_run
from termin.planning.shifts import PlannedShift, PlannedTask, write_shifts
from termin.staff import Role
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.people import a_person, sign_in
from tests.api.planning.drafts import a_draft, a_run
from tests.termin.mobile.villages import build_bus
from tests.town import MONDAY, NOW, Town, local
from tests.web import a_client

__all__ = ["clock", "leader"]


class Friday(RealClock):
    """The town's present."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOW


async def test_a_plan_is_asked_for_and_waits_for_a_worker(leader: Leader) -> None:
    page = await leader.get("/amt/planung/plaene?woche=2026-W48")
    assert "Plan berechnen" in page.text
    form = {
        "woche": "2026-W48",
        "dienststellen": [leader.office],
        "sekunden": "5",
        "unserved": "20",
        "waiting": "0,5",
        "opening": "1",
        "setup": "12",
    }
    page = await leader.post("/amt/planung/plaene", **form)
    run = await PlanRun.get()
    assert (run.week_from, run.seconds, run.offices) == (MONDAY, 5.0, [int(leader.office)])
    assert run.wishes["costs"] == {"waiting": 0.5}
    assert "Gerade rechnet niemand" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dienststellen", []),
        ("sekunden", "0"),
        ("waiting", "viel"),
        ("woche", "nie"),
        ("woche", "2026-W46"),
    ],
)
async def test_what_is_wrong_with_the_form_is_said(
    leader: Leader, field: str, value: object
) -> None:
    form: dict[str, object] = {
        "woche": "2026-W48",
        "dienststellen": [leader.office],
        "sekunden": "5",
        "unserved": "20",
        "waiting": "0,25",
        "opening": "1",
        "setup": "12",
    }
    page = await leader.post("/amt/planung/plaene", **{**form, field: value})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert not await PlanRun.exists()


async def test_a_stop_of_a_bus_is_not_planned_as_an_office(leader: Leader) -> None:
    bus = await build_bus(leader.town)
    stop = bus.stops["dorf"].office_id
    page = await leader.get("/amt/planung/plaene")
    assert f'value="{leader.office}"' in page.text
    assert f'value="{stop}"' not in page.text
    form = {"unserved": "20", "waiting": "0,25", "opening": "1", "setup": "12"}
    asked = {"woche": "2026-W48", "sekunden": "5", "dienststellen": [leader.office, stop]}
    refused = await leader.post("/amt/planung/plaene", **form, **asked)
    assert refused.status_code == 422
    assert "unter „Bus“ geplant" in refused.text


async def test_a_computation_of_tours_is_no_plan_of_a_week(leader: Leader) -> None:
    run = await PlanRun.create(
        municipality_id=leader.town.municipality.id,
        kind=TOURS,
        week_from=MONDAY,
        week_to=MONDAY,
        created_at=NOW,
    )
    assert f"/laeufe/{run.id}" not in (await leader.get("/amt/planung/plaene")).text
    assert (await leader.get(f"/amt/planung/laeufe/{run.id}")).status_code == 404
    refused = await leader.post(f"/amt/planung/laeufe/{run.id}/abbrueche")
    assert refused.status_code == 404
    assert (await PlanRun.get(id=run.id)).state is RunState.QUEUED


async def test_a_run_shows_how_far_it_is_and_can_be_stopped(leader: Leader) -> None:
    run = await a_run(leader.town)
    await take_run(NOW)
    await hear(run.id, Heard(3.0, 200.0, 190.0, 1, 4))
    address = f"/amt/planung/laeufe/{run.id}"
    page = await leader.get(address)
    assert 'data-live="1"' in page.text
    assert "5,0 %" in page.text
    assert "1 von 4 Teilen" in page.text
    page = await leader.post(f"{address}/abbrueche", was="beenden")
    assert "Wird beendet" in page.text
    assert (await PlanRun.get(id=run.id)).stop


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (1, "Wird berechnet: Schritt 1 von 2, Schalter"),
        (2, "Wird berechnet: Schritt 2 von 2, Personen für Rathaus"),
    ],
)
async def test_a_run_says_of_which_step_its_figures_are(
    leader: Leader, step: int, told: str
) -> None:
    run = await a_run(leader.town)
    await take_run(NOW)
    await hear(run.id, Heard(3.0, 200.0, 190.0, 0, 1, step, 2))
    page = await leader.get(f"/amt/planung/laeufe/{run.id}")
    assert told in page.text
    assert "gelten nur für diesen Schritt" in page.text


async def test_who_took_an_order_back_gets_no_draft_of_it_though_it_has_begun(
    leader: Leader,
) -> None:
    run = await a_run(leader.town)
    address = f"/amt/planung/laeufe/{run.id}"
    button = 'name="was" value="zuruecknehmen"'
    assert button in (await leader.get(address)).text
    await take_run(NOW)
    assert button not in (await leader.get(address)).text
    page = await leader.post(f"{address}/abbrueche", was="zuruecknehmen")
    assert "Abgebrochen, es gibt keinen Plan" in page.text
    assert (await PlanRun.get(id=run.id)).state is RunState.CANCELLED


@pytest.mark.parametrize("state", [RunState.DONE, RunState.CANCELLED])
async def test_a_run_whose_draft_was_deleted_says_so_and_what_to_do(
    leader: Leader, state: RunState
) -> None:
    draft = await a_draft(leader.town)
    await PlanRun.filter(id=draft.run_id).update(state=state)
    await PlanDraft.filter(id=draft.id).delete()
    page = await leader.get(f"/amt/planung/laeufe/{draft.run_id}")
    assert "Der Entwurf, der hier entstanden ist, ist gelöscht" in page.text
    assert "Abgebrochen" not in page.text
    assert "/amt/planung/plaene?woche=2026-W48" in page.text


async def test_a_run_that_nobody_began_is_taken_back(leader: Leader) -> None:
    run = await a_run(leader.town)
    page = await leader.post(f"/amt/planung/laeufe/{run.id}/abbrueche")
    assert "Abgebrochen, es gibt keinen Plan" in page.text
    assert (await PlanRun.get(id=run.id)).state is RunState.CANCELLED


async def test_a_finished_run_leads_to_its_draft(leader: Leader) -> None:
    draft = await a_draft(leader.town)
    page = await leader.get(f"/amt/planung/laeufe/{draft.run_id}")
    assert page.url.path.endswith(f"/entwuerfe/{draft.id}")
    for text in ("Woche 48/2026, Rathaus", "Warum der Plan so ist", "nachweislich"):
        assert text in page.text


async def test_a_draft_shows_each_day_as_picture_and_table(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    await leader.town.book(local(MONDAY, "09:00"))
    draft = await a_draft(leader.town)
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    assert page.text.count('class="plot"') == 5
    assert page.text.count("Als Tabelle:") == 5
    assert "15 Minuten Arbeit" in page.text
    assert "Ada" in page.text


async def test_duties_are_pinned_and_another_plan_keeps_them(leader: Leader) -> None:
    draft = await a_draft(leader.town)
    address = f"/amt/planung/entwuerfe/{draft.id}"
    from termin.planning.plan import read_plan

    first = read_plan(draft.plan)[0]
    page = await leader.post(f"{address}/festlegungen", festgelegt=[first.name])
    assert "Gemerkt" in page.text
    assert f'value="{first.name}" checked' in page.text
    await leader.post(f"{address}/festlegungen", festgelegt=[first.name], neu="ja")
    run = await PlanRun.all().order_by("-id").first()
    assert run is not None
    assert run.wishes["pins"][0]["start"] == first.start  # type: ignore[index]


async def test_drafts_are_compared_with_each_other_and_with_what_is_published(
    leader: Leader,
) -> None:
    await leader.town.duty("1", "ada", hours=("08:00", "08:10"))  # as no plan has it
    one, other = await a_draft(leader.town), await a_draft(leader.town, most=1)
    address = f"/amt/planung/entwuerfe/{one.id}?vergleich="
    page = await leader.get(address + str(other.id))
    assert f"nur in „{other.name}“" in page.text
    page = await leader.get(address + "veroeffentlicht")
    assert "nur veröffentlicht: 1" in page.text


async def test_a_plan_is_published_day_by_day_and_told(leader: Leader) -> None:
    draft = await a_draft(leader.town)
    address = f"/amt/planung/entwuerfe/{draft.id}"
    page = await leader.post(f"{address}/veroeffentlichungen")
    assert "Wird veröffentlicht: 0 von 5 Tagen" in page.text
    again = await leader.post(f"{address}/veroeffentlichungen")
    assert "Dieser Plan wird schon veröffentlicht" in again.text
    assert await publish_next(Friday())
    page = await leader.get(address)
    assert "Dieser Plan ist veröffentlicht" in page.text
    assert "verlören" not in page.text
    assert await Duty.filter(state=DutyState.PUBLISHED).count() == len(
        [1 for _ in (await _plan(draft.id))]
    )
    for stale in ("veroeffentlichungen", "loeschungen"):
        again = await leader.post(f"{address}/{stale}")
        assert (again.status_code, again.url.path) == (200, page.url.path)
        assert "Dieser Plan ist schon veröffentlicht" in again.text


async def test_only_what_publication_would_do_is_said_of_appointments(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    await leader.town.book(local(MONDAY, "09:00"))
    draft = await a_draft(leader.town)
    run = await PlanRun.get(id=draft.run_id)
    guessed = [Lost(int(leader.office), MONDAY, 540, 555)]
    answer = msgspec.structs.replace(read_answer(run.answer), lost=guessed)
    await PlanRun.filter(id=run.id).update(answer=write(answer))
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    assert "keinen besetzten Schalter" not in page.text
    await PlanDraft.filter(id=draft.id).update(plan="[]", state=DraftState.PUBLISHED)
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    assert "Diese Termine verlören ihren Platz" not in page.text
    assert "Beim erneuten Veröffentlichen verlören diese Termine" in page.text


async def test_whoever_would_lose_their_place_is_named_before(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    made = await leader.town.book(local(MONDAY, "09:00"))
    draft = await a_draft(leader.town)
    await PlanDraft.filter(id=draft.id).update(plan="[]")
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    assert "einer verlöre seinen Platz" in page.text
    assert (await Appointment.get(id=made.id)).code in page.text


async def test_who_only_changes_the_counter_is_told_apart(leader: Leader) -> None:
    ada, ben = (leader.town.clerks[name].id for name in ("ada", "ben"))
    before, draft = await a_draft(leader.town), await a_draft(leader.town)

    def shift(clerk: int, end: int, *tasks: PlannedTask) -> PlannedShift:
        return PlannedShift(int(leader.office), MONDAY, clerk, 480, end, (), tasks)

    old = [shift(ada, 720, PlannedTask(480, 720, "Kasse")), shift(ben, 700)]
    moves = PlannedTask(480, 600, "Kasse"), PlannedTask(600, 660, "1"), PlannedTask(660, 720)
    await PlanDraft.filter(id=before.id).update(shifts=write_shifts(old))
    new = [shift(ada, 720, *moves), shift(ben, 720)]
    await PlanDraft.filter(id=draft.id).update(shifts=write_shifts(new))
    run = await PlanRun.get(id=draft.run_id)
    steps = [Step(int(leader.office), [], 9), Step(int(leader.office), [ada, ben], 5)]
    answer = msgspec.structs.replace(read_answer(run.answer), steps=steps)
    await PlanRun.filter(id=run.id).update(answer=write(answer), wishes=filling(before))
    page = await leader.get(f"/amt/planung/entwuerfe/{draft.id}")
    _, found = page.text.split("Wer wie einspringt")
    rows, places = found.split("Gleiche Zeiten, anderer Schalter")
    assert ("Ben" in rows, "Ada" in rows) == (True, False)
    assert "10:00–11:00 „1“ statt „Kasse“, 11:00–12:00 abseits des Schalters" in places
    assert "Ada, Ben springen ein" in places


async def test_a_draft_is_renamed_and_deleted(leader: Leader) -> None:
    draft = await a_draft(leader.town)
    address = f"/amt/planung/entwuerfe/{draft.id}"
    page = await leader.post(f"{address}/namen", name="Für den Personalrat")
    assert "Für den Personalrat" in page.text
    assert (await leader.post(f"{address}/namen", name="")).status_code == 422
    page = await leader.post(f"{address}/loeschungen")
    assert "Der Entwurf ist gelöscht" in page.text
    assert not await PlanDraft.exists()


async def test_who_plans_one_office_sees_no_plan_of_others(
    app: Starlette, leader: Leader, town: Town
) -> None:
    draft = await a_draft(town)
    await a_person("nord", Role.MANAGER, at=town.municipality, office=town.offices["nord"].id)
    async with a_client(app) as client:
        await sign_in(client, "nord")
        for path in (f"entwuerfe/{draft.id}", f"laeufe/{draft.run_id}"):
            found: httpx.Response = await client.get(f"/musterstadt/amt/planung/{path}")
            assert found.status_code == 404
        listed = await client.get("/musterstadt/amt/planung/plaene")
        assert draft.name not in listed.text
    assert draft.name in (await leader.get("/amt/planung/plaene")).text


async def _plan(draft: int):  # type: ignore[no-untyped-def]
    from termin.planning.plan import read_plan

    return read_plan((await PlanDraft.get(id=draft)).plan)
