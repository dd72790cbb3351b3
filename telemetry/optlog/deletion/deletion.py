"""The deletion request of one profile: asked by a person, tried a bounded number of times, cancelled at any time.

It is no telemetry and needs no consent: it is the user's own act. What it may not do is act by itself against a wish:

- the administrator of the computer says no (`managed`): nothing is sent, not even by a person; the message says how else
  to ask;
- `DO_NOT_TRACK`, `OPTLOG_TELEMETRY=off`, `--no-telemetry`: only a person at the command line or the dialog sends it; the
  running application does not try by itself.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from optlog.consent.model import Layer
from optlog.deletion.book import Book
from optlog.deletion.request import WAITS_S, DeletionStatus, State, is_pseudonym, new_request
from optlog.errors import ConsentError, ShippingError, StoreError
from optlog.shipping.threads import shipper_thread
from optlog.shipping.transport import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optlog.deletion.request import DeletionRequest
    from optlog.shipping.transport import Outcome
    from optlog.types import Clock

__all__ = ["Deletion", "DeletionError", "NoPseudonymError", "Sender"]

_LOOK_EVERY_S = 60.0
_JOIN_S = 1.0
_OWN_WISH = (Layer.DO_NOT_TRACK, Layer.ENVIRONMENT, Layer.RUN)


class DeletionError(ConsentError):
    """The makers cannot be asked from here; the message says what else can be done."""


class NoPseudonymError(DeletionError):
    """The pseudonym was forgotten, or there never was one."""


class Sender(Protocol):
    """Posts one finished body; `optlog.shipping.loki.LokiTransport` is one."""

    def send_body(self, body: bytes) -> Outcome:
        """Send it in one request. Never raises for what the network or the server does."""
        ...

    def abort(self) -> None:
        """Break the request in flight off, from any thread."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Deletion:
    """Asks, tries, cancels. Thread-safe; nothing is read before it is asked for.

    Args:
        path: the file of the request.
        app: the application's name, a stream label.
        clock: where time comes from.
        pseudonym: gives the pseudonym that shared records carry, or None.
        layers: gives, for each declared purpose, the layer that decides.
        sender: makes what sends; raises ShippingError when there is no acceptable address.
    """

    def __init__(
        self,
        path: Path,
        *,
        app: str,
        clock: Clock,
        pseudonym: Callable[[], str | None],
        layers: Callable[[], list[Layer]],
        sender: Callable[[], Sender],
    ) -> None:
        self._book = Book(path)
        self._app = app
        self._clock = clock
        self._pseudonym = pseudonym
        self._layers = layers
        self._make_sender = sender
        self._in_flight: Sender | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def request(self) -> DeletionRequest | None:
        """Give the request as it stands, or None. StoreError when its file cannot be used."""
        return self._book.read()

    def status(self) -> DeletionStatus | None:
        """Give what to show, or None without a request; a file that cannot be used is shown as such."""
        try:
            request = self._book.read()
        except StoreError as error:
            return DeletionStatus(
                state="unreadable", request_id="", asked_utc="", tries=0, sentence=error.message
            )
        return None if request is None else DeletionStatus.of(request)

    def why_not(self) -> str | None:
        """Give why nothing may be sent even by a person, or None: the administrator has turned everything off."""
        layers = self._layers()
        managed = bool(layers) and all(layer is Layer.MANAGED for layer in layers)
        return "the administrator of this computer has turned sending off" if managed else None

    def only_by_hand(self) -> bool:
        """Give whether the application must not try by itself: the user has turned sending off for this run."""
        return self.why_not() is not None or any(layer in _OWN_WISH for layer in self._layers())

    def draft(self, pseudonym: str | None = None) -> DeletionRequest:
        """Give the request that `ask` would record, to be shown; the one that waits, if there is one.

        Args:
            pseudonym: whose records; the one that shared records carry now by default.

        Raises:
            NoPseudonymError: none is kept here any more.
            DeletionError: what was given is no pseudonym; or the administrator forbids it.
            StoreError: the request's file cannot be used.
        """
        if pseudonym is not None and not is_pseudonym(pseudonym):
            raise DeletionError(
                "that is no pseudonym of ours",
                hint="it is 'psn_' and 32 letters; 'optlog sent' shows it as \"user\"",
            )
        self._check_allowed()
        wanted = pseudonym or self._pseudonym()
        now_ns = self._clock.now_ns()
        found = self._book.read()
        if found is not None and found.pseudonym and wanted in (None, found.pseudonym):
            return found if found.state is State.WAITING else found.renewed(now_ns)
        if wanted is None:
            raise NoPseudonymError("no pseudonym is kept on this computer any more")
        return new_request(self._app, wanted, now_ns)

    def ask(self, draft: DeletionRequest | None = None) -> DeletionRequest:
        """Record a request; nothing is sent yet (`send_now` or `start` does).

        Args:
            draft: what was shown; `draft()` by default.

        Raises:
            DeletionError, StoreError: as for `draft`; or it could not be recorded.
        """
        request = draft or self.draft()
        with self._book.changing():
            self._book.write(request)
        return request

    def cancel(self) -> DeletionRequest | None:
        """Forget the request, break off a try under way in this process; give what was forgotten, None without one.

        A receipt of one that arrived is forgotten too; the makers have it all the same. Raises StoreError.
        """
        found = None
        with self._book.changing():
            with suppress(StoreError):
                found = self._book.read()
            self._book.remove()
        self._abort()
        return found

    def send_now(self) -> DeletionRequest:
        """Make one try, on the calling thread (seconds, at most 15 or so); give how the request stands then.

        Raises:
            DeletionError: there is no request, or the administrator forbids it.
            ShippingError: there is no acceptable address.
            StoreError: the request's file cannot be used.
        """
        self._check_allowed()
        sender = self._make_sender()
        try:
            with self._book.changing():
                request = self._waiting()
                if request is None:
                    raise DeletionError("there is no deletion request that waits")
                request = request.begun(self._clock.now_ns())
                self._book.write(request)
                self._in_flight = sender
            outcome = sender.send_body(request.body())
        finally:
            self._in_flight = None
            sender.close()
        return self._settle(request, outcome)

    def start(self) -> None:
        """Let a background thread make the tries that are due, until the request is settled; none without a request."""
        if self._thread is not None and self._thread.is_alive():
            return
        if not self._book.path.exists():
            return
        self._stop.clear()
        self._thread = shipper_thread("deletion", self._run)
        self._thread.start()

    def close(self) -> None:
        """Stop the background thread; the request goes on waiting for the next start."""
        self._stop.set()
        self._abort()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_JOIN_S)

    def _settle(self, request: DeletionRequest, outcome: Outcome) -> DeletionRequest:
        """Note how a try ended, unless the request was cancelled or replaced meanwhile."""
        now_ns = self._clock.now_ns()
        if outcome.kind is Kind.ACCEPTED:
            after = request.arrived(now_ns)
        else:
            hopeless = outcome.kind is Kind.REJECT
            after = request.failed(outcome.detail, now_ns, hopeless=hopeless)
            if outcome.retry_after_s:
                due_ns = now_ns + int(outcome.retry_after_s * 1e9)
                after = replace(after, next_try_ns=max(after.next_try_ns, due_ns))
        self._note(request, after)
        return after

    def _note(self, request: DeletionRequest, after: DeletionRequest) -> None:
        with self._book.changing():
            found = self._book.read()
            if found is not None and found.request_id == request.request_id:
                self._book.write(after)

    def _waiting(self) -> DeletionRequest | None:
        found = self._book.read()
        return found if found is not None and found.state is State.WAITING else None

    def _check_allowed(self) -> None:
        why = self.why_not()
        if why is not None:
            raise DeletionError(
                f"{why}, so nothing is sent from here",
                hint="write to the makers and name your pseudonym, or ask the administrator",
            )

    def _run(self) -> None:
        """Try when it is due, until there is nothing left to do."""
        with suppress(
            StoreError, DeletionError
        ):  # the status shows a file that cannot be used; a no ends the thread
            while not self._stop.is_set():
                wait_s = self._step()
                if wait_s is None:
                    return
                self._stop.wait(min(wait_s, _LOOK_EVERY_S))

    def _step(self) -> float | None:
        """Make a try if one is due and allowed; give the seconds to wait, None when there is nothing left to do."""
        request = self._waiting()
        if request is None:
            return None
        now_ns = self._clock.now_ns()
        if self.only_by_hand():
            return _LOOK_EVERY_S
        if request.is_too_old(now_ns):
            self._note(request, request.failed("it did not arrive within a week", now_ns))
            return None
        due_s = (request.next_try_ns - now_ns) / 1e9
        clock_was_set_back = due_s > max(WAITS_S)
        if due_s > 0 and not clock_was_set_back:
            return due_s
        try:
            self.send_now()
        except ShippingError as error:
            self._note(request, replace(request, last_error=error.message))
            return None
        return 0.0

    def _abort(self) -> None:
        sender = self._in_flight
        if sender is not None:
            sender.abort()
