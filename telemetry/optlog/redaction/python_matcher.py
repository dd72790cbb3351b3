"""The matcher for platforms without a google-re2 wheel: keywords first, Python's `re` only where they stand."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.runs import LONG_RUN, needs_long_run
from optlog.redaction.shapes import required_shapes, shape
from optlog.redaction.trie import trie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["PythonMatcher"]

_SIGNS = {"percent": b"%", "entity": b"&", "escape": b"\\", "quote": b"\\"}
_BASE64_MIN = 20  # digits that the gate asks for
_GRAM = 4  # bytes of a word that are compared at once


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
        asked = _Asked(text, text.lower(), shape(text))
        found = self._others.hits(asked)
        if LONG_RUN.search(text) is not None:
            found += self._tokens.hits(asked)
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


class _Asked(NamedTuple):
    text: bytes
    lowered: bytes
    shape: bytes


class _Group:
    """Rules behind one look for all their words, and for the shapes of those that have none."""

    def __init__(self, rules: Iterable[RedactionRule], order: dict[str, int]) -> None:
        self._rules: dict[int, RedactionRule] = {order[rule.name]: rule for rule in rules}
        self._search = {n: re.compile(r.pattern.encode()).search for n, r in self._rules.items()}
        self._shapes = {n: required_shapes(r.pattern) for n, r in self._rules.items()}
        self._by_word: dict[bytes, set[int]] = {}
        self._by_shape: dict[bytes, set[int]] = {}
        for number, rule in self._rules.items():
            words = [word.lower().encode() for word in rule.keywords or rule.context]
            for word in words:
                self._by_word.setdefault(word, set()).add(number)
            for piece in () if words else self._shapes[number] or (b"",):
                self._by_shape.setdefault(piece, set()).add(number)
        self._short = _Words(word for word in self._by_word if len(word) < _GRAM)
        long = [word for word in self._by_word if len(word) >= _GRAM]
        self._long = _Words(long)
        self._grams = frozenset(int.from_bytes(_rarest(word), sys.byteorder) for word in long)

    def hits(self, asked: _Asked) -> list[tuple[int, RedactionRule]]:
        """Give (number, rule) of each rule whose word, shape and pattern are found."""
        text, lowered, form = asked
        words = self._short.found(lowered)
        if self._may_hold_long_word(lowered):
            words |= self._long.found(lowered)
        pieces = [piece for piece in self._by_shape if piece in form]
        named = set().union(*(self._by_word[word] for word in words)) if words else set()
        numbers = {number for number in named if self._fits(number, form)}
        numbers.update(*(self._by_shape[piece] for piece in pieces))
        return [(n, self._rules[n]) for n in numbers if self._search[n](text) is not None]

    def _fits(self, number: int, form: bytes) -> bool:
        """Say whether one of the shapes that the rule needs stands in the text's (True when none is known)."""
        pieces = self._shapes[number]
        return not pieces or any(piece in form for piece in pieces)

    def _may_hold_long_word(self, lowered: bytes) -> bool:
        """Say whether the rarest four bytes of a word stand in the text: compared as numbers, at the speed of C."""
        apart = self._grams.isdisjoint
        view = memoryview(lowered)
        for start in range(_GRAM):
            size = (len(lowered) - start) // _GRAM * _GRAM
            if size > 0 and not apart(view[start : start + size].cast("I")):
                return True
        return False


class _Words:
    """Words to look for in one pass."""

    def __init__(self, words: Iterable[bytes]) -> None:
        listed = list(words)
        expression = trie(listed)
        self._some = re.compile(expression).search
        self._all = re.compile(b"(?=(" + expression + b"))").findall
        # The longest word at a place implies the shorter ones that begin it.
        self._implied = {word: {w for w in listed if word.startswith(w)} for word in listed}

    def found(self, text: bytes) -> set[bytes]:
        """Give the words that stand in `text`."""
        if self._some(text) is None:
            return set()
        return set().union(*(self._implied[word] for word in set(self._all(text))))


_COMMON = b" etaoinshrdlucmfwypvbgkjqxz"  # as in English, the commonest first


def _rarest(word: bytes) -> bytes:
    """Give the four neighbouring bytes of `word` that ordinary text is least likely to hold."""
    grams = [word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)]
    return max(grams, key=lambda gram: sum(_COMMON.find(byte) % 40 for byte in gram))
