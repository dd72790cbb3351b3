"""What the sections of the privacy notice are made of: the words of one language, and what the declaration says in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from optlog_policy.completeness import blanks
from optlog_policy.document import (
    Blank,
    Block,
    Bullets,
    Code,
    Paragraph,
    Section,
    Span,
    Spans,
    Table,
    TextSpan,
    link_or_own,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.words import Words

__all__ = ["NoticeWords", "RuleLike"]


class RuleLike(Protocol):
    """What the notice asks of a redaction rule."""

    @property
    def category(self) -> str:
        """`secret`, `pii` or `identifier`."""
        ...

    @property
    def family(self) -> str:
        """What the rule is about, such as `cloud`."""
        ...


class NoticeWords:
    """The title and remarks of one notice, and the pieces its sections are made of, in the words of one language."""

    def __init__(self, policy: CollectionPolicy, words: Words, rules: Iterable[RuleLike]) -> None:
        self.policy = policy
        self.words = words
        self.rules = Counter((rule.category, rule.family) for rule in rules)
        self.blank = Blank(words.plain("common.blank"))

    @property
    def title(self) -> str:
        """Give the heading of the whole."""
        title = self._said(self.policy, "title").text
        return self.words.plain("page.title", title=title)

    @property
    def version(self) -> str:
        """Give the version and date of the declaration, in words."""
        date = self.words.date(self.policy.date)
        return self.words.plain("page.version", version=self.policy.version, date=date)

    @property
    def draft(self) -> Spans:
        """Give the remark on top of a notice with blanks; nothing when there are none."""
        count = len(blanks(self.policy))
        if not count:
            return ()
        places = self.words.counted("page.places", count)
        return self.words.spans("page.draft", places=places, blank=self.blank)

    @property
    def digest(self) -> Spans:
        """Give the digest of the declaration, in words."""
        return self.words.spans("page.digest", digest=Code(self.policy.digest))

    def _section(self, name: str, *blocks: Block) -> Section:
        return Section(name, self.words.plain(f"{name}.heading"), blocks)

    def _say(self, key: str, **values: str | Span | Spans) -> Paragraph:
        return Paragraph(self.words.spans(key, **values))

    def _bullets(self, *keys: str, **values: str | Span | Spans) -> Bullets:
        return Bullets(tuple(self.words.spans(key, **values) for key in keys))

    def _or_blank(self, text: str) -> Span:
        return link_or_own(text) if text else self.blank

    def _said(self, item: Any, key: str) -> TextSpan:
        """Give what a declaration says, in the notice's language where it does; else as declared, its language marked."""
        text, language = self.policy.said(item, key, self.words.locale)
        return TextSpan(text, "" if language == self.words.locale else language)

    def _said_or_blank(self, item: Any, key: str) -> Span:
        said = self._said(item, key)
        return said if said.text else self.blank

    def _purpose_titles(self) -> Spans:
        return self.words.listed([(self._said(item, "title"),) for item in self.policy.purposes])

    def _table(
        self, name: str, header: Iterable[str], rows: tuple[tuple[Spans, ...], ...]
    ) -> Table:
        cells = tuple(self.words.plain(f"{name}.{key}") for key in header)
        return Table(self.words.plain(f"{name}.caption"), cells, rows)
