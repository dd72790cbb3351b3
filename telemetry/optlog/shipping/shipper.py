"""The background half of shipping: one thread moves the queue into the spool, one sends from the spool.

Neither thread exists before consent allows the first entry, and both end when nothing is allowed any more. The
application's threads only put entries into a bounded queue.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.errors import OptlogError, StoreError
from optlog.shipping.backoff import Backoff
from optlog.shipping.delivery import Delivery, Limits, Step, allowed_purposes
from optlog.shipping.intake import Intake, Waiting
from optlog.shipping.threads import shipper_thread
from optlog.types import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optlog.sentlog import SentLog
    from optlog.shipping.delivery import Gatekeeper, Lock
    from optlog.shipping.spool import Spool
    from optlog.shipping.transport import Transport
    from optlog.store import Store
    from optlog.types import Clock, SpoolEntry

__all__ = ["Shipper", "ShipperState"]

_GATHER_S = 0.2
"""How long the writer lets entries gather: what a kill -9 may cost."""
_WATCH_S = 0.25
"""How often consent is looked up while a request is under way: another process may withdraw it."""
_REQUEST_S = 60.0
"""Longest time for one request in all; a server that drips its answer does not hold the sender for ever."""
_WRITE_LINES = 250
"""Most entries in one write: a withdrawal never stands long behind it, and their copies take little memory."""
_WRITE_RETRY_S = 5.0
_JOIN_S = 1.0


@dataclass(frozen=True, slots=True)
class ShipperState:
    """What shipping is doing. `backoff_s` is the time to the next attempt, 0.0 when none is put off."""

    running: bool
    paused_reason: str | None
    last_success_utc: str | None
    last_error: str | None
    backoff_s: float


_inherited: list[object] = []
"""What a forked child got from its parent. Kept, because collecting a lock would open it for the parent too."""


class _Crew:
    """The two threads of one run, what they work with, and the word that ends them."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.stopped = False
        self.sending = False
        self.threads: list[threading.Thread] = []

    def alive(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)


