"""Secrets and codes: long and random where a program keeps them, short where a person says them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that cannot be mistaken for each other, heard or seen (no 0/O, 1/I/L)."""

CODE_LENGTH = 10
"""31^10 codes are 49 bits: with a million appointments and the rate limit on look-ups, a guess hits
once in half a billion tries."""


def new_secret() -> str:
    """Return 256 random bits as URL-safe text; only its hash is stored."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret in hex: enough for secrets that are random and long."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matches(secret: str, stored: str) -> bool:
    """Whether `secret` hashes to `stored`, in constant time."""
    return hmac.compare_digest(hashed(secret), stored)


def new_code() -> str:
    """Return a code for an appointment, to be said over the phone or typed at a kiosk."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def spoken(code: str) -> str:
    """Return a code in groups, as `K7Q-4MX-D2PR`, as it is printed and read out."""
    return "-".join((code[:3], code[3:6], code[6:])) if len(code) == CODE_LENGTH else code


def typed(text: str) -> str | None:
    """Return the code somebody typed or scanned, forgiving case, spaces and dashes; else None."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(code) != CODE_LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return code
