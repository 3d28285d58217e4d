"""What a plan keeps for later: its rosters, and a place for each appointment."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.planning.answer import KeptRoster
from api.planning.facts import OfficeFacts, PromiseFacts
from api.planning.problem import Translation
from api.planning.staffing import Staffed
from scheduler.roster import wire
from termin.capacity.grid import GRID
from termin.capacity.repack import LIMIT, PlacedClaim, Wanted, repack
from termin.capacity.skills import both
from termin.capacity.slots import Lane
from termin.interval import Interval
from termin.offices.hours import clock_of
from termin.planning.plan import PlannedDuty

STEPS = 10 * LIMIT
"""How long room is looked for for one appointment: nobody waits at a counter meanwhile."""


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

    Each duty serves one at a time. Whoever is placed may be placed elsewhere to make room, as
    publication does it, so somebody is told here only where no arrangement has room for all.
    """
    by_day: defaultdict[tuple[int, date], list[PlannedDuty]] = defaultdict(list)
    for duty in duties:
        by_day[duty.key].append(duty)
    return [
        (office.id, one)
        for office in translation.facts.offices
        for on in translation.facts.dates
        for one in unplaced(office, by_day[office.id, on], on)
    ]


def unplaced(office: OfficeFacts, duties: Sequence[PlannedDuty], on: date) -> list[PromiseFacts]:
    """Return the appointments of an office's date that its duties have no room for, by time."""
    lanes = _lanes(office, duties, on)
    placed: list[PlacedClaim] = []
    lost = []
    mine = sorted((one for one in office.promises if one.on == on), key=lambda one: one.start)
    for number, one in enumerate(mine):
        start = _at(on, one.start // GRID * GRID)
        wanted = Wanted(start, one.end - one.start // GRID * GRID, one.skills)
        found = repack(lanes, placed, (wanted,), STEPS)
        if found is None:
            lost.append(one)
            continue
        (duty,) = found.duties
        placed = [replace(claim, duty=found.moves.get(claim.id, claim.duty)) for claim in placed]
        placed.append(PlacedClaim(number, wanted.during, duty, one.skills))
    return lost


def _lanes(office: OfficeFacts, duties: Sequence[PlannedDuty], on: date) -> list[Lane]:
    counters = {one.id: one.able for one in office.counters}
    clerks = {one.id: one.able for one in office.clerks}
    lanes = [
        Lane(
            number,
            duty.counter,
            both(counters[duty.counter], clerks.get(duty.clerk, frozenset())),
            (Interval(_at(on, duty.start), _at(on, duty.end)),),
        )
        for number, duty in enumerate(duties)
        if duty.counter in counters
    ]
    # Who can do least is asked first, so that few have to make room later.
    return sorted(lanes, key=lambda lane: math.inf if lane.skills is None else len(lane.skills))


def _at(on: date, minutes: int) -> datetime:
    """Return minutes after midnight as a time to compare with others of the same date."""
    return clock_of(minutes, on, ZoneInfo("UTC"))
