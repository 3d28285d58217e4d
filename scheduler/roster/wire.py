"""Offices and rosters as JSON text, as instances are kept and sent to workers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from scheduler.roster.problem import (
    Absence,
    Clerk,
    Demand,
    Group,
    Kind,
    Pause,
    Pin,
    Problem,
    Roster,
    Shift,
    Terms,
    Want,
    Weights,
    Wish,
    Workday,
)

KIND = "office roster"
"""What `kind` says in a file of ours."""


def write(problem: Problem) -> str:
    """Return a problem as JSON; demand as one list of people from a block on, for short files."""
    told = asdict(problem) | {"kind": KIND}
    told["demand"] = _rows(problem)
    return json.dumps(told, default=_plain, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Problem:
    """Return the problem that `write` wrote.

    Raises:
        ValueError: this is no office roster.
    """
    told: Any = json.loads(text)
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise ValueError(f"no {KIND}")
    return Problem(
        start=date.fromisoformat(told["start"]),
        length=told["length"],
        clerks=tuple(_clerk(one) for one in told["clerks"]),
        groups=tuple(Group(**one | {"kind": Kind(one["kind"])}) for one in told["groups"]),
        shifts=tuple(_shift(one) for one in told["shifts"]),
        demand=tuple(
            Demand(row["day"], row["first"] + at, row["group"], people)
            for row in told["demand"]
            for at, people in enumerate(row["people"])
            if people
        ),
        absences=tuple(Absence(**one) for one in told["absences"]),
        wishes=tuple(Wish(**one | {"want": Want(one["want"])}) for one in told["wishes"]),
        pins=tuple(Pin(**one) for one in told["pins"]),
        holidays=frozenset(told["holidays"]),
        weights=Weights(**told["weights"] | {"missing": tuple(told["weights"]["missing"])}),
        terms=Terms(**told["terms"] | {"share": tuple(told["terms"]["share"])}),
        block=told["block"],
    )


def write_roster(roster: Roster) -> str:
    """Return a roster as JSON."""
    return json.dumps(asdict(roster), ensure_ascii=False, separators=(",", ":"))


def read_roster(text: str) -> Roster:
    """Return the roster that `write_roster` wrote."""
    return Roster(
        tuple(
            Workday(**one | {"tasks": tuple(one["tasks"])}) for one in json.loads(text)["workdays"]
        )
    )


def _rows(problem: Problem) -> list[dict[str, Any]]:
    rows: dict[tuple[int, str], dict[int, int]] = {}
    for one in problem.demand:
        rows.setdefault((one.day, one.group), {})[one.block] = one.people
    return [
        {
            "day": day,
            "group": group,
            "first": min(people),
            "people": [people.get(block, 0) for block in range(min(people), max(people) + 1)],
        }
        for (day, group), people in rows.items()
    ]


def _clerk(told: Mapping[str, Any]) -> Clerk:
    return Clerk(
        **{
            **told,
            "skills": frozenset(told["skills"]),
            "weekdays": frozenset(told["weekdays"]),
        }
    )


def _shift(told: Mapping[str, Any]) -> Shift:
    return Shift(**{**told, "breaks": tuple(Pause(**one) for one in told["breaks"])})


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)
