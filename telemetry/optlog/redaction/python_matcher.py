"""The matcher for platforms without a google-re2 wheel: keywords first, Python's `re` only where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog.redaction.matcher import Candidates, gates_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["PythonMatcher"]

_SIGNS = {"percent": b"%", "entity": b"&", "escape": b"\\"}
_BASE64_MIN = 20  # digits that the gate asks for


class PythonMatcher:
    """Names a rule when one of its keywords (or else context words) stands in the text and its pattern matches.

    All words are looked for in one pass, by one expression built as a trie.
    """

    engine = "python"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        self._search = [re.compile(rule.pattern.encode()).search for rule in self._rules]
        self._gates = {name: re.compile(gate).search for name, gate in gates_for(rules).items()}
        self._by_word: dict[bytes, set[int]] = {}
        self._always = [
            number
            for number, rule in enumerate(self._rules)
            if not self._file(number, rule.keywords or rule.context)
        ]
        trie = _trie(self._by_word)
        self._some_word = re.compile(trie).search
        self._all_words = re.compile(b"(?=(" + trie + b"))").findall
        # The longest word at a place implies the shorter ones that begin it.
        self._implied = {
            word: set().union(*(self._by_word[w] for w in self._by_word if word.startswith(w)))
            for word in self._by_word
        }

    def _file(self, number: int, words: Sequence[str]) -> bool:
        for word in words:
            self._by_word.setdefault(word.lower().encode(), set()).add(number)
        return bool(words)

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        numbers = self._always
        lowered = text.lower()
        if self._some_word(lowered) is not None:
            found = (self._implied[word] for word in set(self._all_words(lowered)))
            numbers = sorted(set(numbers).union(*found))
        rules = [self._rules[i] for i in numbers if self._search[i](text) is not None]
        encodings = [name for name in self._possible(text) if self._gates[name](text) is not None]
        return Candidates(rules, encodings) if rules or encodings else None

    def _possible(self, text: bytes) -> list[str]:
        """Name the encodings whose signs stand in `text`: a cheap look before their gates are asked."""
        names = [name for name, sign in _SIGNS.items() if sign in text]
        if len(text) >= _BASE64_MIN and max(map(len, text.split()), default=0) >= _BASE64_MIN:
            names.append("base64")
        if (b'"' in text or b"'" in text) and (b":" in text or b"=>" in text):
            names.append("named")
        return [name for name in names if name in self._gates]


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
