"""The situations in which nothing may leave, each made for real in a fresh profile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.errors import StoreError
from optlog.profile import Profile
from optlog.prove.probe import MANAGED
from optlog.settings import Settings
from optlog.store_faults import StoreFault
from optlog.types import SpoolEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CONTROL", "STATES", "State", "settings_in"]

_WAITING = 20
_PAGE = 4096


@dataclass(frozen=True, slots=True)
class State:
    """One situation: how the profile is prepared, and what stands in the environment."""

    name: str
    meaning: str
    prepare: Callable[[Settings], None]
    environ: Mapping[str, str] = field(default_factory=dict)
    managed: str | None = None
    """What the administrator's file says."""

    def set_up(self, settings: Settings, folder: Path) -> dict[str, str]:
        """Prepare the profile that the settings name; give the variables of this situation.

        Raises:
            ConsentError, StoreError: the profile cannot be prepared.
        """
        self.prepare(settings)
        if self.managed is None:
            return dict(self.environ)
        path = folder / "managed.toml"
        path.write_text(self.managed, encoding="utf-8")
        return {**self.environ, MANAGED: str(path)}


def settings_in(base: Settings, folder: Path) -> Settings:
    """Give the settings with a profile in `folder`, its keys in a file there, and not in the system's keyring."""
    changed: dict[str, Any] = {"data_dir": folder / "data", "log_dir": folder / "logs"}
    if "use_keyring" in Settings.model_fields:
        changed["use_keyring"] = False
    return base.model_copy(update=changed)


@contextmanager
def _opened(settings: Settings) -> Iterator[Profile]:
    nowhere = (settings.data_dir or Path()) / "no-managed.toml"
    profile = Profile(settings, environ={}, managed_path=nowhere)
    try:
        yield profile
    finally:
        profile.close()


def _nothing(settings: Settings) -> None:
    """Leave the profile as it is before the first start: not there."""


def _refuse(settings: Settings) -> None:
    with _opened(settings) as profile:
        profile.consent.refuse(profile.policy.purpose_ids, surface="cli", words="prove")


def _defer(settings: Settings) -> None:
    with _opened(settings) as profile:
        profile.consent.defer(profile.policy.purpose_ids, surface="cli", words="prove")


def _give(settings: Settings) -> None:
    """Say yes to everything, and let records wait."""
    with _opened(settings) as profile:
        _give_in(profile)


def _give_in(profile: Profile) -> None:
    consent, purposes = profile.consent, profile.policy.purpose_ids
    consent.give(purposes, surface="cli", words="prove")
    now_ns = profile.clock.now_ns()
    line = b'{"event":"waiting since before"}'
    entries = [
        SpoolEntry(purpose, consent.allows(purpose) or 0, now_ns + number, "error", line)
        for purpose in purposes
        for number in range(_WAITING)
    ]
    if profile.spool.append(entries) != len(entries):
        raise StoreError("the records that should wait could not be kept")


def _withdraw(settings: Settings) -> None:
    with _opened(settings) as profile:
        _give_in(profile)
        profile.consent.withdraw(profile.policy.purpose_ids, surface="cli", words="prove")


def _corrupt(settings: Settings) -> None:
    """Say yes, let records wait, and overwrite the database behind its first page."""
    with _opened(settings) as profile:
        _give_in(profile)
        profile.store.truncate_wal()
        path = profile.paths.store
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(_PAGE)
        file.write(b"\xa5" * (size - _PAGE))
    with _opened(settings) as profile:
        if profile.store.fault() is not StoreFault.CORRUPT and not _is_unreadable(profile):
            raise StoreError("the database could not be damaged")


def _is_unreadable(profile: Profile) -> bool:
    return profile.consent.decide(profile.policy.purpose_ids[0]).layer.value == "store-fault"


CONTROL = State("consent given", "a yes to every purpose, and records waiting", _give)
"""The run that must be seen to connect."""

STATES = (
    State("never asked", "the first start: no profile at all", _nothing),
    State("refused", "a no to every purpose", _refuse),
    State("deferred", "the question put off", _defer),
    State("withdrawn", "a yes taken back while records waited", _withdraw),
    State("DO_NOT_TRACK", "a yes, records waiting, DO_NOT_TRACK=1", _give, {"DO_NOT_TRACK": "1"}),
    State("managed deny", "a yes, records waiting, the administrator says no", _give, managed="collect = false\n"),
    State("corrupt store", "a yes, records waiting, the database overwritten", _corrupt),
)  # fmt: skip
