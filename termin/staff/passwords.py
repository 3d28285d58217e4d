"""Passwords: which ones are good enough, and how they are kept.

The rules follow NIST SP 800-63B-4, 3.1.1.2: length counts, common and personal ones are refused,
no rules about kinds of characters, no expiry, every character is allowed.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TypeVar
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from termin.errors import Invalid

SHORTEST = 12
LONGEST = 200
"""Longer ones only cost the server time."""

AT_ONCE = 2
"""Passwords hashed at the same time by one process: each takes a core and 19 MiB for a moment."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with the least figures that OWASP's Password Storage Cheat Sheet recommends."""

_COMMON = (
    "passwort", "password", "kennwort", "geheim", "willkommen", "qwertz", "qwerty", "buergeramt",
    "bürgeramt", "rathaus", "verwaltung", "sommer", "winter", "fruehling", "frühling", "herbst",
    "hallo", "termin", "admin", "letmein", "welcome", "iloveyou", "abc", "123", "test",
)  # fmt: skip
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiopü", "qwertyuiop", "asdfghjklöä")

_Result = TypeVar("_Result")
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def check(password: str, *, personal: tuple[str, ...] = (), demo: bool = False) -> None:
    """Refuse a new password that is easily guessed; `personal` are words the person is known by.

    Raises:
        Invalid: with a sentence for the field `password`.
    """
    text = normalised(password)
    if len(text) > LONGEST:
        _refuse(f"Bitte nehmen Sie höchstens {LONGEST} Zeichen.")
    if "\0" in text:
        _refuse("Dieses Passwort enthält ein Zeichen, das nicht gespeichert werden kann.")
    if demo:
        if not text:
            _refuse("Bitte geben Sie ein Passwort ein.")
        return
    if len(text) < SHORTEST:
        _refuse(f"Bitte nehmen Sie mindestens {SHORTEST} Zeichen, zum Beispiel mehrere Wörter.")
    if len(_without_what_is_guessed(text.casefold(), personal)) < SHORTEST // 2:
        _refuse("Dieses Passwort ist leicht zu erraten. Bitte nehmen Sie mehrere eigene Wörter.")


def normalised(password: str) -> str:
    """Return a password as it is hashed: the same letters from another keyboard are the same."""
    return unicodedata.normalize("NFKC", password)


async def hash_password(password: str) -> str:
    """Return the argon2id hash; done in a thread, a few at a time."""
    return await _aside(lambda: HASHER.hash(_bytes(password)))


async def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes the same time where there is no account (`stored` None)."""
    return await _aside(lambda: _fits(stored, password))


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other figures than today's and should be made anew."""
    return HASHER.check_needs_rehash(stored)


def _fits(stored: str | None, password: str) -> bool:
    compared = stored or _nobodys()
    try:
        HASHER.verify(compared, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys() -> str:
    return HASHER.hash(b"nobody")


def _bytes(password: str) -> bytes:
    return normalised(password[: 4 * LONGEST]).encode("utf-8", "surrogatepass")


async def _aside(work: Callable[[], _Result]) -> _Result:
    loop = asyncio.get_running_loop()
    gate = _gates.setdefault(loop, asyncio.Semaphore(AT_ONCE))
    async with gate:
        return await asyncio.to_thread(work)


def _without_what_is_guessed(text: str, personal: tuple[str, ...]) -> str:
    """Return what is left when common and personal words, runs and repetitions are taken out."""
    words = (word.casefold() for word in personal if len(word) >= 3)
    for word in sorted({*words, *_COMMON}, key=len, reverse=True):
        text = text.replace(word, "")
    left: list[str] = []
    for sign in text:
        if not left or not (sign == left[-1] or _follows(left[-1], sign)):
            left.append(sign)
    return "".join(dict.fromkeys(left))


def _follows(one: str, other: str) -> bool:
    return any(one + other in run or other + one in run for run in _RUNS)


def _refuse(sentence: str) -> None:
    raise Invalid(fields={"password": sentence})
