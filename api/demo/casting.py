"""Casting the demo's play: who plays which clerk, and what the people carry in their pockets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from api.demo import sample
from api.demo.morning import walked_in_for
from api.demo.player.script import Carried, Script, Shift, Stage, read_script, write_script
from api.demo.visitors import doors_of
from termin.booking import Appointment, AppointmentState
from termin.capacity import Duty, DutyState
from termin.offices import Municipality, Office
from termin.staff import DeviceKind, device_of, register
from termin.staff.rows import Account

TERMINAL = "Terminal am Eingang"


async def cast(towns: Sequence[Municipality], now: datetime, real: datetime, folder: Path) -> Path:
    """Write the script of these towns from what they hold at `now`; return where it is kept.

    Counters of the demo's own sign-ins are left to whoever looks at the demo.
    """
    known = _known_kiosks(folder)
    stages = [stage for town in towns for stage in await _stages(town, known, now, real)]
    return write_script(Script(sample.PASSWORD, stages), folder)


async def _stages(
    town: Municipality, known: Mapping[int, str], now: datetime, real: datetime
) -> list[Stage]:
    shifts, carried = await _shifts(town, now), await _carried(town, now)
    return [
        Stage(
            town.slug,
            office.id,
            await _kiosk(town, office, known.get(office.id), real),
            shifts[office.id],
            carried[office.id],
            await walked_in_for(office) if office.walk_ins else [],
        )
        for office in await Office.filter(municipality_id=town.id, retired_at=None).order_by("id")
        if shifts[office.id]
    ]


def _known_kiosks(folder: Path) -> Mapping[int, str]:
    try:
        return {stage.office: stage.kiosk for stage in read_script(folder).stages}
    except (OSError, ValueError):
        return {}


async def _kiosk(town: Municipality, office: Office, known: str | None, real: datetime) -> str:
    if known is not None and await device_of(known, real) is not None:
        return known
    return (await register(town.id, office.id, DeviceKind.KIOSK, TERMINAL)).secret


async def _shifts(town: Municipality, now: datetime) -> defaultdict[int, list[Shift]]:
    visitors = {one.login for one in doors_of(town.slug)}
    logins = {
        account.clerk_id: account.login
        for account in await Account.filter(clerk__municipality_id=town.id)
        if account.login not in visitors
    }
    duties = await Duty.filter(
        municipality_id=town.id, state=DutyState.PUBLISHED, ends_at__gt=now
    ).order_by("starts_at", "id")
    found: defaultdict[int, list[Shift]] = defaultdict(list)
    for duty in duties:
        login = logins.get(duty.clerk_id)
        if login is not None:
            found[duty.office_id].append(
                Shift(duty.counter_id, login, duty.starts_at, duty.ends_at)
            )
    return found


async def _carried(town: Municipality, now: datetime) -> defaultdict[int, list[Carried]]:
    rows = await Appointment.filter(
        municipality_id=town.id, state=AppointmentState.BOOKED, starts_at__gt=now
    ).order_by("starts_at", "id")
    found: defaultdict[int, list[Carried]] = defaultdict(list)
    for row in rows:
        found[row.office_id].append(Carried(row.code, row.starts_at))
    return found
