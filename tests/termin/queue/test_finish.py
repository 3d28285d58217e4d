"""The end: what was done, what was not and why, for how many, how long."""

from __future__ import annotations

import pytest

from termin import queue
from termin.catalogue.rows import Service, ServiceAtOffice
from termin.errors import Invalid
from termin.queue import REASONS_NOT_DONE, Done, Report, TicketState
from tests.termin.queue.hall_town import clock, serving, told
from tests.town import Town


async def test_what_was_done_is_told_line_by_line(town: Town) -> None:
    ausweis, reisepass = town.services["ausweis"].id, town.services["pass"].id
    anmeldung = town.services["anmeldung"].id
    sheet = await serving(town, "1", "09:00")
    report = Report(
        done=(
            Done(ausweis, 0, "documents-missing"),
            Done(reisepass, 2),
            Done(anmeldung, 0, "other-office"),
        ),
        persons=3,
        minutes=12.5,
    )
    done = await queue.finish(sheet.id, clock("09:20"), report)
    assert (done.state, done.persons, done.served_minutes) == (TicketState.FINISHED, 3, 12.5)
    assert [(one.service, one.count, one.done, one.because, one.minutes) for one in done.lines] == [
        (ausweis, 1, 0, "documents-missing", 15),
        (reisepass, 0, 2, "", 0),  # found to be needed at the counter
        (anmeldung, 0, 0, "other-office", 0),
    ]
    assert (await told(sheet.office_day))[-1].facts["minutes"] == 12.5


async def test_without_a_report_nothing_is_claimed_to_be_done(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    done = await queue.finish(sheet.id, clock("09:20"))
    assert [(one.done, one.because) for one in done.lines] == [(None, "")]
    assert (done.persons, done.served_minutes) == (1, 20)


async def test_a_reason_for_what_was_done_is_dropped(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    report = Report(done=(Done(town.services["ausweis"].id, 1, "other"),))
    assert (await queue.finish(sheet.id, clock("09:20"), report)).lines[0].because == ""


async def test_an_added_service_that_was_left_at_none_is_none(town: Town) -> None:
    sheet = await serving(town, "1", "09:00")
    report = Report(done=(Done(town.services["pass"].id, 0),))
    assert len((await queue.finish(sheet.id, clock("09:20"), report)).lines) == 1


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (Report(done=(Done(1, -1),)), "done"),
        (Report(done=(Done(1, 100),)), "done"),
        (Report(done=(Done(1, 1), Done(1, 2))), "done"),
        (Report(done=(Done(999_999, 1),)), "done"),
        (Report(done=(Done(1, 0, "no idea"),)), "because"),
        (Report(persons=0), "persons"),
        (Report(persons=40_000), "persons"),
        (Report(minutes=-1), "minutes"),
        (Report(minutes=float("nan")), "minutes"),
        (Report(minutes=1e9), "minutes"),
    ],
)
async def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(
    town: Town, report: Report, field: str
) -> None:
    sheet = await serving(town, "1", "09:00")
    with pytest.raises(Invalid) as refused:
        await queue.finish(sheet.id, clock("09:20"), report)
    assert set(refused.value.fields) == {field}
    assert await queue.sheet_of(sheet.id) == sheet


async def test_a_service_of_other_offices_only_is_not_added(town: Town) -> None:
    extra = await Service.create(
        municipality=town.municipality, external_id="trauung", name="Trauung", minutes=30
    )
    await ServiceAtOffice.create(
        municipality_id=town.municipality.id,
        service=extra,
        office=town.offices["nord"],
        minutes=30,
    )
    sheet = await serving(town, "1", "09:00")
    with pytest.raises(Invalid):
        await queue.finish(sheet.id, clock("09:20"), Report(done=(Done(extra.id, 1),)))


def test_every_reason_has_words() -> None:
    assert all(REASONS_NOT_DONE.values())
    assert all(len(name) <= 40 for name in REASONS_NOT_DONE)
