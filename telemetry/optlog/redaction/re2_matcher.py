"""The matcher on google-re2: one `Set` says which rules a text might concern, their own patterns confirm it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog_policy.pattern import load_re2, re2_options

from optlog.redaction.matcher import Candidates, gates_for
from optlog.redaction.wider import wider

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from optlog_policy.rule import RedactionRule

__all__ = ["Re2Matcher"]

_MAX_MEM = 64 << 20  # bytes; an automaton that needs more is thrown away and built again
_CANARY = b"optlog-matcher-self-test"


class Re2Matcher:
    """Asks one `re2.Set` of wider patterns and of the gates of the encodings, then the rules that it names.

    Raises RuntimeError when google-re2 is missing or fails its self-test.
    """

    engine = "re2"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        gates = gates_for(rules)
        self._encodings = list(gates)
        self._match = _compiled([*map(wider, self._rules), *gates.values(), _CANARY])
        if self._match(_CANARY) != [len(self._rules) + len(gates)] or self._match(b"nothing here"):
            raise RuntimeError("google-re2 fails its self-test")

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        found = self._match(text)
        return self._confirmed(sorted(found), text) if found else None

    def _confirmed(self, found: list[int], text: bytes) -> Candidates | None:
        rules, first = self._rules, len(self._rules)
        hit = [rules[n] for n in found if n < first and rules[n].matches(text)]
        encodings = [name for n, name in enumerate(self._encodings, start=first) if n in found]
        return Candidates(hit, encodings) if hit or encodings else None


def _compiled(patterns: list[bytes]) -> Any:
    """Give the question to a `Set` of `patterns`: which match a text, by number."""
    re2 = load_re2()
    if re2 is None:
        raise RuntimeError("google-re2 is not installed")
    asked = re2.Set.SearchSet(re2_options(_MAX_MEM))
    for number, pattern in enumerate(patterns):
        if asked.Add(pattern) != number:
            raise RuntimeError("google-re2 refuses a pattern")
    asked.Compile()
    return asked.Match
