"""The rules of an office's queue: read from a form, shown before they touch anybody, and kept."""

from __future__ import annotations

import re

import pytest
from starlette.datastructures import FormData, UploadFile

from api.manager.queue_settings import Arrangement, Moved, moved_places, read_settings
from termin import queue
from termin.catalogue import ServiceAtOffice
from termin.errors import Invalid
from termin.offices import Counter, Office
from termin.queue.policy import policy_of
from termin.queue.rules import USUAL, Rule
from tests.api.citizen.walk import StoppedClock
from tests.api.manager.conftest import Leader
from tests.termin.queue.hall_town import booked, walk_in
from tests.termin.queue.hall_town import clock as monday

NAMES = [rule.value for rule in Rule]
FIELDS: dict[str, object] = {
    "regel": NAMES,
    "an": NAMES,
    "zusage": "60",
    "zusage_termin": "15",
    "frueh": "30",
    "spaet": "15",
    "ohne_termin": "ja",
    "hoechstens": "",
    "schluss": "0",
    "buchstabe_termin": "A",
    "buchstabe_ohne": "B",
    "drucker": "",
}


def sent(**changes: object) -> FormData:
    """A form as a browser sends it."""
    pairs: list[tuple[str, str | UploadFile]] = []
    for name, value in {**FIELDS, **changes}.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(one)) for one in values]
    return FormData(pairs)


def path_of(leader: Leader) -> str:
    return f"/amt/einrichtung/dienststellen/{leader.office}/regeln"


async def office_of(leader: Leader) -> Office:
    return await Office.get(id=int(leader.office))


def test_the_usual_form_is_the_usual_policy() -> None:
    settings = read_settings(sent())
    assert settings.policy == USUAL
    assert settings.columns()["queue_rules"] == []
    assert settings.limit is None


def test_rules_have_the_order_sent_and_those_not_ticked_do_not_hold() -> None:
    settings = read_settings(
        sent(regel=["due", "promise", *NAMES], an=["due", "walk_in", "early", "nonsense"])
    )
    assert settings.rules == (Rule.DUE, Rule.WALK_IN, Rule.EARLY)
    assert settings.columns()["queue_rules"] == ["due", "walk_in", "early"]


def test_people_without_appointment_always_fall_under_a_rule() -> None:
    assert read_settings(sent(an=[])).rules == (Rule.WALK_IN,)


@pytest.mark.parametrize(
    ("step", "moved"),
    [
        ("hoch:due", ["priority", "continued", "due", "promise", "walk_in", "early"]),
        ("runter:due", ["priority", "continued", "promise", "walk_in", "due", "early"]),
        ("hoch:priority", NAMES),
        ("runter:early", NAMES),
        ("seitwärts:due", NAMES),
        ("hoch:nonsense", NAMES),
        ("hoch", NAMES),
    ],
)
def test_a_rule_moves_one_place(step: str, moved: list[str]) -> None:
    assert [rule.value for rule in Arrangement.sent(sent()).moved(step).order] == moved


def test_what_cannot_be_is_refused_by_its_field() -> None:
    with pytest.raises(Invalid) as refusal:
        read_settings(
            sent(
                zusage="-1",
                zusage_termin="viel",
                frueh="241",
                hoechstens="0",
                schluss="",
                buchstabe_termin="1",
                drucker="drucker:99999",
            )
        )
    assert set(refusal.value.fields) == {
        "zusage",
        "zusage_termin",
        "frueh",
        "hoechstens",
        "schluss",
        "buchstabe_termin",
        "drucker",
    }
    with pytest.raises(Invalid) as same:
        read_settings(sent(buchstabe_ohne="a"))
    assert set(same.value.fields) == {"buchstabe_ohne"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("192.168.10.20:9100", "192.168.10.20:9100"),
        ("bon-drucker.amt.local", "bon-drucker.amt.local:9100"),
        ("[2001:db8::7]:9101", "[2001:db8::7]:9101"),
        ("", ""),
    ],
)
def test_a_printer_is_kept_with_its_port(typed: str, kept: str) -> None:
    assert read_settings(sent(drucker=typed)).printer == kept


@pytest.mark.parametrize("typed", ["http://drucker", "a b", "x:", "x:0", "-x:1", "x/y:9100", "ü:1"])
def test_what_is_no_printer_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_settings(sent(drucker=typed))


def test_who_changes_place() -> None:
    assert moved_places(["A", "B", "C"], ["A", "C", "B"]) == (Moved("C", 3, 2), Moved("B", 2, 3))
    assert moved_places(["A"], ["A"]) == ()


