"""Hypothesis strategies: a secret of a rule, planted into a record at any depth, in any type and encoding.

Imports Hypothesis; use the names from `optlog.testing.strategies`.
"""

from __future__ import annotations

import base64
import enum
import html
import json
from collections import namedtuple
from dataclasses import dataclass
from pathlib import PurePosixPath
from random import Random
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from hypothesis import strategies as st

from optlog.testing.benign import benign_fields
from optlog.testing.leaks import find_leaks
from optlog.testing.secrets import Secret, SecretMaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy
    from optlog_policy.rule_model import RedactionRule

__all__ = ["CARRIERS", "ENCODINGS", "Planted", "planted", "secrets_of"]

_BASE64_LEAST = 24  # characters; the engine looks into longer runs only


@dataclass(frozen=True)
class Planted:
    """A record that holds a secret. `encoding` and `carrier` say how, for the message of a failing test."""

    record: dict[str, Any]
    secret: Secret
    encoding: str
    carrier: str


@dataclass(frozen=True)
class Request:
    """A plain dataclass around a value."""

    attempt: int
    detail: Any


Pair = namedtuple("Pair", ["label", "content"])


class Word(str):
    """A str that is not exactly a str."""

    __slots__ = ()


class Opaque:
    """An object that shows its value in its representation alone."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"<Opaque {self._text}>"


def secrets_of(rule: RedactionRule) -> SearchStrategy[Secret]:
    """Give secrets that `rule` finds, of its pattern's form, check digits and context included."""
    return _made(SecretMaker(rule))


@st.composite
def _made(draw: DrawFn, maker: SecretMaker) -> Secret:
    # One seed a secret: a real-looking value is not made of the simplest characters.
    return maker.make(Random(draw(st.integers(0, 2**63))))  # noqa: S311  nothing is kept secret by it


@st.composite
def planted(draw: DrawFn, rule: RedactionRule) -> Planted:
    """Give a record of ordinary fields in which a secret of `rule` stands somewhere."""
    secret = draw(secrets_of(rule))
    record = {"event": "request handled", **_beside(secret, draw(benign_fields()))}
    if secret.key:
        carrier = draw(st.sampled_from(sorted(_KEYED)))
        holder, encoding = _KEYED[carrier](secret), "plain"
    else:
        secret, beside = _embedded(rule, secret, wanted=draw(st.booleans()))
        encodings = [name for name in ENCODINGS if beside or name not in _ADDING]
        encoding = draw(st.sampled_from(["plain", "plain", "plain", *encodings]))
        text = ENCODINGS.get(encoding, _as_it_is)(secret.text)
        carriers = [name for name in CARRIERS if beside or name not in _ADDING]
        carrier = draw(st.sampled_from(carriers))
        holder = CARRIERS[carrier](text)
    _place(record, draw, holder)
    return Planted(record, secret, encoding, carrier)


def _embedded(rule: RedactionRule, secret: Secret, *, wanted: bool) -> tuple[Secret, bool]:
    """Give the secret, within a sentence where that is wanted, and whether other text may stand beside it."""
    maker = SecretMaker(rule)
    found = maker.found_in(f"step 3: {secret.text} then done")
    if found is None:
        return secret, not maker.fills_lines
    if not all(any(value in other for other in found.values) for value in secret.values):
        return secret, False  # it reads differently behind other words
    return (found if wanted else secret), True


def _beside(secret: Secret, fields: dict[str, Any]) -> dict[str, Any]:
    """Give the fields, or none when a short value such as `123` stands in them by chance."""
    return {} if find_leaks(secret.values, {"fields": repr(fields)}) else fields


def _place(record: dict[str, Any], draw: DrawFn, holder: Any) -> None:
    """Put `holder` into the record, up to four containers deep."""
    for wrap in draw(st.lists(st.sampled_from(_WRAPPERS), max_size=4)):
        holder = wrap(holder)
    name = draw(st.sampled_from(["detail", "extra", "event", "args"]))
    record[name] = holder


def _as_it_is(text: str) -> str:
    return text


