"""The privacy notice, made from the declaration that the pipeline enforces.

Nothing outside the declaration, the redaction rules and the words of the language goes into it: the same three give the
same bytes. It answers GDPR Art. 13 and the disclosures of the CCPA (1798.100, 1798.130).
"""

from __future__ import annotations

import json
from html import escape
from string import Template
from typing import TYPE_CHECKING, Any, Literal

from optlog_policy.completeness import blanks, require_complete
from optlog_policy.document import Paragraph, TextSpan, blocks_as_data
from optlog_policy.document_html import blocks_as_html, spans_as_html
from optlog_policy.document_markdown import blocks_as_markdown, spans_as_markdown
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import dotted
from optlog_policy.notice_sections import Notice
from optlog_policy.notice_words import RuleLike
from optlog_policy.words import Words, template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.document import Block

__all__ = ["Format", "RuleLike", "render", "render_pdf"]

Format = Literal["md", "html", "json"]


def render(
    policy: CollectionPolicy,
    fmt: Format,
    *,
    rules: Iterable[RuleLike],
    locale: str = "en",
    draft: bool = False,
) -> str:
    """Give the notice as Markdown, as one HTML page without outside parts, or as JSON.

    PolicyError when something that the law wants is blank (unless `draft`, which marks each such place), when there are
    no words for `locale`, or when the format is not known.
    """
    if fmt not in _WRITERS:
        raise PolicyError(f"no such format: {fmt}", hint=f"there are: {', '.join(_WRITERS)}")
    words = Words(locale)
    if not draft:
        require_complete(policy)
    return _WRITERS[fmt](Notice(policy, words, rules))


def render_pdf(
    policy: CollectionPolicy,
    *,
    rules: Iterable[RuleLike],
    locale: str = "en",
    draft: bool = False,
) -> bytes:
    """Give the notice as PDF, dated with the declaration's own day; arguments and errors as for `render`.

    PolicyError as well when fpdf2 (extra `optlog[pdf]`) is not installed.
    """
    from optlog_policy.document_pdf import write_pdf

    words = Words(locale)
    if not draft:
        require_complete(policy)
    notice = Notice(policy, words, rules)
    remarks = ((TextSpan(notice.version),), *((notice.draft,) if notice.draft else ()))
    end = (Paragraph(words.spans("page.made_from")), Paragraph(notice.digest))
    blocks: tuple[Block, ...] = (*notice.sections(), *end)
    return write_pdf(notice.title, remarks, blocks, language=locale, day=policy.date)


def _as_markdown(notice: Notice) -> str:
    title = spans_as_markdown((TextSpan(notice.title),))
    parts = [f"# {title}", spans_as_markdown((TextSpan(notice.version),))]
    if notice.draft:
        parts.append(f"> {spans_as_markdown(notice.draft)}")
    parts.append(blocks_as_markdown(notice.sections()))
    made_from = notice.words.spans("page.made_from")
    parts += ["---", f"{spans_as_markdown(made_from)} {spans_as_markdown(notice.digest)}"]
    return "\n\n".join(parts) + "\n"


def _as_html(notice: Notice) -> str:
    words = notice.words
    sections = notice.sections()
    draft = (
        f'<p class="draft" role="note">{spans_as_html(notice.draft)}</p>' if notice.draft else ""
    )
    contents = "\n".join(
        f'<li><a href="#{section.id}">{escape(section.title)}</a></li>' for section in sections
    )
    return Template(template("notice.html")).substitute(
        lang=escape(words.locale),
        dir=words.direction,
        title=escape(notice.title),
        style=template("notice.css").strip(),
        skip=escape(words.plain("page.skip")),
        version=escape(notice.version),
        draft=draft,
        contents_title=escape(words.plain("page.contents")),
        contents=contents,
        sections=blocks_as_html(sections),
        made_from=spans_as_html(words.spans("page.made_from")),
        digest=spans_as_html(notice.digest),
    )


def _as_json(notice: Notice) -> str:
    policy = notice.policy
    counts: dict[str, dict[str, int]] = {}
    for (category, family), count in sorted(notice.rules.items()):
        counts.setdefault(category, {})[family] = count
    data: dict[str, Any] = {
        "notice": 1,
        "locale": notice.words.locale,
        "direction": notice.words.direction,
        "title": notice.title,
        "draft": bool(notice.draft),
        "blanks": [dotted(blank.where) for blank in blanks(policy)],
        "digest": policy.digest,
        "policy": policy.model_dump(mode="json"),
        "redaction": counts,
        "sections": blocks_as_data(notice.sections()),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


_WRITERS = {"md": _as_markdown, "html": _as_html, "json": _as_json}
