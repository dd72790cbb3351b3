"""The one key of a profile that lies in the system's keyring and seals all others in the key file.

Whoever copies the profile, or finds it in a backup, has the key file but not the keyring. One item a profile, so that
the system asks its user once; keys themselves stay in the file, where a withdrawal can destroy them with a full disk
and a locked keyring.

The keyring is reached through the library `keyring` (https://keyring.readthedocs.io), in a thread of its own: it may
hang behind a prompt. What did not answer in time, was locked or failed is not asked again in this process.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from optlog.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Backend", "Keychain", "Memory", "NoKeyringError", "system_backend"]

_KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_CHARS = 8
_ITEM = re.compile(r"[0-9a-f]{64}( [0-9a-f]{64})*")
_NOT_SECRET = (
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyring.backends.chainer",
    "keyrings.alt",
)
"""Modules of backends that keep nothing, keep it in plain text, or ask for a password on the terminal."""


class Backend(Protocol):
    """The part of `keyring.backend.KeyringBackend` that is used."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Give the text of an item, or None."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keep an item."""
        ...


class NoKeyringError(StoreError):
    """No keyring works here, or it did not answer; the message says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why, hint="unlock the keyring and start the program again")


@dataclass
class Memory:
    """What one process knows of its keyring; shared by all profiles, so that a prompt is never repeated."""

    refused: str | None = None
    """Why the keyring is not asked any more."""
    backend: Backend | None = None
    keys: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    asking: dict[object, _Answer] = field(default_factory=dict)


_PROCESS = Memory()


class Keychain:
    """The sealing key of one profile. Nothing is imported or asked before it is needed; thread-safe.

    Args:
        service: name of the item as the user sees it in the keyring, such as `optlog agno-knowledge`.
        account: tells the profiles of one application apart.
        find_backend: gives the backend, or raises `NoKeyringError`.
        wait_s: longest wait for an answer, in seconds.
        memory: what the process knows; tests give their own.
    """

    def __init__(
        self,
        service: str,
        account: str,
        *,
        find_backend: Callable[[], Backend] | None = None,
        wait_s: float = 3.0,
        memory: Memory | None = None,
    ) -> None:
        self._item = (service, account)
        self._find_backend = find_backend or system_backend
        self._wait_s = wait_s
        self._memory = _PROCESS if memory is None else memory
        self._missed: set[str] = set()

    @property
    def refused(self) -> str | None:
        """Why the keyring is not used in this process; None while nothing speaks against it."""
        return self._memory.refused

    def seal(self, name: str, key: bytes) -> str:
        """Give `key` sealed under the profile's key, which is made when there is none.

        The caller holds the lock of the key file, for two processes must not make two keys. Raises NoKeyringError.
        """
        known = self._known() or self._read()
        if not known:
            known = self._keep([os.urandom(_KEY_BYTES)])
        return _seal(known[0], name, key)

    def open(self, name: str, sealed: str) -> bytes | None:
        """Give the key in `sealed`; None when the key that sealed it is gone. NoKeyringError: nobody can tell now."""
        wanted = sealed.split(".")[1]
        found = _with_id(self._known(), wanted)
        if found is None and wanted not in self._missed:
            found = _with_id(self._read(), wanted)
        if found is None:
            self._missed.add(wanted)
            return None
        return _open(found, name, sealed)

    def begin_rotation(self) -> None:
        """Make a new key and keep the old one beside it. Raises NoKeyringError."""
        self._keep([os.urandom(_KEY_BYTES), *self._read()])

    def end_rotation(self) -> None:
        """Forget all keys but the newest. Raises NoKeyringError."""
        self._keep(self._read()[:1])

    def ready_within(self, wait_s: float) -> bool:
        """Begin to ask if nobody has, and give whether the answer is there within so many seconds."""
        if self._known():
            return True
        if self._memory.refused:
            return False
        try:
            answer = self._begin(
                ("get", self._item), lambda backend: backend.get_password(*self._item)
            )
        except NoKeyringError:
            return False
        return answer.done.wait(wait_s)

    def _known(self) -> list[bytes]:
        return self._memory.keys.get(self._item, [])

    def _read(self) -> list[bytes]:
        text = self._ask(("get", self._item), lambda backend: backend.get_password(*self._item))
        if text is None:
            return []
        if not isinstance(text, str) or not _ITEM.fullmatch(text):
            self._refuse("its item for this profile was changed")
        keys = self._memory.keys[self._item] = [bytes.fromhex(word) for word in text.split()]
        return keys

    def _keep(self, keys: list[bytes]) -> list[bytes]:
        text = " ".join(key.hex() for key in keys)

        def keep(backend: Backend) -> str | None:
            backend.set_password(*self._item, text)
            return backend.get_password(*self._item)

        if self._ask(("set", text), keep) != text:
            self._refuse("it does not keep what it is given")
        self._memory.keys[self._item] = keys
        return keys

    def _ask(self, what: object, question: Callable[[Backend], str | None]) -> str | None:
        answer = self._begin(what, question)
        waited = answer.done.wait(max(0.0, answer.begun + self._wait_s - time.monotonic()))
        self._memory.asking.pop(what, None)
        if not waited:
            self._refuse("it did not answer in time")
        if answer.error is not None:
            self._refuse(_words(answer.error))
        return answer.text

    def _begin(self, what: object, question: Callable[[Backend], str | None]) -> _Answer:
        if self._memory.refused is not None:
            raise NoKeyringError(f"the keyring is not used: {self._memory.refused}")
        answer = self._memory.asking.get(what)
        if answer is None:
            answer = self._memory.asking[what] = _Answer()
            try:
                threading.Thread(
                    target=answer.find,
                    args=(self._backend, question),
                    name="optlog-keyring",
                    daemon=True,
                ).start()
            except RuntimeError:  # the interpreter is ending
                self._refuse("the program is ending")
        return answer

    def _backend(self) -> Backend:
        if self._memory.backend is None:
            self._memory.backend = self._find_backend()
        return self._memory.backend

    def _refuse(self, why: str) -> None:
        self._memory.refused = why
        raise NoKeyringError(f"the keyring is not used: {why}")


