"""Booking: holds, appointments and what a change of plan does to them."""

from termin.booking.abilities import NewSkills
from termin.booking.alternative import days_kept, open_alternative
from termin.booking.appointment import (
    By,
    ContactDetails,
    Target,
    cancel_appointment,
    confirm_appointment,
    erase_contact,
    has_to_confirm,
    make_appointment,
    move_appointment,
)
from termin.booking.displacing import Offered, accept_alternative, displace, promised_on
from termin.booking.hold import Held, extend_hold, find_hold, place_hold, release_hold
from termin.booking.lookup import by_code, by_secret, contact_of, of_office_day
from termin.booking.needs import Need
from termin.booking.noting import note_needs
from termin.booking.replan import (
    Change,
    Closing,
    Impact,
    NewHours,
    Withdrawal,
    impacts,
    reopen,
)
from termin.booking.rows import (
    Alternative,
    AlternativeState,
    Appointment,
    AppointmentLine,
    AppointmentState,
    Channel,
    Contact,
    Hold,
    Visit,
)
from termin.booking.seat import Seat, SeatWish, seat
from termin.booking.seeking import offer, take_time, to_seek
from termin.booking.stranding import (
    Consequences,
    WouldStrand,
    apply_closure,
    lift_closure,
    stranded_appointments,
    withdraw_duty,
)
from termin.booking.wish import Planned, Wish, uses_of

__all__ = [
    "Alternative",
    "AlternativeState",
    "Appointment",
    "AppointmentLine",
    "AppointmentState",
    "By",
    "Change",
    "Channel",
    "Closing",
    "Consequences",
    "Contact",
    "ContactDetails",
    "Held",
    "Hold",
    "Impact",
    "Need",
    "NewHours",
    "NewSkills",
    "Offered",
    "Planned",
    "Seat",
    "SeatWish",
    "Target",
    "Visit",
    "Wish",
    "Withdrawal",
    "WouldStrand",
    "accept_alternative",
    "apply_closure",
    "by_code",
    "by_secret",
    "cancel_appointment",
    "confirm_appointment",
    "contact_of",
    "days_kept",
    "displace",
    "erase_contact",
    "extend_hold",
    "find_hold",
    "has_to_confirm",
    "impacts",
    "lift_closure",
    "make_appointment",
    "move_appointment",
    "note_needs",
    "of_office_day",
    "offer",
    "open_alternative",
    "place_hold",
    "promised_on",
    "release_hold",
    "reopen",
    "seat",
    "stranded_appointments",
    "take_time",
    "to_seek",
    "uses_of",
    "withdraw_duty",
]
