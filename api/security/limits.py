"""Limits on attempts: token buckets in memory, one set per process, keyed so that nobody is named.

A limit is a brake, no wall: what must never be guessed is long enough by itself.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address
from time import monotonic

from api.keys import Keys
from termin.errors import TooMany

MOST_KEPT = 50_000
"""Buckets kept; beyond it the one unused longest goes. About 10 MB at most."""


class Limit(Enum):
    """What is limited: how many at once, and how many more per minute.

    Addresses are shared by many (a library, a mobile network), so those figures are generous.
    """

    CODE = (20, 10.0)
    """Look-ups of appointments and tickets by code."""
    HOLD = (40, 20.0)
    """Holds placed by citizens."""
    TICKET = (10, 2.0)
    """Numbers drawn without a device or a sign-in."""
    PAIRING = (10, 5.0)
    """Codes of waiting screens entered by one account or from one address."""
    SCREEN = (60, 12.0)
    """Screens that begin to wait for their pairing."""
    PHONE = (40, 20.0)
    """Numbers drawn with the code on a poster, from one address: a waiting room shares one."""
    PUSH = (40, 20.0)
    """Phones that ask to be told of their number, from one address."""
    SIGN_IN = (30, 6.0)
    """Sign-ins from one address."""
    SIGN_IN_PAIR = (5, 1.0)
    """Sign-ins to one account from one address."""
    SIGN_IN_LOGIN = (50, 1.0)
    """Sign-ins to one account from anywhere; when used up each address pays more."""

    @property
    def burst(self) -> float:
        """How many at once."""
        return float(self.value[0])

    @property
    def per_second(self) -> float:
        """How fast the bucket fills again."""
        return float(self.value[1]) / 60


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Limits:
    """All buckets of this process. `enabled` False lets everything pass (a proxy may do it)."""

    def __init__(
        self, keys: Keys, *, enabled: bool = True, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._keys = keys
        self._enabled = enabled
        self._seconds = seconds
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, limit: Limit, who: str, cost: float = 1) -> None:
        """Take `cost` out of the bucket of `who` (an address, a login; never kept as it is).

        Raises:
            TooMany: too little is left; `seconds` says when it will do.
        """
        if not self._enabled:
            return
        bucket = self._bucket(limit, who)
        if bucket.level < cost:
            seconds = math.ceil((cost - bucket.level) / limit.per_second)
            raise TooMany(seconds=seconds)
        bucket.level -= cost

    def is_empty(self, limit: Limit, who: str) -> bool:
        """Whether nothing is left for `who`; takes nothing."""
        return self._enabled and self._bucket(limit, who).level < 1

    def drain(self, limit: Limit, who: str) -> None:
        """Take one out where there is one left, refusing nothing."""
        if self._enabled:
            bucket = self._bucket(limit, who)
            bucket.level = max(0.0, bucket.level - 1)

    def give_back(self, limit: Limit, who: str, cost: float = 1) -> None:
        """Put back what an honest attempt took."""
        if self._enabled:
            bucket = self._bucket(limit, who)
            bucket.level = min(limit.burst, bucket.level + cost)

    def _bucket(self, limit: Limit, who: str) -> _Bucket:
        key = self._keys.digest(f"limit:{limit.name}", who)
        now = self._seconds()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(limit.burst, now)
            if len(self._buckets) > MOST_KEPT:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        bucket.level = min(limit.burst, bucket.level + (now - bucket.at) * limit.per_second)
        bucket.at = now
        return bucket


def network_of(address: str | None) -> str:
    """Return what an address counts as: an IPv4 address itself, an IPv6 one its /64.

    A household or a phone has a whole /64 to choose from (RFC 6177).
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64)) + "/64"
    return str(parsed)