class _Answer:
    """What one question came to, once `done`."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.done = threading.Event()
        self.text: str | None = None
        self.error: Exception | None = None

    def find(
        self, backend: Callable[[], Backend], question: Callable[[Backend], str | None]
    ) -> None:
        try:
            self.text = question(backend())
        except Exception as error:  # noqa: BLE001  backends raise what they like; it is told to whoever asked
            self.error = error
        finally:
            self.done.set()


def system_backend() -> Backend:
    """Give the system's keyring as the library `keyring` finds it. Raises NoKeyringError when there is none to trust."""
    try:
        import keyring
    except ImportError:
        raise NoKeyringError("the package keyring is not installed") from None
    found: Any = keyring.get_keyring()
    for backend in getattr(found, "backends", None) or [found]:
        if keeps_secrets(backend):
            kept: Backend = backend
            return kept
    raise NoKeyringError("there is none on this system that keeps secrets")


def keeps_secrets(backend: object) -> bool:
    """Give whether a backend is worth more than a file: not failing, not empty, not plain text, not on the terminal."""
    kind = type(backend)
    return not kind.__module__.startswith(_NOT_SECRET) and "plain" not in kind.__name__.lower()


def _words(error: Exception) -> str:
    """Say what went wrong without quoting the backend, which may name an item."""
    if isinstance(error, NoKeyringError):
        return error.message
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return "it is locked" if "KeyringLocked" in kinds else f"it failed ({type(error).__name__})"


def _id(key: bytes) -> str:
    return hashlib.sha256(b"optlog-sealing-key|" + key).hexdigest()[:_ID_CHARS]


def _with_id(keys: list[bytes], wanted: str) -> bytes | None:
    return next((key for key in keys if _id(key) == wanted), None)


def _seal(sealing: bytes, name: str, key: bytes) -> str:
    """Seal with AES-256-GCM (NIST SP 800-38D); the name is authenticated, so that no two keys can be swapped."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    body = AESGCM(sealing).encrypt(nonce, key, name.encode())
    return f"w1.{_id(sealing)}.{(nonce + body).hex()}"


def _open(sealing: bytes, name: str, sealed: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = bytes.fromhex(sealed.split(".")[2])
    try:
        return AESGCM(sealing).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], name.encode())
    except InvalidTag:
        return None  # altered by hand: as good as gone
