"""Towns as values: the sample's union of municipalities, and cities of any size from a seed.

A plan knows no rows and no clock; the same seed gives the same plan. `api.demo.loading` puts one
into a database, `api.demo.founding.found` puts in all of it with duties up to the horizon, without
bookings. Everybody and every place is invented, and coordinates are synthetic.

    plan = city(7, offices=20, counters=100, services=80)
    assert not faults(plan)
    (town,) = await found(plan, now)

Not the same as the seed: each size of a city is drawn anew, so a larger one does not contain a
smaller one of the same seed.
"""

from api.demo.generator.check import faults
from api.demo.generator.city import city
from api.demo.generator.plan import (
    AccountPlan,
    CityPlan,
    ClerkPlan,
    CounterPlan,
    MunicipalityPlan,
    Offer,
    OfficePlan,
    PostPlan,
    ServicePlan,
)
from api.demo.generator.union import sample_town, sample_union

__all__ = [
    "AccountPlan",
    "CityPlan",
    "ClerkPlan",
    "CounterPlan",
    "MunicipalityPlan",
    "Offer",
    "OfficePlan",
    "PostPlan",
    "ServicePlan",
    "city",
    "faults",
    "sample_town",
    "sample_union",
]
