"""No dark patterns and no barriers: in every scene, theme, font size and direction; and the linter sees what it should."""

from __future__ import annotations

import pytest
from optlog_ui import lint, lint_acts
from optlog_ui.consent_prompt import ConsentPrompt
from optlog_ui.screenshots import SCENES, THEMES, open_scene, prepare, use_theme
from optlog_ui.settings_widget import TelemetrySettingsWidget
from optlog_ui.testing import FakeProfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

pytestmark = pytest.mark.usefixtures("usual_look")


@pytest.mark.parametrize(
    "scene", [one for one in SCENES if one.theme == "light"], ids=lambda scene: scene.name
)
def test_every_scene_is_clean(qtbot, qapp, scene):
    """No finding in any state and language, light, dark and in high contrast, at 100 % and 200 % font."""
    prepare(scene)
    window = open_scene(scene)
    qtbot.addWidget(window.window())
    calm = window.findChild(QTabBar) or window.findChild(QPlainTextEdit) or window
    calm.setFocus()
    before = "before" in scene.name

    def clean():
        assert lint.check(window, before_choice=before, language=scene.language) == []

    for theme in THEMES:
        use_theme(theme)
        qtbot.waitUntil(clean, timeout=60_000)


def test_the_two_buttons_are_equal(open_dialog):
    """The buttons "Send nothing" and "Close" have one size, font and style."""
    dialog = open_dialog(FakeProfile())
    first, second = dialog.settings.send_nothing, dialog.close_button
    assert first.size() == second.size()
    assert (first.font(), first.isFlat()) == (second.font(), second.isFlat())
    assert first.y() == second.y()


def test_taking_back_costs_no_more_than_giving(open_dialog):
    """One click gives, one click takes back: nothing asks "are you sure"."""
    profile = FakeProfile()
    dialog = open_dialog(profile)
    box = dialog.settings.rows["errors"].box
    box.click()
    box.click()
    assert [event.state for event in profile.consent.events] == ["given", "withdrawn"]


def walk(interface, seen):
    if interface is None or not interface.isValid():
        return
    seen.append(interface)
    if interface.role() == QAccessible.Role.Table:
        return  # PySide6 hands out cells that Qt has already let go of
    for index in range(interface.childCount()):
        walk(interface.child(index), seen)


@pytest.mark.parametrize("page", range(5))
def test_a_screen_reader_finds_a_name_for_every_control(qtbot, open_dialog, page):
    """Walking the accessibility tree, every control that can be used has a name, and a choice a description."""
    dialog = open_dialog(FakeProfile({"errors": "given"}))
    dialog.settings.tabs.setCurrentIndex(page)
    found = []
    walk(QAccessible.queryAccessibleInterface(dialog), found)
    role = QAccessible.Role
    used = {
        role.CheckBox,
        role.PushButton,
        role.RadioButton,
        role.EditableText,
        role.Table,
        role.PageTab,
        role.Button,
    }
    controls = [one for one in found if one.role() in used and not one.state().invisible]
    assert len(controls) > 5
    assert [one.role() for one in controls if not one.text(QAccessible.Text.Name).strip()] == []
    boxes = [one for one in controls if one.role() == role.CheckBox]
    assert all("Received by" in one.text(QAccessible.Text.Description) for one in boxes)


def test_a_screen_reader_hears_the_state_of_a_box(open_dialog):
    """The box's checked state and the line about it are what was recorded."""
    dialog = open_dialog(FakeProfile({"errors": "given"}))
    box = QAccessible.queryAccessibleInterface(dialog.settings.rows["errors"].box)
    assert box.state().checked
    assert box.text(QAccessible.Text.Description).endswith("You agreed. Such records are sent.")


