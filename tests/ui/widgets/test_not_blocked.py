"""The window's own thread never waits for the disk: with a real lock, and with 100,000 records."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from optlog.consent import ConsentState, Surface
from optlog.profile import Profile
from optlog.settings import Settings
from optlog.testing.clock import FixedClock
from optlog_ui.background import PATIENCE_S, Background
from optlog_ui.models.records import RecordsModel
from optlog_ui.record_viewer import RecordTableModel, RecordViewer
from optlog_ui.settings_widget import TelemetrySettingsWidget
from optlog_ui.testing import FakeProfile, FakeRecord, example_records
from PySide6.QtCore import QObject, Qt, QTimer

pytestmark = pytest.mark.impatient

MOST_S = 0.05


class Turns(QObject):
    """Counts the turns of the event loop by a timer of one millisecond."""

    def __init__(self):
        super().__init__()
        self.count = 0
        timer = QTimer(self)
        timer.timeout.connect(self._turn)
        timer.start(1)

    def _turn(self):
        self.count += 1


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
    qtbot.waitUntil(lambda: not found._reading.busy)
    found._timer.stop()
    return found


def test_a_click_on_a_locked_store_does_not_stop_the_window(qtbot, widget, lock):
    """The click comes back before the store gave up; the window turns meanwhile; then it is said in words."""
    lock()
    turns = Turns()
    widget.rows["errors"].box.click()
    assert widget._acting.busy
    assert widget.feedback() == ""
    assert not widget.rows["errors"].box.isChecked()
    qtbot.waitUntil(lambda: widget.feedback() != "", timeout=20_000)
    assert turns.count > 20
    assert widget.feedback().startswith("The choice was not recorded")
    assert not widget.rows["errors"].box.isChecked()


def test_looking_at_a_locked_store_does_not_stop_the_window(qtbot, widget, lock):
    """The look of every second goes on beside the window, and its result shows when it comes."""
    lock()
    turns = Turns()
    widget.refresh()
    assert widget._reading.busy
    qtbot.waitUntil(lambda: not widget._reading.busy, timeout=20_000)
    assert turns.count > 5
    assert widget.banner().startswith("Your choices cannot be read")


def test_send_nothing_acts_while_the_store_is_locked(qtbot, widget, profile, lock):
    """Nothing may leave from the click on, while the store has not answered yet."""
    assert profile.consent.allows("usage") is not None
    lock()
    assert profile.consent.allows("usage") is not None
    widget.send_nothing.click()
    qtbot.waitUntil(lambda: profile.consent.allows("usage") is None, timeout=20_000)
    assert widget._acting.busy
    qtbot.waitUntil(lambda: not widget._acting.busy, timeout=20_000)
    assert widget.feedback().startswith("Nothing will be sent. But this could not be recorded")
    assert profile.consent.state("usage") is not ConsentState.GIVEN


def test_the_window_waits_less_than_it_may():
    """What the window waits for a quick result is at most half of the 50 ms that it may stand."""
    assert PATIENCE_S <= MOST_S / 2


def test_results_come_in_order_and_on_the_windows_thread(qtbot):
    """Quick results never overtake slow ones, and are shown on the thread that asked."""
    parent = QObject()
    background = Background(parent)
    gate, got = threading.Event(), []

    def slow():
        gate.wait(20)
        return "slow"

    def show(result):
        got.append((result, threading.current_thread()))

    background.do(slow, show)
    background.do(lambda: "quick", show)
    assert got == []
    gate.set()
    qtbot.waitUntil(lambda: len(got) == 2)
    here = threading.current_thread()
    assert got == [("slow", here), ("quick", here)]


def test_a_closed_window_is_not_told(qtbot):
    """A result that comes after the window is gone is dropped."""
    parent = QObject()
    background = Background(parent)
    gate, got = threading.Event(), []
    background.do(lambda: gate.wait(20), got.append)
    pool = background._pool
    parent.deleteLater()
    del background
    qtbot.wait(1)
    gate.set()
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


def test_a_hundred_thousand_records_are_read_beside_the_window(qtbot, monkeypatch, many):
    """Reading and searching 100,000 records leaves the window turning, and asks Qt's model for few of them."""
    asked = []
    data = RecordTableModel.data

    def counted(self, index, role=Qt.ItemDataRole.DisplayRole):
        asked.append(index.row())
        return data(self, index, role)

    monkeypatch.setattr(RecordTableModel, "data", counted)
    profile = FakeProfile({"errors": "given"}, records=many)
    viewer = RecordViewer(RecordsModel(profile), lambda _: None)
    qtbot.addWidget(viewer)
    viewer.show()
    turns = Turns()
    viewer.load()
    assert viewer._background.busy
    qtbot.waitUntil(lambda: not viewer._background.busy, timeout=60_000)
    assert turns.count > 20
    assert len(viewer._table_model.rows) == 100_000
    turns.count = 0
    viewer.find_field.setText("99999")
    assert viewer._background.busy
    qtbot.waitUntil(lambda: not viewer._background.busy, timeout=60_000)
    assert turns.count > 5
    assert len(viewer._table_model.rows) == 1
    viewer.find_field.clear()
    qtbot.waitUntil(lambda: len(viewer._table_model.rows) == 100_000, timeout=60_000)
    assert b"99999" in viewer.selected().line
    assert len(set(asked)) < 2_000


def test_only_the_last_of_many_letters_is_searched_for(qtbot, many):
    """Letters typed while a search runs do not queue up one search each."""
    profile = FakeProfile(records=many[:2_000])
    model = RecordsModel(profile)
    viewer = RecordViewer(model, lambda _: None)
    qtbot.addWidget(viewer)
    gate, sought = threading.Event(), []
    find = model.find

    def slow(wanted):
        gate.wait(20)
        sought.append(wanted.text)
        return find(wanted)

    model.find = slow
    viewer.load()
    for text in ("1", "19", "199", "1999"):
        viewer.find_field.setText(text)
    gate.set()
    qtbot.waitUntil(lambda: "1999" in sought and not viewer._background.busy, timeout=20_000)
    assert len(sought) <= 3
    assert len(viewer._table_model.rows) == 1
