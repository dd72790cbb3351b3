"""Redactors over the whole catalogue, one for each matcher; built once."""

from __future__ import annotations

import pytest
from optlog.redaction import Pseudonymiser, Redactor
from optlog_policy.rule import RuleSet

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    return Redactor(RuleSet.load_builtin(), pseudonymiser=Pseudonymiser(KEY))


@pytest.fixture(scope="session")
def python_redactor() -> Redactor:
    return Redactor(RuleSet.load_builtin(), pseudonymiser=Pseudonymiser(KEY), matcher="python")
