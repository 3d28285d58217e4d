"""What a browser may name as the place to be told at; anything else the worker never asks.

A stranger chooses this address and our worker calls it, so it must never lead into our own network
(OWASP, Server-Side Request Forgery Prevention): here by its form, in `network` by where it leads.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

from termin.errors import Invalid
from termin.messages import Phone

MOST_SIGNS = 1000

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
"""Names with a dot whose last label begins with a letter: no IP address in any notation does."""

_NOT_PUBLIC = ("localhost", "local", "internal", "lan", "intranet", "home.arpa", "test", "invalid")


def read_phone(endpoint: str, p256dh: str, auth: str, language: str) -> Phone:
    """Return what a browser sent of itself (Push API, `PushSubscription`), checked.

    Raises:
        Invalid: it cannot be told at that address, or with these keys.
    """
    wrong = {}
    if not is_public_address(endpoint):
        wrong["endpoint"] = "Diese Adresse nimmt keine Mitteilungen an."
    if not _is_point(p256dh):
        wrong["p256dh"] = "Dieser Schlüssel ist unbrauchbar."
    if len(_bytes(auth)) != 16:
        wrong["auth"] = "Dieser Schlüssel ist unbrauchbar."
    if wrong:
        raise Invalid(fields=wrong)
    return Phone(endpoint, p256dh.rstrip("="), auth.rstrip("="), language)


def is_public_address(text: str) -> bool:
    """Whether this is https on its usual port, at a name that may belong to the internet."""
    if len(text) > MOST_SIGNS or not text.isascii() or any(sign <= " " for sign in text):
        return False
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return (
        text.startswith("https://")
        and port in (None, 443)
        and "@" not in parts.netloc
        and "\\" not in text
        and not parts.fragment
        and _HOST.fullmatch(host) is not None
        and not any(host == name or host.endswith(f".{name}") for name in _NOT_PUBLIC)
    )


def _is_point(text: str) -> bool:
    """Whether this is a public key on P-256, not compressed (RFC 8291, 3.1)."""
    from cryptography.hazmat.primitives.asymmetric import ec

    point = _bytes(text)
    if len(point) != 65 or point[0] != 4:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True


def _bytes(text: str) -> bytes:
    """Return what base64url text of a key stands for; nothing where it is none."""
    plain = text.rstrip("=")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", plain):
        return b""
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except ValueError:
        return b""
