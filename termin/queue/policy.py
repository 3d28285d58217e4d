"""The order an office has chosen, from its settings."""

from __future__ import annotations

from collections.abc import Iterable

from termin.offices.rows import Office
from termin.queue.rules import USUAL, Policy, Rule


def policy_of(office: Office) -> Policy:
    """Return the office's own policy; where no rule it names is known, the usual one."""
    return Policy(
        rules=rules_of(office.queue_rules) or USUAL.rules,
        promised_minutes=office.promised_minutes or None,
        appointment_minutes=office.appointment_minutes or None,
    )


def rules_of(names: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of these names, once each; names of no rule are passed over."""
    known = {rule.value: rule for rule in Rule}
    return tuple(dict.fromkeys(known[name] for name in names if name in known))
