"""What became of a day's publication, in German; message ids of the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

from termin.planning.publish import Became

N_ = str  # marks for the catalogues what is translated where it is shown

RESULTS: Mapping[Became, str] = {
    Became.DONE: N_("veröffentlicht"),
    Became.OVER: N_("heute oder vorbei: bleibt, wie es ist"),
    Became.STRANDS: N_("nicht veröffentlicht: Termine verlören ihren Platz"),
    Became.OVERLAPS: N_(
        "nicht veröffentlicht: Eine Person oder ein Schalter ist anderswo eingeteilt"
    ),
    Became.BUSY: N_("nicht veröffentlicht: Der Tag war gerade belegt, bitte noch einmal"),
}
