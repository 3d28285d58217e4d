"""Where somebody stands on the day: their ticket, or how to check in before there is one."""

from api.standing.arrival import Arrival, arrival_of
from api.standing.ticket import LIVING, Onward, Standing, context_of, standing_of

__all__ = [
    "LIVING",
    "Arrival",
    "Onward",
    "Standing",
    "arrival_of",
    "context_of",
    "standing_of",
]
