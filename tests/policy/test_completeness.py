"""What a policy still misses before it may be published, and what in it cannot work."""

from __future__ import annotations

import datetime as dt

import pytest
from optlog_policy.collection import CollectionPolicy, Controller, Practices, Recipient, Source
from optlog_policy.completeness import blanks, findings, require_complete
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import dotted
from optlog_policy.rule import RuleSet

BUILTIN = CollectionPolicy.builtin()
COMPLETE = BUILTIN.replaced(
    controller=Controller(
        name="Tidewriter Ltd", address="1 Quay Street, Cork", contact="privacy@tidewriter.example"
    ),
    practices=Practices(sells_or_shares=False, automated_decisions=False),
    recipients=(),
)


def places(policy: CollectionPolicy) -> list[str]:
    return [dotted(fault.where) for fault in findings(policy)]


def test_a_complete_policy_has_no_findings() -> None:
    """With who, where to and what for filled in, nothing is left to say."""
    assert findings(COMPLETE, rules=RuleSet.load_builtin(), today=dt.date(2030, 1, 1)) == ()
    require_complete(COMPLETE)


def test_blanks_are_told_with_what_belongs_there() -> None:
    """Each blank comes with a hint, and all of them are in the one error."""
    assert len(blanks(BUILTIN)) == 7
    assert all(fault.hint for fault in blanks(BUILTIN))
    with pytest.raises(PolicyError, match=r"one place is blank:\n  controller\.contact: an e-mail"):
        require_complete(COMPLETE.replaced(controller=Controller(name="x", address="y")))


def test_somebody_has_to_say_where_the_data_is_kept() -> None:
    """Where no recipient's country says it, the controller's address has to."""
    nowhere = COMPLETE.replaced(controller=COMPLETE.controller.model_copy(update={"address": ""}))
    assert places(nowhere) == ["controller.address"]
    host = Recipient(name="Wharf", country="Germany", safeguard="none needed")
    assert places(nowhere.replaced(recipients=(host,))) == []


def test_selling_needs_an_explanation() -> None:
    """Whoever sells data or lets machines decide has to explain it."""
    for key in ("sells_or_shares", "automated_decisions"):
        practices = {"sells_or_shares": False, "automated_decisions": False, key: True}
        assert places(COMPLETE.replaced(practices=practices)) == ["practices.explanation"]


def test_idle_purposes_are_told() -> None:
    """A purpose without a source, or without a field, asks people for a yes to nothing."""
    sources = tuple(item for item in COMPLETE.sources if item.purpose != "usage")
    assert places(COMPLETE.replaced(sources=sources)) == ["purposes[3]"]
    fields = [
        field.model_copy(update={"purposes": ("errors", "performance", "usage")})
        for field in COMPLETE.fields
    ]
    assert places(COMPLETE.replaced(fields=fields)) == ["purposes[1]"]


def test_sources_that_nothing_reaches_are_told() -> None:
    """A source behind one that takes all its records is told; one that still gets some is not."""
    diagnostics, usage = Source(purpose="diagnostics", levels=("info",)), COMPLETE.sources[1]
    assert usage.purpose == "usage"
    first = (*COMPLETE.sources[:1], diagnostics, *COMPLETE.sources[1:])
    assert places(COMPLETE.replaced(sources=first)) == ["sources[2]"]
    assert places(COMPLETE.replaced(sources=(*COMPLETE.sources, diagnostics))) == ["sources[4]"]
    assert places(COMPLETE.replaced(sources=(*COMPLETE.sources, Source(purpose="errors")))) == []


@pytest.mark.parametrize(
    ("level", "hint"),
    [
        ("eror", "did you mean error?"),
        ("warn", "did you mean warning?"),
        ("exception", "did you mean error?"),
        ("audit", None),
    ],
)
def test_a_misspelt_level_is_told(level: str, hint: str | None) -> None:
    """A level that no record has is told with the one that was meant; a host's own level is left alone."""
    policy = COMPLETE.replaced(
        sources=(*COMPLETE.sources, Source(purpose="errors", levels=("debug", level)))
    )
    told = [(dotted(fault.where), fault.hint) for fault in findings(policy)]
    assert told == ([("sources[4].levels[1]", hint)] if hint else [])


