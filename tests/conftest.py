"""Every test says in a sentence what must hold; none reads this user's own settings."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says nothing about a promise, and CI draws the same examples in every run.
settings.register_profile(
    "optlog",
    settings.get_profile("ci" if os.environ.get("CI") else "default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("optlog")

# No test writes into the keyring of whoever runs it; tests of the keyring bring their own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

_OWN = (
    "LOKI_URL",
    "LOKI_USERNAME",
    "LOKI_API_TOKEN",
    "LOKI_TENANT",
    "USER_ID",
    "DO_NOT_TRACK",
    "OPTLOG_TELEMETRY",
    "OPTLOG_CONFIG",
    "OPTLOG_APP",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test without a docstring."""
    silent = [
        item.nodeid for item in items if isinstance(item, pytest.Function) and not item.obj.__doc__
    ]
    if silent:
        raise pytest.UsageError("these tests do not say what must hold: " + ", ".join(silent[:5]))


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _OWN:
        monkeypatch.delenv(name, raising=False)
