"""The window on optlog's own profile, in a temporary folder: ledger, local log and faults are the real ones."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import orjson
import pytest
from optlog.consent import ConsentState, Surface
from optlog.profile import Profile
from optlog.settings import Settings
from optlog_ui.settings_dialog import TelemetrySettingsDialog
from PySide6.QtCore import QPoint, Qt


@pytest.fixture
def make(tmp_path):
    """Give a function that opens the profile in the temporary folder; called twice, it is like a second process."""
    opened = []

    def profile(managed_path=None, **environ):
        settings = Settings(
            app="example-notes",
            app_version="4.2.0",
            data_dir=tmp_path / "data",
            log_dir=tmp_path / "logs",
            loki_url="https://logs.example.org",
            config_file=None,
        )
        opened.append(Profile(settings, environ=environ, managed_path=managed_path))
        return opened[-1]

    yield profile
    for one in opened:
        one.close()


@pytest.fixture
def show(qtbot):
    """Give a function that opens the window on a profile."""

    def shown(profile):
        dialog = TelemetrySettingsDialog(profile)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return shown


def click(qtbot, dialog, purpose):
    box = dialog.settings.rows[purpose].box
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    return box


def test_opening_the_window_writes_nothing(make, show, tmp_path):
    """Looking at the settings is no choice: not one file appears."""
    dialog = show(make())
    for page in range(5):
        dialog.settings.tabs.setCurrentIndex(page)
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "logs").exists()


def test_yes_and_taking_back_stand_in_the_ledger(qtbot, make, show):
    """Two clicks are two events with the words shown; another process reads the same."""
    profile = make()
    dialog = show(profile)
    assert click(qtbot, dialog, "errors").isChecked()
    assert profile.consent.decide("errors").allowed
    assert make().consent.state("errors") is ConsentState.GIVEN
    assert not click(qtbot, dialog, "errors").isChecked()
    events = make().consent.history()
    assert [(event.state, event.surface) for event in events] == [
        ("given", "settings"),
        ("withdrawn", "settings"),
    ]
    assert events[0].words.startswith("Error reports\n")
    assert profile.consent.verify().ok
    dialog.settings.tabs.setCurrentIndex(4)
    assert dialog.settings.history.table.rowCount() == 2


def test_send_nothing_is_a_no_for_every_purpose(qtbot, make, show):
    """After "Send nothing" no purpose is allowed, and each no is recorded."""
    profile = make()
    profile.consent.give(["errors", "usage"], surface=Surface.API)
    dialog = show(profile)
    qtbot.mouseClick(dialog.settings.send_nothing, Qt.MouseButton.LeftButton)
    states = {one: make().consent.state(one) for one in profile.policy.purpose_ids}
    assert states == {
        "errors": ConsentState.WITHDRAWN,
        "diagnostics": ConsentState.REFUSED,
        "performance": ConsentState.REFUSED,
        "usage": ConsentState.WITHDRAWN,
    }


def test_a_withdrawal_by_another_process_unticks_the_box(qtbot, make, show):
    """What the command line changes shows without a click."""
    profile = make()
    profile.consent.give(["errors"], surface=Surface.API)
    dialog = show(profile)
    box = dialog.settings.rows["errors"].box
    assert box.isChecked()
    make().consent.withdraw(["errors"], surface=Surface.CLI)
    qtbot.waitUntil(lambda: not box.isChecked(), timeout=60_000)


def test_the_command_line_and_the_administrator_show_live(qtbot, make, show, tmp_path):
    """What `optlog consent` does in a process of its own, and what an administrator's file says, shows without a click."""
    managed = tmp_path / "managed.toml"
    dialog = show(make(managed))
    box = dialog.settings.rows["errors"].box
    environment = {
        **os.environ,
        "OPTLOG_APP": "example-notes",
        "OPTLOG_DATA_DIR": str(tmp_path / "data"),
        "OPTLOG_LOG_DIR": str(tmp_path / "logs"),
        "OPTLOG_USE_KEYRING": "0",
    }
    command = [sys.executable, "-m", "optlog", "consent", "give", "errors"]
    subprocess.run(command, env=environment, check=True, timeout=120, capture_output=True)
    qtbot.waitUntil(box.isChecked, timeout=60_000)
    managed.write_text('collect = false\nreason = "Policy 7"\n', encoding="utf-8")
    qtbot.waitUntil(lambda: dialog.settings.banner() != "", timeout=60_000)
    assert dialog.settings.banner().startswith("Turned off by your organisation. Reason: Policy 7.")
    managed.unlink()
    qtbot.waitUntil(lambda: dialog.settings.banner() == "", timeout=60_000)


