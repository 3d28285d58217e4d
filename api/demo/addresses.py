"""Where to look in the demo: one address for each kind of user, with logins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.demo import sample
from api.demo.generator.villages import VILLAGES
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
    """Return the doors for which one signs in: five in a town, two in a village."""
    own = f"/{town.slug}/amt"
    village = next((one for one in VILLAGES if one.slug == town.slug), None)
    if village is not None:
        return (
            Door("Schalter", f"{own}/schalter", village.clerk_login, _SERVE),
            Door("Leitung", f"{own}/heute", village.manager_login, _PLAN),
        )
    return (
        Door("Empfang", f"{own}/empfang", "empfang", "Ankommende anmelden, Nummern ausgeben."),
        Door("Schalter", f"{own}/schalter", "schalter1", _SERVE),
        Door("Telefon (115)", f"{own}/telefon", "telefon", "Für Anrufende buchen und verlegen."),
        Door("Leitung", f"{own}/heute", "leitung", _PLAN),
        Door("Verwaltung", f"{own}/einrichtung", "admin", "Dienststellen, Zeiten und Katalog."),
    )


_SERVE = "Die nächste Person aufrufen."
_PLAN = "Sehen, wie der Tag läuft, und planen."


def doors(town: Municipality) -> tuple[Door, ...]:
    """Return all doors of the demo's main town."""
    return (
        Door("Übersicht mit allen Wegen", "/demo"),
        Door("Bürgerinnen und Bürger", f"/{town.slug}/"),
        *staff_doors(town),
        Door("Gesendete E-Mails", "/demo/postfach"),
    )


def told(base: str, towns: Sequence[Municipality]) -> str:
    """Return the list that the command prints: the main town's doors, a line for each other."""
    town, *others = towns
    lines = [
        f"  {door.who:26} {base}{door.path}" + (f"   ({door.login})" if door.login else "")
        for door in doors(town)
    ]
    more = [
        f"  {one.name:26} {base}/{one.slug}/   ({', '.join(d.login for d in staff_doors(one))})"
        for one in others
    ]
    neighbours = ["", "Auf derselben Anlage, mit eigenen Daten und Leuten:", "", *more]
    password = f"  Alle Anmeldungen haben das Passwort {sample.PASSWORD}"
    shown = [*lines, *(neighbours if more else [])]
    return "\n".join(["", f"{town.name} ist da:", "", *shown, "", password, "  Ende: Strg-C", ""])
