"""The order an office has chosen, from its settings."""

from __future__ import annotations

from collections.abc import Iterable

from termin.offices.rows import Office
from termin.queue.rules import USUAL, Policy, Rule


def policy_of(office: Office) -> Policy:
    """Return the office's own policy; where no rule it names is known, the usual one."""
    return policy(office.queue_rules, office.promised_minutes, office.appointment_minutes)


def policy(names: Iterable[str], promised_minutes: int, appointment_minutes: int) -> Policy:
    """Return the policy with the rules of these names; 0 minutes: nothing is promised."""
    return Policy(
        rules=rules_of(names) or USUAL.rules,
        promised_minutes=promised_minutes or None,
        appointment_minutes=appointment_minutes or None,
    )


def rules_of(names: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of these names, once each; names of no rule are passed over."""
    known = {rule.value: rule for rule in Rule}
    return tuple(dict.fromkeys(known[name] for name in names if name in known))
