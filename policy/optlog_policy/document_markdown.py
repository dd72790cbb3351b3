"""A document written as CommonMark, with GitHub's tables in mind; everything in it is escaped."""

from __future__ import annotations

import re

from optlog_policy.document import (
    Blank,
    Block,
    Bullets,
    Code,
    Facts,
    Link,
    Paragraph,
    Span,
    Spans,
    Table,
    TextSpan,
)

__all__ = ["blocks_as_markdown", "spans_as_markdown"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#@$^{}!]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")

_DASH = "\N{EN DASH}"  # a colon would need a blank before it in French


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
            f"- **{spans_as_markdown((TextSpan(term),))}** {_DASH} {spans_as_markdown(spans)}"
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
