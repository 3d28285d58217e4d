"""What a counter can do together with the clerk who sits there."""

from __future__ import annotations

from termin.capacity.skills import Able, both
from termin.offices.rows import Counter
from termin.queue.waiting import Desk
from termin.staff.rows import Account, Clerk


async def desk_of(counter: Counter, account: int | None) -> Desk:
    """Return the counter with the clerk of this account, as the one who calls."""
    return Desk(counter.id, await ability(counter, account), counter.area, counter.takes_new)


async def ability(counter: Counter, account: int | None) -> Able:
    """Return the skills of the counter that the account's clerk has too; None means every one.

    An account without a clerk can do whatever the counter is equipped for.
    """
    equipped = None if counter.every_skill else await _skills_of(counter)
    return both(equipped, await _learned(account))


async def _learned(account: int | None) -> Able:
    if account is None:
        return None
    person = await Account.get_or_none(id=account).select_related("clerk")
    clerk = person.clerk if person else None
    return None if clerk is None or clerk.every_skill else await _skills_of(clerk)


async def _skills_of(owner: Counter | Clerk) -> frozenset[int]:
    ids = await owner.skills.all().values_list("id", flat=True)
    return frozenset(int(str(one)) for one in ids)
