"""Sent records, examples, the deletion request and what changed: on a real profile, against a real server on loopback."""

from __future__ import annotations

import json

import pytest
from optlog import Settings, configure, get_logger
from optlog.consent import Surface
from optlog.profile import Profile
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import Fault, LokiReceiver
from optlog_policy.collection import CollectionPolicy
from optlog_ui.models.records import RecordsModel
from optlog_ui.record_viewer import RecordViewer
from optlog_ui.settings_dialog import TelemetrySettingsDialog
from PySide6.QtCore import Qt

LEFT = Qt.MouseButton.LeftButton
RECORDS, ABOUT = 1, 2


@pytest.fixture
def server():
    """Run a server that answers as Loki does."""
    with LokiReceiver(clock=FixedClock()) as receiver:
        yield receiver


@pytest.fixture
def settings(tmp_path, server):
    """Give settings of a profile in the temporary folder."""
    return Settings(
        app="example-notes",
        config_file=None,
        console=False,
        use_keyring=False,
        data_dir=tmp_path / "data",
        log_dir=tmp_path / "logs",
        loki_url=server.url,
    )


@pytest.fixture
def shared(settings):
    """Share two failed saves and keep one record here; give the profile."""
    with configure(settings, environ={}, clock=FixedClock()) as telemetry:
        telemetry.consent.give(["errors"], surface="api")
        for number in range(2):
            get_logger("notes").error("page could not be saved", attempt=number, error_code="E42")
        assert telemetry.flush(10)
        get_logger("notes").info("feature.export", feature="export-pdf")
    profile = Profile(settings, environ={}, clock=FixedClock())
    yield profile
    profile.close()


@pytest.fixture
def show(qtbot):
    """Give a function that opens the window on a profile."""
    kept = []

    def shown(profile, page=0):
        dialog = TelemetrySettingsDialog(profile)
        kept.append(dialog)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.settings.tabs.setCurrentIndex(page)
        return dialog.settings

    yield shown
    kept.clear()


def kind(viewer, wanted):
    viewer.kind.setCurrentIndex(viewer.kind.findData(wanted))
    return tuple(viewer._table_model.rows)


def test_the_status_says_what_was_sent(shared, show):
    """The sentence at the top has the count and the size of what left."""
    sentence = show(shared).sentence()
    assert sentence.startswith("Last sent ")
    assert "2 records, " in sentence


def test_sent_records_are_the_bytes_that_arrived(shared, show, server):
    """Under "Sent" stand the very lines that the server got, byte for byte."""
    viewer = show(shared, RECORDS).records
    rows = kind(viewer, "sent")
    assert sorted(row.exact for row in rows) == sorted(row[2] for row in server.lines())
    assert viewer.selected().state_id == "sent"
    viewer.exact.click()
    assert viewer.bytes_view.toPlainText() == viewer.selected().exact
    assert "This record was sent to 127.0.0.1" in viewer._explanation.text()


def test_one_kind_or_one_choice_is_shown(shared, show):
    """The list can be narrowed to a state or to a choice, and a search looks into the bytes."""
    viewer = show(shared, RECORDS).records
    everything = len(viewer._table_model.rows)
    assert {row.purpose_id for row in kind(viewer, "purpose:usage")} == {"usage"}
    assert {row.state_id for row in kind(viewer, "local-only")} == {"local-only"}
    assert len(kind(viewer, "")) == everything
    viewer.find_field.setText("e42")
    assert {row.purpose_id for row in viewer._table_model.rows} == {"errors"}


def test_records_are_saved_as_they_are(qtbot, shared, tmp_path):
    """The file holds the lines in the list, byte for byte."""
    told = []
    target = tmp_path / "saved.ndjson"
    viewer = RecordViewer(RecordsModel(shared), told.append, ask=lambda *_: str(target))
    qtbot.addWidget(viewer)
    viewer.load()
    qtbot.mouseClick(viewer.export, LEFT)
    assert target.read_bytes().split(b"\n")[:-1] == [r.line for r in viewer._table_model.rows]
    assert told[0].ok


