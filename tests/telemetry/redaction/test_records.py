"""What a redacted record looks like: kinds of values, keys, echoes, caps, failure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import json
import os
import pathlib
import signal
import threading
import uuid
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
import pydantic
import pytest
from optlog.redaction import FAILED, Limits, Pseudonymiser, Redactor
from optlog.redaction.matcher import make_matcher
from optlog_policy.rule import RedactionRule, RuleSet
from optlog_policy.rule_model import Examples

SECRET = "Zq7xLu0rKp3w"
FEW_RULES = RuleSet(
    rule for rule in RuleSet.load_builtin() if rule.name in {"email", "payment-card", "jwt"}
)


class Colour(enum.Enum):
    RED = 1
    NAMED = "password=Zq7xLu0rKp3w"


@dataclasses.dataclass
class Login:
    user: str
    password: str


class Model(pydantic.BaseModel):
    api_key: str
    note: str = "x"


Pair = namedtuple("Pair", "token count")


def chained() -> BaseException:
    try:
        try:
            raise ValueError(f"password={SECRET}")
        except ValueError as error:
            raise KeyError("outer") from error
    except KeyError as error:
        if hasattr(error, "add_note"):
            error.add_note(f"--token {SECRET}")
        return error


CARRIERS: dict[str, Any] = {
    "name": {"password": SECRET},
    "camel": {"clientSecret": SECRET},
    "kebab": {"x-api-key": SECRET},
    "dotted": {"shop.ledger.password": SECRET},
    "container": {"auth": {"deep": [SECRET, {"x": SECRET}]}},
    "pairs": {"headers": [["Authorization", f"Token {SECRET}"], ["Accept", "*/*"]]},
    "tuples": {"headers": [("x-api-key", SECRET)]},
    "name and value": {"vars": [{"name": "DB_PASSWORD", "value": SECRET}]},
    "flag": {"argv": ["app", "--password", SECRET, "-v"]},
    "in text": {"note": f"login with password={SECRET} ok"},
    "json in text": {"body": json.dumps({"a": {"api_key": SECRET}})},
    "json twice": {"body": json.dumps(json.dumps({"api_key": SECRET}))},
    "percent": {"q": f"%7B%22n%22%3A1%2C%22passphrase%22%3A%22{SECRET}%22%7D"},
    "percent twice": {"q": f"%257B%2522password%2522%253A%2522{SECRET}%2522%257D"},
    "entity of a tab": {"q": f"api_key&#9;{SECRET}", "r": f"api_key&#x9;{SECRET}"},
    "entity": {"q": f"password&#61;{SECRET}"},
    "unicode escape": {"q": f"pass\\u0077ord={SECRET}"},
    "zero width": {"q": f"pass\u200bword={SECRET}"},
    "fullwidth": {"q": f"\uff50assword={SECRET}"},
    "cyrillic": {"q": f"p\u0430ssword={SECRET}"},
    "surrogate": {"q": f"password={SECRET} \ud800"},
    "bytes": {"q": f"password={SECRET}".encode()},
    "bytes repr": {"q": f"sent b'password={SECRET}\\r\\n'"},
    "path": {"q": pathlib.PurePosixPath(f"/home/{SECRET}/x")},
    "windows path": {"q": f"C:\\Users\\{SECRET}\\Desktop"},
    "enum": {"q": Colour.NAMED},
    "dataclass": {"q": Login("annl", SECRET)},
    "pydantic": {"q": Model(api_key=SECRET)},
    "namedtuple": {"q": Pair(SECRET, 1)},
    "ordered": {"q": OrderedDict(password=SECRET)},
    "set": {"q": {f"password={SECRET}"}},
    "key": {f"password={SECRET}": 1},
    "bytes key": {b"password": SECRET},
    "exception": {"q": chained()},
    "url": {"q": f"postgresql://ann:{SECRET}@db/prod"},
    "header": {"q": f"proxy-authorization: bearer {SECRET}"},
    "cookie": {"q": f"Cookie: lang=de; sessionid={SECRET}"},
    "go": {"q": f'PASSWORD := "{SECRET}"'},
    "xml": {"q": f"<apiToken>\n  {SECRET}\n</apiToken>"},
    "repr": {"q": f"OrderedDict([('password', '{SECRET}')])"},
}


@pytest.mark.parametrize("carrier", CARRIERS, ids=str)
@pytest.mark.parametrize("matcher", ["re2", "python"])
def test_secret_is_gone_wherever_it_stands(
    carrier: str, matcher: str, redactor: Redactor, python_redactor: Redactor
) -> None:
    """No carrier lets the secret into the output, nor does another field that repeats it."""
    used = redactor if matcher == "re2" else python_redactor
    record = {"event": "x", "again": f"saw {SECRET} here", **CARRIERS[carrier]}
    result = used.redact(record)
    assert SECRET not in orjson.dumps(result).decode()
    assert "saw [" in result["again"] or "saw psn_" in result["again"]


@pytest.mark.parametrize("carrier", CARRIERS, ids=str)
def test_redacting_twice_changes_nothing(carrier: str, redactor: Redactor) -> None:
    """What is redacted is stable."""
    once = redactor.redact({"event": "x", **CARRIERS[carrier]})
    assert redactor.redact(once) == once


def test_plain_record_comes_back_itself(redactor: Redactor) -> None:
    """A plain record without findings is not copied."""
    record = {
        "event": "import finished",
        "n": 3,
        "f": 1.5,
        "b": True,
        "none": None,
        "l": [1, "a", {"k": "v"}],
    }
    assert redactor.redact(record) is record


def test_everything_becomes_plain_data(redactor: Redactor) -> None:
    """Values of Python types come out as what JSON can hold, with nothing lost that may stay."""
    when = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.timezone.utc)
    number = uuid.UUID(int=5)
    result = redactor.redact(
        {
            "when": when,
            "uuid": number,
            "path": pathlib.PurePosixPath("/srv/x"),
            "decimal": decimal.Decimal("1.50"),
            "enum": Colour.RED,
            "bytes": b"abc",
            "tuple": (1, 2),
            "set": {3},
            "login": Login("ann", ""),
            "error": ValueError("bad"),
            "big": 1 << 80,
            5: "number key",  # type: ignore[dict-item]  # what callers do, not what they should
            "lone": "a\ud800",
        }
    )
    json.loads(orjson.dumps(result))
    assert result["when"] == when.isoformat()
    assert result["uuid"] == str(number)
    assert result["path"] == "/srv/x"
    assert (result["decimal"], result["enum"], result["bytes"]) == ("1.50", 1, "abc")
    assert (result["tuple"], result["set"]) == ([1, 2], [3])
    assert result["error"] == {"type": "ValueError", "message": "bad"}
    assert result["big"] == str(1 << 80)
    assert result["5"] == "number key"
    assert result["lone"].startswith("a\ufffd")


def test_a_wrapped_secret_is_not_opened(redactor: Redactor) -> None:
    """A value that its own type hides stays hidden, whatever its name."""
    assert SECRET not in repr(redactor.redact({"q": pydantic.SecretStr(SECRET)}))


def test_numbers_under_names_are_hidden(redactor: Redactor) -> None:
    """A number under a telling name is as secret as a text; None and booleans say nothing and stay."""
    result = redactor.redact(
        {"pin": 4711, "otp": 123456, "password": None, "token": True, "n": 4711}
    )
    assert result == {
        "pin": "[redacted:one-time-code]",
        "otp": "[redacted:one-time-code]",
        "password": None,
        "token": True,
        "n": result["n"],
    }
    assert 4711 not in result.values()


@pytest.mark.parametrize(
    "key",
    [
        "token_count",
        "max_tokens",
        "password_changed_at",
        "primary_key",
        "keyboard",
        "name",
        "author",
        "session_count",
    ],
)
def test_false_friends_stay(key: str, redactor: Redactor) -> None:
    """Keys that only look like secret ones keep their values."""
    record = {"event": "x", key: "harmless"}
    assert redactor.redact(record) is record


def test_identifiers_become_the_same_pseudonym(redactor: Redactor) -> None:
    """The same user has the same pseudonym in every record; without a key the marker stands instead."""
    first = redactor.redact({"user_id": "ann.lee", "event": "hello ann.lee"})
    second = redactor.redact({"customer": {"user_id": "ann.lee"}})
    assert first["user_id"] == second["customer"]["user_id"]
    assert first["user_id"].startswith("psn_")
    assert first["event"] == f"hello {first['user_id']}"
    masked = Redactor(RuleSet.load_builtin()).redact({"user_id": "ann.lee"})
    assert masked == {"user_id": "[redacted:user-identifier]"}


def test_two_keys_that_become_one_marker_keep_both_values(redactor: Redactor) -> None:
    """Redacted keys are numbered, so that no value vanishes."""
    result = redactor.redact({f"password={SECRET}": 1, f"password=x{SECRET}": 2})
    assert sorted(result.values()) == [1, 2]
    assert redactor.redact(result) is result


def test_pipeline_fields_survive_a_coincidence(redactor: Redactor) -> None:
    """A secret that equals the level's name does not take the level away."""
    result = redactor.redact(
        {"level": "error", "timestamp": "2026-07-01T12:00:00.000000Z", "password": "error"}
    )
    assert result["level"] == "error"
    assert result["timestamp"] == "2026-07-01T12:00:00.000000Z"
    assert result["password"] == "[redacted:password]"


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError(SECRET)


