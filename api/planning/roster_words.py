"""What the rules of rosters say in German; message ids of the catalogues."""

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
    "missing": N_("%(group)s, %(day)s, %(time)s: Es fehlen Personen (%(people)s von %(needed)s)."),
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
    "alone": N_("%(clerk)s ist am %(day)s %(blocks)s ohne %(mentor)s am Schalter."),
    "screen": N_(
        "%(clerk)s ist am %(day)s zu lange ohne andere Arbeit am Schalter "
        "(zusammen %(blocks)s zu viel)."
    ),
    "too little back office": N_(
        "%(clerk)s hat %(minutes)s Minuten abseits des Schalters, weniger als %(limit)s."
    ),
    "too much back office": N_(
        "%(clerk)s hat %(minutes)s Minuten abseits des Schalters, mehr als %(limit)s."
    ),
    "kept shift": N_(
        "%(clerk)s soll am %(day)s die Schicht %(shift)s haben: So ist es festgelegt."
    ),
    "kept free": N_("%(clerk)s soll am %(day)s frei haben: So ist es festgelegt."),
    "away": N_("%(clerk)s ist am %(day)s nicht da."),
    "rest day": N_("Am %(day)s, einem Sonntag oder Feiertag, arbeitet niemand (ArbZG § 9)."),
    "no weekday": N_("%(clerk)s arbeitet nach dem Vertrag nie an diesem Wochentag: %(day)s."),
    "shift": N_("Die Schicht %(shift)s ist schon für sich nicht erlaubt (ArbZG §§ 3 und 4)."),
    "most a day": N_("%(clerk)s arbeitet höchstens %(minutes)s Minuten am Tag."),
    "most": N_("%(clerk)s arbeitet höchstens %(hours)s Stunden (Vertrag und ArbZG § 3)."),
    "most days": N_("%(clerk)s arbeitet an höchstens %(days)s Tagen in der Woche."),
    "rest first": N_(
        "%(clerk)s ruht nach dem letzten Dienst vor der Woche elf Stunden (ArbZG § 5)."
    ),
    "rest between": N_("%(clerk)s ruht vor dem %(day)s elf Stunden (ArbZG § 5)."),
}
"""The rules of rosters, by name."""

NOTES: Mapping[str, str] = {
    "short past": N_(
        "Von %(people)s der %(all)s Personen sind noch keine 24 Wochen bekannt. Für sie ist ohne "
        "Vorgeschichte gerechnet: höchstens acht Stunden am Werktag im Durchschnitt der Woche "
        "(ArbZG § 3)."
    ),
    "no contract": N_(
        "Für %(people)s Personen ist kein Vertrag eingetragen. Gerechnet ist mit %(hours)s Stunden."
    ),
}
"""What a plan had to assume."""

WHY: Mapping[str, str] = {
    "serves": N_("anderswo eingeteilt"),
    "back office": N_("abseits des Schalters"),
    "break": N_("in der Pause"),
    "skill": N_("nicht gelernt"),
    "absence": N_("nicht da"),
    "weekday": N_("arbeiten an diesem Wochentag nie"),
    "shift": N_("arbeiten zu einer anderen Zeit"),
    "pin": N_("haben festgelegt frei"),
    "no shift": N_("keine Schicht um diese Zeit"),
    "contract": N_("Stunden des Vertrags verplant"),
    "days": N_("arbeiten schon an genug Tagen"),
    "free": N_("haben frei"),
}
"""Why people cannot be had for a place, each with how many they are."""
