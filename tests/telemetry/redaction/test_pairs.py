"""Values that are told by what stands beside them: pairs, changes, words of a command, a database's complaints."""

from __future__ import annotations

from typing import Any

import pytest
from optlog.redaction import Redactor
from optlog.redaction.names import KeyNames
from optlog.redaction.related import values_named_beside

SECRET = "Zq7xLu0rKp3w"


@pytest.fixture(params=["re2", "python"])
def either(
    request: pytest.FixtureRequest, redactor: Redactor, python_redactor: Redactor
) -> Redactor:
    return redactor if request.param == "re2" else python_redactor


@pytest.mark.parametrize(
    "record",
    [
        {"pair": ("password", SECRET)},
        {"pair": ["password", "plumtree"]},
        {"pair": ["Authorization", f"Bearer {SECRET}"]},
        {"pair": ("first_name", "Marta")},
        {"deep": {"z": [{"y": ("token", SECRET)}]}},
        {"items": {"password": SECRET}.items()},
        {"field": "password", "old": SECRET, "new": SECRET},
        {"key": "proxy_password", "old_value": SECRET, "new_value": "plumtree"},
        {"setting": "smtp/password", "from": SECRET, "to": SECRET},
        {"argv": ["mysql", "-u", "root", f"-p{SECRET}"]},
        {"argv": ["sshpass", "-p", SECRET, "ssh", "host"]},
        {"argv": ("curl", "-u", f"ann:{SECRET}", "https://h")},
        {"cmd": ["redis-cli", "-a", SECRET, "ping"]},
        {"columns": ["id", "password"], "rows": [[1, SECRET], [2, "plumtree"]]},
        {"fields": [{"name": "id"}, {"name": "token"}], "values": [7, SECRET]},
        {"sql": "UPDATE u SET password = ? WHERE id = ?", "params": [SECRET, 3]},
        {"query": "insert into u (id, password) values ($1, $2)", "args": [3, "plumtree"]},
        {"statement": "UPDATE u SET password=%(p)s", "parameters": {"p": "plumtree"}},
        {"sql": "INSERT INTO u (id, pwd) VALUES (?, ?)", "params": [[1, SECRET], [2, "plumtree"]]},
        {"rawHeaders": ["Host", "h", "Authorization", "plumtree"]},
        {"text": 'got {"user": {"id": 3, "name": "Marta"}, "n": 1}'},
    ],
    ids=str,
)
def test_what_its_neighbour_names_is_hidden(record: dict[str, Any], either: Redactor) -> None:
    """A name and its value, a setting's change and a command's words are read together; twice changes nothing."""
    shown = either.redact({"event": "x", **record})
    assert not any(word in str(shown) for word in (SECRET, "plumtree", "Marta"))
    assert either.redact(shown) == shown


