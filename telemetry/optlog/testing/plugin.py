"""The pytest plugin: a recorded layer, and a check that a value stands in none of its outputs.

Loaded by pytest in every run where optlog is installed, so nothing of weight is imported before a fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optlog.testing.recorder import Recording

__all__ = ["assert_no_leak", "optlog_recording", "optlog_settings"]


@pytest.fixture
def optlog_settings() -> dict[str, Any]:
    """Give fields of `optlog.Settings` for `optlog_recording`; override it to name your policy and rules."""
    return {}


@pytest.fixture
def optlog_recording(tmp_path: Path, optlog_settings: dict[str, Any]) -> Iterator[Recording]:
    """Run optlog on `tmp_path` with consent for everything, a fixed clock, and a transport that sends nothing."""
    from optlog.testing.recorder import recording

    with recording(tmp_path / "optlog", **optlog_settings) as running:
        yield running


@pytest.fixture
def assert_no_leak(optlog_recording: Recording) -> Callable[..., None]:
    """Give a function that fails when a value stands in any output, raw or encoded; see `Recording.assert_no_leak`."""
    return optlog_recording.assert_no_leak
