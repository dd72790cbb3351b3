"""The notice in every language: no word missing, none unused, dates, numbers and directions right."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from optlog_policy import words as words_module
from optlog_policy._toml import loads
from optlog_policy.collection import CollectionPolicy, DeclaredField, Practices, Source
from optlog_policy.declared_text import FieldWords, PurposeWords
from optlog_policy.notice import render
from optlog_policy.plurals import grouped, plural_form
from optlog_policy.rule import RuleSet
from optlog_policy.words import Words, locales, template

RULES = tuple(RuleSet.load_builtin())
LANGUAGES = ("ar", "de", "en", "es", "fr")
FORMS = {"ar": {"zero", "one", "two", "few", "many", "other"}}
PLURALS = ("common.days", "common.rules", "page.places")
NOT_ANONYMOUS = {
    "de": ("nicht anonym", "anonym"),
    "es": ("no es anónimo", "anónim"),
    "fr": ("pas anonyme", "anonym"),
    "ar": ("ليس مجهول الهوية", "مجهول"),
}


def test_there_are_the_languages_of_the_dialog() -> None:
    """English, German, French, Spanish and Arabic have words."""
    assert locales() == LANGUAGES


def flat(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def phrases(language: str) -> dict[str, Any]:
    return dict(flat(loads(template(f"notice_{language}.toml"))))


def places(phrase: object) -> list[str]:
    """Give what stands in a phrase whatever the language: places to fill in, and what is typed."""
    return sorted(re.findall(r"\{[a-z_]+\}|`[^`]+`", str(phrase)))


def without_plurals(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if not key.startswith(PLURALS)}


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_no_word_is_missing_or_too_many(language: str) -> None:
    """Each language has the keys of the English words, with the same places and the same commands."""
    english, other = without_plurals(phrases("en")), without_plurals(phrases(language))
    assert set(other) == set(english)
    assert len(other["common.months"]) == 12
    assert {key for key in english if places(english[key]) != places(other[key])} == set()
    worded = {key for key, text in english.items() if len(re.sub(r"\{\w+\}", "", str(text))) > 12}
    same = {key for key in worded if other[key] == english[key]}
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    """No form of a counted word is missing, and none is left that no number takes."""
    wanted = FORMS.get(language, {"one", "other"})
    tables = loads(template(f"notice_{language}.toml"))
    for key in PLURALS:
        table, _, name = key.partition(".")
        assert set(tables[table][name]) == wanted
        assert "{count}" in tables[table][name]["other"]
    assert {plural_form(language, count) for count in range(201)} == wanted


class Watched(Words):
    """Notes every word that is looked up."""

    used: set[str] = set()  # noqa: RUF012  all together

    def table(self, key: str) -> dict[str, Any]:
        found = super().table(key)
        return Noted(found, key, self.used)


class Noted(dict[str, Any]):
    def __init__(self, data: dict[str, Any], path: str, used: set[str]) -> None:
        super().__init__(data)
        self._path, self._used = path, used

    def __getitem__(self, key: str) -> Any:
        self._used.add(f"{self._path}.{key}")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._used.add(f"{self._path}.{key}")
        return super().get(key, default)


def every_kind(full: CollectionPolicy) -> list[CollectionPolicy]:
    """Give policies that between them say all that a notice can say."""
    kinds = {
        "string[]": ["x"],
        "integer[]": [1],
        "number[]": [1.5],
        "boolean[]": [True],
        "boolean": True,
    }
    extra = [
        DeclaredField(
            name=f"extra{number}",
            type=kind,  # type: ignore[arg-type]
            purposes=("usage",),
            description="x",
            example=example,
            since=2,
            expires=dt.date(2030, 1, 1),
        )
        for number, (kind, example) in enumerate(kinds.items())
    ]
    sources = (
        Source(purpose="errors", loggers=("a",), levels=("error",)),
        Source(purpose="usage", loggers=("a", "b"), events=("x",), has_fields=("p", "q")),
        Source(purpose="performance"),
        *full.sources,
    )
    more = full.replaced(version=2, fields=(*full.fields, *extra), sources=sources)
    selling = Practices(sells_or_shares=True, automated_decisions=True, explanation="x")
    bare = full.replaced(practices=selling, recipients=(), rights={}, changes=())
    plain = full.replaced(fields=tuple(item for item in full.fields if not item.personal))
    asking = full.replaced(rights={"how": "Call us."})
    return [full, more, bare, plain, asking, CollectionPolicy.builtin()]


def test_no_word_is_unused(full: CollectionPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices that say all there is to say use every English word; what is never used is not carried along."""
    from optlog_policy import notice

    monkeypatch.setattr(notice, "Words", Watched)
    Watched.used.clear()
    for policy in every_kind(full):
        for fmt in ("html", "md", "json"):
            render(policy, fmt, rules=RULES, draft=True)
    nothing = Watched("en")
    nothing.listed([])
    nothing.date(dt.date(2027, 1, 1))
    for key in PLURALS:
        nothing.counted(key, 1)
        nothing.counted(key, 5)
    found = phrases("en")
    unused = {key for key in found if key not in Watched.used}
    assert unused == set()


