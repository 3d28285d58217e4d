"""A plan as lines of text: per day and half hour who opens how much, and why it costs what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from babel import Locale
from babel.dates import format_date, format_skeleton

from api.planning.answer import Answer, Asked
from api.planning.words import cost_of, sentence
from termin.planning.demand import STEP

REASONS = 20
"""Explanations shown; the rest is summed up."""


def lines(
    asked: Asked, answer: Answer, gettext: Callable[..., str], locale: Locale
) -> Iterator[str]:
    """Yield the plan: a table for each office and day, then the explanation, dearest first."""
    for number, office in enumerate(asked.offices):
        for day, on in enumerate(asked.dates):
            if any(office.staff[day]):
                yield ""
                yield f"{office.name}, {format_date(on, 'full', locale)}"
                yield from _day(asked, answer, number, day, gettext)
    yield ""
    yield gettext("Warum der Plan so viel kostet:")
    costly = [one for one in answer.said if one.cost is None or one.cost >= 0.5]
    for one in costly[:REASONS]:
        price = gettext("nicht erlaubt") if one.cost is None else cost_of(one, locale)
        yield f"  {price:>8}  {sentence(one, gettext, locale)}"
    if len(costly) > REASONS:
        rest = sum(one.cost or 0.0 for one in costly[REASONS:])
        yield f"  {rest:8.0f}  " + gettext("weitere %(count)s Gründe", count=len(costly) - REASONS)


def working_days(
    asked: Asked,
    answer: Answer,
    clerks: Mapping[int, str],
    gettext: Callable[..., str],
    locale: Locale,
) -> Iterator[str]:
    """Yield who works from when until when, a line for each person, with the hours of the week."""
    for office in asked.offices:
        mine = [one for one in answer.shifts if one.office == office.id]
        days = sorted({one.on for one in mine})
        people = sorted({one.clerk for one in mine}, key=lambda who: clerks.get(who, ""))
        if not mine:
            continue
        wide = max(len(clerks.get(who, "")) for who in people)
        heads = [f"{format_skeleton('EMd', on, locale=locale):11}" for on in days]
        yield ""
        yield gettext("Arbeitszeiten: %(name)s", name=office.name)
        yield "  ".join([" " * wide, *heads, gettext("Stunden")])
        for who in people:
            own = {one.on: one for one in mine if one.clerk == who}
            cells = [_span(own[on].start, own[on].end) if on in own else "" for on in days]
            hours = sum(one.work for one in own.values()) / 60
            row = [
                f"{clerks.get(who, ''):{wide}}",
                *(f"{one:11}" for one in cells),
                f"{hours:7.2f}",
            ]
            yield "  ".join(row)


def _span(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}–{end // 60:02}:{end % 60:02}"


def _day(
    asked: Asked, answer: Answer, number: int, day: int, gettext: Callable[..., str]
) -> Iterator[str]:
    office, opened = asked.offices[number], answer.open[number][day]
    groups = [
        group
        for group in range(len(asked.groups))
        if any(opened[group]) or any(office.expected[day][group])
    ]
    wide = [max(12, len(asked.groups[group])) for group in groups]
    heads = [f"{asked.groups[g]:>{w}}" for g, w in zip(groups, wide, strict=True)]
    yield "  ".join([f"{gettext('Zeit'):6}", *heads, gettext("Personen")])
    for block in range(asked.blocks):
        if not office.staff[day][block]:
            continue
        cells = []
        for group, width in zip(groups, wide, strict=True):
            wanted = office.expected[day][group][block]
            count = opened[group][block]
            cells.append(f"{f'{count}  {wanted:.0f}/{count * STEP}':>{width}}")
        minute = asked.minute(block)
        clock = f"{minute // 60:02}:{minute % 60:02}"
        used = sum(opened[group][block] for group in groups)
        yield "  ".join([f"{clock:6}", *cells, f"{used}/{office.staff[day][block]}"])
