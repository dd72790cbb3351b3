"""Streams of lines."""

from __future__ import annotations

import orjson
import pytest
from optlog.redaction import Redactor, StreamRedactor

SECRET = "Zq7xLu0rKp3w"


def run(redactor: Redactor, *lines: bytes, fmt: str = "auto") -> tuple[list[bytes], StreamRedactor]:
    stream = StreamRedactor(redactor, fmt=fmt)  # type: ignore[arg-type]
    out = [piece for line in lines for piece in stream.feed(line)]
    return [*out, *stream.close()], stream


def test_lines_without_findings_are_the_same_bytes(redactor: Redactor) -> None:
    """Text, JSON in any layout, broken UTF-8 and a last line without its end come out unchanged."""
    lines = [
        b"plain\r\n",
        b'{ "a":1 , "b": 1.0 }\n',
        b'{"a":"\\u00e9"}\n',
        b"{broken\n",
        b"\xff\n",
        b"\n",
        b"end",
    ]
    out, stream = run(redactor, *lines)
    assert out == lines
    assert not stream.stats


def test_json_lines_are_redacted_by_name(redactor: Redactor) -> None:
    """In a JSON line names count; in `text` format the line is text."""
    line = orjson.dumps({"event": "x", "session": SECRET}) + b"\n"
    out, stream = run(redactor, line)
    assert orjson.loads(out[0]) == {"event": "x", "session": "[redacted:session]"}
    assert out[0].endswith(b"\n")
    assert stream.stats == {"session": 1}
    out, _ = run(redactor, b'{"event":"password=%s"}\n' % SECRET.encode(), fmt="text")
    assert SECRET.encode() not in out[0]


def test_a_key_that_stands_twice_hides_nothing(redactor: Redactor) -> None:
    """A JSON parser keeps the last of two equal keys; the first one must not slip through."""
    out, _ = run(redactor, b'{"password":"%s","password":null}\n' % SECRET.encode())
    assert SECRET.encode() not in out[0]


@pytest.mark.parametrize(
    "end", [b"-----END RSA PRIVATE KEY-----\n", b"next log line, cut off\n", b""]
)
def test_private_keys_over_several_lines(end: bytes, redactor: Redactor) -> None:
    """Every line of a key is masked, one line out for each line in; what follows is left alone."""
    body = [b"MIIEowIBAAKCAQEA7bqk2v8yJ0%d\n" % number for number in range(20)]
    lines = [
        b"before\n",
        b"2026 ERROR -----BEGIN RSA PRIVATE KEY-----\n",
        *body,
        *([end] if end else []),
        b"after it, 3 words\n",
    ]
    out, stream = run(redactor, *lines)
    assert len(out) == len(lines)
    assert b"MIIE" not in b"".join(out)
    assert out[0] == b"before\n"
    assert out[-1] == b"after it, 3 words\n"
    assert stream.stats["private-key"] == 1


def test_a_line_in_pieces_is_one_line(redactor: Redactor) -> None:
    """A secret across the seam of two pieces of a line is found, and no byte else changes."""
    line = b"w " * 40_000 + b"password=" + SECRET.encode() + b" w" * 40_000 + b"\n"
    cut = line.index(b"password=") + 12
    out, _ = run(redactor, line[:cut], line[cut:])
    assert b"".join(out) == line.replace(SECRET.encode(), b"[redacted:password-in-text]")
