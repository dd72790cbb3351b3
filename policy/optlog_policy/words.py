"""The words that people read, one TOML file a language, and how values are put into them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from optlog_policy._toml import loads
from optlog_policy.document import Code, Span, Spans, TextSpan
from optlog_policy.errors import PolicyError
from optlog_policy.plurals import grouped, plural_form

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

__all__ = ["Words", "locales", "template"]

_NAME = re.compile(r"notice_([a-z]{2,3}(?:-[A-Z]{2})?)\.toml")
# What is typed in `backticks`, or a {place} to fill in.
_PIECE = re.compile(r"`([^`]+)`|\{([a-z_]+)\}")


def locales() -> tuple[str, ...]:
    """Give the languages that the notice has words for, such as `en`, sorted."""
    names = (item.name for item in resources.files("optlog_policy").joinpath("templates").iterdir())
    return tuple(sorted(found[1] for name in names if (found := _NAME.fullmatch(name))))


def template(name: str) -> str:
    """Give the text of a file in `templates`."""
    folder = resources.files("optlog_policy").joinpath("templates")
    return folder.joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _read(locale: str) -> dict[str, Any]:
    if locale not in locales():
        raise PolicyError(
            f"no words for the language {locale!r}", hint=f"there are: {', '.join(locales())}"
        )
    tables: dict[str, Any] = loads(template(f"notice_{locale}.toml"))
    return tables


class Words:
    """The words of one language. PolicyError when there are none for `locale`."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._tables = _read(locale)

    def table(self, key: str) -> dict[str, Any]:
        """Give the table at the dotted `key`."""
        found = self._tables
        for part in key.split("."):
            found = found[part]
        return found

    def plain(self, key: str, **values: object) -> str:
        """Give the phrase at the dotted `key` as a text, with `values` put in."""
        table, _, name = key.rpartition(".")
        text: str = self.table(table)[name]
        return text.format(**values)

    def spans(self, key: str, **values: str | Span | Spans) -> Spans:
        """Give the phrase at the dotted `key` with `values` put in: text, a span, or several."""
        table, _, name = key.rpartition(".")
        phrase: str = self.table(table)[name]
        pieces: list[Span] = []
        end = 0
        for found in _PIECE.finditer(phrase):
            pieces.append(TextSpan(phrase[end : found.start()]))
            pieces += [Code(found[1])] if found[1] else _as_spans(values[found[2]])
            end = found.end()
        pieces.append(TextSpan(phrase[end:]))
        return tuple(span for span in pieces if span.text)

    @property
    def direction(self) -> str:
        """Give which way the language is written: `ltr` or `rtl`."""
        return str(self.table("common")["direction"])

    def date(self, day: dt.date) -> str:
        """Write a date out, the same on every computer."""
        common = self.table("common")
        first = common["first_day"] if day.day == 1 else str(day.day)
        month = common["months"][day.month - 1]
        return self.plain("common.date", day=first, month=month, year=day.year)

    def number(self, count: int) -> str:
        """Write a whole number as the language does."""
        common = self.table("common")
        return grouped(count, common["group"], common["group_from"])

    def counted(self, key: str, count: int) -> str:
        """Write a number of things in the form that the number takes; `key` names a table of forms, such as `common.days`."""
        forms = self.table(key)
        form = plural_form(self.locale, count)
        return str(forms.get(form, forms["other"])).format(count=self.number(count))

    def listed(self, items: Sequence[Spans]) -> Spans:
        """Write several things in a row: `a, b and c`."""
        if not items:
            return self.spans("common.none")
        *first, last = items
        if not first:
            return last
        comma = TextSpan(self.plain("common.list_comma"))
        joined = [span for item in first for span in (comma, *item)][1:]
        return self.spans("common.list_two", first=tuple(joined), last=last)

    def family(self, family: str) -> str:
        """Name a family of redaction rules."""
        return str(self.table("families").get(family, family.replace("-", " ")))


def _as_spans(value: str | Span | Spans) -> list[Span]:
    if isinstance(value, str):
        return [TextSpan(value)]
    return list(value) if isinstance(value, tuple) else [value]
