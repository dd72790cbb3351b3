"""A running layer in a folder of its own, with every way out recorded."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

from optlog_policy.uncovered import read_records, uncovered

from optlog.local import read_lines
from optlog.testing.clock import FixedClock
from optlog.testing.leaks import find_leaks
from optlog.testing.transport import RecordingTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from optlog.telemetry import Telemetry

__all__ = ["Recording", "recording"]

_ALL = 1_000_000
_FLUSH_S = 10.0


class Recording:
    """The running layer and what came out of it. Made by `recording`."""

    def __init__(
        self,
        telemetry: Telemetry,
        transport: RecordingTransport,
        clock: FixedClock,
        console: io.StringIO,
    ) -> None:
        self.telemetry = telemetry
        self.transport = transport
        self.clock = clock
        self._console = console

    def give(self, *purposes: str) -> None:
        """Say yes to these purposes, or to all that the policy declares."""
        wanted = purposes or self.telemetry.profile.policy.purpose_ids
        self.telemetry.consent.give(wanted, surface="api", words="said by a test")

    def outputs(self) -> dict[str, bytes]:
        """Send what waits, and give everything that was shown, written or sent, by where it stands.

        Raises:
            AssertionError: what waits did not leave in time.
        """
        waiting = b"\n".join(record.line for record in self.telemetry.preview(_ALL))
        if not self.transport.is_refusing and not self.telemetry.flush(_FLUSH_S):
            raise AssertionError("what waits did not leave in time")
        profile = self.telemetry.profile
        return {
            "console": self._console.getvalue().encode("utf-8", "surrogatepass"),
            "preview": waiting + b"\n" + b"\n".join(r.line for r in self.telemetry.preview(_ALL)),
            "spool": b"\n".join(entry.line for entry in profile.spool.waiting(_ALL)),
            "status": self.telemetry.status().model_dump_json().encode(),
            **{f"request {n}": body for n, body in enumerate(self.transport.bodies, start=1)},
            **{
                f"sent-log entry {e.seq}": profile.sent.body(e.seq)
                for e in profile.sent.entries(_ALL)
            },
            **_files(profile.paths.logs),
            **_files(profile.paths.data),
        }

    def assert_no_leak(self, *values: str, **more: str | bytes) -> None:
        """Check that no output holds one of `values`, raw or in a usual encoding; `more` are other texts to look into.

        Raises:
            AssertionError: names the places; never the value.
        """
        __tracebackhide__ = True  # pytest would show `values`
        places = find_leaks(values, {**self.outputs(), **more})
        if places:
            raise AssertionError(f"what must be hidden stands in: {', '.join(places)}")

    def assert_declared(self, *, local_levels: Collection[str] = ("debug",)) -> None:
        """Check that the collection policy declares everything that was logged, records and fields.

        Args:
            local_levels: records of these levels may stay on the computer without a declaration.

        Raises:
            AssertionError: names each undeclared field and record, with the type found; never a value.
        """
        profile = self.telemetry.profile
        lines = read_lines(profile.paths.logs, profile.settings.app)
        found = uncovered(profile.policy, read_records(lines))
        told = [
            f"field {name} ({purpose}): {reason}, {count} times"
            for (purpose, name, reason), count in sorted(found.fields.items())
        ]
        told += [
            f"records of level {level} from {logger}: no source declares them, {count} times"
            for (level, logger), count in sorted(found.records.items())
            if level not in local_levels
        ]
        if told:
            raise AssertionError(
                "\n  ".join(["the collection policy does not declare what was logged:", *told])
                + "\nhint: declare it (`optlog policy suggest` drafts it from a log), or do not log it"
            )


@contextlib.contextmanager
def recording(
    folder: Path,
    *,
    give: bool = True,
    processors: Sequence[Callable[[Any, str, Any], Any]] = (),
    **settings: Any,
) -> Iterator[Recording]:
    """Run the layer in `folder` until the `with` block ends; afterwards structlog is configured as it was before.

    Args:
        folder: empty; gets the local log, the ledger, the spool.
        give: whether there is consent for every purpose, so that all that may ever leave does.
        processors: the host's own, as in `configure`.
        settings: fields of `optlog.Settings`, such as `policy` and `rules`.
    """
    import structlog

    from optlog.settings import Settings
    from optlog.telemetry import configure

    before = structlog.get_config() if structlog.is_configured() else None
    transport, clock, console = RecordingTransport(), FixedClock(), io.StringIO()
    values: Mapping[str, Any] = {
        "app": "recording",
        "console": True,
        "use_keyring": False,
        "data_dir": folder / "data",
        "log_dir": folder / "logs",
        **settings,
    }
    with contextlib.redirect_stderr(console):  # the console takes the stream that it finds
        telemetry = configure(
            Settings(config_file=None, **values),
            processors=processors,
            clock=clock,
            environ={},
            transport=lambda: transport,
        )
    try:
        result = Recording(telemetry, transport, clock, console)
        if give:
            result.give()
        yield result
    finally:
        telemetry.close()
        structlog.contextvars.clear_contextvars()
        if before is None:
            structlog.reset_defaults()
        else:
            structlog.configure(**before)


def _files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"{folder.name}/{path.name}": path.read_bytes() for path in found}
