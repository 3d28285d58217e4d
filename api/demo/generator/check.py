"""What is wrong with a plan, in words; a plan that a generator made has nothing wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from api.demo.generator.plan import CityPlan, CounterPlan, MunicipalityPlan, OfficePlan, PostPlan

DRIVE_MINUTES = 30
"""Packing, driving and setting up between two stops of one vehicle."""


def faults(plan: CityPlan) -> tuple[str, ...]:
    """Return what cannot be: unknown names, somebody in two places, a service that nobody does."""
    found = [
        f"two municipalities are called {one.slug}"
        for one, other in combinations(plan.municipalities, 2)
        if one.slug == other.slug
    ]
    logins = [one.login for town in plan.municipalities for one in town.accounts]
    found += [f"two sign-ins {login}" for login in {*logins} if logins.count(login) > 1]
    for town in plan.municipalities:
        found += _unknown(town) or [*_twice(town), *_undone(town)]
    return tuple(found)


def _unknown(town: MunicipalityPlan) -> list[str]:
    offices = {one.key for one in town.offices}
    counters = {(one.office, one.name) for one in town.counters}
    clerks = {one.name for one in town.clerks}
    services = {one.key for one in town.services}
    return [
        *(
            f"no office for counter {one.name}"
            for one in town.counters
            if one.office not in offices
        ),
        *(f"no office for {one.name}" for one in town.clerks if one.office not in offices),
        *(f"no counter {one}" for one in town.posts if (one.office, one.counter) not in counters),
        *(f"no clerk {one.clerk}" for one in town.posts if one.clerk not in clerks),
        *(
            f"{office.key} offers an unknown {offer.service}"
            for office in town.offices
            for offer in office.offers
            if offer.service not in services
        ),
    ]


def _twice(town: MunicipalityPlan) -> Iterator[str]:
    """Say who or what would be at two places at once."""
    offices = {one.key: one for one in town.offices}
    counters = {(one.office, one.name): one for one in town.counters}
    of: defaultdict[str, list[PostPlan]] = defaultdict(list)
    for post in town.posts:
        of[f"clerk {post.clerk}"].append(post)
        of[f"counter {post.office} {post.counter}"].append(post)
        if vehicle := counters[post.office, post.counter].vehicle:
            of[f"vehicle {vehicle}"].append(post)
    for who, posts in of.items():
        for one, other in combinations(posts, 2):
            apart = DRIVE_MINUTES if one.office != other.office else 0
            if _meet(_times(one, offices), _times(other, offices), apart):
                yield f"{who} is at {one.office} and at {other.office} at once"


Times = Sequence[tuple[int, int, int]]
"""(weekday, opens, closes) in minutes after midnight."""


def _times(post: PostPlan, offices: dict[str, OfficePlan]) -> Times:
    return [
        (row.weekday, row.opens, row.closes)
        for row in offices[post.office].week
        if row.weekday in post.weekdays
    ]


def _meet(some: Times, others: Times, apart: int) -> bool:
    return any(
        day == other_day and opens < other_closes + apart and other_opens < closes + apart
        for day, opens, closes in some
        for other_day, other_opens, other_closes in others
    )


def _undone(town: MunicipalityPlan) -> Iterator[str]:
    """Say which offered services no counter on duty can do."""
    skill_of = {one.key: one.skill for one in town.services}
    clerks = {one.name: one for one in town.clerks}
    counters = {(one.office, one.name): one for one in town.counters}
    for office in town.offices:
        open_on = {row.weekday for row in office.week}
        at_work = [
            (counters[post.office, post.counter], clerks[post.clerk].skills)
            for post in town.posts
            if post.office == office.key and open_on & {*post.weekdays}
        ]
        for offer in office.offers:
            skill = skill_of[offer.service]
            if not any(_able(counter, learned, skill) for counter, learned in at_work):
                yield f"nobody at {office.key} can do {offer.service}"


def _able(counter: CounterPlan, learned: tuple[str, ...] | None, skill: str) -> bool:
    equipped = counter.skills is None or not skill or skill in counter.skills
    return not counter.area and equipped and (learned is None or not skill or skill in learned)
