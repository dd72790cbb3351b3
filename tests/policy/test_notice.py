"""The privacy notice: complete, the same every time, and honest."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optlog_policy.collection import (
    Change,
    CollectionPolicy,
    Controller,
    Practices,
    Recipient,
    Rights,
)
from optlog_policy.declarations import Authority
from optlog_policy.errors import PolicyError
from optlog_policy.notice import Format, render
from optlog_policy.words import locales

FORMATS: tuple[Format, ...] = ("md", "html", "json")


@dataclass
class Rule:
    category: str
    family: str


RULES = [
    Rule("secret", "cloud"),
    Rule("secret", "cloud"),
    Rule("secret", "code-host"),
    Rule("pii", "contact"),
    Rule("identifier", "odd-family"),
]
HOST = Recipient(
    name="Wharf Hosting GmbH",
    country="Germany",
    safeguard="none needed inside the EEA",
    role="Keeps the log server.",
    url="https://wharf.example/privacy",
)
BUILTIN = CollectionPolicy.builtin()
FULL = BUILTIN.replaced(
    title="Tidewriter",
    audience="adults who write",
    notice_url="https://tidewriter.example/privacy.html",
    controller=Controller(
        name="Tidewriter Ltd",
        address="1 Quay Street, Cork",
        contact="privacy@tidewriter.example",
        dpo="Una Byrne",
        representative="Tide EU BV",
        email="post@tidewriter.example",
        phone="+353 21 555 0100",
        url="https://tidewriter.example/about",
    ),
    rights=Rights(how="Ring the bell at the quay.", url="https://tidewriter.example/requests"),
    fields=(
        BUILTIN.fields[0].model_copy(update={"why": "Shows what came first."}),
        *BUILTIN.fields[1:],
    ),
    authority=Authority(name="Data Protection Commission", url="https://dpc.example/"),
    practices=Practices(sells_or_shares=False, automated_decisions=False),
    recipients=(HOST,),
)


class Page(HTMLParser):
    """What matters of an HTML page: its words, tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data if "style" not in self.open else ""


def page(policy: CollectionPolicy = FULL, **options: Any) -> Page:
    return Page(render(policy, "html", rules=RULES, **options))