class Leaving:
    def __repr__(self) -> str:
        raise SystemExit(SECRET)


class HostileMapping(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise RuntimeError(SECRET)


class Endless:
    def __repr__(self) -> str:
        return repr(self)


def test_hostile_objects_become_markers(redactor: Redactor) -> None:
    """An object that raises, ends the program, recurses or contains itself is replaced; the rest of the record stays."""
    loop: dict[str, Any] = {"a": 1}
    loop["self"] = loop
    result = redactor.redact(
        {
            "event": "x",
            "h": Hostile(),
            "l": Leaving(),
            "m": HostileMapping(a=1),
            "e": Endless(),
            "loop": loop,
        }
    )
    assert result["event"] == "x"
    assert result["h"] == result["l"] == result["m"] == "[redacted:unreadable]"
    assert result["e"] == "[redacted:too-deep]"
    assert result["loop"] == {"a": 1, "self": "[redacted:cycle]"}


@pytest.mark.parametrize(
    "value", [Hostile(), Leaving(), HostileMapping(a=1)], ids=lambda v: type(v).__name__
)
def test_a_telling_key_does_not_ask_an_object_for_its_text(redactor: Redactor, value: Any) -> None:
    """Under a key that is context for a rule, too, an object that raises or ends the program costs its own field alone."""
    result = redactor.redact({"event": "x", "card_type": value, "phone": value})
    assert result["event"] == "x"
    assert result["card_type"] == "[redacted:unreadable]"


@pytest.mark.parametrize("leaf", ["", "plain words", 7, f"password={SECRET}"])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: [x, x],
        lambda x: {"a": x, "b": x},
        lambda x: {"rows": [x, x], "columns": ["id", "password"]},
    ],
)
def test_a_container_that_stands_in_many_places_is_not_followed_to_all(
    redactor: Redactor, leaf: Any, wrap: Callable[[Any], Any]
) -> None:
    """Thirty doublings are a thousand million places: the record ends in markers, and nothing of a secret shows."""
    value: Any = leaf
    for _ in range(30):
        value = wrap(value)
    result = redactor.redact({"event": "x", "data": value})
    assert result["event"] == "x"
    assert "[redacted:too-large]" in str(result)
    assert SECRET not in str(result)