def test_expired_fields_are_told_from_their_day_on() -> None:
    """A field is in order until the day it expires; without a day to compare, nothing is said."""
    first = COMPLETE.fields[0].model_copy(update={"expires": dt.date(2027, 1, 1)})
    policy = COMPLETE.replaced(fields=(first, *COMPLETE.fields[1:]))
    assert findings(policy, today=dt.date(2026, 12, 31)) == ()
    assert findings(policy) == ()
    (fault,) = findings(policy, today=dt.date(2027, 1, 1))
    assert str(fault).startswith("fields[0].expires: timestamp has expired (hint: remove")


def test_a_new_version_must_say_what_changed() -> None:
    """A version above the first needs a word about what changed."""
    assert places(COMPLETE.replaced(version=2)) == ["version"]


def test_fields_that_redaction_masks_are_told() -> None:
    """Declaring a field whose name the rules replace whole is pointless, at any depth of its path."""
    rules = RuleSet.from_toml(
        """
[[rule]]
name = "pass-name"
category = "secret"
family = "auth"
reason = "a password"
reference = "https://optlog.example/"
keys = ["passphrase"]
[rule.examples]
match = ["passphrase"]
ignore = ["phrase"]
""",
        "rules.toml",
    )
    renamed = COMPLETE.fields[-1].model_copy(update={"name": "vault.passPhrase".lower()})
    policy = COMPLETE.replaced(fields=(*COMPLETE.fields[:-1], renamed))
    assert findings(policy) == ()
    (fault,) = findings(policy, rules=rules)
    assert "the redaction rule pass-name replaces every value of vault.passphrase" in str(fault)


RULES = RuleSet.load_builtin()


def with_field(**changes: object) -> CollectionPolicy:
    field = {
        "name": "pages",
        "type": "string",
        "purposes": ("errors",),
        "description": "What it is.",
        "example": "three",
        **changes,
    }
    return COMPLETE.replaced(fields=(*COMPLETE.fields, field))


@pytest.mark.parametrize(
    ("changes", "where", "told"),
    [
        ({"name": "password"}, "name", "replaces every value of password"),
        ({"name": "user_id"}, "type", "replaces user_id by a pseudonym"),
        ({"name": "request.client_ip"}, "type", "replaces request.client_ip by a pseudonym"),
        (
            {
                "name": "reader",
                "type": "pseudonym",
                "example": "psn_" + "ab" * 16,
                "personal": True,
            },
            "name",
            "no redaction rule makes a pseudonym of reader",
        ),
        ({"example": "written by mara@tidewriter.example"}, "example", "would change values like"),
        (
            {"type": "string[]", "example": ("none", "mara@tidewriter.example")},
            "example",
            "would change values like",
        ),
    ],
)
def test_fields_that_redaction_meets_are_told(
    changes: dict[str, object], where: str, told: str
) -> None:
    """A field that the rules mask, disguise or change is named with the rule, and with what to do."""
    [fault] = findings(with_field(**changes), rules=RULES)
    assert dotted(fault.where) == f"fields[{len(COMPLETE.fields)}].{where}"
    assert told in fault.what
    assert fault.hint


def test_a_declared_pseudonym_of_an_identifier_is_in_order() -> None:
    """What the rules disguise and the policy declares so is no finding."""
    example = "psn_" + "ab" * 16
    policy = with_field(name="user_id", type="pseudonym", personal=True, example=example)
    assert findings(policy, rules=RULES) == ()


def test_unknown_languages_and_terms_are_told() -> None:
    """A language without words and a purpose outside the vocabulary are named with what there is."""
    purposes = (
        COMPLETE.purposes[0].model_copy(update={"dpv": "dpv:Repair"}),
        *COMPLETE.purposes[1:],
    )
    policy = COMPLETE.replaced(languages=(*COMPLETE.languages, "tlh"), purposes=purposes)
    assert places(policy) == ["purposes[0].dpv", "languages[5]"]


def test_words_for_nobody_are_told_once() -> None:
    """A language that much is translated into, and that is not offered, is one finding."""
    policy = COMPLETE.replaced(languages=("en", "de", "es", "ar"))
    assert places(policy) == ["translations.fr"]
    assert places(COMPLETE.replaced(languages=("de", "en", "fr", "es", "ar"))) == [
        "translations.de"
    ]
