"""The state in one sentence, and what is stronger than the user's choices."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.profile import human_bytes
from optlog_policy.errors import OptlogError

from optlog_ui.language import current, said
from optlog_ui.models.feedback import FAULTS, unreadable
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optlog_ui.models.profile import ProfileLike, PurposeStatusLike, StatusLike
    from optlog_ui.texts import Words

__all__ = ["OVERRIDING", "PENDING", "Banner", "Overview", "objection", "read_overview"]

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
    pending: bool = False
    """Whether nothing has been read yet."""


PENDING = Overview((T.READING,), None, {}, None, pending=True)
"""What is shown until the state has been read."""


def read_overview(
    profile: ProfileLike, server_problem: Callable[[], str | None] = lambda: None
) -> Overview:
    """Read the state. Never raises: a state that cannot be read is shown as a fault, with nothing allowed.

    Args:
        profile: the profile.
        server_problem: says why the server takes no records, as `Telemetry.server_problem` does.
    """
    try:
        status = profile.status()
    except OptlogError as error:
        return Overview(
            (T.BANNER_FAULT,), Banner(T.BANNER_FAULT, unreadable(error).phrases), {}, None
        )
    sentence = [_sent(status)]
    if status.waiting_lines:
        sentence.append(Phrase(N.WAITING, n=status.waiting_lines))
    by_id = {purpose.id: purpose for purpose in status.purposes}
    banner = _banner(profile, status)
    if banner is None and (problem := server_problem()):
        banner = Banner(Phrase(T.BANNER_SERVER, {"message": problem}))
    return Overview(tuple(sentence), banner, by_id, status.endpoint)


def _banner(profile: ProfileLike, status: StatusLike) -> Banner | None:
    foreign = [purpose for purpose in status.purposes if purpose.layer not in _PLAIN]
    if not foreign:
        return None if status.endpoint else Banner(T.BANNER_NO_SERVER)
    strongest = min(foreign, key=lambda purpose: _rank(purpose.layer))
    details: list[Words] = []
    if strongest.layer == "store-fault":
        details.append(FAULTS.get(status.store_fault or "", T.FAULT_UNREADABLE))
    elif strongest.layer == "managed" or strongest.layer not in _BANNERS:
        details += _own_words(strongest.reason)
    held = [purpose for purpose in foreign if purpose.layer == strongest.layer]
    if strongest.layer in OVERRIDING:
        policy = profile.policy
        titles = ", ".join(said(policy, policy.purpose(one.id), "title") for one in held)
        everything = len(foreign) == len(status.purposes)
        details.append(
            T.BANNER_KEPT if everything else Phrase(T.BANNER_KEPT_SOME, {"titles": titles})
        )
    return Banner(_BANNERS.get(strongest.layer, T.BANNER_OTHER), tuple(details))


def _rank(layer: str) -> int:
    return _ORDER.index(layer) if layer in _BANNERS else len(_ORDER)


def objection(layer: str) -> Words:
    """Give the words for a layer that says no whatever was chosen."""
    return _BANNERS.get(layer, T.BANNER_OTHER)


def _own_words(reason: str) -> list[Words]:
    """Give what the administrator wrote: it stands in brackets at the end of the reason."""
    found = _IN_BRACKETS.search(reason)
    return [Phrase(T.BANNER_REASON, {"reason": found[1].rstrip(".")})] if found else []


def _sent(status: StatusLike) -> Words:
    """Say what has been sent so far, in the reader's own time."""
    if status.store_fault:
        return T.STATUS_FAULT
    if not status.sent_lines or not status.last_sent_utc:
        return T.STATUS_NOTHING
    last = dt.datetime.fromisoformat(status.last_sent_utc.replace("Z", "+00:00")).astimezone()
    told: dict[str, Words] = {
        "time": f"{last:%H:%M}",
        "records": Phrase(N.RECORDS, n=status.sent_lines),
        "size": _size(status.sent_bytes),
    }
    if last.date() == dt.datetime.now().astimezone().date():
        return Phrase(T.STATUS_TODAY, told)
    return Phrase(T.STATUS_EARLIER, {**told, "date": f"{last:%Y-%m-%d}"})


def _size(size: int) -> Words:
    """Give a size with the decimal mark of the language in use."""
    if size < _KILO:
        return Phrase(N.SIZE, n=size)
    text = human_bytes(size)
    return text.replace(".", ",") if current() in _COMMA else text


_KILO = 1000
_COMMA = frozenset({"de", "fr", "es"})
_IN_BRACKETS = re.compile(r"\((.+)\)$")
