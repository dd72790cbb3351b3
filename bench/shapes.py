"""Texts that are hard on a redactor, each to be had in any size: repetitions, near misses, encodings, odd characters."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from optlog_policy.rule import RedactionRule

Shape = Callable[[int, int], str]
"""Gives a text of so many UTF-8 bytes (up to three fewer where a character would be cut); for another second number
another text, where the shape is not mere repetition: an automaton that grows with what it reads is slow only the first time.
"""

_ALNUM = string.ascii_letters + string.digits


def utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _cut(text: str, size: int) -> str:
    """Give the first `size` bytes of `text`, without a character that would be cut."""
    data = utf8(text)
    while size < len(data) and data[size] & 0xC0 == 0x80:  # noqa: PLR2004  10xxxxxx: within a character
        size -= 1
    return data[:size].decode("utf-8", "surrogatepass")


def _repeated(unit: str, size: int, _run: int = 0, *, head: str = "", tail: str = "") -> str:
    inner = size - len(utf8(head + tail))
    return head + _cut(unit * (inner // len(utf8(unit)) + 1), inner) + tail


def _joined(parts: Iterator[str], size: int) -> str:
    taken, length = [], 0
    while length < size:
        taken.append(next(parts))
        length += len(utf8(taken[-1]))
    return _cut("".join(taken), size)


def _drawn(make: Callable[[random.Random], str], size: int, run: int) -> str:
    """Join different texts; for the same numbers the same ones."""
    chosen = random.Random(f"{size} {run}")
    return _joined((make(chosen) for _ in count()), size)


def _token(chosen: random.Random, head: str, length: int, alphabet: str = _ALNUM) -> str:
    return head + "".join(chosen.choices(alphabet, k=length))


_HEADS = ("ghp_", "AKIA", "sk_live_", "xoxb-", "glpat-", "SG.", "npm_", "AIza", "hf_", "dop_v1_", "pypi-", "shpat_", "eyJ")  # fmt: skip


def _near_miss(chosen: random.Random) -> str:
    """Give what begins as a provider's token and is too short for it."""
    return _token(chosen, chosen.choice(_HEADS), chosen.randint(4, 14)) + " "


def _token_like(chosen: random.Random) -> str:
    """Give what begins as a provider's token and is long enough for many."""
    return _token(chosen, chosen.choice(_HEADS), chosen.randint(30, 64)) + " "


def _word(chosen: random.Random) -> str:
    return _token(chosen, "", chosen.randint(1, 5), string.ascii_lowercase) + " "


def _ids(chosen: random.Random) -> str:
    return f"request {UUID(int=chosen.getrandbits(128))} commit {chosen.getrandbits(160):040x}\n"


def _email(chosen: random.Random) -> str:
    return _token(chosen, "", 6, string.ascii_lowercase) + "@example.com "


def _card(chosen: random.Random) -> str:
    return _token(chosen, "4", 15, string.digits) + " "


def _iban(chosen: random.Random) -> str:
    return _token(chosen, "DE", 20, string.digits) + " "


def _setting(chosen: random.Random) -> str:
    return (
        _token(chosen, "", 6, string.ascii_lowercase) + "_password=" + _token(chosen, "", 9) + " "
    )


def _field(chosen: random.Random) -> str:
    return (
        '"' + _token(chosen, "", 6, string.ascii_lowercase) + '": "' + _token(chosen, "", 9) + '", '
    )


