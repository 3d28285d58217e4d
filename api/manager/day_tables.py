"""The tables of an office's day: the truth behind its plots, for the page and for download."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from termin.statistics import (
    DayAccount,
    Ending,
    Turn,
    arrivals,
    counter_days,
    service_minutes,
    turned_away,
    turns_of,
    waiting_levels,
    waits,
)

N_ = str  # marks for the catalogues what is translated where it is shown

Cell = str | int | float | datetime | None
DELIMITER = ";"  # as spreadsheets in German expect it


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in addresses, its columns (German), and rows whose first cell names them.

    Columns of figures are `numeric`; instants are shown as times of day.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()


ENDINGS = {
    Ending.OPEN: N_("läuft"),
    Ending.ON: N_("weitergeleitet"),
    Ending.DONE: N_("fertig"),
    Ending.MISSED: N_("nicht erschienen"),
    Ending.LEFT: N_("gegangen"),
    Ending.UNDONE: N_("zurückgenommen"),
}
PARKED = N_("geparkt")


def turns_table(account: DayAccount) -> Table:
    """Return who was called where and when, by number."""
    columns = (
        N_("Aufruf"),
        N_("Nummer"),
        N_("Schalter"),
        N_("Bedient ab"),
        N_("Ende"),
        N_("Minuten"),
        N_("Ausgang"),
    )
    rows = (
        (
            turn.called_at,
            turn.number,
            account.name_of(turn.counter),
            turn.served_from,
            turn.end,
            turn.minutes(account.now),
            _ending(turn),
        )
        for turn in turns_of(account.spells)
    )
    return _table("aufrufe", N_("Aufrufe des Tages"), columns, rows, 5)


def counters_table(account: DayAccount) -> Table:
    """Return what each counter's day adds up to."""
    columns = (
        N_("Schalter"),
        N_("Geplante Minuten bis jetzt"),
        N_("Davon Pause"),
        N_("Minuten mit Personen"),
        N_("Anteil in Prozent"),
        N_("Bediente Personen"),
        N_("Nicht erschienen"),
    )
    rows = (
        (
            one.name,
            one.planned,
            one.paused,
            one.busy,
            None if one.share is None else round(100 * one.share),
            one.served,
            one.missed,
        )
        for one in counter_days(account)
    )
    return _table("schalter", N_("Schalter"), columns, rows, 1, 2, 3, 4, 5, 6)


def waiting_table(account: DayAccount) -> Table:
    """Return how many people waited, at each change."""
    rows = ((level.at, level.count) for level in waiting_levels(account.spells))
    return _table("wartende", N_("Wartende"), (N_("Uhrzeit"), N_("Wartende")), rows, 1)


def waits_table(account: DayAccount) -> Table:
    """Return how long each person called had waited."""
    columns = (
        N_("Aufruf"),
        N_("Nummer"),
        N_("Mit Termin"),
        N_("Gewartet in Minuten"),
        N_("Zugesagt"),
        N_("Angesagt von"),
        N_("Angesagt bis"),
        N_("Zusage gehalten"),
    )
    rows = (
        (
            one.called_at,
            one.number,
            N_("ja") if one.booked else N_("nein"),
            one.minutes,
            one.promised,
            None if one.told is None else round(one.told[0]),
            None if one.told is None else round(one.told[1]),
            None if one.promised is None else N_("nein") if one.over else "ja",
        )
        for one in waits(account)
    )
    return _table("wartezeiten", N_("Wartezeiten"), columns, rows, 3, 4, 5, 6)


def arrivals_table(account: DayAccount) -> Table:
    """Return who came in each half hour."""
    columns = (N_("Ab"), N_("Mit Termin"), N_("Ohne Termin"), N_("Zusammen"), N_("Sonst üblich"))
    rows = (
        (
            one.start,
            one.booked,
            one.walk_in,
            one.booked + one.walk_in,
            None if one.usual is None else round(one.usual, 1),
        )
        for one in arrivals(account)
    )
    return _table("ankuenfte", N_("Ankünfte"), columns, rows, 1, 2, 3, 4)


def services_table(account: DayAccount) -> Table:
    """Return planned against real minutes of each service."""
    columns = (
        N_("Anliegen"),
        N_("Erledigt"),
        N_("Geplante Minuten je Stück"),
        N_("Wirkliche Minuten je Stück"),
    )
    rows = (
        (one.name, one.times, one.planned, one.real) for one in service_minutes(account.tickets)
    )
    return _table("anliegen", N_("Dauer je Anliegen"), columns, rows, 1, 2, 3)


def turned_away_table(account: DayAccount) -> Table:
    """Return who got no number, by half hour and reason."""
    columns = (
        N_("Ab"),
        N_("Geschlossen"),
        N_("Alle Nummern vergeben"),
        N_("Zu spät vor Schluss"),
        N_("Zusammen"),
    )
    rows = ((one.start, one.closed, one.full, one.late, one.count) for one in turned_away(account))
    return _table("abgewiesen", N_("Ohne Nummer gegangen"), columns, rows, 1, 2, 3, 4)


TABLES: dict[str, Callable[[DayAccount], Table]] = {
    "aufrufe": turns_table,
    "schalter": counters_table,
    "wartende": waiting_table,
    "wartezeiten": waits_table,
    "ankuenfte": arrivals_table,
    "anliegen": services_table,
    "abgewiesen": turned_away_table,
}


def as_csv(table: Table, clock: Callable[[datetime], str], translate: Callable[[str], str]) -> str:
    """Return a table as CSV with semicolons and decimal commas; no cell begins a formula."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([translate(column) for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(cell, clock, translate) for cell in row])
    return file.getvalue()


def shown(cell: Cell, clock: Callable[[datetime], str], translate: Callable[[str], str]) -> str:
    """Return a cell as people read it; a dash where there is nothing to say."""
    return "–" if cell is None else _written(cell, clock, translate)


def _written(cell: Cell, clock: Callable[[datetime], str], translate: Callable[[str], str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return clock(cell)
    if isinstance(cell, str):
        told = translate(cell) if cell else ""  # gettext answers "" with the head of its file
        return f"'{told}" if told.startswith(("=", "+", "-", "@", "\t")) else told
    return f"{cell:.1f}".replace(".", ",") if isinstance(cell, float) else str(cell)


def _ending(turn: Turn) -> str:
    return PARKED if turn.parked and turn.ending is Ending.ON else ENDINGS[turn.ending]


def _table(
    name: str,
    title: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Cell, ...]],
    *numeric: int,
) -> Table:
    return Table(name, title, columns, tuple(rows), frozenset(numeric))
