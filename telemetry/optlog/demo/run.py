"""The demonstration itself: no consent, consent, withdrawal; each promise checked by what arrived."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from optlog.demo.server import EmbeddedServer, LiveServer
from optlog.local import read_lines
from optlog.logger import get_logger
from optlog.settings import Settings
from optlog.telemetry import Telemetry, configure

if TYPE_CHECKING:
    from optlog.demo.lines import RawRecord
    from optlog.demo.server import Server

__all__ = ["Check", "Report", "Row", "run_demo"]

_APP = "optlog-demo"
_PURPOSES = ("errors", "diagnostics")
_FLUSH_S = 30.0


@dataclass(frozen=True, slots=True)
class Check:
    """One promise: what it says, whether it held, and the figure that shows it."""

    promise: str
    held: bool
    figure: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record at three places; `arrived` is empty for what may not leave."""

    raw: str
    local: str
    arrived: str


@dataclass(slots=True)
class Report:
    """What the demonstration saw."""

    server: str
    url: str
    records: int = 0
    checks: list[Check] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether every promise held."""
        return bool(self.checks) and all(check.held for check in self.checks)

    def as_data(self) -> dict[str, Any]:
        """Give the report as plain data."""
        return {**asdict(self), "held": self.held}


def run_demo(
    records: Iterable[RawRecord],
    *,
    loki_url: str | None = None,
    before_consent_only: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> Report:
    """Log the records through the layer in a profile that is thrown away afterwards.

    Args:
        records: what to log.
        loki_url: a running Loki; the embedded receiver when None.
        before_consent_only: stop before the yes (for watching the process from outside).
        tell: called with the name of each phase.

    Raises:
        ShippingError: the Loki named cannot be reached.
    """
    environment = f"demo-{secrets.token_hex(4)}"
    records = list(records)
    with tempfile.TemporaryDirectory(prefix="optlog-demo-") as folder:
        settings = _settings(Path(folder), environment, loki_url)
        with _server(loki_url, environment, settings) as server:
            settings = settings.model_copy(update={"loki_url": server.url})
            report = Report(server.name, server.url, len(records))
            with configure(settings, environ={}) as telemetry:
                telemetry.register_literal("Marta Lindqvist", "account-name")
                demo = _Demo(telemetry, server, records, report)
                phases = [("before any consent", demo.before)]
                if not before_consent_only:
                    phases += [
                        ("consent given for errors and diagnostics", demo.given),
                        ("consent withdrawn", demo.withdrawn),
                    ]
                for name, phase in phases:
                    tell(name)
                    phase()
    return report


class _Demo:
    def __init__(
        self, telemetry: Telemetry, server: Server, records: list[RawRecord], report: Report
    ) -> None:
        self._telemetry = telemetry
        self._server = server
        self._records = records
        self._report = report
        self._logged = 0

    def before(self) -> None:
        """Log everything while nobody has agreed to anything."""
        self._log()
        self._telemetry.flush(1.0)
        local = self._local()
        self._check(
            "local logging works before any consent",
            len(local) == self._logged,
            f"{len(local)} lines",
        )
        self._check_silence("nothing leaves before a yes")
        waiting = self._telemetry.status().waiting_lines
        self._check("nothing is kept for later before a yes", waiting == 0, f"{waiting} waiting")

    def given(self) -> None:
        """Say yes, log everything again, and compare what arrived with what the local file holds."""
        self._telemetry.consent.give(_PURPOSES, surface="cli", locale="en", words="demonstration")
        self._log()
        expected = self._expected()
        flushed = self._telemetry.flush(_FLUSH_S)
        arrived = self._server.arrived()
        self._check(
            "everything that may leave arrives",
            flushed and len(arrived) == len(expected),
            f"{len(arrived)} of {len(expected)} records",
        )
        same = arrived == expected
        self._check(
            "what arrives is what was shown, byte for byte",
            same,
            f"{sum(map(len, arrived))} bytes compared",
        )
        sent = self._telemetry.status().sent_lines
        self._check("the sent-log holds what arrived", sent == len(arrived), f"{sent} records")
        self._fill_rows(arrived)

    def withdrawn(self) -> None:
        """Let records wait, take the yes back, log once more."""
        before = self._server.traffic()
        self._log()
        self._telemetry.hold()
        waiting = self._telemetry.status().waiting_lines
        self._telemetry.consent.withdraw(
            _PURPOSES, surface="cli", locale="en", words="demonstration"
        )
        left = self._telemetry.status().waiting_lines
        self._check(
            "withdrawal deletes what waits",
            waiting > 0 and left == 0,
            f"{waiting} waiting, then {left}",
        )
        self._log()
        self._telemetry.flush(1.0)
        local = self._local()
        self._check("local logging goes on", len(local) == self._logged, f"{len(local)} lines")
        self._check_silence("nothing leaves after a no", before)

    def _log(self) -> None:
        log = get_logger("demo")
        for record in self._records:
            getattr(log, record.level)(record.event, **record.fields)
            self._logged += 1

    def _local(self) -> list[bytes]:
        profile = self._telemetry.profile
        return list(read_lines(profile.paths.logs, profile.settings.app))

    def _expected(self) -> list[bytes]:
        """Give the declared part of the newest local lines: what the user could see beforehand."""
        policy = self._telemetry.profile.policy
        newest = [orjson.loads(line) for line in self._local()[-len(self._records) :]]
        classified = [(record, policy.classify(record)) for record in newest]
        return [
            orjson.dumps(policy.project(record, purpose))
            for record, purpose in classified
            if purpose in _PURPOSES
        ]

    def _fill_rows(self, arrived: list[bytes]) -> None:
        waiting = {orjson.loads(line)["timestamp"]: line for line in arrived}
        for record, line in zip(self._records, self._local()[-len(self._records) :], strict=True):
            remote = waiting.get(orjson.loads(line)["timestamp"], b"")
            self._report.rows.append(Row(record.text, line.decode(), remote.decode()))

    def _check(self, promise: str, held: bool, figure: str) -> None:
        self._report.checks.append(Check(promise, held, figure))

    def _check_silence(self, promise: str, before: int = 0) -> None:
        new = self._server.traffic() - before
        self._check(promise, new == 0, f"{new} {self._server.unit} at the {self._server.name}")


def _settings(folder: Path, environment: str, loki_url: str | None) -> Settings:
    return Settings(
        use_keyring=False,
        config_file=None,
        app=_APP,
        environment=environment,
        loki_url=loki_url or "http://127.0.0.1",
        policy=None,
        rules=(),
        level="debug",
        console=False,
        data_dir=folder / "data",
        log_dir=folder / "logs",
        capture_stdlib=False,
        flush_interval_s=3600,
        batch_max_lines=10_000,
        batch_max_kib=8192,
        max_spool_mib=256,
    )


def _server(
    loki_url: str | None, environment: str, settings: Settings
) -> EmbeddedServer | LiveServer:
    return EmbeddedServer() if loki_url is None else LiveServer(loki_url, environment, settings)
