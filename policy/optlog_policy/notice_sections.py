"""The sections of the privacy notice, filled from the declaration and the redaction rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from optlog_policy.document import (
    Block,
    Code,
    Facts,
    Paragraph,
    Section,
    Span,
    Spans,
    TextSpan,
    link_or_own,
)
from optlog_policy.notice_words import NoticeWords

if TYPE_CHECKING:
    from optlog_policy.collection import DeclaredField, Source

__all__ = ["Notice"]


class Notice(NoticeWords):
    """All sections of one notice, in the words of one language."""

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

    def _short(self) -> Section:
        keys = ("short.off", "short.each", "short.same", "short.redacted", "short.pseudonymous")
        return self._section("short", self._bullets(*keys, purposes=self._purpose_titles()))

    def _who(self) -> Section:
        who = self.policy.controller
        told = [("name", self._or_blank(who.name)), ("contact", self._or_blank(who.contact))]
        optional = (
            ("address", who.address),
            ("email", who.email),
            ("phone", who.phone),
            ("website", who.url),
            ("representative", who.representative),
            ("dpo", who.dpo),
        )
        told += [(key, link_or_own(text)) for key, text in optional if text]
        for key in ("audience", "data_subjects"):
            if getattr(self.policy, key):
                told.append((key, self._said(self.policy, key)))
        if self.policy.notice_url:
            told.append(("published", link_or_own(self.policy.notice_url)))
        facts = tuple((self.words.plain(f"who.{key}"), (span,)) for key, span in told)
        return self._section("who", Facts(facts))

    def _why(self) -> Section:
        order = self.words.listed([(span,) for span in self._purposes_by_source()])
        purposes = [self._purpose(purpose.id) for purpose in self.policy.purposes]
        last = self._say("why.first_match", purposes=order)
        return self._section("why", self._say("why.intro"), last, *purposes)

    def _purposes_by_source(self) -> list[TextSpan]:
        order = dict.fromkeys(source.purpose for source in self.policy.sources)
        return [self._said(self.policy.purpose(purpose_id), "title") for purpose_id in order]

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
        text = Paragraph((self._said(purpose, "sentence"),))
        title = self._said(purpose, "title")
        blocks = (text, Facts(facts))
        return Section(f"purpose-{purpose_id}", title.text, blocks, level=3, lang=title.lang)

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

    def _field(self, field: DeclaredField) -> tuple[Spans, ...]:
        holds = [self._said(field, key) for key in ("description", "why")]
        if field.since > 1:
            holds.append(TextSpan(self.words.plain("fields.since", version=field.since)))
        if field.expires is not None:
            date = self.words.date(field.expires)
            holds.append(TextSpan(self.words.plain("fields.until", date=date)))
        spaced = [item for span in holds if span.text for item in (TextSpan(" "), span)]
        return (
            (Code(field.name),),
            tuple(spaced[1:]),
            (TextSpan(self.words.table("fields.kinds")[field.type]),),
            (Code(_example(field.example)),),
            self._field_purposes(field),
        )

    def _field_purposes(self, field: DeclaredField) -> Spans:
        if set(field.purposes) == set(self.policy.purpose_ids):
            return self.words.spans("fields.all_purposes")
        purposes = [item for item in self.policy.purposes if item.id in field.purposes]
        return self.words.listed([(self._said(item, "title"),) for item in purposes])

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
        total = self.words.counted("common.rules", sum(self.rules.values()))
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
            self.words.spans("redaction.family", family=name, count=self.words.number(n))
            for name, n in named
        ]
        total = self.words.number(sum(families.values()))
        return (TextSpan(title),), self.words.listed(told), (TextSpan(total),)

    def _pseudonyms(self) -> Section:
        keys = ("how", "same", "reset")
        return self._section("pseudonyms", *(self._say(f"pseudonyms.{key}") for key in keys))

    def _retention(self) -> Section:
        rows = tuple(
            (
                (self._said(purpose, "title"),),
                (TextSpan(self.words.counted("common.days", purpose.retention_days)),),
                (TextSpan(self.words.counted("common.days", purpose.validity_days)),),
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
            contact = self._or_blank(self.policy.controller.contact)
            blocks.append(self._say("recipients.copy", contact=contact))
        blocks += [
            self._say("recipients.how"),
            self._say("recipients.address"),
            self._practice("sold"),
            self._practice("decisions"),
        ]
        practices = self.policy.practices
        if practices.sells_or_shares or practices.automated_decisions:
            blocks.append(Paragraph((self._said_or_blank(practices, "explanation"),)))
        return self._section("recipients", *blocks)

    def _recipient(self, index: int) -> tuple[Spans, ...]:
        recipient = self.policy.recipients[index]
        name: Spans = (self._or_blank(recipient.name),)
        if recipient.url:
            name = (*name, TextSpan(" "), link_or_own(recipient.url))
        return (
            name,
            (self._said(recipient, "role"),),
            (self._said_or_blank(recipient, "country"),),
            (self._said_or_blank(recipient, "safeguard"),),
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
        keys = ("access", "rectification", "erasure", "restriction", "portability", "objection")
        contact = self._or_blank(self.policy.controller.contact)
        how: list[Block] = [self._say("rights.how", contact=contact)]
        rights = self.policy.rights
        if rights.how:
            how = [Paragraph((self._said(rights, "how"),))]
        if rights.url:
            how.append(self._say("rights.page", page=link_or_own(rights.url)))
        return self._section(
            "rights",
            self._say("rights.intro"),
            self._bullets(*(f"rights.{key}" for key in keys)),
            self._say("rights.withdraw"),
            *how,
            self._say("rights.find"),
            self._say("rights.answer"),
        )

    def _complaint(self) -> Section:
        authority = self.policy.authority
        told = [link_or_own(text) for text in (authority.name, authority.url) if text]
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
                for key in ("source", "purposes", "kept", "disclosed", "sensitive", "period")
            ),
            "california.rights",
            "california.verified",
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
                (self._said(change, "text"),),
            )
            for change in sorted(self.policy.changes, key=lambda change: -change.version)
        )
        if rows:
            blocks.append(self._table("changes", ("version", "date", "text"), rows))
        return self._section("changes", *blocks)


def _example(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
