"""What can be done in one visit: how many of which services, and which of them together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from termin.catalogue.lines import Line
from termin.errors import Invalid, NotCombinable, NotFound

if TYPE_CHECKING:
    from termin.catalogue.view import CatalogueView

MOST_LINES = 10
"""Different services in one visit."""


def check_visit(view: CatalogueView, lines: Sequence[Line]) -> None:
    """Let pass what can be done in one visit, as far as `view` shows it.

    Raises:
        NotFound: a service that is not offered.
        Invalid: nothing chosen, too much, or one of them too often; `fields["services"]`.
        NotCombinable: two that do not go together, or no office that does them all.
    """
    wanted = together(lines)
    if not wanted:
        raise _invalid("Bitte wählen Sie aus, was Sie erledigen möchten.")
    if len(wanted) > MOST_LINES:
        raise _invalid(f"Bitte wählen Sie höchstens {MOST_LINES} Anliegen für einen Termin.")
    for service, count in wanted.items():
        if not view.shows(service):
            raise NotFound
        if any(line.count < 1 for line in lines if line.service == service):
            raise _invalid("Bitte geben Sie eine Anzahl von mindestens 1 an.")
        most = view.most_of(service)
        if count > most:
            often = "nur einmal" if most == 1 else f"höchstens {most}-mal"
            raise _invalid(f"„{view.service(service).name}“ geht {often} in einem Termin.")
    for one, other in combinations(wanted, 2):
        if not view.combinable(one, other):
            names = f"„{view.service(one).name}“ und „{view.service(other).name}“"
            raise NotCombinable(
                f"{names} gehen nicht in einem Termin. Bitte buchen Sie sie getrennt.",
                services=[one, other],
            )
    if len(wanted) > 1 and not view.offices_for(lines):
        raise NotCombinable(
            "Keine Dienststelle bietet alle gewählten Anliegen in einem Termin an. "
            "Bitte buchen Sie sie getrennt.",
            services=list(wanted),
        )


def together(lines: Sequence[Line]) -> dict[int, int]:
    """Return service -> how often, with the lines of one service added up."""
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.service] = wanted.get(line.service, 0) + line.count
    return wanted


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"services": sentence})
