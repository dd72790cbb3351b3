"""A document written as PDF, with fpdf2 and HarfBuzz (extra `optlog[pdf]`): accents and right-to-left text included.

The fonts come along, so that the same document gives the same bytes on every computer that has the same fpdf2.
"""

from __future__ import annotations

import datetime as dt
import logging
import unicodedata
from importlib import resources
from typing import TYPE_CHECKING, Any

from optlog_policy.document import (
    Bullets,
    Facts,
    Paragraph,
    Section,
    Span,
    TextSpan,
    direction,
    spans_as_text,
)
from optlog_policy.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.document import Block, Spans, Table

__all__ = ["write_pdf"]

_FONT = "DejaVuSans"
_INK, _SOFT, _LINE = (27, 31, 36), (87, 96, 106), (208, 215, 222)
_MARGIN_MM = 20
_BODY, _SMALL = 10.5, 8.0
_LEADING = 0.53
"""Height of a line in mm for each point of type."""
_HEADINGS = {1: 20.0, 2: 14.0, 3: 11.5}
_NARROW = 3
_PAD_MM = 1.2
_SHARES = {5: (25, 32, 13, 16, 14), 4: (24, 28, 18, 30), 3: (36, 48, 16), 2: (50, 50)}


def write_pdf(
    title: str,
    remarks: tuple[Spans, ...],
    blocks: tuple[Block, ...],
    *,
    language: str,
    day: dt.date,
) -> bytes:
    """Give the document as PDF.

    Args:
        title: heading of the whole, and the file's title.
        remarks: paragraphs under the title.
        blocks: what follows.
        language: of the words, such as `ar`; decides which way they run.
        day: the day that the file names as its own.

    Raises:
        PolicyError: fpdf2 is not installed, or a character has no glyph in the fonts.
    """
    try:
        import uharfbuzz  # noqa: F401  fpdf2 needs it for Arabic letters, and would say so too late
        from fpdf import FPDF
    except ImportError:
        raise PolicyError(
            "PDF needs fpdf2 and uharfbuzz", hint="pip install 'optlog[pdf]'"
        ) from None
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table it leaves out

    writer = _Writer(FPDF(format="A4"), language)
    try:
        writer.begin(title, day)
        for remark in remarks:
            writer.paragraph(remark, color=_SOFT)
        for block in blocks:
            writer.block(block)
        return writer.finish()
    finally:
        writer.close()


