"""What a redactor's outputs are worth: recall by kind, ordinary rows changed, words kept around secrets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.rows import HARD, ORDINARY, PERSONAL, SECRETS, Row

__all__ = ["Score", "caught", "kept_words", "shown"]

_WORD = re.compile(r"[A-Za-z]{3,}")
_DUMP = 5000  # characters; longer rows are files, not log lines


@dataclass
class Score:
    """Counts by (section, kind): rows, and those done rightly: caught, or left unchanged."""

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[float] = field(default_factory=list)
    errors: int = 0

    def add(self, row: Row, given: Any, out: Any) -> None:
        """Count one row: `given` is what the redactor was given, `out` what came back."""
        place = (row.section, row.kind)
        self.rows[place] += 1
        if not row.secrets:
            self.right[place] += out == given
            return
        text = shown(out)
        self.right[place] += caught(row.secrets, text)
        if row.section == SECRETS and len(row.text) < _DUMP:
            share = kept_words(row, text)
            if share is not None:
                self.kept.append(share)

    def share(self, section: str, kind: str) -> float:
        """Give the share of rows of a kind done rightly; with `*` of all kinds of the section."""
        places = [place for place in self.rows if place[0] == section and kind in ("*", place[1])]
        rows = sum(self.rows[place] for place in places)
        return sum(self.right[place] for place in places) / rows if rows else 0.0

    @property
    def context_kept(self) -> float | None:
        """The mean share of words around secrets that are kept; None without such rows."""
        return sum(self.kept) / len(self.kept) if self.kept else None

    def kinds(self) -> list[tuple[str, str]]:
        """Give the (section, kind) pairs in the order of the table."""
        order = [SECRETS, PERSONAL, ORDINARY, HARD]
        return sorted(self.rows, key=lambda place: (order.index(place[0]), -self.rows[place]))


def shown(out: Any) -> str:
    """Give all text of an output: keys and values, one a line."""
    return out if isinstance(out, str) else "\n".join(_leaves(out))


def _leaves(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _leaves(value)
    else:
        yield str(node)


def caught(secrets: Iterable[str], text: str) -> bool:
    """Say whether none of `secrets` is left in `text`, neither as it is nor as JSON writes it."""
    return not any(
        secret in text or json.dumps(secret, ensure_ascii=False)[1:-1] in text for secret in secrets
    )


def kept_words(row: Row, text: str) -> float | None:
    """Give the share of the words of three letters and more outside the secrets that are still in `text`."""
    around = row.text
    for secret in row.secrets:
        around = around.replace(secret, " ")
    words = set(_WORD.findall(around))
    return sum(word in text for word in words) / len(words) if words else None
