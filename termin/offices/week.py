"""The week of an office: checked as a whole, written as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from tortoise.transactions import in_transaction

from termin.errors import Invalid, NotFound
from termin.offices.hours import MINUTES_A_DAY, Stretch
from termin.offices.openings import stretch_of
from termin.offices.rows import Office, OpeningHours

GRID = 5
"""Minutes; capacity is cut on the same grid."""

MOST_STRETCHES = 200


async def week_of(office: int) -> tuple[Stretch, ...]:
    """Return the stretches of an office's week in order."""
    rows = await OpeningHours.filter(office_id=office)
    return tuple(sorted((stretch_of(row) for row in rows), key=_place))


async def set_week(office: int, rows: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Make these the weekly hours of an office, in place of all there were; return them in order.

    Days that are already cut into bookable time are not touched: publish them again.

    Raises:
        NotFound: no such office.
        Invalid: `fields` names the rows to mend as `row-0`, `row-1`, ... in the order given.
    """
    check_week(rows)
    async with in_transaction():
        # The office's row keeps two writers of one week apart.
        found = await Office.filter(id=office).select_for_update(no_key=True).first()
        if found is None:
            raise NotFound
        await OpeningHours.filter(office_id=office).delete()
        await OpeningHours.bulk_create(
            OpeningHours(
                municipality_id=found.municipality_id,
                office_id=office,
                weekday=row.weekday,
                opens=row.opens,
                closes=row.closes,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
            )
            for row in sorted(rows, key=_place)
        )
    return tuple(sorted(rows, key=_place))


def week_from(
    former: Sequence[Stretch], week: Sequence[Stretch], first: date
) -> tuple[Stretch, ...]:
    """Return the stretches of an office whose week is `week` from `first` on, as before until then.

    What was planned for later than `first` gives way to `week`.
    """
    before = (
        replace(row, valid_until=min(row.valid_until or date.max, first - timedelta(days=1)))
        for row in former
        if row.valid_from is None or row.valid_from < first
    )
    return tuple(
        sorted(
            [*before, *(replace(row, valid_from=first, valid_until=None) for row in week)],
            key=_place,
        )
    )


def check_week(rows: Sequence[Stretch]) -> None:
    """Let a week pass whose rows are in order and do not overlap while both hold.

    Raises:
        Invalid: `fields` names the rows to mend as `row-0`, `row-1`, ... in the order given.
    """
    if len(rows) > MOST_STRETCHES:
        raise Invalid(fields={"row-0": f"Bitte höchstens {MOST_STRETCHES} Zeilen angeben."})
    wrong = {number: fault for number, row in enumerate(rows) if (fault := _fault(row))}
    whole = [(number, row) for number, row in enumerate(rows) if number not in wrong]
    for (_, one), (number, other) in combinations(whole, 2):
        if _clash(one, other):
            wrong.setdefault(number, "Diese Zeit überschneidet sich mit einer anderen.")
    if wrong:
        raise Invalid(fields={f"row-{number}": fault for number, fault in sorted(wrong.items())})


def _fault(row: Stretch) -> str | None:
    if not 0 <= row.weekday <= 6:
        return "Bitte wählen Sie einen Wochentag."
    if not (0 <= row.opens <= MINUTES_A_DAY and 0 <= row.closes <= MINUTES_A_DAY):
        return "Bitte geben Sie Uhrzeiten von 00:00 bis 24:00 an."
    if row.opens >= row.closes:
        return "Das Ende muss nach dem Beginn liegen."
    if row.opens % GRID or row.closes % GRID:
        return "Bitte geben Sie Uhrzeiten in Schritten von 5 Minuten an."
    if row.valid_from and row.valid_until and row.valid_from > row.valid_until:
        return "Der letzte Tag muss nach dem ersten liegen."
    return None


def _clash(one: Stretch, other: Stretch) -> bool:
    if one.weekday != other.weekday or one.opens >= other.closes or other.opens >= one.closes:
        return False
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_until or date.max, other.valid_until or date.max)
    return begins <= ends


def _place(row: Stretch) -> tuple[int, int, int, date]:
    return row.weekday, row.opens, row.closes, row.valid_from or date.min
