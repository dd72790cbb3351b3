"""Invented secrets that look real: made from a rule's own pattern and examples, check digits included.

Needs neither Hypothesis nor pytest; `optlog.testing.strategies` builds on it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING

from optlog_policy.pattern_tree import Chars, Choice, Node, Repeat, Sequence, edges, parse
from optlog_policy.rule_model import TRUSTED, RedactionRule

from optlog.testing.leaks import find_leaks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["Secret", "SecretMaker", "is_traceable"]

_MORE = 24  # repetitions of a character beyond the least
_MORE_GROUPS = 3  # ... of a group
_ATTEMPTS = 8
_FILLING = 6  # characters; a class of fewer is no secret's
_REPAIRS = 260  # texts tried
_TRACEABLE = 4  # characters; a shorter value stands in any text by chance
_PRINTABLE = "".join(map(chr, range(32, 127)))
_BEYOND = "äñ日"
_HIGH = frozenset(range(128, 256))
_DIGITS = "0123456789"
_KINDS = (_DIGITS, "abcdef", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PRONE = re.compile(r"[a-z]{1,4}|[0-9-]{1,4}")  # what stands in any record


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that the rule called `rule` must hide.

    `text` is how it stands in a log, with what the rule needs around it; `values` are the parts that must never be seen.
    For a rule of key names, `key` is such a name, and `text` the value under it.
    """

    rule: str
    text: str
    values: tuple[str, ...]
    key: str = ""


class SecretMaker:
    """Makes secrets for `rule`; the same `random` state gives the same secret."""

    def __init__(self, rule: RedactionRule) -> None:
        self.rule = rule

    def make(self, random: Random) -> Secret:
        """Give a secret that the rule finds; an example of the rule's own when nothing else will do."""
        if self.rule.keys:
            return self._under_key(random)
        for _ in range(_ATTEMPTS):
            found = self.found_in(self._attempt(random))
            if found is not None:
                return found
        return self._example(random)

    @property
    def fills_lines(self) -> bool:
        """Whether the rule looks at whole lines: its secrets are found only where nothing stands beside them."""
        return bool(self.rule.pattern) and not {"^", "$"}.isdisjoint(edges(self._tree))

    def found_in(self, text: str) -> Secret | None:
        """Give what the rule finds in `text`, or None when that is nothing, or nothing that can be told from chance."""
        values = self._values(text.encode("utf-8", "surrogatepass"))
        if not values or self._is_coarse(values):
            return None
        if not self._is_short and not all(map(is_traceable, values)):
            return None
        if _stands_beside(values, text):
            return None
        return Secret(self.rule.name, text, tuple(dict.fromkeys(values)))

    @cached_property
    def _is_short(self) -> bool:
        """Whether the rule is about values so short that they stand elsewhere by chance, such as three digits."""
        examples = self.rule.examples.match if self.rule.examples else ()
        found = (self._values(example.encode()) for example in examples)
        return not any(values and all(map(is_traceable, values)) for values in found)

    def _values(self, data: bytes) -> tuple[str, ...]:
        return tuple(data[s:e].decode("utf-8", "replace") for s, e in self.rule.find(data))

    def _is_coarse(self, values: tuple[str, ...]) -> bool:
        """Say whether truncation leaves one of `values` as it is."""
        if self.rule.action != "truncate":
            return False
        from optlog.redaction.coarse import coarse

        return any(coarse(value) == value for value in values)

    def _under_key(self, random: Random) -> Secret:
        assert self.rule.examples is not None
        key = _respelled(random.choice(self.rule.examples.match), random)
        if not self.rule.matches_key(key):
            key = random.choice(self.rule.examples.match)
        alphabet = _KINDS[2] + _KINDS[3] + _DIGITS + "-_!/"
        value = "".join(random.choices(alphabet, k=random.randint(8, 40)))
        return Secret(self.rule.name, value, (value,), key)

    def _attempt(self, random: Random) -> str:
        text = self._sampled(random) if random.random() < 0.7 else self._mutated(random)  # noqa: PLR2004
        text = self._completed(text, random)
        if self.rule.validator and not self.rule.find(text.encode()):
            text = self._repaired(text)
        return text

    def _sampled(self, random: Random) -> str:
        return _sample(self._tree, random)

    def _mutated(self, random: Random) -> str:
        """Give an example with characters of its secret part replaced by others of their kind."""
        assert self.rule.examples is not None
        text = random.choice(self.rule.examples.match)
        data = bytearray(text.encode())
        for start, end in self.rule.find(bytes(data)):
            for at in range(start, end):
                kind = _kind(chr(data[at]))
                if kind and random.random() < 0.5:  # noqa: PLR2004
                    data[at] = ord(random.choice(kind))
        return data.decode("utf-8", "replace")

    def _completed(self, text: str, random: Random) -> str:
        """Put a context word and a keyword in front where the rule asks for them and the pattern does not hold them."""
        rule = self.rule
        if rule.context and not rule.has_context_word(text):
            text = f"{random.choice(rule.context)}: {text}"
        if rule.keywords and not any(keyword in text.lower() for keyword in rule.keywords):
            text = f"{random.choice(rule.keywords)} {text}"
        return text

    def _repaired(self, text: str) -> str:
        """Give `text` with one or two characters of its secret part changed so that the validator takes it."""
        data = text.encode()
        spans = self._unchecked.find(data)
        if not spans:
            return text
        start, end = spans[0]
        if make := _MADE.get(self.rule.validator):
            return (data[:start] + make(data[start:end]) + data[end:]).decode("utf-8", "replace")
        for changed in islice(_neighbours(data[start:end]), _REPAIRS):
            candidate = data[:start] + changed + data[end:]
            if self.rule.find(candidate):
                return candidate.decode("utf-8", "replace")
        return text

    def _example(self, random: Random) -> Secret:
        """Give one of the rule's own examples, which it finds by definition; one that can be traced where there is one."""
        assert self.rule.examples is not None
        examples = list(self.rule.examples.match)
        random.shuffle(examples)
        found = next((s for s in map(self.found_in, examples) if s is not None), None)
        if found is not None:
            return found
        return Secret(self.rule.name, examples[0], self._values(examples[0].encode()))

    @cached_property
    def _tree(self) -> Node:
        return parse(self.rule.pattern)

    @cached_property
    def _unchecked(self) -> RedactionRule:
        dropped = {"validator", "entropy", "context", "keywords"}
        fields = self.rule.model_dump(exclude_defaults=True, exclude=dropped)
        return RedactionRule.model_validate(fields, context=TRUSTED)


