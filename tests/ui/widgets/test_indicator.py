"""The indicator and the tray entry: a word, a sign that differs in shape, and one click to the settings."""

from __future__ import annotations

import pytest
from optlog.errors import StoreError
from optlog_ui.indicator import TelemetryIndicator, add_tray_action
from optlog_ui.models.indicator import Sharing
from optlog_ui.settings_dialog import TelemetrySettingsDialog
from optlog_ui.testing import FakeProfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QMenu


def blocked():
    profile = FakeProfile({"errors": "given"})
    profile.consent.override = ("do-not-track", "turned off by DO_NOT_TRACK in the environment")
    return profile


def broken():
    profile = FakeProfile({"errors": "given"})
    profile.fails = StoreError("locked", hint="close the other program")
    return profile


CASES = [
    (FakeProfile, Sharing.OFF, "Sharing is off"),
    (lambda: FakeProfile({"errors": "given", "usage": "refused"}), Sharing.ON, "Sharing is on"),
    (
        lambda: FakeProfile({"errors": "given"}, endpoint=None),
        Sharing.HELD_UP,
        "Sharing is held up",
    ),
    (blocked, Sharing.HELD_UP, "Sharing is held up"),
    (broken, Sharing.HELD_UP, "Sharing is held up"),
]


@pytest.fixture
def show(qtbot):
    """Give a function that puts the indicator into a status bar."""
    windows = []

    def shown(profile, **options):
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        indicator = TelemetryIndicator(profile, **options)
        window.statusBar().addPermanentWidget(indicator)
        with qtbot.waitExposed(window):
            window.show()
        return indicator

    yield shown
    windows.clear()


@pytest.mark.parametrize(("make", "sharing", "word"), CASES)
def test_the_word_is_the_state(show, make, sharing, word):
    """Each state has a word, which a screen reader speaks too, and a sentence on what a click does."""
    indicator = show(make())
    assert (indicator.sharing(), indicator.text(), indicator.accessibleName()) == (
        sharing,
        word,
        word,
    )
    assert indicator.toolTip().endswith("A click opens the privacy settings.")


def test_what_is_shared_is_named(show):
    """The tool tip names the choices that are on, and no other."""
    tip = show(FakeProfile({"errors": "given", "usage": "refused"})).toolTip()
    assert tip.startswith("Shared: Error reports. ")


def test_the_signs_differ_without_colour(show):
    """No two states have the same sign when only its shape is looked at."""
    shapes = set()
    for make, _, _ in (CASES[0], CASES[1], CASES[2]):
        indicator = show(make())
        image = indicator.icon().pixmap(indicator.iconSize()).toImage()
        shapes.add(
            tuple(
                image.pixelColor(x, y).alpha() > 127
                for x in range(image.width())
                for y in range(image.height())
            )
        )
    assert len(shapes) == 3


def test_it_follows_other_processes(show):
    """What the command line changes shows at the next look, which comes every second."""
    profile = FakeProfile()
    indicator = show(profile)
    profile.consent.foreign_change("errors", "given")
    indicator.poll()
    assert indicator.sharing() is Sharing.ON
    assert indicator._timer.interval() <= 1000


def test_a_hidden_indicator_looks_at_nothing(show):
    """Once hidden, the timer stands still."""
    indicator = show(FakeProfile())
    assert indicator._timer.isActive()
    indicator.hide()
    assert not indicator._timer.isActive()


def test_a_click_opens_the_settings_once(qtbot, show):
    """One click opens the settings, not modal; a second brings the same window up."""
    indicator = show(FakeProfile())
    for _ in range(2):
        qtbot.mouseClick(indicator, Qt.MouseButton.LeftButton)
    (dialog,) = indicator.window().findChildren(TelemetrySettingsDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()


def test_the_host_may_open_its_own_settings(qtbot, show):
    """With `open_settings` a click calls that instead."""
    called = []
    indicator = show(FakeProfile(), open_settings=lambda: called.append(1))
    qtbot.mouseClick(indicator, Qt.MouseButton.LeftButton)
    assert called == [1]


def test_the_tray_entry_says_the_state_and_opens_the_settings(qtbot):
    """Each time the menu opens the entry is up to date; a click opens the settings."""
    menu = QMenu()
    qtbot.addWidget(menu)
    profile, called = FakeProfile(), []
    action = add_tray_action(menu, profile, lambda: called.append(1))
    menu.aboutToShow.emit()
    assert action.text() == "Sharing is off: privacy settings…"
    profile.consent.states["errors"] = "given"
    menu.aboutToShow.emit()
    assert action.text() == "Sharing is on: privacy settings…"
    action.trigger()
    assert called == [1]
