"""The matcher for platforms without a google-re2 wheel: keywords first, Python's `re` only where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog.redaction.decode import GATES
from optlog.redaction.matcher import Candidates
from optlog_policy.pattern import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["PythonMatcher"]


class PythonMatcher:
    """Names a rule when one of its keywords (or else context words) stands in the text and its pattern matches.

    All words are looked for in one pass, by one expression built as a trie.
    """

    engine = "python"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        self._search = [
            compile_pattern(rule.pattern, engine="python").search for rule in self._rules
        ]
        self._gates = {name: re.compile(gate).search for name, gate in GATES.items()}
        self._by_word: dict[bytes, set[int]] = {}
        self._always: list[int] = []
        for number, rule in enumerate(self._rules):
            self._file(number, rule.keywords or rule.context)
        self._words = re.compile(b"(?=(" + _trie(self._by_word) + b"))")
        self._implied = {
            word: set().union(*(self._by_word[w] for w in self._by_word if word.startswith(w)))
            for word in self._by_word
        }

    def _file(self, number: int, words: Iterable[str]) -> None:
        if not words:
            self._always.append(number)
        for word in words:
            self._by_word.setdefault(word.lower().encode(), set()).add(number)

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        numbers = set(self._always)
        # The longest word at a place implies the shorter ones that begin it.
        for word in set(self._words.findall(text.lower())):
            numbers |= self._implied[word]
        rules = [self._rules[i] for i in sorted(numbers) if self._search[i](text) is not None]
        encodings = [name for name, search in self._gates.items() if search(text) is not None]
        return Candidates(rules, encodings) if rules or encodings else None


def _trie(words: Iterable[bytes]) -> bytes:
    """Give an expression that matches the longest of `words`, sharing what they begin with."""
    root: dict[int, dict] = {}  # type: ignore[type-arg]  recursive
    for word in words:
        node = root
        for byte in word:
            node = node.setdefault(byte, {})
        node[-1] = {}
    return _branch(root) or b"(?!)"


def _branch(node: dict[int, dict]) -> bytes:  # type: ignore[type-arg]  recursive
    arms = [
        re.escape(bytes([byte])) + _branch(below)
        for byte, below in sorted(node.items())
        if byte >= 0
    ]
    if not arms:
        return b""
    joined = arms[0] if len(arms) == 1 and -1 not in node else b"(?:" + b"|".join(arms) + b")"
    return joined + b"?" if -1 in node else joined
