"""The window's own thread never waits for the disk: with a real lock, and with 100,000 records.

None of these tests measures a time. Work is held back until the window's event loop has turned, which it could not if
the window waited for the work; and each thread that reads or writes is noted. How long the window stands still is
measured by `python3 dev.py bench window`.
"""

from __future__ import annotations

import builtins
import io
import os
import sqlite3
import threading
from functools import partial

import pytest
from optlog.consent import ConsentState, Surface
from optlog.profile import Profile
from optlog.settings import Settings
from optlog.testing.clock import FixedClock
from optlog_ui.background import PATIENCE_S, Background
from optlog_ui.models.records import RecordRow, RecordsModel
from optlog_ui.record_viewer import RecordTableModel, RecordViewer
from optlog_ui.settings_dialog import TelemetrySettingsDialog
from optlog_ui.settings_widget import TelemetrySettingsWidget
from optlog_ui.testing import FakeProfile, FakeRecord, example_records
from PySide6.QtCore import QObject, Qt, QTimer

pytestmark = pytest.mark.impatient

MOST_S = 0.05
LONG_MS = (
    60_000  # a bound for a machine under any load; nothing takes that long unless it never comes
)
WINDOW = threading.main_thread()


class Gate:
    """Holds work back until the test opens it, and notes the threads that did the work."""

    def __init__(self, qtbot, monkeypatch):
        self._qtbot = qtbot
        self._monkeypatch = monkeypatch
        self.threads = set()
        self.reached = threading.Event()
        self._opened = threading.Event()

    def before(self, work):
        """Give the same work, held back; on the window's own thread it is only noted, or nothing would ever end."""

        def held(*args, **kwargs):
            self.threads.add(threading.current_thread())
            self.reached.set()
            if threading.current_thread() is not WINDOW:
                assert self._opened.wait(LONG_MS / 1000)
            return work(*args, **kwargs)

        return held

    def hold(self, owner, name):
        """Hold back what a method does."""
        self._monkeypatch.setattr(owner, name, self.before(getattr(owner, name)))

    def turn(self):
        """Let the event loop turn three times, however long that takes."""
        turns = []
        timer = QTimer()
        timer.timeout.connect(lambda: turns.append(1))
        timer.start(1)
        self._qtbot.waitUntil(lambda: len(turns) >= 3, timeout=LONG_MS)
        timer.stop()

    def open(self):
        """Let the work go on."""
        self._opened.set()

    def close(self):
        """Hold back what comes from now on."""
        self.reached.clear()
        self._opened.clear()


@pytest.fixture
def gate(qtbot, monkeypatch):
    """Give a gate that is open at the end, whatever happened."""
    found = Gate(qtbot, monkeypatch)
    yield found
    found.open()


@pytest.fixture
def profile(tmp_path):
    """Give a profile with a yes."""
    settings = Settings(
        app="example-notes",
        config_file=None,
        use_keyring=False,
        data_dir=tmp_path / "data",
        log_dir=tmp_path / "logs",
        loki_url="https://logs.example.org",
    )
    found = Profile(
        settings, environ={}, clock=FixedClock()
    )  # by which no log call looks at the files again
    found.consent.give(["usage"], surface=Surface.API)
    found.close()
    yield found
    found.close()


@pytest.fixture
def lock(profile):
    """Give a function that holds the database for itself, as another program may, until the test ends."""
    held = []

    def take():
        profile.store.close()  # SQLite gives no lock of the kind while anybody reads
        other = sqlite3.connect(profile.paths.store)
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        held.append(other)

    yield take
    for other in held:
        other.close()


@pytest.fixture
def widget(qtbot, profile):
    """Give the settings, shown and read."""
    found = TelemetrySettingsWidget(profile)
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    qtbot.waitUntil(lambda: not found._reading.busy, timeout=LONG_MS)
    found._timer.stop()
    return found


def test_a_click_on_a_locked_store_does_not_stop_the_window(qtbot, widget, profile, lock, gate):
    """The click comes back before the store gave up; the window turns meanwhile; then it is said in words."""
    lock()
    gate.hold(profile.consent, "give")
    widget.rows["errors"].box.click()
    assert WINDOW not in gate.threads
    assert widget._acting.busy
    gate.turn()
    assert widget.feedback() == ""
    assert not widget.rows["errors"].box.isChecked()
    gate.open()
    qtbot.waitUntil(lambda: widget.feedback() != "", timeout=LONG_MS)
    assert widget.feedback().startswith("The choice was not recorded")
    assert not widget.rows["errors"].box.isChecked()
    assert gate.threads
    assert WINDOW not in gate.threads