def _nested_base64(size: int, run: int) -> str:
    """Give base64 within base64, four deep."""
    text = _drawn(_word, size * 81 // 256, run)
    for _ in range(4):
        text = base64.b64encode(text.encode()).decode()
    return _repeated(" ", size, head=_cut(text, size))


def _nested_json(size: int, _run: int) -> str:
    """Give JSON in a string in JSON, four deep."""
    text = json.dumps({"note": "many plain words", "count": 3})
    for _ in range(4):
        text = json.dumps({"inner": text})
    return _repeated(text, size)


_UNITS = {
    "one letter": "a",
    "one capital": "A",
    "digits": "1",
    "digit and dash": "1-",
    "digit and blank": "1 ",
    "letter and dot": "a.",
    "digit and dot": "1.",
    "a@": "a@",
    "@": "@",
    "dotted, then @": "a." * 200 + "@",
    "equals signs": "=",
    "colons": ":",
    "dashes": "-",
    "underscores": "_",
    "spaces": " ",
    "newlines": "\n",
    "NUL": "\0",
    "letter per line": "a\n",
    "password=": "password=",
    "password = ''": "password = '' ",
    "api_key words": "api_key ",
    "key key": "key key ",
    "secret: secret:": "secret: ",
    "hex pairs": "ab:",
    "hex digits": "0a1b2c3d4e5f6789",
    "http://a:": "http://a:",
    "user:pass@": "user:pass@",
    "query pairs": "a=1&",
    "eyJ": "eyJ",
    "eyJ dotted": "eyJhbGciOi.",
    "double quotes": '"',
    "single quotes": "'",
    "backquotes": "`",
    "escaped quotes": '\\"',
    "backslashes": "\\",
    "PEM begin": "-----BEGIN RSA PRIVATE KEY-----\n",
    "PEM begin, escaped": "-----BEGIN PRIVATE KEY-----\\n",
    "base64 run": "QUJD",
    "base64 words": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo= ",
    "open braces": "{",
    "open brackets": "[",
    "open parentheses": "(",
    "angle brackets": "<a>",
    '{"a":': '{"a":',
    '"password": {': '"password": {',
    '"password": "': '"password": "',
    "percent-encoded": "%41",
    "percent of percent": "%2525",
    "percent alone": "%",
    "entities": "&#97;",
    "ampersands": "&",
    "\\u escapes": "\\u0061",
    "mixed encodings": "%41&#97;\\u0061QUJD",
    "zero-width": "\u200b",
    "zero-width in words": "p\u200ba\u200bs\u200bs\u200bword=",
    "confusables": "р\u0430ѕѕw\u043erd ",  # noqa: RUF001  Cyrillic on purpose
    "fullwidth": "\uff41\uff11\uff1d",
    "combining marks": "e\u0301",
    "right to left": "\u05d0\u202e",
    "no-break spaces": "1\u00a0",
    "lone surrogates": "\ud800",
    "surrogate in words": "pass\udc80word=x ",
    "CJK": "日志记录",
    "emoji": "\U0001f600",
    "umlauts": "größe ",
    "+49": "+49 ",
    "+49 30 1": "+49 30 1",
    "IPv6 ::": "::",
    "IPv6 groups": "2001:db8:",
    "IPv4": "10.20.30.40 ",
    "MAC": "00:1a:2b:",
    "--password": "--password ",
    "-p": "-p ",
    "Bearer": "Bearer ",
    "Authorization:": "Authorization: ",
    "Cookie:": "Cookie: a=b; ",
    "open marker": "[redacted:",
    "markers": "[redacted:email] ",
    "pseudonym heads": "psn_",
    "/home/": "/home/",
    "C:\\Users\\": "C:\\Users\\",
    "context words": "ssn passport iban vat phone code ",
    "dates": "1990-01-01 ",
    "UUIDs": "123e4567-e89b-42d3-a456-426614174000 ",
    "SSN-like": "000-12-3456 ",
    "export": "export A=",
    "XML": "<password>",
    "ANSI colours": "\x1b[31m",
    "-p and value": "mysql -p x1Y2z3W4 ",
    "--password and value": "--password x1Y2z3W4 ",
    "Bearer and value": "Bearer a1B2c3D4e5F6g7H8i9J0 ",
    "http://user:pass@": "http://ab:x1Y2z3W4@h ",
    "password values": "password=x1Y2z3W4 ",
    "nested password values": "password=password=x1Y2z3W4;",
    "phone numbers": "call +49 30 1234567 ",
    "IPv6 addresses": "2001:db8::ff00:42:8329 ",
    "MAC addresses": "00:1a:2b:3c:4d:5e ",
    "home folders": "/home/jane/x ",
    "quoted keys": '"password": "x1Y2z3W4", ',
    "escaped quoted keys": '\\"password\\": \\"x1Y2z3W4\\", ',
    '"password": [': '"password": [',
    "key in brackets": '"password": {"a": [',
    "whole PEM blocks": "-----BEGIN PRIVATE KEY-----\nQUJDREVG\n-----END PRIVATE KEY-----\n",
}  # fmt: skip

SHAPES: dict[str, Shape] = {
    **{name: partial(_repeated, unit) for name, unit in _UNITS.items()},
    "password, then spaces": partial(_repeated, " ", head="password"),
    "token, then letters": partial(_repeated, "a", head="ghp_"),
    "PEM, then base64": partial(_repeated, "QUJDREVG\n", head="-----BEGIN PRIVATE KEY-----\n"),
    "letters, then @": partial(_repeated, "a", tail="@"),
    "quoted letters": partial(_repeated, "a", head='password="', tail='"'),
    "base64 in base64": _nested_base64,
    "JSON in strings": _nested_json,
    "short words": partial(_drawn, _word),
    "near-miss tokens": partial(_drawn, _near_miss),
    "token-like words": partial(_drawn, _token_like),
    "e-mail addresses": partial(_drawn, _email),
    "card-like numbers": partial(_drawn, _card),
    "IBAN-like numbers": partial(_drawn, _iban),
    "settings": partial(_drawn, _setting),
    "JSON fields": partial(_drawn, _field),
    "random letters": partial(_drawn, lambda chosen: _token(chosen, "", 64)),
    "random digits": partial(_drawn, lambda chosen: _token(chosen, "", 64, string.digits)),
    "base64 lines": partial(_drawn, lambda chosen: _token(chosen, "", 76, _ALNUM + "+/") + "\n"),
    "UUIDs and hashes": partial(_drawn, _ids),
    "random signs": partial(_drawn, lambda chosen: _token(chosen, "", 64, string.punctuation)),
}
"""By name, as the table of the benchmark shows it."""


def of_rules(rules: Iterable[RedactionRule]) -> dict[str, Shape]:
    """Give a shape for each rule with a pattern: its first example, again and again."""
    return {
        f"rule {rule.name}": partial(_repeated, rule.examples.match[0] + " ")
        for rule in rules
        if rule.pattern and rule.examples
    }