def test_do_not_track_shows_and_keeps_the_choice(qtbot, make, show):
    """The banner names the variable, the recorded yes stays ticked, and can be taken back."""
    make().consent.give(["errors"], surface=Surface.API)
    profile = make(DO_NOT_TRACK="1")
    dialog = show(profile)
    assert dialog.settings.banner().startswith("Turned off by DO_NOT_TRACK.")
    box = dialog.settings.rows["errors"].box
    assert (box.isChecked(), box.isEnabled()) == (True, True)
    assert "Turned off by DO_NOT_TRACK." in dialog.settings.rows["errors"]._state.text()
    click(qtbot, dialog, "errors")
    assert make().consent.state("errors") is ConsentState.WITHDRAWN


def test_the_opt_out_file_shows(make, show):
    """A file OPT_OUT beside the ledger is named as what decides."""
    profile = make()
    profile.consent.give(["errors"], surface=Surface.API)
    profile.paths.tombstone.touch()
    assert show(make()).settings.banner() == "Turned off by the file OPT_OUT in the data folder."


def test_a_locked_store_is_said_and_nothing_is_ticked(qtbot, make, show):
    """While another program holds the ledger for itself, the window opens, and a tick does not stick."""
    profile = make()
    profile.consent.give(["usage"], surface=Surface.API)
    profile.close()
    with sqlite3.connect(profile.paths.store) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        dialog = show(make())
        assert dialog.settings.banner().startswith(
            "Your choices cannot be read, so nothing is sent."
        )
        assert not any(row.box.isChecked() for row in dialog.settings.rows.values())
        assert not click(qtbot, dialog, "errors").isChecked()
        assert dialog.settings.feedback() == (
            "The choice was not recorded, and nothing new is sent. Another program holds the file of your choices: "
            "close it, or try again."
        )
    other.close()


def test_a_folder_that_cannot_be_made_is_said(qtbot, make, show, tmp_path):
    """Where the data folder cannot be made, a yes is not recorded, the box goes back, and the user reads why."""
    (tmp_path / "data").touch()
    dialog = show(make())
    assert not click(qtbot, dialog, "errors").isChecked()
    assert dialog.settings.feedback().startswith("Problem: ")


def test_the_preview_shows_the_projected_bytes_of_the_local_log(qtbot, make, show, tmp_path):
    """A local record appears with the declared fields only, and copying gives the very line."""
    profile = make()
    record = {
        "timestamp": "2026-11-23T09:31:07.250113Z",
        "level": "error",
        "event": "page could not be saved",
        "logger": "notes.editor",
        "colour": "undeclared",
    }
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "example-notes.000001.ndjson").write_bytes(orjson.dumps(record) + b"\n")
    (expected,) = profile.preview()
    dialog = show(profile)
    dialog.settings.tabs.setCurrentIndex(1)
    viewer = dialog.settings.records
    viewer.exact.click()
    assert viewer.bytes_view.toPlainText().encode() == expected.line
    assert "undeclared" not in viewer.bytes_view.toPlainText()
    assert viewer.table.model().index(0, 0).data() == "Stays here"
    click_errors = dialog.settings.rows["errors"].box.click
    click_errors()
    assert viewer.table.model().index(0, 0).data() == "Would be sent"


def test_the_command_finds_and_runs_the_window(make, qapp):
    """`optlog settings` reaches the window by name, and it closes with exit code 0."""
    import importlib

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().close())
    assert importlib.import_module("optlog_ui.settings_dialog").run(make(), []) == 0
