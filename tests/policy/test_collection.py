"""The declaration: reading it, its errors, its digest, and the copies made of it."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optlog_policy.collection import CollectionPolicy, Controller, Source
from optlog_policy.errors import PolicyError
from pydantic import ValidationError

SMALL = """\
version = 2
date = 2026-03-04
title = "Tidewriter"

[[purposes]]
id = "errors"
title = "Error reports"
sentence = "Failures are reported."
retention_days = 30
validity_days = 365

[[purposes]]
id = "usage"
title = "Use"
sentence = "Which features are used."
retention_days = 10
validity_days = 100

[[fields]]
name = "event"
type = "string"
purposes = ["errors", "usage"]
description = "What happened."
example = "could not save"

[[fields]]
name = "count"
type = "integer"
purposes = ["usage"]
description = "How often."
example = 3
since = 2

[[sources]]
purpose = "errors"
levels = ["error", "critical"]

[[sources]]
purpose = "usage"
events = ["usage.*"]
since = 2
"""


def small(old: str = "", new: str = "") -> CollectionPolicy:
    assert old in SMALL
    return CollectionPolicy.from_toml(SMALL.replace(old, new, 1) if old else SMALL, "small.toml")


def test_builtin_declares_the_four_purposes() -> None:
    """The policy that comes with optlog declares the purposes that the design names, each with fields and sources."""
    policy = CollectionPolicy.builtin()
    assert policy.purpose_ids == ("errors", "diagnostics", "performance", "usage")
    for purpose in policy.purposes:
        assert purpose.retention_days == 30
        assert purpose.validity_days == 365
        assert policy.fields_for(purpose.id)
        assert any(source.purpose == purpose.id for source in policy.sources)


def test_builtin_names_nobody() -> None:
    """Nobody is invented: who collects, and who receives, is left for the maker to fill in."""
    policy = CollectionPolicy.builtin()
    assert policy.controller == Controller()
    assert not any(item.name or item.country or item.safeguard for item in policy.recipients)
    assert policy.practices.sells_or_shares is None
    assert policy.practices.automated_decisions is None


def test_load_reads_a_file(tmp_path: Any) -> None:
    """A policy file gives the same policy as its text."""
    path = tmp_path / "policy.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert CollectionPolicy.load(path) == small()


def test_load_says_what_is_wrong_with_the_file(tmp_path: Any) -> None:
    """A missing file and a file in another encoding are told by name, as policy errors."""
    with pytest.raises(
        PolicyError, match=r"cannot read the collection policy .*none\.toml: No such"
    ):
        CollectionPolicy.load(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "\xe9"')
    with pytest.raises(PolicyError, match="not UTF-8 text"):
        CollectionPolicy.load(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Tidewriter"\n', "", "small.toml:1: title: missing"),
        ("version = 2", "version = 0", "small.toml:1: version: must be 1 or more"),
        ('title = "Tidewriter"', 'title = " "', "small.toml:3: title: must not be blank"),
        ("title = ", "titel = ", "small.toml:3: titel: unknown key (hint: did you mean `title`?)"),
        (
            'id = "usage"',
            'id = "errors"',
            "small.toml:13: purposes[1].id: errors is declared twice",
        ),
        (
            'id = "usage"',
            'id = "Use!"',
            "small.toml:13: purposes[1].id: must be a short name in lower case",
        ),
        (
            "retention_days = 10",
            "retention_days = 0",
            "small.toml:16: purposes[1].retention_days: ",
        ),
        (
            "sentence =",
            "sentense =",
            "small.toml:8: purposes[0].sentense: unknown key (hint: did you",
        ),
        (
            'name = "count"',
            'name = "event"',
            "small.toml:27: fields[1].name: event is declared twice",
        ),
        ('name = "count"', 'name = "event.n"', "fields[0].name: holds a value here, but event.n"),
        (
            'name = "count"',
            'name = "a b"',
            "small.toml:27: fields[1].name: must be a key, or keys with dots between",
        ),
        (
            '"integer"',
            '"int"',
            "small.toml:28: fields[1].type: must be 'string', 'integer', 'number', ",
        ),
        (
            "example = 3",
            'example = "3"',
            "small.toml:31: fields[1].example: not of the declared type",
        ),
        (
            "example = 3",
            "example = true",
            "small.toml:31: fields[1].example: not of the declared type",
        ),
        ("example = 3", "example = {}", "small.toml:31: fields[1].example: must be text, a number"),
        (
            "since = 2",
            "since = 3",
            "small.toml:32: fields[1].since: later than the policy's version 2",
        ),
        (
            "since = 2",
            "personal = true",
            "small.toml:32: fields[1].personal: a field that names a p",
        ),
        (
            '["usage"]',
            '["use"]',
            "fields[1].purposes: no such purpose: use (hint: declared purposes:",
        ),
        ('["usage"]', "[]", "small.toml:29: fields[1].purposes: none given"),
        (
            'purpose = "usage"',
            'purpose = "x"',
            "small.toml:39: sources[1].purpose: no such purpose: x",
        ),
        (
            'Use"',
            'Use \\u202eevil"',
            "small.toml:14: purposes[1].title: invisible control character U+202E",
        ),
        (
            'Use"',
            'Use \\u0007"',
            "small.toml:14: purposes[1].title: invisible control character U+0007",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\nlanguages = ["en", "de", "de"]',
            "small.toml:4: languages[2]: de is named twice",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\nlanguages = []',
            "small.toml:4: languages: ",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\nlanguages = ["en", "de"]\n[rights.translations.de]\nhow_to = "x"',
            "small.toml:6: rights.translations.de.how_to: unknown key (hint: ",
        ),
        ("date = 2026-03-04", 'date = "soon"', "small.toml:2: date: must be a date, such as 2026-"),
        (
            "date = 2026-03-04",
            "date = 2026-03-04T09:30:00",
            "small.toml:2: date: must be a date with",
        ),
        (
            "version = 2",
            'version = "2"',
            "small.toml:1: version: must be a whole number, without q",
        ),
        ('title = "Tidewriter"', "title = 3", "small.toml:3: title: must be text in quotes"),
        (
            "retention_days = 10",
            "retention_days = 9999",
            "small.toml:16: purposes[1].retention_days: must be 3660 or less",
        ),
        ('"integer"', '"integr"', "(hint: did you mean integer?)"),
        ('["usage"]', '"usage"', "small.toml:29: fields[1].purposes: must be a list, in square br"),
        (
            '[[sources]]\npurpose = "errors"\nlevels = ["error", "critical"]\n\n[[sources]]',
            "[sources]",
            "small.toml:34: sources: must be an array of tables (hint: write [[sources]] above",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\npractices.sells_or_shares = "no"',
            "small.toml:4: practices.sells_or_shares: must be true or false, without quotes",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\ncontroller = "Tide Ltd"',
            "small.toml:4: controller: must be a table, such as [controller]",
        ),
        (
            'title = "Tidewriter"',
            'title = "Tidewriter"\nlanguages = ["deutsch"]',
            "small.toml:4: languages[0]: must be a language tag, such as de or pt-BR",
        ),
        (
            '"error", "critical"',
            '"ERROR"',
            "small.toml:36: sources[0].levels[0]: must be one lower-case word, such as error",
        ),
        (
            'levels = ["error"',
            'loggers = ["", "error"',
            "sources[0].loggers[0]: must be text that is",
        ),
        (
            'name = "count"',
            f'name = "{"n" * 201}"',
            "fields[1].name: must be at most 200 characters",
        ),
        (
            'events = ["usage.*"]\nsince = 2',
            'events = ["usage.*"]\nsince = 3',
            "small.toml:41: sources[1].since: later than the policy's version 2",
        ),
        (
            "[[sources]]",
            '[[changes]]\nversion = 3\ndate = 2027-01-01\ntext = "More."\n[[sources]]',
            "small.toml:35: changes[0].version: later than the policy's version 2",
        ),
        (
            "[[sources]]",
            '[[recipients]]\nname = "W"\ncountry = "DE"\nsafeguard = "-"\n' * 2 + "[[sources]]",
            "small.toml:39: recipients[1].name: W is declared twice",
        ),
    ],
)
def test_wrong_declarations_are_told_with_their_line(old: str, new: str, told: str) -> None:
    """Each wrong declaration is refused with file, line, place and reason, in no library's own words."""
    with pytest.raises(PolicyError) as caught:
        small(old, new)
    assert told in str(caught.value)
    assert "nput should" not in str(caught.value)


