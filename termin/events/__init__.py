"""What can happen, as values: the journal's vocabulary.

Every event names ids, times and amounts only; never a name, an address or a code of a citizen.
`docs/reference/events.md` documents each kind, and a test compares the two.
"""

from termin.events.booking import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMade,
    AppointmentMoved,
    AppointmentMovedAway,
    ClaimsExpired,
    ContactErased,
    HoldExtended,
    HoldPlaced,
    HoldReleased,
    NeedsNoted,
)
from termin.events.capacity import (
    ClaimsRepacked,
    DutiesChanged,
    DutiesPublished,
    DutyWithdrawn,
    OfficeClosed,
    OfficeReopened,
)
from termin.events.day import (
    AlarmAnswered,
    AlarmEnded,
    AlarmRaised,
    AppointmentMissed,
    CounterPaused,
    CounterResumed,
    TurnedAway,
    WaitChanged,
)
from termin.events.event import KINDS, Event, Recorded
from termin.events.planning import PlanPublished, PlanRunEnded
from termin.events.tickets import (
    TicketArrived,
    TicketCalled,
    TicketDrawn,
    TicketFinished,
    TicketForwarded,
    TicketMissed,
    TicketParked,
    TicketRanked,
    TicketRecalled,
    TicketRequeued,
    TicketRestored,
    TicketWithdrawn,
)
from termin.events.town import AccountSignedIn, AccountSignedOut, CatalogueImported

__all__ = [
    "KINDS",
    "AccountSignedIn",
    "AccountSignedOut",
    "AlarmAnswered",
    "AlarmEnded",
    "AlarmRaised",
    "AppointmentCancelled",
    "AppointmentConfirmed",
    "AppointmentMade",
    "AppointmentMissed",
    "AppointmentMoved",
    "AppointmentMovedAway",
    "CatalogueImported",
    "ClaimsExpired",
    "ClaimsRepacked",
    "ContactErased",
    "CounterPaused",
    "CounterResumed",
    "DutiesChanged",
    "DutiesPublished",
    "DutyWithdrawn",
    "Event",
    "HoldExtended",
    "HoldPlaced",
    "HoldReleased",
    "NeedsNoted",
    "OfficeClosed",
    "OfficeReopened",
    "PlanPublished",
    "PlanRunEnded",
    "Recorded",
    "TicketArrived",
    "TicketCalled",
    "TicketDrawn",
    "TicketFinished",
    "TicketForwarded",
    "TicketMissed",
    "TicketParked",
    "TicketRanked",
    "TicketRecalled",
    "TicketRequeued",
    "TicketRestored",
    "TicketWithdrawn",
    "TurnedAway",
    "WaitChanged",
]
