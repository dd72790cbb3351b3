"""The matcher for platforms without a google-re2 wheel: keywords first, Python's `re` only where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog.redaction.decode import GATES
from optlog.redaction.matcher import Candidates

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
        self._search = [re.compile(rule.pattern.encode()).search for rule in self._rules]
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
    by_head: dict[bytes, list[bytes]] = {}
    ends = False
    for word in words:
        if word:
            by_head.setdefault(word[:1], []).append(word[1:])
        else:
            ends = True
    if not by_head:
        return b"" if ends else b"(?!)"
    arms = b"|".join(re.escape(head) + _trie(tails) for head, tails in sorted(by_head.items()))
    return b"(?:" + arms + b")" + (b"?" if ends else b"")
