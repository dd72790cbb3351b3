"""A small document of headings, paragraphs, lists and tables, written as Markdown, HTML or plain data.

Whatever text a span holds is shown as text: escaping happens here alone, at the moment of writing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

__all__ = [
    "Blank",
    "Block",
    "Bullets",
    "Code",
    "Facts",
    "Link",
    "Paragraph",
    "Section",
    "Span",
    "Spans",
    "Table",
    "TextSpan",
    "blocks_as_data",
    "blocks_as_html",
    "blocks_as_markdown",
    "link_or_text",
    "spans_as_html",
    "spans_as_markdown",
    "spans_as_text",
]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something typed or named exactly, such as a command or a field."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address or `mailto:` address under plain words; `link_or_text` makes only harmless ones."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that the maker still has to fill in; `text` says so."""

    text: str


Span = TextSpan | Code | Link | Blank
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a term and what is said of it."""

    items: tuple[tuple[str, Spans], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part; `id` is a safe anchor, `level` 2 or 3."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 2


Block = Paragraph | Bullets | Facts | Table | Section

# Only whole addresses of harmless shape become links; anything else is shown as text.
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/?=&%+,;@-]*)?")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def link_or_text(text: str) -> Span:
    """Give a link when `text` is a web or mail address and nothing else, else the text."""
    if _WEB.fullmatch(text):
        return Link(text, text)
    if _MAIL.fullmatch(text):
        return Link(text, f"mailto:{text}")
    return TextSpan(text)


def spans_as_text(spans: Spans) -> str:
    """Give the words alone."""
    return "".join(span.text for span in spans)


# ---------------------------------------------------------------- HTML


def spans_as_html(spans: Spans) -> str:
    """Write spans as HTML; everything in them is escaped."""
    return "".join(_span_as_html(span) for span in spans)


def _span_as_html(span: Span) -> str:
    text = escape(span.text)
    if isinstance(span, Code):
        return f"<code>{text}</code>"
    if isinstance(span, Link):
        return f'<a href="{escape(span.url)}" rel="noreferrer">{text}</a>'
    if isinstance(span, Blank):
        return f"<mark>{text}</mark>"
    return text


def blocks_as_html(blocks: tuple[Block, ...]) -> str:
    """Write blocks as HTML, one block after another."""
    return "\n".join(_block_as_html(block) for block in blocks)


def _block_as_html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{spans_as_html(block.spans)}</p>"
    if isinstance(block, Bullets):
        items = "\n".join(f"<li>{spans_as_html(item)}</li>" for item in block.items)
        return f"<ul>\n{items}\n</ul>"
    if isinstance(block, Facts):
        pairs = "\n".join(
            f"<div><dt>{escape(term)}</dt><dd>{spans_as_html(spans)}</dd></div>"
            for term, spans in block.items
        )
        return f"<dl>\n{pairs}\n</dl>"
    if isinstance(block, Table):
        return _table_as_html(block)
    name = f"{block.id}-heading"
    heading = f'<h{block.level} id="{name}">{escape(block.title)}</h{block.level}>'
    inner = blocks_as_html(block.blocks)
    return f'<section id="{block.id}" aria-labelledby="{name}">\n{heading}\n{inner}\n</section>'


_NARROW = 3  # more columns than this do not fit a telephone


def _table_as_html(table: Table) -> str:
    caption = escape(table.caption)
    kind = ' class="wide"' if len(table.header) > _NARROW else ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = "\n".join(_row_as_html(row) for row in table.rows)
    # A wide table scrolls by itself; a keyboard can reach it.
    return (
        f'<section class="table" tabindex="0" aria-label="{caption}">\n<table{kind}>\n'
        f"<caption>{caption}</caption>\n<thead>\n<tr>{head}</tr>\n</thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</section>"
    )


def _row_as_html(row: tuple[Spans, ...]) -> str:
    first, *rest = row
    cells = "".join(f"<td>{spans_as_html(cell)}</td>" for cell in rest)
    return f'<tr><th scope="row">{spans_as_html(first)}</th>{cells}</tr>'


# ---------------------------------------------------------------- Markdown

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#@$^{}!]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")


def spans_as_markdown(spans: Spans) -> str:
    """Write spans as one line of CommonMark (with GitHub's tables in mind); everything in them is escaped."""
    line = "".join(_span_as_markdown(span) for span in spans)
    # "1. " or "- " would begin a list.
    return _LINE_START.sub(lambda found: _escape_start(found[1]), line)


def _escape_start(start: str) -> str:
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _span_as_markdown(span: Span) -> str:
    if isinstance(span, Code):
        return _code_as_markdown(span.text)
    text = _SPECIAL.sub(r"\\\g<0>", span.text)
    if isinstance(span, Link):
        return f"[{text}](<{span.url}>)"
    if isinstance(span, Blank):
        return f"**{text}**"
    return text


def _code_as_markdown(text: str) -> str:
    """Write a code span whose fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or text != text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def blocks_as_markdown(blocks: tuple[Block, ...]) -> str:
    """Write blocks as Markdown, an empty line between them."""
    return "\n\n".join(_block_as_markdown(block) for block in blocks)


def _block_as_markdown(block: Block) -> str:
    if isinstance(block, Paragraph):
        return spans_as_markdown(block.spans)
    if isinstance(block, Bullets):
        return "\n".join(f"- {spans_as_markdown(item)}" for item in block.items)
    if isinstance(block, Facts):
        return "\n".join(
            f"- **{spans_as_markdown((TextSpan(term),))}:** {spans_as_markdown(spans)}"
            for term, spans in block.items
        )
    if isinstance(block, Table):
        return _table_as_markdown(block)
    heading = f"{'#' * block.level} {spans_as_markdown((TextSpan(block.title),))}"
    return f"{heading}\n\n{blocks_as_markdown(block.blocks)}"


def _table_as_markdown(table: Table) -> str:
    header = [spans_as_markdown((TextSpan(cell),)) for cell in table.header]
    lines = [header, ["---"] * len(header), *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(spans: Spans) -> str:
    # A bar ends a cell even inside a code span; elsewhere it is escaped already.
    return "".join(
        _span_as_markdown(span).replace("|", "\\|")
        if isinstance(span, Code)
        else _span_as_markdown(span)
        for span in spans
    )


# ---------------------------------------------------------------- plain data


def blocks_as_data(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Give blocks as JSON-ready data, for a program that shows the notice its own way."""
    return [_block_as_data(block) for block in blocks]


def _block_as_data(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"paragraph": spans_as_text(block.spans)}
    if isinstance(block, Bullets):
        return {"list": [spans_as_text(item) for item in block.items]}
    if isinstance(block, Facts):
        return {"facts": [[term, spans_as_text(spans)] for term, spans in block.items]}
    if isinstance(block, Table):
        rows = [[spans_as_text(cell) for cell in row] for row in block.rows]
        return {"table": block.caption, "header": list(block.header), "rows": rows}
    return {"section": block.id, "title": block.title, "blocks": blocks_as_data(block.blocks)}
