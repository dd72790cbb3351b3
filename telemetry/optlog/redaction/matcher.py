"""Which rules may hit a text: one pass over its bytes answers for the whole catalogue.

Two matchers do the same job. `Re2Matcher` asks one google-re2 `Set`; `PythonMatcher` asks keywords first and Python's
`re` then, where no re2 wheel exists. Either may name a rule too many, never one too few: the rule itself decides on the
spans, so that both lead to the same redaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from optlog_policy.pattern import load_re2, re2_options

from optlog.redaction.decode import GATES
from optlog.redaction.named import named_gate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from optlog_policy.rule import RedactionRule

__all__ = [
    "Candidates",
    "Matcher",
    "MatcherChoice",
    "Re2Matcher",
    "gates_for",
    "make_matcher",
]

MatcherChoice = Literal["auto", "re2", "python"]

_MAX_MEM = (
    64 << 20
)  # bytes; in less than 16 MiB the automaton of the catalogue is thrown away and rebuilt
_CANARY = b"optlog-matcher-self-test"


class Candidates(NamedTuple):
    """Rules to ask about a text, and the gates (keys of `gates_for`) that are open for it."""

    rules: list[RedactionRule]
    encodings: list[str]

    def __bool__(self) -> bool:
        return bool(self.rules or self.encodings)


class Matcher(Protocol):
    """Names the rules that may hit a text."""

    engine: str

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""


class Re2Matcher:
    """Asks one `re2.Set` that holds every pattern, every rule's context words and the gates of the encodings.

    Raises RuntimeError when google-re2 is missing or fails its self-test.
    """

    engine = "re2"

    def __init__(self, rules: Sequence[RedactionRule]) -> None:
        self._rules = [rule for rule in rules if rule.pattern]
        self._gates = gates_for(rules)
        self._encodings = list(self._gates)
        self._needs: list[int | None] = []
        self._match = self._compile()
        if self._match(_CANARY) != [self._canary] or self._match(b"nothing here"):
            raise RuntimeError("google-re2 fails its self-test")

    def _compile(self) -> Any:
        re2 = load_re2()
        if re2 is None:
            raise RuntimeError("google-re2 is not installed")
        asked = re2.Set.SearchSet(re2_options(_MAX_MEM))
        patterns = [rule.pattern.encode() for rule in self._rules]
        for number, pattern in enumerate([*patterns, *self._gates.values()]):
            if asked.Add(pattern) != number:
                raise RuntimeError("google-re2 refuses a pattern")
        # A rule that needs a context word is a candidate only when one stands somewhere in the text.
        self._needs = [_add_context(asked, rule) for rule in self._rules]
        self._canary = asked.Add(_CANARY)
        asked.Compile()
        return asked.Match

    def candidates(self, text: bytes) -> Candidates | None:
        """Give what may hit UTF-8 `text`, or None when nothing can."""
        found = self._match(text)
        return self._sorted_out(set(found)) if found else None

    def _sorted_out(self, found: set[int]) -> Candidates | None:
        rules, needs, first = self._rules, self._needs, len(self._rules)
        asked = [
            rules[i] for i in sorted(found) if i < first and (needs[i] is None or needs[i] in found)
        ]
        encodings = [name for i, name in enumerate(self._encodings, start=first) if i in found]
        return Candidates(asked, encodings) if asked or encodings else None


def gates_for(rules: Sequence[RedactionRule]) -> dict[str, bytes]:
    """Give the gates of the encodings, and the one of quoted names as `named`."""
    named = named_gate(rules)
    return GATES if named is None else {**GATES, "named": named}


def _add_context(asked: Any, rule: RedactionRule) -> int | None:
    if not rule.context:
        return None
    words = b"|".join(_quoted(word.lower().encode()) for word in rule.context)
    number: int = asked.Add(b"(?i)(?:" + words + b")")
    return number


def _quoted(word: bytes) -> bytes:
    """Quote `word` for RE2; bytes beyond ASCII as escapes, in groups of their own without case folding."""
    return b"".join(
        bytes([byte])
        if 48 <= byte <= 57 or 97 <= byte <= 122  # noqa: PLR2004  digits and lower-case letters
        else b"(?-i:\\x%02x)" % byte
        for byte in word
    )


def make_matcher(rules: Sequence[RedactionRule], choice: MatcherChoice = "auto") -> Matcher:
    """Give the matcher for `rules`: google-re2 where it is installed and sound, else Python.

    Raises RuntimeError when `choice` is `re2` and it cannot serve.
    """
    from optlog.redaction.python_matcher import PythonMatcher

    if choice == "python":
        return PythonMatcher(rules)
    try:
        return Re2Matcher(rules)
    except RuntimeError:
        if choice == "re2":
            raise
        return PythonMatcher(rules)