@pytest.mark.parametrize(
    "record",
    [
        {"fields": ["username", "password"]},
        {"fields": ["password", "email"]},
        {"fields": ["password", "api_key"]},
        {"fields": ["token", "totp_secret"]},
        {"fields": ["username", "avatar"]},
        {"headers": ["Authorization", "Content-Type"]},
        {"state": ["session", "closed"]},
        {"field": "colour", "old": "red", "new": "blue"},
        {"argv": ["ssh", "-p", "2222", "host"]},
        {"argv": ["docker", "run", "-p", "8080:80", "nginx"]},
        {"env": {"PWD": "/workspace", "OLDPWD": "/srv/app"}},
        {"columns": ["id", "colour"], "rows": [[1, "red"]]},
        {"columns": ["id", "password"], "rows": [["one", "two", "three"]]},
        {"sql": "SELECT 1 WHERE id = ?", "params": ["x"]},
        {"sql": "UPDATE u SET password = ? WHERE id = ?", "params": [None, 3]},
        {"rawHeaders": ["Host", "h", "Accept", "*/*"]},
        {"text": 'got {"service": {"name": "Marta"}, "user": {"age": 1}, "name": "x"}'},
        {"pause_ns": 4111111111111111, "offset": 378282246310005},
    ],
    ids=str,
)
def test_neighbours_that_name_nothing_stay(record: dict[str, Any], either: Redactor) -> None:
    """Two names beside each other are no secret, nor are other commands, nor the working folder of an environment."""
    assert either.redact(record) == record


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(u'password', u'plumtree')", "plumtree"),
        ("[('cvv', '4711'), ('a', 'b')]", "4711"),
        ("dict_items([('first_name', 'Marta'), ('age', 3)])", "Marta"),
        ("frozenset({('pin', '4711')})", "4711"),
        ("DETAIL:  Key (username)=(mkeller84) already exists.", "mkeller84"),
        ("DETAIL:  Key (phone)=(03012345678) already exists.", "03012345678"),
        ("DETAIL:  Key (tenant, reset_token)=(4, fig31) is not present in table", "fig31"),
        ("Key (tenant, reset_token)=(4, a, fig31) already exists.", "fig31"),
        ("Key (lower(username::text))=(mkeller84) already exists.", "mkeller84"),
        ("(1062, \"Duplicate entry 'mkeller84' for key 'users.username'\")", "mkeller84"),
        ("Duplicate entry 'mkeller84' for key 'uq_username'", "mkeller84"),
        (
            "[SQL: UPDATE users SET password=? WHERE id=?]\\n[parameters: ('plumtree', 3)]",
            "plumtree",
        ),
        ("[SQL: INSERT INTO u (login, token) VALUES (?, ?)]\\n[parameters: ('a', 'fig')]", "fig"),
        ("[SQL: SELECT id FROM u WHERE id = %s AND pwd = %s]\\n[parameters: (3, 'fig')]", "'fig'"),
        ('a:1:{s:8:"password";s:8:"plumtree";}', "plumtree"),
    ],
)
def test_a_text_names_its_values_in_pairs(text: str, value: str, either: Redactor) -> None:
    """Pairs in brackets, and what a database repeats when a key is broken, are read by their names."""
    assert value not in either.redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "fields=('username', 'password')",
        "('session', 'closed')",
        "[('id', '1'), ('colour', 'red')]",
        "DETAIL:  Key (id)=(12) already exists.",
        "Duplicate entry 'welcome' for key 'posts.slug'",
        "f(a)=(b) is linear",
        "[SQL: SELECT id FROM notes WHERE title = ?]\\n[parameters: ('welcome', 3)]",
        's:6:"colour";s:3:"red";',
        "environ({'PWD': '/srv/app', 'LANG': 'C.UTF-8'})",
        "PWD=/srv/app OLDPWD=/workspace",
    ],
)
def test_other_pairs_of_a_text_stay(text: str, either: Redactor) -> None:
    """Names beside names, keys without a name that tells, and the working folder stay."""
    assert either.redact_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{'password': ['too short', 'x']}", "{'password': [[redacted:password]]}"),
        ('{"password": {"a": "plumtree"}, "n": 1}', '{"password": {[redacted:password]}, "n": 1}'),
        ("{'password': [ ]}", "{'password': [ ]}"),
        (
            '{"kind": "Secret", "data": {"a": "cGx1bXRyZWU="}, "n": 1}',
            '{"kind": "Secret", "data": {[redacted:kubernetes-secret-manifest]}, "n": 1}',
        ),
    ],
)
def test_a_container_under_a_name_is_hidden_once(text: str, shown: str, either: Redactor) -> None:
    """What is in it becomes one marker, which is no further value: the text around it stays."""
    assert either.redact_text(text) == shown
    assert either.redact_text(shown) == shown
    assert either.redact({"event": text}) == {"event": shown}


def test_a_statement_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight fields with long statements beside seven with values are not read for each pair of them, nor without an end."""
    asked: list[str] = []
    monkeypatch.setattr(KeyNames, "rule_for", lambda _names, key: asked.append(key))
    statements = ("sql", "query", "statement", "stmt", "sqlText", "sql_text", "event", "message")
    values = ("params", "parameters", "args", "bindings", "binds", "values", "bind")
    node: dict[str, Any] = dict.fromkeys(statements, "aa=?" * 2000)
    node |= {key: ["x"] for key in values}
    assert list(values_named_beside(node, KeyNames([], lambda _key: True))) == []
    assert len(asked) <= 1000
