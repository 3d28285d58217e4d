"""What a plan keeps for later: its rosters, and a place for each appointment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from api.planning.answer import KeptRoster
from api.planning.facts import OfficeFacts, PromiseFacts, does
from api.planning.problem import Translation
from api.planning.staffing import Staffed
from scheduler.roster import wire
from termin.planning.plan import PlannedDuty


def kept_roster(staffed: Staffed) -> KeptRoster:
    """Return an office's roster as it is kept."""
    asked = staffed.asked
    return KeptRoster(
        asked.office.id,
        wire.write(asked.problem),
        wire.write_roster(staffed.roster),
        {name: sorted(group) for name, group in asked.skills.items()},
        dict(asked.posts),
        {name: list(pins) for name, pins in asked.fixed.items()},
    )


def unkept(
    translation: Translation, duties: Sequence[PlannedDuty]
) -> list[tuple[int, PromiseFacts]]:
    """Return the appointments that find no duty long and able enough, with their office.

    Each duty serves one at a time. Those who can do least are taken first, so now and then one is
    told that a cleverer order could place: publication tries them all.
    """
    by_day: defaultdict[tuple[int, date], list[PlannedDuty]] = defaultdict(list)
    for duty in duties:
        by_day[duty.key].append(duty)
    return [
        (office.id, one)
        for office in translation.facts.offices
        for on in translation.facts.dates
        for one in _unkept(office, by_day[office.id, on], on)
    ]


def _unkept(office: OfficeFacts, duties: Sequence[PlannedDuty], on: date) -> list[PromiseFacts]:
    counters = {one.id: one.able for one in office.counters}
    clerks = {one.id: one.able for one in office.clerks}
    here = [one for one in duties if one.counter in counters]
    busy = dict.fromkeys(here, 0)
    lost = []

    def fits(one: PromiseFacts, duty: PlannedDuty) -> bool:
        return (
            duty.start <= one.start
            and one.end <= duty.end
            and does(counters[duty.counter], one.skills)
            and does(clerks.get(duty.clerk, frozenset()), one.skills)
        )

    def breadth(duty: PlannedDuty) -> tuple[int, int]:
        both = [
            able for able in (counters[duty.counter], clerks.get(duty.clerk)) if able is not None
        ]
        return min((len(able) for able in both), default=99), duty.end

    mine = sorted((one for one in office.promises if one.on == on), key=lambda one: one.start)
    for one in mine:
        able = [duty for duty in here if busy[duty] <= one.start and fits(one, duty)]
        if able:
            busy[min(able, key=breadth)] = one.end
        else:
            lost.append(one)
    return lost
