"""The writing side of consent: every choice is one durable transaction, or it is not a yes.

What a no touches is deleted in the same transaction; what cannot be written into the ledger is said by the OPT_OUT file.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.consent.decision import Standing, standings
from optlog.consent.ledger import (
    append,
    keep_declaration,
    purge,
    read_ledger,
    salvage_no,
    utc_text,
)
from optlog.consent.model import Act, ConsentEvent, ConsentState, after
from optlog.consent.seals import CHAIN_KEY, Sealer
from optlog.errors import ConsentError, StoreError
from optlog.store_faults import StoreFault, StoreFaultError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from optlog.consent.coverage import Covers
    from optlog.consent.ledger import Ledger
    from optlog.consent.model import DeclaredPurposes, Wording
    from optlog.consent.overlays import Install, OptOut
    from optlog.keys import KeyFile
    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["PSEUDONYM_KEY", "Recorder", "not_cleaned", "not_recorded", "spool_key"]

_SEAL_WAIT_S = 0.2
"""How long a no waits for the keyring at most."""

PSEUDONYM_KEY = "pseudonym"
"""Name of the key behind the pseudonyms; destroyed when nothing is given any more."""


def spool_key(purpose: str) -> str:
    """Give the name of the key that encrypts what waits under a purpose."""
    return f"spool:{purpose}"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes choices into the ledger of one profile. Not thread-safe; `Consent` takes turns."""

    store: Store
    policy: DeclaredPurposes
    clock: Clock
    keys: KeyFile
    install: Install
    opt_out: OptOut
    covers: Covers
    app_version: str
    notice_digest: Callable[[str], str]
    declaration: str

    def record(
        self, act: Act, purposes: Sequence[str], wording: Wording, unsaved: frozenset[str]
    ) -> list[ConsentEvent]:
        """Record one act on several purposes: all or nothing. A corrupt database is set aside first.

        Args:
            act: what the person did.
            purposes: the purposes it was done to.
            wording: what was shown.
            unsaved: purposes with a no that is not in the ledger yet; a yes to others records it.

        Raises:
            ConsentError: the act is not possible for one of the purposes; nothing is recorded.
            StoreError, OSError: it could not be written.
        """
        try:
            return self._record(act, purposes, wording, unsaved)
        except StoreFaultError as error:
            if error.fault is not StoreFault.CORRUPT:
                raise
        self.recover()
        return self._record(act, purposes, wording, unsaved)

    def clean_up(self, purposes: Iterable[str]) -> None:
        """After a no: let no deleted byte stay in the write-ahead log, and destroy the keys of all that is not given.

        When nothing is given any more the profile is bound to nothing: an older copy of its database, put back later, is
        then no yes.

        Raises:
            StoreError: bytes or keys may still be on the disk; the no stands all the same.
        """
        with self.store.read() as connection:
            ledger = read_ledger(connection)
        latest = ledger.latest
        given = {purpose for purpose, event in latest.items() if event.state.collects}
        if not given:
            self._tried(lambda: self.install.release(ledger.nonce))
        self.store.truncate_wal()
        closed = {*purposes, *latest, *self.policy.purpose_ids} - given
        self.forget(sorted(closed), pseudonym=not given)

    def forget(self, purposes: Iterable[str], *, pseudonym: bool) -> None:
        """Destroy the spool keys of the purposes, and the pseudonym's if asked; change the key that sealed them.

        That last needs the keyring; where it does not answer, it is done before the next key is made. Raises StoreError.
        """
        for purpose in purposes:
            self.keys.destroy(spool_key(purpose))
        if pseudonym:
            self.keys.destroy(PSEUDONYM_KEY)
        self.keys.rotate()
        self.store.fault_point("forgotten")

    def stand_without_ledger(self, purposes: Iterable[str]) -> tuple[bool, str]:
        """Make a no stand that could not be written into the ledger.

        Writes the OPT_OUT file, and unbinds the profile, so that removing that file by hand revives no yes. Gives
        whether the no will outlive this process, and in words what stands.
        """
        saved = [self._tried(self.install.unbind), self._tried(self.opt_out.write)]
        stands = "it stands until this program ends"
        if saved[1]:
            stands = f"the file {self.opt_out.path} stands for it"
        elif saved[0]:
            stands = "every recorded yes of this profile has been made invalid"
        try:
            self.forget(purposes, pseudonym=True)
        except StoreError as error:
            stands += f", and {error.message}"
        return any(saved), stands

    def recover(self) -> Path | None:
        """Set a corrupt database aside and give its new path; None when it is not corrupt.

        A no that can still be read from it becomes the OPT_OUT file. Every yes in it is void, whatever happens next.

        Raises:
            StoreError, OSError: it could not be set aside.
        """
        if not self._is_corrupt():
            return None
        self.store.close()  # reading the raw file would drop this process's locks on it (POSIX)
        if salvage_no(self.store.path, self.policy.purpose_ids):
            self.opt_out.write()
        self.install.unbind()
        moved = self.store.quarantine()
        self.forget(self.policy.purpose_ids, pseudonym=True)
        return moved

    @contextmanager
    def _forgotten_on_error(self, is_new: bool) -> Iterator[None]:
        """Take a new chain key back when what it was made for is not written."""
        try:
            yield
        except BaseException:
            if is_new:
                self.keys.destroy(CHAIN_KEY)
            raise

    def _chain_key(self, act: Act) -> tuple[bytes | None, bool]:
        """Give the key that seals events, and whether it is new.

        A yes needs it, and makes it; any other choice outranks its evidence and hardly waits for it.
        """
        if act is Act.GIVE:
            held = self.keys.holds(CHAIN_KEY)
            return self.keys.create(CHAIN_KEY), not held
        try:
            return self.keys.get_soon(CHAIN_KEY, _SEAL_WAIT_S), False
        except StoreError:
            return None, False

    @staticmethod
    def _tried(write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError:
            return False
        return True

    def _is_corrupt(self) -> bool:
        try:
            with self.store.read() as connection:
                read_ledger(connection)
        except StoreFaultError as error:
            return error.fault is StoreFault.CORRUPT
        return False

    def _record(
        self, act: Act, purposes: Sequence[str], wording: Wording, unsaved: frozenset[str]
    ) -> list[ConsentEvent]:
        notice = self.notice_digest(wording.locale)
        key, is_new = self._chain_key(act)
        with self._forgotten_on_error(is_new), self.store.write(durable=True) as connection:
            book = _Book(self, connection, wording, Sealer(connection, key, is_new=is_new), notice)
            if act is Act.GIVE:
                book.settle(unsaved, opted_out=self.opt_out.stands(), giving=purposes)
            events = [book.enter(act, purpose) for purpose in purposes]
            if act is Act.GIVE:
                book.bind()
                if self.declaration:
                    keep_declaration(connection, self.policy.digest, self.declaration)
        if act is Act.GIVE:
            self.opt_out.remove()
            self.store.fault_point("opened")
        return events


class _Book:
    """The ledger while one write transaction is open."""

    def __init__(
        self,
        recorder: Recorder,
        connection: sqlite3.Connection,
        wording: Wording,
        sealer: Sealer,
        notice_digest: str,
    ) -> None:
        self._sealer = sealer
        self._notice_digest = notice_digest
        self._recorder = recorder
        self._connection = connection
        self._wording = wording
        self._ledger: Ledger = read_ledger(connection)
        self._here = recorder.install.matches(self._ledger.nonce)
        self._recorded = {purpose: event.state for purpose, event in self._ledger.latest.items()}
        self._epochs = dict(self._ledger.epochs)
        self._standings = standings(
            self._ledger,
            recorder.policy,
            now_ns=recorder.clock.now_ns(),
            here=self._here,
            covers=recorder.covers,
        )

    def settle(self, unsaved: frozenset[str], *, opted_out: bool, giving: Sequence[str]) -> None:
        """Before a yes lifts them, write down what OPT_OUT, a lost no or a copied profile stood for."""
        for purpose in sorted({*self._recorded, *unsaved}):
            recorded = self._recorded.get(purpose, ConsentState.UNKNOWN)
            no = not recorded.is_no and (purpose in unsaved or (opted_out and recorded.collects))
            if no:
                self.enter(Act.WITHDRAW, purpose)
            elif recorded.collects and not self._here and purpose not in giving:
                self._standings[purpose] = Standing(recorded)
                self.enter(Act.INVALIDATE, purpose)

    def enter(self, act: Act, purpose: str) -> ConsentEvent:
        """Append the event of `act`. A new epoch begins, and the old one's spool is deleted, unless a yes goes on."""
        state = self._standings.get(purpose, Standing()).state
        target = after(state, act, purpose)
        if not (state.collects and target.collects):
            self._epochs[purpose] = self._epochs.get(purpose, _first_epoch()) + 1
            purge(self._connection, purpose)
            self._recorder.store.fault_point("purged")
        event = append(self._connection, self._event(act, purpose, target))
        self._sealer.seal(event.seq, event.hash)
        self._recorder.store.fault_point("appended")
        self._recorded[purpose] = target
        self._standings[purpose] = Standing(target, event.epoch)
        return event

    def bind(self) -> None:
        """Bind the profile to here, unless it is and another yes stands; a copy must not share the original's keys."""
        if self._here and self._ledger.any_given:
            return
        self._recorder.forget(
            sorted({*self._recorded, *self._recorder.policy.purpose_ids}), pseudonym=True
        )
        nonce = os.urandom(16).hex()
        self._connection.execute("UPDATE meta SET value = ? WHERE key = 'install_nonce'", (nonce,))
        self._recorder.install.bind(nonce)
        self._recorder.store.fault_point("bound")

    def _event(self, act: Act, purpose: str, state: ConsentState) -> ConsentEvent:
        recorder, wording = self._recorder, self._wording
        agreed = self._ledger.latest[purpose] if act is Act.KEEP else recorder.policy
        return ConsentEvent(
            seq=0,
            epoch=self._epochs[purpose],
            purpose=purpose,
            state=state,
            at_utc=utc_text(recorder.clock.now_ns()),
            policy_digest=agreed.policy_digest
            if isinstance(agreed, ConsentEvent)
            else agreed.digest,
            notice_version=str(recorder.policy.version),
            notice_digest=self._notice_digest,
            locale=_storable(wording.locale),
            words=_storable(wording.words),
            surface=wording.surface,
            app_version=_storable(recorder.app_version),
        )


def _first_epoch() -> int:
    """Begin anywhere, so that no epoch of a lost or set aside database ever comes again."""
    return int.from_bytes(os.urandom(4), "big") >> 1


def _storable(text: str) -> str:
    """Replace lone surrogates, which SQLite cannot store."""
    return text.encode("utf-8", "replace").decode()


def not_recorded(act: Act, error: Exception, stands: str) -> ConsentError:
    """Give the error for a choice that could not be recorded, saying what stands instead."""
    cause = error.message if isinstance(error, StoreError) else str(error)
    hint = (error.hint if isinstance(error, StoreError) else None) or "check the data folder"
    if act.says_no:
        return ConsentError(
            f"nothing will be sent; {stands}; it could not be recorded: {cause}", hint=hint
        )
    return ConsentError(f"the choice could not be recorded, so {stands}: {cause}", hint=hint)


def not_cleaned(error: StoreError) -> ConsentError:
    """Give the error for a no that was recorded while what waited may still lie on the disk."""
    return ConsentError(
        f"the no is recorded and nothing will be sent, but deleted records may still be readable: {error.message}",
        hint=error.hint or "say no again once the data folder can be written",
    )
