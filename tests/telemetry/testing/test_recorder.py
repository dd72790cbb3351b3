"""A recorded layer shows every way out, and leaves the process as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from optlog import get_logger
from optlog.testing import Recording, recording

WORD = "walrus-harmonica"


def test_every_way_out_is_looked_at(optlog_recording: Recording) -> None:
    """An ordinary word that was logged is found in console, file, request, sent-log and preview."""
    get_logger("app").error(f"lost a {WORD}")
    with pytest.raises(AssertionError) as failure:
        optlog_recording.assert_no_leak(WORD)
    told = str(failure.value)
    for place in (
        "console",
        "logs/recording.000001.ndjson",
        "request 1",
        "sent-log entry 1",
        "preview",
    ):
        assert place in told
    assert WORD not in told


def test_a_secret_passes(assert_no_leak: Callable[..., None]) -> None:
    """A value under a telling key stands in no output, and `assert_no_leak` says nothing."""
    get_logger("app").error("login failed", password=WORD)
    assert_no_leak(WORD)
    with pytest.raises(AssertionError, match="stands in: screen"):
        assert_no_leak(WORD, screen=f"hello {WORD}")


def test_what_waits_is_looked_at_too(optlog_recording: Recording) -> None:
    """While the server refuses, records wait in the spool, and are looked for there."""
    optlog_recording.transport.answer("retry", times=1000, retry_after_s=60)
    get_logger("app").error(f"lost a {WORD}")
    optlog_recording.telemetry.hold()
    outputs = optlog_recording.outputs()
    assert WORD.encode() in outputs["spool"]
    assert WORD.encode() in outputs["preview"]
    with pytest.raises(AssertionError, match="spool"):
        optlog_recording.assert_no_leak(WORD)


def test_without_consent_nothing_is_requested(tmp_path: Path) -> None:
    """`give=False` starts without any choice: local files only."""
    with recording(tmp_path, give=False) as running:
        get_logger("app").error("one")
        assert running.transport.requests == []
        running.give("errors")
        get_logger("app").error("two")
        assert not [
            name for name in running.outputs() if name.startswith("sent-log") and WORD in name
        ]
        assert [b"two" in line for line in running.transport.lines] == [True]


def test_the_clock_stands_still(optlog_recording: Recording) -> None:
    """Records carry the fixed clock's time, which a test moves."""
    optlog_recording.clock.advance(3600)
    get_logger("app").error("late")
    assert b"2026-01-01T01:00:00" in optlog_recording.outputs()["request 1"]


def test_structlog_is_put_back(tmp_path: Path) -> None:
    """What structlog was configured with before is in force again afterwards."""
    own: list[Any] = [structlog.processors.KeyValueRenderer()]
    structlog.configure(processors=own)
    try:
        with recording(tmp_path):
            assert structlog.get_config()["processors"] != own
        assert structlog.get_config()["processors"] == own
    finally:
        structlog.reset_defaults()
