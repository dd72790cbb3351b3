"""The window, driven by keyboard and mouse."""

from __future__ import annotations

import sys

import pytest
from optlog.consent.model import Surface
from optlog.errors import ConsentError, StoreError
from optlog_ui.models.about import AboutModel
from optlog_ui.models.history import HistoryModel
from optlog_ui.models.notice import NoticeModel
from optlog_ui.models.records import RecordsModel
from optlog_ui.testing import FakeProfile, FakePseudonymProfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

ALT = Qt.KeyboardModifier.AltModifier


def box_of(dialog, purpose):
    return dialog.settings.rows[purpose].box


def click_box(qtbot, dialog, purpose):
    """Click where the tick is drawn, not merely on the widget's middle."""
    box = box_of(dialog, purpose)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def test_it_opens_calm(open_dialog):
    """Nothing is ticked, no button is the default, the focus is on the tabs, and no feedback is shown."""
    dialog = open_dialog(FakeProfile())
    assert not any(box.isChecked() for box in dialog.findChildren(QCheckBox))
    assert not any(one.isDefault() or one.autoDefault() for one in dialog.findChildren(QPushButton))
    assert dialog.focusWidget() is dialog.settings.tabs.tabBar()
    assert (dialog.settings.feedback(), dialog.settings.banner()) == ("", "")
    assert dialog.settings.sentence() == "Nothing has left this computer."
    assert dialog.windowTitle() == "Privacy settings: Example Notes"


def test_a_click_records_a_yes_and_a_second_one_takes_it_back(qtbot, open_dialog):
    """Ticking and unticking act at once, each with feedback; the words shown are recorded."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    click_box(qtbot, dialog, "errors")
    assert profile.consent.states == {"errors": "given"}
    assert box_of(dialog, "errors").isChecked()
    assert (
        dialog.settings.feedback()
        == "Recorded: Error reports is on. Untick the box to take it back."
    )
    words = profile.consent.events[0].words
    assert words.startswith("Error reports\nWhen something in the application fails")
    assert "Example Hosting GmbH" in words
    click_box(qtbot, dialog, "errors")
    assert profile.consent.states == {"errors": "withdrawn"}
    assert not box_of(dialog, "errors").isChecked()
    assert "is off" in dialog.settings.feedback()


@pytest.mark.parametrize(
    ("purpose", "letter"), [("errors", "E"), ("diagnostics", "D"), ("usage", "U")]
)
def test_every_box_has_a_letter(qtbot, open_dialog, purpose, letter):
    """Alt and the letter tick the box, and again untick it."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    key = getattr(Qt.Key, f"Key_{letter}")
    qtbot.keyClick(dialog, key, ALT)
    qtbot.waitUntil(lambda: profile.consent.states == {purpose: "given"})
    qtbot.keyClick(dialog, key, ALT)
    qtbot.waitUntil(lambda: profile.consent.states == {purpose: "withdrawn"})


def test_every_control_is_reached_by_tab_in_reading_order(qtbot, open_dialog):
    """From the tabs, the Tab key visits each box and its fields from top to bottom, then the two buttons."""
    dialog = open_dialog(FakeProfile())
    visited = []
    for _ in range(10):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        visited.append(dialog.focusWidget().accessibleName())
    boxes = [purpose.title for purpose in dialog.settings._profile.policy.purposes]
    assert visited[0:8:2] == boxes
    assert all(name.startswith("What is in it") for name in visited[1:8:2])
    assert visited[8:] == ["Send nothing", "Close"]


