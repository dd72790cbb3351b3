"""Secrets are made that each rule finds, that look real, and that differ."""

from __future__ import annotations

from random import Random

import pytest
from optlog.testing import SecretMaker
from optlog_policy.rule import RuleSet
from optlog_policy.rule_model import Examples, RedactionRule

RULES = list(RuleSet.load_builtin())


def rule(pattern: str, example: str, **fields: object) -> RedactionRule:
    """Give a rule with this pattern."""
    values = {
        "name": "made-up",
        "category": "secret",
        "family": "f",
        "reason": "r",
        "reference": "x",
        **fields,
    }
    return RedactionRule.model_validate(
        {**values, "pattern": pattern, "examples": Examples(match=(example,), ignore=("-",))}
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_made_secret_is_found_by_its_rule(rule: RedactionRule) -> None:
    """Whatever is made for a rule, the rule finds it, and the values are parts of the text."""
    maker = SecretMaker(rule)
    for number in range(3):
        secret = maker.make(Random(number))
        assert secret.values
        if secret.key:
            assert rule.matches_key(secret.key)
        else:
            assert rule.find(secret.text.encode())
        assert all(value in secret.text for value in secret.values)


def test_the_same_seed_gives_the_same_secret() -> None:
    """A failing test can be repeated: nothing but the random state decides."""
    for tested in RULES[::7]:
        assert SecretMaker(tested).make(Random(5)) == SecretMaker(tested).make(Random(5))


def test_secrets_differ() -> None:
    """Most rules get many different secrets, not their own examples again and again."""
    poor = []
    for tested in RULES:
        maker, random = SecretMaker(tested), Random(3)
        if len({maker.make(random) for _ in range(6)}) < 3:
            poor.append(tested.name)
    assert len(poor) < len(RULES) / 20, poor


@pytest.mark.parametrize(
    ("pattern", "fields"),
    [
        (r"\b(?P<secret>[0-9]{16})\b", {"validator": "card"}),
        (r"card (?P<secret>[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4})", {"validator": "card"}),
    ],
)
def test_check_digits_are_right(pattern: str, fields: dict[str, str]) -> None:
    """A value with a checksum gets a right one, most often other than the example's."""
    maker = SecretMaker(rule(pattern, "card 4111-1111-1111-1111 4111111111111111", **fields))
    made = {maker.make(Random(number)).values[0] for number in range(40)}
    assert len(made) > 30
    assert all(luhn(value) for value in made)


def luhn(text: str) -> bool:
    """Check the last digit as ISO/IEC 7812-1 says, written here anew."""
    digits = [int(char) for char in reversed(text) if char.isdigit()]
    return (
        sum(d if place % 2 == 0 else sum(divmod(2 * d, 10)) for place, d in enumerate(digits)) % 10
        == 0
    )


def test_context_entropy_and_keywords_are_respected() -> None:
    """A rule that asks for a word nearby, a keyword and some disorder gets all three."""
    asks = rule(
        r"\b(?P<secret>[a-z0-9]{16})\b",
        "gizmo zx: a1b2c3d4e5f6g7h8",
        keywords=("zx:",),
        context=("gizmo",),
        entropy=3.0,
    )
    for number in range(20):
        secret = SecretMaker(asks).make(Random(number))
        assert "gizmo" in secret.text
        assert "zx:" in secret.text
        assert len(set(secret.values[0])) > 7


def test_no_value_is_short_enough_to_stand_anywhere_by_chance() -> None:
    """A rule for any user name never gets `a` or `info`, which stand in every record."""
    folder = rule(r"/users/(?P<secret>[a-z]{1,12})", "/users/marta")
    values = [SecretMaker(folder).make(Random(number)).values[0] for number in range(60)]
    assert min(map(len, values)) > 4
