"""The plugin in a host's own test suite, and what it costs one that does not use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from optlog.testing import property_test_rules
from optlog_policy.errors import RuleError

RULES = r"""
[[rule]]
name = "acme-ticket"
category = "secret"
family = "auth"
reason = "A ticket of the ACME gateway opens a session."
reference = "https://acme.example/docs/tickets"
keywords = ["acmt_"]
pattern = '\bacmt_[0-9a-f]{24}\b'
[rule.examples]
match = ["ticket acmt_0123456789abcdef01234567 accepted"]
ignore = ["ticket acmt_0123 refused"]
"""

TESTS = """
from optlog import get_logger
from optlog.testing import property_test_rules

test_my_rules = property_test_rules("rules.toml", max_examples=15)

def test_hidden(assert_no_leak):
    get_logger("app").error("failed", api_key="q8Zr0Lm3Kx9Wv2Tn7Yb4")
    assert_no_leak("q8Zr0Lm3Kx9Wv2Tn7Yb4")

def test_not_hidden(assert_no_leak):
    get_logger("app").error("failed", colour="ultramarine")
    assert_no_leak("ultramarine")
"""


def host(folder: Path, rules: str) -> str:
    """Run a host's tests with the plugin; give pytest's output."""
    (folder / "rules.toml").write_text(rules)
    (folder / "test_host.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return done.stdout + done.stderr


def test_a_host_uses_fixture_and_one_line(tmp_path: Path) -> None:
    """A hidden value passes, one that is not fails with the places named, and the host's rules are tested by one line."""
    told = host(tmp_path, RULES)
    assert "2 passed" in told, told
    assert "1 failed" in told
    assert "test_not_hidden" in told
    assert "stands in: console" in told
    assert "values = (" not in told, "pytest shows what must not be seen"


def test_a_bad_rule_fails_that_one_line(tmp_path: Path) -> None:
    """A rule that takes ordinary words fails `test_my_rules`, and the report names it."""
    greedy = RULES.replace("acmt_[0-9a-f]{24}", "[a-z]{5,9}").replace('keywords = ["acmt_"]', "")
    told = host(
        tmp_path, greedy.replace('ignore = ["ticket acmt_0123 refused"]', 'ignore = ["a b"]')
    )
    assert "FAILED test_host.py::test_my_rules" in told
    assert "acme-ticket" in told


def test_a_rule_that_hides_half_of_a_token_fails(tmp_path: Path) -> None:
    """A bound too small passes with secrets made from the pattern; the examples show what it leaves readable."""
    (tmp_path / "rules.toml").write_text(RULES.replace(r"{24}\b", "{20}"))
    with pytest.raises(AssertionError, match="rule `acme-ticket`, match example 1") as told:
        property_test_rules(tmp_path / "rules.toml", max_examples=1)()
    assert "stays readable" in str(told.value)
    assert "acmt_" not in str(told.value)


def test_a_file_that_is_not_there_is_told_with_its_folder(tmp_path: Path) -> None:
    """A wrong path ends with what to look for, not with a trace through pathlib."""
    with pytest.raises(RuleError, match=r"cannot read .*missing\.toml") as told:
        property_test_rules(tmp_path / "missing.toml")()
    assert "folder of the test module" in str(told.value.hint)


def loaded_after(code: str) -> set[str]:
    """Give the modules that a fresh interpreter has loaded after the code."""
    script = f"import pytest\n{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_plugin_loads_nothing_of_weight() -> None:
    """A test suite that does not use the fixtures pays for a few lines of Python, not for pydantic, SQLite or Hypothesis."""
    heavy = {
        "hypothesis",
        "pydantic",
        "structlog",
        "sqlite3",
        "cryptography",
        "orjson",
        "optlog.telemetry",
        "re2",
    }
    assert loaded_after("import optlog.testing.plugin") & heavy == set()


def test_the_package_loads_hypothesis_when_it_is_used() -> None:
    """`import optlog.testing`, the clock, the receiver and the transport do without Hypothesis."""
    code = "from optlog.testing import FixedClock, LokiReceiver, RecordingTransport, Recording, find_leaks, SecretMaker"
    assert "hypothesis" not in loaded_after(code)
    assert "hypothesis" in loaded_after("from optlog.testing import planted")


def test_every_public_name_exists() -> None:
    """What `optlog.testing` lists can be loaded, and an unknown name says so."""
    import optlog.testing

    assert all(getattr(optlog.testing, name) is not None for name in optlog.testing.__all__)
    assert set(optlog.testing.__all__) <= set(dir(optlog.testing))
    assert not hasattr(optlog.testing, "nonsense")
