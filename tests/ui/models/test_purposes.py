"""The choices, without a window."""

from __future__ import annotations

import datetime as dt

import pytest
from optlog.errors import ConsentError, StoreError
from optlog_ui.models.purposes import PurposesModel
from optlog_ui.models.status import objection, read_overview
from optlog_ui.testing import FakeProfile, example_policy
from optlog_ui.texts import N, Phrase, T, english


def rows(profile: FakeProfile) -> dict[str, object]:
    model = PurposesModel(profile)
    return {row.id: row for row in model.rows(read_overview(profile))}


@pytest.mark.parametrize(
    ("state", "ticked", "text"),
    [
        ("unknown", False, T.STATE_NONE),
        ("requested", False, T.STATE_NONE),
        ("deferred", False, T.STATE_NONE),
        ("refused", False, T.STATE_REFUSED),
        ("given", True, T.STATE_GIVEN),
        ("renewed", True, T.STATE_GIVEN),
        ("withdrawn", False, T.STATE_WITHDRAWN),
        ("expired", False, T.STATE_EXPIRED),
        ("invalidated", False, T.STATE_CHANGED),
    ],
)
def test_a_box_is_ticked_only_for_a_yes_that_stands(state, ticked, text):
    """Only given and renewed tick a box, and the line below says what is recorded."""
    row = rows(FakeProfile({"errors": state}))["errors"]
    assert (row.ticked, row.state) == (ticked, text)


def test_nothing_is_ticked_before_a_choice():
    """On a fresh profile no box is ticked and each can be."""
    assert [(row.ticked, row.usable) for row in rows(FakeProfile()).values()] == [(False, True)] * 4


@pytest.mark.parametrize("state", ["expired", "invalidated"])
def test_a_lapsed_yes_is_not_explained_by_an_override(state):
    """While something else decides, its reason is not given for the lapse."""
    profile = FakeProfile({"errors": state})
    profile.consent.override = ("run", "turned off for this run")
    assert rows(profile)["errors"].state == T.STATE_LAPSED


@pytest.mark.parametrize("layer", ["managed", "do-not-track", "environment", "run"])
def test_an_overridden_box_can_be_unticked_but_not_ticked(layer):
    """Under an override a yes can be taken back, while no new yes can be made that would work some later day."""
    profile = FakeProfile({"errors": "given"})
    profile.consent.override = (layer, "because")
    given, none = rows(profile)["errors"], rows(profile)["usage"]
    assert (given.ticked, given.usable) == (True, True)
    assert given.state == Phrase(T.STATE_GIVEN_BLOCKED, {"reason": objection(layer)})
    assert (none.ticked, none.usable) == (False, False)


@pytest.mark.parametrize("layer", ["tombstone", "store-fault", "ledger", "default"])
def test_a_fault_leaves_the_box_usable(layer):
    """A fault may pass: the user can try again, and sees what is wrong."""
    profile = FakeProfile()
    profile.consent.override = (layer, "because")
    assert rows(profile)["errors"].usable


def test_a_store_that_cannot_be_read_ticks_nothing():
    """An unreadable state is a no on every row."""
    profile = FakeProfile({"errors": "given"})
    profile.fails = StoreError("locked")
    shown = rows(profile).values()
    assert {(row.ticked, row.state) for row in shown} == {(False, T.STATE_UNREADABLE)}


def test_a_yes_without_a_server_says_that_nothing_is_sent():
    """Agreed is not sent where no server is set."""
    assert (
        rows(FakeProfile({"errors": "given"}, endpoint=None))["errors"].state
        == T.STATE_GIVEN_NO_SERVER
    )


def test_a_row_states_recipient_retention_and_validity():
    """Who receives it, for how long, and until when a yes lasts stand beside the box."""
    facts = [english(fact) for fact in rows(FakeProfile())["errors"].facts]
    assert facts == [
        "Received by Example Hosting GmbH.",
        "Deleted there after 30 days.",
        "Asked again after 365 days.",
    ]


def test_an_unstated_recipient_falls_back_to_the_controller_and_then_is_said():
    """Without a recipient the controller receives it; without either the row says that it is not stated."""
    alone = FakeProfile(policy=example_policy(recipients=()))
    assert english(rows(alone)["errors"].facts[0]) == "Received by Example Notes Ltd."
    blank = alone.policy.controller.model_copy(update={"name": ""})
    unstated = FakeProfile(policy=example_policy(recipients=(), controller=blank))
    assert rows(unstated)["errors"].facts[0] == T.RECEIVED_UNSTATED