def test_a_policy_without_purposes_is_refused() -> None:
    """A policy has to say what data is collected for."""
    with pytest.raises(ValidationError, match="purposes: none declared"):
        small().replaced(purposes=(), fields=(), sources=())


def test_every_problem_is_told_at_once() -> None:
    """One error lists all problems in the order of the file, so that one run is enough to mend them."""
    text = SMALL.replace("title =", "titel =").replace("validity_days = 100", "validity_days = -1")
    with pytest.raises(PolicyError) as caught:
        CollectionPolicy.from_toml(text, "p.toml")
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("the collection policy has ")
    numbers = [int(line.split(":")[1]) for line in lines[1:]]
    assert numbers == sorted(numbers)
    assert len(numbers) >= 3


def test_text_that_is_not_toml_is_told() -> None:
    """Broken TOML, and a key given twice, are policy errors that name file and line."""
    with pytest.raises(PolicyError, match=r"p\.toml:2: not valid TOML: "):
        CollectionPolicy.from_toml("version = 1\ndate = \n", "p.toml")
    with pytest.raises(PolicyError, match=r"p\.toml:3: not valid TOML: "):
        CollectionPolicy.from_toml('title = "a"\nversion = 1\ntitle = "b"\n', "p.toml")


def test_a_personal_field_must_be_a_pseudonym() -> None:
    """A field that names a person loads as a pseudonym and as nothing else."""
    field = '[[fields]]\nname = "who"\ntype = "{}"\npurposes = ["usage"]\ndescription = "Who."\npersonal = true\nexample = "{}"\n'
    good = "psn_" + "ab" * 16
    CollectionPolicy.from_toml(SMALL + field.format("pseudonym", good))
    for kind, example in (("string", good), ("pseudonym", "mara")):
        with pytest.raises(PolicyError):
            CollectionPolicy.from_toml(SMALL + field.format(kind, example))


