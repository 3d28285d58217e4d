"""Keys of web push: who we are to a push service, and what only the phone can read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from termin.messages import Phone

if TYPE_CHECKING:
    from py_vapid import Vapid02

SIGNED_FOR = timedelta(hours=12)
"""How long our word holds; at most a day is allowed (RFC 8292, 2)."""


@cache
def public_key(push_key: str) -> str:
    """Return what browsers are to trust, in base64url, for the installation's private key."""
    from cryptography.hazmat.primitives import serialization

    point = _vapid(push_key).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return urlsafe_b64encode(point).decode().rstrip("=")


def authorization(push_key: str, service: str, contact: str, real_now: datetime) -> str:
    """Return the header that says who sends (VAPID, RFC 8292).

    `service` is scheme and host of the push service, `contact` a mail address; the time is the real
    one, whatever the office's clock says.
    """
    until = int((real_now + SIGNED_FOR).timestamp())
    claims = {"aud": service, "sub": f"mailto:{contact}", "exp": until}
    header: str = _vapid(push_key).sign(claims)["Authorization"]
    return header


def sealed(phone: Phone, content: bytes) -> bytes:
    """Return the content as only this phone can read it (RFC 8291), with a fresh key each time."""
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    text: bytes = http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decoded(phone.p256dh),
        auth_secret=_decoded(phone.auth),
        version="aes128gcm",
    )
    return text


@cache
def _vapid(push_key: str) -> Vapid02:
    from py_vapid import Vapid02

    return Vapid02.from_raw(push_key.encode())


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