def test_fields_say_what_they_are_for():
    """A field of every choice, of this one only, and of some: each is said; a stated reason and expiry win."""
    policy = example_policy()
    stated = {"why": "to tell failures apart", "expires": dt.date(2027, 1, 31)}
    fields = [one.model_copy(update=stated if one.name == "event" else {}) for one in policy.fields]
    profile = FakeProfile(policy=policy.model_copy(update={"fields": tuple(fields)}))
    errors = {field.name: field for field in rows(profile)["errors"].fields}
    usage = {field.name: field for field in rows(profile)["usage"].fields}
    assert errors["level"].why == T.FIELD_FOR_ALL
    assert usage["feature"].why == T.FIELD_FOR_THIS
    assert english(errors["error_code"].why) == "Also for: Diagnostic messages"
    assert english(errors["event"].why) == "to tell failures apart (until 2027-01-31)"
    assert "feature" not in errors


def test_examples_are_shown_as_plain_values():
    """Text, numbers and lists are shown without quotes or brackets."""
    fields = rows(FakeProfile())["errors"].fields
    errors = {field.name: english(field.example) for field in fields}
    assert (errors["level"], errors["status"]) == ("error (made up)", "503 (made up)")
    assert errors["exception.notes"] == "while saving the second page (made up)"


def test_ticking_records_a_yes_with_the_words_shown():
    """A yes is recorded for that purpose alone, with surface, language and words."""
    profile = FakeProfile()
    feedback = PurposesModel(profile).set_wanted("errors", True, locale="de", words="Fehler")
    (event,) = profile.consent.events
    assert (event.purpose, event.state, event.surface) == ("errors", "given", "settings")
    assert (event.locale, event.words) == ("de", "Fehler")
    assert feedback.ok
    assert "Error reports is on" in english(feedback.phrases[0])


def test_a_yes_that_has_no_effect_says_why():
    """When something else forbids sending, the feedback does not claim that it is sent."""
    profile = FakeProfile()
    profile.consent.override = ("tombstone", "the file OPT_OUT exists.")
    feedback = PurposesModel(profile).set_wanted("errors", True)
    assert english(feedback.phrases[0]).endswith(
        "but nothing is sent. Turned off by the file OPT_OUT in the data folder."
    )


def test_unticking_takes_back_only_that_purpose():
    """One choice is taken back, the other stays."""
    profile = FakeProfile({"errors": "given", "usage": "given"})
    PurposesModel(profile).set_wanted("errors", False)
    assert profile.consent.states == {"errors": "withdrawn", "usage": "given"}


@pytest.mark.parametrize("wanted", [True, False])
def test_a_failure_is_said_with_its_hint(wanted):
    """What could not be recorded is said in words, with what to do, and is not a success."""
    profile = FakeProfile({"errors": "given"})
    profile.consent.fails = ConsentError("the disk is full.", hint="free some space.")
    feedback = PurposesModel(profile).set_wanted("errors", wanted)
    assert not feedback.ok
    assert [english(one) for one in feedback.phrases] == [
        "Problem: the disk is full.",
        "What to do: free some space.",
    ]
    assert profile.consent.events == []


def test_send_nothing_takes_everything_back_in_one_act():
    """Every yes is taken back, every open question becomes a no, a no stays as it is."""
    profile = FakeProfile({"errors": "given", "performance": "renewed", "usage": "refused"})
    feedback = PurposesModel(profile).send_nothing(words="Send nothing")
    assert feedback.ok
    assert profile.consent.states == {
        "errors": "withdrawn",
        "diagnostics": "refused",
        "performance": "withdrawn",
        "usage": "refused",
    }
    assert [event.purpose for event in profile.consent.events] == [
        "errors",
        "diagnostics",
        "performance",
    ]


def test_send_nothing_twice_records_nothing_new():
    """A no that stands is not recorded again, and the user is told so."""
    profile = FakeProfile()
    model = PurposesModel(profile)
    model.send_nothing()
    before = len(profile.consent.events)
    feedback = model.send_nothing()
    assert (len(profile.consent.events), feedback.phrases[0].text) == (
        before,
        T.FEEDBACK_NOTHING_ALREADY,
    )


@pytest.mark.parametrize("unreadable", ["status", "store-fault"])
def test_send_nothing_covers_what_cannot_be_read(unreadable):
    """With an unreadable store every purpose is withdrawn, because each may hold a yes."""
    profile = FakeProfile(dict.fromkeys(example_policy().purpose_ids, "refused"))
    if unreadable == "status":
        profile.fails = StoreError("locked")
    else:
        profile.consent.override = ("store-fault", "locked")
    PurposesModel(profile).send_nothing()
    assert [event.purpose for event in profile.consent.events] == list(example_policy().purpose_ids)


def test_send_nothing_that_fails_is_said():
    """A failed "Send nothing" never looks like a success."""
    profile = FakeProfile({"errors": "given"})
    profile.consent.fails = ConsentError("the disk is full")
    assert not PurposesModel(profile).send_nothing().ok


def test_numbers_bend_their_words():
    """One day, two days."""
    assert english(Phrase(N.RETENTION, n=1)) == "Deleted there after 1 day."
    assert english(Phrase(N.RETENTION, n=2)) == "Deleted there after 2 days."
