"""A document written as HTML; everything in it is escaped, and nothing outside is named but links."""

from __future__ import annotations

from html import escape

from optlog_policy.document import (
    Blank,
    Block,
    Bullets,
    Code,
    Facts,
    Link,
    Own,
    Paragraph,
    Span,
    Spans,
    Table,
    TextSpan,
    direction,
)

__all__ = ["blocks_as_html", "spans_as_html"]


def spans_as_html(spans: Spans) -> str:
    """Write spans as HTML; everything in them is escaped."""
    return "".join(_span_as_html(span) for span in spans)


def _span_as_html(span: Span) -> str:
    text = escape(span.text)
    if isinstance(span, Code):
        return f"<code>{text}</code>"
    if isinstance(span, Own):
        return f"<bdi>{text}</bdi>"
    if isinstance(span, Link):
        return f'<a href="{escape(span.url)}" rel="noreferrer">{text}</a>'
    if isinstance(span, Blank):
        return f"<mark>{text}</mark>"
    return f"<span{_marked(span.lang)}>{text}</span>" if span.lang else text


def _marked(language: str) -> str:
    """Give the attributes that mark words of another language."""
    return f' lang="{escape(language)}" dir="{direction(language)}"' if language else ""


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
    title = spans_as_html((TextSpan(block.title, block.lang),))
    heading = f'<h{block.level} id="{name}">{title}</h{block.level}>'
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
