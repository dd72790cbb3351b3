"""A small document of headings, paragraphs, lists and tables; `document_html` and others write it.

Whatever text a span holds is shown as text: escaping happens in the writers alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Blank",
    "Block",
    "Bullets",
    "Code",
    "Facts",
    "Link",
    "Own",
    "Paragraph",
    "Section",
    "Span",
    "Spans",
    "Table",
    "TextSpan",
    "blocks_as_data",
    "direction",
    "link_or_own",
    "spans_as_text",
]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Plain words; `lang` names their language where it is not the document's."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """A name or an address as somebody wrote it, in whatever language and direction."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something typed or named exactly, such as a command or a field."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address or `mailto:` address under plain words; `link_or_own` makes only harmless ones."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that the maker still has to fill in; `text` says so."""

    text: str


Span = TextSpan | Own | Code | Link | Blank
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
    """A headed part; `id` is a safe anchor, `level` 2 or 3, `lang` the title's language where it is another."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 2
    lang: str = ""


Block = Paragraph | Bullets | Facts | Table | Section

# Only whole addresses of harmless shape become links; anything else is shown as text.
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/?=&%+,;@-]*)?")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def link_or_own(text: str) -> Span:
    """Give a link when `text` is a web or mail address and nothing else, else the text as somebody's own."""
    if _WEB.fullmatch(text):
        return Link(text, text)
    if _MAIL.fullmatch(text):
        return Link(text, f"mailto:{text}")
    return Own(text)


def spans_as_text(spans: Spans) -> str:
    """Give the words alone."""
    return "".join(span.text for span in spans)


_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """Give which way a language is written: `ltr` or `rtl`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


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
