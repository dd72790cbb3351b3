"""The notice as PDF: it opens, says what the page says, in every language, and is the same every time."""

from __future__ import annotations

import builtins
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from optlog_policy.collection import CollectionPolicy
from optlog_policy.errors import PolicyError
from optlog_policy.notice import render_pdf
from optlog_policy.rule import RuleSet
from optlog_policy.words import locales

RULES = tuple(RuleSet.load_builtin())

poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="needs pdftotext and pdfinfo (poppler-utils)"
)


def read(data: bytes, tool: str, folder: Path) -> str:
    path = folder / "notice.pdf"
    path.write_bytes(data)
    to_output = ["-"] if tool == "pdftotext" else []
    done = subprocess.run([tool, str(path), *to_output], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("locale", locales())
def test_same_declaration_same_bytes(locale: str, full: CollectionPolicy) -> None:
    """Another run gives the same file, dated with the declaration and not with today."""
    first = render_pdf(full, rules=RULES, locale=locale)
    assert first.startswith(b"%PDF-")
    assert first == render_pdf(full, rules=RULES[::-1], locale=locale)
    assert b"(D:20261123000000Z" in first


@poppler
@pytest.mark.parametrize("locale", locales())
def test_it_opens_and_names_itself(locale: str, full: CollectionPolicy, tmp_path: Path) -> None:
    """A reader opens it without complaint; title, pages and fonts are there."""
    data = render_pdf(full, rules=RULES, locale=locale)
    told = read(data, "pdfinfo", tmp_path)
    assert "Tidewriter" in told
    assert f"/Lang ({locale})".encode() in data
    assert int(told.split("Pages:")[1].split()[0]) >= 5
    fonts = read(data, "pdffonts", tmp_path)
    assert fonts.count("DejaVu") == 2
    assert fonts.count(" yes yes yes ") == 2  # embedded, a subset, and its letters can be copied


@poppler
def test_it_says_what_is_declared(full: CollectionPolicy, tmp_path: Path) -> None:
    """Purposes, fields, recipients and digest stand in the text."""
    text = " ".join(read(render_pdf(full, rules=RULES), "pdftotext", tmp_path).split())
    joined = text.replace(" ", "")
    told = [full.controller.name, full.controller.contact, full.recipients[0].name, full.digest]
    told += [item.sentence for item in full.purposes] + [item.name for item in full.fields]
    assert [item for item in told if item.replace(" ", "") not in joined] == []


@poppler
@pytest.mark.parametrize(
    ("locale", "words"), [("fr", "numéros officiels"), ("de", "Prüfsumme"), ("es", "teléfono")]
)
def test_accents_can_be_read(
    locale: str, words: str, full: CollectionPolicy, tmp_path: Path
) -> None:
    """Letters with accents come out as letters."""
    text = read(render_pdf(full, rules=RULES, locale=locale), "pdftotext", tmp_path)
    assert words.lower() in " ".join(text.lower().split())


@poppler
def test_arabic_letters_join(full: CollectionPolicy, tmp_path: Path) -> None:
    """Arabic comes out as Arabic, and an address in it keeps its order."""
    text = read(render_pdf(full, rules=RULES, locale="ar"), "pdftotext", tmp_path)
    assert "باختصار" in text
    assert "1 Quay Street, Cork" in text


def test_blanks_are_refused_and_drafts_marked() -> None:
    """As for the other formats, a blank is an error, unless a draft is asked for."""
    with pytest.raises(PolicyError, match="7 places are blank"):
        render_pdf(CollectionPolicy.builtin(), rules=RULES)
    assert render_pdf(CollectionPolicy.builtin(), rules=RULES, draft=True).startswith(b"%PDF-")


def test_a_letter_without_a_glyph_is_an_error(full: CollectionPolicy) -> None:
    """Nothing is silently left out: a character that the fonts lack is named, with the way out."""
    with pytest.raises(PolicyError, match=r"no character U\+6F6E") as caught:
        render_pdf(full.replaced(title="潮"), rules=RULES)
    assert "HTML" in str(caught.value)


def test_without_the_extra_the_error_says_what_to_install(
    full: CollectionPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where fpdf2 is not installed, the error names the extra."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".", maxsplit=1)[0] in {"fpdf", "uharfbuzz"}:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PolicyError, match=r"pip install 'optlog\[pdf\]'"):
        render_pdf(full, rules=RULES)
