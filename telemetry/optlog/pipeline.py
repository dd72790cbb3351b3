"""The way of a record, in order. No other module knows it.

context and exception -> redaction -> one line of JSON -> local sinks, always -> gate -> declared fields -> shipper
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

import orjson
import structlog

from optlog.consent.coverage import AcceptedScope
from optlog.processors import MADE, ExceptionToData, Stamp
from optlog.types import SpoolEntry, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optlog_policy.collection import CollectionPolicy

    from optlog.consent.terms import Terms
    from optlog.local import Console, LocalLog
    from optlog.redaction import Redactor
    from optlog.shipping.limits import EventRate
    from optlog.types import Clock, Record

__all__ = ["Pipeline", "RemoteGate", "console_only", "serialise"]

_RESERVED = ("timestamp", "level", "logger")


class RemoteGate:
    """Decides whether a record may leave, and passes on its declared fields only.

    Args:
        policy: what is declared.
        terms: gives the yeses that stand now; see `Consent.terms`.
        offer: takes what may leave; must neither block nor raise.
        metadata: gives the structured metadata of an entry of a purpose, not changed afterwards; None when it is not
            ready, and the record stays here.
        rate: holds back what would be too many events of one name; None for no bound.
    """

    def __init__(
        self,
        policy: CollectionPolicy,
        *,
        terms: Callable[[], Terms],
        offer: Callable[[SpoolEntry], None],
        metadata: Callable[[str], Mapping[str, str] | None],
        rate: EventRate | None = None,
    ) -> None:
        self._passes = rate.passes if rate else None
        self._classify = policy.classify
        self._policy = policy
        self._accepted = AcceptedScope(policy)
        self.terms = terms
        self._offer = offer
        self._metadata = metadata
        self.counts: Counter[str] = Counter()
        """What did not leave and why, since it was last forgotten."""

    def forget(self, counted: Mapping[str, int]) -> None:
        """Take so many off the counts, because they are counted elsewhere now."""
        self.counts.subtract(counted)

    def __call__(
        self,
        record: Record,
        line: bytes,
        at_ns: int,
        made_under: Terms,
        made_s: float | None = None,
    ) -> None:
        """Offer one redacted record to the shipper if its purpose is declared, and open since before it was made.

        Args:
            record: the redacted record.
            line: the same, serialised.
            at_ns: its time, UTC nanoseconds.
            made_under: the yeses that stood when the pipeline got it.
            made_s: when it was made, if that was earlier, in seconds of `time.monotonic`.
        """
        purpose = self._classify(record)
        if purpose is None:
            self.counts["undeclared"] += 1
            return
        kept_under = made_under.both(self.terms(), purpose)
        if kept_under is None or (made_s is not None and not made_under.stood(purpose, made_s)):
            return
        epoch, scope = kept_under
        accepted = self._accepted.within(scope)
        if accepted is not self._policy and accepted.classify(record) != purpose:
            self.counts["not_yet_agreed"] += 1
            return
        if self._passes is not None and not self._passes(record["event"]):
            self.counts["rate_limited"] += 1
            return
        metadata = self._metadata(purpose)
        if metadata is None:
            return  # made while the yes was being taken in
        declared = accepted.project(record, purpose)
        if len(declared) != len(record) or declared != record:
            line = serialise(declared)
            self.counts["fields_left_out"] += 1
        # The level stands beside the line as well, as a label: there too only where it is declared.
        level = declared.get("level", "")
        line = of_its_own_size(line)
        self._offer(SpoolEntry(purpose, epoch, at_ns, level, line, metadata))


class Sink(Protocol):
    """The local log as the pipeline sees it."""

    def write(self, line: bytes, at_ns: int) -> bool:
        """Keep one line; give whether it worked."""
        ...


class Pipeline:
    """Takes what a logger was given and brings it through every stage.

    Usable as the last processor of structlog and of `ProcessorFormatter`. Never raises: what goes wrong is counted
    under a name, and a record that cannot be redacted is replaced by a marker.

    Args:
        redactor: strips secrets and personal data.
        local_redactor: does so for the local file and the console, where the host wants less there; the same when None.
        local: keeps the lines on this computer; None for none.
        console: shows records; None for none.
        remote: what may leave; None when nothing can.
        extra: the host's own processors, run before redaction.
        clock: where time comes from.
        count_fault: called with the name of a fault.
    """

    def __init__(
        self,
        redactor: Redactor,
        *,
        local_redactor: Redactor | None = None,
        local: LocalLog | Sink | None = None,
        console: Console | None = None,
        remote: RemoteGate | None = None,
        extra: Sequence[Callable[[Any, str, Any], Any]] = (),
        clock: Clock | None = None,
        count_fault: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._redact = redactor.redact
        self._redact_local = local_redactor.redact if local_redactor else None
        self._local = local
        self._console = console
        self._remote = remote
        self._stamp = Stamp((clock or SystemClock()).now_ns)
        self._steps = (structlog.contextvars.merge_contextvars, *extra)
        self._exception = ExceptionToData()
        self.count_fault = count_fault

    def __call__(self, logger: Any, name: str, event_dict: Any) -> str:
        """Process one record; give the empty text, because it is written already."""
        at_ns, timestamp = self._stamp.next()
        made_under = self._remote.terms() if self._remote is not None else None
        made_s = None
        try:
            made_s = event_dict.pop(MADE, None)
            level, fields = self._prepared(logger, name, event_dict)
            local = None
            if self._redact_local is not None:
                local = _record(self._redact_local(dict(fields)), level, timestamp)
            record = _record(self._redact(fields), level, timestamp)
            line = serialise(record)
        except structlog.DropEvent:
            return ""
        except Exception as error:  # noqa: BLE001  a log call never raises, and fails closed
            self.count_fault("pipeline")
            local, record = None, failed_record(name, timestamp, error)
            line = orjson.dumps(record)
        self._keep(local or record, line if local is None else serialise(local), at_ns)
        if made_under is not None:
            self._offer(record, line, at_ns, made_under, made_s)
        return ""

    def _prepared(self, logger: Any, name: str, event_dict: Any) -> tuple[str, Record]:
        """Run the steps before redaction; give the level and the fields to redact."""
        for step in self._steps:
            event_dict = step(logger, name, event_dict)
        if "exc_info" in event_dict or "exception" in event_dict:
            event_dict = self._exception(logger, name, event_dict)
        source = getattr(logger, "name", None)
        if source is None:  # a foreign record brings its own
            source = event_dict.pop("logger", "root")
            name = event_dict.pop("level", name)
        for reserved in _RESERVED:
            if reserved in event_dict:
                event_dict[f"{reserved}_"] = event_dict.pop(reserved)
        event_dict["logger"] = source
        return name, event_dict

    def _keep(self, record: Record, line: bytes, at_ns: int) -> None:
        if self._local is not None:
            self._local.write(line, at_ns)
        if self._console is not None and not self._console.write(record):
            self.count_fault("console")

    def _offer(
        self, record: Record, line: bytes, at_ns: int, made_under: Terms, made_s: float | None
    ) -> None:
        assert self._remote is not None
        try:
            self._remote(record, line, at_ns, made_under, made_s)
        except Exception:  # noqa: BLE001  what cannot be judged does not leave
            self.count_fault("gate")


def _record(redacted: Record, level: str, timestamp: str) -> Record:
    """Put the four fields of every record in front."""
    event = redacted.pop("event", "")
    return {
        "timestamp": timestamp,
        "level": level,
        "logger": redacted.pop("logger", "root"),
        "event": event if type(event) is str else str(event),
        **redacted,
    }


def serialise(record: Mapping[str, Any]) -> bytes:
    """Give a redacted record as one line of JSON.

    Falls back to the standard library for what orjson refuses: integers beyond 64 bits and lone surrogates.
    """
    try:
        return orjson.dumps(record)
    except TypeError:
        return json.dumps(record, separators=(",", ":"), default=_type_only).encode("ascii")


def of_its_own_size(line: bytes) -> bytes:
    """Give a copy: what orjson returns keeps the 4 KiB that it was written in, and thousands of lines may wait in memory."""
    return b"".join((line, b""))


def failed_record(level: str, timestamp: str, error: BaseException) -> Record:
    """Give the marker that stands for a record which could not be redacted."""
    return {
        "timestamp": timestamp,
        "level": level,
        "logger": "optlog",
        "event": "[redacted:failed]",
        "redaction_error": type(error).__name__,
    }


def console_only() -> Pipeline:
    """Give the pipeline used before `configure`: redacted, to standard error alone."""
    from optlog_policy.rule import RuleSet

    from optlog.local import Console
    from optlog.redaction import Redactor

    return Pipeline(Redactor(RuleSet.load_builtin()), console=Console())


def _type_only(value: Any) -> str:
    return f"[{type(value).__name__}]"
