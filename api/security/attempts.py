"""Attempts to sign in: slowed down for those who guess, never closed to those who know."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.clock import real_now
from api.house import house
from api.requests import address_of
from api.security.limits import Limit
from termin.staff import FreshSignIn, WrongPassword, sign_in
from termin.staff.accounts import normalised

DEAR = 5
"""What an attempt costs while somebody tries a login from many places: all that a pair of login and
address has. So each place still has one try every five minutes, and nobody can lock anybody out."""


async def sign_in_at(request: HTTPConnection, login: str, password: str) -> FreshSignIn:
    """Begin a sign-in, counting the attempt; a successful one costs nothing.

    Raises:
        WrongPassword: one answer for every reason.
        TooMany: from this address there were too many attempts.
    """
    limits = house(request).limits
    address, name = address_of(request), normalised(login)
    pair = f"{name}\n{address}"
    price = DEAR if limits.is_empty(Limit.SIGN_IN_LOGIN, name) else 1
    limits.take(Limit.SIGN_IN_PAIR, pair, price)
    limits.take(Limit.SIGN_IN, address)
    try:
        fresh = await sign_in(name, password, real_now())
    except WrongPassword:
        limits.drain(Limit.SIGN_IN_LOGIN, name)
        raise
    limits.give_back(Limit.SIGN_IN_PAIR, pair, price)
    limits.give_back(Limit.SIGN_IN, address)
    return fresh
