"""Plain texts and lines of bytes."""

from __future__ import annotations

import base64
import gzip
import json
import quopri
import time
import zlib

import pytest
from optlog.redaction import Redactor
from optlog.redaction.decode import GATES, views

SECRET = "Zq7xLu0rKp3w"


def test_words_around_a_secret_stay(redactor: Redactor) -> None:
    """Only the secret is replaced; a text without one comes back itself."""
    assert (
        redactor.redact_text(f"try password={SECRET} again")
        == "try password=[redacted:password-in-text] again"
    )
    text = "nothing to see here"
    assert redactor.redact_text(text) is text


def test_lines_keep_their_bytes(redactor: Redactor) -> None:
    """Broken UTF-8, line ends and NUL bytes stay as they are, with and without a finding."""
    for line in (b"\xff\xfe plain \x00\r\n", b"caf\xe9\n", b"", b"\n", b"\xed\xa0\x80 x"):
        assert redactor.redact_line(line) is line
    found = redactor.redact_line(b"\xff caf\xe9 password=" + SECRET.encode() + b" \x80\r\n")
    assert found == b"\xff caf\xe9 password=[redacted:password-in-text] \x80\r\n"


def test_look_alikes_are_read_beside_broken_bytes(redactor: Redactor) -> None:
    """Bytes that are no UTF-8 stay, and do not hide what invisible and look-alike letters stand in."""
    hidden = "p\u200bassw\u043erd=".encode() + SECRET.encode()
    found = redactor.redact_line(b"\xe9 " + hidden + b" \xe9\xff")
    assert SECRET.encode() not in found
    assert found.startswith(b"\xe9 p")
    assert found.endswith(b" \xe9\xff")


def test_lone_surrogates_stay(redactor: Redactor) -> None:
    """A text that is not valid Unicode is redacted all the same."""
    assert (
        redactor.redact_text(f"\ud800 password={SECRET}")
        == "\ud800 password=[redacted:password-in-text]"
    )


def test_an_echo_in_the_same_text_goes_too(redactor: Redactor) -> None:
    """A value found once is replaced wherever else it stands in the text."""
    assert SECRET not in redactor.redact_text(f"password={SECRET} then {SECRET} again")


