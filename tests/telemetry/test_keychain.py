"""Keys sealed by the system's keyring: asked once, never hanging, and nothing lost or opened when it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import keyring.backend
import keyring.errors
import pytest
from optlog.errors import StoreError
from optlog.keychain import Keychain, Memory, NoKeyringError, keeps_secrets, system_backend
from optlog.keys import KeyFile


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory; counts how often it is asked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked += 1
        self.items[service, username] = password


class Locked(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        raise keyring.errors.KeyringLocked("Failed to unlock the collection!")


class Failing(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        raise RuntimeError("the bus is gone, item optlog test")


class Forgetful(Ring):
    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked += 1


class Hanging(Ring):
    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.let_go.wait(30)
        return super().get_password(service, username)


def process(path: Path, ring: Ring, memory: Memory | None = None, wait_s: float = 5.0) -> KeyFile:
    """Give the keys as one more process sees them."""
    chain = Keychain(
        "optlog test",
        "profile 1",
        find_backend=lambda: ring,
        wait_s=wait_s,
        memory=memory or Memory(),
    )
    return KeyFile(path, keychain=chain)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "optlog.keys"


def test_nothing_is_asked_before_the_first_key(path: Path) -> None:
    """Asking for keys, saying where they are and destroying none of them leaves keyring and disk alone."""
    ring = Ring()
    keys = process(path, ring)
    assert (keys.get("pseudonym"), keys.get_soon("chain", 1), keys.holds("chain")) == (
        None,
        None,
        False,
    )
    keys.destroy("pseudonym")
    assert keys.rotate()
    assert keys.where() == "there are none yet"
    assert ring.asked == 0
    assert not path.parent.exists()


def test_a_sealed_key_is_the_same_for_every_process_and_not_in_the_file(path: Path) -> None:
    """The file alone does not hold the key; with the keyring every process gets it."""
    ring = Ring()
    key = process(path, ring).create("spool:errors")
    assert (
        process(path, ring).get("spool:errors") == process(path, ring).create("spool:errors") == key
    )
    assert key.hex().encode() not in path.read_bytes()
    assert process(path, ring).where() == "in an owner-only file, sealed by the system's keyring"
    assert process(path, Ring()).get("spool:errors") is None


def test_the_keyring_is_read_once_a_process(path: Path) -> None:
    """However many keys are made and read, and however many profiles are opened, the item is fetched once."""
    ring = Ring()
    process(path, ring).create("chain")
    ring.asked = 0
    memory = Memory()
    for _ in range(3):
        keys = process(path, ring, memory)
        for name in ("chain", "spool:errors", "pseudonym"):
            assert keys.create(name) == keys.get(name)
    assert ring.asked == 1


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Locked, "it is locked"),
        (Failing, "it failed (RuntimeError)"),
        (Forgetful, "it does not keep what it is given"),
    ],
)
def test_a_keyring_that_does_not_work_is_asked_once_and_the_file_serves(
    path: Path, kind: type[Ring], why: str
) -> None:
    """New keys go into the owner-only file; the keyring is left alone for the rest of the process; status says why."""
    ring, memory = kind(), Memory()
    keys = process(path, ring, memory)
    made = [keys.create(name) for name in ("chain", "spool:errors", "pseudonym")]
    assert made[0].hex().encode() in path.read_bytes()
    assert memory.refused == why
    asked = ring.asked
    assert asked <= 3
    assert process(path, ring, memory).create("spool:usage")
    assert ring.asked == asked
    assert keys.where() == f"in an owner-only file, not sealed (keyring not used: {why})"


def test_a_hanging_keyring_is_waited_for_once(path: Path) -> None:
    """A prompt that nobody answers costs one bounded wait; then the file serves."""
    ring, memory = Hanging(), Memory()
    keys = process(path, ring, memory, wait_s=0.05)
    key = keys.create("chain")
    assert memory.refused == "it did not answer in time"
    assert keys.create("pseudonym") != key
    assert ring.asked == 1
    ring.let_go.set()


def test_sealed_keys_survive_a_keyring_that_is_locked_for_a_while(path: Path) -> None:
    """While nobody can open them every use is an error; no key is replaced; the next process has them back."""
    ring, locked = Ring(), Locked()
    key = process(path, ring).create("spool:errors")
    before = path.read_bytes()
    keys = process(path, locked)
    for use in (keys.get, keys.create):
        with pytest.raises(StoreError, match="locked") as caught:
            use("spool:errors")
        assert "unlock" in str(caught.value.hint)
    assert keys.get_soon("spool:errors", 0.5) is None
    assert path.read_bytes() == before
    assert process(path, ring).get("spool:errors") == key


def test_a_key_can_be_destroyed_while_the_keyring_is_locked(path: Path) -> None:
    """A withdrawal needs no keyring: the sealed bytes are overwritten, and the sealing key is changed when it can be."""
    ring, locked = Ring(), Locked()
    first = process(path, ring)
    first.create("spool:errors")
    chain = first.create("chain")
    (item,) = ring.items.values()
    stolen = path.read_bytes()
    keys = process(path, locked)
    keys.destroy("spool:errors")
    assert not keys.rotate()
    assert keys.get("spool:errors") is None
    after = process(path, ring)
    after.create("pseudonym")
    (now,) = ring.items.values()
    assert now != item
    assert len(now) == 64
    assert after.get("chain") == chain
    path.write_bytes(stolen)
    assert process(path, ring).get("spool:errors") is None


def test_a_rotation_keeps_the_other_keys_and_closes_every_backup(path: Path) -> None:
    """After a key is destroyed the rest are sealed anew: a copy of the file from before opens nothing."""
    ring = Ring()
    one, other = process(path, ring), process(path, ring)
    kept, _gone = one.create("chain"), one.create("spool:errors")
    assert other.get("chain") == kept
    backup = path.read_bytes()
    one.destroy("spool:errors")
    assert one.rotate()
    assert other.get("chain") == process(path, ring).get("chain") == kept
    path.write_bytes(backup)
    fresh = process(path, ring)
    assert (fresh.get("chain"), fresh.get("spool:errors")) == (None, None)


def test_keys_from_before_the_keyring_are_sealed_with_the_next_one(path: Path) -> None:
    """An owner-only file of an earlier version goes on being good, and its keys move behind the keyring."""
    plain = KeyFile(path).create("spool:errors")
    ring = Ring()
    keys = process(path, ring)
    assert keys.get("spool:errors") == plain
    assert ring.asked == 0
    keys.create("chain")
    assert plain.hex().encode() not in path.read_bytes()
    assert process(path, ring).get("spool:errors") == plain


def test_a_keyring_that_lost_its_item_begins_anew(path: Path) -> None:
    """Where the sealing key is gone for good, the old keys are gone as well and new ones are made."""
    old = process(path, Ring()).create("chain")
    ring = Ring()
    new = process(path, ring).create("chain")
    assert new != old
    assert process(path, ring).get("chain") == new


def test_a_changed_item_is_not_taken_for_a_key(path: Path) -> None:
    """What somebody else wrote into the item is refused and left as it is."""
    ring = Ring()
    ring.items["optlog test", "profile 1"] = "hunter2"
    keys = process(path, ring)
    keys.create("chain")
    assert "not sealed" in keys.where()
    assert ring.items["optlog test", "profile 1"] == "hunter2"


def test_the_keyring_turned_off_opens_nothing_that_is_sealed(path: Path) -> None:
    """Without the keyring a sealed key is an error, not a missing one."""
    process(path, Ring()).create("chain")
    with pytest.raises(NoKeyringError, match="turned off"):
        KeyFile(path).get("chain")


def _of(module: str, name: str = "Keyring") -> object:
    return type(name, (Ring,), {"__module__": module})()


@pytest.mark.parametrize(
    ("backend", "kept"),
    [
        (_of("keyring.backends.SecretService"), True),
        (_of("keyring.backends.macOS"), True),
        (_of("keyring.backends.Windows", "WinVaultKeyring"), True),
        (_of("keyring.backends.fail"), False),
        (_of("keyring.backends.null"), False),
        (_of("keyrings.alt.file", "EncryptedKeyring"), False),
        (_of("somewhere.else", "PlaintextKeyring"), False),
    ],
)
def test_backends_that_keep_no_secret_are_not_used(
    backend: Ring, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failing, empty, plain-text and terminal backends are passed over, alone and in a chain of several."""
    assert keeps_secrets(backend) is kept
    chain = type("Chain", (), {"backends": [_of("keyring.backends.null"), backend]})()
    for found in (backend, chain):
        monkeypatch.setattr("keyring.get_keyring", lambda found=found: found)
        if kept:
            assert system_backend() is backend
        else:
            with pytest.raises(NoKeyringError, match="none on this system"):
                system_backend()


