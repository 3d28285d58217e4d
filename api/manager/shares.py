"""How a duty's time is shared out: three usual ways and one's own."""

from __future__ import annotations

from collections.abc import Mapping

from api.manager.frame import number_of
from termin.capacity import Shares

PRESETS: Mapping[str, Shares] = {
    "termine": Shares(100, 0, 0),
    "gemischt": Shares(60, 10, 30),
    "ohne-termin": Shares(0, 0, 100),
}
OWN = "eigen"


def read_shares(values: Mapping[str, str], wrong: dict[str, str]) -> Shares:
    """Return the shares chosen in a form; what cannot be is noted in `wrong`."""
    chosen = values.get("aufteilung", "")
    if chosen in PRESETS:
        return PRESETS[chosen]
    if chosen != OWN:
        wrong["aufteilung"] = "Bitte wählen Sie, wofür die Zeit da ist."
        return Shares()
    parts = [number_of(values, name, 0, 100, wrong) for name in ("online", "intern", "offen")]
    try:
        return Shares(*parts)
    except ValueError:
        wrong.setdefault("online", "Die drei Anteile müssen zusammen 100 ergeben.")
        return Shares()
