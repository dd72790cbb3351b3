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
_SHARES = {5: (23, 34, 13, 16, 14), 4: (24, 28, 18, 30), 3: (36, 48, 16), 2: (50, 50)}


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
        from fpdf import FPDF, FontFace
        from fpdf.enums import TableBordersLayout, TableHeadingsDisplay
    except ImportError:
        raise PolicyError(
            "PDF needs fpdf2 and uharfbuzz", hint="pip install 'optlog[pdf]'"
        ) from None
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table it leaves out

    writer = _Writer(FPDF(format="A4"), language)
    writer.face = FontFace(emphasis="BOLD", color=_INK)
    writer.table_options = {
        "borders_layout": TableBordersLayout.HORIZONTAL_LINES,
        "repeat_headings": TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
    }
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

    face: Any
    table_options: dict[str, Any]

    def __init__(self, pdf: Any, language: str) -> None:
        self._pdf = pdf
        self._rtl = direction(language) == "rtl"
        self._language = language
        self._known: frozenset[int] = frozenset()

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
        rows = [table.header, *(tuple(spans_as_text(cell) for cell in row) for row in table.rows)]
        shares = _SHARES.get(len(table.header), (1,) * len(table.header))
        self._font(_SMALL if len(table.header) >= _NARROW else _BODY)
        # Each cell runs as its first letter does.
        pdf.set_text_shaping(any(_is_turned(text) for row in rows for text in row), direction=None)
        size = pdf.font_size_pt
        with pdf.table(
            col_widths=shares[::-1] if self._rtl else shares,
            line_height=size * _LEADING,
            padding=1.2,
            text_align="RIGHT" if self._rtl else "LEFT",
            headings_style=self.face,
            **self.table_options,
        ) as drawn:
            for cells in rows:
                line = drawn.row()
                for text in reversed(cells) if self._rtl else cells:
                    self._check(text)
                    line.cell(text)
        pdf.ln(4)

    def _words(self, spans: Spans) -> str:
        """Give the words; on a page from right to left, what is not the page's own words keeps its direction."""
        if not self._rtl or len(spans) == 1:
            return spans_as_text(spans)
        return "".join(_held(span) for span in spans)

    def _shape(self, text: str) -> None:
        """Shape text that needs it, which costs most of the time; the page's own direction holds where both are mixed."""
        turned = _is_turned(text)
        way = "rtl" if self._rtl and turned else "ltr"
        self._pdf.set_text_shaping(turned, direction=way)

    def _text(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: tuple[int, int, int] = _INK,
    ) -> None:
        self._check(text)
        self._font(size, bold=bold)
        self._pdf.set_text_color(*color)
        align = "R" if self._rtl else "L"
        height = size * _LEADING
        self._shape(text)
        self._pdf.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

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
