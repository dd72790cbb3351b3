"""The matcher on google-re2: a few `Set`s answer for the whole catalogue; the gates do for texts seen often, and for long ones.

A `Set` builds its automaton while texts come in: a state for each combination of patterns that are under way at once. In one
`Set` of the whole catalogue nearly every line with words not seen before makes new ones, a tenth of a millisecond's work and
more. The combinations of a few smaller sets are so much fewer that they are soon all there: then a line costs a few
microseconds, whether its words were seen before or not. What the gates say of a text that differs from many before in its
digits alone is known already. A long text may be made of nothing but new combinations; the gates have no such memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog_policy.pattern_tree import parse, shortest_length

from optlog.redaction.gated_matcher import GatedMatcher, form_of
from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.needs import needs
from optlog.redaction.re2_set import compiled_set
from optlog.redaction.wider import asks_for_words, begins_narrowly, wider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["Re2Matcher"]

_CANARY = b"optlog-matcher-self-test"
_LONG = 20  # bytes of a match at least
_LONGEST = 1024  # bytes of a text that the sets are asked about
_OFTEN = 8  # texts of one form
_FEW = 2  # rules left by the gates, which are then searched one by one
_FORMS = 8192  # remembered at a time
_MOST = 66  # patterns of one of the smaller sets
_MOST_ANYWHERE = 31  # ... that may begin at any word or number

_Kind = tuple[str, bool]
"""How the matches of a pattern begin, and whether they are long."""

_KIND_OF_GATE: dict[str, _Kind] = {"base64": ("anywhere", True)}  # the others are words and signs


class Re2Matcher:
    """Asks a few `re2.Set`s of wider patterns and of the gates of the encodings, then the rules that they name.

    Raises RuntimeError when google-re2 is missing or fails its self-test.
    """

    engine = "re2"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        gates = gates_for(rules)
        self._encodings = list(gates)
        # By hash: where two are alike, the other way finds the same.
        self._times_seen: dict[int, int] = {}
        kinds, patterns, needed = [], [], []
        for rule in self._rules:  # all three read the pattern, which is parsed once
            needed.append(needs(rule.pattern))
            kinds.append(_kind(rule))
            patterns.append(wider(rule))
        kinds += [_KIND_OF_GATE.get(name, ("words", False)) for name in gates]
        patterns += gates.values()
        self._gated = GatedMatcher(rules, "re2", needed)
        self._matches = [(_asked([patterns[n] for n in part]), part) for part in _parts(kinds)]

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        if len(text) > _LONGEST:
            return self._gated.candidates(text)
        form = form_of(text)
        if self._is_familiar(form):
            return self._gated.candidates(text, form)
        found: list[int] = []
        for match, part in self._matches:
            named = match(text)
            if named:
                found += [part[number] for number in named if number < len(part)]
        return self._confirmed(sorted(found), text) if found else None

    def _is_familiar(self, form: bytes) -> bool:
        """Say whether texts of `form` have come often and the gates leave little to search in them; count this one."""
        at = hash(form)
        times = self._times_seen.get(at, 0)
        if times < _OFTEN:
            if not times and len(self._times_seen) >= _FORMS:
                self._times_seen.clear()
            self._times_seen[at] = times + 1
            return False
        return len(self._gated.known(form)[0]) <= _FEW

    def _confirmed(self, found: list[int], text: bytes) -> Candidates | None:
        rules, first = self._rules, len(self._rules)
        hit = [rules[n] for n in found if n < first and rules[n].matches(text)]
        encodings = [name for n, name in enumerate(self._encodings, start=first) if n in found]
        return Candidates(hit, encodings) if hit or encodings else None


def _parts(kinds: Sequence[_Kind]) -> Iterator[list[int]]:
    """Give the numbers of what is asked for together: such as are alike, and not too many of those that count."""
    alike: dict[_Kind, list[int]] = {}
    for number, kind in enumerate(kinds):
        alike.setdefault(kind, []).append(number)
    for (beginning, long), numbers in alike.items():
        most = _MOST_ANYWHERE if beginning == "anywhere" else _MOST
        parts = 1 if long else -(-len(numbers) // most)
        for part in range(parts):
            yield numbers[part::parts]


def _kind(rule: RedactionRule) -> _Kind:
    tree = parse(rule.pattern)
    long = shortest_length(tree) >= _LONG
    if not (rule.keywords or rule.context):
        return "anywhere", long
    if begins_narrowly(tree):
        return "narrowly", long
    return ("words", False) if asks_for_words(rule) else ("broadly", False)


def _asked(patterns: Sequence[bytes]) -> Callable[[bytes], list[int] | None]:
    """Give the question to a `Set` of `patterns` and of the text that it was tried with, which has the last number."""
    ask = compiled_set([*patterns, _CANARY])
    if ask(_CANARY) != [len(patterns)] or ask(b"nothing here"):
        raise RuntimeError("google-re2 fails its self-test")
    return ask
