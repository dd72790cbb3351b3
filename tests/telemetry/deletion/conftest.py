"""A profile that has shared records, a strict receiver, and the command line on that profile."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from optlog import Settings, configure, get_logger
from optlog.cli import main
from optlog.profile import Profile
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import LokiReceiver


@dataclass
class Home:
    """One user's profile and the server; `open` stands for one more process."""

    folder: Path
    receiver: LokiReceiver
    clock: FixedClock = field(default_factory=FixedClock)
    opened: list[Profile] = field(default_factory=list)

    def settings(self, **values: Any) -> Settings:
        given = {"app": "kept", "console": False, "loki_url": self.receiver.url, **values}
        return Settings(
            config_file=None,
            data_dir=self.folder / "data",
            log_dir=self.folder / "logs",
            **given,
        )

    def open(self, environ: dict[str, str] | None = None, **options: Any) -> Profile:
        values = options.pop("settings", {})
        options.setdefault("clock", self.clock)
        options.setdefault("managed_path", self.folder / "managed.toml")
        profile = Profile(self.settings(**values), environ=environ or {}, **options)
        self.opened.append(profile)
        return profile

    def share(self, count: int = 3, **values: Any) -> str:
        """Give consent, send records, and give the pseudonym that they carry."""
        with configure(self.settings(**values), environ={}, clock=self.clock) as telemetry:
            telemetry.consent.give(["errors"], surface="api")
            for number in range(count):
                get_logger("app").error("failed", attempt=number)
            assert telemetry.flush(10)
            pseudonym = telemetry.profile.pseudonym()
        assert pseudonym is not None
        return pseudonym

    def requests(self) -> list[Any]:
        """Give the stored rows that are deletion requests."""
        return [row for row in self.receiver.lines() if row[0].get("kind") == "deletion-request"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    clock = FixedClock()
    with LokiReceiver(clock=clock) as receiver:
        home = Home(tmp_path, receiver, clock)
        yield home
        for profile in home.opened:
            profile.close()
    structlog.reset_defaults()


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs one command on the profile: (exit code, output, errors)."""
    monkeypatch.chdir(home.folder)
    for name, value in {
        "OPTLOG_APP": "kept",
        "OPTLOG_DATA_DIR": home.folder / "data",
        "OPTLOG_LOG_DIR": home.folder / "logs",
        "LOKI_URL": home.receiver.url,
    }.items():
        monkeypatch.setenv(name, str(value))

    def command(*words: str, answer: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        code = main(words)
        out = capsys.readouterr()
        return code, out.out, out.err

    return command
