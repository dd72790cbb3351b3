"""The gate: whether a record may leave, asked on every log call and before every request.

Asking is a dictionary look-up and one comparison; about twice a second it looks again at the files, so that another
process's no is seen in under a second. All it does not know for sure is a no.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from optlog.consent.asking import Question, question
from optlog.consent.choices import Choices
from optlog.consent.coverage import Covers, same_declaration
from optlog.consent.decision import Situation, decide, objections, standings
from optlog.consent.ledger import Ledger, read_ledger, read_token
from optlog.consent.leftovers import finish
from optlog.consent.model import Act, Decision, Wording
from optlog.consent.overlays import Install, ManagedFile, OptOut, do_not_track, environment_off
from optlog.consent.recorder import Recorder, not_cleaned, not_recorded
from optlog.consent.records import Records
from optlog.consent.terms import Terms
from optlog.errors import ConsentError, StoreError
from optlog.store_faults import StoreFault, StoreFaultError

if TYPE_CHECKING:
    from pathlib import Path

    from optlog.consent.model import ConsentEvent, ConsentState, DeclaredPurposes, Layer
    from optlog.keys import KeyFile
    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["Consent"]

_LOOK_EVERY_S = 0.5
_DAY_NS = 86_400 * 10**9


@dataclass(frozen=True, slots=True)
class _View:
    """What was last seen, whole: replaced, never changed."""

    situation: Situation = field(default_factory=Situation)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    head: str = ""

    @property
    def open(self) -> dict[str, int]:
        """The epochs of the purposes that may be collected."""
        return {name: found.epoch for name, found in self.decisions.items() if found.allowed}

    @property
    def scopes(self) -> dict[str, int | None]:
        """How much of the purposes that may be collected."""
        return {name: found.scope for name, found in self.decisions.items() if found.allowed}


class Consent(Choices, Records):
    """The consent of one profile. Thread-safe; other processes may use the same profile.

    Nothing is read before the first question, and a question never writes.

    Args:
        store: the profile's database.
        policy: what is declared.
        clock: where time comes from.
        keys: the profile's keys; a no destroys the spool's.
        environ: where `DO_NOT_TRACK` and `OPTLOG_TELEMETRY` are looked up.
        run_switch: False turns everything off for this run; True is no consent.
        managed_path: the administrator's file, see `overlays.managed_path_for`; None for none.
        tombstone: the OPT_OUT file.
        app_version: version of the application, for the record.
        notice_digest: gives the SHA-256 in hex of the privacy notice in a language, for the record; empty for none.
        declaration: the text that the policy's digest is made over; kept with a yes, to compare a later one with.
        covers: what a recorded yes covers of today's declarations; by default all or nothing, when they are the same or not.
        reask_interval_days: the least time between two prompts, in days.
        on_fault: called with a name (`consent_look`, `consent_subscriber`) when something failed that could not be
            raised, because a log call must not raise.
    """

    def __init__(
        self,
        store: Store,
        policy: DeclaredPurposes,
        *,
        clock: Clock,
        keys: KeyFile,
        tombstone: Path,
        app_version: str,
        environ: Mapping[str, str] = os.environ,
        run_switch: bool | None = None,
        managed_path: Path | None = None,
        notice_digest: Callable[[str], str] = lambda _locale: "",
        declaration: str = "",
        covers: Covers = same_declaration,
        reask_interval_days: float = 182,
        on_fault: Callable[[str], object] = lambda _name: None,
    ) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._monotonic = clock.monotonic
        self._environ = environ
        self._run_off = run_switch is False
        self._managed = ManagedFile(managed_path)
        self._opt_out = OptOut(tombstone)
        self._install = Install(store.path.with_name("install"), store.path)
        self._covers = covers
        self._reask_ns = int(reask_interval_days * _DAY_NS)
        self._keys = keys
        self._on_fault = on_fault
        self._recorder = Recorder(
            store, policy, clock, keys, self._install, self._opt_out, covers, app_version, notice_digest, declaration
        )  # fmt: skip
        self._subscribers: list[Callable[[], object]] = []
        self._ledger = Ledger()
        self._ledger_fault: StoreFaultError | None = None
        self._pending: dict[object, frozenset[str]] = {}  # a no on its way into the ledger
        self._unsaved: set[str] = set()  # a no that no file says
        self._view = _View()
        self._seen = False
        self._news = False
        self._terms = Terms()
        self._look_at = float("-inf")
        self._renew_locks()

    def allows(self, purpose: str) -> int | None:
        """Give the epoch to stamp a record of `purpose` with, or None when it must not be kept for sending.

        Never raises; under 1 µs unless it is time to look at the files again.
        """
        if self._monotonic() >= self._look_at:
            self._look_if_nobody_does()
        return self._terms.epochs.get(purpose)

    def terms(self) -> Terms:
        """Give what a record made now is made under: take it first, and compare with it before the record is kept.

        Never raises; costs as little as `allows`.
        """
        if self._monotonic() >= self._look_at:
            self._look_if_nobody_does()
        return self._terms

    def scope(self, purpose: str) -> int | None:
        """Give the version of the policy that the yes to a purpose covers: None for everything, 0 for nothing."""
        return self._terms.scopes.get(purpose, 0)

    def question(self) -> Question | None:
        """Give what a prompt may ask now, or None; see `optlog.consent.asking`. Nothing is written by it.

        The prompt records itself by the choice made in it, with the surface `prompt`; one that is closed without an
        answer is `defer`, or `keep` for purposes that are asked about because of more.
        """
        self.refresh()
        view = self._view
        found = [
            view.decisions[name] for name in self._policy.purpose_ids if name in view.decisions
        ]
        return question(
            found,
            self._ledger,
            version=self._policy.version,
            now_ns=self._clock.now_ns(),
            interval_ns=self._reask_ns,
        )

    def decide(self, purpose: str) -> Decision:
        """Give whether `purpose` is allowed now, which layer says so and why; looks at everything afresh."""
        self.refresh()
        view = self._view
        return view.decisions.get(purpose) or decide(view.situation, purpose)

    def objections(self, purpose: str) -> dict[Layer, str]:
        """Give every layer that says no to `purpose` now, in order of precedence, with its sentence."""
        self.refresh()
        return objections(self._view.situation, purpose)

    def state(self, purpose: str) -> ConsentState:
        """Give how the recorded choice stands now; `unknown` while it cannot be read."""
        return self.decide(purpose).state

    def head(self) -> str:
        """Give the hash of the last event in hex; empty without events or while the ledger cannot be read."""
        if self._monotonic() >= self._look_at:
            self._look_if_nobody_does()
        return self._view.head

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back after every change seen; gives a function that ends it.

        The callback runs on whichever thread saw the change, a logging one included: it should be quick. What it
        raises is counted (`on_fault`), for a broken listener must not keep a no from being acted on.
        """
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def refresh(self) -> bool:
        """Look at the files now; True when a decision or the ledger changed. Never raises."""
        self._renew_locks_after_fork()
        with self._looking:
            changed = self._look()
        self._tell()
        return changed

    def finish(self) -> bool:
        """Finish a no that was cut off by a kill: delete rows and destroy keys it left. For the start of a program.

        Gives whether there was anything to do. Never raises; what failed is counted (`consent_finish`), and what is
        left stays unsent and unread.
        """
        self._renew_locks_after_fork()
        try:
            with self._acting:
                return finish(self._recorder)
        except (StoreError, OSError):
            self._on_fault("consent_finish")
            return False

    def recover(self) -> Path | None:
        """Set a corrupt database aside (a later choice does so by itself); None when it is not corrupt.

        Raises:
            ConsentError: it could not be set aside.
        """
        self._renew_locks_after_fork()
        try:
            with self._acting:
                return self._recorder.recover()
        except (StoreError, OSError) as error:
            raise ConsentError(f"cannot set the damaged database aside: {error}") from error
        finally:
            self.refresh()

    def _record(self, act: Act, purposes: Iterable[str], wording: Wording) -> list[ConsentEvent]:
        wanted = self._known(purposes)
        self._renew_locks_after_fork()
        if not self._seen:
            self.refresh()  # what this choice brings has not stood before it
        try:
            with self._acting:
                lost = frozenset(self._unsaved) if act is Act.GIVE else frozenset()
                events = self._recorder.record(act, wanted, wording, lost)
                self._forget_no(lost)
        except (StoreError, OSError) as error:
            raise not_recorded(act, error, "nothing new will be sent") from error
        finally:
            self.refresh()
        return events

    def _say_no(self, act: Act, purposes: Iterable[str], wording: Wording) -> list[ConsentEvent]:
        self._renew_locks_after_fork()
        wanted = self._known(purposes, or_recorded=True)
        ticket = object()
        self._pending[ticket] = frozenset(wanted)
        self._publish()
        self._tell()
        try:
            with self._acting:
                return self._record_no(act, wanted, wording)
        finally:
            del self._pending[ticket]
            self.refresh()

    def _record_no(self, act: Act, wanted: Sequence[str], wording: Wording) -> list[ConsentEvent]:
        self._unsaved.update(wanted)
        try:
            events = self._recorder.record(act, wanted, wording, frozenset())
        except (StoreError, OSError) as error:
            saved, stands = self._recorder.stand_without_ledger(wanted)
            if saved:
                self._forget_no(wanted)
            raise not_recorded(act, error, stands) from error
        self._forget_no(wanted)
        try:
            self._recorder.clean_up(wanted)
        except StoreError as error:
            raise not_cleaned(error) from error
        return events

    def _forget_no(self, purposes: Iterable[str]) -> None:
        """Let go of a no that the files now say, but only once they were read: a look may have begun before."""
        with self._looking:
            self._look()
        self._unsaved.difference_update(purposes)

    def _known(self, purposes: Iterable[str], *, or_recorded: bool = False) -> list[str]:
        """Check the ids; a yes to a purpose that is no longer declared can still be taken back."""
        wanted = list(dict.fromkeys([purposes] if isinstance(purposes, str) else purposes))
        known: set[str] = set(self._policy.purpose_ids)
        if or_recorded and not known.issuperset(wanted):
            self.refresh()
            known |= set(self._ledger.latest)
        strange = [purpose for purpose in wanted if purpose not in known]
        if strange:
            raise ConsentError(
                f"no such purpose: {', '.join(strange)}",
                hint=f"declared: {', '.join(sorted(known))}",
            )
        return wanted

    def _look_if_nobody_does(self) -> None:
        self._renew_locks_after_fork()
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._look()
        finally:
            self._looking.release()
        self._tell()

    def _look(self) -> bool:
        """Gather everything and publish it; whatever goes wrong is a no. The caller holds `_looking`."""
        self._look_at = self._monotonic() + _LOOK_EVERY_S
        try:
            self._ledger, self._ledger_fault = self._read()
            situation = self._gather(self._ledger)
        except Exception:  # noqa: BLE001  a log call never raises, and what is not known is a no
            self._on_fault("consent_look")
            self._ledger = Ledger()
            situation = Situation(
                fault=StoreFaultError(StoreFault.UNREADABLE, "it could not be looked at")
            )
        return self._publish(situation)

    def _read(self) -> tuple[Ledger, StoreFaultError | None]:
        if not self._store.exists():
            return Ledger(), None
        try:
            with self._store.read() as connection:
                if read_token(connection) == self._ledger.token:
                    return self._ledger, None
                return read_ledger(connection), None
        except StoreFaultError as error:
            return Ledger(), None if error.fault is StoreFault.MISSING else error

    def _gather(self, ledger: Ledger) -> Situation:
        here = ledger.any_given and self._install.matches(ledger.nonce)
        return Situation(
            declared=frozenset(self._policy.purpose_ids),
            managed=self._managed.denied(),
            do_not_track=do_not_track(self._environ),
            environment_off=environment_off(self._environ),
            run_off=self._run_off,
            opted_out=self._opt_out.stands(),
            fault=self._ledger_fault,
            standings=standings(
                ledger, self._policy, now_ns=self._clock.now_ns(), here=here, covers=self._covers
            ),
        )

    def _publish(self, situation: Situation | None = None) -> bool:
        """Put a new view in place, with every no of this process laid over it; True when it says something new."""
        with self._publishing:
            unsaved = frozenset(self._unsaved).union(*list(self._pending.values()))
            situation = replace(situation or self._view.situation, unsaved=unsaved)
            names = sorted({*situation.declared, *situation.standings})
            decisions = {name: decide(situation, name) for name in names}
            old, self._view = self._view, _View(situation, decisions, self._ledger.head)
            self._terms = self._terms.following(
                self._view.open, self._view.scopes, first=not self._seen
            )
            changed = (old.decisions, old.head) != (decisions, self._view.head)
            if not self._seen:  # the first look is news only when it finds a yes
                changed, self._seen = bool(self._terms.epochs), True
            self._news = self._news or changed
            return changed

    def _tell(self) -> None:
        if not self._news:
            return
        self._news = False
        for callback in tuple(self._subscribers):
            self._call(callback)

    def _call(self, callback: Callable[[], object]) -> None:
        try:
            callback()
        except Exception:  # noqa: BLE001  a broken listener must not keep a no from the others
            self._on_fault("consent_subscriber")

    def _renew_locks(self) -> None:
        self._pid = os.getpid()
        self._acting = threading.RLock()
        self._looking = threading.Lock()
        self._publishing = threading.Lock()

    def _renew_locks_after_fork(self) -> None:
        """Begin with free locks in a child: one that another thread held at the fork would never be released."""
        if self._pid != os.getpid():
            self._renew_locks()
