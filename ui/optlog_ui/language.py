"""Which language the windows speak. Imports no Qt, so that the models can ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog_policy.collection import CollectionPolicy

__all__ = ["LANGUAGES", "best", "current", "is_right_to_left", "said", "use"]

LANGUAGES = ("en", "de", "fr", "es", "ar")
"""The languages that the texts are translated into, as BCP 47 tags; English is the source."""

_RIGHT_TO_LEFT = frozenset({"ar"})
_used = ["en"]


def current() -> str:
    """Give the language in use, one of `LANGUAGES`."""
    return _used[0]


def use(language: str) -> None:
    """Take a language into use. Widgets call `translate.use_language`, which does this too.

    Raises:
        ValueError: there are no texts in it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}; there are: {', '.join(LANGUAGES)}")
    _used[0] = language


def best(wanted: Iterable[str]) -> str:
    """Give the first language of a reader's list that there are texts in, else English.

    Args:
        wanted: BCP 47 tags, the dearest first, such as `["pt-BR", "es-419", "en"]`.
    """
    for tag in wanted:
        language = tag.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language in _RIGHT_TO_LEFT


def said(policy: CollectionPolicy, item: Any, key: str) -> str:
    """Give a text of the policy in the language in use, as declared where it is not translated.

    Args:
        policy: the policy.
        item: the policy itself, or a purpose, field or recipient of it.
        key: name of the text, such as `title`.
    """
    text: str = policy.said(item, key, current())[0]
    return text
