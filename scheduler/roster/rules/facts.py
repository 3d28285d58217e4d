"""Facts no plan can change: who is there, who can do what, what is settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.finding import Finding, Rule
from scheduler.roster.problem import BACK, PAUSE, Problem, Roster
from scheduler.roster.rules.reading import known, placed

SOUND = Rule("sound", "clerk {clerk} on day {day}: {what}", "physics", hard=True)


def sound(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Clerk, day and shift exist, nobody has two shifts a day, and tasks fill the shift.

    A task stands in each block worked in full, back office in each worked in part, and none where
    nobody works.
    """
    seen: set[tuple[int, int]] = set()
    for one in roster.workdays:
        what = None
        if one.clerk not in problem.clerk or not 0 <= one.day < problem.length:
            what = "there is no such clerk or day"
        elif one.shift not in problem.shift:
            what = f"there is no shift {one.shift}"
        elif (one.clerk, one.day) in seen:
            what = "two shifts on one day"
        else:
            shift = problem.shift[one.shift]
            blocks = shift.blocks(problem.block)
            if len(one.tasks) != len(blocks):
                what = f"{len(one.tasks)} tasks for {len(blocks)} blocks"
            for block, task in placed(problem, one):
                minutes = shift.worked(block, problem.block)
                if minutes == 0 and task != PAUSE:
                    what = f"{task} in block {block}, where nobody works"
                elif 0 < minutes < problem.block and task != BACK:
                    what = f"{task or 'nothing'} in block {block}, which is worked in part"
                elif minutes == problem.block and task == PAUSE:
                    what = f"nothing to do in block {block}"
                elif task not in (BACK, PAUSE) and task not in problem.group:
                    what = f"there is no group {task}"
        seen.add((one.clerk, one.day))
        if what:
            yield Finding(SOUND, facts={"clerk": one.clerk, "day": one.day, "what": what})


SKILL = Rule("skill", "{clerk} has not learnt {group}, planned on {day}", "physics", hard=True)


def skill(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Everybody does only what they have learnt."""
    for workday, clerk, _ in known(problem, roster):
        for group in sorted(set(workday.tasks) - clerk.skills - {BACK, PAUSE}):
            yield Finding(
                SKILL,
                facts={
                    "clerk": clerk.name,
                    "group": group,
                    "day": str(problem.date(workday.day)),
                },
            )


ABSENT = Rule("absence", "{clerk} is absent on {day}, but planned", "physics", hard=True)


def absence(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """Who is absent does not work, for as long as that."""
    away = defaultdict(list)
    for one in problem.absences:
        away[one.clerk, one.day].append(one)
    for workday, clerk, shift in known(problem, roster):
        if any(one.hinders(shift) for one in away[workday.clerk, workday.day]):
            yield Finding(
                ABSENT, facts={"clerk": clerk.name, "day": str(problem.date(workday.day))}
            )


PINNED = Rule("pin", "{clerk} is to have {shift} on {day}, as was settled", "pinned", hard=True)


def pin(problem: Problem, roster: Roster) -> Iterator[Finding]:
    """What was settled by hand stays."""
    shifts = {(one.clerk, one.day): one.shift for one in roster.workdays}
    for one in problem.pins:
        if shifts.get((one.clerk, one.day)) != one.shift:
            yield Finding(
                PINNED,
                facts={
                    "clerk": problem.clerk[one.clerk].name,
                    "shift": one.shift or "a free day",
                    "day": str(problem.date(one.day)),
                },
            )
