"""One small rule of a host's own; the plugin's fixtures come from its entry point."""

from __future__ import annotations

import pytest
from optlog_policy.rule_model import Examples, RedactionRule


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
