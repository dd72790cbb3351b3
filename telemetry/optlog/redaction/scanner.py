"""Finding and replacing in one text (UTF-8 bytes): candidates, decoded readings, overlaps, markers left alone."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from optlog_policy.placeholder import is_drawn
from optlog_policy.rule_model import Known

from optlog.redaction.coarse import coarse
from optlog.redaction.columns import column_values
from optlog.redaction.decode import GATES, views
from optlog.redaction.lookalikes import folded
from optlog.redaction.matcher import Candidates
from optlog.redaction.named import is_naming, named_values
from optlog.redaction.pseudonym import PSEUDONYM, Pseudonymiser
from optlog.redaction.trie import trie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.matcher import Matcher
    from optlog.redaction.names import KeyNames

__all__ = [
    "TOO_MANY",
    "UNSTABLE",
    "Asked",
    "Hit",
    "Memory",
    "TextScanner",
    "decodable",
    "decoded",
    "encoded",
    "merged",
    "occurrences",
]

UNSTABLE = "[redacted:unstable]"
TOO_MANY = "[redacted:too-many]"

_IS_WRAPPED = re.compile(GATES["wrapped"]).search

_NESTED = 3  # encodings within encodings
_ROUNDS = 4  # until a text no longer changes
_WINDOW = 262_144  # bytes of a long text scanned at once ...
_OVERLAP = 16_384  # ... and again with the next window: longer than any match
_ECHO_MIN = 6  # bytes of a value that is looked for elsewhere in the same text
_ECHOES = 64  # values of one text
_SHORT = 512  # bytes of a text of which nothing is worth remembering


class Hit(NamedTuple):
    """A span of bytes to replace, and the rule that says so."""

    start: int
    end: int
    rule: RedactionRule


def encoded(text: str) -> bytes:
    """Give UTF-8; lone surrogates survive the way there and back."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """Undo `encoded`."""
    return data.decode("utf-8", "surrogatepass")


Asked = dict[bytes, Candidates | None]
"""Texts, and what the matcher says of them."""


class Memory:
    """What one call has learned of texts and values that it meets again; not to be kept, for they are secrets.

    `barren`: readings without a hit, and how deep they were read.
    `cut`: whether a search ended early, over many hits.
    """

    __slots__ = ("_known", "asked", "barren", "cut")

    def __init__(self, asked: Asked | None = None) -> None:
        self.asked: Asked = {} if asked is None else asked
        self.barren: dict[bytes, int] = {}
        self.cut = False
        self._known: dict[str, Known] = {}

    def known(self, rule: RedactionRule) -> Known:
        """Give what is known of the matches of `rule`."""
        known = self._known.get(rule.name)
        if known is None:
            known = self._known[rule.name] = Known()
        return known


class TextScanner:
    """Scans texts with the rules of `matcher`; `markers` are the ones that may stand in a text already."""

    def __init__(
        self, matcher: Matcher, markers: Iterable[str], pseudonymiser: Pseudonymiser | None = None
    ) -> None:
        self.matcher = matcher
        self.pseudonymiser = pseudonymiser
        self.names: KeyNames | None = (
            None  # set once the names are known, which ask this scanner about keys
        )
        known = trie(encoded(marker) for marker in markers)
        self.protected = re.compile(b"(?:" + known + rb"|\b" + PSEUDONYM.encode() + rb"\b)")

    def redact(
        self,
        data: bytes,
        prefix: bytes = b"",
        most: int | None = None,
        memory: Memory | None = None,
    ) -> tuple[bytes, list[Hit]]:
        """Give `data` redacted, and the hits in it (of the first round, in its coordinates).

        `prefix` is read before `data` but not replaced: the key, where it tells what the value is. The same object comes
        back when nothing was found. The result is stable: redacting it again changes nothing. With `most` hits or more
        the whole text becomes a marker: it is an attack or a dump, and must not hold up the caller.
        """
        memory = memory or Memory()
        hits = self.hits(data, prefix, most, memory)
        if not hits:
            return data, hits
        if most is not None and len(hits) >= most:
            return encoded(TOO_MANY), [Hit(0, len(data), hits[0].rule)]
        result, again = data, hits
        for _ in range(_ROUNDS):
            result = self.replace(result, again)
            again = self.hits(result, prefix, memory=memory)
            if not again:
                return result, hits
        return encoded(UNSTABLE), hits

    def hits(
        self,
        data: bytes,
        prefix: bytes = b"",
        most: int | None = None,
        memory: Memory | None = None,
    ) -> list[Hit]:
        """Give the spans of `data` to replace, in order, not overlapping; about `most` of them, if given."""
        memory = memory or Memory()
        if len(data) > _WINDOW + _OVERLAP:
            return self._hits_of_long(data)
        if not prefix:
            return self._hits(data, most, memory)
        size = len(prefix)  # and no more hits than that in the prefix
        found = self._hits(prefix + data, most and most + size, memory)
        return [Hit(max(0, s - size), e - size, rule) for s, e, rule in found if e > size]

    def _hits_of_long(self, data: bytes) -> list[Hit]:
        found: list[Hit] = []
        for first in range(0, len(data), _WINDOW):
            edge = first + _WINDOW + _OVERLAP
            for start, end, rule in self._hits(data[first:edge], None, Memory()):
                hit = Hit(start + first, end + first, rule)
                found.append(_to_its_end(hit, data) if hit.end == edge else hit)
        return merged(found)

    def _hits(self, data: bytes, most: int | None, memory: Memory) -> list[Hit]:
        clean, candidates = self.read(data, memory.asked)
        if candidates is None:
            return []
        memory.cut = False
        found = self._scan(clean, candidates, _NESTED, most, memory)
        if not found:
            return found
        found = merged([hit for hit in found if self._changes(hit, clean)])
        if most is not None and len(found) >= most:
            return found
        if memory.cut:  # not all of it was read
            return self._hits(data, None, memory)
        found = merged([*found, *self._echoes(clean, found)])
        found = merged(_lengthened(found, clean))
        return found if data.isascii() else [_whole_characters(hit, data) for hit in found]

    def read(self, data: bytes, asked: Asked | None = None) -> tuple[bytes, Candidates | None]:
        """Give `data` without its markers, and what may hit it then."""
        clean = self.without_markers(data)
        found = self.candidates(clean, asked)
        if found is None or "wrapped" not in found.encodings or _IS_WRAPPED(data):
            return clean, found
        # A line goes on in the next one only where a marker behind `=` was blanked.
        return clean, _without(found, "wrapped")

    def candidates(self, data: bytes, asked: Asked | None = None) -> Candidates | None:
        """Ask the matcher about `data`, and about its reading without look-alikes when it is not ASCII.

        What is in `asked` is not asked again; a long text is added.
        """
        if asked is None or len(data) <= _SHORT:
            asked = {}
        elif data in asked:
            return asked[data]
        asked[data] = found = self._asked(data)
        if data.isascii():
            return found
        plain = folded(data)
        if plain != data:
            asked[plain] = inner = self._asked(plain)
            if inner is not None:
                asked[data] = found = _with_lookalikes(found)
        return found

    def _asked(self, data: bytes) -> Candidates | None:
        found = self.matcher.candidates(data)
        if found is None or "named" not in found.encodings or self.names is None:
            return found
        return found if is_naming(data, self.names) else _without(found, "named")

    def _are_too_many(self, found: list[Hit], data: bytes, most: int) -> bool:
        """Say whether `found` makes the whole text a marker, whatever the rules not asked yet would find."""
        return len(found) >= most and (
            len(merged([hit for hit in found if self._changes(hit, data)])) >= most
        )

    def _changes(self, hit: Hit, data: bytes) -> bool:
        """Say whether replacing `hit` changes anything: a truncated address is still an address, a marker is blanked."""
        if hit.rule.action == "mask":
            return not data[hit.start : hit.end].isspace()
        value = decodable(data[hit.start : hit.end])
        return self.replacement(value, hit.rule) != value

    def is_settled(self, text: str) -> bool:
        """Say whether `text` is nothing but a marker or a pseudonym."""
        return text[:1] in {"[", "p"} and self.protected.fullmatch(encoded(text)) is not None

    def without_markers(self, data: bytes) -> bytes:
        """Blank markers and pseudonyms, so that no rule ever takes one for a value."""
        if b"[" not in data and b"psn_" not in data:
            return data
        return self.protected.sub(lambda match: b"\n" * len(match[0]), data)

    def _scan(
        self,
        data: bytes,
        candidates: Candidates | None,
        depth: int,
        most: int | None,
        memory: Memory,
    ) -> list[Hit]:
        """Give the hits in `data` and in its readings."""
        found: list[Hit] = []
        if candidates is None:
            return found
        for rule in candidates.rules:
            found += self._hits_of(rule, data, most, memory)
            if most is not None and depth == _NESTED and self._are_too_many(found, data, most):
                return found
        found += self._named(data, candidates.encodings)
        if depth and candidates.encodings:
            for view in views(data, candidates.encodings):
                if memory.barren.get(view.text, 0) >= depth:
                    continue
                again = self.candidates(view.text, memory.asked)
                inner = self._scan(view.text, again, depth - 1, most, memory)
                found += [Hit(*view.origin(hit.start, hit.end), hit.rule) for hit in inner]
                if not inner:
                    memory.barren[view.text] = depth
        return found

    def _hits_of(
        self, rule: RedactionRule, data: bytes, most: int | None, memory: Memory
    ) -> list[Hit]:
        known = memory.known(rule) if len(data) > _SHORT else None
        found = rule.find(data, engine=self.matcher.engine, most=most, known=known)
        if most is not None and len(found) >= most:
            memory.cut = True
        return [Hit(start, end, rule) for start, end in found if start < end]

    def _named(self, data: bytes, encodings: Sequence[str]) -> Iterator[Hit]:
        """Find values by the names beside or above them."""
        if self.names is not None:
            if "named" in encodings:
                yield from (Hit(*named) for named in named_values(data, self.names))
            if "columns" in encodings:
                yield from (Hit(*named) for named in column_values(data, self.names))

    @staticmethod
    def _echoes(data: bytes, found: Sequence[Hit]) -> Iterator[Hit]:
        """Find the values of `found` elsewhere in the same text."""
        values = {data[hit.start : hit.end]: hit.rule for hit in found[:_ECHOES]}
        for value, rule in values.items():
            if len(value) >= _ECHO_MIN:
                for start in occurrences(data, value):
                    yield Hit(start, start + len(value), rule)

    def replace(
        self, data: bytes, hits: Sequence[Hit], original: Callable[[bytes], str] | None = None
    ) -> bytes:
        """Give `data` with each hit replaced as its rule says; `original` tells the value from the way it is written."""
        original = original or decodable
        parts: list[bytes] = []
        last = 0
        for start, end, rule in hits:
            parts += (data[last:start], encoded(self.replacement(original(data[start:end]), rule)))
            last = end
        parts.append(data[last:])
        return b"".join(parts)

    def replacement(self, value: str, rule: RedactionRule) -> str:
        """Give what stands for `value`, found by `rule`: marker, pseudonym or coarse part."""
        if rule.action == "pseudonym" and self.pseudonymiser is not None:
            return self.pseudonymiser.pseudonym(value)
        if rule.action == "truncate":
            return coarse(value) or rule.replacement
        return rule.replacement


def _with_lookalikes(found: Candidates | None) -> Candidates:
    return Candidates(
        found.rules if found else [], [*(found.encodings if found else []), "lookalike"]
    )


def _without(found: Candidates, encoding: str) -> Candidates | None:
    encodings = [name for name in found.encodings if name != encoding]
    return Candidates(found.rules, encodings) if found.rules or encodings else None


def decodable(data: bytes) -> str:
    """Give `data` as text, whatever it is."""
    return data.decode("utf-8", "backslashreplace")


_WORD = re.compile(rb"\w")
_LONG = 8  # from here on a value is looked for inside words, too


def occurrences(data: bytes, value: bytes) -> Iterator[int]:
    """Give where `value` stands in `data`; a short value only where it is not part of a longer word."""
    start = data.find(value)
    while start >= 0:
        end = start + len(value)
        if len(value) >= _LONG or not (
            _WORD.match(data[start - 1 : start]) or _WORD.match(data[end : end + 1])
        ):
            yield start
        start = data.find(value, end)


_NEAR_BOUND = 120  # bytes; the bounds of patterns lie above
_TOKEN_REST = re.compile(rb"[A-Za-z0-9+/=_.%-]+")
_QUOTED_REST = {quote: re.compile(rb"[^\r\n" + quote + rb"]+") for quote in (b'"', b"'", b"`")}
_PADDED_REST = re.compile(rb"[+/][A-Za-z0-9+/]{2,512}={1,2}")
_WRAPPED_MIN = 8  # bytes of what stands before the end of its line
_WRAPPED_REST = re.compile(
    rb"(?:\r?\n|(?:\\r)?\\n)[ \t>|]{0,8}([A-Za-z0-9+/_-]{8,512}={0,2})(?=[\s\"',;\\]|$)"
)
_BLOCK_REST = {
    b"-----BEGIN": re.compile(rb"(?:[^-]|-(?!-)){0,65536}(?:-----END [A-Z0-9 ]{0,60}-----)?"),
    b"PuTTY-User": re.compile(rb"[^\x00]{0,65536}"),
}
"""How key blocks go on, by their first ten bytes."""


def _lengthened(hits: list[Hit], data: bytes) -> list[Hit]:
    """Lengthen `hits`, which are in order; one that lies in the one before is not looked at again."""
    longer: list[Hit] = []
    for hit in hits:
        if not longer or hit.end > longer[-1].end:
            longer.append(_to_its_end(hit, data))
    return longer


def _to_its_end(hit: Hit, data: bytes) -> Hit:
    """Lengthen a long hit to the end of its token: the bound of a quantifier must not let the rest of a secret pass."""
    rest = None
    block = _BLOCK_REST.get(data[hit.start : hit.start + 10])
    if block is not None:
        rest = block.match(data, hit.end)
    elif hit.end - hit.start >= _NEAR_BOUND:
        quote = data[hit.start - 1 : hit.start]
        rest = _QUOTED_REST.get(quote, _TOKEN_REST).match(data, hit.end)
    elif hit.end - hit.start >= _WRAPPED_MIN and hit.rule.category == "secret":
        rest = _PADDED_REST.match(data, hit.end) or _wrapped(data, hit.end)
    return hit if rest is None else hit._replace(end=rest.end())


def _wrapped(data: bytes, at: int) -> re.Match[bytes] | None:
    """Give the rest of a token on the next line when one ends at `at` with its line."""
    rest = _WRAPPED_REST.match(data, at)
    return rest if rest is not None and is_drawn(rest[1]) else None


_CONTINUES = 0x80  # 10xxxxxx: a byte within a UTF-8 sequence


def _whole_characters(hit: Hit, data: bytes) -> Hit:
    """Widen `hit` so that it does not cut a UTF-8 sequence; three bytes at most, should the text not be UTF-8."""
    start, end, rule = hit
    first, last = max(0, start - 3), min(len(data), end + 3)
    while start > first and data[start] & 0xC0 == _CONTINUES:
        start -= 1
    while end < last and data[end] & 0xC0 == _CONTINUES:
        end += 1
    return Hit(start, end, rule)


def merged(hits: list[Hit]) -> list[Hit]:
    """Join overlapping hits: the union is replaced, under the name of the one that begins first and is the longest."""
    if len(hits) <= 1:
        return hits
    result: list[Hit] = []
    last = 0
    # Two sorts by one number each take half as long as one by a pair.
    for hit in sorted(sorted(hits, key=_END, reverse=True), key=_START):
        if result and hit[0] < last:
            if hit[1] > last:
                last = hit[1]
                result[-1] = result[-1]._replace(end=last)
        else:
            result.append(hit)
            last = hit[1]
    return result


_START, _END = itemgetter(0), itemgetter(1)
