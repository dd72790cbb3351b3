"""One record as it is shown, and many of them in little room."""

from __future__ import annotations

import json
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optlog_ui.texts import Words

__all__ = ["MARKER", "STATES", "RecordRow", "Rows"]

MARKER = re.compile(r"\[redacted:([a-z0-9:_-]{1,80})\]|\b(psn_)[a-p]{32}\b|\[(user)\]")
"""What optlog leaves in the place of something: its markers, a pseudonym, the user's name in a path."""

STATES: Mapping[str, T] = {
    "waiting": T.RECORD_WAITING,
    "would-send": T.RECORD_WOULD_SEND,
    "local-only": T.RECORD_LOCAL,
    "sent": T.RECORD_SENT,
}
"""What becomes of a record, in a word or two, by its state."""


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
        return STATES.get(self.state_id, self.state_id)

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


class Rows(Sequence[RecordRow]):
    """Records of which each is an object only while it is looked at.

    Kept are bytes and words alone, which Python's garbage collector does not walk through: with 100,000 objects alive,
    each of its rounds would stop every thread, the window's too, for 50 to 100 ms.

    Args:
        rows: the records.
    """

    def __init__(self, rows: Iterable[RecordRow] = ()) -> None:
        self._parts: tuple[list[Any], ...] = ([], [], [], [], [], [])
        for row in rows:
            parts = (row.line, row.purpose_id, row.purpose, row.state_id, row.host, row.sent_utc)
            for kept, part in zip(self._parts, parts, strict=True):
                kept.append(part)
        self._places = array("L", range(len(self._parts[0])))

    def those(self, wanted: Callable[[RecordRow], bool]) -> Rows:
        """Give the records of which `wanted` is true; the bytes are shared."""
        found = Rows()
        found._parts = self._parts
        kept = (place for place in self._places if wanted(self._at(place)))
        found._places = array("L", kept)
        return found

    def __len__(self) -> int:
        """Give how many they are."""
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> RecordRow: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[RecordRow]: ...

    def __getitem__(self, index: int | slice) -> RecordRow | Sequence[RecordRow]:
        """Give one, or some in a tuple."""
        if isinstance(index, slice):
            return tuple(self._at(place) for place in self._places[index])
        return self._at(self._places[index])

    def _at(self, place: int) -> RecordRow:
        return RecordRow(*(part[place] for part in self._parts))


def _rule(match: re.Match[str]) -> str:
    if match[2]:
        return "pseudonym"
    return match[1] or "user"
