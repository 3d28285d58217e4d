"""What the rules of rosters and tours say in German; message ids of the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # marks for the catalogues what is translated where it is shown

ROSTER: Mapping[str, str] = {
    "contract": N_("%(clerk)s arbeitet %(minutes)s Minuten; der Vertrag erlaubt %(limit)s."),
    "unused": N_("%(clerk)s hat noch %(minutes)s Minuten des Vertrags übrig."),
    "days a week": N_(
        "%(clerk)s arbeitet in der Woche des %(day)s an %(days)s Tagen, höchstens %(limit)s gehen."
    ),
    "weekday": N_("%(clerk)s arbeitet nie an einem solchen Wochentag: %(day)s."),
    "missing": N_(
        "%(group)s, %(day)s, %(time)s: Von %(needed)s nötigen Personen fehlen %(people)s."
    ),
    "surplus": N_("%(group)s, %(day)s, %(time)s: %(people)s Personen mehr als nötig."),
    "sound": N_("%(clerk)s, %(day)s: Der Plan ist in sich nicht stimmig (%(what)s)."),
    "skill": N_("%(clerk)s hat %(group)s nicht gelernt, ist dafür aber am %(day)s eingeplant."),
    "absence": N_("%(clerk)s ist am %(day)s nicht da, aber eingeplant."),
    "pin": N_("%(clerk)s sollte am %(day)s %(shift)s haben, wie festgelegt."),
    "longest day": N_(
        "%(clerk)s arbeitet am %(day)s %(minutes)s Minuten, erlaubt sind %(limit)s (ArbZG § 3)."
    ),
    "average": N_(
        "%(clerk)s arbeitet %(minutes)s Minuten; mit mehr als %(limit)s wären es im Durchschnitt "
        "über acht Stunden am Werktag (ArbZG § 3)."
    ),
    "breaks": N_(
        "%(clerk)s hat am %(day)s %(minutes)s Minuten Pause; "
        "für %(work)s Minuten Arbeit sind %(limit)s nötig (ArbZG § 4)."
    ),
    "stretch": N_(
        "%(clerk)s arbeitet am %(day)s %(minutes)s Minuten ohne Unterbrechung (ArbZG § 4)."
    ),
    "rest": N_(
        "%(clerk)s ruht vor dem %(day)s nur %(minutes)s Minuten, "
        "nötig sind elf Stunden (ArbZG § 5)."
    ),
    "Sunday": N_("%(clerk)s arbeitet am %(day)s, einem Sonntag oder Feiertag (ArbZG § 9)."),
    "wish": N_("%(clerk)s wünscht sich am %(day)s: %(want)s."),
    "late closing": N_(
        "%(clerk)s schließt %(times)s-mal spät, gewünscht sind höchstens %(limit)s."
    ),
    "alone": N_("%(clerk)s ist am %(day)s %(blocks)s halbe Stunden ohne %(mentor)s am Schalter."),
    "screen": N_(
        "%(clerk)s ist am %(day)s zu lange ohne andere Arbeit am Schalter (%(blocks)s Blöcke)."
    ),
    "too little back office": N_(
        "%(clerk)s hat %(minutes)s Minuten abseits des Schalters, weniger als %(limit)s."
    ),
    "too much back office": N_(
        "%(clerk)s hat %(minutes)s Minuten abseits des Schalters, mehr als %(limit)s."
    ),
}
"""The rules of rosters, by name."""

TOURS: Mapping[str, str] = {
    "kilometres": N_("%(vehicle)s fährt am %(day)s %(km)s km."),
    "hours": N_("%(crew)s sind am %(day)s mit %(vehicle)s %(minutes)s Minuten unterwegs."),
    "vehicle day": N_("%(vehicle)s fährt am %(day)s aus."),
    "overtime": N_("%(crew)s arbeiten am %(day)s %(minutes)s Minuten länger als gewöhnlich."),
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
