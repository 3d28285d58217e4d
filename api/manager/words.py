"""What the pages of managers say to values of the domain."""

from __future__ import annotations

from collections.abc import Mapping

from termin.capacity import Concern
from termin.staff import Role

CONCERNS: Mapping[Concern, str] = {
    Concern.COUNTER_TAKEN: "Der Schalter ist zu dieser Zeit schon besetzt.",
    Concern.CLERK_TAKEN: "Die Person ist zu dieser Zeit schon eingeteilt.",
    Concern.CLOSED: "Die Dienststelle ist zu dieser Zeit geschlossen: nichts davon wird buchbar.",
    Concern.PARTLY_CLOSED: "Ein Teil liegt außerhalb der Öffnungszeiten und wird nicht buchbar.",
    Concern.NOTHING_SERVED: "Schalter und Person zusammen können hier kein Anliegen erledigen.",
    Concern.NOTHING_SPECIAL: (
        "Schalter und Person haben keine gemeinsame Fähigkeit: "
        "nur allgemeine Anliegen werden buchbar."
    ),
}

BLOCKING = frozenset({Concern.COUNTER_TAKEN, Concern.CLERK_TAKEN})
"""With these a duty cannot be published."""

WEEKDAYS = (
    "Montag",
    "Dienstag",
    "Mittwoch",
    "Donnerstag",
    "Freitag",
    "Samstag",
    "Sonntag",
)

ROLES: Mapping[str, str] = {
    Role.RECEPTION.value: "Empfang",
    Role.CLERK.value: "Schalter",
    Role.PHONE_OPERATOR.value: "Telefon",
    Role.MANAGER.value: "Leitung",
    Role.ADMIN.value: "Verwaltung des Systems",
}
