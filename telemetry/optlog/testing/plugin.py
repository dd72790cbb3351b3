"""The pytest plugin: a recorded layer, and checks that a value stands in no output and that the policy declares all.

Loaded by pytest in every run where optlog is installed, so nothing of weight is imported before a fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optlog.testing.recorder import Recording

__all__ = [
    "assert_declared",
    "assert_no_leak",
    "optlog_declared",
    "optlog_recording",
    "optlog_settings",
]


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


@pytest.fixture
def assert_declared(optlog_recording: Recording) -> Callable[..., None]:
    """Give a function that fails when something undeclared was logged; see `Recording.assert_declared`."""
    return optlog_recording.assert_declared


@pytest.fixture
def optlog_declared(optlog_recording: Recording) -> Iterator[Recording]:
    """Fail a test that logged something undeclared, at its end; for `pytest.mark.usefixtures`."""
    yield optlog_recording
    optlog_recording.assert_declared()
