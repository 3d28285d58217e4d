"""The link that confirms an appointment: a token nobody can make without the installation's key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

PURPOSE = "confirm"
"""The purpose under which the installation derives the key."""


def confirm_token(key: bytes, appointment: UUID) -> str:
    """Return the token of an appointment's confirmation link: 256 bits as URL-safe text.

    It is computed, not stored, so that a mail sent again carries the same link; how long it is good
    for is the appointment's `confirm_until`.
    """
    digest = hmac.digest(key, b"confirm\0" + appointment.bytes, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def confirms(token: str, key: bytes, appointment: UUID) -> bool:
    """Whether `token` is the one of this appointment, in constant time."""
    wanted = confirm_token(key, appointment).encode()
    return hmac.compare_digest(token.encode("utf-8", "surrogatepass"), wanted)
