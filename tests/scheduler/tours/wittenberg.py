"""A mobile office like Wittenberg's: its 21 stops and monthly days are facts, the rest is made up.

Names, days and the order within a day stand in a file beside the project. Coordinates, windows,
demand and driving times are synthetic, drawn from a seed: stops of one day lie near each other.
"""

from __future__ import annotations

import json
from datetime import date
from math import cos, hypot, pi, sin
from pathlib import Path
from random import Random

from scheduler.tours.day import Days
from scheduler.tours.pattern import Pattern
from scheduler.tours.problem import Horizon, Plan, Problem, Stay, Stop, Tour, Vehicle, Window
from scheduler.tours.roads import Roads

FILE = Path(__file__).parents[4] / "shared" / "data" / "mobile_stops.json"


def wittenberg(first: date, last: date, seed: int = 1) -> tuple[Problem, dict[str, list[str]]]:
    """Return the problem and the published monthly tours: rule → stops in their order."""
    random = Random(seed)  # noqa: S311  # no secret
    services = json.loads(FILE.read_text(encoding="utf-8"))["services"]
    told = next(one for one in services if one["id"] == "wittenberg")["tours"]
    tours = {tour["rule"]: list(tour["stops"]) for tour in told}
    points = [(0.0, 0.0)]
    stops, promises = list[Stop](), dict[str, Pattern]()
    for number, (rule, names) in enumerate(tours.items()):
        angle = 2 * pi * number / len(tours) + random.uniform(-0.2, 0.2)
        for place, name in enumerate(names):
            far = random.uniform(4, 8) + 2.5 * place
            points.append((far * cos(angle + place / 8), far * sin(angle + place / 8)))
            stops.append(_stop(random, name, len(points) - 1))
            promises[name] = Pattern(rule, first)
    metres = [[round(1300 * hypot(a - c, b - d)) for c, d in points] for a, b in points]
    minutes = [[-(-one // 750) for one in row] for row in metres]
    bus = Vehicle("bus", "Kleinbus", 0, frozenset({"camera", "lte"}), most_stops=6)
    problem = Problem(
        Horizon(first, last),
        tuple(stops),
        (bus,),
        Roads.shortest(minutes, metres),
        promises=promises,
    )
    return problem, tours


def published(problem: Problem, tours: dict[str, list[str]]) -> Plan:
    """Return the published days, each with its stops for 45 minutes, in the cheapest order."""
    days, bus = Days(problem), problem.vehicles[0]
    found = list[Tour]()
    for names in tours.values():
        for day in problem.promised(names[0]):
            best = days.best(bus, day, [(name, 45) for name in names])
            if best is not None:
                found.append(best.tour)
    return Plan(tuple(sorted(found, key=lambda tour: tour.day)))


def _stop(random: Random, name: str, at: int) -> Stop:
    people = random.randint(6, 20)
    lengths = (30, 45, 60, 90, 120)
    values = [min(people, round(people * (1 - 0.97**minutes))) for minutes in lengths]
    opens = random.choice([480, 540])
    return Stop(
        name,
        name,
        at,
        dict.fromkeys(range(5), (Window(opens, random.choice([960, 1020, 1080])),)),
        concave(lengths, values),
        needs=frozenset({"camera", "lte"}),
        wanted=people,
        most_days_between=35,
        least_days_between=14,
    )


def concave(lengths: tuple[int, ...], values: list[int]) -> tuple[Stay, ...]:
    """Return stays whose further minutes are worth ever less, cutting values where needed."""
    kept = [Stay(0, 0)]
    for minutes, value in zip(lengths, values, strict=True):
        last = kept[-1]
        most = value
        if len(kept) > 1:
            before = kept[-2]
            rate = (last.value - before.value) / (last.minutes - before.minutes)
            most = last.value + int(rate * (minutes - last.minutes))
        kept.append(Stay(minutes, max(last.value, min(value, most))))
    return tuple(kept[1:])
