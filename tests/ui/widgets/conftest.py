"""Widgets are tested without a display; without Qt's libraries these tests say so and are skipped."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optlog_ui.settings_dialog import TelemetrySettingsDialog
    from optlog_ui.testing import FakeProfile
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _what_is_missing() -> str:
    from optlog_policy.errors import OptlogError
    from optlog_ui import qt_check

    try:
        qt_check.require_qt()
        import pytestqt.qtbot  # noqa: F401
    except (OptlogError, ImportError) as error:
        return str(error)
    return ""


MISSING = _what_is_missing()


class _Unavailable(pytest.Module):
    """Stands for a module of tests that cannot be imported here."""

    def collect(self) -> list[Any]:
        message = f"the window cannot be tested here: {MISSING}"
        if os.environ.get("OPTLOG_REQUIRE_UI") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message, allow_module_level=True)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Do not import tests that need Qt where there is none."""
    return _Unavailable.from_parent(parent, path=module_path) if MISSING else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have a warning of Qt fail its test; the one left out is the offscreen platform's about itself."""
    for item in items:
        if "widgets" in item.path.parts and not MISSING:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have results shown at once, however slow the machine; tests of the waiting itself are marked `impatient`."""
    if not MISSING and request.node.get_closest_marker("impatient") is None:
        monkeypatch.setattr("optlog_ui.background.PATIENCE_S", 30.0)


@pytest.fixture
def open_dialog(qtbot: QtBot) -> Callable[[FakeProfile], TelemetrySettingsDialog]:
    """Give a function that opens the window on a profile and waits until it is laid out."""
    from optlog_ui.settings_dialog import TelemetrySettingsDialog

    def opened(profile: FakeProfile, **options: Any) -> TelemetrySettingsDialog:
        dialog = TelemetrySettingsDialog(profile, **options)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    return opened


@pytest.fixture
def shown_prompt(qtbot: QtBot, usual_look: None) -> Iterator[Callable[..., Any]]:
    """Give a function that offers prompts of a class, each below a text of a host, where the focus is."""
    from optlog_ui.consent_prompt import ConsentPrompt
    from optlog_ui.screenshots import SCENES, prepare
    from optlog_ui.testing import asking_profile
    from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

    prepare(SCENES[0])
    hosts = []

    def made(kind: type[ConsentPrompt] = ConsentPrompt) -> ConsentPrompt:
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        column = QVBoxLayout(host)
        column.addWidget(QPlainTextEdit())
        prompt = kind(asking_profile(), host)
        column.addWidget(prompt)
        host.resize(900, 760)
        with qtbot.waitExposed(host):
            host.show()
        prompt.offer()
        qtbot.waitUntil(prompt.isVisible)
        return prompt

    yield made
    hosts.clear()


@pytest.fixture
def usual_look(qapp: Any) -> Iterator[None]:
    """Put style, palette, font and direction back after a test that changed them."""
    from optlog_ui.screenshots import SCENES, prepare

    yield
    prepare(SCENES[0])


if sys.platform == "win32":
    os.environ.setdefault("QT_QPA_FONTDIR", r"C:\Windows\Fonts")