def test_a_broken_record_fails_closed(redactor: Redactor, monkeypatch: pytest.MonkeyPatch) -> None:
    """When redaction itself fails, a marker record stands for the record, and nothing of its content."""
    from optlog.redaction import rewrite

    def broken(*_: Any) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(rewrite.Rewriter, "record", broken)
    result = redactor.redact(
        {"level": "info", "logger": "app", "event": f"password={SECRET}", "x": SECRET}
    )
    assert result == {
        "level": "info",
        "logger": "app",
        "event": FAILED,
        "redaction_error": "ZeroDivisionError",
    }


def test_caps_replace_what_is_beyond(redactor: Redactor) -> None:
    """Long, deep, wide and large data is cut with a marker and never passed on raw; cutting twice changes nothing."""
    deep: Any = "end"
    for _ in range(60):
        deep = {"d": deep}
    record = {
        "long": "word " * 4000 + SECRET,
        "edge": "x " * 4090 + f"password={SECRET}",
        "deep": deep,
        "wide": {f"k{n}": n for n in range(2000)},
        "list": list(range(2000)),
    }
    result = redactor.redact(record)
    text = orjson.dumps(result).decode()
    assert SECRET not in text
    assert result["long"].endswith("[redacted:too-long]")
    assert len(result["long"]) <= 8192
    assert "[redacted:too-deep]" in text
    assert len(result["wide"]) == len(result["list"]) == 1000
    assert redactor.redact(result) == result
    large = redactor.redact({f"f{n}": "word " * 1000 for n in range(100)})
    assert len(orjson.dumps(large)) < 300_000
    assert redactor.redact(large) == large


