"""Mail addresses: which texts are one."""

from __future__ import annotations

import re
from email.headerregistry import Address

# RFC 5322, 3.2.3, without the quoted form.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class BadAddress(ValueError):
    """A mail address that no mail can be sent to; it is not named, since errors are logged."""


def address_of(text: str) -> Address:
    """Return a mail address, its domain as mail servers know it (RFC 5890).

    Local parts that need quoting, or signs beyond ASCII, are refused: few servers take them.

    Raises:
        BadAddress: it is none.
    """
    local, _, domain = text.strip().rpartition("@")
    if not _LOCAL_PART.fullmatch(local):
        raise BadAddress
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        raise BadAddress from None  # the cause would quote the address
    if not _HOST.fullmatch(host) or len(local) > 64 or len(host) > 253:
        raise BadAddress
    return Address(username=local, domain=host)


def is_address(text: str) -> bool:
    """Whether mail can be sent to this address."""
    try:
        address_of(text)
    except BadAddress:
        return False
    return True
