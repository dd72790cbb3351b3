"""The state in one sentence, and what is stronger than the user's choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_policy.errors import OptlogError

from optlog_ui.models.feedback import unreadable, why
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_ui.models.profile import ProfileLike, PurposeStatusLike, StatusLike
    from optlog_ui.texts import Words

__all__ = ["OVERRIDING", "Banner", "Overview", "read_overview"]

OVERRIDING = frozenset({"managed", "do-not-track", "environment", "run"})
"""The layers of `optlog.consent.Layer` that a choice in this window cannot change."""

_BANNERS: Mapping[str, T] = {
    "managed": T.BANNER_MANAGED,
    "do-not-track": T.BANNER_DO_NOT_TRACK,
    "environment": T.BANNER_ENVIRONMENT,
    "run": T.BANNER_RUN,
    "tombstone": T.BANNER_TOMBSTONE,
    "store-fault": T.BANNER_FAULT,
}
_ORDER = tuple(_BANNERS)
_SAYS_MORE = frozenset({"managed", "store-fault"})
"""The layers whose reason tells more than the headline does."""
_PLAIN = frozenset({"ledger", "default"})
"""The layers that need no banner: the user's own choice, and none made."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What is stronger than the choices below it: a headline and what it means."""

    headline: Words
    details: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The top of the window, and the state of every purpose by its id."""

    sentence: tuple[Words, ...]
    banner: Banner | None
    purposes: Mapping[str, PurposeStatusLike]
    endpoint: str | None


def read_overview(profile: ProfileLike) -> Overview:
    """Read the state. Never raises: a state that cannot be read is shown as a fault, with nothing allowed."""
    try:
        status = profile.status()
    except OptlogError as error:
        return Overview(
            (T.BANNER_FAULT,), Banner(T.BANNER_FAULT, unreadable(error).phrases), {}, None
        )
    sentence: list[Words] = [status.sentence]
    if status.waiting_lines:
        sentence.append(Phrase(N.WAITING, n=status.waiting_lines))
    by_id = {purpose.id: purpose for purpose in status.purposes}
    return Overview(tuple(sentence), _banner(status), by_id, status.endpoint)


def _banner(status: StatusLike) -> Banner | None:
    foreign = [purpose for purpose in status.purposes if purpose.layer not in _PLAIN]
    if not foreign:
        return None if status.endpoint else Banner(T.BANNER_NO_SERVER)
    strongest = min(foreign, key=lambda purpose: _rank(purpose.layer))
    details: list[Words] = []
    if strongest.layer in _SAYS_MORE or strongest.layer not in _BANNERS:
        details.append(_as_sentence(strongest.reason))
    held = [purpose for purpose in foreign if purpose.layer == strongest.layer]
    if strongest.layer in OVERRIDING:
        titles = ", ".join(purpose.title for purpose in held)
        everything = len(foreign) == len(status.purposes)
        details.append(
            T.BANNER_KEPT if everything else Phrase(T.BANNER_KEPT_SOME, {"titles": titles})
        )
    return Banner(_BANNERS.get(strongest.layer, T.BANNER_OTHER), tuple(details))


def _rank(layer: str) -> int:
    return _ORDER.index(layer) if layer in _BANNERS else len(_ORDER)


def _as_sentence(reason: str) -> str:
    words = why(reason)
    return f"{words[:1].upper()}{words[1:]}."
