"""`configure`: wires the layer into a running application, and takes it out again."""

from __future__ import annotations

import atexit
import logging
import math
import os
import platform
import sys
import threading
from typing import TYPE_CHECKING, Any

from optlog.bridge import ExceptionHooks, StdlibBridge
from optlog.consent import PSEUDONYM_KEY
from optlog.errors import OptlogError, PolicyError, RuleError, StoreError
from optlog.identity import own_secrets, system_literals
from optlog.local import Console, LocalLog
from optlog.logger import get_logger, use_for_structlog
from optlog.pipeline import Pipeline, RemoteGate
from optlog.profile import INSTALL, PreviewRecord, Profile, Status
from optlog.redaction import Pseudonymiser, Redactor
from optlog.route import ROUTE
from optlog.shipping.limits import EventRate
from optlog.shipping.shipper import Shipper
from optlog.summary import DailySummary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RedactionRule

    from optlog.consent import Consent
    from optlog.settings import Settings
    from optlog.shipping.transport import Transport
    from optlog.types import Clock

__all__ = ["Telemetry", "configure"]


class Telemetry:
    """The running layer of one application. Made by `configure`; usable as a context manager.

    A second `configure` closes the first. After a fork the child logs to a local file of its own and ships on its own
    consent check. At interpreter exit what is queued goes into the spool, and out if consent stands and the endpoint
    answers within the time.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        processors: Sequence[Callable[[Any, str, Any], Any]] = (),
        transport: Callable[[], Transport] | None = None,
        problem: OptlogError | None = None,
    ) -> None:
        settings = profile.settings
        self._problem = problem
        self.profile = profile
        self.settings = settings
        self._faults = profile.faults
        self._pseudonymiser = Pseudonymiser.ephemeral()
        self._redactor = self._make_redactor(settings.profile)
        same = settings.local_profile in (None, settings.profile)
        self._local_redactor = None if same else self._make_redactor(settings.local_profile or "")
        self._local = LocalLog(
            profile.paths.logs,
            settings.app,
            max_file_mib=settings.max_log_file_mib,
            max_total_mib=settings.max_log_mib,
            retention_days=settings.log_retention_days,
            clock=profile.clock,
            on_fault=self._faults.count,
        )
        self._summary = DailySummary(profile.store, profile.clock, _log_summary)
        self._shipper = self._make_shipper(transport)
        self._gate = RemoteGate(
            profile.policy,
            terms=profile.consent.terms,
            offer=self._shipper.offer if self._shipper else lambda entry: None,
            metadata=self._metadata_of,
            rate=EventRate(
                settings.max_events_per_s, math.ceil(10 * settings.max_events_per_s), profile.clock
            ),
        )
        self._pipeline = Pipeline(
            self._redactor,
            local_redactor=self._local_redactor,
            local=self._local,
            console=Console() if _wants_console(settings) else None,
            remote=self._gate if self._shipper else None,
            extra=processors,
            clock=profile.clock,
            count_fault=self._faults.count,
        )
        self._bridge = self._make_bridge()
        self._hooks = ExceptionHooks() if settings.capture_excepthooks else None
        self._metadata: dict[str, tuple[int | None, Mapping[str, str]]] = {}
        self._making = threading.Lock()
        self._make_again = False
        self._keys_changed_ns = 0
        self._keys_look_at = 0.0
        self._closed = False

    @property
    def consent(self) -> Consent:
        """The choices of this user: `give`, `refuse`, `withdraw`, `decide`, `history`."""
        return self.profile.consent

    def register_literal(self, value: str, name: str) -> None:
        """Redact a value wherever it stands, such as the signed-in user's full name.

        Args:
            value: at least 4 characters.
            name: stands in the marker, such as `account-name`.

        Raises:
            ValueError: the value is too short to be told from ordinary text.
        """
        self._redactor.register_literal(value, name)
        if self._local_redactor:
            self._local_redactor.register_literal(value, name)

    def status(self) -> Status:
        """Give what `optlog status` shows, with this process's own counts."""
        self._faults.save()
        status = self.profile.status()
        counters = {**status.counters, **self._faults.counts()}
        for name, number in self._gate.counts.items():
            counters[name] = counters.get(name, 0) + number
        changed: dict[str, Any] = {"counters": counters}
        if self._problem is not None:
            changed["sentence"] = f"Nothing is sent: {self._problem.message}."
        return status.model_copy(update=changed)

    def preview(self, limit: int = 50) -> list[PreviewRecord]:
        """Give the exact lines that wait or would be sent, at most `limit`."""
        return self.profile.preview(limit)

    def server_problem(self) -> str | None:
        """Give why the server takes no records at present, in words; None while it does or nothing is shipped."""
        return self._shipper.state().paused_reason if self._shipper else None

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Send what waits; give whether everything left in time. Does nothing without consent."""
        return self._shipper.flush(timeout_s) if self._shipper else True

    def hold(self) -> None:
        """Move what is queued into the spool now, without sending. StoreError when it could not be kept."""
        if self._shipper:
            self._shipper.hold()
            self._tidy()

    def close(self, timeout_s: float = 2.0) -> None:
        """Stop: queue into the spool, out if it may and can within the time, files closed, hooks put back."""
        if self._closed:
            return
        self._closed = True
        _forget(self)
        if self._hooks:
            self._hooks.remove()
        if self._bridge:
            self._bridge.remove()
        if self._shipper:
            self._shipper.close(timeout_s)
            self._keep_counts()
        self._faults.save()
        self._local.close()
        self.profile.close()

    def __enter__(self) -> Telemetry:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _install(self) -> None:
        ROUTE.use(self._pipeline, self.settings.level)
        use_for_structlog()
        if self._bridge:
            self._bridge.install()
        if self._hooks:
            self._hooks.install()
        self.consent.finish()
        self.consent.subscribe(self._on_consent)
        self._on_consent()
        if self._shipper:
            self._shipper.resume()
        if self.settings.loki_url is not None:
            self.profile.deletion.start()
        if self._problem is not None:
            self._faults.count("configuration")
            get_logger("optlog").error(
                "nothing is shipped: policy or rules cannot be used", problem=str(self._problem)
            )

    def _make_redactor(self, profile: str) -> Redactor:
        redactor = Redactor(
            self.profile.rules,
            profile=profile,
            pseudonymiser=self._pseudonymiser,
            matcher=self.settings.matcher,
        )
        for value, rule in (*own_secrets(self.settings), *system_literals()):
            redactor.register_literal(value, rule)
        return redactor

    def _make_shipper(self, transport: Callable[[], Transport] | None) -> Shipper | None:
        settings = self.settings
        if self._problem is not None or (settings.loki_url is None and transport is None):
            return None
        if transport is None:
            transport = _loki_transport(settings)
        return Shipper(
            consent=self.profile.consent,
            spool=self.profile.spool,
            transport_factory=transport,
            sent=self.profile.sent,
            store=self.profile.store,
            clock=self.profile.clock,
            lock_path=self.profile.paths.shipper_lock,
            batch_max_lines=settings.batch_max_lines,
            batch_max_bytes=settings.batch_max_kib * 1024,
            flush_interval_s=settings.flush_interval_s,
            day_max_bytes=int(settings.max_daily_mib * 1024 * 1024),
            tidy=self._tidy,
        )

    def _tidy(self) -> None:
        self._summary.tell()
        self._count_held_back()

    def _keep_counts(self) -> None:
        try:
            self._count_held_back()
        except StoreError:
            self._faults.count("store")

    def _count_held_back(self) -> None:
        """Move the counts of what did not leave into the database, where other processes see them."""
        held = {name: number for name, number in self._gate.counts.items() if number}
        if held and self.profile.store.exists():
            with self.profile.store.write():
                for name, number in held.items():
                    self.profile.store.count(name, number)
            self._gate.forget(held)

    def _make_bridge(self) -> StdlibBridge | None:
        settings = self.settings
        if not settings.capture_stdlib:
            return None
        return StdlibBridge(
            getattr(logging, settings.level.upper()),
            adopt=settings.adopt_loggers,
            warnings=settings.capture_warnings,
        )

    def _metadata_of(self, purpose: str) -> Mapping[str, str] | None:
        """Give the metadata of an entry; None while that of a new yes is being made, by another thread.

        About once a second it is looked whether another process reset the pseudonym.
        """
        now = self.profile.clock.monotonic()
        if now >= self._keys_look_at:
            self._keys_look_at = now + _LOOK_EVERY_S
            if _changed_ns(self.profile.paths.keys) != self._keys_changed_ns:
                self._on_consent()
        epoch = self.consent.allows(purpose)
        if self._metadata.get(purpose, _NO_METADATA)[0] != epoch:
            self._on_consent()
        made_for, metadata = self._metadata.get(purpose, _NO_METADATA)
        return metadata if made_for == epoch else None

    def _on_consent(self) -> None:
        """Make the metadata anew; a thread that finds another at it leaves it to that one, which then makes it again."""
        self._make_again = True
        while self._make_again and self._making.acquire(blocking=False):
            try:
                self._make_again = False
                self._make_metadata()
            finally:
                self._making.release()

    def _make_metadata(self) -> None:
        """Keep a lasting pseudonym only while something is given; a fresh, forgotten one else."""
        consent = self.profile.consent
        epochs = consent.terms().epochs  # first: what is made for an older yes serves no newer one
        given = any(
            consent.allows(purpose) is not None for purpose in self.profile.policy.purpose_ids
        )
        self._pseudonymiser.rotate(self._lasting_key() if given else os.urandom(32))
        self._keys_changed_ns = _changed_ns(self.profile.paths.keys)
        settings = self.settings
        facts = {
            "user": self._pseudonymiser.pseudonym(settings.user_id or INSTALL),
            "consent": consent.head(),
            "app_version": settings.app_version,
            "environment": settings.environment,
            "os": platform.system().lower(),
        }
        self._metadata = {
            purpose: (
                epochs.get(purpose),
                _declared(facts, self.profile.accepted.of(purpose), purpose),
            )
            for purpose in self.profile.policy.purpose_ids
        }

    def _lasting_key(self) -> bytes:
        """Give the pseudonym's key; a passing one, counted, while file or keyring cannot be used."""
        try:
            return self.profile.keys.create(PSEUDONYM_KEY)
        except StoreError:
            self._faults.count("keys")
            return os.urandom(32)

    def _after_fork(self) -> None:
        self._making = threading.Lock()  # another thread of the parent may have held it
        self._local.after_fork()
        if self._shipper:
            self._shipper.after_fork()


