"""What the rules of tours say in German; message ids of the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # marks for the catalogues what is translated where it is shown

TOURS: Mapping[str, str] = {
    "kilometres": N_("%(vehicle)s fährt am %(day)s %(km)s km."),
    "hours": N_("%(vehicle)s ist am %(day)s %(minutes)s Minuten unterwegs (Team: %(crew)s)."),
    "vehicle day": N_("%(vehicle)s fährt am %(day)s aus."),
    "overtime": N_(
        "Das Team (%(crew)s) arbeitet am %(day)s %(minutes)s Minuten länger als gewöhnlich."
    ),
    "sunday": N_("%(vehicle)s ist am %(day)s unterwegs, einem Sonntag oder Feiertag (ArbZG § 9)."),
    "day": N_(
        "%(vehicle)s ist am %(day)s %(minutes)s Minuten unterwegs, erlaubt sind %(most)s "
        "(ArbZG § 3)."
    ),
    "average": N_(
        "%(vehicle)s ist an %(days)s Werktagen %(minutes)s Minuten unterwegs, im Durchschnitt über "
        "acht Stunden (ArbZG § 3)."
    ),
    "breaks": N_("Am %(day)s fehlen %(minutes)s Minuten Pause (ArbZG § 4)."),
    "part of a break": N_(
        "Am %(day)s ist eine Pause nur %(minutes)s Minuten lang, nötig sind 15 (ArbZG § 4)."
    ),
    "free break": N_("Die Pause am %(day)s um %(time)s ist nicht frei von Arbeit (ArbZG § 4)."),
    "stretch": N_("Am %(day)s vergehen %(minutes)s Minuten ohne Pause (ArbZG § 4)."),
    "rest": N_("%(vehicle)s ruht vor dem %(day)s nur %(minutes)s Minuten (ArbZG § 5)."),
    "known": N_("Am %(day)s kommt etwas vor, das es nicht gibt: %(thing)s."),
    "one tour": N_("%(vehicle)s hätte am %(day)s %(tours)s Touren zugleich."),
    "once a day": N_("%(stop)s wird am %(day)s %(times)s-mal angefahren."),
    "full": N_("%(vehicle)s hat am %(day)s %(stops)s Halte, höchstens %(most)s gehen."),
    "empty": N_("%(vehicle)s fährt am %(day)s ohne einen Halt aus."),
    "in order": N_("%(stop)s, %(day)s: Es fehlen %(minutes)s Minuten für %(work)s."),
    "driving": N_("Am %(day)s fehlen %(minutes)s Minuten Fahrzeit nach %(place)s."),
    "stay": N_("%(stop)s, %(day)s: Einen Halt von %(minutes)s Minuten gibt es hier nicht."),
    "opening": N_("%(stop)s kann am %(day)s nicht von %(opens)s bis %(closes)s öffnen."),
    "equipment": N_("%(vehicle)s fehlt am %(day)s für %(stop)s: %(things)s."),
    "out": N_("%(vehicle)s ist am %(day)s nicht von %(leaves)s bis %(returns)s unterwegs."),
    "pin": N_("%(stop)s muss am %(day)s angefahren werden."),
    "unserved": N_("%(stop)s bekommt %(got)s von %(wanted)s gewünschten Minuten am Schalter."),
    "unfair": N_("%(stop)s bekommt %(share)s %% des Gewünschten, am wenigsten von allen."),
    "late": N_("%(stop)s wartet vor dem %(day)s %(days)s Tage zu lange."),
    "close": N_("%(stop)s: %(first)s und %(second)s liegen %(days)s Tage zu nah beieinander."),
    "same week": N_("%(stop)s wird in der Woche des %(day)s %(times)s-mal angefahren."),
    "promise": N_("%(stop)s war am %(day)s versprochen."),
    "dropped": N_("%(stop)s am %(day)s fällt gegenüber dem früheren Plan weg."),
    "added": N_("%(stop)s am %(day)s ist gegenüber dem früheren Plan neu."),
}
"""The rules of tours, by name."""