def test_what_grows_beyond_the_cap_is_cut_and_read_again(redactor: Redactor) -> None:
    """Markers may be longer than what they stand for; what the cut leaves is redacted to the end."""
    for size in range(8000, 8192, 37):
        text = ("4111111111111111 and a good number of plain words " * 200)[:size]
        result = redactor.redact({"event": text})
        assert len(result["event"]) <= 8192
        assert result["event"].endswith("[redacted:too-long]")
        assert "4111111111111111" not in result["event"]
        assert redactor.redact(result) == result
        assert redactor.redact_text(result["event"]) == result["event"]


def test_what_a_replacement_lays_bare_is_hidden_before_the_cut() -> None:
    """A value that is found only once the one before it is gone is hidden whole, wherever the cap cuts the text."""

    def made(name: str, pattern: str) -> RedactionRule:
        examples = Examples(match=("-",), ignore=("-",))
        facts = {"category": "secret", "family": "f", "reason": "r", "reference": "r"}
        return RedactionRule.model_validate(
            {"name": name, "pattern": pattern, "examples": examples, **facts}
        )

    rules = RuleSet([made("first", "id[0-9]{4}"), made("second", "(?m)^(?P<secret>zz[a-z]{20})")])
    redactor = Redactor(rules)
    for before in range(7640, 7690):
        text = "." * before + " id1234zzabcdefghijklmnopqrst " + "." * 1000
        event = redactor.redact({"event": text})["event"]
        assert "zz" not in event
        assert event.endswith("[redacted:too-long]")


@pytest.mark.parametrize("seen", [8, 20, 39])
def test_a_secret_across_the_cut_never_shows_its_beginning(seen: int, redactor: Redactor) -> None:
    """Where the cut lies among what stays depends on how short the markers before it are: none shows half a token."""
    token = "ghp_" + SECRET * 3
    long = "password=" + "Ab1" * 700 + " "
    text = (long + "plain words " * 1000)[: 8192 + 512 - seen] + token + " words" * 100
    result = redactor.redact({"event": text})
    assert token[:8] not in result["event"]
    assert result["event"].endswith("[redacted:too-long]")
    assert redactor.redact(result) == result


def test_many_hits_in_one_text_become_one_marker(redactor: Redactor) -> None:
    """A text made of secrets is replaced whole: it must not hold up the caller."""
    assert redactor.redact({"event": f"password={SECRET} " * 400}) == {
        "event": "[redacted:too-many]"
    }


def test_a_secret_behind_many_near_misses_is_found(redactor: Redactor) -> None:
    """However many matches a validator has turned down, the next one is looked at."""
    result = redactor.redact({"event": "999.1.1.1 " * 600 + "and 8.8.8.8"})
    assert "8.8.8.8" not in result["event"]
    assert "999.1.1.1" in result["event"]


def test_a_secret_behind_many_values_that_stay_is_found() -> None:
    """Addresses that are coarse already are no reason to end the search."""
    address = next(rule for rule in RuleSet.load_builtin() if rule.name == "ipv4")
    rules = RuleSet([address.model_copy(update={"action": "truncate"})])
    coarse = "203.0.0.0 " * 300
    assert Redactor(rules).redact({"event": coarse + "198.51.100.7"}) == {
        "event": coarse + "198.51.0.0"
    }


def test_explain_tells_place_and_rule_but_not_the_value(redactor: Redactor) -> None:
    """Findings name rule, dotted path and characters; the value stands nowhere in them."""
    result, findings = redactor.explain({"a": [{"b": f"\u00e9 password={SECRET}"}], "pin": 4711})
    assert [(f.rule, f.path, f.start, f.end) for f in findings] == [
        ("password-in-text", "a.0.b", 11, 23),
        ("one-time-code", "pin", 0, 4),
    ]
    assert SECRET not in repr(findings)
    assert SECRET not in repr(result)