def unescaped(markdown: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", markdown)


def shown(fmt: Format, policy: CollectionPolicy = FULL, **options: Any) -> str:
    text = render(policy, fmt, rules=RULES, **options)
    if fmt == "md":
        return unescaped(text)
    if fmt == "html":
        return Page(text).words
    return json.dumps(json.loads(text)["sections"], ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("fmt", FORMATS)
def test_everything_declared_is_told(fmt: Format) -> None:
    """Every purpose, field, recipient and detail of the maker that is declared stands in the notice."""
    text = shown(fmt)
    who = FULL.controller
    told = [FULL.audience, who.name, who.address, who.contact, who.dpo, who.representative]
    told += [who.email, who.phone, who.url, FULL.data_subjects, FULL.notice_url]
    told += [FULL.authority.name, FULL.authority.url, FULL.rights.how, FULL.rights.url]
    told += [HOST.name, HOST.country, HOST.safeguard, HOST.role, HOST.url]
    for purpose in FULL.purposes:
        told += [purpose.title, purpose.sentence, f"{purpose.retention_days} days"]
        told += [f"{purpose.validity_days} days"]
    for field in FULL.fields:
        told += [field.name, field.description, field.why]
    for source in FULL.sources:
        told += [
            *source.levels,
            *source.has_fields,
            *(event.rstrip("*") for event in source.events),
        ]
    assert [item for item in told if item not in text] == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_point_of_the_law_is_answered(fmt: Format) -> None:
    """Who, what, why, where to, how long, how to stop, how to complain, and what the CCPA asks for: all are answered."""
    text = shown(fmt)
    for words in (
        "Article 6(1)(a)",
        "Article 7(3)",
        *(f"(Article {number})" for number in (15, 16, 17, 18, 20)),
        "(right to object, Article 21)",
        "Article 77",
        "No law and no contract obliges you",
        "No decision about you is made from it by machine alone",
        "not sold, and not shared for advertising",
        "California",
        "identifiers (pseudonyms)",
        "The same categories are disclosed to: Tidewriter Ltd and Wharf Hosting GmbH",
        "A request is checked by the pseudonym",
        "This holds for the twelve months before",
        "through someone you authorise",
        "Nobody may treat you worse",
        "optlog consent withdraw",
        "optlog settings",
        "DO_NOT_TRACK",
        "optlog identity reset",
        "What is never sent",
        "internet address (IP address)",
    ):
        assert words in text, words


def test_version_date_and_digest_are_told() -> None:
    """The notice names the declaration that it was made from."""
    text = shown("md")
    assert "Version 1 of 23 November 2026" in text
    assert FULL.digest in text
    data = json.loads(render(FULL, "json", rules=RULES))
    assert data["digest"] == FULL.digest
    assert data["policy"]["version"] == 1
    assert data["policy"] == json.loads(FULL.model_dump_json())


def test_rules_are_counted() -> None:
    """How many rules look for what is counted from the rules themselves, named in words where there are words."""
    text = shown("md")
    assert "5 rules look at the names" in text
    assert "| cloud services (2) and code hosting (1) | 3 |" in text
    assert "| odd family (1) | 1 |" in text
    data = json.loads(render(FULL, "json", rules=RULES))
    assert data["redaction"]["secret"] == {"cloud": 2, "code-host": 1}


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_declaration_same_bytes(fmt: Format) -> None:
    """The order of the rules, another run, or a copy read back from TOML's order of keys changes no byte."""
    again = CollectionPolicy.model_validate_json(FULL.model_dump_json())
    assert render(again, fmt, rules=RULES[::-1]) == render(FULL, fmt, rules=RULES)


def test_blanks_are_refused_and_all_told() -> None:
    """A notice with blanks is not exported; the error lists each with what belongs there."""
    with pytest.raises(PolicyError) as caught:
        render(CollectionPolicy.builtin(), "md", rules=RULES)
    told = str(caught.value)
    for where in (
        "controller.name",
        "controller.contact",
        "practices.sells_or_shares",
        "practices.automated_decisions",
        "recipients[0].name",
        "recipients[0].country",
        "recipients[0].safeguard",
    ):
        assert f"  {where}: " in told
    assert "7 places are blank" in told


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_draft_marks_every_blank(fmt: Format) -> None:
    """A draft shows where something is missing and says so on top; a complete notice does neither."""
    blank = "[to be filled in by the maker]"
    draft = shown(fmt, CollectionPolicy.builtin(), draft=True)
    assert draft.count(blank) >= 7
    assert blank not in shown(fmt, draft=True)
    if fmt == "json":
        assert json.loads(render(FULL, "json", rules=RULES))["blanks"] == []
    else:
        assert "This is a draft. Still empty, and marked" in draft
        assert "7 places" in draft
        assert "draft" not in shown(fmt)


def test_what_is_true_is_told_even_when_it_is_unwelcome() -> None:
    """Selling data or deciding by machine is told plainly, with the maker's explanation."""
    practices = Practices(
        sells_or_shares=True, automated_decisions=True, explanation="Object here."
    )
    text = shown("md", FULL.replaced(practices=practices))
    assert "The data is sold, or shared for advertising." in text
    assert "Decisions about people are made from it by machine alone" in text
    assert "Object here." in text
    assert "not sold" not in text


def test_no_recipient_is_told_as_such() -> None:
    """Without recipients the notice says that nobody else gets the data."""
    assert "to the controller and to nobody else" in shown("md", FULL.replaced(recipients=()))


def test_what_is_new_is_told() -> None:
    """The versions stand newest first, and a field says since when it is sent."""
    fields = (*FULL.fields[:-1], FULL.fields[-1].model_copy(update={"since": 2}))
    change = Change.model_validate({"version": 2, "date": "2027-01-31", "text": "Actions are new."})
    newer = FULL.replaced(version=2, fields=fields, changes=(*FULL.changes, change))
    text = shown("md", newer)
    assert text.index("| 2 | 31 January 2027 | Actions are new. |") < text.index("| 1 | 23 Nov")
    assert "Sent since version 2." in text


@pytest.mark.parametrize("fmt", FORMATS)
def test_never_called_anonymous(fmt: Format) -> None:
    """Pseudonyms are never called anonymous."""
    text = shown(fmt).lower()
    assert text.count("anonymous") == text.count("not anonymous") == 2


MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        '" onmouseover="alert(1)',
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "| a | b |",
        "`` ` `code`",
        "# heading",
        "**bold** _it_ ~~x~~",
        "&lt;b&gt; &amp;",
        "$style ${title} {date} {blank}",
        "--> <!-- ]]>",
    ]
)