def test_without_the_library_the_file_serves(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen application that left `keyring` out keeps its keys in the file."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    keys = KeyFile(path, keychain=Keychain("optlog test", "p", memory=Memory()))
    keys.create("chain")
    assert "the package keyring is not installed" in keys.where()


KILLED = """
import json, os, signal, sys
from pathlib import Path
import keyring.backend
from optlog import keys as module
from optlog.keychain import Keychain, Memory

class Ring(keyring.backend.KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        try:
            return json.loads(Path(sys.argv[2]).read_text()).get(username)
        except FileNotFoundError:
            return None
    def set_password(self, service, username, password):
        Path(sys.argv[2]).write_text(json.dumps({username: password}))
        step()

left = int(sys.argv[3])
def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

write_at = module._write_at
def counted(*arguments):
    write_at(*arguments)
    step()
module._write_at = counted
keys = module.KeyFile(Path(sys.argv[1]), keychain=Keychain("s", "p", find_backend=Ring, memory=Memory()))
if sys.argv[4] == "make":
    print(keys.create("chain").hex(), keys.create("spool:errors").hex())
elif sys.argv[4] == "forget":
    keys.destroy("spool:errors")
    keys.rotate()
else:
    print(keys.get("chain").hex(), keys.get("spool:errors"))
"""


def run(path: Path, item: Path, left: int, act: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(item), str(left), act],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode, done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_rotation_killed_at_any_write_loses_no_other_key(tmp_path: Path) -> None:
    """Destroying and sealing anew, killed after each single write: the destroyed key is gone, the others are there."""
    killed_at = 0
    for left in range(1, 30):
        path, item = tmp_path / f"{left}" / "keys", tmp_path / f"{left}.json"
        _, made = run(path, item, 0, "make")
        code, _ = run(path, item, left, "forget")
        _, found = run(path, item, 0, "look")
        assert found.split() == [made.split()[0], "None"]
        if code == 0:
            break
        killed_at = left
        assert run(path, item, 0, "forget")[0] == 0
        assert run(path, item, 0, "look")[1].split() == [made.split()[0], "None"]
    assert killed_at >= 5


UNTOUCHED = """
import sys, optlog
settings = optlog.Settings(config_file=None, app="a", data_dir=sys.argv[1], log_dir=sys.argv[1], console=False,
                           loki_url="http://127.0.0.1:9")
with optlog.configure(settings) as telemetry:
    optlog.get_logger("a").error("failed")
    telemetry.consent.defer(["errors"], surface="prompt")
    telemetry.consent.refuse(["errors"], surface="prompt")
    telemetry.consent.verify(), telemetry.status(), telemetry.consent.question()
    print("keyring" in sys.modules)
    telemetry.consent.give(["errors"], surface="settings")
    print("keyring" in sys.modules, telemetry.status().keys)
    telemetry.close(timeout_s=0)
"""


def test_the_keyring_is_not_touched_before_a_yes(tmp_path: Path) -> None:
    """A whole program that logs, puts off and refuses does not even import the library; the first yes does."""
    command = [sys.executable, "-c", UNTOUCHED, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after = done.stdout.splitlines()
    assert before == "False"
    assert after.startswith(
        "True in an owner-only file, not sealed (keyring not used: there is none"
    )