def test_literals_are_hidden_in_any_case() -> None:
    """A registered value is hidden everywhere and in any case, a short one only as a word; too short is refused."""
    redactor = Redactor(RuleSet.load_builtin())
    redactor.register_literal("Ann Lee", "user-name")
    redactor.register_literal("annl", "login")
    redactor.register_literal("J\u00fcrgen M\u00fcller", "full-name")
    assert redactor.redact_text("hi ANN LEE, annl, annls, J\u00fcrgen M\u00fcller") == (
        "hi [redacted:user-name], [redacted:login], annls, [redacted:full-name]"
    )
    with pytest.raises(ValueError, match="fewer than 4") as caught:
        redactor.register_literal("abc", "x")
    assert "abc" not in str(caught.value)


def test_profiles_choose_the_rules() -> None:
    """`secrets-only` leaves personal data and identifiers, and hides secrets."""
    redactor = Redactor(RuleSet.load_builtin(), profile="secrets-only")
    assert redactor.redact({"first_name": "Jane", "password": SECRET}) == {
        "first_name": "Jane",
        "password": "[redacted:password]",
    }


def test_pseudonyms_need_a_whole_key() -> None:
    """A pseudonym key of another length is refused; rotating it changes the pseudonym."""
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonymiser(b"short")
    maker = Pseudonymiser(bytes(32))
    before = maker.pseudonym("jane")
    assert maker.pseudonym(before) == before
    maker.rotate(bytes([1]) * 32)
    assert maker.pseudonym("jane") != before


def test_custom_limits_hold() -> None:
    """The caps are settings."""
    redactor = Redactor(RuleSet.load_builtin(), limits=Limits(leaf_bytes=2048, width=3))
    result = redactor.redact({"a": "word " * 1000, "b": [1, 2, 3, 4]})
    assert len(result["a"]) <= 2048
    assert result["b"] == [1, 2, "[redacted:too-wide]"]


def test_a_lazy_container_is_not_read_beyond_its_cap() -> None:
    """What a mapping or a list makes as it is read, perhaps without end, is read up to the cap and no further."""
    made: list[int] = []

    def many() -> Iterator[Any]:
        for number in range(50):
            made.append(number)
            yield str(number)

    class Lazy(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return f"value {key}"

        def __iter__(self) -> Iterator[str]:
            return many()

        def __len__(self) -> int:
            return 1

    class LazyList(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            return many()

    redactor = Redactor(RuleSet.load_builtin(), limits=Limits(width=3))
    for value in (Lazy(), LazyList([1])):
        made.clear()
        shown = redactor.redact({"value": value})["value"]
        assert len(made) == 4
        assert len(shown) == 3
        assert "[redacted:too-wide]" in shown


def test_a_token_behind_bytes_that_are_no_text_is_hidden() -> None:
    """Bytes that are not UTF-8 do not grow together with the token that follows them."""
    token = "ghp_aB3dE5gH7jK9mN1pQ2sT4vW6xY8zA0cD2eF4"
    shown = Redactor(RuleSet.load_builtin()).redact({"frame": b"\xff\xfe" + token.encode()})
    assert token not in str(shown)


@pytest.mark.parametrize(
    "pair",
    [
        {"name": "db_password", "value": SECRET},
        {"Name": "DB_PASSWORD", "Value": SECRET},
        {"Key": "apiToken", "Value": SECRET},
        {"field": "password", "val": SECRET},
        {"loc": ["body", "password"], "input": SECRET, "msg": "too short"},
        {"value": SECRET, "name": "DB_PASSWORD"},
    ],
)
def test_the_value_of_a_name_value_pair_is_hidden(pair: dict[str, Any], redactor: Redactor) -> None:
    """However a pair's two fields are called and ordered: as Docker, AWS, Kubernetes and pydantic write them."""
    assert SECRET not in str(redactor.redact({"event": "x", "items": [pair]}))
    other = {
        key: "colour" if key.lower() in {"name", "key", "field"} else v for key, v in pair.items()
    }
    if "loc" not in pair:
        assert redactor.redact(other) == other


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        ({"event": "cannot read /home/exception/a", "exception": "Traceback"}, "exception"),
        ({"email": "operation", "operation": "import"}, "operation"),
        ({"password": "duration", "duration": 3}, "duration"),
    ],
)
def test_a_found_word_does_not_rename_fields(
    record: dict[str, Any], kept: str, redactor: Redactor
) -> None:
    """An ordinary word that somebody used as a name or a password stays what it is as the name of a field."""
    assert redactor.redact(record)[kept] == record[kept]