class _Writer:
    """Puts blocks on pages, one after another."""

    def __init__(self, pdf: Any, language: str) -> None:
        self._pdf = pdf
        self._rtl = direction(language) == "rtl"
        self._language = language
        self._known: frozenset[int] = frozenset()
        self._widths: dict[tuple[str, float, str, bool], float] = {}
        self._shaped = False

    def begin(self, title: str, day: dt.date) -> None:
        pdf = self._pdf
        made = dt.datetime.combine(day, dt.time(), tzinfo=dt.timezone.utc)
        pdf.set_creation_date(made)
        pdf.set_title(title)
        pdf.set_creator("optlog")
        pdf.set_lang(self._language)
        pdf.set_margin(_MARGIN_MM)
        pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
        for style, name in (("", f"{_FONT}.ttf"), ("B", f"{_FONT}-Bold.ttf")):
            file = resources.files("optlog_policy") / "fonts" / name
            with resources.as_file(file) as path:
                pdf.add_font(_FONT, style, str(path))
        self._known = frozenset(pdf.fonts[_FONT.lower()].cmap)
        pdf.set_draw_color(*_LINE)
        pdf.add_page()
        self.heading(title, 1)

    def finish(self) -> bytes:
        return bytes(self._pdf.output())

    def close(self) -> None:
        """Close the font files, which fpdf2 leaves open."""
        for font in self._pdf.fonts.values():
            font.ttfont.close()

    def heading(self, text: str, level: int) -> None:
        pdf, size = self._pdf, _HEADINGS[level]
        if level > 1:
            pdf.ln(size * 0.4)
            if pdf.will_page_break(size * 2.5):  # no heading alone at the foot of a page
                pdf.add_page()
            self._font(size, bold=True)
            pdf.start_section(text, level - 2)
        self._text(text, size, bold=True)
        pdf.ln(size * 0.12)

    def paragraph(self, spans: Spans, *, color: tuple[int, int, int] = _INK) -> None:
        self._text(self._words(spans), _BODY, color=color)
        self._pdf.ln(2)

    def block(self, block: Block) -> None:
        if isinstance(block, Section):
            self.heading(block.title, block.level)
            for inner in block.blocks:
                self.block(inner)
        elif isinstance(block, Paragraph):
            self.paragraph(block.spans)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.paragraph((TextSpan("•  "), *item))
        elif isinstance(block, Facts):
            for term, spans in block.items:
                self._text(term, _BODY, color=_SOFT)
                self.paragraph(spans)
        else:
            self._table(block)

    def _table(self, table: Table) -> None:
        pdf = self._pdf
        rows = [tuple(spans_as_text(cell) for cell in row) for row in table.rows]
        shares = _SHARES.get(len(table.header), (1,) * len(table.header))
        widths = [pdf.epw * share / sum(shares) for share in shares]
        self._row(table.header, widths, bold=True)
        for cells in rows:
            if not self._row(cells, widths):
                pdf.add_page()
                self._row(table.header, widths, bold=True)
                if not self._row(cells, widths):  # higher than a page
                    for name, text in zip(table.header, cells, strict=True):
                        self._text(name, _BODY, color=_SOFT)
                        self._text(text, _BODY)
        pdf.ln(4)

    def _row(self, cells: tuple[str, ...], widths: list[float], *, bold: bool = False) -> bool:
        """Draw one row with a line under it; False when it does not fit on what is left of the page."""
        pdf, size = self._pdf, _SMALL if len(cells) >= _NARROW else _BODY
        self._font(size, bold=bold)
        pdf.set_text_color(*_INK)
        lines = [self._lines(cell, w - 2 * _PAD_MM) for cell, w in zip(cells, widths, strict=True)]
        step = size * _LEADING
        height = max(len(cell) for cell in lines) * step + 2 * _PAD_MM
        if pdf.will_page_break(height):
            return False
        top, x = pdf.get_y(), pdf.l_margin + (pdf.epw if self._rtl else 0)
        for cell, text, width in zip(lines, cells, widths, strict=True):
            x -= width if self._rtl else 0
            self._shape(text)
            for number, line in enumerate(cell):
                pdf.set_xy(x + _PAD_MM, top + _PAD_MM + number * step)
                pdf.cell(width - 2 * _PAD_MM, step, line, align="R" if self._rtl else "L")
            x += 0 if self._rtl else width
        pdf.line(pdf.l_margin, top + height, pdf.l_margin + pdf.epw, top + height)
        pdf.set_xy(pdf.l_margin, top + height)
        return True

    def _lines(self, text: str, width: float) -> list[str]:
        """Break a text into lines. fpdf2 does so too, but measures each line anew for every letter."""
        self._check(text)
        self._shape(text)
        lines, line, used = [], "", 0.0
        space = self._width(" ")
        for word in (part for whole in text.split(" ") for part in self._parts(whole, width)):
            wide = self._width(word)
            if line and used + space + wide > width:
                lines.append(line)
                line, used = word, wide
            else:
                used += wide + (space if line else 0)
                line = f"{line} {word}" if line else word
        return [*lines, line]

    def _parts(self, word: str, width: float) -> Iterator[str]:
        """Give a word, in pieces when it is wider than a line."""
        while self._width(word) > width and len(word) > 1:
            end = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or self._width(word[:n]) <= width
            )
            yield word[:end]
            word = word[end:]
        yield word

    def _width(self, text: str) -> float:
        key = (text, self._pdf.font_size_pt, self._pdf.font_style, self._shaped)
        if key not in self._widths:
            self._widths[key] = self._pdf.get_string_width(text)
        return self._widths[key]

    def _words(self, spans: Spans) -> str:
        """Give the words; on a page from right to left, what is not the page's own words keeps its direction."""
        if not self._rtl or len(spans) == 1:
            return spans_as_text(spans)
        return "".join(_held(span) for span in spans)

    def _shape(self, text: str) -> None:
        """Shape text that needs it, which costs most of the time; the page's own direction holds where both are mixed."""
        turned = _is_turned(text)
        way = "rtl" if self._rtl and turned else "ltr"
        self._shaped = turned
        self._pdf.set_text_shaping(turned, direction=way)

    def _text(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: tuple[int, int, int] = _INK,
    ) -> None:
        pdf = self._pdf
        self._font(size, bold=bold)
        pdf.set_text_color(*color)
        for line in self._lines(text, pdf.epw):
            align = "R" if self._rtl else "L"
            pdf.cell(0, size * _LEADING, line, align=align, new_x="LMARGIN", new_y="NEXT")

    def _font(self, size: float, *, bold: bool = False) -> None:
        self._pdf.set_font(_FONT, "B" if bold else "", size)

    def _check(self, text: str) -> None:
        missing = next((char for char in text if ord(char) not in self._known), None)
        if missing is not None:
            raise PolicyError(
                f"the PDF's fonts have no character U+{ord(missing):04X}",
                hint="export HTML, or write the declaration in Latin, Greek, Cyrillic or Arabic letters",
            )


_LEFT_TO_RIGHT_MARK = "\u200e"


def _held(span: Span) -> str:
    """Give a span's words; a name, a command or an address is held together in its own direction by marks."""
    own = not isinstance(span, TextSpan) or bool(span.lang)
    turned = not own or _is_turned(span.text)
    return span.text if turned else f"{_LEFT_TO_RIGHT_MARK}{span.text}{_LEFT_TO_RIGHT_MARK}"


def _is_turned(text: str) -> bool:
    """Say whether any letter of `text` is written from right to left."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)
