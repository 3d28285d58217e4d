"""What an import did, for the person who ran it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from termin.catalogue.export import Oddity
from termin.catalogue.merge import Counts


@dataclass(frozen=True)
class ImportReport:
    """The counts by kind of record, everything odd, and how long it took in all."""

    source: str
    counts: Mapping[str, Counts] = field(default_factory=dict)
    oddities: tuple[Oddity, ...] = ()
    seconds: float = 0.0

    @property
    def created(self) -> int:
        """How many records are new."""
        return sum(counts.created for counts in self.counts.values())

    @property
    def updated(self) -> int:
        """How many records the file tells differently than before."""
        return sum(counts.updated for counts in self.counts.values())

    @property
    def returned(self) -> int:
        """How many retired records came back."""
        return sum(counts.returned for counts in self.counts.values())

    @property
    def retired(self) -> int:
        """How many records the file no longer has."""
        return sum(counts.retired for counts in self.counts.values())

    @property
    def unchanged(self) -> int:
        """How many records are as they were."""
        return sum(counts.unchanged for counts in self.counts.values())

    @property
    def changed(self) -> int:
        """How many records are not as they were; 0 after a second run of the same file."""
        return sum(counts.changed for counts in self.counts.values())


def describe(report: ImportReport) -> str:
    """Return the report as lines of text: one per kind of record, one per odd record."""
    lines = [f"Imported ({report.source}) in {report.seconds:.2f} s"]
    width = max((len(kind) for kind in report.counts), default=0)
    for kind, counts in report.counts.items():
        parts = [
            f"{amount} {word}"
            for word in ("created", "updated", "returned", "retired", "unchanged")
            if (amount := getattr(counts, word))
        ]
        lines.append(f"  {kind:<{width}}  {counts.present:>6}: {', '.join(parts) or 'none'}")
    if not report.changed:
        lines.append("  Nothing changed.")
    if report.oddities:
        lines.append(f"{len(report.oddities)} odd records:")
        lines.extend(f"  {oddity}" for oddity in report.oddities)
    return "\n".join(lines)