def test_what_waits_can_be_deleted(shared, settings, server, show):
    """One click deletes what waits; nothing of it leaves afterwards."""
    before = len(server.lines())
    server.inject(Fault(status=503), times=50)
    with configure(settings, environ={}, clock=FixedClock()) as telemetry:
        get_logger("notes").error("not to be sent")
        telemetry.hold()
    server.clear_faults()
    view = show(shared, RECORDS)
    assert len(kind(view.records, "waiting")) == 1
    view.records.discard.click()
    assert view.feedback() == "1 waiting record deleted."
    assert shared.spool.stats().lines == 0
    assert kind(view.records, "waiting") == ()
    with configure(settings, environ={}, clock=FixedClock()) as telemetry:
        assert telemetry.flush(5)
    assert len(server.lines()) == before


def test_examples_come_from_this_computer(shared, show):
    """A field that a record here holds shows its value; one that none holds shows the policy's, as made up."""
    row = show(shared).rows["errors"]
    row.fields.button.click()
    table = row.fields._content
    shown = {
        table.item(line, 0).text().replace("\u200b", ""): table.item(line, 3).text()
        for line in range(table.rowCount())
    }
    plain = {name: text.replace("\u200b", "") for name, text in shown.items()}
    assert table.horizontalHeaderItem(3).text() == "Example from this computer"
    assert plain["error_code"] == "E42"
    assert plain["status"].endswith("(made up)")


def test_asking_to_delete_is_shown_sent_and_arrives(qtbot, shared, show, server):
    """The request is shown first, and sent only by the second button; the bytes shown are the bytes that arrive."""
    view = show(shared, ABOUT)
    section = view.about.deletion
    before = len(server.requests)
    assert not section.send.isEnabled()
    section.show_request.click()
    assert len(server.requests) == before
    shown = section.draft.toPlainText()
    assert json.loads(shown)["user"] == shared.pseudonym()
    section.send.click()
    assert shown in json.loads(server.requests[-1].body)["streams"][0]["values"][0][1]
    assert view.feedback().startswith("The request arrived on ")
    assert section.state().startswith("The request arrived on ")
    assert shared.consent.decide("errors").allowed


def test_a_request_that_waits_can_be_cancelled(shared, show, server):
    """When the server does not answer well the request waits, says why, and one click forgets it."""
    server.inject(Fault(status=503), times=50)
    view = show(shared, ABOUT)
    section = view.about.deletion
    section.show_request.click()
    section.send.click()
    assert section.state().startswith("The request waits: 1 of ")
    assert "Last try: " in section.state()
    section.cancel.click()
    assert view.feedback() == "The request is forgotten; nothing more of it is sent."
    assert section.state() == "No request is under way."
    assert shared.deletion.request() is None


def test_a_server_that_refuses_is_said(shared, qtbot):
    """What the shipper says of the server stands in the banner."""
    from optlog_ui import TelemetrySettingsWidget

    widget = TelemetrySettingsWidget(
        shared, server_problem=lambda: "the server refuses the credentials (401)"
    )
    qtbot.addWidget(widget)
    assert widget.banner() == (
        "The server does not take records at present: the server refuses the credentials (401). "
        "They wait, and are tried again."
    )


def test_the_running_layer_says_that_the_server_refuses(settings, server):
    """`Telemetry.server_problem` gives the reason after a 401, and nothing before."""
    server.inject(Fault(status=401), times=50)
    with configure(settings, environ={}, clock=FixedClock()) as telemetry:
        assert telemetry.server_problem() is None
        telemetry.consent.give(["errors"], surface="api")
        get_logger("notes").error("refused")
        telemetry.flush(1)
        assert "401" in telemetry.server_problem()


def test_what_changed_since_the_yes_is_shown(settings, tmp_path, show):
    """After a yes to version 1, version 2's own words and each difference are shown; before, there is no such line."""
    old = CollectionPolicy.builtin()
    field = old.fields[-1].model_copy(update={"name": "colour_theme", "since": 2})
    first = Profile(settings, environ={})
    first.consent.give(["errors"], surface=Surface.API)
    assert show(first).changes.isHidden()
    first.close()
    second = Profile(settings, environ={})
    widened = old.model_copy(
        update={
            "version": 2,
            "fields": (*old.fields, field.model_copy(update={"purposes": ("errors",)})),
        }
    )
    second.policy = widened
    changes = show(second).changes
    assert not changes.isHidden()
    changes.expander.button.click()
    table = changes.expander._content
    cells = [table.item(0, column).text().replace("\u200b", "") for column in range(3)]
    assert cells[:2] == ["field colour_theme", "new field"]
    assert table.rowCount() == 1
    assert cells[2] == "You are asked; until you answer, only what you agreed to is sent."
    second.close()
