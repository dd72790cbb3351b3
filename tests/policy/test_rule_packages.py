"""Rules of other installed packages come in only by name, checked, and without replacing anything."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from optlog_policy.errors import RuleError
from optlog_policy.rule import RuleSet
from optlog_policy.rule_packages import rules_of_packages

MODULE = """
from optlog_policy.rule_model import Examples, RedactionRule

def rule(name, match="acmt_00ff00ff"):
    return RedactionRule(
        name=name, category="secret", family="auth", reason="a ticket", reference="x", keywords=("acmt_",),
        pattern="acmt_[0-9a-f]{8}", examples=Examples(match=(match,), ignore=("acmt_",)),
    )

RULES = [rule("acme-ticket")]
SAME = [rule("acme-ticket")]
BAD = [rule("acme-other", match="nothing")]
BUILT_IN = [rule("jwt")]
STRANGE = [1]

def made():
    return RULES

def broken():
    raise OSError("secret text")
"""

POINTS = """[optlog.rules]
acme = acme_rules:RULES
bad = acme_rules:BAD
broken = acme_rules:broken
built-in = acme_rules:BUILT_IN
gone = acme_rules:NOTHING
made = acme_rules:made
same = acme_rules:SAME
strange = acme_rules:STRANGE
"""


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package that offers rules."""
    info = tmp_path / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS)
    (tmp_path / "acme_rules.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "acme_rules", raising=False)


def test_nothing_comes_in_unasked() -> None:
    """An installed package alone changes nothing."""
    assert list(rules_of_packages([])) == []


@pytest.mark.parametrize("name", ["acme", "made"])
def test_a_named_package_gives_its_rules(name: str) -> None:
    """A list of rules and a function that gives one are both taken."""
    assert [rule.name for rule in rules_of_packages([name])] == ["acme-ticket"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["nothing"], "no installed package offers rules named `nothing`"),
        (["bad"], "match example 1 is not hit"),
        (["strange"], "int is no RedactionRule"),
        (["broken"], "cannot be loaded: OSError"),
        (["gone"], "cannot be loaded: AttributeError"),
        (["acme", "same"], "`acme-ticket` is taken"),
        (["built-in"], "`jwt` is taken"),
        (["*"], "package rules `bad`"),
    ],
)
def test_what_cannot_be_used_is_refused(names: list[str], told: str) -> None:
    """An unknown name, wrong rules, and a rule that would replace another raise RuleError with a hint, quoting nothing."""
    with pytest.raises(RuleError) as failure:
        rules_of_packages(names, known=RuleSet.load_builtin())
    assert told in failure.value.message
    assert failure.value.hint
    assert "secret text" not in str(failure.value)