_URL_SAFE = str.maketrans("+/", "-_")


def _base64(text: str) -> str:
    if not text.isascii() or len(text) < _BASE64_LEAST or not text.isprintable():
        return text
    return base64.b64encode(text.encode()).decode()


def _base64_url(text: str) -> str:
    digits = _base64(text)
    return digits if digits is text else digits.translate(_URL_SAFE).rstrip("=")


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"  # noqa: PLR2004


ENCODINGS: dict[str, Callable[[str], str]] = {
    "percent": lambda text: quote(text, safe=""),
    "percent-all": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "percent-twice": lambda text: quote(quote(text, safe=""), safe=""),
    "entity": html.escape,
    "entity-all": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "unicode-escape": lambda text: "".join(map(_escaped, text)),
    "json": lambda text: json.dumps({"message": text}),
    "json-twice": lambda text: json.dumps({"body": json.dumps({"message": text})}),
    "repr": lambda text: repr({"message": text}),
    "base64": _base64,
    "base64-url": _base64_url,
}
"""The writings that redaction promises to see through."""


def _enum(text: str) -> Any:
    State = enum.Enum("State", {"CURRENT": text})  # noqa: N806  made at run time
    return State["CURRENT"]


def _path(text: str) -> Any:
    """Give a path of `text` where one can hold it unchanged."""
    path = PurePosixPath(text)
    return path if str(path) == text else text


def _note(text: str) -> Exception:
    error: Any = ValueError("step failed")
    error.__notes__ = ["first note", text]  # what add_note writes, from 3.11 on
    return cast("Exception", error)


def _cause(text: str) -> Exception:
    error = RuntimeError("outer")
    error.__cause__ = KeyError(text)
    return error


def _context(text: str) -> Exception:
    error = RuntimeError("outer")
    error.__context__ = OSError(5, text)
    return error


CARRIERS: dict[str, Callable[[str], Any]] = {
    "str": _as_it_is,
    "str-subclass": Word,
    "bytes": lambda text: text.encode("utf-8", "surrogatepass"),
    "bytearray": lambda text: bytearray(text.encode("utf-8", "surrogatepass")),
    "path": _path,
    "enum": _enum,
    "dataclass": lambda text: Request(2, text),
    "namedtuple": lambda text: Pair("b", text),
    "object": Opaque,
    "key": lambda text: {text: 1},
    "key-of-bytes": lambda text: {text.encode("utf-8", "surrogatepass"): [1]},
    "list": lambda text: ["a", text],
    "tuple": lambda text: (1, text),
    "set": lambda text: {text},
    "frozenset": lambda text: frozenset([text, "b"]),
    "exception": ValueError,
    "exception-note": _note,
    "exception-cause": _cause,
    "exception-context": _context,
}
"""The types in which a text may stand."""

_ADDING = frozenset(
    {"json", "json-twice", "repr", "object", "exception-cause", "exception-context"}
)
"""Encodings and carriers that put other text beside theirs."""

_KEYED: dict[str, Callable[[Secret], Any]] = {
    "key": lambda secret: {secret.key: secret.text},
    "list-under-key": lambda secret: {secret.key: [secret.text, 1]},
    "dict-under-key": lambda secret: {secret.key: {"first": secret.text}},
    "bytes-under-key": lambda secret: {secret.key: secret.text.encode()},
    "name-and-value": lambda secret: {"name": secret.key, "value": secret.text},
    "pairs": lambda secret: [["accept", "text/html"], [secret.key, secret.text]],
    "echo": lambda secret: [{secret.key: secret.text}, f"tried {secret.text} again"],
    "exception-echo": lambda secret: [ValueError(f"bad {secret.text}"), {secret.key: secret.text}],
}

_WRAPPERS: list[Callable[[Any], Any]] = [
    lambda value: {"inner": value},
    lambda value: [value],
    lambda value: (0, value),
    lambda value: Request(1, value),
    lambda value: Pair("c", value),
    lambda value: {"items": [{"n": 1}, value]},
]
