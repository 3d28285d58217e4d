"""The policy for scripts and styles."""

from __future__ import annotations

from api.rendering import (
    content_security_policy,
    new_nonce,
)


def test_the_policy_allows_ourselves_and_the_nonce_only() -> None:
    policy = content_security_policy("n0nce")
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["style-src"] == "'self' 'nonce-n0nce'"
    assert directives["script-src"] == "'self' 'nonce-n0nce'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_a_form_may_lead_to_the_single_sign_on() -> None:
    policy = content_security_policy("n", form_targets=("https://login.example",))
    assert "form-action 'self' https://login.example" in policy


def test_nonces_differ() -> None:
    assert new_nonce() != new_nonce()