class Shipper:
    """Ships the entries of one profile. Thread-safe; nothing here raises into a log call.

    Counters in the store: `dropped_full` (the queue was full), and those of `Spool` and `Delivery`.

    Args:
        consent: asked at every offer and right before every request.
        spool: where entries wait.
        transport_factory: makes the transport, in the sending thread, before the first request.
        sent: keeps the body of each accepted request.
        store: the profile's database.
        clock: times backoff and pauses.
        lock_path: file that lets one process of the profile ship.
        batch_max_lines: most lines in one request; so many waiting are sent at once.
        batch_max_bytes: most bytes in one request before compression; so many waiting are sent at once.
        day_max_bytes: most bytes of request bodies in one day (UTC); None for no bound.
        tidy: called by the writing thread after each write.
        flush_interval_s: longest time that an entry waits for others, in seconds.
        queue_max_entries: most entries in memory.
        queue_max_bytes: most bytes in memory.
        backoff: when to try again after a failure.
        limits: the bounds of the network half; made from the batch arguments when None.
    """

    def __init__(
        self,
        consent: Gatekeeper,
        spool: Spool,
        transport_factory: Callable[[], Transport],
        sent: SentLog,
        store: Store,
        *,
        lock_path: Path,
        clock: Clock | None = None,
        batch_max_lines: int = 1000,
        batch_max_bytes: int = 1024 * 1024,
        day_max_bytes: int | None = None,
        tidy: Callable[[], None] = lambda: None,
        flush_interval_s: float = 5.0,
        queue_max_entries: int = 10_000,
        queue_max_bytes: int = 8 * 1024 * 1024,
        backoff: Backoff | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._consent = consent
        self._spool = spool
        self._store = store
        self._clock = clock or SystemClock()
        self._lock_path = lock_path
        self._limits = limits or Limits(batch_max_lines, batch_max_bytes, day_bytes=day_max_bytes)
        self._tidy = tidy
        self._flush_interval_s = flush_interval_s
        self._queue_bounds = (queue_max_entries, queue_max_bytes)
        self._backoff = backoff
        self._sent = sent
        self._make_transport = transport_factory
        self._begin()
        consent.subscribe(self._on_consent)

    def _begin(self) -> None:
        self._intake = Intake(*self._queue_bounds, wake_every=self._limits.batch_lines)
        self._changed = threading.Condition()
        self._writing = threading.RLock()
        self._crew: _Crew | None = None
        self._epochs: dict[str, int] = {}
        self._waiting = Waiting()
        self._asked = 0
        self._answered = 0
        self._closed = False

    def offer(self, entry: SpoolEntry) -> None:
        """Take an entry if consent allows it. Never blocks, never raises; counts what does not fit."""
        if self._closed or self._consent.allows(entry.purpose) != entry.epoch:
            return
        self._epochs[entry.purpose] = entry.epoch
        if self._intake.put(entry):
            self.wake()

    def resume(self) -> bool:
        """Send what an earlier run left in the spool, if consent still stands; give whether there is any."""
        try:
            return self._resume()
        except StoreError as error:
            self._note(error)
            return False

    def hold(self) -> None:
        """Move what is queued into the spool now, without sending. StoreError when it could not be kept."""
        self._write()

    def flush(self, timeout_s: float) -> bool:
        """Send what is queued and what waits; give whether all that may leave left within `timeout_s` seconds.

        A wait after a failure, or one that the server asked for, is kept: then False comes at once.
        """
        deadline = time.monotonic() + timeout_s
        try:
            self._write()
            if not self._resume():
                return True
        except StoreError as error:
            self._note(error)
            return False
        with self._changed:
            self._asked += 1
            mine = self._asked
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._answered >= mine or self._hopeless(deadline), timeout_s
            )
            return self._answered >= mine

    def close(self, timeout_s: float) -> None:
        """Send for at most `timeout_s` seconds, then stop; what is left stays in the spool. Never raises."""
        deadline = time.monotonic() + timeout_s
        if self._crew is not None and timeout_s > 0:
            self.flush(timeout_s)
        self._closed = True
        self._stop(max(_JOIN_S, deadline - time.monotonic()))
        try:
            self._write()
        except StoreError as error:
            self._note(error)

    def state(self) -> ShipperState:
        """Give what shipping is doing in this process."""
        crew = self._crew
        if crew is None:
            return ShipperState(False, None, None, None, 0.0)
        health = crew.delivery.health
        return ShipperState(
            running=not crew.stopped and any(thread.is_alive() for thread in crew.threads),
            paused_reason=health.paused_reason,
            last_success_utc=health.last_success_utc,
            last_error=health.last_error,
            backoff_s=crew.delivery.remaining_s,
        )

    def after_fork(self) -> None:
        """Begin anew in a forked child: no thread, an empty queue. What the parent queued, the parent ships."""
        _inherited.append(self._crew)
        self._begin()

    def wake(self) -> None:
        """Have the threads look at clock, queue and consent again; starts them when there are none."""
        with self._changed:
            if (self._crew is None or self._crew.stopped) and not self._closed:
                self._crew = self._start()
            self._changed.notify_all()

    def _resume(self) -> bool:
        allowed = allowed_purposes(self._spool, self._consent)
        if self._closed or not self._spool.holds(allowed.keys()):
            return False
        self._epochs.update(allowed)
        with self._changed:
            self._waiting.draining = True
        self.wake()
        return True

    def _make_delivery(self) -> Delivery:
        return Delivery(
            consent=self._consent,
            spool=self._spool,
            sent=self._sent,
            store=self._store,
            transport_factory=self._make_transport,
            lock=_file_lock(self._lock_path),
            backoff=self._backoff or Backoff(self._clock),
            clock=self._clock,
            limits=self._limits,
        )

    def _start(self) -> _Crew:
        crew = _Crew(self._make_delivery())
        crew.threads = [
            shipper_thread("writer", lambda: self._run_writer(crew)),
            shipper_thread("sender", lambda: self._run_sender(crew)),
        ]
        try:
            for thread in crew.threads:
                thread.start()
        except RuntimeError:  # the interpreter is ending; close() moves the queue into the spool
            crew.stopped = True
        return crew

    def _stop(self, timeout_s: float) -> None:
        crew = self._crew
        if crew is None:
            return
        with self._changed:
            crew.stopped = True
            self._changed.notify_all()
        crew.delivery.abort()
        deadline = time.monotonic() + timeout_s
        for thread in crew.threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _on_consent(self) -> None:
        """Act on a change: break off, empty the queue, and end the threads when nothing is allowed any more."""
        allows, crew = self._consent.allows, self._crew
        if crew is not None:
            crew.delivery.on_consent()
        self._intake.discard(lambda entry: allows(entry.purpose) == entry.epoch)
        with self._changed:
            if crew and not any(allows(name) == epoch for name, epoch in self._epochs.items()):
                crew.stopped = True
            self._changed.notify_all()

    def _run_writer(self, crew: _Crew) -> None:
        """Move the queue into the spool as it fills, and look after the request under way."""
        while not crew.stopped:
            self._await_work(crew)
            try:
                self._watch(
                    crew.delivery
                )  # first: what cannot be written must not keep a no from being seen
                self._write()
                self._tidy()
            except Exception as error:  # noqa: BLE001  a thread that dies would lose every later record
                self._note(error)
                self._sleep(crew, _WRITE_RETRY_S)

    def _await_work(self, crew: _Crew) -> None:
        """Wait for the first entry, then a little for more; no longer than `_WATCH_S` while a request is under way."""
        with self._changed:
            self._changed.wait_for(
                lambda: crew.stopped or len(self._intake) or crew.sending,
            )
            enough = self._limits.batch_lines
            wait_s = _GATHER_S if len(self._intake) else _WATCH_S
            self._changed.wait_for(lambda: crew.stopped or len(self._intake) >= enough, wait_s)

    def _watch(self, delivery: Delivery) -> None:
        """See to it that a request ends when consent does (in whatever process), or when it takes too long."""
        if delivery.health.in_flight:
            self._consent.refresh()
            if self._clock.monotonic() - delivery.health.since > _REQUEST_S:
                delivery.abort()

    def _write(self) -> None:
        """Move what is queued now into the spool, and not for as long as more comes. On StoreError all is back in the queue."""
        with self._writing:
            self._count_dropped()
            left = len(self._intake)
            while entries := self._intake.take(min(left, _WRITE_LINES)):
                left -= len(entries)
                try:
                    stored = self._spool.append(entries)
                except BaseException:
                    self._intake.put_back(entries)
                    raise
                if stored:
                    self._note_waiting(entries)

    def _count_dropped(self) -> None:
        dropped = self._intake.dropped
        if dropped and self._store.exists():
            self._store.count("dropped_full", dropped)
            self._intake.forget_dropped(dropped)

    def _note_waiting(self, entries: list[SpoolEntry]) -> None:
        with self._changed:
            self._waiting.add(entries, self._clock.monotonic())
            self._changed.notify_all()

    def _run_sender(self, crew: _Crew) -> None:
        """Make requests as they fall due."""
        while not crew.stopped:
            with self._changed:
                if crew.stopped:  # since the look above; nobody will call again
                    break
                wait_s = self._until_due(crew.delivery)
                if wait_s is None or wait_s > 0:
                    self._changed.wait(wait_s)
                    continue
                asked, seen = self._asked, self._waiting.writes
                self._waiting.draining = crew.sending = True
                self._changed.notify_all()
            step = self._step(crew.delivery)
            with self._changed:
                crew.sending = False
                if step is Step.EMPTY:
                    self._answered = max(self._answered, asked)
                    self._waiting.sent_all(seen)
                self._changed.notify_all()
        crew.delivery.close()

    def _step(self, delivery: Delivery) -> Step:
        try:
            return delivery.step()
        except Exception as error:  # noqa: BLE001  a thread that dies would end all shipping
            delivery.failed(_words(error))
            return Step.WAIT

    def _until_due(self, delivery: Delivery) -> float | None:
        """Give the seconds until the next request; None when there is nothing to wait for."""
        waiting, limits = self._waiting, self._limits
        if waiting.draining or self._asked > self._answered:
            due_s = 0.0
        elif waiting.since is None:
            return None
        elif waiting.lines >= limits.batch_lines or waiting.bytes >= limits.batch_bytes:
            due_s = 0.0
        else:
            due_s = waiting.since + self._flush_interval_s - self._clock.monotonic()
        return max(0.0, due_s, delivery.remaining_s)

    def _hopeless(self, deadline: float) -> bool:
        crew = self._crew
        if crew is None or crew.stopped:
            return True
        return crew.delivery.remaining_s > max(0.0, deadline - time.monotonic())

    def _sleep(self, crew: _Crew, seconds: float) -> None:
        """Wait, and go on looking after the request under way."""
        deadline = time.monotonic() + seconds
        while not crew.stopped and (left_s := deadline - time.monotonic()) > 0:
            with self._changed:
                self._changed.wait_for(lambda: crew.stopped, min(left_s, _WATCH_S))
            self._watch(crew.delivery)

    def _note(self, error: BaseException) -> None:
        if self._crew is not None:
            self._crew.delivery.health.last_error = _words(error)


def _file_lock(path: Path) -> Lock:
    from filelock import FileLock

    return FileLock(path, mode=0o600)


def _words(error: BaseException) -> str:
    """Say what went wrong; only our own errors are quoted, for others may quote a record."""
    return error.message if isinstance(error, OptlogError) else type(error).__name__
