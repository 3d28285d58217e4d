"""When somebody works is entered by managers, and plans follow it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from api.planning.reading import read_week
from termin.offices.rows import Counter as Desk
from termin.planning.shifts import read_shifts
from termin.staff.rows import Absence, Clerk, Contract, Preference
from tests.api.manager.conftest import Leader, clock, leader
from tests.api.planning.drafts import a_draft
from tests.termin.planning.drafting import publish
from tests.town import MONDAY, NOW, Town, local

__all__ = ["clock", "leader"]


def times(town: Town, name: str = "ada") -> str:
    return f"/amt/einrichtung/personen/{town.clerks[name].id}/zeiten"


async def test_a_new_contract_ends_the_one_before(leader: Leader) -> None:
    await leader.post(f"{times(leader.town)}/vertraege", stunden="39", ab_tag="2025-01-01")
    page = await leader.post(f"{times(leader.town)}/vertraege", stunden="19,5", ab_tag="01.10.2026")
    assert "19,5 Stunden in der Woche" in page.text
    assert "gilt heute" in page.text
    old, new = await Contract.all().order_by("valid_from")
    assert (old.minutes_per_week, str(old.valid_until)) == (2340, "2026-09-30")
    assert (new.minutes_per_week, new.valid_until) == (1170, None)


async def test_a_contract_says_days_and_limits_too(leader: Leader) -> None:
    page = await leader.post(
        f"{times(leader.town)}/vertraege",
        stunden="20",
        ab_tag="2026-01-01",
        arbeitstage=["0", "3"],
        am_tag="8,5",
        spaet="2",
    )
    for text in ("nur Montag, Donnerstag", "höchstens 8,5 Stunden am Tag", "höchstens 2-mal im Mo"):
        assert text in page.text
    contract = await Contract.get()
    assert (contract.weekdays, contract.longest_day, contract.late_closings) == ([0, 3], 510, 2)
    town = leader.town
    facts = await read_week(town.municipality.id, [town.offices["rathaus"].id], MONDAY, NOW)
    (clerk,) = facts.offices[0].clerks
    assert (clerk.weekdays, clerk.longest, clerk.late) == (frozenset({0, 3}), 510, 2)


async def test_a_trainee_learns_from_somebody_who_does_not_learn(leader: Leader) -> None:
    town = leader.town
    ada, ben, cem = (town.clerks[name].id for name in ("ada", "ben", "cem"))
    await leader.post(f"{times(town)}/anleitungen", anleitung=str(ben))
    assert (await Clerk.get(id=ada)).mentor_id == ben
    for who, mentor in (("cem", ada), ("ben", cem), ("cem", cem)):
        page = await leader.post(f"{times(town, who)}/anleitungen", anleitung=str(mentor))
        assert page.status_code == 422
    await leader.post(f"{times(town)}/anleitungen", anleitung="")
    assert (await Clerk.get(id=ada)).mentor_id is None


async def test_the_past_counts_from_published_duties(town: Town) -> None:
    sunday = MONDAY - timedelta(days=1)
    await town.duty("1", "ada", on=sunday, hours=("14:00", "22:30"))
    facts = await read_week(town.municipality.id, [town.offices["rathaus"].id], MONDAY, NOW)
    past = {clerk.name: clerk.past for clerk in facts.offices[0].clerks}
    assert (past["Ada"].ended, past["Ada"].late, past["Ada"].short) == (90, 1, True)
    assert (past["Ben"].ended, past["Ben"].late) == (None, 0)


async def test_the_average_of_24_weeks_is_known_after_as_long(town: Town) -> None:
    for weeks in range(1, 24):
        await town.duty("1", "ada", on=MONDAY - timedelta(weeks=weeks), hours=("08:00", "18:00"))
    facts = await read_week(town.municipality.id, [town.offices["rathaus"].id], MONDAY, NOW)
    past = next(clerk.past for clerk in facts.offices[0].clerks if clerk.name == "Ada")
    assert not past.short
    assert past.allowance == 23 * (6 * 480 - 570)


async def test_what_a_published_week_left_over_is_known_in_the_next(town: Town) -> None:
    await Clerk.filter(municipality=town.municipality).update(office_id=town.offices["rathaus"].id)
    draft = await a_draft(town)
    later = MONDAY + timedelta(days=7)

    async def left() -> dict[int, int]:
        facts = await read_week(town.municipality.id, draft.offices, later, NOW)
        return {clerk.id: clerk.past.balance for clerk in facts.offices[0].clerks}

    assert set((await left()).values()) == {0}
    await publish(draft)
    worked = Counter[int]()
    for shift in read_shifts(draft.shifts):
        worked[shift.clerk] += shift.work
    assert await left() == {clerk: 2340 - worked[clerk] for clerk in await left()}
    assert any((await left()).values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"stunden": "viele"},
        {"stunden": "60"},
        {"stunden": "0"},
        {"ab_tag": "bald"},
        {"am_tag": "11"},
        {"spaet": "-1"},
    ],
)
async def test_a_contract_that_cannot_be_is_refused(leader: Leader, wrong: dict[str, str]) -> None:
    sent = {"stunden": "39", "ab_tag": "2026-01-01", **wrong}
    page = await leader.post(f"{times(leader.town)}/vertraege", **sent)
    assert page.status_code == 422
    assert not await Contract.exists()


async def test_an_absence_shows_the_duties_it_leaves_without_anybody(leader: Leader) -> None:
    await leader.town.duty("1", "ada")
    page = await leader.post(
        f"{times(leader.town)}/abwesenheiten", art="leave", von_tag="2026-11-23", von_zeit="10:00"
    )
    assert "In dieser Zeit ist ein Dienst veröffentlicht" in page.text
    absence = await Absence.get()
    assert absence.starts_at == local(MONDAY, "10:00")
    page = await leader.post(f"{times(leader.town)}/abwesenheiten/{absence.id}/ruecknahmen")
    assert not await Absence.exists()


async def test_an_absence_sent_twice_is_entered_once(leader: Leader) -> None:
    for art in ("leave", "training"):
        sent = {"art": art, "von_tag": "2026-11-23"}
        await leader.post(f"{times(leader.town)}/abwesenheiten", **sent)
    assert (await Absence.get()).kind == "training"


async def test_a_wish_of_a_weekday_is_kept_once(leader: Leader) -> None:
    for _ in range(2):
        page = await leader.post(f"{times(leader.town)}/wuensche", wochentag="4", wunsch="off")
    assert "Freitag: frei" in page.text
    wish = await Preference.get()
    await leader.post(f"{times(leader.town)}/wuensche/{wish.id}/ruecknahmen")
    assert not await Preference.exists()


async def test_who_was_mostly_at_another_office_lately_is_planned_there(town: Town) -> None:
    rathaus, nord = town.offices["rathaus"].id, town.offices["nord"].id
    await Clerk.filter(municipality=town.municipality).update(office_id=rathaus)
    later, ben = MONDAY + timedelta(days=7), town.clerks["ben"].id

    async def planned_at(*offices: int) -> list[int]:
        facts = await read_week(town.municipality.id, offices, later, NOW)
        return [one.id for one in facts.offices if ben in {clerk.id for clerk in one.clerks}]

    assert await planned_at(rathaus, nord) == [rathaus]
    await town.duty("N1", "ben")
    assert await planned_at(rathaus, nord) == [nord]
    assert await planned_at(nord) == [nord]
    assert await planned_at(rathaus) == [rathaus]


async def test_reception_and_phone_are_staffed_by_anybody_until_somebody_is_known(
    leader: Leader,
) -> None:
    town = leader.town
    await Clerk.filter(municipality=town.municipality).update(office_id=town.offices["rathaus"].id)
    address = f"/amt/einrichtung/dienststellen/{leader.office}/schalter"
    for name, calls in (("Empfang", "empfang"), ("Telefon", "telefon")):
        page = await leader.post(address, name=name, kann="alle", ruft=calls)
        assert page.status_code == 200
    assert not await Desk.filter(takes_new=True, post__isnull=False).exists()

    async def posts() -> dict[str, tuple[str, int]]:
        facts = await read_week(town.municipality.id, [int(leader.office)], MONDAY, NOW)
        return {
            post.counter.name: (post.kind.value, len(post.clerks))
            for post in facts.offices[0].posts
        }

    assert await posts() == {"Empfang": ("reception", 4), "Telefon": ("phone", 4)}
    town.counters["Empfang"] = await Desk.get(name="Empfang")
    await town.duty("Empfang", "ben", on=MONDAY - timedelta(days=5))
    assert await posts() == {"Empfang": ("reception", 1), "Telefon": ("phone", 4)}


async def test_a_plan_knows_contracts_and_who_is_away(leader: Leader) -> None:
    town = leader.town
    await leader.post(f"{times(town)}/vertraege", stunden="39", ab_tag="2026-01-01")
    await leader.post(
        f"{times(town)}/abwesenheiten", art="training", von_tag="2026-11-24", bis_tag="2026-11-25"
    )
    facts = await read_week(town.municipality.id, [town.offices["rathaus"].id], MONDAY, NOW)
    (clerk,) = facts.offices[0].clerks
    assert (clerk.id, clerk.minutes) == (town.clerks["ada"].id, 2340)
    assert [on.day for on in clerk.away] == [24, 25]
