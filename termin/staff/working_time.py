"""When clerks work: contracts, absences and preferences, entered and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.transactions import in_transaction

from termin.errors import Invalid, NotFound
from termin.staff.rows import Absence, AbsenceKind, Clerk, Contract, Preference, PreferenceKind

MOST_HOURS = 48
"""Hours a week at most on average (ArbZG § 3, six days of eight hours)."""

MOST_WEIGHT = 5

LEAST_DAY, LONGEST_DAY = 60, 600
"""Minutes a day by contract; more than ten hours no contract may ask (ArbZG § 3)."""

MOST_LATE = 31


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says beside the hours: fixed weekdays, the longest day, late days a month.

    No weekdays: any, 0 is Monday. None: as the law has it, and as many as it takes.
    """

    weekdays: frozenset[int] = frozenset()
    longest_day: int | None = None
    late_closings: int | None = None


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """What is known of a clerk's time: contracts from the latest on, absences and preferences."""

    contracts: tuple[Contract, ...]
    absences: tuple[Absence, ...]
    preferences: tuple[Preference, ...]

    def contract_on(self, on: date) -> Contract | None:
        """Return the contract of a date."""
        return next(
            (
                one
                for one in self.contracts
                if one.valid_from <= on and (one.valid_until is None or on <= one.valid_until)
            ),
            None,
        )


async def working_time_of(clerk: int, since: datetime) -> WorkingTime:
    """Return a clerk's contracts and preferences, and the absences that end after `since`."""
    return WorkingTime(
        tuple(await Contract.filter(clerk_id=clerk).order_by("-valid_from")),
        tuple(await Absence.filter(clerk_id=clerk, ends_at__gt=since).order_by("starts_at")),
        tuple(await Preference.filter(clerk_id=clerk).order_by("weekday", "date", "id")),
    )


async def set_contract(clerk: Clerk, minutes: int, first: date, terms: Terms = Terms()) -> Contract:
    """Let a clerk work so many minutes a week from `first` on; what was agreed before ends then.

    What was agreed for later than `first` is replaced. Refuses more than 48 hours a week or ten a
    day, and days that are none (Invalid).
    """
    wrong = {}
    if not 0 < minutes <= MOST_HOURS * 60:
        wrong["stunden"] = f"Bitte geben Sie 0,5 bis {MOST_HOURS} Stunden an."
    if terms.longest_day is not None and not LEAST_DAY <= terms.longest_day <= LONGEST_DAY:
        wrong["am_tag"] = "Bitte geben Sie 1 bis 10 Stunden an."
    if not terms.weekdays <= set(range(6)):
        wrong["arbeitstage"] = "Bitte wählen Sie Tage von Montag bis Samstag."
    if terms.late_closings is not None and not 0 <= terms.late_closings <= MOST_LATE:
        wrong["spaet"] = f"Bitte geben Sie 0 bis {MOST_LATE} an."
    if wrong:
        raise Invalid(fields=wrong)
    async with in_transaction():
        await Clerk.filter(id=clerk.id).select_for_update(no_key=True)
        await Contract.filter(clerk_id=clerk.id, valid_from__gte=first).delete()
        for former in await Contract.filter(clerk_id=clerk.id):
            if former.valid_until is None or former.valid_until >= first:
                last = first - timedelta(days=1)
                await Contract.filter(id=former.id).update(valid_until=last)
        return await Contract.create(
            municipality_id=clerk.municipality_id,
            clerk_id=clerk.id,
            minutes_per_week=minutes,
            weekdays=sorted(terms.weekdays),
            longest_day=terms.longest_day,
            late_closings=terms.late_closings,
            valid_from=first,
        )


async def set_mentor(clerk: Clerk, mentor: int | None) -> None:
    """Let a clerk learn at the side of another, or of nobody.

    Refuses a mentor who learns, who is the clerk or who is none of this municipality (Invalid).
    """
    if mentor is not None:
        row = await Clerk.get_or_none(
            id=mentor, municipality_id=clerk.municipality_id, retired_at=None
        )
        learning = await Clerk.filter(mentor_id=clerk.id).exists()
        if row is None or row.id == clerk.id or row.mentor_id is not None or learning:
            raise Invalid(
                fields={"anleitung": "Bitte wählen Sie jemanden, der selbst nicht lernt."}
            )
    await Clerk.filter(id=clerk.id).update(mentor_id=mentor)


async def enter_absence(
    clerk: Clerk, kind: AbsenceKind, starts_at: datetime, ends_at: datetime
) -> Absence:
    """Note that a clerk is away, the same stretch once; refuses an end not after it (Invalid)."""
    if starts_at >= ends_at:
        raise Invalid(fields={"bis_tag": "Das Ende muss nach dem Beginn liegen."})
    async with in_transaction():
        await Clerk.filter(id=clerk.id).select_for_update(no_key=True)
        at_that_time = {"clerk_id": clerk.id, "starts_at": starts_at, "ends_at": ends_at}
        await Absence.filter(**at_that_time).delete()
        return await Absence.create(
            municipality_id=clerk.municipality_id, kind=kind, **at_that_time
        )


async def end_absence(clerk: Clerk, absence: int) -> None:
    """Take an absence back.

    Raises:
        NotFound: it is none of this clerk's.
    """
    if not await Absence.filter(id=absence, clerk_id=clerk.id).delete():
        raise NotFound


async def enter_preference(
    clerk: Clerk, kind: PreferenceKind, weekday: int, weight: int = 1
) -> Preference:
    """Note what a clerk would like of a weekday; one of each kind and weekday counts.

    Refuses weekdays and weights that are none (Invalid).
    """
    if not 0 <= weekday <= 6:
        raise Invalid(fields={"wochentag": "Bitte wählen Sie einen Wochentag."})
    if not 1 <= weight <= MOST_WEIGHT:
        raise Invalid(fields={"gewicht": f"Bitte geben Sie eine Zahl von 1 bis {MOST_WEIGHT} an."})
    async with in_transaction():
        await Preference.filter(clerk_id=clerk.id, weekday=weekday, kind=kind).delete()
        return await Preference.create(
            municipality_id=clerk.municipality_id,
            clerk_id=clerk.id,
            kind=kind,
            weekday=weekday,
            weight=weight,
        )


async def drop_preference(clerk: Clerk, preference: int) -> None:
    """Take a preference back.

    Raises:
        NotFound: it is none of this clerk's.
    """
    if not await Preference.filter(id=preference, clerk_id=clerk.id).delete():
        raise NotFound
