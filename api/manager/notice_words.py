"""What the pages say to a notice: a sentence, what to do, and where that can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from api.manager.frame import Week
from termin.localtime import local_date
from termin.statistics import At, Notice, NoticeKind, OfficeNow

N_ = str  # marks for the catalogues what is translated here

Gettext = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Way:
    """Where something can be mended: the words of the link, the route and its values."""

    text: str
    route: str
    values: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words; `way` None: there is no page on which it is mended."""

    notice: Notice
    sentence: str
    advice: str = ""
    way: Way | None = None

    @property
    def icon(self) -> str:
        """How grave it is, as the notices of the design system call it."""
        return "danger" if self.notice.urgent else "warning"


def advice(notice: Notice, office: OfficeNow, gettext: Gettext, administers: bool) -> Said:  # noqa: FBT001
    """Say a notice in words; `administers` opens the way to the machines."""
    told = {
        name: clock(value, office) if isinstance(value, datetime) else value
        for name, value in notice.values.items()
    }
    match notice.kind:
        case NoticeKind.ALARM:
            return _alarm(notice, told, gettext)
        case NoticeKind.PROMISE_BROKEN:
            return _promise(notice, told, office, gettext)
        case NoticeKind.COUNTER_EMPTY | NoticeKind.COUNTER_EMPTY_CALM:
            return _empty(notice, office, gettext)
        case NoticeKind.CLOSING_SOON:
            sentence = gettext(
                "Um %(closes)s ist Schluss; die Wartenden (%(waiting)s) brauchen voraussichtlich"
                " %(over)s Minuten länger.",
                **told,
            )
            way = Way(
                gettext("Letzte Nummer früher ausgeben"),
                "office-settings",
                {"office": office.id},
            )
            return Said(notice, sentence, "", way)
        case NoticeKind.CALLED_OVER:
            sentence = gettext(
                "%(number)s ist seit %(at)s zu Schalter %(counter)s aufgerufen, und dort wurde"
                " nichts weiter gemeldet.",
                **told,
            )
            return Said(notice, sentence, gettext("Bitte dort nachsehen."))
        case NoticeKind.PARKED_OVER:
            return Said(notice, _parked(told, gettext))
        case NoticeKind.PAPER_OUT:
            sentence = gettext("%(machine)s hat kein Papier mehr.", **told)
            return Said(notice, sentence, "", _machines(gettext, administers))
        case NoticeKind.PAPER_LOW:
            sentence = gettext("%(machine)s hat fast kein Papier mehr.", **told)
            return Said(notice, sentence, "", _machines(gettext, administers))
        case NoticeKind.SILENT:
            sentence = (
                gettext("%(machine)s meldet sich nicht, zuletzt um %(since)s.", **told)
                if told["since"]
                else gettext("%(machine)s hat sich noch nie gemeldet.", **told)
            )
            steps = gettext("Bitte Strom und Netz am Gerät prüfen.")
            return Said(notice, sentence, steps, _machines(gettext, administers))


def clock(at: datetime, office: OfficeNow) -> str:
    """Return an instant as the clock at the office shows it."""
    return at.astimezone(office.zone).strftime("%H:%M")


def _alarm(notice: Notice, told: Mapping[str, object], gettext: Gettext) -> Said:
    sentence = gettext("Hilfe gebraucht: %(place)s, seit %(at)s Uhr.", **told)
    helped = told["answered"]
    steps = gettext("Jemand ist unterwegs.") if helped else gettext("Noch ist niemand unterwegs.")
    return Said(notice, sentence, steps)


def _promise(
    notice: Notice, told: Mapping[str, object], office: OfficeNow, gettext: Gettext
) -> Said:
    sentence = (
        gettext(
            "%(number)s: Der Termin ist seit %(minutes)s Minuten fällig, zugesagt sind höchstens"
            " %(promised)s.",
            **told,
        )
        if told["booked"]
        else gettext(
            "%(number)s wartet seit %(minutes)s Minuten, zugesagt sind höchstens %(promised)s.",
            **told,
        )
    )
    empty = [one.name for one in office.planned if one.at(office.now) is At.EMPTY]
    paused = [one.name for one in office.planned if one.at(office.now) is At.PAUSED]
    if any(one.empty_since(office.now) for one in office.planned):
        return Said(notice, sentence)  # the next notice says at which counters somebody is missed
    if empty:
        steps = _counters(
            empty,
            gettext("Schalter %(counter)s ist geplant, aber nicht besetzt."),
            gettext("Die Schalter %(counter)s sind geplant, aber nicht besetzt."),
        )
        return Said(notice, sentence, steps, _planning(office, gettext))
    if paused:
        steps = _counters(
            paused,
            gettext("Schalter %(counter)s macht gerade Pause."),
            gettext("Die Schalter %(counter)s machen gerade Pause."),
        )
    elif not office.planned:
        steps = gettext("Zurzeit ist kein Schalter geplant.")
    else:
        steps = gettext("Alle geplanten Schalter arbeiten; ein weiterer würde helfen.")
    return Said(notice, sentence, steps, _planning(office, gettext))


def _empty(notice: Notice, office: OfficeNow, gettext: Gettext) -> Said:
    counters: tuple[tuple[str, str, datetime], ...] = notice.values["counters"]  # type: ignore[assignment]  # by its kind
    sentence = _counters(
        [name for name, _, _ in counters],
        gettext("Schalter %(counter)s ist geplant, aber nicht besetzt."),
        gettext("Die Schalter %(counter)s sind geplant, aber nicht besetzt."),
    )
    told = "; ".join(
        gettext("%(counter)s seit %(since)s, eingeteilt: %(clerk)s")
        % {"counter": name, "since": clock(since, office), "clerk": clerk}
        for name, clerk, since in counters
    )
    return Said(notice, sentence, f"{told}.", _planning(office, gettext))


def _counters(names: list[str], one: str, several: str) -> str:
    if len(names) == 1:
        return one % {"counter": names[0]}
    return several % {"counter": ", ".join(names)}


def _parked(told: Mapping[str, object], gettext: Gettext) -> str:
    if told["room"]:
        return gettext(
            "%(number)s ist geparkt (%(room)s) und sollte um %(at)s weitergehen.", **told
        )
    return gettext("%(number)s ist geparkt und sollte um %(at)s weitergehen.", **told)


def _planning(office: OfficeNow, gettext: Gettext) -> Way:
    week = Week.of(local_date(office.now, office.zone)).name
    query = {"dienststelle": str(office.id), "woche": week}
    return Way(gettext("Dienste von heute ansehen"), "planning", {}, query)


def _machines(gettext: Gettext, administers: bool) -> Way | None:  # noqa: FBT001
    return Way(gettext("Zu den Geräten"), "devices") if administers else None
