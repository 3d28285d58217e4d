"""What a run knew of its people: the minutes their contracts ask, and how often they close late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.planning.answer import Answer
from scheduler.roster import wire


@dataclass(frozen=True, slots=True)
class Owing:
    """By clerk: minutes that the contract asks of the week, and late closings in the plan."""

    owed: Mapping[int, int] = field(default_factory=dict)
    late: Mapping[int, int] = field(default_factory=dict)


def owing_of(answer: Answer | None, office: int) -> Owing:
    """Return what an answer says of an office's people; nothing where it says nothing."""
    kept = next((one for one in (answer.rosters if answer else ()) if one.office == office), None)
    if kept is None:
        return Owing()
    problem, roster = wire.read(kept.problem), wire.read_roster(kept.roster)
    late = {clerk.id: 0 for clerk in problem.clerks}
    for one in roster.workdays:
        late[one.clerk] += problem.shift[one.shift].end > problem.terms.closing
    return Owing({clerk.id: problem.owed(clerk) for clerk in problem.clerks}, late)
