"""What must hold for every rule, as functions that raise AssertionError; and one line that tests a host's own rules.

Imports Hypothesis.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optlog_policy.errors import RuleError
from optlog_policy.rule import RuleSet
from optlog_policy.rule_check import ends_within_word

from optlog.pipeline import serialise
from optlog.redaction import Pseudonymiser, Redactor
from optlog.redaction.engine import FAILED
from optlog.redaction.plain import Limits, Plain
from optlog.testing.benign import benign_records
from optlog.testing.leaks import find_leaks
from optlog.testing.planting import Planted, planted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from optlog_policy.rule_model import RedactionRule

__all__ = [
    "Redactors",
    "check_benign",
    "check_planted",
    "check_text",
    "check_wild",
    "profile_for",
    "property_test_rules",
    "shape",
]

_MARKER = re.compile(r"\[redacted:[^\]\s]{0,80}\]?")
_EXAMPLES = 60


class Redactors:
    """Two redactors with the same rules: `auto` with the fastest matcher there is, `python` with the one in Python."""

    def __init__(self, rules: RuleSet, *, profile: str = "balanced") -> None:
        keep = Pseudonymiser(bytes(32))
        self.auto = Redactor(rules, profile=profile, pseudonymiser=keep)
        self.python = Redactor(rules, profile=profile, pseudonymiser=keep, matcher="python")
        own = [rule.replacement for rule in rules]
        self._markers = frozenset(own) | {f"[redacted:{name}]" for name in _OWN_MARKERS}

    def is_marker(self, text: str) -> bool:
        """Say whether `text` is a whole marker of one of the rules, or of a limit."""
        return text in self._markers or text.startswith("[redacted:system-")


_OWN_MARKERS = (
    "failed", "too-long", "too-deep", "too-wide", "too-large", "too-many", "cycle", "unreadable", "unstable",
)  # fmt: skip


def check_planted(redactors: Redactors, case: Planted) -> None:
    """Check all that must hold for a record with a secret in it.

    Raises:
        AssertionError: says what does not hold; the record stands in Hypothesis' own report.
    """
    before = repr(case.record)
    result = redactors.auto.redact(case.record)
    text = _text(result)
    where = f"rule `{case.secret.rule}`, carrier {case.carrier}, encoding {case.encoding}"
    _must(repr(case.record) == before, "the caller's record was changed", where)
    _must(not find_leaks(case.secret.values, {"record": text}), "the secret is not hidden", where)
    _must(redactors.auto.redact(result) == result, "redacting twice changes the result", where)
    _must(redactors.auto.explain(case.record)[0] == result, "fast and slow path differ", where)
    _must(redactors.python.redact(case.record) == result, "the two matchers differ", where)
    _must(
        shape(result) == shape(Plain(Limits()).mapping(case.record)), "the structure changed", where
    )
    turned = dict(reversed(case.record.items()))
    _must(redactors.auto.redact(turned) == result, "the order of the keys matters", where)
    broken = [found for found in _MARKER.findall(text) if not redactors.is_marker(found)]
    _must(not broken, "a marker is broken or holds something else", where)


def check_benign(redactors: Redactors, record: dict[str, Any]) -> None:
    """Check that a record with nothing to hide comes back as it is, with both matchers and on both paths.

    Raises:
        AssertionError: says which rule hit.
    """
    result, findings = redactors.auto.explain(record)
    _must(result == record, "an ordinary record was changed", f"by {[f.rule for f in findings]}")
    _must(redactors.auto.redact(record) == record, "fast and slow path differ", "benign")
    _must(redactors.python.redact(record) == record, "the two matchers differ", "benign")


def check_wild(redactors: Redactors, record: dict[Any, Any]) -> None:
    """Check that any record at all is redacted without an error, to plain data, and the same on every way.

    Raises:
        AssertionError: says what does not hold.
    """
    result = redactors.auto.redact(record)
    _must("redaction_error" not in result, "redaction failed", str(result.get("redaction_error")))
    _text(result)
    _must(
        _same(redactors.auto.redact(result), result), "redacting twice changes the result", "wild"
    )
    _must(_same(redactors.auto.explain(record)[0], result), "fast and slow path differ", "wild")
    _must(_same(redactors.python.redact(record), result), "the two matchers differ", "wild")


def check_text(redactors: Redactors, text: str) -> None:
    """Check that any text at all is redacted without an error, stably, and the same with both matchers.

    Raises:
        AssertionError: says what does not hold.
    """
    result = redactors.auto.redact_text(text)
    _must(result != FAILED or text == FAILED, "redaction failed", "text")
    _must(
        redactors.auto.redact_text(result) == result, "redacting twice changes the result", "text"
    )
    _must(redactors.python.redact_text(text) == result, "the two matchers differ", "text")
    raw = text.encode("utf-8", "surrogatepass")
    line = redactors.auto.redact_line(raw)
    _must(redactors.python.redact_line(raw) == line, "the two matchers differ", "line")


def _same(one: Any, other: Any) -> bool:
    """Say whether two results are equal; NaN equals itself here."""
    return one == other or repr(one) == repr(other)


def shape(value: Any) -> Any:
    """Give the containers of `value` without what is in them."""
    if isinstance(value, dict):
        return {"dict": [shape(inner) for inner in value.values()]}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return "leaf"


def property_test_rules(
    rules: str | Path | RuleSet | Iterable[RedactionRule], *, max_examples: int = _EXAMPLES
) -> Callable[[], None]:
    """Give a test function for pytest that tests rules of your own, together with the built-in ones.

    `test_my_rules = property_test_rules("rules.toml")` in a test module is all it takes. Tested: the examples, that a
    secret made from each pattern is hidden wherever it is planted, that ordinary records stay, and all that
    `check_planted` checks.

    Args:
        rules: a TOML file (relative to the module that calls), or rules.
        max_examples: records tried for each rule.
    """
    if isinstance(rules, (str, Path)):
        caller = Path(sys._getframe(1).f_globals.get("__file__", "."))
        rules = caller.parent / rules

    def test_rules() -> None:
        """Every rule hides what it is made for, wherever it stands, and leaves ordinary records alone."""
        own = _loaded(rules)
        _test_all(own, RuleSet.load_builtin().merged(own), max_examples)

    return test_rules


def _loaded(rules: Path | str | RuleSet | Iterable[RedactionRule]) -> RuleSet:
    """Give the rules.

    Raises:
        RuleError: the file cannot be read or is wrong, or an example fails.
    """
    if isinstance(rules, (str, Path)):
        try:
            text = Path(rules).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(
                f"cannot read {rules}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}",
                hint="a relative path begins at the folder of the test module",
            ) from None
        return RuleSet.from_toml(text, str(rules))
    own = RuleSet(rules)
    faults = own.self_check()
    _must(not faults, "examples fail", "; ".join(map(str, faults)))
    return own


def _test_ends(own: RuleSet) -> None:
    """Check that no example is hidden in part: a secret is made as long as the pattern is, so none of them would show it."""
    for rule in own:
        for number, example in enumerate(rule.examples.match if rule.examples else (), start=1):
            _must(
                not ends_within_word(rule, example),
                "the hit ends within a word, what follows stays readable",
                f"rule `{rule.name}`, match example {number}; raise the last bound or end the pattern with \\b",
            )


def _test_all(own: RuleSet, merged: RuleSet, max_examples: int) -> None:
    _test_ends(own)
    redactors = {
        profile: Redactors(merged, profile=profile)
        for profile in dict.fromkeys(map(profile_for, own))
    }
    quiet = settings(
        max_examples=max_examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for rule in own:
        quiet(given(planted(rule))(_checker(redactors[profile_for(rule)])))()

    @quiet
    @given(benign_records(), st.sampled_from(sorted(redactors)))
    def leaves(record: dict[str, Any], profile: str) -> None:
        check_benign(redactors[profile], record)

    leaves()


def _checker(redactors: Redactors) -> Callable[[Planted], None]:
    def hides(case: Planted) -> None:
        check_planted(redactors, case)

    return hides


def profile_for(rule: RedactionRule) -> str:
    """Give the usual profile that uses `rule`."""
    return "balanced" if "balanced" in rule.active_profiles else rule.active_profiles[0]


def _must(holds: bool, what: str, where: str) -> None:
    if not holds:
        raise AssertionError(f"{what} ({where})")


def _text(record: dict[str, Any]) -> str:
    """Give the record as the pipeline writes it."""
    return serialise(record).decode()
