"""A running layer on temporary folders, with a transport that records instead of sending."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from optlog import Settings, Telemetry, configure
from optlog.local import read_lines
from optlog.testing.clock import FixedClock

Start = Callable[..., Telemetry]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def start(tmp_path: Path, clock: FixedClock) -> Iterator[Start]:
    """Give a function that configures the layer on `tmp_path`; everything is closed afterwards."""
    running: list[Telemetry] = []

    def begin(*, environ: dict[str, str] | None = None, **values: Any) -> Telemetry:
        options = {
            name: values.pop(name)
            for name in ("processors", "telemetry", "transport")
            if name in values
        }
        options["clock"] = values.pop("clock", clock)
        if "own_rules" in values:
            options["rules"] = values.pop("own_rules")
        defaults = {
            "app": "test",
            "console": False,
            "data_dir": tmp_path / "data",
            "log_dir": tmp_path / "logs",
        }
        settings = Settings(config_file=None, **{**defaults, **values})
        telemetry = configure(settings, environ=environ or {}, **options)
        running.append(telemetry)
        return telemetry

    yield begin
    for telemetry in running:
        telemetry.close()
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def local_records(telemetry: Telemetry) -> list[dict[str, Any]]:
    """Give what the local log holds."""
    profile = telemetry.profile
    return [json.loads(line) for line in read_lines(profile.paths.logs, profile.settings.app)]


@pytest.fixture
def records() -> Callable[[Telemetry], list[dict[str, Any]]]:
    return local_records
