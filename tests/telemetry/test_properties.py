"""What redaction promises, tried with the testing kit on every built-in rule.

The same properties run without end in `python -m bench.fuzz`.
"""

from __future__ import annotations

import logging
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from optlog import get_logger
from optlog.redaction import Redactor
from optlog.testing import Recording, SecretMaker, find_leaks, recording
from optlog.testing.properties import (
    Redactors,
    check_benign,
    check_planted,
    check_text,
    check_wild,
    profile_for,
)
from optlog.testing.strategies import (
    Planted,
    Secret,
    benign_records,
    planted,
    secrets_of,
    wild_records,
    wild_text,
)
from optlog_policy.rule import RuleSet

if TYPE_CHECKING:
    from optlog_policy.rule_model import RedactionRule

RULES = RuleSet.load_builtin()
BALANCED = [rule for rule in RULES if profile_for(rule) == "balanced"]
REDACTORS = {
    profile: Redactors(RULES, profile=profile) for profile in ("strict", "balanced", "secrets-only")
}

# The same records in every run: a test suite says whether something broke, the fuzzer searches on.
quick = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# An example is a whole run of the layer: there are no hundreds of them to make a failing one smaller.
slow = settings(quick, phases=[Phase.generate])


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.name)
def test_a_planted_secret_is_hidden_and_all_else_kept(rule: RedactionRule) -> None:
    """A secret of any rule is gone from any place in any encoding, and all else that `check_planted` lists holds."""

    @settings(quick, max_examples=3)
    @given(planted(rule))
    def holds(case: Planted) -> None:
        check_planted(REDACTORS[profile_for(rule)], case)

    holds()


@quick
@given(st.sampled_from(list(RULES)).flatmap(planted), st.sampled_from(["strict", "balanced"]))
def test_planted_secrets_in_other_profiles(case: Planted, profile: str) -> None:
    """A stricter profile hides what a laxer one hides."""
    rule = RULES.get(case.secret.rule)
    assert rule is not None
    if profile in rule.active_profiles:
        check_planted(REDACTORS[profile], case)


@pytest.mark.parametrize("profile", ["strict", "balanced", "secrets-only"])
def test_ordinary_records_stay(profile: str) -> None:
    """Counters, versions, hashes, ids, times and real programs' lines come back as they are, in every profile."""

    @quick
    @given(benign_records())
    def holds(record: dict[str, Any]) -> None:
        check_benign(REDACTORS[profile], record)

    holds()


@settings(quick, max_examples=150)
@given(wild_records(RULES))
def test_any_record_is_coped_with(record: dict[Any, Any]) -> None:
    """Anything at all, hostile objects included, becomes plain data without an error, stably, the same on every way."""
    check_wild(REDACTORS["balanced"], record)


@settings(quick, max_examples=400)
@given(wild_text(RULES))
def test_any_text_is_coped_with(text: str) -> None:
    """Any text, and the same as bytes, is redacted without an error, stably, the same with both matchers."""
    check_text(REDACTORS["balanced"], text)


@settings(slow, max_examples=8)
@given(st.lists(st.sampled_from(BALANCED).flatmap(planted), min_size=12, max_size=25))
def test_no_planted_secret_reaches_any_output(cases: list[Planted]) -> None:
    """Console, local file, preview, spool, request, sent-log, status and database hold none of what was planted."""
    with TemporaryDirectory() as folder, recording(Path(folder)) as running:
        for case in cases:
            fields = dict(case.record)
            get_logger("app").error(fields.pop("event"), **fields)
        _nothing_leaks(running, [case.secret for case in cases])


SENTENCE = "cannot use {} here"


@st.composite
def spoken(draw: st.DrawFn) -> Secret:
    """Give a secret as it stands in a sentence; an example of one of the few rules that do not look into sentences else."""
    rule = draw(st.sampled_from(SPEAKING))
    secret = draw(secrets_of(rule))
    return SecretMaker(rule).found_in(SENTENCE.format(secret.text)) or secret


SPEAKING = [rule for rule in BALANCED if rule.pattern and not SecretMaker(rule).fills_lines]


@settings(slow, max_examples=6)
@given(st.lists(spoken(), min_size=8, max_size=15))
def test_no_secret_of_an_exception_reaches_any_output(secrets: list[Secret]) -> None:
    """Secrets in an exception's message, notes and cause, and in a library's log arguments, are in no output either."""
    with TemporaryDirectory() as folder, recording(Path(folder)) as running:
        for secret in secrets:
            _raised_and_logged(secret.text)
            logging.getLogger("some.library").warning("said: %s", secret.text)
        _nothing_leaks(running, secrets)


def _raised_and_logged(text: str) -> None:
    error: Any = ValueError(text)
    error.__notes__ = ["a note", text]  # what add_note writes, from 3.11 on
    error.__cause__ = KeyError("inner")
    error.__cause__.__context__ = OSError(5, text)
    get_logger("app").error("failed", exc_info=error)


def _nothing_leaks(running: Recording, secrets: list[Secret]) -> None:
    outputs = running.outputs()
    assert running.transport.lines, "nothing was sent: this test would prove nothing"
    assert outputs["console"]
    values = [value for secret in secrets for value in secret.values]
    if find_leaks(values, outputs):
        leaking = {secret.rule: find_leaks(secret.values, outputs) for secret in secrets}
        pytest.fail(f"leaks: { ({rule: places for rule, places in leaking.items() if places}) }")
    counters = running.telemetry.status().counters
    assert not {"pipeline", "console", "gate"} & set(counters), counters


def test_the_kit_sees_a_redactor_that_does_nothing() -> None:
    """With a rule switched off its secrets are found in the result: the checks above can fail."""
    rule = RULES.get("url-password")
    assert rule is not None
    blind = Redactors(RuleSet([other for other in RULES if not other.pattern and not other.keys]))

    @settings(slow, max_examples=20)
    @given(planted(rule))
    def holds(case: Planted) -> None:
        check_planted(blind, case)

    with pytest.raises(AssertionError, match="the secret is not hidden"):
        holds()


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda record: {**record, "count": 1}, "structure"),
        (lambda record: {key: f"{value}." for key, value in record.items()}, "twice"),
    ],
)
def test_the_kit_sees_other_broken_promises(
    broken: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A redactor that adds a field, or is never done, fails the check that is meant for it."""
    using = Redactors(RULES)
    real = Redactor.redact
    monkeypatch.setattr(Redactor, "redact", lambda self, record: broken(real(self, record)))
    monkeypatch.setattr(Redactor, "explain", lambda self, record: (self.redact(record), []))
    rule = RULES.get("jwt")
    assert rule is not None

    @settings(slow, max_examples=5)
    @given(planted(rule))
    def holds(case: Planted) -> None:
        check_planted(using, case)

    with pytest.raises(AssertionError, match=told):
        holds()


def test_the_order_of_rules_in_the_set_does_not_matter_for_what_is_hidden() -> None:
    """With the rules in another order the same secrets are hidden."""
    shuffled = list(RULES)
    Random(4).shuffle(shuffled)
    using = Redactors(RuleSet(shuffled))

    @settings(quick, max_examples=60)
    @given(st.sampled_from(BALANCED).flatmap(planted))
    def holds(case: Planted) -> None:
        check_planted(using, case)

    holds()
