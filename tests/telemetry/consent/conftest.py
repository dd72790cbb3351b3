"""A whole profile on a temporary folder, with a tiny policy, a clock that stands still and steps that can fail."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from optlog.consent import Consent
from optlog.consent.overlays import Install
from optlog.keys import KeyFile
from optlog.store import Store
from optlog.store_schema import meta
from optlog.testing.clock import FixedClock


@dataclass(frozen=True)
class TinyPurpose:
    validity_days: int = 365


@dataclass(frozen=True)
class TinyPolicy:
    version: int = 1
    digest: str = "d1"
    purpose_ids: tuple[str, ...] = ("errors", "usage")
    validity_days: int = 365

    def purpose(self, purpose_id: str) -> TinyPurpose:
        assert purpose_id in self.purpose_ids
        return TinyPurpose(self.validity_days)


@dataclass
class Home:
    """One profile; `open` stands for one more process."""

    folder: Path
    clock: FixedClock = field(default_factory=FixedClock)
    opened: list[Store] = field(default_factory=list)
    fault_points: list[Callable[[str], object]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "optlog.sqlite3"

    @property
    def tombstone(self) -> Path:
        return self.folder / "OPT_OUT"

    @property
    def keys(self) -> KeyFile:
        return KeyFile(self.folder / "optlog.keys")

    def store(self, **options: Any) -> Store:
        options.setdefault("fault_point", self._fault_point)
        store = Store(self.path, self.clock, **options)
        self.opened.append(store)
        return store

    def open(self, policy: TinyPolicy | None = None, **options: Any) -> Consent:
        options.setdefault("environ", {})
        return Consent(
            options.pop("store", None) or self.store(),
            policy or TinyPolicy(),
            clock=self.clock,
            keys=options.pop("keys", None) or self.keys,
            tombstone=self.tombstone,
            app_version="1.0",
            **options,
        )

    def sql(self, *statements: str) -> list[Any]:
        """Do what no part of optlog does: change the database by hand. Gives the rows of the last statement."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            for trigger in ("event_kept", "event_fixed"):
                connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            rows: list[Any] = []
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            return rows
        finally:
            connection.close()

    def bind(self) -> None:
        """Bind the profile to this place, as a yes does, so that what lies in it alone decides."""
        store = Store(self.path, self.clock)
        with store.read() as connection:
            nonce = str(meta(connection, "install_nonce"))
        store.close()
        Install(self.folder / "install", self.path).bind(nonce)

    def bytes_on_disk(self) -> bytes:
        """Give every byte of the database and its side files."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("optlog.sqlite3*")))

    def close(self) -> None:
        for store in self.opened:
            store.close()
        self.opened.clear()

    def _fault_point(self, step: str) -> None:
        for fault_point in self.fault_points:
            fault_point(step)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "data")
    yield home
    home.close()


@pytest.fixture
def make_home() -> type[Home]:
    return Home


@pytest.fixture
def make_policy() -> type[TinyPolicy]:
    return TinyPolicy
