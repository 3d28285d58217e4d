"""Where to look in the demo: one address for each kind of user, with logins."""

from __future__ import annotations

from dataclasses import dataclass

from api.demo import sample
from termin.offices import Municipality


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the demo: for whom, which path, which login (empty: none is needed)."""

    who: str
    path: str
    login: str = ""


def doors(town: Municipality) -> tuple[Door, ...]:
    """Return the doors of the demo; staff doors only where the sample's accounts are."""
    own = f"/{town.slug}"
    public = (Door("Erklärung und alle Wege", "/demo"), Door("Bürgerinnen und Bürger", f"{own}/"))
    staff = (
        Door("Empfang", f"{own}/amt/empfang", "empfang"),
        Door("Schalter", f"{own}/amt/schalter", "schalter1"),
        Door("Telefon (115)", f"{own}/amt/telefon", "telefon"),
        Door("Leitung", f"{own}/amt/planung", "leitung"),
        Door("Verwaltung", f"{own}/amt/einrichtung", "admin"),
    )
    mailbox = (Door("Gesendete E-Mails", "/demo/postfach"),)
    return public + staff + mailbox


def told(base: str, town: Municipality) -> str:
    """Return the list that the command prints."""
    lines = [
        f"  {door.who:26} {base}{door.path}" + (f"   ({door.login})" if door.login else "")
        for door in doors(town)
    ]
    password = f"  Alle Anmeldungen haben das Passwort {sample.PASSWORD}"
    return "\n".join(["", f"{town.name} ist da:", "", *lines, "", password, "  Ende: Strg-C", ""])
