"""Figures of an office's day: how it stands, what happened, and what needs somebody."""

from termin.statistics.day import DayAccount, DayTicket, Errand, Promises, Rest, Shift, Turning
from termin.statistics.notices import Kind as NoticeKind
from termin.statistics.notices import Notice, notices, worst_first
from termin.statistics.office_now import At, CounterNow, Longest, OfficeNow
from termin.statistics.reading import account_of
from termin.statistics.reading_now import offices_now
from termin.statistics.series import (
    Arrivals,
    Level,
    ServiceMinutes,
    TurnedAway,
    Waited,
    arrivals,
    highest,
    service_minutes,
    turned_away,
    waiting_levels,
    waits,
)
from termin.statistics.spells import Ending, Spell, spells_of
from termin.statistics.spells import Kind as SpellKind
from termin.statistics.turns import CounterDay, Turn, counter_days, turns_of

__all__ = [
    "Arrivals",
    "At",
    "CounterDay",
    "CounterNow",
    "DayAccount",
    "DayTicket",
    "Ending",
    "Errand",
    "Level",
    "Longest",
    "Notice",
    "NoticeKind",
    "OfficeNow",
    "Promises",
    "Rest",
    "ServiceMinutes",
    "Shift",
    "Spell",
    "SpellKind",
    "Turn",
    "TurnedAway",
    "Turning",
    "Waited",
    "account_of",
    "arrivals",
    "counter_days",
    "highest",
    "notices",
    "offices_now",
    "service_minutes",
    "spells_of",
    "turned_away",
    "turns_of",
    "waiting_levels",
    "waits",
    "worst_first",
]