def test_looking_at_a_locked_store_does_not_stop_the_window(qtbot, widget, profile, lock, gate):
    """The look of every second goes on beside the window, and its result shows when it comes."""
    lock()
    gate.hold(profile, "status")
    widget.refresh()
    assert widget._reading.busy
    gate.turn()
    widget.poll()  # while one look is under way, the next is left out instead of queued
    gate.open()
    qtbot.waitUntil(lambda: not widget._reading.busy, timeout=LONG_MS)
    assert widget.banner().startswith("Your choices cannot be read")
    assert gate.threads
    assert WINDOW not in gate.threads


def test_send_nothing_acts_while_the_store_is_locked(qtbot, widget, profile, lock, gate):
    """Nothing may leave from the click on, while the store has not answered yet."""
    lock()
    assert profile.consent.allows("usage") is not None
    gate.hold(profile.store, "write")
    widget.send_nothing.click()
    qtbot.waitUntil(gate.reached.is_set, timeout=LONG_MS)
    assert profile.consent.allows("usage") is None
    assert widget._acting.busy
    gate.turn()
    assert widget.feedback() == ""
    gate.open()
    qtbot.waitUntil(lambda: not widget._acting.busy, timeout=LONG_MS)
    assert widget.feedback().startswith("Nothing will be sent. But this could not be recorded")
    assert profile.consent.state("usage") is not ConsentState.GIVEN
    assert WINDOW not in gate.threads


def test_a_no_does_not_queue_behind_a_look(qtbot, widget, profile, gate):
    """While a look at a slow disk is under way, "Send nothing" is acted on all the same."""
    gate.hold(profile, "status")
    widget.refresh()
    qtbot.waitUntil(gate.reached.is_set, timeout=LONG_MS)
    assert profile.consent.allows("usage") is not None
    widget.send_nothing.click()
    qtbot.waitUntil(lambda: profile.consent.allows("usage") is None, timeout=LONG_MS)
    assert widget._reading.busy


class NotingConnection(sqlite3.Connection):
    """Notes the thread of each statement."""

    threads: set[threading.Thread]

    def execute(self, *args):
        self.threads.add(threading.current_thread())
        return super().execute(*args)


def test_the_windows_thread_touches_no_file(qtbot, profile, monkeypatch):
    """Opening, each page, a yes, a no and the look of every second: no statement and no file on the window's thread."""
    profile.store.close()
    disk = set()
    monkeypatch.setattr(NotingConnection, "threads", disk, raising=False)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=NotingConnection))
    for place, name in ((builtins, "open"), (io, "open"), (os, "open"), (os, "scandir")):
        monkeypatch.setattr(place, name, _noting(getattr(place, name), profile.paths.data, disk))
    dialog = TelemetrySettingsDialog(profile)
    qtbot.addWidget(dialog)
    dialog.show()
    settings = dialog.settings

    def idle():
        return not any(one.busy for one in dialog.findChildren(Background))

    qtbot.waitUntil(idle, timeout=LONG_MS)
    for act in (
        *(partial(settings.tabs.setCurrentIndex, page) for page in (1, 2, 3, 4, 0)),
        settings.rows["errors"].box.click,
        settings.rows["errors"].fields.button.click,
        settings.send_nothing.click,
        settings.poll,
    ):
        act()
        qtbot.waitUntil(idle, timeout=LONG_MS)
    assert disk
    assert WINDOW not in disk
    assert len(profile.consent.history()) == 6  # what was clicked really was written


def _noting(opened, folder, threads):
    def noted(path, *args, **kwargs):
        if str(path).startswith(str(folder)):
            threads.add(threading.current_thread())
        return opened(path, *args, **kwargs)

    return noted


def test_the_window_waits_less_than_it_may():
    """What the window waits for a quick result is at most half of the 50 ms that it may stand."""
    assert PATIENCE_S <= MOST_S / 2


