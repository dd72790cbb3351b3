"""Test doubles and test data for applications that use optlog. See docs/testing.md.

Every name is loaded when it is first used: Hypothesis and pytest (the extra `optlog[testing]`) only by those that need them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optlog.testing.benign import benign_fields, benign_records, benign_text
    from optlog.testing.clock import FixedClock
    from optlog.testing.leaks import find_leaks
    from optlog.testing.planting import Planted, planted, secrets_of
    from optlog.testing.properties import property_test_rules
    from optlog.testing.receiver import LokiReceiver
    from optlog.testing.recorder import Recording, recording
    from optlog.testing.secrets import Secret, SecretMaker
    from optlog.testing.transport import RecordingTransport

__all__ = [
    "FixedClock",
    "LokiReceiver",
    "Planted",
    "Recording",
    "RecordingTransport",
    "Secret",
    "SecretMaker",
    "benign_fields",
    "benign_records",
    "benign_text",
    "find_leaks",
    "planted",
    "property_test_rules",
    "recording",
    "secrets_of",
]

_HOME = {
    "FixedClock": "clock",
    "LokiReceiver": "receiver",
    "Planted": "planting",
    "Recording": "recorder",
    "RecordingTransport": "transport",
    "Secret": "secrets",
    "SecretMaker": "secrets",
    "benign_fields": "benign",
    "benign_records": "benign",
    "benign_text": "benign",
    "find_leaks": "leaks",
    "planted": "planting",
    "property_test_rules": "properties",
    "recording": "recorder",
    "secrets_of": "planting",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name not in _HOME:
        raise AttributeError(f"module 'optlog.testing' has no attribute {name!r}")
    value = getattr(import_module(f"optlog.testing.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
