"""Each dark pattern, put once into a host's subclass of the question, is found; a decent subclass is left in peace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from optlog_ui import lint, lint_acts, lint_sight
from optlog_ui.consent_prompt import ConsentPrompt
from optlog_ui.language import LANGUAGES
from optlog_ui.screenshots import SCENES, THEMES, prepare, use_theme
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)


@pytest.fixture(autouse=True)
def look(usual_look):
    """Begin and end with the usual look."""
    prepare(SCENES[0])


def ticked(prompt):
    prompt.rows["usage"].box.setChecked(True)


def ticked_switch(prompt):
    switch = QPushButton("Usage")
    switch.setCheckable(True)
    switch.setChecked(True)
    prompt.layout().addWidget(switch)


def small_no(prompt):
    prompt.refuse.setMinimumSize(10, 10)
    prompt.refuse.setMaximumSize(40, 14)


def flat_no(prompt):
    prompt.refuse.setFlat(True)


def bold_yes(prompt):
    font = prompt.share.font()
    font.setBold(True)
    prompt.share.setFont(font)


def faded_no(prompt):
    effect = QGraphicsOpacityEffect(prompt.refuse)
    effect.setOpacity(0.4)
    prompt.refuse.setGraphicsEffect(effect)


def yes_with_a_picture(prompt):
    picture = QPixmap(QSize(16, 16))
    picture.fill(QColor("green"))
    prompt.share.setIcon(QIcon(picture))


def green_yes(prompt):
    prompt.share.setStyleSheet("background: green; color: white")


def default_yes(prompt):
    prompt.share.setDefault(True)


def focused_yes(prompt):
    prompt.share.setFocus()


def no_out_of_sight(prompt):
    prompt.refuse.parentWidget().layout().removeWidget(prompt.refuse)
    prompt.refuse.move(prompt.refuse.parentWidget().width() - 5, 0)


def clipped_facts(prompt):
    prompt._intro.setFixedHeight(8)


def pale_facts(prompt):
    palette = prompt._intro.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#c0c0c0"))
    prompt._intro.setPalette(palette)


def unnamed_no(prompt):
    prompt.refuse.setText("")
    prompt.refuse.setAccessibleName("")


def no_before_the_tab_key(prompt):
    QWidget.setTabOrder(prompt.share, prompt.later)


def persuading(words):
    def put(prompt):
        prompt._intro.setText(words)

    return put


PATTERNS = [
    (ticked, "ticked-before-choice"),
    (ticked_switch, "ticked-before-choice"),
    (small_no, "unequal-buttons"),
    (small_no, "clipped"),
    (flat_no, "unequal-buttons"),
    (bold_yes, "unequal-buttons"),
    (faded_no, "unequal-buttons"),
    (yes_with_a_picture, "unequal-buttons"),
    (green_yes, "own-colours"),
    (default_yes, "default-button"),
    (focused_yes, "focused-answer"),
    (no_out_of_sight, "out-of-sight"),
    (clipped_facts, "clipped"),
    (pale_facts, "low-contrast"),
    (unnamed_no, "no-accessible-name"),
    (no_before_the_tab_key, "tab-order"),
]


@pytest.mark.parametrize(
    ("pattern", "rule"), PATTERNS, ids=lambda one: getattr(one, "__name__", one)
)
def test_each_pattern_is_found(qtbot, shown_prompt, pattern, rule):
    """The question as shipped has no finding; with one dark pattern in it, that pattern is named."""
    prompt = shown_prompt(ConsentPrompt)
    assert lint.check(prompt, before_choice=True) == []
    pattern(prompt)

    def found():
        assert rule in {one.rule for one in lint.check(prompt, before_choice=True)}

    qtbot.waitUntil(found, timeout=60_000)


SENTENCES = {
    "en": "Please help us improve the application.",
    "de": "Helfen Sie uns bitte, besser zu werden.",
    "fr": "Aidez-nous à améliorer l’application.",
    "es": "Ayúdenos a mejorar la aplicación, por favor.",
    "ar": "ساعدنا على تحسين التطبيق من فضلك.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_persuading_is_found_in_each_language(shown_prompt, language):
    """A sentence that pushes is found by the list of its language, wherever in the question it stands."""
    prepare(
        next(one for one in SCENES if one.name.startswith("prompt") and one.language == language)
    )
    prompt = shown_prompt(ConsentPrompt)
    assert lint.check(prompt, before_choice=True, language=language) == []
    field = QLineEdit(prompt)
    field.setAccessibleName("x")
    box = QGroupBox(prompt)
    for put in (
        prompt._headline.setText,
        prompt.share.setToolTip,
        prompt.rows["errors"].box.setAccessibleDescription,
        field.setPlaceholderText,
        box.setTitle,
    ):
        put(SENTENCES[language])
        field.show()
        box.show()
        rules = [one.rule for one in lint.check(prompt, language=language)]
        assert "persuades" in rules
        put("")
        assert "persuades" not in [one.rule for one in lint.check(prompt, language=language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_persuading_word_is_found(qtbot, language):
    """No word of the lists is written so that it can never be found."""
    label = QLabel()
    qtbot.addWidget(label)
    label.show()
    for word in lint.PERSUADING[language]:
        label.setText(f"({word}) x")
        found = [
            one.found for one in lint.check(label, language=language) if one.rule == "persuades"
        ]
        assert word in found


class AsksBackAboutNotNow(ConsentPrompt):
    """Asks back when the question is put off."""

    def not_now(self):
        if QMessageBox(QMessageBox.Icon.Question, "Sure", "Sure?", parent=self).exec():
            super().not_now()


def test_asking_back_about_not_now_is_found(shown_prompt):
    """An extra confirmation on "not now" alone is an extra confirmation on refusal alone."""
    rules = {one.rule for one in lint_acts.check_prompt(lambda: shown_prompt(AsksBackAboutNotNow))}
    assert "no-asks-back" in rules


class Decent(ConsentPrompt):
    """A host's own question: a larger headline, a word more, a picture, a help button, all answers alike."""

    def offer(self):
        super().offer()
        font = self._headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self._headline.setFont(font)
        more = QLabel("The records are kept in Dublin.")
        more.setWordWrap(True)
        picture = QLabel()
        picture.setPixmap(QPixmap(QSize(32, 32)))
        self.layout().addWidget(more)
        self.layout().addWidget(picture)
        for answer in (self.refuse, self.share):
            answer.setMinimumHeight(answer.sizeHint().height() + 6)


@pytest.mark.parametrize("theme", THEMES)
def test_a_decent_subclass_is_left_in_peace(qtbot, shown_prompt, theme):
    """A host that changes the look, but no balance, has no finding, in any theme."""
    use_theme(theme)
    prompt = shown_prompt(Decent)

    def clean():
        assert lint.check(prompt, before_choice=True) == []

    qtbot.waitUntil(clean, timeout=60_000)
    if theme == "light":
        assert lint_acts.check_prompt(lambda: shown_prompt(Decent)) == []


def test_the_tests_know_every_rule():
    """Each rule that the linter has is met by a pattern here or beside."""
    rules = set()
    for module in (lint, lint_sight, lint_acts):
        source = Path(module.__file__).read_text(encoding="utf-8")
        rules |= set(re.findall(r'Finding\(\s*"([a-z-]+)"', source))
    met = {rule for _, rule in PATTERNS} | {"persuades", "no-asks-back"}
    beside = {
        "answers-apart",
        "escape-does-not-close",
        "taking-back-costs-more",
        "cannot-give",
        "no-accessible-description",
    }
    assert rules == met | beside
