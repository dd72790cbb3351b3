"""Every text stands in every language, finished, compiled and with the same gaps; none stands there that is not used."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from optlog_ui.language import LANGUAGES, best
from optlog_ui.lint import PERSUADING
from optlog_ui.texts import N, T
from optlog_ui.translation_files import FOLDER, FORMS, read, write

TRANSLATED = LANGUAGES[1:]
SOURCES = {text.value for text in T} | {text.value[0] for text in N}
EXACT_IN_ARABIC = (1, 2)  # "one" and "two" have words of their own


def path(language):
    return FOLDER / f"optlog_{language}.ts"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing_unused_or_unfinished(language):
    """The file holds exactly the texts of the texts module, each finished and not empty."""
    assert set(read(path(language))) == SOURCES
    assert [source for source, forms in read(path(language)).items() if not all(forms)] == []
    marks = [one.get("type") for one in ET.parse(path(language)).iter("translation")]
    assert set(marks) == {None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_gaps_are_those_of_the_english(language):
    """A translation fills in the same names, and the number, unless its form says the number in a word."""
    for source, forms in read(path(language)).items():
        for place, form in enumerate(forms):
            assert gaps(form) == gaps(source), form
            says_itself = (
                "%n" in form or len(forms) == 1 or (language == "ar" and place in EXACT_IN_ARABIC)
            )
            assert says_itself or form == "{rule}", form


def gaps(text):
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_numbers_have_all_forms(language):
    """German, French and Spanish have two forms, Arabic six."""
    entries = read(path(language))
    assert {len(entries[text.value[0]]) for text in N} == {FORMS[language]}


def test_a_new_or_a_dropped_text_is_noticed(tmp_path):
    """A text that is not translated comes in as unfinished, and one that is gone goes."""
    entries = read(path("de"))
    dropped = {**entries, "A text that is gone": ("Ein Text, den es nicht mehr gibt",)}
    del dropped["&Choices"]
    target = tmp_path / "optlog_de.ts"
    assert write(target, "de", dropped) == 1
    assert set(read(target)) == SOURCES - {"&Choices"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_shipped_is_what_is_written(language, tmp_path):
    """The compiled file beside each source was compiled from it."""
    from optlog_ui import translation_files

    copy = tmp_path / path(language).name
    copy.write_bytes(path(language).read_bytes())
    try:
        translation_files._compile(copy)
    except FileNotFoundError:
        pytest.skip("pyside6-lrelease is not installed")
    assert copy.with_suffix(".qm").read_bytes() == path(language).with_suffix(".qm").read_bytes()


# What is in sight together, and must not share a letter for Alt.
WINDOW = (
    "TAB_CHOICES",
    "TAB_RECORDS",
    "TAB_ABOUT",
    "TAB_NOTICE",
    "TAB_HISTORY",
    "SEND_NOTHING",
    "CLOSE",
)
RECORDS = ("FIND", "SHOW", "REFRESH", "VIEW_READABLE", "VIEW_EXACT", "COPY", "EXPORT", "DISCARD")
ABOUT = ("OPEN_LOGS", "OPEN_DATA", "RESET", "DELETION_SHOW", "DELETION_SEND", "DELETION_CANCEL")
TOGETHER = [
    (*WINDOW, *RECORDS),
    (*WINDOW, *ABOUT),
    (*WINDOW, "NOTICE_SAVE"),
    (*RECORDS, "CLOSE"),
    ("DONT_SHARE", "SHARE", "NOT_NOW", "SEE_EXACTLY", "NOTICE"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_controls_share_a_letter(language):
    """In every language each button, tab and field in sight together has a letter of its own."""
    entries = {} if language == "en" else read(path(language))
    for names in TOGETHER:
        used: dict[str, str] = {}
        for name in names:
            source = T[name].value
            text = entries.get(source, (source,))[0]
            letter = re.search(r"&(\w)", text)
            assert letter, f"{name} has no letter: {text}"
            other = used.setdefault(letter[1].lower(), name)
            assert other == name, f"{name} and {other} share {letter[1]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_persuades(language):
    """No text pushes towards an answer, in the words of each language's list."""
    entries = {} if language == "en" else read(path(language))
    for text in (*T, *N):
        source = text.value if isinstance(text, T) else text.value[0]
        for form in entries.get(source, (source,)):
            for word in PERSUADING[language]:
                assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", form, re.IGNORECASE), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_called_anonymous(language):
    """A pseudonym is never called anonymous, nor anything tamper-proof."""
    for forms in read(path(language)).values():
        assert not re.search(r"anonym|anónim|مجهول", " ".join(forms), re.IGNORECASE), forms


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (["de-AT"], "de"),
        (["pt-BR", "es-419", "en"], "es"),
        (["ar_EG"], "ar"),
        (["ja"], "en"),
        ([], "en"),
    ],
)
def test_the_readers_first_language_with_texts_is_taken(wanted, given):
    """The first of the reader's languages that there are texts in; English without any."""
    assert best(wanted) == given