def test_a_user_called_as_an_ordinary_word_does_not_hide_that_word(redactor: Redactor) -> None:
    """`/home/test` hides the folder, not each test; an unusual name is hidden wherever it stands."""
    shown = redactor.redact(
        {"event": "/home/test/x: import of test data", "by": "annlee", "at": "/home/annlee/x"}
    )
    assert shown == {
        "event": "/home/[user]/x: import of test data",
        "by": "[user]",
        "at": "/home/[user]/x",
    }


def test_a_text_that_a_marker_lays_bare_is_redacted_too(redactor: Redactor) -> None:
    """Where a found value is replaced in another field, what it stood against begins anew, and is looked at again."""
    value, token = "k7Wd92mXq4Lz", "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"
    shown = redactor.redact({"password": value, "note": f"{value}{token}"})
    assert token not in shown["note"]
    assert value not in shown["note"]


def test_a_long_text_is_cut_even_where_another_began_alike(redactor: Redactor) -> None:
    """That a text is known to hold nothing says nothing of one that goes on beyond the cap."""
    limits = Limits()
    start = ("an ordinary word " * 1000)[: limits.leaf_bytes + limits.margin_bytes]
    shown = redactor.redact({"a": start, "b": f"{start} password={SECRET}", "c": {1, 2}})
    assert SECRET not in str(shown)
    assert len(shown["b"]) <= limits.leaf_bytes


def test_what_passed_before_a_literal_was_registered_is_looked_at_again() -> None:
    """A text remembered as clean, with either matcher, is hidden once the application has registered what stands in it."""
    for matcher in ("auto", "python"):
        redactor = Redactor(FEW_RULES, matcher=matcher)
        record = {"event": "opened by Vesper Lindholm", "rows": 3}
        assert redactor.redact(record) is record
        assert redactor.redact(record) is record
        redactor.register_literal("Vesper Lindholm", "account-name")
        assert redactor.redact(record)["event"] == "opened by [redacted:account-name]"


def test_threads_that_log_at_once_build_the_matcher_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second thread takes what the first is building, or all would wait for the sum; a name registered meanwhile counts."""
    redactor, threads, builds = Redactor(FEW_RULES), [], []

    def while_building(rules: Any, choice: Any) -> Any:
        builds.append(len(rules))
        matcher = make_matcher(list(rules), choice)
        if len(builds) == 1:
            for work in (
                lambda: redactor.redact({"event": "opened"}),
                lambda: redactor.register_literal("Vesper Lindholm", "account-name"),
            ):
                threads.append(threading.Thread(target=work, daemon=True))
                threads[-1].start()
                threads[-1].join(0.2)  # in time for what it must not do
        return matcher

    monkeypatch.setattr("optlog.redaction.engine.make_matcher", while_building)
    redactor.redact({"event": "first"})
    for thread in threads:
        thread.join(60)
    shown = redactor.redact({"event": "opened by Vesper Lindholm"})["event"]
    assert shown == "opened by [redacted:account-name]"
    assert builds == [3, 4]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_a_child_forked_while_the_matcher_is_built_builds_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fork in the middle of it, from another thread, leaves the child no lock that nobody will open."""
    redactor, codes = Redactor(FEW_RULES), []

    def fork() -> None:
        child = os.fork()
        if not child:
            signal.alarm(60)  # ends it where it waits for ever
            os._exit(
                int(redactor.redact({"event": "a@example.org"})["event"] != "[redacted:email]")
            )
        codes.append(os.waitpid(child, 0)[1])

    def while_building(rules: Any, choice: Any) -> Any:
        if os.getpid() == parent:
            thread = threading.Thread(target=fork)
            thread.start()
            thread.join()
        return make_matcher(rules, choice)

    parent = os.getpid()
    monkeypatch.setattr("optlog.redaction.engine.make_matcher", while_building)
    redactor.redact({"event": "first"})
    assert codes == [0]