def test_space_ticks_the_focused_box(qtbot, open_dialog):
    """The focused box is ticked by Space; Enter ticks nothing."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    box = box_of(dialog, "usage")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert profile.consent.states == {}
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert profile.consent.states == {"usage": "given"}


@pytest.mark.parametrize("way", ["mouse", "letter", "space", "enter"])
def test_send_nothing_acts_at_once(qtbot, open_dialog, way):
    """One action turns everything off, without a question."""
    profile = FakeProfile({"errors": "given", "usage": "given"})
    dialog = open_dialog(profile)
    button = dialog.settings.send_nothing
    if way == "mouse":
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    elif way == "letter":
        qtbot.keyClick(dialog, Qt.Key.Key_N, ALT)
    else:
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space if way == "space" else Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: set(profile.consent.states.values()) == {"withdrawn", "refused"})
    assert not any(row.box.isChecked() for row in dialog.settings.rows.values())
    assert "nothing is sent" in dialog.settings.feedback()
    assert QGuiApplication.modalWindow() is None


@pytest.mark.parametrize("way", ["escape", "button", "letter"])
def test_closing_changes_nothing(qtbot, open_dialog, way):
    """Escape and the button close the window; neither is a choice."""
    profile = FakeProfile({"errors": "given"})
    dialog = open_dialog(profile)
    if way == "escape":
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    elif way == "button":
        qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_L, ALT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert (profile.consent.states, profile.consent.events) == ({"errors": "given"}, [])


def test_a_yes_that_fails_unticks_the_box_and_says_why(qtbot, open_dialog):
    """The box goes back to what is recorded, and the reason and the way out are shown."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    profile.consent.fails = ConsentError("the disk is full", hint="free some space")
    click_box(qtbot, dialog, "errors")
    assert not box_of(dialog, "errors").isChecked()
    assert dialog.settings.feedback() == "Problem: the disk is full. What to do: free some space."


def test_a_withdrawal_that_fails_keeps_the_box_ticked(qtbot, open_dialog):
    """A yes that still stands is shown as one."""
    profile = FakeProfile({"errors": "given"})
    dialog = open_dialog(profile)
    profile.consent.fails = ConsentError("the disk is full")
    click_box(qtbot, dialog, "errors")
    assert box_of(dialog, "errors").isChecked()
    assert dialog.settings.feedback().startswith("Problem")


def test_a_store_that_cannot_be_read_opens_the_window_all_the_same(open_dialog):
    """Nothing is ticked, and the banner says what is wrong and what to do."""
    profile = FakeProfile({"errors": "given"})
    profile.fails = StoreError("the file is locked", hint="close the other program")
    dialog = open_dialog(profile)
    assert not box_of(dialog, "errors").isChecked()
    assert "close the other program" in dialog.settings.banner()
    for page in range(4):
        dialog.settings.tabs.setCurrentIndex(page)


def test_an_override_shows_its_banner_and_leaves_only_taking_back(qtbot, open_dialog):
    """Under DO_NOT_TRACK a yes can be taken back, and no new one made."""
    profile = FakeProfile({"errors": "given"})
    profile.consent.override = ("do-not-track", "DO_NOT_TRACK is set")
    dialog = open_dialog(profile)
    assert dialog.settings.banner().startswith(
        "Turned off by DO_NOT_TRACK. Nothing is sent while this lasts."
    )
    click_box(qtbot, dialog, "usage")
    click_box(qtbot, dialog, "errors")
    assert profile.consent.states == {"errors": "withdrawn"}


