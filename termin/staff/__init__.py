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
from termin.staff.rows import DeviceKind, Role
from termin.staff.sign_ins import (
    FreshSignIn,
    Granted,
    Person,
    at_counters,
    choose_counter,
    grants_of,
    person_of,
)

__all__ = [
    "DeviceHealth",
    "DeviceKind",
    "FreshSignIn",
    "Granted",
    "NewDevice",
    "Person",
    "Role",
    "State",
    "WrongPassword",
    "at_counters",
    "choose_counter",
    "create_account",
    "device_health",
    "device_of",
    "disable",
    "enable",
    "grant",
    "grants_of",
    "person_of",
    "register",
    "revoke",
    "set_password",
    "sign_in",
    "sign_out",
]