def test_a_literal_registered_in_the_middle_of_building_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A signal handler may log, and register a secret, while the matcher is built: what is built in the end knows it."""
    redactor, during = Redactor(FEW_RULES), list[str]()

    def while_building(rules: Any, choice: Any) -> Any:
        matcher = make_matcher(rules, choice)
        if not during:
            during.append("")
            redactor.register_literal(SECRET, "held")
            during[:] = [redactor.redact_text(SECRET)]
        return matcher

    monkeypatch.setattr("optlog.redaction.engine.make_matcher", while_building)
    assert [redactor.redact_text(SECRET), *during] == ["[redacted:held]"] * 2
    assert redactor.redact_text(SECRET) == "[redacted:held]"


@pytest.mark.parametrize("matcher", ["re2", "python"])
def test_a_literal_is_hidden_whatever_its_case(matcher: Any) -> None:
    """Letters beyond ASCII, too: a name in capitals, as mailers and databases write it."""
    redactor = Redactor(FEW_RULES, matcher=matcher)
    redactor.register_literal("J\u00fcrgen Gr\u00f6\u00dfe-77", "held")
    for text in (
        "J\u00dcRGEN GR\u00d6\u00dfE-77",
        "J\u00dcRGEN GR\u00d6SSE-77",
        "j\u00fcrgen gr\u00f6\u00dfe-77",
    ):
        assert redactor.redact_text(f"to {text}.") == "to [redacted:held]."


def test_records_without_end_do_not_fill_the_memory() -> None:
    """What is remembered of texts and of their forms is bounded."""
    redactor = Redactor(FEW_RULES)
    for number in range(9000):
        redactor.redact({"event": f"opened {number:o} {number:x}".translate(_LETTERS)})
    parts = redactor._ready()
    assert len(parts.clean) <= 4096
    assert all(len(v) <= 8192 for v in vars(parts.scanner.matcher).values() if type(v) is dict)


_LETTERS = str.maketrans("0123456789", "klmnpqrstu")


@pytest.mark.parametrize("value", [1, [], None, "word"])
def test_a_key_with_lone_surrogates_becomes_one_that_can_be_written(
    value: Any, redactor: Redactor, python_redactor: Redactor
) -> None:
    """Whatever stands under it, on the fast path and the slow one: the record can be serialised as it is."""
    for each in (redactor, python_redactor):
        result = each.redact({"a\ud800": value})
        assert orjson.loads(orjson.dumps(result)) == {"a\ufffd\ufffd\ufffd": value}
        assert each.explain({"a\ud800": value})[0] == result


@pytest.mark.parametrize(
    "record",
    [
        {"customer": {"name": "Marta Lind"}},
        {"customers": [{"plan": "x"}, {"Name": "Marta Lind"}]},
        {"order": {"billingContact": {"name": "Marta Lind", "note": "called Marta Lind"}}},
        {"user": {"name": "Marta Lind", "roles": ["a"]}},
        {"birth": {"place": "Marta Lind"}},
        {"api": {"key": "Marta Lind", "version": 2}},
    ],
    ids=str,
)
def test_a_key_inside_another_is_read_with_it(
    record: dict[str, Any], redactor: Redactor, python_redactor: Redactor
) -> None:
    """`name` in `customer` is `customer_name`: what stands there is hidden, and redacting twice changes nothing."""
    for each in (redactor, python_redactor):
        once = each.redact(record)
        assert "Marta" not in str(once)
        assert each.redact(once) == once


@pytest.mark.parametrize(
    "record",
    [
        {"worker": {"name": "mail-1"}},
        {"data": {"key": "orders"}},
        {"api": {"version": "v2", "keys_count": 3}, "cache": {"key": "orders"}},
        {"health": {"status": "ok"}},
        {"customer": {"name": None, "plan": "x"}},
        {"user": {"agent": "Firefox"}, "file": {"name": "a.txt"}},
    ],
    ids=str,
)
def test_other_keys_inside_stay(record: dict[str, Any], redactor: Redactor) -> None:
    """A name in something that is no person, a machine's health and a secret's half name hide nothing."""
    assert redactor.redact(record) is record


@pytest.mark.parametrize("number", [77042312345, 38162452764])
def test_a_number_that_is_no_text_is_a_quantity(number: int, redactor: Redactor) -> None:
    """Bytes and counters stay although they happen to have the check digits of a register; as a text they would not."""
    record = {"event": "disk", "free": number}
    assert redactor.redact(record) == record
    assert redactor.redact({"event": "disk", "free": str(number)}) != record | {"free": str(number)}


def test_a_secret_is_hidden_each_time_it_comes() -> None:
    """What was found once is not remembered as clean, with either matcher."""
    for matcher in ("auto", "python"):
        redactor = Redactor(FEW_RULES, matcher=matcher)
        seen = [redactor.redact({"event": "mail from ann.lee@example.org"}) for _ in range(12)]
        assert seen == [{"event": "mail from [redacted:email]"}] * 12
