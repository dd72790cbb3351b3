"""Every text is used, every used text exists, and none stands anywhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import optlog_ui
import pytest
from optlog_ui.texts import N, Phrase, T, english

FOLDER = Path(optlog_ui.__file__).parent
SOURCES = [
    path
    for path in sorted(FOLDER.rglob("*.py"))
    if path.name not in {"texts.py", "testing.py", "screenshots.py"}
]
SHOWING = {
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setPlainText",
    "setPlaceholderText", "addTab", "Label", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "setStatusTip",
}  # fmt: skip


def used(kind: str) -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == kind
            ):
                found.add(node.attr)
    return found


@pytest.mark.parametrize("kind", [T, N])
def test_every_text_is_used_and_every_used_text_exists(kind):
    """A text that nothing shows, or a name that has no text, fails here."""
    assert used(kind.__name__) == {text.name for text in kind}


def test_no_words_for_the_user_stand_outside_the_texts():
    """No control is given a literal with a letter in it."""
    strays = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            literals = [
                one.value
                for one in node.args
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if name in SHOWING and any(
                re.search(r"[a-z]", text, re.IGNORECASE) for text in literals
            ):
                strays.append((path.name, node.lineno, literals))
    assert strays == []


@pytest.mark.parametrize("text", T)
def test_every_gap_can_be_filled(text):
    """A text with all its gaps filled shows no brace."""
    gaps = dict.fromkeys(re.findall(r"\{(\w+)\}", text.value), "x")
    assert "{" not in english(Phrase(text, gaps))


def test_a_gap_without_a_value_is_an_error():
    """A forgotten argument does not reach the user as a brace."""
    with pytest.raises(KeyError, match="title"):
        english(Phrase(T.FEEDBACK_GIVEN))


def test_values_are_put_in_as_they_are():
    """Braces and %n inside a value are not filled again."""
    assert english(Phrase(T.RESET)) == "&Reset pseudonym"
    phrase = Phrase(T.STATE_GIVEN_BLOCKED, {"reason": "{reason} %n"})
    assert english(phrase).endswith("{reason} %n")


@pytest.mark.parametrize("text", N)
def test_numbers_stand_in_all_forms(text):
    """The mark for translators and the English plural hold the number."""
    mark, _, other = text.value
    assert "%n" in mark
    assert "%n" in other
