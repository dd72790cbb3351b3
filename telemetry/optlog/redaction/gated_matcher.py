"""Counts and keywords first, patterns only where they fit: the matcher that no text makes slow, with or without google-re2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from optlog_policy.pattern import compile_pattern

from optlog.redaction.gate import Gate, counts, signs_of
from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.named import quoted_key
from optlog.redaction.needs import needs
from optlog.redaction.re2_set import compiled_set
from optlog.redaction.trie import trie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["GatedMatcher", "Sieve"]

_SIGNS = [
    ("percent", b"%"),
    ("entity", b"&"),
    ("escape", b"\\"),
    ("quote", b"\\"),
    ("wrapped", b"=3D"),
    ("wrapped", b"=\n"),
    ("wrapped", b"=\r"),
    ("wrapped", b"\\\n"),
    ("wrapped", b"\\\r"),
]
_OTHER_SIGNS = [
    ("columns", b"|"),
    ("columns", b"values"),
    ("columns", b"VALUES"),
    ("colour", b"\x1b"),
    ("colour", b"\0"),
]
_HEX_ALIKE = bytes(ord("0") if byte in b"0123456789abcdefABCDEF" else byte for byte in range(256))
_BYTES = [("hex", b"00 00 00 00 00", 1), ("numbers", b"00, 00", 3), ("numbers", b"00 00", 3)]
_LETTERS = b"_\"'`abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS_ALIKE = bytes(ord("a") if byte in _LETTERS else byte for byte in range(256))
_NEIGHBOURS = (b"a,a", b"a;a", b"a\ta")
_BASE64_MIN = 20  # digits that the gate asks for
_SIEVED = 1024  # bytes; what is longer has too many forms
_SEVERAL = 2  # rules; fewer are searched one by one
_WORD_MAX = 40  # bytes of a word worth remembering
_KNOWN_MAX = 20_000  # words remembered


class Sieve(NamedTuple):
    """A question about several rules at once: `ask` gives those of `numbers` that may match a text, or too many."""

    numbers: frozenset[int]
    ask: Callable[[bytes], Iterable[int]]


class GatedMatcher:
    """Names a rule when the text has what its pattern needs, one of its words stands there, and the pattern matches.

    `engine` searches with the patterns: `re2` or `python`. `sieve`, if given, says at once which of some rules (by number
    among those with a pattern) may match; it is asked where the gate leaves several of them.
    """

    def __init__(
        self, rules: Sequence[RedactionRule], engine: str = "python", sieve: Sieve | None = None
    ) -> None:
        self.engine = engine
        self._sieve = sieve
        self._rules = [rule for rule in rules if rule.pattern]
        bounds = [
            (number, need)
            for number, rule in enumerate(self._rules)
            for need in needs(rule.pattern)
        ]
        self._of_bit = [number for number, _ in bounds]
        self._gate = Gate([need for _, need in bounds])
        self._words = _Words(self._masks_of_words(), engine)
        self._gates: dict[str, Callable[[bytes], object]] = {}
        for name, gate in gates_for(rules).items():
            compiled = compile_pattern(gate.decode(), engine=engine)
            self._gates[name] = quoted_key if name == "named" else compiled.search

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
        found = self._numbers(mask) if mask else set[int]()
        sieve = self._sieve if len(text) <= _SIEVED else None
        if sieve is not None and len(found & sieve.numbers) > _SEVERAL:
            found -= sieve.numbers.difference(sieve.ask(text))
        rules = [self._rules[number] for number in sorted(found)]
        rules = [rule for rule in rules if rule.matches(text, engine=self.engine)]
        encodings = self._encodings(text, longest, signs)
        return Candidates(rules, encodings) if rules or encodings else None

    def _numbers(self, mask: int) -> set[int]:
        numbers = set()
        while mask:
            lowest = mask & -mask
            numbers.add(self._of_bit[lowest.bit_length() - 1])
            mask ^= lowest
        return numbers

    def _encodings(self, text: bytes, longest: int, signs: bytes) -> list[str]:
        """Name the open gates: a cheap look for their signs before they are asked."""
        names = [name for name, sign in _OTHER_SIGNS if sign in text]
        if signs:
            names += [name for name, sign in _SIGNS if sign in text]
            if b'"' in text or b"'" in text:
                names.append("named")
        if longest >= _BASE64_MIN:
            names += ("base64", "hex")
        alike = text.translate(_LETTERS_ALIKE)
        if any(sign in alike for sign in _NEIGHBOURS):
            names.append("columns")
        alike = text.translate(_HEX_ALIKE)
        names += [name for name, sign, least in _BYTES if alike.count(sign) >= least]
        return [
            name for name in dict.fromkeys(names) if name in self._gates and self._gates[name](text)
        ]


class _Words:
    """Says which keywords stand in a text, by its words; each word is searched once and remembered.

    A keyword of several words counts by the longest of them: a rule too many does no harm.
    """

    def __init__(self, masks: dict[bytes, int], engine: str) -> None:
        self._always = masks.get(b"", 0)
        self._bits: dict[bytes, int] = {}
        for keyword, mask in masks.items():
            part = max(keyword.split(), key=len, default=b"")
            if part:
                self._bits[part] = self._bits.get(part, 0) | mask
        self._masks_in = _finder(self._bits, engine)
        self._known: dict[bytes, int] = {}

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
        bits = _union(self._masks_in(word))
        if len(word) <= _WORD_MAX:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            self._known[word] = bits
        return bits


def _finder(bits: dict[bytes, int], engine: str) -> Callable[[bytes], Iterable[int]]:
    """Give the search for the keys of `bits` in a word; it gives the values of those that stand there."""
    if engine == "re2":
        masks = list(bits.values())
        ask = compiled_set([b"".join(b"\\x%02x" % byte for byte in part) for part in bits])
        return lambda word: [masks[number] for number in ask(word) or ()]
    every = re.compile(b"(?=(" + trie(bits) + b"))").findall
    # The longest part at a place implies the shorter ones that begin it.
    begun = {
        part: _union(bits.get(part[:end], 0) for end in range(1, len(part) + 1)) for part in bits
    }
    return lambda word: [begun[part] for part in set(every(word))]


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
