"""What can be demanded of a plan, and what a problem looks like when a demand is given up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.finding import Fact
from scheduler.tours.problem import Pin, Problem, Stop, Vehicle, Window

Facts = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Demand:
    """A pin, a promise, a longest wait, or a limit of a vehicle or a stop; `who` is its id.

    `said` is the demand in a sentence, `cure` what it would mean to give it up; both hold its
    `facts`, for those who say it in another language.
    """

    kind: str
    who: str
    said: str
    cure: str
    day: date | None = None
    vehicle: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        """Say the demand."""
        return self.said


LIMITS = ("hours", "minutes", "stops", "days out", "holidays", "opening", "equipment")
WISHES = ("pin", "promise", "wait")


def wishes(problem: Problem, kinds: Collection[str]) -> Iterator[Demand]:
    """Yield pins, promised visits and longest waits, as far as their kinds are asked for."""
    names = {stop.id: stop.name for stop in problem.stops}
    for pin in problem.pins if "pin" in kinds else ():
        name = names[pin.stop]
        on = f"on {pin.day}" + (f" with {pin.vehicle}" if pin.vehicle else "")
        facts: Facts = {"stop": name, "day": str(pin.day)}
        cure = f"release {name} {on}"
        yield Demand("pin", pin.stop, f"{name} is fixed {on}", cure, *pin_of(pin), facts)
    for stop in problem.stops:
        for day in problem.promised(stop.id) if "promise" in kinds else ():
            said, cure = f"{stop.name} is promised {day}", f"take back the promise of {day}"
            facts = {"stop": stop.name, "day": str(day)}
            yield Demand("promise", stop.id, said, f"{cure} to {stop.name}", day, facts=facts)
        if stop.most_days_between is not None and "wait" in kinds:
            said = f"{stop.name} waits {stop.most_days_between} days at most"
            facts = {"stop": stop.name, "days": stop.most_days_between}
            yield Demand("wait", stop.id, said, f"let {stop.name} wait longer", facts=facts)


def limits(problem: Problem, stops: Collection[str]) -> Iterator[Demand]:
    """Yield what limits vehicles, and the stops that matter."""
    for one in problem.vehicles:
        begins, ends = (f"{at // 60}:{at % 60:02d}" for at in (one.from_, one.until))
        own: Facts = {"vehicle": one.name}
        said, cure = f"{one.name} is out from {begins} to {ends}", f"send {one.name} out"
        hours: Facts = {**own, "leaves": begins, "returns": ends}
        yield Demand("hours", one.id, said, f"{cure} earlier or longer", facts=hours)
        said = f"{one.name}'s crew work {one.most} min a day at most"
        more = f"let {one.name}'s crew work up to ten hours"
        yield Demand("minutes", one.id, said, more, facts={**own, "most": one.most})
        said = f"{one.name} has {one.most_stops} stops a day at most"
        more = f"let {one.name} make more stops a day"
        yield Demand("stops", one.id, said, more, facts={**own, "most": one.most_stops})
        said = f"{one.name} goes out on its own days only"
        yield Demand("days out", one.id, said, f"{cure} on further days", facts=own)
    if problem.horizon.holidays:
        yield Demand("holidays", "", "nobody works on holidays", "plan around the holidays")
    for stop in problem.stops:
        if stop.id in stops:
            said, at = f"{stop.name} is open in its hours only", {"stop": stop.name}
            yield Demand("opening", stop.id, said, f"open {stop.name} at other times", facts=at)
            if stop.needs - stop.offers:
                needs = ", ".join(sorted(stop.needs - stop.offers))
                cure = f"equip a vehicle with what {stop.name} needs"
                lacks: Facts = {"stop": stop.name, "things": needs}
                yield Demand("equipment", stop.id, f"{stop.name} needs {needs}", cure, facts=lacks)


def pin_of(pin: Pin) -> tuple[date, str | None]:
    """Return a pin's day and vehicle."""
    return pin.day, pin.vehicle


def demanding(problem: Problem, held: Iterable[Demand]) -> Problem:
    """Return the problem in which only these demands hold, wishes as pins; of other stops nothing.

    Longest waits stay with their stops. Whoever solves it makes them hard.
    """
    kept = {(one.kind, one.who) for one in held}
    asked = [one for one in held if one.kind in WISHES]
    stops = {one.who for one in asked}
    return replace(
        problem,
        horizon=replace(
            problem.horizon,
            holidays=problem.horizon.holidays if ("holidays", "") in kept else frozenset(),
        ),
        stops=tuple(_asking(_stop(one, kept), kept) for one in problem.stops if one.id in stops),
        vehicles=tuple(_vehicle(one, kept) for one in problem.vehicles),
        pins=tuple(Pin(one.who, one.day, one.vehicle) for one in asked if one.day),
        promises={},
        previous=None,
    )


def loosened(problem: Problem, given_up: Demand) -> Problem:
    """Return the problem without one limit."""
    every = limits(problem, {stop.id for stop in problem.stops})
    kept = {(one.kind, one.who) for one in every} - {(given_up.kind, given_up.who)}
    horizon = problem.horizon
    if given_up.kind == "holidays":
        horizon = replace(horizon, holidays=frozenset())
    return replace(
        problem,
        horizon=horizon,
        stops=tuple(_stop(one, kept) for one in problem.stops),
        vehicles=tuple(_vehicle(one, kept) for one in problem.vehicles),
    )


def _stop(stop: Stop, kept: Collection[tuple[str, str]]) -> Stop:
    if ("opening", stop.id) not in kept:
        stop = replace(stop, weekdays=dict.fromkeys(range(7), (Window(0, 1440),)), dates={})
    if ("equipment", stop.id) not in kept:
        stop = replace(stop, needs=frozenset())
    return stop


def _asking(stop: Stop, kept: Collection[tuple[str, str]]) -> Stop:
    """Ask as little as can be of a stop: its shortest stay, and a longest wait if that is held."""
    most = stop.most_days_between if ("wait", stop.id) in kept else None
    return replace(stop, stays=stop.stays[:1], wanted=0, most_days_between=most)


def _vehicle(vehicle: Vehicle, kept: Collection[tuple[str, str]]) -> Vehicle:
    """Widen what is given up as far as the law goes."""
    wider: dict[str, Callable[[Vehicle], Vehicle]] = {
        "hours": _longest,
        "minutes": lambda one: replace(one, most=600),
        "stops": lambda one: replace(one, most_stops=max(10, one.most_stops)),
        "days out": lambda one: replace(one, weekdays=frozenset(range(6)), off=frozenset()),
    }
    for kind, widen in wider.items():
        if (kind, vehicle.id) not in kept:
            vehicle = widen(vehicle)
    return vehicle


def _longest(vehicle: Vehicle) -> Vehicle:
    """Widen the hours to 13, on both sides."""
    spare = 780 - (vehicle.until - vehicle.from_)
    begins = min(max(0, vehicle.from_ - spare // 2), 660)
    return replace(vehicle, from_=begins, until=begins + 780)
