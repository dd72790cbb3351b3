"""Where in a TOML text a key stands, so that an error can name its line; the parsers themselves do not tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TomlLines"]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_PARTS = re.compile(_PART)
_TRIPLE = re.compile(r'"""|' + r"'''")

Path = tuple[object, ...]


class TomlLines:
    """The line (from 1) of each table and key of `text`, which must be valid TOML.

    Tables, arrays of tables and keys written on a line of their own are found; anything inside an inline table or array
    is answered with the line of the key that holds it.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        self._counts: Counter[Path] = Counter()
        self._table: Path = ()
        open_quote = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if not open_quote:
                self._read(line, number)
            open_quote = _still_open(line, open_quote)

    def _read(self, line: str, number: int) -> None:
        if (header := _HEADER.match(line)) is not None:
            self._enter(header[2], array=header[1] == "[[")
            self._lines.setdefault(self._table, number)
        elif (key := _KEY.match(line)) is not None:
            path = self._table
            for part in _PARTS.findall(key[1]):  # a dotted key opens tables on its way
                path = (*path, part.strip("\"'"))
                self._lines.setdefault(path, number)

    def _enter(self, name: str, *, array: bool) -> None:
        """Make `name` the current table; a dotted name below an array of tables means its last element."""
        parts = [part.strip().strip("\"'") for part in name.split(".")]
        path: Path = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            if array and index == len(parts) - 1:
                self._counts[path] += 1
            if self._counts[path]:
                path = (*path, self._counts[path] - 1)
        self._table = path

    def line(self, path: Sequence[object]) -> int:
        """Give the line of `path` (keys and list positions), or of the nearest thing around it."""
        found = tuple(path)
        while found not in self._lines:
            found = found[:-1]
        return self._lines[found]


def _still_open(line: str, quote: str) -> str:
    """Give the triple quote that is open after `line`, when `quote` was open before it."""
    for match in _TRIPLE.finditer(line):
        if not quote:
            quote = match[0]
        elif match[0] == quote:
            quote = ""
    return quote
