"""Choices with the keys behind a keyring: working, locked and hanging."""

from __future__ import annotations

import threading

import keyring.backend
import keyring.errors
import pytest
from optlog.consent import PSEUDONYM_KEY
from optlog.errors import ConsentError
from optlog.keychain import Keychain, Memory
from optlog.keys import KeyFile


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory that can be locked, or made to hang."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.locked = False
        self.open = threading.Event()
        self.open.set()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.open.wait(30)
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")
        return self.items.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked += 1
        self.open.wait(30)
        self.items[username] = password


@pytest.fixture
def ring():
    ring = Ring()
    yield ring
    ring.open.set()


def keys_of(home, ring: Ring, wait_s: float = 0.3) -> KeyFile:
    """Give the keys as one more process sees them."""
    chain = Keychain("optlog test", "p", find_backend=lambda: ring, wait_s=wait_s, memory=Memory())
    return KeyFile(home.folder / "optlog.keys", keychain=chain)


def given(home, ring: Ring):
    keys = keys_of(home, ring)
    consent = home.open(keys=keys)
    consent.give(["errors", "usage"], surface="cli")
    for name in (PSEUDONYM_KEY, "spool:errors", "spool:usage"):
        keys.create(name)
    return consent, keys


def test_a_withdrawal_changes_the_sealing_key(home, ring: Ring) -> None:
    """After a no a copy of the key file from before opens nothing, and the other purpose's key goes on."""
    consent, keys = given(home, ring)
    backup, usage = keys.path.read_bytes(), keys.get("spool:usage")
    (before,) = ring.items.values()
    consent.withdraw(["errors"], surface="cli")
    (after,) = ring.items.values()
    assert after != before
    assert keys_of(home, ring).get("spool:usage") == usage
    keys.path.write_bytes(backup)
    assert [keys_of(home, ring).get(name) for name in ("spool:errors", "spool:usage")] == [
        None,
        None,
    ]


@pytest.mark.parametrize("how", ["locked", "hanging"])
def test_a_withdrawal_does_not_need_the_keyring(home, ring: Ring, how: str) -> None:
    """Locked or hanging: the gate closes before it is asked, the no is recorded, the keys are gone, for one wait at most."""
    given(home, ring)
    if how == "locked":
        ring.locked = True
    else:
        ring.open.clear()
    keys = keys_of(home, ring)
    consent = home.open(keys=keys)
    assert consent.allows("errors") is not None
    ring.asked = 0
    asked_when_closed: list[int] = []
    consent.subscribe(lambda: asked_when_closed.append(ring.asked))
    consent.withdraw(["errors", "usage"], surface="cli")
    assert asked_when_closed[0] == 0
    assert ring.asked <= 1
    assert consent.state("errors").value == "withdrawn"
    assert not any(keys.holds(name) for name in (PSEUDONYM_KEY, "spool:errors", "spool:usage"))


def test_a_yes_behind_a_locked_keyring_is_refused_with_a_hint(home, ring: Ring) -> None:
    """With sealed keys and a locked keyring nothing could be kept or shown, so that a yes is no yes."""
    consent, _ = given(home, ring)
    consent.withdraw(["errors"], surface="cli")
    ring.locked = True
    locked = home.open(keys=keys_of(home, ring))
    with pytest.raises(ConsentError, match="the keyring is not used: it is locked") as caught:
        locked.give(["errors"], surface="cli")
    assert "unlock the keyring" in str(caught.value.hint)
    assert locked.allows("errors") is None
    ring.locked = False
    assert home.open(keys=keys_of(home, ring)).verify().ok


def test_a_first_yes_with_a_hanging_keyring_uses_the_file(home, ring: Ring) -> None:
    """Nobody answers the prompt: after one bounded wait the yes is recorded, and the key lies in the file."""
    ring.open.clear()
    keys = keys_of(home, ring, wait_s=0.1)
    consent = home.open(keys=keys)
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") is not None
    assert consent.verify().seals.sealed == 1
    assert "it did not answer in time" in keys.where()
