"""Presses the buttons of a prompt and of the settings, and finds a no that costs more than a yes.

A host runs both in its tests on its own subclasses, beside `optlog_ui.lint.check`:

    assert lint_acts.check_prompt(make_prompt) == []      # a shown prompt each time it is called
    assert lint_acts.check_settings(make_settings) == []  # shown settings, nothing given

Taking back must be as easy as giving (GDPR Art. 7(3)); a refusal that asks back is the pattern "longer than necessary"
of EDPB Guidelines 03/2022.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from optlog_ui.lint import Finding, check

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QAbstractButton

    from optlog_ui.consent_prompt import ConsentPrompt
    from optlog_ui.settings_widget import TelemetrySettingsWidget

__all__ = ["check_prompt", "check_settings"]

_LOOK_MS = 10


def check_prompt(make: Callable[[], ConsentPrompt], *, language: str = "en") -> list[Finding]:
    """Look at a prompt, then try each way out of it; an empty list is a pass.

    Args:
        make: gives a new, shown prompt with something to ask.
        language: which list of persuading words to use.
    """
    prompt = make()
    findings = check(prompt, before_choice=True, language=language)
    findings += _apart(prompt.refuse, prompt.share)
    prompt.hide()
    for name in ("refuse", "later"):
        prompt = make()
        findings += _costs(getattr(prompt, name), prompt)
    prompt = make()
    next(iter(prompt.rows.values())).box.setFocus()
    findings += _escape(prompt)
    prompt = make()
    next(iter(prompt.rows.values())).box.click()
    extra_for_yes = _costs(prompt.share, prompt)
    if extra_for_yes:  # asking back on both sides is clumsy, but even
        findings = [one for one in findings if one.rule != "no-asks-back"]
    return findings


def check_settings(make: Callable[[], TelemetrySettingsWidget]) -> list[Finding]:
    """Give and take back each choice; a finding where taking back takes more than the one click of giving.

    Args:
        make: gives new, shown settings in which nothing is given.
    """
    settings = make()
    findings = []
    for row in settings.rows.values():
        if not row.box.isEnabled():
            continue
        _press(row.box)
        if not row.box.isChecked():
            findings.append(Finding("cannot-give", row.box.text()))
            continue
        asked = _press(row.box)
        if asked or row.box.isChecked():
            findings.append(Finding("taking-back-costs-more", row.box.text(), asked))
        row.box.click()
    asked = _press(settings.send_nothing)
    ticked = [row.box.text() for row in settings.rows.values() if row.box.isChecked()]
    if asked or ticked:
        findings.append(Finding("taking-back-costs-more", settings.send_nothing.text(), asked))
    settings.hide()
    return findings


def _apart(no: QAbstractButton, yes: QAbstractButton) -> list[Finding]:
    one_row = no.parentWidget() is yes.parentWidget() and no.y() == yes.y()
    looks = [
        (one.size(), one.font(), one.palette(), one.isEnabled(), one.icon().isNull())
        for one in (no, yes)
    ]
    if one_row and looks[0] == looks[1] and type(no) is type(yes):
        return []
    return [Finding("answers-apart", f"{no.text()} / {yes.text()}")]


def _costs(button: QAbstractButton, prompt: ConsentPrompt) -> list[Finding]:
    asked = _press(button)
    if not asked and prompt.isHidden():
        return []
    prompt.hide()
    return [Finding("no-asks-back", button.text(), asked or "the question is still there")]


def _escape(prompt: ConsentPrompt) -> list[Finding]:
    target = prompt.window().focusWidget() or prompt
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    asked = _watched(lambda: QApplication.sendEvent(target, event))
    if prompt.isHidden() and not asked:
        return []
    prompt.hide()
    return [Finding("escape-does-not-close", type(prompt).__name__, asked)]


def _press(button: QAbstractButton) -> str:
    """Click once; give the title of a window that then stood in the way, closed here, or nothing."""
    return _watched(button.click)


def _watched(act: Callable[[], object]) -> str:
    """Act, close each window that then stands in the way, and give their titles."""
    met: list[str] = []
    before = set(QApplication.topLevelWidgets())

    def look() -> None:
        window = QApplication.activeModalWidget()
        if window is not None:
            met.append(_title(window))
            window.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(_LOOK_MS)
    act()
    QCoreApplication.processEvents()
    timer.stop()
    opened = [
        one
        for one in QApplication.topLevelWidgets()
        if one not in before and one.isVisible() and isinstance(one, QDialog)
    ]
    for one in opened:
        met.append(_title(one))
        one.close()
    return ", ".join(met)


def _title(window: QWidget) -> str:
    return window.windowTitle() or type(window).__name__
