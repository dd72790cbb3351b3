"""What is registered from the system by default: the user's names and address, the computer, the home folder."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from optlog import Telemetry, get_logger
from optlog.identity import system_literals

Start = Callable[..., Telemetry]

VALUES = {
    "system-user-name": "mlindq",
    "system-email": "marta@lind.internal",
    "system-host-name": "martas-tower",
    "system-home-folder": "marta-home",
}


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set up a computer of somebody called Marta."""
    for name in ("USER", "USERNAME", "DEBEMAIL", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOGNAME", VALUES["system-user-name"])
    monkeypatch.setenv("EMAIL", VALUES["system-email"])
    monkeypatch.setenv("HOME", "/srv/people/marta-home")
    monkeypatch.setattr(socket, "gethostname", lambda: "martas-tower.example.net")


@pytest.mark.usefixtures("system")
def test_the_system_tells_who_uses_it() -> None:
    """Login, e-mail, computer and home folder are told, each under a rule of its own."""
    told = {rule: value for value, rule in system_literals()}
    assert VALUES.items() <= told.items()


@pytest.mark.usefixtures("system")
def test_what_the_system_tells_is_hidden_by_default(
    start: Start, records: Callable[[Telemetry], list[dict[str, Any]]]
) -> None:
    """None of the values reaches the local log, whatever the text around it and its case."""
    telemetry = start()
    for value in VALUES.values():
        get_logger("app").info(f"opened {value.upper()} again")
    events = {record["event"] for record in records(telemetry)}
    assert {f"opened [redacted:{rule}] again" for rule in VALUES} <= events
    assert not any(value in json.dumps(records(telemetry)).lower() for value in VALUES.values())


@pytest.mark.usefixtures("system")
def test_common_names_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """A login or computer whose name stands in many messages says nothing about anybody."""
    monkeypatch.setenv("LOGNAME", "root")
    monkeypatch.setattr(socket, "gethostname", lambda: "localhost")
    rules = {rule for _, rule in system_literals()}
    assert "system-host-name" not in rules
    assert "root" not in {value for value, _ in system_literals()}
