"""What takes memory for as long as the application runs, or while records wait, is kept small."""

import sys
import tracemalloc
import types

import pytest
from optlog.consent.terms import Terms
from optlog.heap import give_back
from optlog.pipeline import RemoteGate, serialise
from optlog.redaction import Redactor
from optlog.redaction.re2_matcher import Re2Matcher
from optlog.types import SpoolEntry
from optlog_policy.collection import CollectionPolicy
from optlog_policy.pattern import load_re2
from optlog_policy.pattern_tree import parse
from optlog_policy.rule import RuleSet

RECORD = {
    "timestamp": "2026-11-23T09:30:00.250000Z",
    "level": "info",
    "logger": "app",
    "event": "import finished",
    "duration_ms": 41.5,
}


def test_a_record_that_waits_takes_little_more_than_its_line():
    """A queued entry costs its line and its envelope, not the buffer of 4 KiB that orjson wrote the line into."""
    queue: list[SpoolEntry] = []
    metadata = {"user": "psn_abcdefghijklmnop"}
    policy = CollectionPolicy.builtin()
    terms = Terms(dict.fromkeys(policy.purpose_ids, 1), dict.fromkeys(policy.purpose_ids))
    gate = RemoteGate(
        policy,
        terms=lambda: terms,
        offer=queue.append,
        metadata=lambda purpose: metadata,
    )
    gate(dict(RECORD), serialise(RECORD), 1, terms)
    tracemalloc.start()
    try:
        for at_ns in range(500):
            gate(dict(RECORD), serialise(RECORD), 2**60 + at_ns, terms)
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(queue) == 501
    assert queue[-1].line == serialise(RECORD)
    assert taken / 500 < 4 * len(queue[-1].line)


def test_the_rules_that_a_program_redacts_with_are_the_catalogue_without_examples():
    """Leaving the examples out changes nothing else, and no two copies of the catalogue are made."""
    whole, lean = RuleSet.load_builtin(), RuleSet.load_builtin(examples=False)
    assert [rule.model_copy(update={"examples": None}) for rule in whole] == list(lean)
    assert RuleSet.load_builtin(examples=False) is lean


@pytest.mark.skipif(load_re2() is None, reason="google-re2 is not installed")
def test_what_the_matcher_remembers_of_texts_is_bounded_and_holds_none_of_them():
    """Only numbers are remembered of a text, and of at most so many texts; the answer stays the same throughout."""
    matcher = Re2Matcher(list(RuleSet.load_builtin(examples=False).for_profile("balanced")))
    for number in range(9_000):
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        assert matcher.candidates(f"word {word}".encode()) is None
        assert matcher.candidates(b"password=qxbtwlmz") is not None
    assert 0 < len(matcher._known) <= 8192
    assert all(type(at) is int for at in matcher._known)


def test_memory_is_given_back_once_the_matcher_stands(monkeypatch):
    """Building the matcher frees some MiB that the C library would keep; they are returned, once."""
    given = []
    monkeypatch.setattr("optlog.redaction.engine.give_back", lambda: given.append(True))
    redactor = Redactor(RuleSet())
    redactor.redact_text("a")
    redactor.redact_text("b")
    assert given == [True]
    assert isinstance(give_back(), bool)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's way")
@pytest.mark.parametrize("missing", ["module", "library", "function"])
def test_redaction_works_where_no_memory_can_be_given_back(missing, monkeypatch):
    """Without ctypes, without a C library to ask, or without its function, nothing is returned and nothing fails."""
    fake = types.SimpleNamespace(CDLL=lambda name: types.SimpleNamespace())
    if missing == "library":
        fake.CDLL = lambda name: (_ for _ in ()).throw(OSError("static"))
    monkeypatch.setitem(sys.modules, "ctypes", None if missing == "module" else fake)
    assert give_back() is False
    assert Redactor(RuleSet()).redact_text("a") == "a"


def test_what_building_the_matcher_worked_out_is_forgotten():
    """Trees of patterns and what they need are several MiB that nothing asks for afterwards."""
    rules = RuleSet(list(RuleSet.load_builtin(examples=False))[:40])
    Redactor(rules).redact({"event": "ready"})
    assert parse.cache_info().currsize == 0
