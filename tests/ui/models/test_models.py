"""Status, records, facts, history and watching, without a window."""

from __future__ import annotations

import dataclasses
import gc
import subprocess
import sys

import pytest
from optlog.errors import ConsentError, StoreError
from optlog_ui.mnemonics import letters, with_mnemonics
from optlog_ui.models.about import AboutModel
from optlog_ui.models.history import HistoryModel
from optlog_ui.models.profile import OffersPseudonym
from optlog_ui.models.record_row import RecordRow, Rows
from optlog_ui.models.records import RecordsModel, Wanted
from optlog_ui.models.status import read_overview
from optlog_ui.models.watch import Watch
from optlog_ui.testing import (
    FakeProfile,
    FakePseudonymProfile,
    FakeRecord,
    FakeVerification,
    example_policy,
    example_records,
)
from optlog_ui.texts import Phrase, T, english


def words(*parts):
    return " ".join(english(part) for part in parts)


def test_models_load_no_qt():
    """The models, the texts and the test double work where no Qt is installed."""
    program = (
        "import sys, pkgutil, importlib, optlog_ui.models, optlog_ui.texts, optlog_ui.testing, optlog_ui.qt_check\n"
        "for m in pkgutil.iter_modules(optlog_ui.models.__path__): importlib.import_module('optlog_ui.models.' + m.name)\n"
        "assert not [name for name in sys.modules if name.startswith('PySide6')], 'Qt was loaded'"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_status_says_what_waits():
    """What was sent stands first, then how much waits."""
    overview = read_overview(FakeProfile({"errors": "given"}))
    assert (
        words(*overview.sentence)
        == "Nothing has left this computer. 1 record is waiting to be sent."
    )


def test_an_unreadable_store_is_not_called_empty():
    """While the sent-log cannot be read, nobody is told that nothing has left."""
    overview = read_overview(FakeProfile(store_fault="locked"))
    assert overview.sentence[0] == T.STATUS_FAULT


@pytest.mark.parametrize(
    ("layer", "headline"),
    [
        ("managed", T.BANNER_MANAGED),
        ("do-not-track", T.BANNER_DO_NOT_TRACK),
        ("environment", T.BANNER_ENVIRONMENT),
        ("run", T.BANNER_RUN),
        ("tombstone", T.BANNER_TOMBSTONE),
        ("store-fault", T.BANNER_FAULT),
        ("something-new", T.BANNER_OTHER),
    ],
)
def test_the_banner_names_what_is_stronger(layer, headline):
    """Every layer that is stronger than the choices has a headline; the administrator's own words stand below it."""
    profile = FakeProfile()
    profile.consent.override = (layer, "turned off by the administrator (rule 7)")
    banner = read_overview(profile).banner
    assert banner.headline == headline
    words = [english(one) for one in banner.details]
    assert ("Reason: rule 7." in words) == (layer in {"managed", "something-new"})


@pytest.mark.parametrize(
    ("managed", "words_shown"),
    [
        (
            ("errors", "usage"),
            "This holds for: Error reports, Use of features. Recorded choices are kept",
        ),
        (("errors", "diagnostics", "performance", "usage"), "Nothing is sent while this lasts."),
    ],
)
def test_an_override_of_some_choices_names_them(managed, words_shown):
    """An administrator may forbid some purposes only; then the banner does not say that nothing is sent."""
    profile = FakeProfile({"diagnostics": "given"})
    decide = profile.consent.decide

    def some(purpose, title):
        decision = decide(purpose, title)
        return dataclasses.replace(decision, layer="managed") if purpose in managed else decision

    profile.consent.decide = some
    details = read_overview(profile).banner.details
    assert english(details[-1]).startswith(words_shown)


def test_the_strongest_override_is_named():
    """Where several decide, the banner names the one that comes first in the order of precedence."""
    profile = FakeProfile()
    decide = profile.consent.decide
    layers = {"errors": "run", "diagnostics": "managed", "performance": "tombstone", "usage": "run"}
    profile.consent.decide = lambda one, title: dataclasses.replace(
        decide(one, title), layer=layers[one]
    )
    assert read_overview(profile).banner.headline == T.BANNER_MANAGED


def test_every_layer_of_the_back_end_is_known():
    """No layer of the consent decision falls through to the general words."""
    from optlog.consent.model import Layer
    from optlog_ui.models import status

    assert {layer.value for layer in Layer} == set(status._BANNERS) | status._PLAIN


def test_every_state_and_surface_of_the_back_end_is_known():
    """No recorded state or surface is shown by its technical name."""
    from optlog.consent.model import ConsentState, Surface
    from optlog_ui.models import history, purposes

    states = {state.value for state in ConsentState}
    assert states == {*purposes._STATES, *purposes._LAPSED, *purposes.COLLECTING}
    assert states - {"unknown"} == set(history._CHOICES)
    assert {surface.value for surface in Surface} == set(history._SURFACES)


def test_no_banner_when_the_user_decides():
    """A choice of one's own, or none yet, needs no banner."""
    assert read_overview(FakeProfile({"errors": "given"})).banner is None


def test_a_missing_server_is_said():
    """Without a server the banner says that nothing can be sent."""
    assert read_overview(FakeProfile(endpoint=None)).banner.headline == T.BANNER_NO_SERVER


def test_an_unreadable_state_is_said():
    """A status that cannot be read is a fault in words, not an exception."""
    profile = FakeProfile()
    profile.fails = StoreError("the file is locked", hint="close the other program")
    overview = read_overview(profile)
    assert words(*overview.sentence) == "Your choices cannot be read, so nothing is sent."
    assert words(*overview.banner.details) == (
        "This cannot be shown: the file is locked. What to do: close the other program."
    )


LINE = (
    '{"timestamp":"2026-11-23T09:31:07.250113Z","event":"saved\\n[redacted:email-address] '
    "\u2028"
    "é"
    '",'
    '"user":"psn_abcdefghijklmnopabcdefghijklmnop","path":"/home/[user]/x [redacted:email-address]","n":1e3}'
).encode()


def record(line=LINE, state="waiting"):
    profile = FakeProfile({"errors": "given"}, records=[FakeRecord("errors", line, state)])
    (row,) = RecordsModel(profile).load().rows
    return row


def test_exact_is_byte_for_byte():
    """The exact text encodes back to the very bytes."""
    assert record().exact.encode() == LINE


def test_readable_holds_the_same_with_one_field_a_line():
    """The readable text means the same and breaks no string."""
    import json

    row = record()
    assert json.loads(row.readable) == json.loads(LINE)
    assert row.readable.count("\n") == 6


def test_a_record_says_time_and_message_on_one_line():
    """Time to the second and a message without line ends."""
    row = record()
    assert (row.time, row.message) == ("2026-11-23 09:31:07", "saved [redacted:email-address] é")


def test_what_was_disguised_is_counted_by_rule():
    """Each marker is named by its rule, with how often when more than once."""
    assert [english(one) for one in record().disguised] == [
        "email-address (2 times)",
        "pseudonym",
        "user",
    ]


@pytest.mark.parametrize("line", [b"not json", b"[1]", b"\xff\xfe", b""])
def test_bytes_that_are_no_record_are_still_shown(line):
    """Whatever would leave is shown, even if it is not a JSON object."""
    row = record(line)
    assert row.exact == row.readable == line.decode("utf-8", "backslashreplace")
    assert (row.time, row.disguised) == ("", ())
    assert row.size.n == len(line)


@pytest.mark.parametrize(
    ("state", "text", "explanation"),
    [
        ("waiting", T.RECORD_WAITING, T.RECORD_WAITING_HELP),
        ("would-send", T.RECORD_WOULD_SEND, T.RECORD_WOULD_SEND_HELP),
        ("local-only", T.RECORD_LOCAL, Phrase(T.RECORD_LOCAL_HELP, {"title": "Error reports"})),
    ],
)
def test_what_becomes_of_a_record_is_said(state, text, explanation):
    """Waiting, would be sent and stays here each have a word and a sentence."""
    row = record(state=state)
    assert (row.state, row.explanation) == (text, explanation)


def test_records_that_cannot_be_read_are_a_fault_in_words():
    """A store that cannot be read gives no records and says why."""
    profile = FakeProfile()
    profile.fails = StoreError("the file is locked")
    loaded = RecordsModel(profile).load()
    assert (tuple(loaded.rows), words(*loaded.fault.phrases)) == (
        (),
        "This cannot be shown: the file is locked.",
    )


def test_the_facts_name_controller_recipient_server_and_folders():
    """Who and where shows what the policy and the status say, line by line."""
    about = AboutModel(FakeProfile()).load()
    assert about.controller == (
        "Example Notes Ltd",
        "1 Harbour Street, Dublin, Ireland",
        "privacy@notes.example",
    )
    assert words(*about.recipients).startswith("Example Hosting GmbH (Germany) Runs the server")
    assert (about.server, about.log_dir[-3:]) == ("https://logs.example.org", "log")


def test_what_the_makers_left_blank_is_said():
    """A blank is shown as not stated, never as an empty heading."""
    blank = example_policy().controller.model_copy(
        update={"name": "", "address": "", "contact": ""}
    )
    about = AboutModel(FakeProfile(policy=example_policy(recipients=(), controller=blank))).load()
    assert about.controller == about.recipients == (T.NOT_STATED,)


def test_facts_that_cannot_be_read_are_a_fault_in_words():
    """Controller and recipients stay; the rest says why it is missing."""
    profile = FakeProfile()
    profile.fails = StoreError("the file is locked")
    about = AboutModel(profile).load()
    assert about.controller[0] == "Example Notes Ltd"
    assert words(*about.fault.phrases) == "This cannot be shown: the file is locked."


def test_the_pseudonym_is_offered_only_by_a_profile_that_has_one():
    """A profile without the two methods has no pseudonym row."""
    assert not isinstance(FakeProfile(), OffersPseudonym)
    model = AboutModel(FakeProfile())
    assert (model.offers_pseudonym, model.pseudonym()) == (False, T.ABOUT_PSEUDONYM_NONE)
    assert not model.reset_pseudonym().ok


def test_a_reset_gives_another_pseudonym():
    """After a reset the pseudonym is new and the user is told what that means."""
    model = AboutModel(FakePseudonymProfile({"errors": "given"}))
    before = model.pseudonym()
    assert model.reset_pseudonym().phrases[0].text == T.FEEDBACK_PSEUDONYM
    assert model.pseudonym() != before


def test_no_pseudonym_before_a_yes():
    """While nothing is given there is no pseudonym, and that is said."""
    assert AboutModel(FakePseudonymProfile()).pseudonym() == T.ABOUT_PSEUDONYM_NONE


def test_a_reset_that_fails_is_said():
    """A pseudonym that could not be replaced never looks replaced."""
    profile = FakePseudonymProfile({"errors": "given"})
    profile.consent.fails = StoreError("the key file cannot be written")
    assert not AboutModel(profile).reset_pseudonym().ok


def test_history_is_newest_first_and_in_words():
    """Every choice is shown with purpose, choice and place in words."""
    profile = FakeProfile()
    from optlog.consent.model import Surface

    profile.consent.give(["errors"], surface=Surface.PROMPT)
    profile.consent.withdraw(["errors"], surface=Surface.CLI)
    history = HistoryModel(profile).load()
    shown = [(row.purpose, english(row.choice), english(row.surface)) for row in history.rows]
    assert shown == [
        ("Error reports", "Taken back", "Command line"),
        ("Error reports", "Yes", "Question"),
    ]
    assert history.verdict == (T.HISTORY_INTACT,)


def test_an_empty_history_is_said():
    """Before any choice the history says that there is none."""
    assert HistoryModel(FakeProfile()).load().verdict == (T.HISTORY_EMPTY,)


def test_a_changed_history_is_said():
    """What verification found is shown in words."""
    profile = FakeProfile()
    profile.consent.verification = FakeVerification(
        False, ("entry 2 was edited", "entry 3 is missing")
    )
    assert words(*HistoryModel(profile).load().verdict) == (
        "The record of your choices has been changed: entry 2 was edited; entry 3 is missing."
    )


def test_a_history_that_cannot_be_read_is_said():
    """A ledger that cannot be read gives words, not an exception."""
    profile = FakeProfile()
    profile.consent.fails = StoreError("the file is locked")
    assert (
        words(*HistoryModel(profile).load().verdict) == "This cannot be shown: the file is locked."
    )


def test_the_watch_sees_foreign_and_own_changes_once():
    """A change by another process, or by this one, is reported once."""
    from optlog.consent.model import Surface

    consent = FakeProfile().consent
    watch = Watch(consent)
    assert not watch.changed()
    consent.foreign_change("errors", "given")
    assert [watch.changed(), watch.changed()] == [True, False]
    consent.give(["usage"], surface=Surface.API)
    assert [watch.changed(), watch.changed()] == [True, False]


def test_the_watch_reports_a_store_that_cannot_be_read():
    """A fault while looking is a reason to look at the whole state."""
    consent = FakeProfile().consent
    watch = Watch(consent)

    def fail() -> bool:
        raise StoreError("locked")

    consent.refresh = fail
    assert watch.changed()


def test_a_closed_window_is_forgotten():
    """The subscription does not keep the watch alive, and does nothing once it is gone."""
    import weakref

    from optlog.consent.model import Surface

    consent = FakeProfile().consent
    watch = Watch(consent)
    reference = weakref.ref(watch)
    del watch
    gc.collect()
    assert reference() is None
    consent.withdraw(["errors"], surface=Surface.API)


def test_letters_are_unique_and_signs_are_kept():
    """Every title gets a free letter, first letters first; a title that has none left goes without."""
    assert with_mnemonics(["Errors", "Events", "R&D", "ee"], taken={"s"}) == [
        "&Errors",
        "E&vents",
        "&R&&D",
        "ee",
    ]


def test_used_letters_are_read_from_marks():
    """A doubled sign is not a mark."""
    assert letters(["Send &nothing", "R&&D", "&Close"]) == {"n", "c"}


def test_errors_without_a_hint_have_no_hint_line():
    """There is no empty "What to do"."""
    from optlog_ui.models.feedback import failed

    assert len(failed(ConsentError("no")).phrases) == 1


def test_many_records_are_not_many_objects():
    """Records read are bytes in lists: Python's collector, which stops the window's thread too, has none to walk through."""
    line = example_records()[0].line
    profile = FakeProfile(records=[FakeRecord("errors", line, "waiting")] * 20_000)
    model = RecordsModel(profile)
    gc.collect()
    before = len(gc.get_objects())
    found = model.read(Wanted())
    gc.collect()
    assert len(found.rows) == 20_000
    assert len(gc.get_objects()) - before < 200
    assert gc.isenabled()


def test_rows_are_a_sequence():
    """Rows can be counted, walked through, sliced and narrowed, and each is the record that went in."""
    given = [
        RecordRow(b'{"event":"%d"}' % number, "errors", "Errors", "sent", "host", "at")
        for number in range(10)
    ]
    rows = Rows(given)
    assert (len(rows), list(rows), rows[2:4], rows[-1]) == (10, given, tuple(given[2:4]), given[-1])
    even = rows.those(lambda row: int(row.message) % 2 == 0)
    assert [row.message for row in even] == ["0", "2", "4", "6", "8"]
    assert [row.message for row in even.those(lambda row: row.message > "4")] == ["6", "8"]