def test_a_policy_cannot_be_changed() -> None:
    """What was accepted cannot be altered behind the reader's back."""
    policy = small()
    with pytest.raises(ValidationError):
        policy.version = 9
    with pytest.raises(ValidationError):
        policy.purposes[0].title = "x"


def test_purpose_finds_by_id_and_names_the_others() -> None:
    """A purpose is found by its id; for an unknown one the error lists those that exist."""
    policy = small()
    assert policy.purpose("usage").title == "Use"
    with pytest.raises(PolicyError, match="declared: errors, usage"):
        policy.purpose("ads")


def test_fields_for_gives_the_declared_ones() -> None:
    """Each purpose has its own fields; an unknown purpose has none."""
    policy = small()
    assert [field.name for field in policy.fields_for("errors")] == ["event"]
    assert [field.name for field in policy.fields_for("usage")] == ["event", "count"]
    assert policy.fields_for("ads") == ()


def test_as_accepted_covers_only_what_was_there() -> None:
    """A yes to version 1 covers neither the field nor the source that came with version 2."""
    accepted = small().as_accepted(1)
    assert [field.name for field in accepted.fields] == ["event"]
    assert accepted.classify({"level": "info", "event": "usage.open"}) is None
    assert accepted.project({"event": "x", "count": 1}, "usage") == {"event": "x"}
    assert small().as_accepted(2) == small()


def test_replaced_is_checked_and_keeps_nothing_compiled() -> None:
    """A changed copy is checked like a new policy and enforces its own declarations."""
    policy = small()
    assert policy.classify({"level": "debug"}) is None
    assert policy.digest
    copy = policy.replaced(sources=(Source(purpose="usage"),))
    assert copy.classify({"level": "debug"}) == "usage"
    assert copy.digest != policy.digest
    with pytest.raises(ValidationError, match="no such purpose"):
        policy.replaced(sources=(Source(purpose="ads"),))