@settings(max_examples=40)
@given(MARKUP, MARKUP, MARKUP)
def test_injected_markup_stays_text(first: str, second: str, third: str) -> None:
    """Whatever a declaration says is shown as text: no element, attribute or link comes of it."""
    purposes = tuple(
        item.model_copy(update={"title": first, "sentence": second}) for item in FULL.purposes
    )
    fields = (
        *FULL.fields[:-1],
        FULL.fields[-1].model_copy(
            update={"description": third, "example": first, "type": "string"}
        ),
    )
    hostile = FULL.replaced(
        title=first,
        controller=Controller(name=second, address=third, contact=first),
        recipients=(Recipient(name=third, country=first, safeguard=second, role=third, url=first),),
        authority=Authority(name=first, url=second),
        purposes=purposes,
        fields=fields,
    )
    harmless = FULL.replaced(
        title="x",
        controller=Controller(name="x", address="x", contact="x"),
        recipients=(Recipient(name="x", country="x", safeguard="x", role="x", url="x"),),
        authority=Authority(name="x", url="x"),
    )
    assert page(hostile).tags == page(harmless).tags
    for text in (first, second, third):
        assert text in page(hostile).words


def test_html_stands_alone() -> None:
    """The page loads nothing: no script, image, style sheet, frame or font, and its policy forbids them."""
    for tag, attributes in page().tags:
        assert tag not in {"script", "img", "iframe", "link", "object", "embed", "form"}
        assert "src" not in attributes
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    html = render(FULL, "html", rules=RULES)
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html


def test_html_is_accessible() -> None:
    """Language, landmarks, one h1, headings without gaps, unique ids, links that lead somewhere."""
    tags = page().tags
    names = [tag for tag, _ in tags]
    assert dict(tags)["html"] == {"lang": "en", "dir": "ltr"}
    assert all(
        names.count(name) == 1 for name in ("main", "header", "nav", "footer", "title", "h1")
    )
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {attributes.get("aria-labelledby") for _, attributes in tags} - {None}
    anchors = {str(attributes["href"]) for tag, attributes in tags if tag == "a"}
    inside = {anchor[1:] for anchor in anchors if anchor.startswith("#")}
    assert named | inside <= set(ids)
    assert len(inside) == 15
    assert all(attributes.get("scope") in {"row", "col"} for tag, attributes in tags if tag == "th")


def test_html_prints_and_turns_dark() -> None:
    """The page has rules for paper and for a dark screen."""
    html = render(FULL, "html", rules=RULES)
    assert "@media print" in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_unknown_formats_and_languages_are_told() -> None:
    """An unknown format or language is an error that lists what there is; a path is no language."""
    with pytest.raises(PolicyError, match="there are: md, html, json"):
        render(FULL, "pdf", rules=RULES)  # type: ignore[arg-type]
    assert "en" in locales()
    for locale in ("tlh", "../notice_en", ""):
        with pytest.raises(PolicyError, match="no words for the language"):
            render(FULL, "md", rules=RULES, locale=locale)