def test_every_family_of_rules_has_a_name() -> None:
    """Each family of the built-in rules is named in words, and no family is named that no rule has."""
    assert set(loads(template("notice_en.toml"))["families"]) == {rule.family for rule in RULES}


@pytest.mark.parametrize(
    ("language", "first", "other"),
    [
        ("en", "1 January 2027", "23 November 2026"),
        ("de", "1. Januar 2027", "23. November 2026"),
        ("fr", "1er janvier 2027", "23 novembre 2026"),
        ("es", "1 de enero de 2027", "23 de noviembre de 2026"),
        ("ar", "1 يناير 2027", "23 نوفمبر 2026"),
    ],
)
def test_dates_are_written_as_the_language_does(language: str, first: str, other: str) -> None:
    """The first of a month and any other day are written out right."""
    words = Words(language)
    assert words.date(dt.date(2027, 1, 1)) == first
    assert words.date(dt.date(2026, 11, 23)) == other


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 day"),
        ("en", 3650, "3,650 days"),
        ("de", 1, "1 Tag"),
        ("de", 3650, "3.650 Tage"),
        ("fr", 1, "1 jour"),
        ("fr", 3650, "3\u202f650 jours"),
        ("es", 2, "2 días"),
        ("es", 3650, "3650 días"),
        ("ar", 1, "يوم واحد"),
        ("ar", 2, "يومان"),
        ("ar", 7, "7 أيام"),
        ("ar", 30, "30 يومًا"),
        ("ar", 365, "365 يومًا"),
        ("ar", 100, "100 يوم"),
        ("ar", 103, "103 أيام"),
    ],
)
def test_numbers_are_written_as_the_language_does(language: str, count: int, text: str) -> None:
    """Counted days take the form of the language and its grouping of digits."""
    assert Words(language).counted("common.days", count) == text


def test_grouping_starts_where_it_should() -> None:
    """Digits are grouped by threes from the least number on."""
    assert grouped(999, ",", 1000) == "999"
    assert grouped(1234567, ".", 1000) == "1.234.567"
    assert plural_form("pt-BR", 1) == "one"


@pytest.mark.parametrize("language", sorted(NOT_ANONYMOUS))
def test_pseudonyms_are_never_called_anonymous(language: str, full: CollectionPolicy) -> None:
    """Wherever the word stands, it is to say that the data is not anonymous."""
    text = render(full, "md", rules=RULES, locale=language).lower()
    denied, word = NOT_ANONYMOUS[language]
    assert text.count(word) == text.count(denied) == 2


def test_arabic_runs_from_right_to_left(full: CollectionPolicy) -> None:
    """The page says its direction, and names and addresses keep their own."""
    html = render(full, "html", rules=RULES, locale="ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "<bdi>1 Quay Street, Cork</bdi>" in html
    assert json.loads(render(full, "json", rules=RULES, locale="ar"))["direction"] == "rtl"


def in_german(full: CollectionPolicy) -> CollectionPolicy:
    """Give a policy of which one purpose and one field speak German."""

    def bare(items: tuple[Any, ...]) -> list[Any]:
        return [item.model_copy(update={"translations": {}}) for item in items]

    purposes, fields = bare(full.purposes), bare(full.fields)
    title = PurposeWords(title="Fehlerberichte", sentence="Fehler werden gemeldet.")
    purposes[0] = purposes[0].model_copy(update={"translations": {"de": title}})
    when = FieldWords(description="Wann es geschah.")
    fields[0] = fields[0].model_copy(update={"translations": {"de": when}})
    return full.replaced(languages=("en", "de"), purposes=tuple(purposes), fields=tuple(fields))


def test_the_declaration_speaks_the_readers_language_where_it_can(full: CollectionPolicy) -> None:
    """Translated words are used; what is not translated stands as declared, with its language marked."""
    policy = in_german(full)
    german = render(policy, "html", rules=RULES, locale="de")
    assert "Fehler werden gemeldet." in german
    assert full.purposes[0].sentence not in german
    assert "Wann es geschah." in german
    assert '<span lang="en" dir="ltr">Messages and warnings' in german
    assert '-heading"><span lang="en" dir="ltr">Diagnostic messages</span></h3>' in german
    english = render(policy, "html", rules=RULES)
    assert "Fehler werden gemeldet." not in english
    assert 'lang="en" dir' not in english.replace('<html lang="en" dir', "")


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_the_built_in_declaration_speaks_every_language(language: str) -> None:
    """Nothing of the built-in declaration but the application's name is left in English."""
    html = render(CollectionPolicy.builtin(), "html", rules=RULES, locale=language, draft=True)
    assert '<span lang="en"' not in html


def test_words_that_a_language_lacks_are_not_made_up() -> None:
    """A family of rules without a name is shown as it is written."""
    assert Words("de").family("odd-family") == "odd family"
    assert words_module.locales() == LANGUAGES