def shuffled(data: Any, rng: random.Random) -> Any:
    """Shuffle keys and the lists whose order says nothing."""
    if isinstance(data, dict):
        items = list(data.items())
        rng.shuffle(items)
        return {
            key: value if key in ("sources", "example", "languages") else shuffled(value, rng)
            for key, value in items
        }
    if isinstance(data, list):
        items = [shuffled(item, rng) for item in data]
        rng.shuffle(items)
        return items
    return f"  {data}\n" if isinstance(data, str) and " " in data else data


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_digest_ignores_order_and_layout(seed: int) -> None:
    """The digest is the same however keys, lists and white space are laid out."""
    policy, rng = CollectionPolicy.builtin(), random.Random(seed)
    other = CollectionPolicy.model_validate(shuffled(policy.model_dump(mode="json"), rng))
    assert other.digest == policy.digest


@given(st.permutations(["de", "fr", "es"]), st.permutations(["one", "two", "three"]))
def test_digest_ignores_the_order_of_languages_and_measures(
    languages: list[str], measures: list[str]
) -> None:
    """The language that is declared in stays first; the order of the others, and of security measures, says nothing."""
    policy = small()
    words = {name: {"title": f"Tide {name}"} for name in sorted(languages)}
    told = {"security": tuple(measures)}

    def made(order: list[str]) -> CollectionPolicy:
        translations = {name: words[name] for name in order}
        return policy.replaced(languages=("en", *order), translations=translations, practices=told)

    first = policy.replaced(
        languages=("en", *sorted(languages)),
        translations=words,
        practices={"security": tuple(sorted(measures))},
    )
    assert made(languages).digest == first.digest
    assert (
        policy.replaced(languages=("de", "en")).digest
        != policy.replaced(languages=("en", "de")).digest
    )


def test_digest_ignores_spelled_out_defaults_and_comments() -> None:
    """Writing a default out, or a comment, changes nothing."""
    spelled = SMALL.replace(
        "validity_days = 365", 'validity_days = 365 # a year\nlegal_basis = "consent"', 1
    )
    assert CollectionPolicy.from_toml(spelled).digest == small().digest


def test_canonical_form_leaves_defaults_out() -> None:
    """A key that a later optlog adds with a default must not change the digest of an old declaration."""
    data = json.loads(small().canonical)
    assert set(data) == {"version", "date", "title", "purposes", "fields", "sources"}
    assert data["sources"][0] == {"purpose": "errors", "levels": ["critical", "error"]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Failures are reported.", "Failures are told."),
        ("retention_days = 10", "retention_days = 11"),
        ('purposes = ["usage"]', "purpose" + 's = ["errors"]'),
        ("example = 3", "example = 4"),
        ('levels = ["error", "critical"]', 'levels = ["error"]'),
        ("2026-03-04", "2026-03-05"),
    ],
)
def test_digest_shows_every_change(old: str, new: str) -> None:
    """Whatever is declared otherwise gives another digest."""
    assert small(old, new).digest != small().digest


def test_digest_shows_the_order_of_sources() -> None:
    """The first source that fits decides, so that their order is part of the declaration."""
    policy = small()
    assert policy.replaced(sources=policy.sources[::-1]).digest != policy.digest


def test_canonical_form_reads_back() -> None:
    """The stored form of an accepted policy gives a policy with the same digest that enforces the same."""
    policy = small()
    again = CollectionPolicy.from_canonical(policy.canonical)
    assert again.digest == policy.digest
    assert again.enforcer.classify({"level": "error"}) == "errors"
    assert again.project({"event": "x", "count": 1, "y": 2}, "usage") == {"event": "x", "count": 1}
    with pytest.raises(PolicyError, match="stored:1: "):
        CollectionPolicy.from_canonical("{}")


def test_json_schema_covers_the_declaration() -> None:
    """The JSON Schema names every key, forbids others and explains each."""
    schema = CollectionPolicy.model_json_schema()
    assert set(schema["properties"]) == set(CollectionPolicy.model_fields)
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert all(
                "description" in item or "$ref" in item for item in part["properties"].values()
            )
    json.dumps(schema)
