"""The addresses that stand in mails and calendar files."""

from __future__ import annotations

from dataclasses import dataclass

from api.keys import Keys
from api.settings import Settings
from termin.booking.confirmation import PURPOSE, confirm_token
from termin.messages import Notice

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not listened on


@dataclass(frozen=True, slots=True)
class Links:
    """Where to see the appointment, to confirm it, and to book another one."""

    page: str
    confirm: str
    start: str

    @property
    def answer(self) -> str:
        """Where to take or decline another time, after the appointment's own fell away."""
        return f"{self.page}/ersatz"


def links_of(notice: Notice, origin: str, keys: Keys) -> Links:
    """Return an appointment's links below `origin`, the address of the site without path."""
    start = f"{origin}/{notice.sender.slug}"
    page = f"{start}/termin/{notice.code}"
    token = confirm_token(keys.derive(PURPOSE), notice.appointment)
    return Links(page=page, confirm=f"{page}/bestaetigen/{token}", start=f"{start}/")


def origin_of(settings: Settings) -> str:
    """Return the site's address for texts that answer no request; else where we listen."""
    if settings.public_url is not None:
        return settings.public_url
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"
