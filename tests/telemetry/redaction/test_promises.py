"""Promises that hold for every record and text, tried by Hypothesis."""

from __future__ import annotations

import json
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optlog.redaction import Redactor
from optlog.redaction.names import KeyNames
from optlog_policy.rule import RuleSet

SETTINGS = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RULES = RuleSet.load_builtin()
EXAMPLES = [
    text
    for rule in RULES
    if rule.examples is not None and rule.pattern
    for text in (*rule.examples.match, *rule.examples.ignore)
]
NAMES = [key for rule in RULES if rule.keys for key in rule.keys[:3]]
WORDS = [
    "import",
    "done",
    "after",
    "rows",
    "cache",
    "warm",
    "window",
    "opened",
    "build",
    "7c1f0e2",
    "v1.2.3",
    "404",
    "12 ms",
    "(ok)",
    "a/b.txt",
    "naïve",
    "日本",
]

secrets = st.from_regex(r"Zq[0-9][A-Za-z0-9]{8,20}", fullmatch=True)
benign = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
keys = st.sampled_from(["a", "b", "rows", "path", "took_ms", "index", "Größe", "x.y", "count"])
scalars = st.one_of(benign, st.integers(-5000, 5000), st.floats(-99, 99), st.booleans(), st.none())
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
records = st.dictionaries(keys, trees, max_size=5)
texts = st.lists(
    st.one_of(
        st.sampled_from(EXAMPLES),
        benign,
        st.text(max_size=12),
        st.sampled_from(["=", '"', "\\", "\n", "%3D", " "]),
    ),
    max_size=5,
).map("".join)

CARRIERS = [
    "password={}", "proxy-authorization: bearer {}", "postgres://u:{}@h/db", '{{"api_key": "{}"}}', "app --token {} -v",
    "/home/{}/x", "Cookie: sessionid={}", "b'secret={}\\n'", "passwd: '{}'", "%22client_secret%22%3A%22{}%22",
]  # fmt: skip
HIDING_NAMES = ["password", "clientSecret", "x-api-key", "user_id", "AUTH"]


@st.composite
def planted(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """Give a record with a secret in some place, and the secret."""
    secret = draw(secrets)
    text = draw(st.sampled_from(CARRIERS)).format(secret)
    bearing: Any = draw(st.sampled_from([text, {draw(st.sampled_from(HIDING_NAMES)): secret}]))
    for wrap in draw(
        st.lists(
            st.sampled_from(["dict", "list", "tuple", "bytes", "error", "json", "text"]), max_size=4
        )
    ):
        bearing = wrapped(bearing, wrap)
    record = {**draw(records), "here": bearing, "again": f"{draw(benign)} {secret}"}
    items = draw(st.permutations(list(record.items())))
    return dict(items), secret


def wrapped(value: Any, how: str) -> Any:
    """Put `value` into another kind of value."""
    if how == "dict":
        return {"inner": value}
    if how == "list":
        return ["x", value]
    if how == "tuple":
        return (value,)
    if isinstance(value, str) and how == "bytes":
        return value.encode()
    if isinstance(value, str) and how == "error":
        return ValueError(value)
    if how == "json" and isinstance(value, (str, dict, list)):
        try:
            return json.dumps(value)
        except TypeError:
            return value
    if how == "text" and isinstance(value, str):
        return f"got {value} from peer"
    return value


@SETTINGS
@given(case=planted())
def test_a_planted_secret_never_survives(
    case: tuple[dict[str, Any], str], redactor: Redactor
) -> None:
    """Whatever holds the secret, and wherever else it stands: it is not in the output."""
    record, secret = case
    assert secret not in orjson.dumps(redactor.redact(record)).decode()


@SETTINGS
@given(case=planted())
def test_both_matchers_redact_alike(
    case: tuple[dict[str, Any], str], redactor: Redactor, python_redactor: Redactor
) -> None:
    """The same record comes out of google-re2 and of pure Python."""
    assert redactor.redact(case[0]) == python_redactor.redact(case[0])


@SETTINGS
@given(text=texts)
def test_both_matchers_agree_on_any_text(
    text: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Text made of examples, words and arbitrary characters gives the same findings in both engines."""
    assert redactor.scan(text) == python_redactor.scan(text)


@SETTINGS
@given(case=planted())
def test_redaction_is_idempotent(case: tuple[dict[str, Any], str], redactor: Redactor) -> None:
    """A redacted record is redacted to itself."""
    once = redactor.redact(case[0])
    assert redactor.redact(once) == once


@SETTINGS
@given(text=texts)
def test_text_redaction_is_idempotent(text: str, redactor: Redactor) -> None:
    """A redacted text is redacted to itself, and scanning it finds nothing."""
    once = redactor.redact_text(text)
    assert redactor.redact_text(once) == once
    assert redactor.scan(once) == []


@SETTINGS
@given(record=records)
def test_benign_records_are_unchanged(record: dict[str, Any], redactor: Redactor) -> None:
    """Ordinary words and numbers come through as they are."""
    assert redactor.redact(record) is record


@SETTINGS
@given(record=st.dictionaries(keys, st.one_of(trees, texts), max_size=5))
def test_structure_is_kept(record: dict[str, Any], redactor: Redactor) -> None:
    """Redaction changes texts and numbers, never keys that hold nothing, lengths or nesting."""
    assert shape(redactor.redact(record)) == shape(record)


def shape(value: Any) -> Any:
    """Give the nesting of `value` alone."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return None


@SETTINGS
@given(case=planted())
def test_order_of_keys_does_not_matter(
    case: tuple[dict[str, Any], str], redactor: Redactor
) -> None:
    """The same fields in another order are redacted to the same values."""
    record = case[0]
    backwards = dict(reversed(record.items()))
    assert redactor.redact(record) == redactor.redact(backwards)


@SETTINGS
@given(line=st.binary(max_size=200))
def test_any_bytes_are_a_line(line: bytes, redactor: Redactor, python_redactor: Redactor) -> None:
    """Any bytes pass without an error, alike in both engines, and stable."""
    result = redactor.redact_line(line)
    assert result == python_redactor.redact_line(line)
    assert redactor.redact_line(result) == result


anything = st.recursive(
    st.one_of(
        st.text(max_size=8), st.binary(max_size=8), st.integers(), st.floats(), st.none(), st.booleans(), st.dates(),
        st.decimals(), st.uuids(), st.complex_numbers(), st.just(object()), st.just(int), st.builds(ValueError, st.text(max_size=5)),
        st.characters(categories=["Cs"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner), st.dictionaries(st.one_of(st.text(max_size=4), st.integers(), st.none()), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@SETTINGS
@given(record=st.dictionaries(st.text(max_size=4), anything, max_size=4))
def test_anything_becomes_json(record: dict[str, Any], redactor: Redactor) -> None:
    """No value raises, and whatever comes out can be written as JSON."""
    assert isinstance(orjson.loads(orjson.dumps(redactor.redact(record))), dict)


@SETTINGS
@given(
    key=st.one_of(st.sampled_from(NAMES), st.text(max_size=12)),
    style=st.sampled_from([str, str.upper, str.title]),
    tail=st.sampled_from(["", "2", "_1", "_count", "x"]),
)
def test_the_short_way_to_a_name_rule_is_the_long_way(key: str, style: Any, tail: str) -> None:
    """The index over key endings finds the rule that asking every rule finds."""
    names = KeyNames(list(RULES), lambda _: True)
    asked = style(key) + tail
    expected = next((rule for rule in RULES if rule.keys and rule.matches_key(asked)), None)
    assert names.rule_for(asked) is expected