def test_the_window_waits_no_longer_than_that(monkeypatch, qtbot, gate):
    """Each piece of work is waited for once, for that long at most, and goes on without the window."""
    waits = []
    monkeypatch.setattr("optlog_ui.background.wait", lambda _jobs, timeout: waits.append(timeout))
    parent = QObject()
    background = Background(parent)
    got = []
    background.do(gate.before(lambda: "late"), got.append)
    assert (waits, got) == ([PATIENCE_S], [])
    gate.open()
    qtbot.waitUntil(lambda: got == ["late"], timeout=LONG_MS)


def test_results_come_in_order_and_on_the_windows_thread(qtbot, gate):
    """Quick results never overtake slow ones, and are shown on the thread that asked."""
    parent = QObject()
    background = Background(parent)
    got = []

    def show(result):
        got.append((result, threading.current_thread()))

    background.do(gate.before(lambda: "slow"), show)
    background.do(lambda: "quick", show)
    assert got == []
    gate.open()
    qtbot.waitUntil(lambda: len(got) == 2, timeout=LONG_MS)
    here = threading.current_thread()
    assert got == [("slow", here), ("quick", here)]


def test_a_closed_window_is_not_told(qtbot, gate):
    """A result that comes after the window is gone is dropped."""
    parent = QObject()
    background = Background(parent)
    got = []
    background.do(gate.before(lambda: "late"), got.append)
    pool = background._pool
    parent.deleteLater()
    del background
    qtbot.wait(1)
    gate.open()
    pool.shutdown()
    qtbot.wait(1)
    assert got == []


@pytest.fixture
def many():
    """Give 100,000 records."""
    line = example_records()[0].line
    return [
        FakeRecord("errors", line.replace(b"503", b"%d" % number), "would-send")
        for number in range(100_000)
    ]


def test_a_hundred_thousand_records_are_read_beside_the_window(qtbot, monkeypatch, many, gate):
    """Reading and searching 100,000 records is the worker's; Qt's model is asked for those in sight alone."""
    asked, searched_by = [], set()
    data, holds = RecordTableModel.data, RecordRow.holds

    def counted(self, index, role=Qt.ItemDataRole.DisplayRole):
        asked.append(index.row())
        return data(self, index, role)

    def noted(self, text):
        searched_by.add(threading.current_thread())
        return holds(self, text)

    monkeypatch.setattr(RecordTableModel, "data", counted)
    monkeypatch.setattr(RecordRow, "holds", noted)
    profile = FakeProfile({"errors": "given"}, records=many)
    gate.hold(profile, "preview")
    model = RecordsModel(profile)
    gate.hold(model, "find")
    viewer = RecordViewer(model, lambda _: None)
    qtbot.addWidget(viewer)
    viewer.show()
    viewer.load()
    gate.turn()
    assert viewer._background.busy
    gate.open()
    qtbot.waitUntil(lambda: len(viewer._table_model.rows) == 100_000, timeout=LONG_MS)
    gate.close()
    viewer.find_field.setText("99999")
    gate.turn()
    assert viewer._background.busy
    gate.open()
    qtbot.waitUntil(lambda: len(viewer._table_model.rows) == 1, timeout=LONG_MS)
    viewer.find_field.clear()
    qtbot.waitUntil(lambda: len(viewer._table_model.rows) == 100_000, timeout=LONG_MS)
    assert b"99999" in viewer.selected().line
    assert len(set(asked)) < 2_000
    assert searched_by
    assert WINDOW not in gate.threads | searched_by


def test_only_the_last_of_many_letters_is_searched_for(qtbot, many, gate):
    """Letters typed while a search runs do not queue up one search each."""
    profile = FakeProfile(records=many[:2_000])
    model = RecordsModel(profile)
    viewer = RecordViewer(model, lambda _: None)
    qtbot.addWidget(viewer)
    sought, find = [], model.find

    def seek(wanted):
        sought.append(wanted.text)
        return find(wanted)

    model.find = gate.before(seek)
    viewer.load()
    for text in ("1", "19", "199", "1999"):
        viewer.find_field.setText(text)
    gate.open()
    qtbot.waitUntil(lambda: "1999" in sought and not viewer._background.busy, timeout=LONG_MS)
    assert len(sought) <= 3
    assert len(viewer._table_model.rows) == 1
