"""What a counter tells at the end: what was done, what was not and why, for whom, how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from termin.catalogue.rows import ServiceAtOffice
from termin.errors import Invalid
from termin.queue.rows import Ticket, TicketLine

REASONS_NOT_DONE: Mapping[str, str] = MappingProxyType(
    {
        "documents-missing": "Unterlagen fehlen",
        "not-entitled": "kein Anspruch",
        "other-office": "andere Stelle zuständig",
        "system-down": "Fachverfahren ausgefallen",
        "person-must-come": "Person muss selbst kommen",
        "other": "anderer Grund",
    }
)
"""Why a service could not be done, by name; German and message ids of the catalogues."""

MOST_AT_ONCE = 99
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Done:
    """How often a service was done; `because` names the reason where not all of it was."""

    service: int
    count: int
    because: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told at the end; services not named are left untold.

    `minutes` are all that the person was served, at this counter and those before; None: as
    measured.
    """

    done: tuple[Done, ...] = ()
    persons: int = 1
    minutes: float | None = None


def check_report(report: Report) -> None:
    """Let pass what can be true.

    Raises:
        Invalid: a service twice, an unknown reason, or figures out of all bounds.
    """
    fields = {}
    if len({one.service for one in report.done}) < len(report.done):
        fields["done"] = "Bitte nennen Sie jedes Anliegen nur einmal."
    if any(not 0 <= one.count <= MOST_AT_ONCE for one in report.done):
        fields["done"] = f"Bitte geben Sie Anzahlen von 0 bis {MOST_AT_ONCE} an."
    if any(one.because and one.because not in REASONS_NOT_DONE for one in report.done):
        fields["because"] = "Bitte wählen Sie einen der Gründe aus."
    if not 1 <= report.persons <= MOST_AT_ONCE:
        fields["persons"] = f"Bitte geben Sie 1 bis {MOST_AT_ONCE} Personen an."
    if report.minutes is not None and not 0 <= report.minutes <= MOST_MINUTES:
        fields["minutes"] = "Bitte geben Sie Minuten von 0 bis zu einem Tag an."
    if fields:
        raise Invalid(fields=fields)


async def write_report(ticket: Ticket, report: Report) -> None:
    """Write what was done to the lines of a ticket whose day is locked; the ticket is not saved.

    A service that the ticket was not for is added, if the office offers it.

    Raises:
        Invalid: the office does not offer a service that is added.
    """
    lines = {line.service_id: line for line in await TicketLine.filter(ticket_id=ticket.id)}
    added = [one for one in report.done if one.service not in lines and (one.count or one.because)]
    await _check_offered(ticket, added)
    for one in added:
        await TicketLine.create(
            ticket=ticket,
            service_id=one.service,
            count=0,
            minutes=0,
            done=one.count,
            because=one.because,
        )
    for one in report.done:
        if one.service in lines:
            line = lines[one.service]
            line.done = one.count
            line.because = one.because if one.count < max(line.count, 1) else ""
            await line.save(update_fields=["done", "because"])
    ticket.persons = report.persons


async def _check_offered(ticket: Ticket, added: Sequence[Done]) -> None:
    wanted = {one.service for one in added}
    if not wanted:
        return
    found = await ServiceAtOffice.filter(
        office_id=ticket.office_id, service_id__in=list(wanted), retired_at=None
    ).count()
    if found < len(wanted):
        raise Invalid(fields={"done": "Dieses Anliegen gibt es in dieser Dienststelle nicht."})
