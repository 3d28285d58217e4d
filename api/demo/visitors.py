"""Whoever looks at the demo: the sign-ins that are left to them, and where those sit."""

from __future__ import annotations

from api.demo.generator import AccountPlan, CounterPlan, sample_union


def doors_of(slug: str) -> tuple[AccountPlan, ...]:
    """Return the sign-ins of a municipality that nobody plays; none where it is no sample's."""
    plan = sample_union().of(slug)
    return tuple(one for one in plan.accounts if one.door) if plan is not None else ()


def counter_of(slug: str, login: str) -> CounterPlan | None:
    """Return the counter at which somebody usually sits; None where they have none."""
    plan = sample_union().of(slug)
    clerk = next((one.clerk for one in doors_of(slug) if one.login == login and one.clerk), None)
    if plan is None or clerk is None:
        return None
    post = next(one for one in plan.posts if one.clerk == clerk)
    places = (one for one in plan.counters if (one.office, one.name) == (post.office, post.counter))
    return next(places)
