"""The people who work here: accounts, roles, sign-ins; and the devices that act for an office."""

from termin.staff.accounts import (
    WrongPassword,
    create_account,
    disable,
    enable,
    grant,
    revoke,
    set_password,
    sign_in,
    sign_out,
)
from termin.staff.condition import DeviceHealth, State, device_health
from termin.staff.devices import NewDevice, device_of, register
from termin.staff.rows import AbsenceKind, DeviceKind, PreferenceKind, Role
from termin.staff.sign_ins import (
    FreshSignIn,
    Granted,
    Person,
    at_counters,
    choose_counter,
    grants_of,
    person_of,
)
from termin.staff.working_time import (
    Terms,
    WorkingTime,
    drop_preference,
    end_absence,
    enter_absence,
    enter_preference,
    set_contract,
    set_mentor,
    working_time_of,
)

__all__ = [
    "AbsenceKind",
    "DeviceHealth",
    "DeviceKind",
    "FreshSignIn",
    "Granted",
    "NewDevice",
    "Person",
    "PreferenceKind",
    "Role",
    "State",
    "Terms",
    "WorkingTime",
    "WrongPassword",
    "at_counters",
    "choose_counter",
    "create_account",
    "device_health",
    "device_of",
    "disable",
    "drop_preference",
    "enable",
    "end_absence",
    "enter_absence",
    "enter_preference",
    "grant",
    "grants_of",
    "person_of",
    "register",
    "revoke",
    "set_contract",
    "set_mentor",
    "set_password",
    "sign_in",
    "sign_out",
    "working_time_of",
]
