"""The records that wait or would be sent: the exact bytes, the same bytes made readable, and what was disguised."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from optlog_policy.errors import OptlogError

from optlog_ui.models.feedback import unreadable
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_ui.models.feedback import Feedback
    from optlog_ui.models.profile import PreviewRecordLike, ProfileLike
    from optlog_ui.texts import Words

__all__ = ["MARKER", "LoadedRecords", "RecordRow", "RecordsModel"]

MARKER = re.compile(r"\[redacted:([a-z0-9:_-]{1,80})\]|\b(psn_)[a-p]{32}\b|\[(user)\]")
"""What optlog leaves in the place of something: its markers, a pseudonym, the user's name in a path."""

_STATES: Mapping[str, T] = {
    "waiting": T.RECORD_WAITING,
    "would-send": T.RECORD_WOULD_SEND,
    "local-only": T.RECORD_LOCAL,
}


@dataclass(frozen=True)
class RecordRow:
    """One record, read only when a part of it is asked for."""

    line: bytes
    purpose_id: str
    purpose: str
    state_id: str

    @property
    def state(self) -> Words:
        """What becomes of the record, in a word or two."""
        return _STATES.get(self.state_id, self.state_id)

    @property
    def explanation(self) -> Words:
        """What becomes of the record, in a sentence."""
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


class RecordsModel:
    """Reads the records of one profile.

    Args:
        profile: the profile.
        limit: the most records to read.
    """

    def __init__(self, profile: ProfileLike, *, limit: int = 500) -> None:
        self._profile = profile
        self._limit = limit

    def load(self) -> LoadedRecords:
        """Read the newest records. Never raises: a store that cannot be read is said in words."""
        try:
            records = self._profile.preview(self._limit)
        except OptlogError as error:
            return LoadedRecords((), unreadable(error))
        return LoadedRecords(tuple(self._row(record) for record in records))

    def _row(self, record: PreviewRecordLike) -> RecordRow:
        titles = {purpose.id: purpose.title for purpose in self._profile.policy.purposes}
        title = titles.get(record.purpose, record.purpose)
        return RecordRow(record.line, record.purpose, title, record.state)


def _rule(match: re.Match[str]) -> str:
    if match[2]:
        return "pseudonym"
    return match[1] or "user"