def test_fields_open_and_close(qtbot, open_dialog):
    """The line below a choice shows a table of its fields, and hides it again; the Tab key passes through it."""
    dialog = open_dialog(FakeProfile())
    row = dialog.settings.rows["errors"]
    qtbot.mouseClick(row.fields.button, Qt.MouseButton.LeftButton)
    (table,) = row.findChildren(type(dialog.settings.history.table))
    assert table.isVisible()
    assert row.fields.button.accessibleDescription() == "Hides these fields again."
    assert table.rowCount() == len(dialog.settings._profile.policy.fields_for("errors"))
    assert table.item(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "timestamp"
    row.fields.button.setFocus()
    qtbot.keyClick(row.fields.button, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is table
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is box_of(dialog, "diagnostics")
    row.fields.button.setFocus()
    qtbot.keyClick(row.fields.button, Qt.Key.Key_Space)
    assert not table.isVisible()


def test_a_change_by_another_process_shows_while_the_window_is_open(qtbot, open_dialog):
    """The timer that looks every second makes the box follow the ledger."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    profile.consent.foreign_change("errors", "given")
    assert dialog.settings._timer.interval() <= 1000
    qtbot.waitUntil(box_of(dialog, "errors").isChecked, timeout=60_000)


def test_a_change_by_the_host_shows(open_dialog):
    """A choice made through the API in this process shows at the next poll."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    profile.consent.give(["usage"], surface=Surface.API)
    dialog.settings.poll()
    assert box_of(dialog, "usage").isChecked()


def test_counts_follow_although_no_choice_changes(open_dialog):
    """What waits and what was sent is read again every few seconds."""
    profile = FakeProfile({"errors": "given"})
    dialog = open_dialog(profile)
    profile.totals = (14, 2130, "2026-11-20T09:12:00Z")
    for _ in range(5):
        dialog.settings.poll()
    assert dialog.settings.sentence().startswith("Last sent on 2026-11-20 at ")


def test_a_hidden_window_does_not_poll(open_dialog):
    """The timer runs only while the window can be seen."""
    dialog = open_dialog(FakeProfile())
    assert dialog.settings._timer.isActive()
    dialog.close()
    assert not dialog.settings._timer.isActive()


def test_the_folders_are_opened(qtbot, open_dialog):
    """Each button opens its own folder."""
    opened = []
    profile = FakeProfile()
    dialog = open_dialog(profile, open_url=lambda url: opened.append(url.toLocalFile()) or True)
    qtbot.keyClick(dialog, Qt.Key.Key_W, ALT)
    about = dialog.settings.about
    assert about.log_dir.text() == profile.log_dir
    qtbot.mouseClick(about.open_logs, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_F, ALT)
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert [path.replace("\\", "/") for path in opened] == [
        profile.log_dir.replace("\\", "/"),
        profile.data_dir.replace("\\", "/"),
    ]
    assert dialog.settings.feedback() == ""


def test_a_folder_that_cannot_be_opened_is_said(qtbot, open_dialog):
    """The path is given, so that it can be opened by hand."""
    profile = FakeProfile()
    dialog = open_dialog(profile, open_url=lambda _: False)
    dialog.settings.tabs.setCurrentIndex(2)
    qtbot.mouseClick(dialog.settings.about.open_logs, Qt.MouseButton.LeftButton)
    assert profile.log_dir in dialog.settings.feedback()


def test_the_pseudonym_is_reset(qtbot, open_dialog):
    """Reset shows the new pseudonym at once."""
    dialog = open_dialog(FakePseudonymProfile({"errors": "given"}))
    dialog.settings.tabs.setCurrentIndex(2)
    before = dialog.settings.about.pseudonym.text()
    qtbot.mouseClick(dialog.settings.about.reset, Qt.MouseButton.LeftButton)
    assert dialog.settings.about.pseudonym.text() not in ("", before)
    assert "new pseudonym" in dialog.settings.feedback()


def test_no_pseudonym_row_without_a_pseudonym(open_dialog):
    """A profile that offers none has no row for it."""
    dialog = open_dialog(FakeProfile())
    dialog.settings.tabs.setCurrentIndex(2)
    assert not dialog.settings.about.reset.isVisible()


def test_the_history_follows_the_choices(qtbot, open_dialog):
    """What was just chosen is the first line of the history."""
    dialog = open_dialog(FakeProfile())
    click_box(qtbot, dialog, "errors")
    qtbot.keyClick(dialog, Qt.Key.Key_H, ALT)
    table = dialog.settings.history.table
    assert [table.item(0, column).text() for column in (1, 2, 3)] == [
        "Error reports",
        "Yes",
        "This window",
    ]


def test_markup_in_a_policy_is_shown_as_text(open_dialog):
    """A policy's words cannot bring links or images into the window."""
    profile = FakeProfile()
    purposes = tuple(
        one.model_copy(update={"sentence": "<a href='x'>yes</a>"})
        for one in profile.policy.purposes
    )
    profile.policy = profile.policy.model_copy(update={"purposes": purposes})
    dialog = open_dialog(profile)
    label = dialog.settings.rows["errors"]._sentence
    assert (label.textFormat(), label.text()) == (Qt.TextFormat.PlainText, "<a href='x'>yes</a>")


def test_opening_does_little(open_dialog, monkeypatch):
    """Opening takes few calls and few widgets, and reads what is in sight alone; `bench window` has it in milliseconds."""
    read = []
    for model in (RecordsModel, AboutModel, HistoryModel):
        monkeypatch.setattr(model, "load", lambda _, name=model.__name__: read.append(name))
    monkeypatch.setattr(NoticeModel, "markdown", lambda _: read.append("NoticeModel"))
    open_dialog(FakeProfile()).close()  # what is loaded once
    calls = 0

    def counted(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(counted)
    try:
        dialog = open_dialog(FakeProfile())
    finally:
        sys.setprofile(None)
    assert read == []
    assert 0 < calls < 30_000  # 9,200 when this was written, some 10 ms
    assert len(dialog.findChildren(QWidget)) < 400