def configure(
    settings: Settings,
    *,
    processors: Sequence[Callable[[Any, str, Any], Any]] = (),
    rules: Sequence[RedactionRule] = (),
    telemetry: bool | None = None,
    clock: Clock | None = None,
    environ: Mapping[str, str] | None = None,
    transport: Callable[[], Transport] | None = None,
) -> Telemetry:
    """Put the layer between the application's logs and the outside world.

    Args:
        settings: see `Settings`.
        processors: the host's own structlog processors; they run before redaction.
        rules: the host's own redaction rules, made in code; those in files are named by the settings.
        telemetry: False keeps everything on this computer for this run (a `--no-telemetry` switch). True is no consent.
        clock: where time comes from; for tests.
        environ: the environment to read; for tests.
        transport: makes the transport; for tests.

    Returns:
        The running layer. Calling `configure` again closes it and puts a new one in its place; loggers go on working.

    A collection policy or a rule file that cannot be used does not stop the application: local logging goes on with the
    built-in ones, nothing is shipped, and an error record and `status` say why.

    Raises:
        ShippingError: the endpoint is not acceptable, such as plain HTTP beyond this computer.
    """
    options: dict[str, Any] = {
        "clock": clock,
        "environ": environ,
        "run_switch": telemetry,
        "rules": rules,
    }
    profile, problem = _open(settings, options)
    new = Telemetry(profile, processors=processors, transport=transport, problem=problem)
    with _current_lock:
        old = _current[0] if _current else None
        if old is not None:
            old.close()
        _current.append(new)
        new._install()
    return new


