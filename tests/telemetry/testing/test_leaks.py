"""A secret is seen behind every usual encoding, and nothing else is taken for it."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from optlog.testing import find_leaks

SECRET = "k9/Vinter+lampa äbc=="
LINE = f"login with {SECRET} done"


@pytest.mark.parametrize(
    "output",
    [
        LINE,
        LINE.encode(),
        quote(LINE),
        quote(quote(LINE)),
        "".join(f"%{byte:02x}" for byte in LINE.encode()),
        json.dumps({"a": LINE}),
        json.dumps({"a": json.dumps({"b": LINE})}),
        "".join(f"\\u{ord(char):04x}" for char in LINE),
        "".join(f"&#{ord(char)};" for char in LINE),
        "x " + base64.b64encode(LINE.encode("ascii", "replace")).decode() + " y",
        base64.urlsafe_b64encode(LINE.encode("ascii", "replace")).decode().rstrip("="),
        f"cut: {SECRET[4:20]}",
    ],
)
def test_an_encoded_secret_is_seen(output: str | bytes) -> None:
    """Raw, percent, JSON, escapes, entities, base64, nested, and a part of it alone: the place is named."""
    assert find_leaks(SECRET, {"clean": "nothing here", "log": output}) == ["log"]


@pytest.mark.parametrize(
    "output",
    [
        "",
        "login with [redacted:password] done",
        "Vinter",
        "k9",
        quote("login with"),
        "eyJhIjoiYiJ9",
        b"\xff\xfe\x00",
    ],
)
def test_nothing_else_is_taken_for_the_secret(output: str | bytes) -> None:
    """Markers, small parts that stand in ordinary text, and broken bytes are no leak."""
    assert find_leaks(SECRET, {"log": output}) == []


def test_a_marker_that_holds_the_value_as_its_rule_name_is_no_leak() -> None:
    """A value that is a word of a marker is not found in that marker, but is outside."""
    assert find_leaks("password", {"log": "[redacted:password]"}) == []
    assert find_leaks("password", {"log": "[redacted:password] password"}) == ["log"]


def test_a_short_value_counts_as_a_word_of_its_own_only() -> None:
    """Four digits within a time in nanoseconds are chance; standing alone they are the secret."""
    assert find_leaks("4821", {"log": "at 1767225482100"}) == []
    assert find_leaks("4821", {"log": "code: 4821."}) == ["log"]


def test_several_values_and_outputs() -> None:
    """Each output that holds any of the values is named once."""
    outputs = {"a": "first-secret", "b": "none", "c": "second-secret"}
    assert find_leaks(["first-secret", "second-secret"], outputs) == ["a", "c"]
