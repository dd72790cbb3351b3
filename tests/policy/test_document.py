"""Writing a document: whatever text it is given stays text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from optlog_policy.document import (
    Blank,
    Bullets,
    Code,
    Facts,
    Link,
    Own,
    Paragraph,
    Section,
    Table,
    TextSpan,
    blocks_as_data,
    link_or_own,
)
from optlog_policy.document_html import blocks_as_html, spans_as_html
from optlog_policy.document_markdown import blocks_as_markdown, spans_as_markdown

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
# What means something in HTML or Markdown, more often than chance would have it.
NASTY = st.text(
    st.sampled_from("\\`*_[]()<>|~&#@$^{}!-+=.:;\"'/1 wx"), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()))


class Shown(HTMLParser):
    """Collects what a browser would show, and the tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("declaration")


@given(NASTY)
def test_html_shows_text_as_it_is(text: str) -> None:
    """Any text in HTML is shown letter by letter and makes no element."""
    shown = Shown(spans_as_html((TextSpan(text),)))
    assert (shown.text, shown.tags) == (text, [])


@given(NASTY.filter(bool))
def test_markdown_shows_text_as_it_is(text: str) -> None:
    """Any text in Markdown is shown letter by letter and makes nothing but a paragraph."""
    shown = Shown(MARKDOWN.render(spans_as_markdown((TextSpan(text),))))
    assert (shown.text.strip(), shown.tags) == (text, ["p"])


@given(NASTY.filter(bool))
def test_markdown_shows_code_as_it_is(text: str) -> None:
    """Any text in a code span is shown letter by letter, backticks included."""
    shown = Shown(MARKDOWN.render("x " + spans_as_markdown((Code(text),))))
    assert (shown.text.strip(), shown.tags) == (f"x {text}", ["p", "code"])


@given(NASTY.filter(bool), NASTY.filter(bool))
def test_a_markdown_table_keeps_its_cells(first: str, second: str) -> None:
    """No text breaks out of its cell."""
    table = Table("c", ("a", "b"), (((TextSpan(first),), (Code(second),)),))
    shown = Shown(MARKDOWN.render(blocks_as_markdown((table,))))
    assert shown.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td", "code"]
    assert [line for line in shown.text.splitlines() if line] == ["a", "b", first, second]


@given(NASTY.filter(bool))
def test_headings_lists_and_facts_hold_text(text: str) -> None:
    """Text in a heading, a list or a fact makes no markup in either format."""
    spans = (TextSpan(text),)
    section = Section("id", text, (Bullets((spans,)), Facts(((text, spans),)), Paragraph(spans)))
    markdown = Shown(MARKDOWN.render(blocks_as_markdown((section,))))
    assert set(markdown.tags) <= {"h2", "ul", "li", "p", "strong"}
    html = Shown(blocks_as_html((section,)))
    assert set(html.tags) == {"section", "h2", "ul", "li", "dl", "div", "dt", "dd", "p"}
    assert html.text.count(text) >= 5


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://maker.example/privacy?x=1", "https://maker.example/privacy?x=1"),
        ("privacy@maker.example", "mailto:privacy@maker.example"),
        ("javascript:alert(1)", None),
        ("JAVASCRIPT:alert(1)//https://maker.example", None),
        ("data:text/html,x", None),
        ("https://maker.example/ and more", None),
        ('https://maker.example/"onclick="x', None),
        ("https://maker.example/)<b>", None),
        ("https://user:secret@maker.example/", None),
        ("write to privacy@maker.example", None),
        ("1 Quay Street", None),
    ],
)
def test_only_whole_harmless_addresses_become_links(text: str, url: str | None) -> None:
    """A web or mail address that stands alone becomes a link; anything else stays text."""
    span = link_or_own(text)
    assert span == (Own(text) if url is None else Link(text, url))


def test_spans() -> None:
    """Code, links and blanks are marked as such in both formats."""
    spans = (Code("a<b"), link_or_own("https://x.example/"), Blank("[fill in]"))
    assert spans_as_html(spans) == (
        '<code>a&lt;b</code><a href="https://x.example/" rel="noreferrer">https://x.example/</a>'
        "<mark>[fill in]</mark>"
    )
    assert spans_as_markdown(spans) == (
        "`a<b`[https\\://x.example/](<https://x.example/>)**\\[fill in\\]**"
    )


def test_tables_name_their_rows_and_columns() -> None:
    """Headers of a table say what they head, and a keyboard reaches a table that scrolls."""
    html = blocks_as_html((Table("What", ("a", "b"), (((TextSpan("1"),), (TextSpan("2"),)),)),))
    assert '<th scope="col">a</th><th scope="col">b</th>' in html
    assert '<tr><th scope="row">1</th><td>2</td></tr>' in html
    assert "<caption>What</caption>" in html
    assert 'tabindex="0" aria-label="What"' in html


def test_plain_data() -> None:
    """The same blocks serve a program that shows them its own way."""
    spans = (TextSpan("see "), Code("x"))
    blocks = (
        Section("s", "S", (Paragraph(spans), Bullets((spans,)))),
        Facts((("term", spans),)),
        Table("t", ("a",), ((spans,),)),
    )
    assert blocks_as_data(blocks) == [
        {"section": "s", "title": "S", "blocks": [{"paragraph": "see x"}, {"list": ["see x"]}]},
        {"facts": [["term", "see x"]]},
        {"table": "t", "header": ["a"], "rows": [["see x"]]},
    ]
