"""Offices of twenty clerks for four weeks, made from a seed.

`python -m tests.scheduler.roster.generate` writes those of seeds 1 to 3 to `instances/`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from scheduler.roster import (
    Absence,
    Clerk,
    Demand,
    Group,
    Kind,
    Pause,
    Problem,
    Shift,
    Want,
    Wish,
)
from scheduler.roster.wire import write

NAMES = (
    "Aydin",
    "Bauer",
    "Celik",
    "Dietz",
    "Ebert",
    "Fuchs",
    "Graf",
    "Haas",
    "Ivanov",
    "Jung",
    "Kraus",
    "Lenz",
    "Maier",
    "Novak",
    "Otto",
    "Pohl",
    "Quast",
    "Roth",
    "Simon",
    "Thoma",
    "Ulrich",
    "Vogt",
    "Weiss",
    "Yilmaz",
    "Zorn",
)
COUNTERS = ("Meldewesen", "Ausweise", "Fahrzeuge")
RECEPTION, PHONE = "Empfang", "Telefon"
OPEN = {0: (8, 16), 1: (8, 16), 2: (8, 13), 3: (8, 19), 4: (8, 14)}
"""Opening hours by weekday: Wednesday mornings, a long Thursday."""
RUSH = {8: 0.9, 9: 1.2, 10: 1.3, 11: 1.15, 12: 0.8, 13: 0.85, 14: 1.0, 15: 1.0, 16: 1.15, 17: 1.1}
BUSY = {0: 1.15, 1: 0.95, 2: 1.0, 3: 1.1, 4: 0.95}
LEVEL = 1.05
"""Demand against what the staff can do with its least share of back office."""


def office(seed: int, clerks: int = 20, weeks: int = 4) -> Problem:
    """Return an office whose demand is above what its staff can do, by LEVEL.

    A third works part time, two are volunteers, one learns; about one day in ten is absence.
    """
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    staff = tuple(_clerk(random, number, clerks) for number in range(clerks))
    empty = Problem(
        start=date(2026, 9, 7),
        length=7 * weeks,
        clerks=staff,
        groups=(
            *(Group(name) for name in COUNTERS),
            Group(RECEPTION, Kind.RECEPTION, 1.5),
            Group(PHONE, Kind.PHONE, 0.75),
        ),
        shifts=catalogue(),
        demand=(),
    )
    away = replace(empty, absences=tuple(_absences(random, empty)))
    wishes = tuple(_wishes(random, away))
    return replace(away, wishes=wishes, demand=tuple(_demand(random, away)))


def catalogue() -> tuple[Shift, ...]:
    """Return the shifts agreed upon: whole hours of work from six beginnings, breaks by law.

    45 minutes are half an hour at noon and a quarter of an hour later or earlier.
    """
    return tuple(
        shift
        for start in (450, 480, 540, 600, 660)
        for hours in (4, 5, 6, 7, 8, 9, 10)
        for shift in _shifts(start, hours * 60)
        if shift.end <= 19 * 60 + 30
    )


def _shifts(start: int, work: int) -> list[Shift]:
    name = f"{start // 60:02}{start % 60:02}-{work // 60}"
    if work <= 360:
        return [Shift(name, start, start + work)]
    found = []
    for noon in range(660, 841, 30):
        pauses = [Pause(noon, 30)]
        if work > 540:  # the grid is half hours: the shift ends a quarter past
            pauses.append(Pause(noon + 180, 15))
        end = start + work + sum(one.minutes for one in pauses)
        if (
            noon - start >= 120
            and noon - start <= 330
            and end - noon - 30 <= 360 + 30 * (work > 540)
        ):
            found.append(Shift(f"{name} {noon // 60}:{noon % 60:02}", start, end, tuple(pauses)))
    return found


def _clerk(random: Random, number: int, clerks: int) -> Clerk:
    name = NAMES[number % len(NAMES)]
    if number >= clerks - 2:
        return Clerk(
            number,
            name,
            frozenset({RECEPTION}),
            contract=480,
            longest=360,
            days_a_week=2,
            weekdays=frozenset(random.sample(range(5), 3)),
            late=0,
        )
    many = random.choice((1, 1, 2, 2, 2, 3))
    skills = {*random.sample(COUNTERS, many)}
    if random.random() < 0.45:
        skills.add(RECEPTION)
    if random.random() < 0.6:
        skills.add(PHONE)
    contract = random.choice((2340, 2340, 2340, 2340, 1800, 1560, 1200))
    fixed = frozenset(range(5))
    if contract == 1200:
        fixed = frozenset(random.sample(range(5), 3))
    clerk = Clerk(
        number,
        name,
        frozenset(skills),
        contract=contract,
        flex=60,
        longest=600 if random.random() < 0.7 else 540,
        weekdays=fixed,
        ended=3240 if random.random() < 0.8 else None,
        late=random.choice((1, 2, 2, 3, 4)),
    )
    if number == 0:  # learns at the side of the next
        return replace(clerk, skills=frozenset({COUNTERS[0]}), mentor=1, late=1)
    if number == 1:
        return replace(clerk, skills=clerk.skills | {COUNTERS[0]}, contract=2340)
    return clerk


def _absences(random: Random, problem: Problem) -> list[Absence]:
    found = []
    for clerk in problem.clerks:
        works = [day for day in range(problem.length) if problem.weekday(day) in clerk.weekdays]
        credit = clerk.contract // len(clerk.weekdays)
        if random.random() < 0.25:
            week = random.randrange(problem.length // 7)
            days = [day for day in works if problem.week(day) == week]
        else:
            days = sorted(random.sample(works, random.choice((0, 0, 1, 1, 2))))
        found += [Absence(clerk.id, day, credit) for day in days]
    return found


def _wishes(random: Random, problem: Problem) -> list[Wish]:
    found = []
    away = {(one.clerk, one.day) for one in problem.absences}
    for clerk in problem.clerks:
        days = [
            day
            for day in range(problem.length)
            if problem.weekday(day) in clerk.weekdays and (clerk.id, day) not in away
        ]
        for day in sorted(random.sample(days, min(len(days), random.randrange(5)))):
            want = random.choice((Want.FREE, Want.EARLY, Want.EARLY, Want.LATE))
            found.append(Wish(clerk.id, day, want, float(random.choice((2, 4, 6)))))
    return found


def _demand(random: Random, problem: Problem) -> list[Demand]:
    """Spread LEVEL of what each part of the staff can do over groups, days and hours."""
    least = problem.terms.share[0]
    room: dict[str, float] = dict.fromkeys((group.name for group in problem.groups), 0.0)
    hours = [
        (day, block)
        for day in range(problem.length)
        if problem.weekday(day) in OPEN and day not in problem.holidays
        for block in range(*(2 * hour for hour in OPEN[problem.weekday(day)]))
    ]
    total = sum(problem.owed(clerk) for clerk in problem.clerks) * (1 - least) / problem.block
    room[RECEPTION] = float(len(hours))
    phone = [(day, block) for day, block in hours if block < 32]
    room[PHONE] = 1.5 * len(phone)
    left = LEVEL * total - room[RECEPTION] - room[PHONE]
    strength = dict.fromkeys(COUNTERS, 0.0)
    for clerk in problem.clerks:
        mine = clerk.skills & set(COUNTERS)
        for name in mine:
            strength[name] += problem.owed(clerk) / len(mine)
    for name in COUNTERS:
        room[name] = left * strength[name] / sum(strength.values())
    found = []
    for name, people in room.items():
        shape = {
            (day, block): 1.0
            if name == RECEPTION
            else RUSH.get(block // 2, 0.8) * BUSY[problem.weekday(day)] * random.uniform(0.85, 1.15)
            for day, block in (phone if name == PHONE else hours)
        }
        scale = people / sum(shape.values())
        owing = 0.0
        for (day, block), part in shape.items():
            owing += part * scale
            found.append(Demand(day, block, name, round(owing)))
            owing -= found[-1].people
    return [one for one in found if one.people]


if __name__ == "__main__":
    folder = Path(__file__).parent / "instances"
    for seed in (1, 2, 3):
        (folder / f"office-{seed}.json").write_text(write(office(seed)) + "\n", encoding="utf-8")
