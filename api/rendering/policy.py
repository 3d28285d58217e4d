"""The content security policy: everything from ourselves, no script and no style inside a page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence


def new_nonce() -> str:
    """A fresh nonce for one answer: 128 random bits, safe in a header and in an attribute."""
    return secrets.token_urlsafe(16)


def content_security_policy(
    nonce: str, *, form_targets: Sequence[str] = (), frame_ancestors: Sequence[str] = ()
) -> str:
    """The header's value for a page with this nonce (CSP level 3).

    KERN draws its icons from `data:` images; Turbo inserts one style with the nonce. `form_targets`
    are origins that a form may lead to (single sign-on); `frame_ancestors` may show us in a frame.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            " ".join(("form-action", "'self'", *form_targets)),
            " ".join(("frame-ancestors", *(frame_ancestors or ("'none'",)))),
        )
    )
