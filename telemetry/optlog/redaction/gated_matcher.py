"""Counts and keywords first, patterns only where they fit: the matcher without google-re2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog_policy.pattern import compile_pattern

from optlog.redaction.gate import Gate, counts, signs_of
from optlog.redaction.matcher import SIGNS, confirmed, gates_for
from optlog.redaction.needs import DIGITS, forget, needs
from optlog.redaction.trie import trie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.matcher import Candidates

__all__ = ["GatedMatcher"]

_ALIKE = bytes(ord("0") if byte in DIGITS else byte for byte in bytes(range(256)).lower())
_LONGEST = 1024  # bytes of a text whose form is remembered
_FORMS = 4096  # remembered at a time
_HEX_ALIKE = bytes(ord("0") if byte in b"0123456789abcdef" else byte for byte in range(256))
_BYTES = [("hex", b"00 00 00 00 00", 1), ("numbers", b"00, 00", 3), ("numbers", b"00 00", 3)]
_LETTERS = b"_\"'`abcdefghijklmnopqrstuvwxyz"
_LETTERS_ALIKE = bytes(ord("a") if byte in _LETTERS else byte for byte in range(256))
_NEIGHBOURS = (b"a,a", b"a;a", b"a\ta")
_BASE64_MIN = 20  # digits that the gate asks for
_WORD_MAX = 40  # bytes of a word worth remembering
_KNOWN_MAX = 20_000  # words remembered


def _form_of(text: bytes) -> bytes:
    """Give `text` in small letters with all digits alike: what is counted, and which words stand there, is the same then."""
    return text.translate(_ALIKE)


class GatedMatcher:
    """Names a rule when the text has what its pattern needs, one of its words stands there, and the pattern matches."""

    engine = "python"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        bounds = [(n, need) for n, rule in enumerate(self._rules) for need in needs(rule.pattern)]
        forget()
        self._of_bit = [number for number, _ in bounds]
        self._gate = Gate([need for _, need in bounds])
        self._words = _Words(self._masks_of_words())
        self._several = dict(_rules_of_several_words(self._rules))
        self._forms: dict[bytes, tuple[list[int], list[str]]] = {}
        self._gates: dict[str, Callable[[bytes], object]] = {}
        for name, gate in gates_for(rules).items():
            self._gates[name] = compile_pattern(gate.decode(), engine=self.engine).search

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
        numbers, gates = self._known(_form_of(text))
        encodings = [name for name in gates if self._gates[name](text)]
        return confirmed([self._rules[number] for number in numbers], encodings, text, self.engine)

    def _known(self, form: bytes) -> tuple[list[int], list[str]]:
        """Give what holds for every text of a form: the rules and the gates to ask."""
        known = self._forms.get(form)
        if known is None:
            known = self._of_form(form)
            if len(form) <= _LONGEST:
                if len(self._forms) >= _FORMS:
                    self._forms.clear()
                self._forms[form] = known
        return known

    def _of_form(self, form: bytes) -> tuple[list[int], list[str]]:
        words = set(form.split())
        longest = max(map(len, words), default=0)
        signs = signs_of(form)
        mask = self._gate.open(counts(form, longest, signs)) & self._words.mask(words)
        gates = [name for name in _gates_asked(form, longest) if name in self._gates]
        numbers = (n for n in self._numbers(mask) if self._stands(self._several.get(n), form))
        return sorted(numbers), gates

    @staticmethod
    def _stands(words: list[bytes] | None, form: bytes) -> bool:
        return words is None or any(word in form for word in words)

    def _numbers(self, mask: int) -> set[int]:
        numbers = set()
        while mask:
            lowest = mask & -mask
            numbers.add(self._of_bit[lowest.bit_length() - 1])
            mask ^= lowest
        return numbers


def _rules_of_several_words(rules: Sequence[RedactionRule]) -> Iterator[tuple[int, list[bytes]]]:
    """Give the number of each rule with a keyword of several words, and its keywords as they stand in a form."""
    for number, rule in enumerate(rules):
        words = rule.keywords or rule.context
        if any(" " in word.strip() for word in words):
            yield number, [_form_of(word.encode()) for word in words]


class _Words:
    """Says which keywords stand in a text, by its words; each word is searched once and remembered.

    A keyword of several words counts by the longest of them, and all digits count as one, so that a text does not bring new
    words with each number: a rule too many does no harm.
    """

    def __init__(self, masks: dict[bytes, int]) -> None:
        self._always = masks.get(b"", 0)
        self._bits: dict[bytes, int] = {}
        for keyword, mask in masks.items():
            part = max(keyword.split(), key=len, default=b"").translate(_ALIKE)
            if part:
                self._bits[part] = self._bits.get(part, 0) | mask
            else:  # nothing but blanks
                self._always |= mask
        self._masks_in = _finder(self._bits)
        self._known: dict[bytes, int] = {}

    def mask(self, words: Iterable[bytes]) -> int:
        """Give the bits of the rules that have no keyword, or one that stands in `words` (each as `_form_of` gives it)."""
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


def _gates_asked(form: bytes, longest: int) -> Iterable[str]:
    """Name the gates that may be open for a text of `form`, whose longest word has so many bytes: a cheap look for signs."""
    names = [name for name, sign in SIGNS if sign in form]
    if longest >= _BASE64_MIN:
        names += ("base64", "hex")
    alike = form.translate(_LETTERS_ALIKE)
    if any(sign in alike for sign in _NEIGHBOURS):
        names.append("columns")
    alike = form.translate(_HEX_ALIKE)
    names += [name for name, sign, least in _BYTES if alike.count(sign) >= least]
    return dict.fromkeys(names)


def _finder(bits: dict[bytes, int]) -> Callable[[bytes], Iterable[int]]:
    """Give the search for the keys of `bits` in a word; it gives the values of those that stand there."""
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