@pytest.fixture
def bad(qtbot):
    """Give a window with one of everything that is wrong."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    box = QCheckBox("Help us improve!", window)
    box.setChecked(True)
    box.move(10, 60)
    yes, no = QPushButton("Yes", window), QPushButton("no thanks", window)
    yes.setGeometry(10, 100, 200, 60)
    yes.setDefault(True)
    yes.setStyleSheet("background: green")
    no.setGeometry(220, 100, 30, 15)
    label = QLabel("A long line of words that has no room at all", window)
    label.setGeometry(10, 10, 40, 10)
    unnamed = QPushButton("", window)
    unnamed.setGeometry(10, 200, 20, 20)
    palette = window.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#999999"))
    palette.setColor(QPalette.ColorRole.Window, QColor("#ffffff"))
    window.setPalette(palette)
    with qtbot.waitExposed(window):
        window.show()
    box.setFocus()
    QWidget.setTabOrder(box, unnamed)
    QWidget.setTabOrder(unnamed, yes)
    return window


@pytest.mark.parametrize(
    "rule",
    [
        "ticked-before-choice",
        "default-button",
        "focused-answer",
        "unequal-buttons",
        "own-colours",
        "no-accessible-name",
        "no-accessible-description",
        "clipped",
        "persuades",
        "low-contrast",
        "tab-order",
    ],
)
def test_the_linter_sees(bad, rule):
    """Each rule finds its fault in a window made of faults."""
    assert rule in {finding.rule for finding in lint.check(bad, before_choice=True)}


def test_our_prompt_passes_its_own_linter(shown_prompt):
    """Every way out of the question is one step, and nothing of it pushes."""
    assert lint_acts.check_prompt(shown_prompt) == []


class AsksBack(ConsentPrompt):
    """Asks "are you sure", but only after a no."""

    def _refuse(self):
        if QMessageBox(QMessageBox.Icon.Question, "Sure", "Sure?", parent=self).exec():
            super()._refuse()


class Hides(ConsentPrompt):
    """Makes the no small."""

    def offer(self):
        super().offer()
        self.refuse.setFlat(True)
        self.refuse.setMinimumSize(10, 10)
        self.refuse.setMaximumSize(60, 16)


class Keeps(ConsentPrompt):
    """Does not close on "not now"."""

    def not_now(self):
        pass


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        (AsksBack, {"no-asks-back"}),
        (Hides, {"answers-apart", "unequal-buttons"}),
        (Keeps, {"no-asks-back", "escape-does-not-close"}),
    ],
)
def test_the_linter_sees_a_no_that_costs_more(shown_prompt, kind, rules):
    """A host's subclass that asks back, hides the no, or stays, is found out."""
    found = {one.rule for one in lint_acts.check_prompt(lambda: shown_prompt(kind))}
    assert found >= rules


class Clings(TelemetrySettingsWidget):
    """Asks back before a choice is taken back."""

    def _want(self, purpose_id, wanted, words):
        if wanted or QMessageBox(QMessageBox.Icon.Question, "Sure", "Sure?", parent=self).exec():
            super()._want(purpose_id, wanted, words)


@pytest.mark.parametrize(
    ("kind", "rules"), [(TelemetrySettingsWidget, set()), (Clings, {"taking-back-costs-more"})]
)
def test_the_linter_counts_the_clicks_of_taking_back(qtbot, kind, rules):
    """Our settings pass; settings that ask back before a withdrawal do not."""
    settings = kind(FakeProfile())
    qtbot.addWidget(settings)
    settings.show()
    assert {one.rule for one in lint_acts.check_settings(lambda: settings)} == rules


def test_contrast_is_that_of_wcag():
    """Black on white is 21, the same colour 1, and #767676 on white just passes AA."""
    white = QColor("#ffffff")
    assert lint.contrast(QColor("#000000"), white) == pytest.approx(21)
    assert lint.contrast(white, white) == pytest.approx(1)
    assert lint.contrast(QColor("#767676"), white) == pytest.approx(4.54, abs=0.01)


def test_at_double_font_everything_can_be_scrolled_into_sight(qtbot, qapp, open_dialog):
    """On a small screen with a large font no control is out of reach: the focus brings it into sight."""
    prepare(next(scene for scene in SCENES if scene.name == "choices-before-200"))
    dialog = open_dialog(FakeProfile())
    dialog.resize(700, 500)
    viewport = dialog.settings.tabs.currentWidget().viewport()
    visited = set()
    while dialog.focusWidget() is not dialog.close_button:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        control = dialog.focusWidget()
        if viewport.isAncestorOf(control):
            assert viewport.rect().contains(control.mapTo(viewport, control.rect().center()))
            visited.add(control)
    assert len(visited) == 8


def test_the_widget_stands_in_a_host_window(qtbot):
    """Embedded in a host's page, the settings work as in their own window, and have the page's own background."""
    from optlog_ui import TelemetrySettingsWidget

    host = QWidget()
    qtbot.addWidget(host)
    profile = FakeProfile()
    widget = TelemetrySettingsWidget(profile, host)
    QVBoxLayout(host).addWidget(widget)
    with qtbot.waitExposed(host):
        host.show()
    page = widget.tabs.currentWidget()
    assert not page.viewport().autoFillBackground()
    assert not page.widget().autoFillBackground()
    widget.rows["errors"].box.click()
    assert profile.consent.states == {"errors": "given"}
    assert widget.feedback()
