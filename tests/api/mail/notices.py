"""An appointment to write about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from termin.booking.rows import AppointmentState
from termin.messages import Matter, Notice, Place, Sender

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)

NOTICE = Notice(
    appointment=UUID("6f9c1f4e-5f5c-4b4f-9a55-0a1b2c3d4e5f"),
    state=AppointmentState.BOOKED,
    sequence=0,
    code="K7Q4MXD2PR",
    starts_at=START,
    ends_at=START + timedelta(minutes=25),
    created_at=NOW,
    changed_at=NOW,
    confirm_until=NOW + timedelta(minutes=30),
    language="de",
    name="Änne <b>Groß</b>",
    email="aenne@example.org",
    sender=Sender("ansbach", "Stadt Ansbach", "0981 51-0", "buergeramt@example.org"),
    place=Place(
        name="Bürgeramt Nord & Süd",
        street="Münchner Straße 5",
        town="91522 Ansbach",
        stop_hint="Schloss/Residenz",
        zone=ZoneInfo("Europe/Berlin"),
        position=(49.3, 10.6),
    ),
    matters=(
        Matter("Personalausweis beantragen", 2, ("Alter Ausweis", "Biometrisches Foto")),
        Matter("Umzug melden", 1, ("Alter Ausweis", "Bestätigung des Wohnungsgebers")),
    ),
)
