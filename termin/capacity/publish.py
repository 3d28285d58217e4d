"""From draft to public: duties are cut into segments, an office-day and a transaction at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from termin.capacity.expiry import sweep
from termin.capacity.rows import Duty, DutyState, Segment
from termin.capacity.segments import AT_POSTS, Shares, cut_duty
from termin.errors import Refusal
from termin.events import DutiesPublished
from termin.interval import Interval
from termin.journal import announce
from termin.officeday import Day, day_of, locked
from termin.offices.openings import opening_of
from termin.offices.rows import Counter
from termin.offices.standing import keep_hours


class DutyOverlaps(Refusal):
    """The counter or the clerk is already on a published duty at that time."""

    slug = "duty-overlaps"
    title = "Der Schalter oder die Person ist zu dieser Zeit schon eingeteilt."


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """A duty as somebody plans it."""

    municipality: int
    office: int
    counter: int
    clerk: int
    during: Interval
    shares: Shares


async def plan_duty(plan: DutyPlan, on: datetime) -> Duty:
    """Write a draft; nobody can book it. `on` is its start in the office's own time.

    Drafts may overlap; what is published may not. At a reception or a telephone no time is to be
    booked, whatever the plan's shares.
    """
    at_post = await Counter.exists(id=plan.counter, post__isnull=False)
    shares = AT_POSTS if at_post else plan.shares
    return await Duty.create(
        municipality_id=plan.municipality,
        office_id=plan.office,
        office_day_id=await day_of(plan.office, plan.municipality, on.date()),
        counter_id=plan.counter,
        clerk_id=plan.clerk,
        starts_at=plan.during.start,
        ends_at=plan.during.end,
        public_share=shares.public,
        internal_share=shares.internal,
        walk_in_share=shares.walk_in,
    )


async def publish_day(office_day: int, now: datetime) -> tuple[int, ...]:
    """Publish all drafts of one office-day in one transaction; return the duties.

    Resumable: what is published already is left alone.

    Raises:
        DutyOverlaps: a counter or a person would stand twice; nothing of the day is published.
    """
    try:
        async with locked(office_day) as (day,):
            await sweep(day, now)
            drafts = await Duty.filter(office_day_id=day.id, state=DutyState.DRAFT).order_by("id")
            duties = tuple(duty.id for duty in drafts)
            if not duties:
                return ()
            await Duty.filter(id__in=duties).update(state=DutyState.PUBLISHED)
            await cut(day, drafts)
            seq = await day.record(DutiesPublished(duties), now)
            await announce(day.id, seq)
            return duties
    except IntegrityError as error:
        raise DutyOverlaps from error


async def cut(day: Day, duties: Iterable[Duty]) -> None:
    """Write the segments of duties of a locked day anew, by hours and closures as they are."""
    await keep_hours(day.office)
    opening = await opening_of(day.office, day.date)
    for duty in duties:
        await Segment.filter(duty_id=duty.id).delete()
        await Segment.bulk_create(segments_of(duty, opening))


def segments_of(duty: Duty, opening: Sequence[Interval]) -> list[Segment]:
    """Return the rows a duty is cut into within `opening` (hours without closures)."""
    during = Interval(duty.starts_at, duty.ends_at)
    shares = Shares(duty.public_share, duty.internal_share, duty.walk_in_share)
    return [
        Segment(
            municipality_id=duty.municipality_id,
            office_day_id=duty.office_day_id,
            duty_id=duty.id,
            counter_id=duty.counter_id,
            use=part.use.value,
            starts_at=part.during.start,
            ends_at=part.during.end,
        )
        for part in cut_duty(during, shares, (), opening)
    ]
