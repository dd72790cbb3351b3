"""`python -m optlog_ui.translation_files`: brings the `.ts` files up to the texts, and compiles them for Qt.

The `.ts` files in `translations/` are edited with Qt Linguist or any editor. A new text comes in as unfinished, one that
is gone goes; `pyside6-lrelease` (part of PySide6) makes the `.qm` files that are shipped.

Format: https://doc.qt.io/qt-6/linguist-ts-file-format.html; plural forms: https://doc.qt.io/qt-6/i18n-plural-rules.html.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import sysconfig
import xml.etree.ElementTree as ET
from pathlib import Path

from optlog_ui.language import LANGUAGES
from optlog_ui.texts import CONTEXT, N, T

__all__ = ["FOLDER", "FORMS", "Entry", "main", "read", "write"]

FOLDER = Path(__file__).with_name("translations")

FORMS = {"de": 2, "fr": 2, "es": 2, "ar": 6}
"""How many forms a text with a number has in each language."""

Entry = tuple[str, ...]
"""The forms of one translated text: one, or as many as the language has for numbers."""


def main(argv: list[str] | None = None) -> int:
    """Write and compile all files; exit code 1 while a text is unfinished."""
    argparse.ArgumentParser(prog="python -m optlog_ui.translation_files", description=__doc__).parse_args(argv)  # fmt: skip
    unfinished = 0
    for language in LANGUAGES[1:]:
        path = FOLDER / f"optlog_{language}.ts"
        entries = read(path) if path.exists() else {}
        unfinished += write(path, language, entries)
        _compile(path)
        sys.stdout.write(f"{path.name}: {len(entries)} texts\n")
    if unfinished:
        sys.stdout.write(f"{unfinished} unfinished\n")
    return 1 if unfinished else 0


def read(path: Path) -> dict[str, Entry]:
    """Give the finished translations of a `.ts` file by their source."""
    found = {}
    for message in ET.parse(path).iter("message"):  # noqa: S314  a file of this repository
        translation = message.find("translation")
        if translation is None or translation.get("type"):
            continue
        forms = [form.text or "" for form in translation.iter("numerusform")]
        found[message.findtext("source", "")] = tuple(forms or [translation.text or ""])
    return found


def write(path: Path, language: str, entries: dict[str, Entry]) -> int:
    """Write a `.ts` file with every text of the texts module, in its order; give how many are unfinished."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    missing = 0
    for text in (*T, *N):
        counted = isinstance(text, N)
        source = text.value[0] if counted else text.value
        message = ET.SubElement(context, "message", {"numerus": "yes"} if counted else {})
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        forms = entries.get(source, ())
        if len(forms) != (FORMS[language] if counted else 1):
            translation.set("type", "unfinished")
            missing += 1
            continue
        if not counted:
            translation.text = forms[0]
            continue
        for form in forms:
            ET.SubElement(translation, "numerusform").text = form
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{text}\n", encoding="utf-8")
    return missing


def _compile(path: Path) -> None:
    tool = Path(sysconfig.get_path("scripts")) / "pyside6-lrelease"
    command = [
        str(tool),
        "-silent",
        "-nounfinished",
        str(path),
        "-qm",
        str(path.with_suffix(".qm")),
    ]
    subprocess.run(command, check=True)  # noqa: S603  Qt's own tool on our own file


if __name__ == "__main__":
    sys.exit(main())
