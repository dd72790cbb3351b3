"""The records that wait or would be sent: the exact bytes, the same bytes made readable, and what was disguised."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.models.feedback import Feedback, failed, unreadable
from optlog_ui.models.profile import OffersSent
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optlog_ui.models.profile import PreviewRecordLike, ProfileLike
    from optlog_ui.texts import Words

__all__ = ["MARKER", "Found", "LoadedRecords", "RecordRow", "RecordsModel", "Wanted"]

MARKER = re.compile(r"\[redacted:([a-z0-9:_-]{1,80})\]|\b(psn_)[a-p]{32}\b|\[(user)\]")
"""What optlog leaves in the place of something: its markers, a pseudonym, the user's name in a path."""

_STATES: Mapping[str, T] = {
    "waiting": T.RECORD_WAITING,
    "would-send": T.RECORD_WOULD_SEND,
    "local-only": T.RECORD_LOCAL,
    "sent": T.RECORD_SENT,
}


@dataclass(frozen=True)
class RecordRow:
    """One record, read only when a part of it is asked for."""

    line: bytes
    purpose_id: str
    purpose: str
    state_id: str
    host: str = ""
    sent_utc: str = ""

    @property
    def state(self) -> Words:
        """What becomes of the record, in a word or two."""
        return _STATES.get(self.state_id, self.state_id)

    @property
    def explanation(self) -> Words:
        """What becomes of the record, in a sentence."""
        if self.state_id == "sent":
            return Phrase(T.RECORD_SENT_HELP, {"host": self.host, "time": self.sent_utc})
        if self.state_id == "waiting":
            return T.RECORD_WAITING_HELP
        if self.state_id == "would-send":
            return T.RECORD_WOULD_SEND_HELP
        return Phrase(T.RECORD_LOCAL_HELP, {"title": self.purpose})

    @cached_property
    def exact(self) -> str:
        r"""The exact bytes as text: not one character added, left out or escaped.

        Bytes that are no UTF-8 (optlog never makes such) show as `\xNN`.
        """
        return self.line.decode("utf-8", "backslashreplace")

    @cached_property
    def readable(self) -> str:
        """The same record with one field a line; the exact text when it is no JSON object."""
        if self._content is None:
            return self.exact
        return json.dumps(self._content, indent=2, ensure_ascii=False)

    @property
    def size(self) -> Phrase:
        """How many bytes the record is."""
        return Phrase(N.SIZE, n=len(self.line))

    @property
    def time(self) -> str:
        """When it was made, to the second, in UTC; empty when the record does not say it."""
        return str((self._content or {}).get("timestamp", ""))[:19].replace("T", " ")

    @property
    def message(self) -> str:
        """What happened, on one line; the whole text when the record does not say it."""
        event = (self._content or {}).get("event", self.exact)
        return " ".join(str(event).split())

    def holds(self, text: str) -> bool:
        """Whether the record's bytes or its purpose hold a text, given in lower case."""
        return text in self.exact.lower() or text in self.purpose.lower()

    def is_of(self, kind: str) -> bool:
        """Whether it is of a kind: a state, or a purpose's id after `purpose:`. Everything is of the empty kind."""
        return kind in ("", self.state_id, f"purpose:{self.purpose_id}")

    @property
    def disguised(self) -> tuple[Phrase, ...]:
        """The rules that disguised something in it, each with how often."""
        found = Counter(_rule(match) for match in MARKER.finditer(self.exact))
        return tuple(Phrase(N.TIMES, {"rule": rule}, n) for rule, n in sorted(found.items()))

    @cached_property
    def _content(self) -> dict[str, Any] | None:
        try:
            content = json.loads(self.line)
        except ValueError:
            return None
        return content if isinstance(content, dict) else None


@dataclass(frozen=True, slots=True)
class LoadedRecords:
    """The newest records, or why they cannot be shown."""

    rows: tuple[RecordRow, ...]
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

    rows: tuple[RecordRow, ...] = ()
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
        self._loaded = LoadedRecords(())

    @property
    def offers_sent(self) -> bool:
        """Whether there is a sent-log to show and a spool to empty."""
        return isinstance(self._profile, OffersSent)

    def kinds(self) -> tuple[tuple[str, Words], ...]:
        """Give what can be shown alone: states, then purposes, each with its words."""
        policy = self._profile.policy
        purposes = [(f"purpose:{one.id}", said(policy, one, "title")) for one in policy.purposes]
        states = [(key, text) for key, text in _STATES.items() if key != "sent" or self.offers_sent]
        return (("", T.SHOW_ALL), *states, *purposes)

    def load(self) -> LoadedRecords:
        """Read the records: those that wait, those sent, the newest of the log. Never raises: faults are said in words."""
        try:
            records = [self._row(record) for record in self._profile.preview(self._limit)]
            waiting = [row for row in records if row.state_id == "waiting"]
            rest = [row for row in records if row.state_id != "waiting"]
            self._loaded = LoadedRecords((*waiting, *self._sent(), *rest))
        except OptlogError as error:
            self._loaded = LoadedRecords((), unreadable(error))
        return self._loaded

    def read(self, wanted: Wanted) -> Found:
        """Read the records anew, and find."""
        self.load()
        return self.find(wanted)

    def find(self, wanted: Wanted) -> Found:
        """Find among the records read last."""
        text = wanted.text.lower()
        rows = tuple(row for row in self._loaded.rows if row.is_of(wanted.kind) and row.holds(text))
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


def _lines_of(body: bytes) -> Iterator[bytes]:
    """Give the lines of a request to Loki, byte for byte."""
    for stream in json.loads(body)["streams"]:
        for value in stream["values"]:
            yield value[1].encode()


def _rule(match: re.Match[str]) -> str:
    if match[2]:
        return "pseudonym"
    return match[1] or "user"
