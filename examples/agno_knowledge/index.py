"""The index: text files in an SQLite full-text table, and the search in it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Hit", "KnowledgeIndex", "UnreadableTextError"]

log = get_logger("agno.index")

_MOST_HITS = 100
_SCHEMA = "CREATE VIRTUAL TABLE IF NOT EXISTS text USING fts5(path UNINDEXED, title, body)"
_SEARCH = "SELECT path, title, snippet(text, 2, '', '', ' … ', 24) FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?"


class UnreadableTextError(Exception):
    """A file could not be taken in. The message says why, and names no file: names of files tell about people."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A file that holds what was looked for, and the words around it."""

    path: str
    title: str
    words: str


class KnowledgeIndex:
    """The index in one file.

    Args:
        path: the database; made with its folder when it does not exist.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path)
        self._database.execute(_SCHEMA)

    def take_in(self, paths: Sequence[Path]) -> tuple[int, list[Path]]:
        """Take text files in, in place of what was taken in from them before.

        Returns:
            How many were taken in, and those that could not be read.
        """
        with _timed("import finished") as facts, self._database:
            failed = [path for path in paths if not self._took_in(path)]
            facts["count"] = len(paths) - len(failed)
        return len(paths) - len(failed), failed

    def search(self, wanted: str) -> list[Hit]:
        """Give the files that hold all words of `wanted`, the best first. What was looked for is never logged."""
        words = wanted.split()
        if not words:
            return []
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words)
        with _timed("search finished") as facts:
            rows = self._database.execute(_SEARCH, (quoted, _MOST_HITS)).fetchall()
            facts["count"] = len(rows)
        return [Hit(*row) for row in rows]

    def size(self) -> int:
        """Give how many files were taken in."""
        count: int = self._database.execute("SELECT count(*) FROM text").fetchone()[0]
        return count

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _took_in(self, path: Path) -> bool:
        try:
            text = _text_of(path)
        except UnreadableTextError:
            log.exception("import failed", file_type=path.suffix.lower()[:8])
            return False
        self._put(path, text)
        return True

    def _put(self, path: Path, text: str) -> None:
        self._database.execute("DELETE FROM text WHERE path = ?", (str(path),))
        self._database.execute("INSERT INTO text VALUES (?, ?, ?)", (str(path), path.stem, text))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        # `from None`: the cause would bring the file's name into the record.
        raise UnreadableTextError(error.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise UnreadableTextError("it is no UTF-8 text") from None


@contextmanager
def _timed(event: str) -> Iterator[dict[str, int]]:
    """Log how long the block took, with the facts that it leaves."""
    facts: dict[str, int] = {}
    begun = time.perf_counter()
    yield facts
    log.info(event, duration_ms=round((time.perf_counter() - begun) * 1000, 1), **facts)
