"""What somebody tells of themselves before booking: all optional, and until then with them alone.

Between the form and the booking it lies in a cookie of their browser, not with us.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from api.booking import check_contact
from termin.booking import ContactDetails, Need
from termin.errors import Invalid

KEPT = timedelta(minutes=30)
_LONGEST = {"name": 200, "email": 254, "phone": 60}


@dataclass(frozen=True, slots=True)
class Details:
    """How to reach a person and what they need; any of it may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    needs: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: Mapping[str, str], needs: Sequence[object]) -> Details:
        """Return what a form holds."""
        known = tuple(need.value for need in Need if need.value in needs)
        texts = {name: values.get(name, "").strip()[: most * 2] for name, most in _LONGEST.items()}
        return cls(**texts, needs=known)

    def check(self) -> None:
        """Let pass what can be kept and reached.

        Raises:
            Invalid: with the fields that need mending.
        """
        wrong: dict[str, str] = {}
        if len(self.name) > _LONGEST["name"]:
            wrong["name"] = "Bitte kürzen Sie den Namen auf 200 Zeichen."
        try:
            check_contact(self.contact("de"))
        except Invalid as refusal:
            wrong.update(refusal.fields)
        if wrong:
            raise Invalid(fields=wrong)

    def contact(self, language: str) -> ContactDetails:
        """Return it as booking takes it."""
        return ContactDetails(self.name, self.email, self.phone, language)

    def packed(self) -> str:
        """Return it as a cookie carries it."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()


def unpacked(cookie: str | None) -> Details:
    """Return what a cookie holds; nothing where it is missing or no longer readable."""
    try:
        whole = base64.urlsafe_b64decode((cookie or "") + "==")
        found = msgspec.json.decode(whole, type=Details)
    except (ValueError, msgspec.MsgspecError):
        return Details()
    return Details.read(
        {"name": found.name, "email": found.email, "phone": found.phone}, found.needs
    )
