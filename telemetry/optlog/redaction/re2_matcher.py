"""The matcher on google-re2: one question to a `Set` for texts of a form seen before, gates and single patterns for others.

A `Set` answers for the whole catalogue in a microsecond, once it has built its automaton for texts of that form; for a
form never seen it builds states for hundreds of patterns at once, half a millisecond for a line. The gates have no such
memory. So a text goes to the `Set` when one that differs in its digits alone has come before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog.redaction.gated_matcher import GatedMatcher, Sieve
from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.needs import needs
from optlog.redaction.re2_set import compiled_set
from optlog.redaction.wider import wider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optlog_policy.rule import RedactionRule

__all__ = ["Re2Matcher"]

_CANARY = b"optlog-matcher-self-test"


_LONG = 16  # token characters in a row
_LONGEST = 1024  # bytes of a text worth remembering
_FORMS = 8192  # remembered at a time
_DIGITS_ALIKE = bytes(ord("0") if 48 <= byte <= 57 else byte for byte in range(256))  # noqa: PLR2004


class Re2Matcher:
    """Asks one `re2.Set` of wider patterns and of the gates of the encodings, then the rules that it names.

    Texts of a form not seen before go through the gates instead.

    Raises RuntimeError when google-re2 is missing or fails its self-test.
    """

    engine = "re2"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        gates = gates_for(rules)
        self._encodings = list(gates)
        self._gated = GatedMatcher(rules, "re2", _sieve(self._rules))
        self._seen: set[int] = set()  # hashes: where two are alike, the other way finds the same
        self._match = compiled_set([*map(wider, self._rules), *gates.values(), _CANARY])
        if self._match(_CANARY) != [len(self._rules) + len(gates)] or self._match(b"nothing here"):
            raise RuntimeError("google-re2 fails its self-test")

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        form = hash(text.translate(_DIGITS_ALIKE))
        if form not in self._seen:
            if len(text) <= _LONGEST:
                self._remember(form)
            return self._gated.candidates(text)
        found = self._match(text)
        return self._confirmed(sorted(found), text) if found else None

    def _remember(self, form: int) -> None:
        if len(self._seen) >= _FORMS:
            self._seen.clear()
        self._seen.add(form)

    def _confirmed(self, found: list[int], text: bytes) -> Candidates | None:
        rules, first = self._rules, len(self._rules)
        hit = [rules[n] for n in found if n < first and rules[n].matches(text)]
        encodings = [name for n, name in enumerate(self._encodings, start=first) if n in found]
        return Candidates(hit, encodings) if hit or encodings else None


def _sieve(rules: list[RedactionRule]) -> Sieve:
    """Give one question about the rules for numbers and signs; long tokens would make it remember each of them."""
    numbers = [
        number
        for number, rule in enumerate(rules)
        if not rule.keywords
        and not rule.context
        and any(least.tokens < _LONG for least in needs(rule.pattern))
    ]
    match = compiled_set([wider(rules[number]) for number in numbers])
    return Sieve(frozenset(numbers), lambda text: [numbers[i] for i in match(text) or ()])
