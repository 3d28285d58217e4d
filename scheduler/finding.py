"""What a rule says of a plan: the law it breaks, or the wish it misses and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: its sentence with places for a finding's facts, and where it comes from.

    `sentence` is English, with places as in `str.format`: "{clerk} rests {minutes} min before
    {day}". A hard rule (law, physics) makes a plan illegal; any other costs.
    """

    name: str
    sentence: str
    source: str = ""
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a plan misses a rule; `cost` is None where the rule is hard."""

    rule: Rule
    cost: float | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in a sentence, with its cost."""
        said = self.rule.sentence.format(**self.facts)
        return f"{said} (not allowed)" if self.cost is None else f"{said} ({self.cost:g})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that the rules have to say of a plan."""

    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, *parts: Iterable[Finding]) -> Verdict:
        """Put together what several rules found."""
        return cls(tuple(finding for part in parts for finding in part))

    @property
    def legal(self) -> bool:
        """No hard rule is broken."""
        return not self.broken

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Where hard rules are broken."""
        return tuple(one for one in self.findings if one.cost is None)

    @property
    def cost(self) -> float:
        """What all missed wishes cost together, in the problem's units."""
        return sum(one.cost for one in self.findings if one.cost is not None)

    def by_rule(self) -> dict[str, float]:
        """Return the cost of each rule that costs anything, dearest first."""
        sums: dict[str, float] = {}
        for one in self.findings:
            sums[one.rule.name] = sums.get(one.rule.name, 0.0) + (one.cost or 0.0)
        return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
