"""The matcher for platforms without a google-re2 wheel: counts and keywords first, Python's `re` only where they fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog.redaction.gate import Gate, counts, signs_of
from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.needs import needs
from optlog.redaction.trie import trie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["PythonMatcher"]

_SIGNS = [("percent", b"%"), ("entity", b"&"), ("escape", b"\\"), ("quote", b"\\")]
_BASE64_MIN = 20  # digits that the gate asks for
_WORD_MAX = 40  # bytes of a word worth remembering
_KNOWN_MAX = 20_000  # words remembered


class PythonMatcher:
    """Names a rule when the text has what its pattern needs, one of its words stands there, and the pattern matches."""

    engine = "python"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        bounds = [
            (number, need)
            for number, rule in enumerate(self._rules)
            for need in needs(rule.pattern)
        ]
        self._of_bit = [number for number, _ in bounds]
        self._gate = Gate([need for _, need in bounds])
        self._words = _Words(self._masks_of_words())
        self._gates = {name: re.compile(gate).search for name, gate in gates_for(rules).items()}

    def _masks_of_words(self) -> dict[bytes, int]:
        """Give for each keyword (else context word) the bits of its rules; for the empty one, of those without any."""
        masks: dict[bytes, int] = {}
        for bit, number in enumerate(self._of_bit):
            rule = self._rules[number]
            for word in rule.keywords or rule.context or ("",):
                key = word.lower().encode()
                masks[key] = masks.get(key, 0) | 1 << bit
        return masks

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        words = set(text.lower().split())
        longest = max(map(len, words), default=0)
        signs = signs_of(text)
        mask = self._gate.open(counts(text, longest, signs)) & self._words.mask(words)
        found = self._numbers(mask) if mask else ()
        rules = [self._rules[number] for number in sorted(found)]
        rules = [rule for rule in rules if rule.matches(text, engine="python")]
        encodings = self._encodings(text, longest) if signs or longest >= _BASE64_MIN else []
        return Candidates(rules, encodings) if rules or encodings else None

    def _numbers(self, mask: int) -> set[int]:
        numbers = set()
        while mask:
            lowest = mask & -mask
            numbers.add(self._of_bit[lowest.bit_length() - 1])
            mask ^= lowest
        return numbers

    def _encodings(self, text: bytes, longest: int) -> list[str]:
        """Name the open gates: a cheap look for their signs before they are asked."""
        names = [name for name, sign in _SIGNS if sign in text]
        if longest >= _BASE64_MIN:
            names.append("base64")
        if b'"' in text or b"'" in text:
            names.append("named")
        return [name for name in names if name in self._gates and self._gates[name](text)]


class _Words:
    """Says which keywords stand in a text, by its words; each word is searched once and remembered.

    A keyword of several words counts by the longest of them: a rule too many does no harm.
    """

    def __init__(self, masks: dict[bytes, int]) -> None:
        self._always = masks.get(b"", 0)
        self._bits: dict[bytes, int] = {}
        for keyword, mask in masks.items():
            part = max(keyword.split(), key=len, default=b"")
            if part:
                self._bits[part] = self._bits.get(part, 0) | mask
        expression = trie(self._bits)
        self._some = re.compile(expression).search
        self._all = re.compile(b"(?=(" + expression + b"))").findall
        # The longest part at a place implies the shorter ones that begin it.
        self._implied = {part: self._begun_by(part) for part in self._bits}
        self._known: dict[bytes, int] = {}

    def _begun_by(self, part: bytes) -> int:
        return _union(self._bits.get(part[:end], 0) for end in range(1, len(part) + 1))

    def mask(self, words: Iterable[bytes]) -> int:
        """Give the bits of the rules that have no keyword, or one that stands in `words` (lower case)."""
        found, known = self._always, self._known.get
        for word in words:
            bits = known(word)
            if bits is None:
                bits = self._look_up(word)
            if bits:
                found |= bits
        return found

    def _look_up(self, word: bytes) -> int:
        bits = (
            _union(self._implied[part] for part in set(self._all(word))) if self._some(word) else 0
        )
        if len(word) <= _WORD_MAX:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            self._known[word] = bits
        return bits


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
