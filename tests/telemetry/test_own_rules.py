"""A host's own rules, wherever they come from, are in force; and the local file alone may be redacted less."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from optlog import RedactionRule, Telemetry, get_logger
from optlog.testing.receiver import LokiReceiver
from optlog_policy import rule_packages

Records = Callable[[Telemetry], list[dict[str, Any]]]

TICKET = RedactionRule(
    name="acme-ticket",
    category="secret",
    family="auth",
    reason="a ticket opens a session",
    reference="https://acme.example/docs",
    keywords=("acmt_",),
    pattern=r"\bacmt_[0-9a-f]{8}\b",
    examples={"match": ["acmt_0123abcd"], "ignore": ["acmt_0123"]},
)


def offered() -> list[RedactionRule]:
    """Stand for a function that another package names in its entry point."""
    return [TICKET]


@pytest.fixture
def entry_point(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that makes an installed package offer rules under this value."""

    def install(value: str) -> None:
        point = EntryPoint("acme", value, "optlog.rules")
        monkeypatch.setattr(rule_packages, "entry_points", lambda group: [point])

    return install


def test_a_rule_made_in_code_is_in_force(start: Any, records: Records) -> None:
    """`configure(rules=[...])` redacts with the rule."""
    telemetry = start(rules=[], own_rules=[TICKET])
    get_logger().info("took acmt_0123abcd")
    assert records(telemetry)[0]["event"] == "took [redacted:acme-ticket]"


def test_a_rule_of_another_package_is_in_force(
    start: Any,
    records: Records,
    entry_point: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An installed package adds its rules when, and only when, the host names it."""
    import sys
    import types

    module = types.ModuleType("acme_rules")
    module.offered = offered  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "acme_rules", module)
    entry_point("acme_rules:offered")
    telemetry = start()
    get_logger().info("took acmt_0123abcd")
    telemetry = start(rule_packages=["acme"])
    get_logger().info("took acmt_0123abcd")
    events = [record["event"] for record in records(telemetry)]
    assert events == ["took acmt_0123abcd", "took [redacted:acme-ticket]"]


def test_a_broken_package_is_named_and_stops_shipping_only(
    start: Any, records: Records, entry_point: Callable[[str], None]
) -> None:
    """Rules that cannot be loaded are an error that names the package; local logging goes on redacted."""
    entry_point("no_such_module:rules")
    telemetry = start(rule_packages=["acme"])
    get_logger().info("login password=Regen-im-August-99")
    told, login = records(telemetry)
    assert "acme" in told["problem"]
    assert "Regen" not in login["event"]


def test_a_built_in_rule_can_be_switched_off_by_name(start: Any, records: Records) -> None:
    """`disabled_rules` leaves out the rule and no other; a name that does not exist is told."""
    telemetry = start(disabled_rules=["home-folder"])
    get_logger().info("/home/marta/x password=Regen-im-August-99")
    assert records(telemetry)[0]["event"].startswith("/home/marta/x password=[redacted:")
    telemetry = start(disabled_rules=["home-foldr"])
    assert "home-foldr" in records(telemetry)[-1]["problem"]


def test_the_local_file_alone_may_be_redacted_less(
    start: Any, records: Records, clock: Any
) -> None:
    """With a looser local profile the file keeps a name of a folder; preview, request and sent-log do not."""
    with LokiReceiver(clock=clock) as receiver:
        telemetry = start(loki_url=receiver.url, local_profile="secrets-only")
        telemetry.consent.give(["errors"], surface="api")
        get_logger().error("cannot read /home/marta/x", password="Regen-im-August-99")
        assert telemetry.flush(10)
        local = json.dumps(records(telemetry))
        assert "/home/marta/x" in local
        assert "Regen" not in local
        profile = telemetry.profile
        [entry] = profile.sent.entries(1)
        outside = [*(row[2] for row in receiver.lines()), profile.sent.body(entry.seq).decode()]
        outside += [record.line.decode() for record in telemetry.preview()]
        assert len(outside) == 3
        assert all("marta" not in text for text in outside)