def _as_basic_credentials(digits: bytes) -> bytes:
    """Give base64 of a user name and a password (RFC 7617) that are made from `digits`."""
    return base64.b64encode(b"user:" + digits[:20])


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _as_bitcoin_address(text: bytes) -> bytes:
    """Give an address of the oldest kind (version 0, 160 bits, 32 check bits, base 58) that `text` decides.

    https://en.bitcoin.it/wiki/Technical_background_of_version_1_Bitcoin_addresses
    """
    if not text.startswith(b"1"):
        return text
    return b"1" + _base58check(b"\0" + hashlib.sha256(text).digest()[:20])


def _as_wif(text: bytes) -> bytes:
    """Give a private key in wallet import format (https://en.bitcoin.it/wiki/Wallet_import_format) that `text` decides."""
    flag = b"" if len(text) % 2 else b"\1"
    return _base58check(b"\x80" + hashlib.sha256(text).digest() + flag)


def _base58check(payload: bytes) -> bytes:
    check = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, digits = int.from_bytes(payload + check, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _BASE58[rest] + digits
    return digits.encode()


_MADE = {
    "basic-credentials": _as_basic_credentials,
    "bitcoin": _as_bitcoin_address,
    "wif": _as_wif,
}
"""Validators that no change of one or two characters satisfies."""


def _stands_beside(values: tuple[str, ...], text: str) -> bool:
    """Say whether `text` holds one of `values`, or a part that counts as a leak, beside the values themselves."""
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "\n")
    return bool(find_leaks(values, {"rest": text}))


def is_traceable(value: str) -> bool:
    """Say whether `value` is long enough that finding it in an output is no chance."""
    return len(value) >= _TRACEABLE and _PRONE.fullmatch(value) is None


def _sample(node: Node, random: Random) -> str:
    """Give a text of `node`; edges are not regarded."""
    if isinstance(node, Chars):
        return _character(node.members, random)
    if isinstance(node, Sequence):
        return "".join(_sample(item, random) for item in node.items)
    if isinstance(node, Choice):
        return _sample(random.choice(node.options), random)
    if isinstance(node, Repeat):
        return _repeated(node, random)
    return ""


def _character(members: frozenset[int], random: Random) -> str:
    chars = _alphabet(members)
    if len(chars) == 2 and chars.lower() == chars[1] * 2 and random.random() < 0.9:  # noqa: PLR2004
        return chars[1]  # a letter under (?i)
    return random.choice(chars)


def _repeated(node: Repeat, random: Random) -> str:
    more = _MORE if isinstance(node.item, Chars) else _MORE_GROUPS
    if isinstance(node.item, Chars) and len(node.item.members) < _FILLING and random.random() < 0.9:  # noqa: PLR2004
        more = 1  # blanks, backslashes
    times = random.randint(node.least, min(node.most, node.least + more))
    if isinstance(node.item, Chars):
        return "".join(random.choices(_alphabet(node.item.members), k=times))
    return "".join(_sample(node.item, random) for _ in range(times))


def _alphabet(members: frozenset[int]) -> str:
    """Give the characters of a class: printable ones, else any ASCII; letters beyond ASCII where all their bytes may stand."""
    text = "".join(char for char in _PRINTABLE if ord(char) in members)
    if members >= _HIGH:
        text += _BEYOND
    return text or "".join(map(chr, sorted(members)))


def _kind(char: str) -> str:
    return next((kind for kind in _KINDS if char in kind), "")


def _respelled(key: str, random: Random) -> str:
    """Give a key name in another usual spelling."""
    words = re.split(r"[_.\- ]+", key)
    spellings = (
        key,
        key.upper(),
        "_".join(words),
        "-".join(words),
        words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:]),
        "my_" + "_".join(words),
    )
    return random.choice(spellings)


def _neighbours(secret: bytes) -> Iterator[bytes]:
    """Give `secret` with other characters where check digits usually stand, then with one other anywhere."""
    places = [at for at in range(len(secret)) if _kind(chr(secret[at]))]
    for usual in (places[-1:], places[-2:], places[2:4], places[:2]):
        if all(chr(secret[at]) in _DIGITS for at in usual) or len(usual) == 1:
            yield from _with(secret, usual)
    for at in reversed(places[:-1]):
        yield from _with(secret, [at])


def _with(secret: bytes, places: list[int]) -> Iterator[bytes]:
    kinds = [_kind(chr(secret[at])) for at in places]
    for chars in product(*(kind if kind != _KINDS[1] else _KINDS[2] for kind in kinds)):
        changed = bytearray(secret)
        for at, char in zip(places, chars, strict=True):
            changed[at] = ord(char)
        yield bytes(changed)
