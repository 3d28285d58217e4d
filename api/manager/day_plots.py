"""The pictures of an office's day: what the tables say, seen at a glance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from api.plots import (
    Bar,
    Block,
    Dot,
    Group,
    Key,
    Look,
    Pair,
    Row,
    Shape,
    Step,
    Words,
    bars,
    dots,
    pairs,
    steps,
    timeline,
)
from api.plots.dots import Limit
from termin.interval import Interval
from termin.statistics import (
    DayAccount,
    Ending,
    SpellKind,
    arrivals,
    highest,
    service_minutes,
    turned_away,
    waiting_levels,
    waits,
)

N_ = str  # marks for the catalogues what is translated where it is shown

SERVICES_SHOWN = 8
HALF_HOUR = timedelta(minutes=30)
WHOLE_DAY, NEAR = 1060.0, 5.0
"""Pixels of the timeline: for the whole day at a glance, and for each minute near by."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a page says things: its language's texts and the office's clock."""

    gettext: Callable[..., str]
    ngettext: Callable[..., str]
    clock: Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with what it shows in a sentence; `table` names the table behind it."""

    title: str
    sentence: str
    picture: Markup
    table: str


def day_timeline(account: DayAccount, say: Speaker, *, near: bool = False) -> Markup | None:
    """Return the day's timeline; None for a day on which nothing was planned or done."""
    span = account.span
    if span is None:
        return None
    words = _words(
        say,
        "tag",
        say.gettext(
            "Der Tag an den Schaltern, von %(start)s bis %(end)s",
            start=say.clock(span.start),
            end=say.clock(span.end),
        ),
        say.gettext("Dieselben Angaben stehen in der Tabelle darunter."),
        "",
    )
    entries = [
        Key("shift", say.gettext("geplant")),
        Key("serving", say.gettext("bedient")),
        Key("called", say.gettext("aufgerufen")),
        Key("parked", say.gettext("geparkt")),
        Key("pause", say.gettext("Pause")),
        Key("missed", say.gettext("nicht erschienen")),
    ]
    crowd = [Step(level.at, level.count) for level in waiting_levels(account.spells)]
    shown = _rows(account, say)
    return timeline(
        words,
        shown,
        crowd,
        entries,
        span.start,
        span.end,
        account.now if span.contains(account.now) else None,
        account.zone,
        minute=NEAR if near else min(NEAR, WHOLE_DAY / max(1, span.minutes)),
        names=(say.gettext("Wartende"), say.gettext("Schalter"), say.gettext("jetzt")),
    )


def plots_of(account: DayAccount, say: Speaker) -> tuple[Plot, ...]:
    """Return the plots that have anything to show."""
    span = account.span
    if span is None:
        return ()
    made = (
        _waiting(account, say, span),
        _waits(account, say, span),
        _arrivals(account, say, span),
        _services(account, say),
        _turned_away(account, say, span),
    )
    return tuple(plot for plot in made if plot is not None)


def _waiting(account: DayAccount, say: Speaker, span: Interval) -> Plot | None:
    levels = waiting_levels(account.spells)
    top = highest(levels)
    if top is None:
        return None
    title = say.gettext("Wartende im Lauf des Tages")
    sentence = say.ngettext(
        "Am meisten wartete um %(at)s: eine Person.",
        "Am meisten warteten um %(at)s: %(num)s Personen.",
        top.count,
        at=say.clock(top.at),
    )
    words = _words(say, "wartende", title, sentence, say.gettext("Personen"))
    found = [Step(level.at, level.count) for level in levels]
    end = max(_until(account, span), levels[-1].at)
    picture = steps(words, found, span.start, end, account.zone)
    return Plot(title, sentence, picture, "wartende")


