"""Where to look in the demo: one address for each kind of user, with logins."""

from __future__ import annotations

from dataclasses import dataclass

from api.demo import sample
from termin.offices import Municipality


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the demo: for whom, which path, which login (empty: none is needed), and what
    there is to do, in a sentence."""

    who: str
    path: str
    login: str = ""
    what: str = ""


def staff_doors(town: Municipality) -> tuple[Door, ...]:
    """Return the doors for which one signs in."""
    own = f"/{town.slug}/amt"
    return (
        Door("Empfang", f"{own}/empfang", "empfang", "Ankommende anmelden, Nummern ausgeben."),
        Door("Schalter", f"{own}/schalter", "schalter1", "Die nächste Person aufrufen."),
        Door("Telefon (115)", f"{own}/telefon", "telefon", "Für Anrufende buchen und verlegen."),
        Door("Leitung", f"{own}/heute", "leitung", "Sehen, wie der Tag läuft, und planen."),
        Door("Verwaltung", f"{own}/einrichtung", "admin", "Dienststellen, Zeiten und Katalog."),
    )


def doors(town: Municipality) -> tuple[Door, ...]:
    """Return all doors of the demo."""
    return (
        Door("Übersicht mit allen Wegen", "/demo"),
        Door("Bürgerinnen und Bürger", f"/{town.slug}/"),
        *staff_doors(town),
        Door("Gesendete E-Mails", "/demo/postfach"),
    )


def told(base: str, town: Municipality) -> str:
    """Return the list that the command prints."""
    lines = [
        f"  {door.who:26} {base}{door.path}" + (f"   ({door.login})" if door.login else "")
        for door in doors(town)
    ]
    password = f"  Alle Anmeldungen haben das Passwort {sample.PASSWORD}"
    return "\n".join(["", f"{town.name} ist da:", "", *lines, "", password, "  Ende: Strg-C", ""])
