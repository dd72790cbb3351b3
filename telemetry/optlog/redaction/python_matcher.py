"""The matcher for platforms without a google-re2 wheel: keywords first, Python's `re` only where they stand."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.runs import LONG_RUN, needs_long_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["PythonMatcher"]

_SIGNS = {"percent": b"%", "entity": b"&", "escape": b"\\"}
_BASE64_MIN = 20  # digits that the gate asks for
_KEYWORD_MIN = (
    3  # bytes; a shorter keyword stands in every other text, asking the rule itself is cheaper
)


class PythonMatcher:
    """Names a rule when one of its keywords (or else context words) stands in the text and its pattern matches.

    Rules for long tokens are asked only where a long run of token characters stands.
    """

    engine = "python"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        asked = [rule for rule in rules if rule.pattern]
        order = {rule.name: number for number, rule in enumerate(asked)}
        tokens = {rule.name for rule in asked if needs_long_run(rule.pattern)}
        self._tokens = _Group((rule for rule in asked if rule.name in tokens), order)
        self._others = _Group((rule for rule in asked if rule.name not in tokens), order)
        self._gates = {name: re.compile(gate).search for name, gate in gates_for(rules).items()}

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        lowered = text.lower()
        found = self._others.hits(text, lowered)
        if LONG_RUN.search(text) is not None:
            found += self._tokens.hits(text, lowered)
        encodings = [name for name in self._possible(text) if self._gates[name](text) is not None]
        if not found and not encodings:
            return None
        return Candidates([rule for _, rule in sorted(found, key=lambda hit: hit[0])], encodings)

    def _possible(self, text: bytes) -> list[str]:
        """Name the encodings whose signs stand in `text`: a cheap look before their gates are asked."""
        names = [name for name, sign in _SIGNS.items() if sign in text]
        if len(text) >= _BASE64_MIN and max(map(len, text.split()), default=0) >= _BASE64_MIN:
            names.append("base64")
        if b'"' in text or b"'" in text:
            names.append("named")
        return [name for name in names if name in self._gates]


class _Group:
    """Rules behind one look for all their words."""

    def __init__(self, rules: Iterable[RedactionRule], order: dict[str, int]) -> None:
        self._rules: dict[int, RedactionRule] = {order[rule.name]: rule for rule in rules}
        self._search = {n: re.compile(r.pattern.encode()).search for n, r in self._rules.items()}
        self._always: list[int] = []
        self._by_word: dict[bytes, set[int]] = {}
        for number, rule in self._rules.items():
            self._file(number, [word.lower().encode() for word in rule.keywords or rule.context])
        self._short = [word for word in self._by_word if len(word) < _GRAM]
        long = [word for word in self._by_word if len(word) >= _GRAM]
        self._grams = frozenset(int.from_bytes(word[:_GRAM], sys.byteorder) for word in long)
        self._words = re.compile(b"(?=(" + _trie(long) + b"))").findall
        # The longest word at a place implies the shorter ones that begin it.
        self._implied = {
            word: set().union(*(self._by_word[w] for w in long if word.startswith(w)))
            for word in long
        }

    def _file(self, number: int, words: list[bytes]) -> None:
        if not words:
            self._always.append(number)
        for word in words:
            self._by_word.setdefault(word, set()).add(number)

    def hits(self, text: bytes, lowered: bytes) -> list[tuple[int, RedactionRule]]:
        """Give (number, rule) of each rule whose word and pattern are found."""
        numbers = set(self._always)
        for word in self._short:
            if word in lowered:
                numbers |= self._by_word[word]
        if self._may_hold_long_word(lowered):
            numbers.update(*(self._implied[word] for word in set(self._words(lowered))))
        return [(n, self._rules[n]) for n in numbers if self._search[n](text) is not None]

    def _may_hold_long_word(self, lowered: bytes) -> bool:
        """Say whether the first four bytes of a word stand in the text: compared as numbers, at the speed of C."""
        apart = self._grams.isdisjoint
        view = memoryview(lowered)
        for start in range(_GRAM):
            size = (len(lowered) - start) // _GRAM * _GRAM
            if size > 0 and not apart(view[start : start + size].cast("I")):
                return True
        return False


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