def _waits(account: DayAccount, say: Speaker, span: Interval) -> Plot | None:
    found = waits(account)
    if not found:
        return None
    title = say.gettext("Wartezeit der Aufgerufenen")
    promised = [one for one in found if one.promised is not None]
    kept = sum(not one.over for one in promised)
    judged = [one for one in found if one.as_told is not None]
    right = sum(bool(one.as_told) for one in judged)
    told = []
    if promised:
        told.append(
            say.gettext("Zusage gehalten: %(kept)s von %(all)s.", kept=kept, all=len(promised))
        )
    if judged:
        told.append(
            say.gettext("Ansage getroffen: %(right)s von %(all)s.", right=right, all=len(judged))
        )
    sentence = " ".join(told)
    words = _words(say, "wartezeiten", title, sentence, say.gettext("Minuten"))
    marks = [
        Dot(
            one.called_at,
            one.minutes,
            Shape.BOOKED if one.booked else Shape.WALK_IN,
            say.gettext(
                "%(number)s, aufgerufen %(at)s: %(minutes)s Minuten gewartet",
                number=one.number,
                at=say.clock(one.called_at),
                minutes=round(one.minutes),
            ),
            one.told,
            one.over,
        )
        for one in found
    ]
    limits = []
    if account.promises.walk_in and any(one.promised == account.promises.walk_in for one in found):
        limits.append(
            Limit(
                float(account.promises.walk_in),
                say.gettext("zugesagt ohne Termin: %(n)s", n=account.promises.walk_in),
            )
        )
    if account.promises.appointment and any(one.booked for one in found):
        limits.append(
            Limit(
                float(account.promises.appointment),
                say.gettext("zugesagt mit Termin: %(n)s", n=account.promises.appointment),
            )
        )
    entries = [
        Key("dot-booked", say.gettext("mit Termin")),
        Key("dot-walk-in", say.gettext("ohne Termin")),
        Key("told", say.gettext("angesagt von–bis")),
        Key("ring", say.gettext("Zusage gebrochen")),
    ]
    picture = dots(words, marks, limits, entries, span.start, _until(account, span), account.zone)
    return Plot(title, sentence, picture, "wartezeiten")


def _arrivals(account: DayAccount, say: Speaker, span: Interval) -> Plot | None:
    found = arrivals(account)
    came = sum(one.booked + one.walk_in for one in found)
    if not found or (not came and not account.compared_days):
        return None
    title = say.gettext("Ankünfte je halbe Stunde")
    sentence = say.ngettext("Eine Person ist gekommen.", "%(num)s Personen sind gekommen.", came)
    entries = [
        Key("bar-booked", say.gettext("mit Termin")),
        Key("bar-walk-in", say.gettext("ohne Termin")),
    ]
    if account.compared_days:
        sentence += " " + _usual(account, say)
        entries.append(Key("usual", say.gettext("sonst üblich")))
    words = _words(say, "ankuenfte", title, sentence, say.gettext("Personen"))
    groups = [
        Group(
            one.start,
            HALF_HOUR,
            (Bar("bar-booked", one.booked), Bar("bar-walk-in", one.walk_in)),
            say.gettext(
                "%(start)s: %(booked)s mit Termin, %(walk_in)s ohne",
                start=say.clock(one.start),
                booked=one.booked,
                walk_in=one.walk_in,
            ),
            one.usual,
        )
        for one in found
    ]
    start = min(span.start, found[0].start)
    end = max(span.end, found[-1].start + HALF_HOUR)
    picture = bars(words, groups, entries, start, end, account.zone)
    return Plot(title, sentence, picture, "ankuenfte")


def _usual(account: DayAccount, say: Speaker) -> str:
    """Say how many come on such a day: by this time of day, or in all once it is over."""
    if account.now.astimezone(account.zone).date() > account.date:
        return say.ngettext(
            "Am selben Wochentag der Vorwoche waren es %(usual)s.",
            "Im Schnitt von %(num)s gleichen Wochentagen waren es %(usual)s.",
            account.compared_days,
            usual=round(account.usual_by_now),
        )
    return say.ngettext(
        "Am selben Wochentag der Vorwoche waren es bis jetzt %(usual)s.",
        "Im Schnitt von %(num)s gleichen Wochentagen waren es bis jetzt %(usual)s.",
        account.compared_days,
        usual=round(account.usual_by_now),
    )


def _services(account: DayAccount, say: Speaker) -> Plot | None:
    found = service_minutes(account.tickets)
    if not found:
        return None
    title = say.gettext("Dauer je Anliegen: geplant und wirklich")
    furthest = max(found, key=lambda one: abs(one.real - one.planned))
    sentence = say.gettext(
        "Am weitesten auseinander: %(name)s, geplant %(planned)s, wirklich %(real)s Minuten.",
        name=furthest.name,
        planned=_number(furthest.planned),
        real=_number(furthest.real),
    )
    words = _words(say, "anliegen", title, sentence, say.gettext("Minuten"))
    rows = [
        Pair(
            f"{one.name} ({one.times}×)",
            one.planned,
            one.real,
            say.gettext("%(n)s Min.", n=_number(one.planned)),
            say.gettext("%(n)s Min.", n=_number(one.real)),
        )
        for one in found[:SERVICES_SHOWN]
    ]
    entries = [Key("planned", say.gettext("geplant")), Key("real", say.gettext("wirklich"))]
    return Plot(title, sentence, pairs(words, rows, entries), "anliegen")


