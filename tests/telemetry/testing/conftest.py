"""The fixtures of the plugin, as pytest would load them from the entry point, and one small rule of a host's own."""

from __future__ import annotations

import pytest
from optlog.testing.plugin import assert_no_leak, optlog_recording, optlog_settings
from optlog_policy.rule_model import Examples, RedactionRule

__all__ = ["assert_no_leak", "optlog_recording", "optlog_settings"]


@pytest.fixture
def ticket() -> RedactionRule:
    """Give a rule of a host's own."""
    return RedactionRule(
        name="acme-ticket",
        category="secret",
        family="auth",
        reason="a ticket opens a session",
        reference="https://acme.example/docs/tickets",
        keywords=("acmt_",),
        pattern=r"\bacmt_[0-9a-f]{24}\b",
        examples=Examples(
            match=("ticket acmt_0123456789abcdef01234567 accepted",),
            ignore=("ticket acmt_0123 refused",),
        ),
    )