async def test_rules_are_kept_and_hold(leader: Leader) -> None:
    page = await leader.get(path_of(leader))
    assert page.text.index("Zusage vorbei") < page.text.index("Fällige Termine")
    whole = {
        **FIELDS,
        "regel": ["due", "promise", "priority", "continued", "walk_in", "early"],
        "an": ["due", "promise", "walk_in", "early"],
        "zusage": "45",
        "hoechstens": "80",
        "schluss": "30",
        "buchstabe_ohne": "w",
        "handy": "ja",
        "drucker": "192.168.1.9",
    }
    saved = await leader.post(path_of(leader), **whole)
    assert "Gespeichert" in saved.text
    office = await office_of(leader)
    assert policy_of(office).rules == (Rule.DUE, Rule.PROMISE, Rule.WALK_IN, Rule.EARLY)
    assert (office.promised_minutes, office.walk_in_limit, office.last_number_minutes) == (
        45,
        80,
        30,
    )
    assert (office.letter_walk_ins, office.printer) == ("W", "192.168.1.9:9100")
    assert office.phone_numbers
    again = await leader.get(path_of(leader))
    assert again.text.index("Fällige Termine") < again.text.index("Zusage vorbei")
    ticked = re.findall(r'name="an" value="(\w+)" checked', again.text)
    assert ticked == ["due", "promise", "early"]


async def test_a_step_of_the_order_saves_nothing_and_keeps_what_was_typed(leader: Leader) -> None:
    page = await leader.post(path_of(leader), **{**FIELDS, "zusage": "99", "schritt": "hoch:due"})
    assert page.status_code == 200
    assert "„Fällige Termine“ steht jetzt an Stelle 3" in page.text
    assert 'value="99"' in page.text
    assert re.findall(r'name="regel" value="(\w+)"', page.text)[:3] == [
        "priority",
        "continued",
        "due",
    ]
    assert (await office_of(leader)).promised_minutes == 60


async def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(leader: Leader) -> None:
    page = await leader.post(
        path_of(leader), **{**FIELDS, "zusage": "bald", "drucker": "x y", "schluss": "20"}
    )
    assert page.status_code == 422
    for field in ("zusage", "drucker"):
        assert f'href="#{field}"' in page.text
    assert 'value="bald"' in page.text
    assert 'value="20"' in page.text


async def test_who_waits_now_is_told_of_before_anything_is_saved(
    leader: Leader, clock: StoppedClock
) -> None:
    await leader.town.duty("1", "ada")
    appointment = await booked(leader.town, "09:00")
    first = await walk_in(leader.town, "08:30")
    second = await queue.check_in(appointment.code, monday("08:50"))
    clock.at = monday("09:01")
    changed = {**FIELDS, "an": ["walk_in", "early"]}  # appointments wait like everybody else
    asked = await leader.post(path_of(leader), **changed)
    assert "2 Wartende bekommen einen anderen Platz" in asked.text
    assert first.number in asked.text
    assert second.number in asked.text
    assert (await office_of(leader)).queue_rules == []
    done = await leader.post(path_of(leader), **changed, bestaetigt="ja")
    assert "Gespeichert" in done.text
    seen = await queue.queue_of(int(leader.office), clock.at)
    assert [place.waiting.number for place in seen.waiting] == [first.number, second.number]


async def test_numbers_given_out_today_are_told_of(leader: Leader, clock: StoppedClock) -> None:
    await leader.town.duty("1", "ada")
    await walk_in(leader.town, "08:30")
    clock.at = monday("09:00")
    asked = await leader.post(path_of(leader), **{**FIELDS, "buchstabe_ohne": "C"})
    assert "Nummern mit B sind heute schon vergeben" in asked.text
    full = await leader.post(path_of(leader), **{**FIELDS, "hoechstens": "1"})
    assert "bekommt heute niemand mehr eine" in full.text
    closed = await leader.post(path_of(leader), **{**FIELDS, "ohne_termin": ""})
    assert "Eine Person ohne Termin wartet schon" in closed.text
    assert await Office.filter(id=int(leader.office), walk_ins=True).exists()


async def test_a_counter_has_its_part_in_the_queue(leader: Leader) -> None:
    base = f"/amt/einrichtung/dienststellen/{leader.office}"
    kasse = {"name": "Kasse", "kann": "alle", "bereich": "Kasse", "ruft": "weitergeleitete"}
    saved = await leader.post(f"{base}/schalter", **kasse, warteraum="Erdgeschoss")
    assert "nur Weitergeleitete" in saved.text
    counter = await Counter.get(name="Kasse")
    assert (counter.area, counter.takes_new, counter.waiting_room) == (
        "Kasse",
        False,
        "Erdgeschoss",
    )
    lost = await leader.post(f"{base}/schalter", **{**kasse, "name": "8", "bereich": ""})
    assert lost.status_code == 422
    assert 'href="#bereich"' in lost.text
    # A service goes on there, so the area keeps its last counter.
    row = await ServiceAtOffice.get(
        office_id=int(leader.office), service_id=leader.town.services["pass"].id
    )
    await leader.post(f"{base}/anliegen", **{f"danach-{row.id}": "kasse"})
    await row.refresh_from_db()
    assert row.stations == ["Kasse"]
    one = f"{base}/schalter/{counter.id}"
    kept = await leader.post(one, **{**kasse, "bereich": "", "ruft": "alle"})
    assert kept.status_code == 422
    assert "geht es in diesen Bereich" in kept.text
    assert (await leader.post(f"{one}/ausserdienst")).status_code == 422
    unknown = await leader.post(f"{base}/anliegen", **{f"danach-{row.id}": "Kasse, Keller"})
    assert unknown.status_code == 422
    assert "gehört kein Schalter" in unknown.text
