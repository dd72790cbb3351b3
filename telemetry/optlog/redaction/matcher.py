"""Which rules may hit a text: one pass over its bytes answers for the whole catalogue.

Two matchers do the same job: `Re2Matcher` on google-re2, and `GatedMatcher` with Python's `re`, where no re2 wheel exists. Either may name a rule too many, never one too few: the rule itself decides on the
spans, so that both lead to the same redaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from optlog.redaction.columns import COLUMNS_GATE
from optlog.redaction.decode import GATES
from optlog.redaction.named import NAMED_GATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optlog_policy.rule import RedactionRule

__all__ = [
    "SIGNS",
    "Candidates",
    "Matcher",
    "MatcherChoice",
    "confirmed",
    "gates_for",
    "make_matcher",
]

MatcherChoice = Literal["auto", "re2", "python"]

SIGNS = [
    ("percent", b"%"),
    ("entity", b"&"),
    ("escape", b"\\"),
    ("quote", b"\\"),
    ("wrapped", b"=0d"),
    ("wrapped", b"=\n"),
    ("wrapped", b"=\r"),
    ("wrapped", b"\\\n"),
    ("wrapped", b"\\\r"),
    ("named", b'"'),
    ("named", b"'"),
    ("columns", b"|"),
    ("columns", b"values"),
    ("columns", b")=("),
    ("columns", b"for key '"),
    ("columns", b"[parameters: ("),
    ("colour", b"\x1b"),
    ("colour", b"\0"),
]
"""What stands in every text (in small letters, with all digits alike) that a gate may be open for."""


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


def gates_for(rules: Sequence[RedactionRule]) -> dict[str, bytes]:
    """Give the gates of the encodings, and those of quoted names and of tables as `named` and `columns`."""
    names = any(rule.keys for rule in rules)
    return {**GATES, "named": NAMED_GATE, "columns": COLUMNS_GATE} if names else GATES


def confirmed(
    rules: list[RedactionRule], encodings: list[str], text: bytes, engine: str
) -> Candidates | None:
    """Give `rules` from the first on whose pattern matches, and `encodings`; None when there is neither.

    One match makes the text be read rule by rule: to ask the others for matches here would read it twice.
    """
    for at, rule in enumerate(rules):
        if rule.matches(text, engine=engine):
            return Candidates(rules[at:], encodings)
    return Candidates([], encodings) if encodings else None


def make_matcher(rules: Sequence[RedactionRule], choice: MatcherChoice = "auto") -> Matcher:
    """Give the matcher for `rules`: google-re2 where it is installed and sound, else Python.

    Raises RuntimeError when `choice` is `re2` and it cannot serve.
    """
    from optlog.redaction.gated_matcher import GatedMatcher
    from optlog.redaction.re2_matcher import Re2Matcher

    if choice == "python":
        return GatedMatcher(rules)
    try:
        return Re2Matcher(rules)
    except RuntimeError:
        if choice == "re2":
            raise
        return GatedMatcher(rules)
