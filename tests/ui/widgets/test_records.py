"""The list of records and the bytes of the selected one."""

from __future__ import annotations

import pytest
from optlog.errors import StoreError
from optlog_ui.testing import FakeProfile, FakeRecord, example_records
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCharFormat

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def viewer(qtbot, open_dialog):
    """Give the record page of a window on a profile with one yes."""
    dialog = open_dialog(FakeProfile({"errors": "given"}))
    qtbot.keyClick(dialog, Qt.Key.Key_S, ALT)
    return dialog.settings.records


def rows(viewer):
    model = viewer.table.model()
    return [
        [model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())
    ]


def test_the_list_says_what_becomes_of_each_record(viewer):
    """State, choice, time and message of every record, in the profile's order."""
    shown = rows(viewer)
    assert [row[0] for row in shown] == ["Waiting", "Would be sent", *["Stays here"] * 4]
    assert shown[0][1:3] == ["Error reports", "2026-11-23 09:31:07"]


def test_the_first_record_is_shown_at_once(viewer):
    """The newest record stands below the list, readable, with its size and what was disguised."""
    line = example_records()[0].line
    assert '"event": "notebook could not be synchronised for [redacted:email-address]"' in (
        viewer.bytes_view.toPlainText()
    )
    assert f"({len(line)} bytes)" in viewer._explanation.text()
    assert (
        viewer._disguised.text() == "Disguised in it: email-address, pseudonym, url-secret, user."
    )


def test_arrow_keys_walk_through_the_records(qtbot, viewer):
    """The record below follows the selection."""
    viewer.table.setFocus()
    qtbot.keyClick(viewer.table, Qt.Key.Key_Down)
    assert "page could not be saved" in viewer.bytes_view.toPlainText()
    assert "One like it would be sent" in viewer._explanation.text()


def test_exact_bytes_are_the_line_itself(qtbot, viewer):
    """The exact view is the line, character for character; copying gives the same, and says so."""
    qtbot.keyClick(viewer.window(), Qt.Key.Key_E, ALT)
    line = example_records()[0].line.decode()
    qtbot.waitUntil(lambda: viewer.bytes_view.toPlainText() == line)
    qtbot.keyClick(viewer.window(), Qt.Key.Key_P, ALT)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == line)
    assert viewer.window().settings.feedback() == "Copied."


def test_copying_keeps_separators_that_the_view_would_change(qtbot, open_dialog):
    """U+2029 stays U+2029 in the clipboard."""
    line = '{"event":"one\u2029two"}'
    profile = FakeProfile(records=[FakeRecord("errors", line.encode(), "waiting")])
    dialog = open_dialog(profile)
    dialog.settings.tabs.setCurrentIndex(1)
    viewer = dialog.settings.records
    qtbot.mouseClick(
        viewer.exact, Qt.MouseButton.LeftButton, pos=QPoint(8, viewer.exact.height() // 2)
    )
    qtbot.mouseClick(viewer.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == line


def test_find_leaves_the_records_that_hold_the_text(qtbot, viewer):
    """The search looks into state, choice and the whole record; the first hit is shown."""
    qtbot.keyClick(viewer.window(), Qt.Key.Key_F, ALT)
    assert viewer.window().focusWidget() is viewer.find_field
    qtbot.keyClicks(viewer.find_field, "EXPORT-pdf")
    assert [row[3] for row in rows(viewer)] == ["feature.export"]
    assert "export-pdf" in viewer.bytes_view.toPlainText()
    qtbot.keyClicks(viewer.find_field, "zzz")
    assert viewer._empty.text() == "No record holds what you look for."
    assert not viewer.copy.isEnabled()
    viewer.find_field.clear()
    assert len(rows(viewer)) == 6


def test_a_dot_in_the_search_is_a_dot(viewer):
    """The search takes the text as it is, not as a pattern."""
    viewer.find_field.setText("feature.e")
    assert len(rows(viewer)) == 1
    viewer.find_field.setText("feature.*")
    assert rows(viewer) == []


def test_refresh_reads_new_records_and_keeps_the_selected_one(qtbot, viewer):
    """What one reads stays in sight when newer records come."""
    viewer.table.selectRow(1)
    shown = viewer.bytes_view.toPlainText()
    profile = viewer.window().settings._profile
    profile.records.insert(0, FakeRecord("errors", b'{"event":"newest"}', "waiting"))
    qtbot.keyClick(viewer.window(), Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: rows(viewer)[0][3] == "newest")
    assert viewer.bytes_view.toPlainText() == shown


def test_a_choice_changes_what_becomes_of_the_records(qtbot, viewer):
    """After "Send nothing" every record stays here."""
    qtbot.keyClick(viewer.window(), Qt.Key.Key_N, ALT)
    qtbot.waitUntil(lambda: {row[0] for row in rows(viewer)} == {"Stays here"})


def test_no_records_is_said(open_dialog):
    """Without records there is a sentence instead of an empty list."""
    dialog = open_dialog(FakeProfile(records=[]))
    dialog.settings.tabs.setCurrentIndex(1)
    viewer = dialog.settings.records
    assert viewer._empty.isVisible()
    assert not viewer.table.isVisible()


def test_records_that_cannot_be_read_are_said(open_dialog):
    """The reason stands where the records would."""
    profile = FakeProfile()
    profile.fails = StoreError("the file is locked")
    dialog = open_dialog(profile)
    dialog.settings.tabs.setCurrentIndex(1)
    assert dialog.settings.records._empty.text() == "This cannot be shown: the file is locked."


def test_disguised_places_are_bold_and_underlined(viewer):
    """Not by colour: the marker in the shown text has weight and a line."""
    document = viewer.bytes_view.document()
    formats = [
        (block.text()[one.start : one.start + one.length], QTextCharFormat(one.format))
        for block in (document.findBlockByNumber(number) for number in range(document.blockCount()))
        for one in block.layout().formats()
    ]
    assert formats[0][0] == "[redacted:email-address]"
    assert all(one.fontUnderline() and one.fontWeight() > 600 for _, one in formats)


def test_marks_are_in_place_behind_characters_beyond_the_first_plane(open_dialog):
    """Qt counts UTF-16 units: a mark behind an emoji is neither early nor late."""
    line = '{"event":"\U0001f600\U0001f600 [redacted:email-address]"}'.encode()
    dialog = open_dialog(FakeProfile(records=[FakeRecord("errors", line, "waiting")]))
    dialog.settings.tabs.setCurrentIndex(1)
    viewer = dialog.settings.records
    viewer.exact.click()
    block = viewer.bytes_view.document().firstBlock()
    (mark,) = block.layout().formats()
    units = block.text().encode("utf-16-le")
    assert (
        units[2 * mark.start : 2 * (mark.start + mark.length)].decode("utf-16-le")
        == "[redacted:email-address]"
    )
