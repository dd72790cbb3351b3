"""Gives every choice a letter of its own to be pressed together with Alt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["letters", "with_mnemonics"]

_MARKED = re.compile(r"&(\w)")


def letters(texts: Iterable[str]) -> set[str]:
    """Give the letters, lower case, that texts with `&` marks use already."""
    return {mark.lower() for text in texts for mark in _MARKED.findall(text.replace("&&", ""))}


def with_mnemonics(titles: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Mark one letter in each title.

    The first letter of a word is preferred, then any other. A title whose letters are all taken stays unmarked. A
    `&` that stands in a title is doubled, so that Qt shows it.

    Args:
        titles: plain titles.
        taken: letters, lower case, in use elsewhere.
    """
    used = set(taken)
    marked = []
    for title in titles:
        place = _place(title, used)
        if place is None:
            marked.append(_escape(title))
            continue
        used.add(title[place].lower())
        marked.append(f"{_escape(title[:place])}&{_escape(title[place:])}")
    return marked


def _place(title: str, used: set[str]) -> int | None:
    starts = [match.start() for match in re.finditer(r"\b\w", title)]
    places = [*starts, *range(len(title))]
    free = (
        place for place in places if title[place].isalpha() and title[place].lower() not in used
    )
    return next(free, None)


def _escape(text: str) -> str:
    return text.replace("&", "&&")