def _open(settings: Settings, options: dict[str, Any]) -> tuple[Profile, OptlogError | None]:
    """Open the profile; with the built-in policy and rules, and the reason, when the host's own cannot be used."""
    try:
        profile = Profile(settings, **options)
        profile.rules.for_profile(settings.profile)
    except (PolicyError, RuleError) as error:
        own = {"policy": None, "rules": (), "rule_packages": (), "disabled_rules": ()}
        builtin = settings.model_copy(update=own)
        return Profile(builtin, **{**options, "rules": ()}), error
    return profile, None


_current: list[Telemetry] = []
_current_lock = threading.RLock()


def _forget(telemetry: Telemetry) -> None:
    with _current_lock:
        if telemetry in _current:
            _current.remove(telemetry)
            ROUTE.use(None)


@atexit.register
def _at_exit() -> None:
    for telemetry in _current:
        telemetry.close()


def _in_child() -> None:
    global _current_lock  # noqa: PLW0603  another thread of the parent may have held it
    _current_lock = threading.RLock()
    for telemetry in _current:
        telemetry._after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def _log_summary(grown: Mapping[str, int]) -> None:
    get_logger("optlog").info("daily summary of what was shared", shipping=dict(grown))


def _changed_ns(path: Path) -> int:
    """Give when a file was last changed; 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


_LOOK_EVERY_S = 1.0

_NO_METADATA: tuple[int | None, Mapping[str, str]] = (None, {})

_LABELS = {"app_version": "version"}
"""Fields of the policy that go out under another name, as a label of the stream."""


def _declared(facts: Mapping[str, str], policy: CollectionPolicy, purpose: str) -> dict[str, str]:
    """Give the facts that the policy declares for the purpose, under the names they go out with."""
    declared = {declared.name for declared in policy.fields_for(purpose)}
    return {_LABELS.get(name, name): fact for name, fact in facts.items() if name in declared}


def _wants_console(settings: Settings) -> bool:
    if settings.console is not None:
        return settings.console
    return bool(getattr(sys.stderr, "isatty", lambda: False)())


def _loki_transport(settings: Settings) -> Callable[[], Transport]:
    from optlog.shipping import check_url

    url = settings.loki_url or ""
    check_url(url)

    def make() -> Transport:
        from optlog.shipping.loki import LokiTransport

        return LokiTransport.of(settings)

    return make
