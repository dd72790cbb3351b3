"""Which form of a word a number takes, and how numbers are written.

Source: Unicode CLDR, plural rules for cardinal numbers, https://cldr.unicode.org/index/cldr-spec/plural-rules.
"""

from __future__ import annotations

__all__ = ["grouped", "plural_form"]


def plural_form(language: str, count: int) -> str:
    """Give the form for a whole number in `language` (`en`, `pt-BR`): zero, one, two, few, many or other."""
    language = language.partition("-")[0]
    if language == "ar":
        return _arabic(count)
    if language == "fr":
        return "one" if count in (0, 1) else "other"
    return "one" if count == 1 else "other"


def _arabic(count: int) -> str:
    exact = {0: "zero", 1: "one", 2: "two"}
    if count in exact:
        return exact[count]
    rest = count % 100
    if 3 <= rest <= 10:  # noqa: PLR2004  the ranges of the rule
        return "few"
    return "many" if 11 <= rest <= 99 else "other"  # noqa: PLR2004


def grouped(count: int, separator: str, least: int) -> str:
    """Write a number with `separator` between groups of three digits, from `least` on."""
    return f"{count:,}".replace(",", separator) if count >= least else str(count)
