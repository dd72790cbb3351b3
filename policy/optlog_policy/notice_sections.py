"""The sections of the privacy notice, filled from the declaration and the redaction rules."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Literal, Protocol

from optlog_policy.completeness import blanks
from optlog_policy.document import (
    Blank,
    Block,
    Bullets,
    Code,
    Facts,
    Paragraph,
    Section,
    Span,
    Spans,
    Table,
    TextSpan,
    link_or_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog_policy.collection import CollectionPolicy, DeclaredField, Source
    from optlog_policy.words import Words

__all__ = ["Notice", "RuleLike"]


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


class Notice:
    """The title, remarks and sections of one notice, in the words of one language."""

    def __init__(self, policy: CollectionPolicy, words: Words, rules: Iterable[RuleLike]) -> None:
        self.policy = policy
        self.words = words
        self.rules = Counter((rule.category, rule.family) for rule in rules)
        self.blank = Blank(words.plain("common.blank"))

    @property
    def title(self) -> str:
        """Give the heading of the whole."""
        return self.words.plain("page.title", title=self.policy.title)

    @property
    def version(self) -> str:
        """Give the version and date of the declaration, in words."""
        date = self.words.date(self.policy.date)
        return self.words.plain("page.version", version=self.policy.version, date=date)

    @property
    def draft(self) -> Spans:
        """Give the remark on top of a notice with blanks; nothing when there are none."""
        count = len(blanks(self.policy))
        key = "page.draft_one" if count == 1 else "page.draft"
        return self.words.spans(key, count=str(count), blank=self.blank) if count else ()

    @property
    def digest(self) -> Spans:
        """Give the digest of the declaration, in words."""
        return self.words.spans("page.digest", digest=Code(self.policy.digest))

    def sections(self) -> tuple[Section, ...]:
        """Give all sections, in the order in which they are read."""
        return (
            self._short(),
            self._who(),
            self._why(),
            self._fields(),
            self._never(),
            self._redaction(),
            self._pseudonyms(),
            self._retention(),
            self._recipients(),
            self._refuse(),
            self._rights(),
            self._complaint(),
            self._california(),
            self._changes(),
        )

    def _section(self, name: str, *blocks: Block) -> Section:
        return Section(name, self.words.plain(f"{name}.heading"), blocks)

    def _say(self, key: str, **values: str | Span | Spans) -> Paragraph:
        return Paragraph(self.words.spans(key, **values))

    def _bullets(self, *keys: str, **values: str | Span | Spans) -> Bullets:
        return Bullets(tuple(self.words.spans(key, **values) for key in keys))

    def _or_blank(self, text: str) -> Span:
        return link_or_text(text) if text else self.blank

    def _purpose_titles(self) -> Spans:
        return self.words.listed([(TextSpan(item.title),) for item in self.policy.purposes])

    def _short(self) -> Section:
        keys = ("short.off", "short.each", "short.same", "short.redacted", "short.pseudonymous")
        return self._section("short", self._bullets(*keys, purposes=self._purpose_titles()))

    def _who(self) -> Section:
        who = self.policy.controller
        told = [("name", self._or_blank(who.name)), ("contact", self._or_blank(who.contact))]
        optional = (
            ("address", who.address),
            ("representative", who.representative),
            ("dpo", who.dpo),
            ("audience", self.policy.audience),
        )
        told += [(key, link_or_text(text)) for key, text in optional if text]
        facts = tuple((self.words.plain(f"who.{key}"), (span,)) for key, span in told)
        return self._section("who", Facts(facts))

    def _why(self) -> Section:
        order = self.words.listed([(TextSpan(name),) for name in self._purposes_by_source()])
        purposes = [self._purpose(purpose.id) for purpose in self.policy.purposes]
        last = self._say("why.first_match", purposes=order)
        return self._section("why", self._say("why.intro"), last, *purposes)

    def _purposes_by_source(self) -> list[str]:
        order = dict.fromkeys(source.purpose for source in self.policy.sources)
        return [self.policy.purpose(purpose_id).title for purpose_id in order]

    def _purpose(self, purpose_id: str) -> Section:
        purpose = self.policy.purpose(purpose_id)
        sources = [self._source(item) for item in self.policy.sources if item.purpose == purpose_id]
        fields = [(Code(field.name),) for field in self.policy.fields_for(purpose_id)]
        words = self.words
        facts = (
            (words.plain("why.records_term"), words.listed(sources)),
            (words.plain("why.record_fields_term"), words.listed(fields)),
            (words.plain("why.basis_term"), words.spans("why.basis_consent")),
        )
        text = Paragraph((TextSpan(purpose.sentence),))
        return Section(f"purpose-{purpose_id}", purpose.title, (text, Facts(facts)), level=3)

    def _source(self, source: Source) -> Spans:
        """Say which records a source takes."""
        events = [
            self.words.plain("why.event_prefix", prefix=event[:-1])
            if event.endswith("*")
            else event
            for event in source.events
        ]
        told = (
            ("level", source.levels),
            ("logger", source.loggers),
            ("event", events),
            ("has_field", source.has_fields),
        )
        join = TextSpan(self.words.plain("why.condition_join"))
        conditions: list[Span] = []
        for key, names in told:
            if names:
                listed = self.words.listed([(Code(name),) for name in names])
                phrase = f"why.{key}" if len(names) == 1 else f"why.{key}s"
                conditions += [join, *self.words.spans(phrase, names=listed)]
        if not conditions:
            return self.words.spans("why.source_any")
        return self.words.spans("why.source", conditions=tuple(conditions[1:]))

    def _fields(self) -> Section:
        header = ("field", "holds", "kind", "example", "purposes")
        rows = tuple(self._field(field) for field in self.policy.fields)
        table = self._table("fields", header, rows)
        return self._section("fields", self._say("fields.intro"), table)

    def _table(
        self, name: str, header: Iterable[str], rows: tuple[tuple[Spans, ...], ...]
    ) -> Table:
        cells = tuple(self.words.plain(f"{name}.{key}") for key in header)
        return Table(self.words.plain(f"{name}.caption"), cells, rows)

    def _field(self, field: DeclaredField) -> tuple[Spans, ...]:
        holds = [field.description, field.why]
        if field.since > 1:
            holds.append(self.words.plain("fields.since", version=field.since))
        if field.expires is not None:
            holds.append(self.words.plain("fields.until", date=self.words.date(field.expires)))
        return (
            (Code(field.name),),
            (TextSpan(" ".join(text for text in holds if text)),),
            (TextSpan(self.words.table("fields.kinds")[field.type]),),
            (Code(_example(field.example)),),
            self._field_purposes(field),
        )

    def _field_purposes(self, field: DeclaredField) -> Spans:
        if set(field.purposes) == set(self.policy.purpose_ids):
            return self.words.spans("fields.all_purposes")
        titles = [item.title for item in self.policy.purposes if item.id in field.purposes]
        return self.words.listed([(TextSpan(title),) for title in titles])

    def _never(self) -> Section:
        keys = ("undeclared", "before", "choice", "recognised", "special")
        marker = Code("[redacted:…]")
        return self._section(
            "never", self._bullets(*(f"never.{key}" for key in keys), marker=marker)
        )

    def _redaction(self) -> Section:
        known = self.words.table("redaction.categories")
        order = [*known, *sorted({category for category, _ in self.rules} - set(known))]
        rows = [self._category(item, str(known.get(item, item))) for item in order]
        table = self._table(
            "redaction", ("category", "families", "count"), tuple(row for row in rows if row)
        )
        total = self.words.rules(sum(self.rules.values()))
        intro = self._say("redaction.intro", rules=total)
        rest = [self._say(f"redaction.{key}") for key in ("how", "limits", "see")]
        return self._section("redaction", intro, table, *rest)

    def _category(self, category: str, title: str) -> tuple[Spans, ...]:
        """Count the rules of one category by family; nothing when there are none."""
        families = {family: count for (of, family), count in self.rules.items() if of == category}
        if not families:
            return ()
        named = sorted((self.words.family(family), count) for family, count in families.items())
        told = [
            self.words.spans("redaction.family", family=name, count=str(n)) for name, n in named
        ]
        total = str(sum(families.values()))
        return (TextSpan(title),), self.words.listed(told), (TextSpan(total),)

    def _pseudonyms(self) -> Section:
        keys = ("how", "same", "reset")
        return self._section("pseudonyms", *(self._say(f"pseudonyms.{key}") for key in keys))

    def _retention(self) -> Section:
        rows = tuple(
            (
                (TextSpan(purpose.title),),
                (TextSpan(self.words.days(purpose.retention_days)),),
                (TextSpan(self.words.days(purpose.validity_days)),),
            )
            for purpose in self.policy.purposes
        )
        table = self._table("retention", ("purpose", "kept", "valid"), rows)
        return self._section("retention", table, self._say("retention.waiting"))

    def _recipients(self) -> Section:
        blocks: list[Block] = [
            self._say("recipients.intro" if self.policy.recipients else "recipients.nobody")
        ]
        if self.policy.recipients:
            rows = tuple(self._recipient(index) for index in range(len(self.policy.recipients)))
            header = ("name", "role", "country", "safeguard")
            blocks.append(self._table("recipients", header, rows))
        blocks += [
            self._say("recipients.how"),
            self._say("recipients.address"),
            self._practice("sold"),
            self._practice("decisions"),
        ]
        practices = self.policy.practices
        if practices.sells_or_shares or practices.automated_decisions:
            blocks.append(Paragraph((self._or_blank(practices.explanation),)))
        return self._section("recipients", *blocks)

    def _recipient(self, index: int) -> tuple[Spans, ...]:
        recipient = self.policy.recipients[index]
        name: Spans = (self._or_blank(recipient.name),)
        if recipient.url:
            name = (*name, TextSpan(" "), link_or_text(recipient.url))
        return (
            name,
            (TextSpan(recipient.role),),
            (self._or_blank(recipient.country),),
            (self._or_blank(recipient.safeguard),),
        )

    def _practice(self, name: Literal["sold", "decisions"]) -> Paragraph:
        practices = self.policy.practices
        value = practices.sells_or_shares if name == "sold" else practices.automated_decisions
        answer = "blank" if value is None else "yes" if value else "no"
        return self._say(f"recipients.{name}_{answer}", blank=self.blank)

    def _refuse(self) -> Section:
        ways = self._bullets("refuse.window", "refuse.command")
        after = [self._say(f"refuse.{key}") for key in ("effect", "environment", "free")]
        return self._section("refuse", self._say("refuse.intro"), ways, *after)

    def _rights(self) -> Section:
        keys = ("access", "rectification", "erasure", "restriction", "portability")
        contact = self._or_blank(self.policy.controller.contact)
        return self._section(
            "rights",
            self._say("rights.intro"),
            self._bullets(*(f"rights.{key}" for key in keys)),
            self._say("rights.withdraw"),
            self._say("rights.how", contact=contact),
        )

    def _complaint(self) -> Section:
        authority = self.policy.authority
        told = [link_or_text(text) for text in (authority.name, authority.url) if text]
        blocks = [self._say("complaint.own")]
        if told:
            spans = tuple(span for item in told for span in (TextSpan(", "), item))[1:]
            blocks.append(self._say("complaint.named", authority=spans))
        return self._section("complaint", *blocks)

    def _california(self) -> Section:
        personal = any(field.personal for field in self.policy.fields)
        names = [self.policy.controller.name, *(item.name for item in self.policy.recipients)]
        recipients = self.words.listed([(self._or_blank(name),) for name in names])
        categories = "categories_identifiers" if personal else "categories"
        bullets = self._bullets(
            f"california.{categories}",
            *(
                f"california.{key}"
                for key in ("source", "purposes", "kept", "disclosed", "sensitive")
            ),
            "california.rights",
            purposes=self._purpose_titles(),
            recipients=recipients,
        )
        contact = self._or_blank(self.policy.controller.contact)
        how = self._say("california.how", contact=contact)
        sold = self._practice("sold")
        return self._section("california", self._say("california.intro"), bullets, sold, how)

    def _changes(self) -> Section:
        blocks: list[Block] = [self._say("changes.ask")]
        rows = tuple(
            (
                (TextSpan(str(change.version)),),
                (TextSpan(self.words.date(change.date)),),
                (TextSpan(change.text),),
            )
            for change in sorted(self.policy.changes, key=lambda change: -change.version)
        )
        if rows:
            blocks.append(self._table("changes", ("version", "date", "text"), rows))
        return self._section("changes", *blocks)


def _example(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