def _turned_away(account: DayAccount, say: Speaker, span: Interval) -> Plot | None:
    found = turned_away(account)
    if not found:
        return None
    title = say.gettext("Ohne Nummer gegangen")
    sentence = say.ngettext(
        "Eine Person bekam keine Nummer.",
        "%(num)s Personen bekamen keine Nummer.",
        sum(one.count for one in found),
    )
    words = _words(say, "abgewiesen", title, sentence, say.gettext("Personen"))
    groups = [
        Group(
            one.start,
            HALF_HOUR,
            (Bar("closed", one.closed), Bar("full", one.full), Bar("late", one.late)),
            f"{say.clock(one.start)}: {one.count}",
        )
        for one in found
    ]
    entries = [
        Key("closed", say.gettext("geschlossen")),
        Key("full", say.gettext("alle Nummern vergeben")),
        Key("late", say.gettext("zu spät vor Schluss")),
    ]
    start, end = min(span.start, found[0].start), max(span.end, found[-1].start + HALF_HOUR)
    return Plot(
        title, sentence, bars(words, groups, entries, start, end, account.zone), "abgewiesen"
    )


def _rows(account: DayAccount, say: Speaker) -> list[Row]:
    found = []
    for counter, name in account.counters:
        blocks = [*_shifts(account, counter, say), *_rests(account, counter, say)]
        blocks += _spells(account, counter, say)
        if blocks:
            found.append(Row(name, tuple(blocks)))
    return found


def _shifts(account: DayAccount, counter: int, say: Speaker) -> list[Block]:
    return [
        Block(
            Look.PLANNED,
            shift.during.start,
            shift.during.end,
            _from_to(say, say.gettext("geplant"), shift.during.start, shift.during.end),
        )
        for shift in account.shifts
        if shift.counter == counter
    ]


def _rests(account: DayAccount, counter: int, say: Speaker) -> list[Block]:
    return [
        Block(
            Look.PAUSE,
            rest.start,
            rest.end or account.now,
            _from_to(say, say.gettext("Pause"), rest.start, rest.end),
        )
        for rest in account.rests
        if rest.counter == counter
    ]


_LOOKS = {
    SpellKind.CALLED: (Look.CALLED, N_("aufgerufen")),
    SpellKind.SERVING: (Look.SERVING, N_("bedient")),
    SpellKind.PARKED: (Look.PARKED, N_("geparkt")),
}


def _spells(account: DayAccount, counter: int, say: Speaker) -> list[Block]:
    blocks: list[Block] = []
    missed: list[Block] = []
    for spell in account.spells:
        if spell.counter != counter or spell.kind not in _LOOKS or spell.ending is Ending.UNDONE:
            continue
        look, word = _LOOKS[spell.kind]
        end = spell.end or account.now
        told = _from_to(say, f"{spell.number} {say.gettext(word)}", spell.start, spell.end)
        label = spell.number if look in (Look.SERVING, Look.CALLED) else ""
        blocks.append(Block(look, spell.start, end, told, label))
        if spell.ending is Ending.MISSED:
            text = say.gettext(
                "%(number)s nicht erschienen, %(at)s", number=spell.number, at=say.clock(end)
            )
            missed.append(Block(Look.MISSED, end, end, text))
    return blocks + missed


def _from_to(say: Speaker, what: str, start: datetime, end: datetime | None) -> str:
    if end is None:
        return say.gettext("%(what)s seit %(start)s", what=what, start=say.clock(start))
    return say.gettext(
        "%(what)s %(start)s bis %(end)s", what=what, start=say.clock(start), end=say.clock(end)
    )


def _until(account: DayAccount, span: Interval) -> datetime:
    """Return where a plot of what has been ends: now, on a day that goes on."""
    return min(span.end, max(account.now, span.start + HALF_HOUR))


def _words(say: Speaker, name: str, title: str, sentence: str, unit: str) -> Words:
    return Words(f"plot-{name}", title, sentence, unit, say.clock)


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