def test_markers_and_pseudonyms_are_no_values(redactor: Redactor) -> None:
    """A known marker or a pseudonym after `password=` stays; an unknown marker is a value like any other."""
    text = "password=[redacted:password-in-text] token=psn_abcdefghijklmnopabcdefghijklmnop"
    assert redactor.redact_text(text) is text
    assert (
        redactor.redact_text('password="[redacted:no-such-rule]"')
        != 'password="[redacted:no-such-rule]"'
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_token_goes_on_in_the_next_line(end: str, redactor: Redactor) -> None:
    """The rest of a token on the next line is hidden with it; words and hashes there are not."""
    found = redactor.redact_text(f"token q7Zr0Lm3Kx9WvT2n{end}Q8zr1Mn4Ly0Xw{end}done")
    assert found == f"token [redacted:secret-near-word]{end}done"
    for rest in ("finished", "d41d8cd98f00b204e9800998ecf8427e", "id=Q8zr1Mn4Ly0Xw"):
        assert redactor.redact_text(f"token q7Zr0Lm3Kx9WvT2n{end}{rest}").endswith(rest)


def test_a_marker_behind_an_equals_sign_is_no_line_break(redactor: Redactor) -> None:
    """A record redacted before passes as it is; a line that does go on in the next one is still joined."""
    record = {"event": "a=[redacted:email] b=[redacted:jwt]"}
    assert redactor.redact(record) is record
    wrapped = f"a=[redacted:email] pass=\nword=3D{SECRET}"
    assert SECRET not in redactor.redact_text(wrapped)


def test_long_lines_are_scanned_whole(redactor: Redactor) -> None:
    """A secret at any place of a long line is found, at the seams of the windows too."""
    for place in (0, 262_100, 262_140, 278_500, 600_000):
        line = b"w " * (place // 2) + b"password=" + SECRET.encode() + b" w" * 1000
        assert SECRET.encode() not in redactor.redact_line(line)


def test_a_token_longer_than_its_rule_is_taken_whole(redactor: Redactor) -> None:
    """The bound of a pattern never lets the rest of a secret pass."""
    token = "eyJhbGciOiJIUzI1NiJ9." + "Ab1" * 3000
    assert "Ab1" not in redactor.redact_text(f"jwt {token} end")
    assert redactor.redact_text(f"password={'Ab1' * 900} end").endswith("] end")
    words = "".join(f"{number:x}. " for number in range(20_000))
    assert " 4e1f. " not in redactor.redact_text(f"password='{words}' end")


@pytest.mark.parametrize("opens", ["password=", 'password="', "-----BEGIN RSA PRIVATE KEY-----"])
def test_a_token_that_a_window_cuts_is_taken_whole(opens: str, redactor: Redactor) -> None:
    """What is longer than the overlap of two windows has its end in the next one, where nothing tells what it is."""
    text = ("w " * 131_072)[: 262_144 - 7 - len(opens)] + " " + opens + "Ab1" * 7000 + " end"
    assert "Ab1" not in redactor.redact_text(text)


LINE = "login with password=plum7tree-q7Zr0Lm3Kx9W failed"
QUOTED = quopri.encodestring(f"note {'x' * 60} password=plum7tree-q7 = end".encode()).decode()


def dump(data: bytes) -> str:
    """Give `data` as `hexdump -C` shows it."""
    lines = []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        signs = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{at:08x}  {row[:8].hex(' ')}  {row[8:].hex(' '):23}  |{signs}|")
    return "\n".join(lines)


READINGS = {
    "percent, a tab": "password%09plum7tree-q7Zr0Lm3Kx9W",
    "hexdump": dump(LINE.encode()),
    "pieces": 'password = "plum7" + "tree-q7Zr0Lm3"',
    "pieces in lines": "token = 'plum7tree'\\\n    '-q7Zr0Lm3Kx9W'",
    "hex": "recv " + LINE.encode().hex(),
    "hex apart": "recv " + LINE.encode().hex(" "),
    "hex with colons": "recv " + LINE.encode().hex(":"),
    "numbers": f"recv {list(LINE.encode())}",
    "numbers as Go shows them": "recv [" + " ".join(map(str, LINE.encode())) + "]",
    "colours": "\x1b[36mpassword\x1b[0m=\x1b[35mplum7tree-q7\x1b[0m",
    "colour within": LINE.replace("plum7", "plum7\x1b[1m"),
    "octal": "".join(f"\\{byte:03o}" for byte in LINE.encode()),
    "braces": "".join(f"\\u{{{byte:x}}}" for byte in LINE.encode()),
    "long escapes": "".join(f"\\U{byte:08x}" for byte in LINE.encode()),
    "quoted-printable": QUOTED,
    "line goes on": "password=plum7tree-\\\nq7Zr0Lm3Kx9W",
    "base64": base64.b64encode(LINE.encode()).decode(),
    "base64 of UTF-16": base64.b64encode(LINE.encode("utf-16-le")).decode(),
    "gzip": base64.b64encode(gzip.compress(LINE.encode(), mtime=0)).decode(),
    "zlib": base64.urlsafe_b64encode(zlib.compress(LINE.encode())).decode(),
    "accents": "p\u0301assword=plum7tree-q7",
    "insert": "INSERT INTO users (id, name, password) VALUES (1, 'x', 'y'), (2, 'it''s', 'plum7tree-q7');",
    "insert with a call": "insert into users (name, password) values ('x', MD5('plum7tree-q7'))",
    "csv": 'name,password,note\nx,y,z\nv,"plum7tree-q7","a,b"\n',
    "semicolons": "id;user;api_token\n7;x;y\n8;v;plum7tree-q7",
    "table": "| user | password |\n|------|---------|\n| x | plum7tree-q7 |",
}


@pytest.mark.parametrize("matcher", ["re2", "python"])
@pytest.mark.parametrize("reading", READINGS)
def test_a_secret_is_read_however_it_is_written(
    reading: str, matcher: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Of a secret in digits, numbers, colours, packed or in a table nothing is left, and once is enough."""
    used = redactor if matcher == "re2" else python_redactor
    text = f"before {READINGS[reading]}" if "\n" not in READINGS[reading] else READINGS[reading]
    result = used.redact_text(text)
    assert "[redacted:" in result
    assert "plum7tree" not in result
    assert len(result) < len(text) + len("[redacted:password-in-text]") * 2
    assert used.redact_text(result) == result


NAMED = [
    "got {'password0000000000000000': '%s'}",
    'got {"api__key": "%s"}',
    "got {'passwordInput': '%s'}",
    'got {"db.password.raw_1": "%s"}',
    "env [('password', '%s')]",
    json.dumps({"message": r"authwPs\\\\\ =>\chE~UAkfLvgwu7WpMpJX" + SECRET}),
]


@pytest.mark.parametrize("matcher", ["re2", "python"])
@pytest.mark.parametrize("text", NAMED)
def test_a_value_is_hidden_by_any_spelling_of_its_name(
    text: str, matcher: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Numbers behind a name, doubled signs, forms of a field, pairs, many backslashes: either matcher lets the text be read."""
    shown = (redactor if matcher == "re2" else python_redactor).redact_text(
        text.replace("%s", SECRET)
    )
    assert SECRET not in shown
    assert "[redacted:" in shown


@pytest.mark.parametrize("matcher", ["re2", "python"])
def test_a_home_folder_is_found_behind_any_number_of_backslashes(
    matcher: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """A path that was written as JSON again and again."""
    text = r"D:\\Users\\jdoe7\\x"
    for _ in range(3):
        text = json.dumps({"message": text})
        shown = (redactor if matcher == "re2" else python_redactor).redact_text(text)
        assert "jdoe7" not in shown


@pytest.mark.parametrize("matcher", ["re2", "python"])
def test_names_that_tell_nothing_do_not_slow_a_text_down(
    matcher: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Objects of harmless keys are passed at the first look."""
    scanner = (redactor if matcher == "re2" else python_redactor)._ready().scanner
    assert scanner.candidates(b'{"count": 3, "name of month": "May"} ("left", "right")') is None


KEPT = [
    dump(b"GET /index.html HTTP/1.1\r\nHost: h\r\n"),
    "00401000: 55 48 89 e5 48 83 ec 10  push rbp",
    "x = 'a' + 'b'",
    "sha256 6c6f67696e20776974682070617373776f72640a1b2c3d4e5f60718293a4b5c6",
    "sizes [64, 72, 80, 96, 104, 112, 120, 88, 72, 64, 96] px",
    "frame 6c 6f 67 69 6e 20 00 01",
    "\x1b[32mINFO\x1b[0m opened 3 files",
    "INSERT INTO orders (id, state) VALUES (1, 'new')",
    "INSERT INTO users (id, password) VALUES (%s, %s)",
    "name,password_length\nx,12",
    "missing user, password\nretry, later",
]


@pytest.mark.parametrize("text", KEPT, ids=lambda text: text[:30])
def test_what_only_looks_written_so_stays(
    text: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Hashes, lists of numbers, colours and tables without secrets come through as they are."""
    assert redactor.redact_text(text) == text
    assert python_redactor.redact_text(text) == text


ADVERSARIAL = {
    "a": "a", "digits": "1", "digit-dash": "1-", "a.": "a.", "a@": "a@", "a.@": "a.a.a.@", "=": "=", "spaces": " ",
    "password=": "password=", "password space": "password ", "hex": "ab:", "url": "http://a:", "jwt": "eyJ", "quotes": '"',
    "api_key": "api_key ", "pem": "-----BEGIN RSA PRIVATE KEY-----\n", "base64": "QUJD", "brace": "{", "percent": "%41",
    "token": "token=abcdef12 ", "home": "/home/a", "backslash": "\\", "entity": "&#65;", "cyrillic": "\u0430", "bearer": "bearer ",
    "int": "100, ", "pairs": "6c ", "colour": "\x1b[1m", "gzip": "H4sIAAAA", "csv": "token,", "insert": "into t (password) values (",
    "mysql": "mysql -u ", "curl": "curl -u a ", "seed": "apple ", "cookie": "cookie: a=b; ", "escape": "\\u0041", "zero": "\u200b",
    "inside": '"user": {', "dump": "00000000  70 61 73 73 77 6f 72 64  3d\n", "pieces": '"a" + ', "lists": "secrets:\n - a\n",
}  # fmt: skip


@pytest.mark.parametrize("piece", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_hostile_texts_cost_no_more_than_their_length(piece: str, redactor: Redactor) -> None:
    """Eight times the text takes about eight times as long, whatever it is; `dev.py bench linear` measures more."""
    short, long = ((piece * size)[:size] for size in (8_000, 64_000))
    redactor.redact_text(short)
    assert _best(lambda: redactor.redact_text(long)) < 24 * _best(
        lambda: redactor.redact_text(short)
    )


def _best(call: object) -> float:
    """Give the CPU seconds of one call, at least a fifth of a millisecond: less is noise."""
    times = []
    for _ in range(3):
        started = time.process_time()
        call()  # type: ignore[operator]
        times.append(time.process_time() - started)
    return max(0.0002, min(times))


@pytest.mark.parametrize(
    "encoding", [*GATES, "lookalike", "percent entity", "escape percent quote", "colour wrapped"]
)
def test_a_reading_knows_the_way_back(encoding: str) -> None:
    """What is plain in a text is found at its own place, whatever is decoded before and behind it."""
    text = (
        b"~0%41%2 %42%43~1&#97;&amp;&none;~2\\u0061\\\\x62\\n~3\x1b[31m\x00~4=3D=\r\n~5p\xe2\x80\x8ba\xed\xa0\x80~6 "
        + base64.b64encode(b"a text of many words in base64")
        + b" ~7 "
        + b"a text of many words".hex().encode()
        + b" ~8 104, 101, 108, 108, 111, 32, 104, 101, 108, 108 ~9"
    )
    changed = False
    for view in views(text, encoding.split()):
        changed |= view.text != text
        for number in range(10):
            sign = b"~%d" % number
            at, start = view.text.index(sign), text.index(sign)
            assert view.origin(at, at + 2) == (start, start + 2)
    assert changed
