"""The records that wait or would be sent: the exact bytes, the same bytes made readable, and what was disguised."""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.models.feedback import Feedback, failed, unreadable
from optlog_ui.models.profile import OffersSent
from optlog_ui.models.record_row import MARKER, STATES, RecordRow, Rows
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optlog_ui.models.profile import PreviewRecordLike, ProfileLike
    from optlog_ui.texts import Words

__all__ = ["MARKER", "Found", "LoadedRecords", "RecordRow", "RecordsModel", "Wanted"]


@dataclass(frozen=True, slots=True)
class LoadedRecords:
    """The newest records, or why they cannot be shown."""

    rows: Rows
    fault: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show: records that hold a text, of a kind (see `RecordRow.is_of`), the selected one's line in mind."""

    text: str = ""
    kind: str = ""
    selected: bytes = b""


@dataclass(frozen=True, slots=True)
class Found:
    """The records to show, the place of the one selected before (0 when it is gone), and whether there are any at all."""

    rows: Rows = field(default_factory=Rows)
    place: int = 0
    any: bool = False
    fault: Feedback | None = None


class RecordsModel:
    """Reads the records of one profile, and finds among them. For the thread of `Background`.

    Args:
        profile: the profile.
        limit: the most records to read of each kind.
    """

    def __init__(self, profile: ProfileLike, *, limit: int = 100_000) -> None:
        self._profile = profile
        self._limit = limit
        self._loaded = LoadedRecords(Rows())

    @property
    def offers_sent(self) -> bool:
        """Whether there is a sent-log to show and a spool to empty."""
        return isinstance(self._profile, OffersSent)

    def kinds(self) -> tuple[tuple[str, Words], ...]:
        """Give what can be shown alone: states, then purposes, each with its words."""
        policy = self._profile.policy
        purposes = [(f"purpose:{one.id}", said(policy, one, "title")) for one in policy.purposes]
        states = [(key, text) for key, text in STATES.items() if key != "sent" or self.offers_sent]
        return (("", T.SHOW_ALL), *states, *purposes)

    def load(self) -> LoadedRecords:
        """Read the records: those that wait, those sent, the newest of the log. Never raises: faults are said in words."""
        try:
            with _uncollected():
                self._loaded = LoadedRecords(Rows(self._all()))
        except OptlogError as error:
            self._loaded = LoadedRecords(Rows(), unreadable(error))
        return self._loaded

    def _all(self) -> Iterator[RecordRow]:
        records = self._profile.preview(self._limit)
        yield from (self._row(one) for one in records if one.state == "waiting")
        yield from self._sent()
        yield from (self._row(one) for one in records if one.state != "waiting")

    def read(self, wanted: Wanted) -> Found:
        """Read the records anew, and find."""
        self.load()
        return self.find(wanted)

    def find(self, wanted: Wanted) -> Found:
        """Find among the records read last."""
        text = wanted.text.lower()
        rows = self._loaded.rows.those(lambda row: row.is_of(wanted.kind) and row.holds(text))
        same = (place for place, row in enumerate(rows) if row.line == wanted.selected)
        return Found(rows, next(same, 0), bool(self._loaded.rows), self._loaded.fault)

    def export(self, rows: Sequence[RecordRow], path: str) -> Feedback:
        """Write records as they are, one a line.

        Args:
            rows: the records.
            path: where the user wants them.
        """
        try:
            with Path(path).open("wb") as file:
                file.writelines(row.line + b"\n" for row in rows)
        except OSError:
            return Feedback(False, (Phrase(T.FEEDBACK_NOT_SAVED, {"path": path}),))
        return Feedback(True, (Phrase(N.EXPORTED, {"path": path}, len(rows)),))

    def discard_waiting(self) -> Feedback:
        """Delete what waits to be sent."""
        if not isinstance(self._profile, OffersSent):
            return Feedback(False, (Phrase(N.DISCARDED),))
        try:
            count = self._profile.spool.discard()
        except OptlogError as error:
            return failed(error)
        return Feedback(True, (Phrase(N.DISCARDED, n=count),))

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        policy = self._profile.policy
        return {purpose.id: said(policy, purpose, "title") for purpose in policy.purposes}

    def _row(self, record: PreviewRecordLike) -> RecordRow:
        title = self._titles.get(record.purpose, record.purpose)
        return RecordRow(record.line, record.purpose, title, record.state)

    def _sent(self) -> Iterator[RecordRow]:
        """Give the records in the requests that were accepted, the newest request first. Raises StoreError."""
        if not isinstance(self._profile, OffersSent):
            return
        log = self._profile.sent
        for entry in log.entries(_REQUESTS):
            at = entry.at_utc[:19].replace("T", " ")
            for line in _lines_of(log.body(entry.seq)):
                purpose = self._profile.policy.classify(json.loads(line)) or ""
                title = self._titles.get(purpose, purpose)
                yield RecordRow(line, purpose, title, "sent", entry.host, at)


_REQUESTS = 1000


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold Python's garbage collector off while there are many objects for a moment; see `Rows`."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lines_of(body: bytes) -> Iterator[bytes]:
    """Give the lines of a request to Loki, byte for byte."""
    for stream in json.loads(body)["streams"]:
        for value in stream["values"]:
            yield value[1].encode()
