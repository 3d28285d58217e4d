"""Read an instance from the text of its file.

Source: the format of the shift-scheduling instances of T. Curtois and R. Qu (2014), one value of
the `SECTION_…` it stands in per line, comments behind `#`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from scheduler.roster.public.instance import Cover, Instance, Person, Shift, Wish


class Unreadable(ValueError):
    """A line of the file is not what the format asks for; says which and why."""

    def __init__(self, line: int, what: str) -> None:
        """Name the line, counted from 1 (0: the file as a whole)."""
        super().__init__(f"line {line}: {what}" if line else what)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    fields: tuple[str, ...]

    def refuse(self, what: str) -> Unreadable:
        return Unreadable(self.number, what)

    def needs(self, count: int, names: str) -> None:
        if len(self.fields) != count:
            raise self.refuse(f"has {len(self.fields)} fields where {count} belong: {names}")

    def whole(self, place: int, what: str) -> int:
        text = self.fields[place]
        if not (text.isascii() and text.isdigit()):
            raise self.refuse(f"{what} is {text!r}, not a whole number from 0 on")
        return int(text)


@dataclass(slots=True)
class _Draft:
    days: int = 0
    shifts: dict[str, Shift] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    wanted: list[Wish] = field(default_factory=list)
    unwanted: list[Wish] = field(default_factory=list)
    cover: dict[tuple[int, str], Cover] = field(default_factory=dict)

    def day(self, line: _Line, place: int) -> int:
        day = line.whole(place, "the day")
        if day >= self.days:
            raise line.refuse(f"day {day} is past the horizon of {self.days} days")
        return day

    def shift(self, line: _Line, name: str) -> str:
        if name not in self.shifts:
            raise line.refuse(f"there is no shift {name!r}")
        return name

    def person(self, line: _Line, name: str) -> str:
        if name not in self.people:
            raise line.refuse(f"there is no person {name!r}")
        return name


def parse(text: str) -> Instance:
    """Return the instance; refuses with `Unreadable`, which names the line and what is wrong."""
    draft = _Draft()
    followers: list[tuple[_Line, Shift]] = []
    for section, line in _lines(text):
        if section not in _READERS:
            raise line.refuse(f"there is no section {section!r}")
        if draft.days == 0 and section != "SECTION_HORIZON":
            raise line.refuse("the horizon has to come first")
        _READERS[section](draft, line)
        if section == "SECTION_SHIFTS":
            followers.append((line, draft.shifts[line.fields[0]]))
    for line, shift in followers:
        for name in sorted(shift.never_before):
            draft.shift(line, name)
    for what, there in (("horizon", draft.days), ("shift", draft.shifts), ("person", draft.people)):
        if not there:
            raise Unreadable(0, f"the file names no {what}")
    return Instance(
        draft.days,
        tuple(draft.shifts.values()),
        tuple(draft.people.values()),
        tuple(draft.wanted),
        tuple(draft.unwanted),
        tuple(draft.cover.values()),
    )


def _lines(text: str) -> Iterator[tuple[str, _Line]]:
    section = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        bare = raw.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare.startswith("SECTION_"):
            section = bare
        elif not section:
            raise Unreadable(number, "stands before the first section")
        else:
            yield section, _Line(number, tuple(part.strip() for part in bare.split(",")))


def _horizon(draft: _Draft, line: _Line) -> None:
    line.needs(1, "days")
    if draft.days:
        raise line.refuse("the horizon stands here a second time")
    draft.days = line.whole(0, "the horizon")
    if not draft.days:
        raise line.refuse("the horizon has no day")


def _shift(draft: _Draft, line: _Line) -> None:
    line.needs(3, "shift, minutes, what must not follow")
    name, _, never = line.fields
    if not name or name in draft.shifts:
        raise line.refuse(f"shift {name!r} has no name or is there already")
    minutes = line.whole(1, "the length")
    if not minutes:
        raise line.refuse(f"shift {name!r} has no length")
    draft.shifts[name] = Shift(name, minutes, frozenset(filter(None, never.split("|"))))


def _person(draft: _Draft, line: _Line) -> None:
    line.needs(
        8, "person, most of each shift, max and min minutes, max and min run, rest, weekends"
    )
    name = line.fields[0]
    if not name or name in draft.people:
        raise line.refuse(f"person {name!r} has no name or is there already")
    most = dict(_most(draft, line))
    longest, least, max_run, min_run, rest, weekends = (
        line.whole(place, "a limit") for place in range(2, 8)
    )
    if not (max_run and min_run and rest):
        raise line.refuse("runs of work and of days off are at least one day long")
    draft.people[name] = Person(name, most, longest, least, max_run, min_run, rest, weekends)


def _most(draft: _Draft, line: _Line) -> Iterator[tuple[str, int]]:
    for part in filter(None, line.fields[1].split("|")):
        shift, sign, count = part.partition("=")
        if not sign or not (count.isascii() and count.isdigit()):
            raise line.refuse(f"{part!r} is not of the form shift=count")
        yield draft.shift(line, shift), int(count)


def _away(draft: _Draft, line: _Line) -> None:
    person = draft.people[draft.person(line, line.fields[0])]
    days = frozenset(draft.day(line, place) for place in range(1, len(line.fields)))
    draft.people[person.name] = replace(person, away=person.away | days)


def _wish(draft: _Draft, line: _Line) -> Wish:
    line.needs(4, "person, day, shift, weight")
    person, shift = draft.person(line, line.fields[0]), draft.shift(line, line.fields[2])
    return Wish(person, draft.day(line, 1), shift, line.whole(3, "the weight"))


def _cover(draft: _Draft, line: _Line) -> None:
    line.needs(5, "day, shift, wanted, weight for under, weight for over")
    key = draft.day(line, 0), draft.shift(line, line.fields[1])
    if key in draft.cover:
        raise line.refuse(f"the cover of day {key[0]}, shift {key[1]!r} stands here again")
    numbers = [line.whole(place, "a number") for place in range(2, 5)]
    draft.cover[key] = Cover(*key, *numbers)


_READERS: dict[str, Callable[[_Draft, _Line], None]] = {
    "SECTION_HORIZON": _horizon,
    "SECTION_SHIFTS": _shift,
    "SECTION_STAFF": _person,
    "SECTION_DAYS_OFF": _away,
    "SECTION_SHIFT_ON_REQUESTS": lambda draft, line: draft.wanted.append(_wish(draft, line)),
    "SECTION_SHIFT_OFF_REQUESTS": lambda draft, line: draft.unwanted.append(_wish(draft, line)),
    "SECTION_COVER": _cover,
}
