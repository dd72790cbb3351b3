"""The matcher on google-re2: a few `Set`s of wider questions answer for the whole catalogue.

Words first: one `Set` of keywords names the rules whose keywords are rare, and the other `Set`s that are worth asking. Then
the rules that were named, each alone. Texts that differ in their digits alone are asked about once: no question tells digits
apart. Each `Set` holds what is alike, so that few combinations of its patterns are ever under way at once (see `wider`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optlog_policy.pattern import compile_pattern, is_found, load_re2, re2_options
from optlog_policy.pattern_tree import forget, parse, shortest_length

from optlog.redaction.matcher import SIGNS, Candidates, confirmed, gates_for
from optlog.redaction.needs import DIGITS
from optlog.redaction.wider import (
    SHAPE,
    certain_start,
    quoted,
    rarity,
    words_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optlog_policy.pattern import CompiledPattern
    from optlog_policy.rule import RedactionRule

__all__ = ["Re2Matcher"]

_CANARY = b"\x01\x7f\x01"  # no letters: each of them would be told apart from then on
_MAX_MEM = 16 << 20  # bytes; an automaton that needs more is thrown away and built again
_SHAPES = 8192  # remembered at a time
_NOTHING: list[int] = []
_MOST = 100  # patterns of one set

_RARE = 7  # rarity of the words that a rule is asked for by alone ...
_TELLING = 4  # ... and of those that tell whether a set is worth asking
_CERTAIN = 2  # characters at the beginning of a match that few texts have
_LONG = 20  # bytes of a match
_DIGITS = 4  # of a match
_ANYTHING, _PAIRS = 0, 2  # members of a class that is left as it is

_ALWAYS = frozenset(("anywhere", "runs", "certain"))  # kinds that no word tells
_RUN = b"[0-9A-Za-z+/_-]{20}"
_RUNS = {
    "base64": _RUN,
    "hex": _RUN + b"|(?:[0-9][0-9A-Za-z][ :]){8}",
    "numbers": b"(?:[0-9]{2,3},? ){8}",
}
"""What to ask for the gates that no sign tells."""
_SIGNS = (*SIGNS, ("columns", b","), ("columns", b";"), ("columns", b"\t"))


class _Part(NamedTuple):
    """A `Set`, and the numbers of the rules or gates that its questions stand for; its first question is the canary."""

    ask: Callable[[bytes], list[int] | None]
    numbers: list[int]


_Parts = dict[int, _Part]
"""By the first of their numbers."""


class _Named(NamedTuple):
    """What a word names."""

    rules: list[int]
    parts: _Parts


class Re2Matcher:
    """Asks a few `re2.Set`s of wider questions and of the gates of the encodings, then the rules that they name.

    Raises RuntimeError when google-re2 is missing or fails its self-test.
    """

    engine = "re2"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        self._gates = gates_for(rules)
        self._gate_names = list(self._gates)
        self._compiled: dict[str, CompiledPattern] = {}
        # By hash, so that no text is kept in memory: 64 bits with a secret of this process in them (SipHash, PEP 456).
        self._known: dict[int, list[int]] = {}
        self._always: _Parts = {}
        words: dict[bytes, _Named] = {}
        for kind, questions in self._by_kind().items():
            if kind == "named":
                for number, _ in questions:
                    for word in dict.fromkeys(words_of(self._rules[number])):
                        words.setdefault(word, _Named([], {})).rules.append(number)
                continue
            for questions_of_part in _split(questions):
                part = _part(questions_of_part)
                if kind in _ALWAYS:
                    self._always[part.numbers[0]] = part
                else:
                    for word in self._words(part.numbers):
                        words.setdefault(word, _Named([], {})).parts[part.numbers[0]] = part
        self._words_in = _asked([quoted(word) for word in words])
        self._named_by = [_Named([], {}), *words.values()]
        forget()

    def _by_kind(self) -> dict[str, list[tuple[int, bytes]]]:
        """Give the number and the question of each rule and gate, by kind."""
        found: dict[str, list[tuple[int, bytes]]] = {}
        for number, rule in enumerate(self._rules):
            kind, question = _question(rule)
            found.setdefault(kind, []).append((number, question))
        for number, (name, gate) in enumerate(self._gates.items(), start=len(self._rules)):
            if name in _RUNS:
                found.setdefault("runs", []).append((number, _RUNS[name]))
            else:
                question = written(parse(gate.decode()), _PAIRS)
                found.setdefault("signs", []).append((number, question))
        return found

    def _words(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """Give the words of those rules and the signs of those gates: where none of them stands, none of those hits."""
        first = len(self._rules)
        for number in numbers:
            if number < first:
                yield from words_of(self._rules[number])
            else:
                name = self._gate_names[number - first]
                yield from (sign for gate, sign in _SIGNS if gate == name)

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        shape = text.translate(SHAPE)
        at = hash(shape)
        named = self._known.get(at)
        if named is None:
            named = self._named(shape)
            if len(self._known) >= _SHAPES:
                self._known.clear()
            self._known[at] = named
        return self._confirmed(named, text) if named else None

    def _named(self, shape: bytes) -> list[int]:
        """Give the numbers of the rules and gates that may hit a text of `shape`."""
        found: list[int] = []
        parts = self._always
        words = self._words_in(shape)
        if words:
            parts = parts.copy()
            for word in words:
                rules, others = self._named_by[word]
                found += rules
                parts.update(others)
        for ask, numbers in parts.values():
            questions = ask(shape)
            if questions:
                found += [numbers[question] for question in questions]
        return sorted(set(found)) if found else _NOTHING

    def _confirmed(self, named: list[int], text: bytes) -> Candidates | None:
        first = len(self._rules)
        gates = [self._gate_names[n - first] for n in named if n >= first]
        encodings = [name for name in gates if is_found(self._gate(name), text)]
        return confirmed([self._rules[n] for n in named if n < first], encodings, text, self.engine)

    def _gate(self, name: str) -> CompiledPattern:
        """Give the gate `name`, compiled when it is first asked about a text."""
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = compile_pattern(self._gates[name].decode())
        return compiled


def _question(rule: RedactionRule) -> tuple[str, bytes]:
    """Give how the matches of `rule` are, and what to ask about a text: what is alike is asked for together."""
    rare = rarity(words_of(rule))
    if rare >= _RARE:
        return "named", b""
    tree = parse(rule.pattern)
    certain = certain_start(tree)
    long = shortest_length(tree) >= _LONG
    if rare < _TELLING and certain < _CERTAIN:
        return "runs" if long else "anywhere", written(tree, _ANYTHING)
    if not certain:
        return "named", b""
    if rare < _TELLING:
        kind = "certain"
    elif long:
        kind = "long"
    else:
        kind = "digits" if shortest_length(tree, DIGITS) >= _DIGITS else "short"
    return kind, written(tree, _PAIRS)


def _part(questions: Sequence[tuple[int, bytes]]) -> _Part:
    numbers = [number for number, _ in questions]
    return _Part(_asked([pattern for _, pattern in questions]), [numbers[0], *numbers])


def _split(questions: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    """Give `questions` in parts that are about as large."""
    parts = -(-len(questions) // _MOST)
    for part in range(parts):
        yield questions[part::parts]


def _asked(patterns: Iterable[bytes]) -> Callable[[bytes], list[int] | None]:
    """Give the question to a `Set` of the canary and `patterns`: which of them match a text, by number.

    Raises RuntimeError when google-re2 is missing, refuses a pattern, or does not find what it must find.
    """
    re2 = load_re2()
    if re2 is None:
        raise RuntimeError("google-re2 is not installed")
    asked = re2.Set.SearchSet(re2_options(_MAX_MEM))
    try:
        for pattern in (_CANARY, *patterns):
            asked.Add(pattern)
        asked.Compile()
    except re2.error as error:
        raise RuntimeError("google-re2 refuses a pattern, or all of them are too large") from error
    # The binding's own method: the wrapper around it costs as much as the answer for a line. Either gives nothing for none.
    ask: Callable[[bytes], list[int] | None] = getattr(asked, "_set", asked).Match
    if 0 not in (ask(_CANARY) or ()) or 0 in (ask(b"nothing here") or ()):
        raise RuntimeError("google-re2 fails its self-test")
    return ask
