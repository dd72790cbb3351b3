"""One application's profile on this computer: what the dialog, the command line and the running layer share."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import orjson
from optlog_policy.collection import CollectionPolicy
from pydantic import BaseModel, ConfigDict

from optlog.catalogue import load_rules
from optlog.consent import PSEUDONYM_KEY, Consent, managed_path_for
from optlog.consent.coverage import AcceptedScope, PolicyCover
from optlog.deletion import Deletion, DeletionStatus
from optlog.errors import RuleError, StoreError
from optlog.faults import Faults, read_faults
from optlog.keychain import Keychain
from optlog.keys import KeyFile
from optlog.local import read_lines
from optlog.paths import Paths
from optlog.redaction import Pseudonymiser, Redactor
from optlog.sentlog import SentLog
from optlog.shipping.limits import DayBudget
from optlog.shipping.spool import Spool
from optlog.store import Store
from optlog.types import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optlog_policy.rule import RedactionRule, RuleSet

    from optlog.deletion.deletion import Sender
    from optlog.settings import Settings
    from optlog.types import Clock

__all__ = [
    "PreviewRecord",
    "Profile",
    "PurposeStatus",
    "Status",
    "load_policy",
    "open_profile",
]

INSTALL = "install"
"""What is disguised when the host names no user."""

_MIB = 1024 * 1024


class PurposeStatus(BaseModel):
    """Where one purpose stands: the recorded choice, and what decides in the end."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    state: str
    allowed: bool
    layer: str
    reason: str
    scope: int | None = None
    """The version of the policy that the yes covers, where more is declared by now."""
    objections: dict[str, str] = {}
    """Every layer that says no, with its sentence, the one that decides first."""


class Status(BaseModel):
    """What `optlog status` and the dialog show."""

    model_config = ConfigDict(frozen=True)

    sentence: str
    purposes: list[PurposeStatus]
    waiting_lines: int
    waiting_bytes: int
    sent_lines: int
    sent_bytes: int
    sent_today_bytes: int = 0
    daily_budget_bytes: int = 0
    last_sent_utc: str | None
    counters: dict[str, int]
    endpoint: str | None
    data_dir: str
    log_dir: str
    store_fault: str | None
    keys: str = ""
    """Where the keys are, in words."""
    deletion: DeletionStatus | None = None


class PreviewRecord(BaseModel):
    """One record as it would leave, or as it waits.

    `state` is `waiting` (in the spool), `would-send` (made earlier; one like it would be sent from now on) or
    `local-only` (its purpose is declared, but off).
    """

    model_config = ConfigDict(frozen=True)

    purpose: str
    line: bytes
    state: Literal["waiting", "would-send", "local-only"]


class Profile:
    """Everything that lies in one application's folders. Opening one touches no file.

    Args:
        settings: names the application and its folders.
        clock: where time comes from.
        environ: the environment that `DO_NOT_TRACK` and `OPTLOG_TELEMETRY` are read from; the process's by default.
        run_switch: False turns shipping off for this run.
        managed_path: the administrator's file; the platform's own place by default.
        rules: redaction rules made in code.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        environ: Mapping[str, str] | None = None,
        run_switch: bool | None = None,
        managed_path: Path | None = None,
        rules: Iterable[RedactionRule] = (),
    ) -> None:
        self.settings = settings
        self._own_rules = tuple(rules)
        self.clock: Clock = clock or SystemClock()
        self.paths = Paths.of(settings)
        self.policy = load_policy(settings)
        self._notices: dict[str, str] = {}
        self.store = Store(self.paths.store, self.clock)
        self.keys = KeyFile(self.paths.keys, keychain=_keychain(settings, self.paths))
        self._faults_path = self.paths.logs / f".{settings.app}.faults.json"
        self.faults = Faults(self._faults_path, clock=self.clock)
        extra: dict[str, Any] = {} if environ is None else {"environ": environ}
        self.consent = Consent(
            self.store,
            self.policy,
            clock=self.clock,
            keys=self.keys,
            run_switch=run_switch,
            tombstone=self.paths.tombstone,
            app_version=settings.app_version,
            declaration=self.policy.canonical,
            notice_digest=self._notice_digest,
            covers=PolicyCover(self.policy),
            reask_interval_days=settings.reask_interval_days,
            managed_path=Path(managed_path_for()) if managed_path is None else managed_path,
            on_fault=self.faults.count,
            **extra,
        )
        self.accepted = AcceptedScope(self.policy, self.consent.scope)
        self.spool = Spool(
            self.store,
            self.keys,
            max_bytes=int(settings.max_spool_mib * _MIB),
            max_age_s=settings.spool_max_age_days * 86_400,
            clock=self.clock,
        )
        self.sent = SentLog(self.store, max_bytes=int(settings.max_sent_log_mib * _MIB))
        self.budget = DayBudget(self.store, int(settings.max_daily_mib * _MIB), self.clock)
        self.deletion = Deletion(
            self.paths.deletion,
            app=settings.app,
            clock=self.clock,
            pseudonym=self.pseudonym,
            layers=lambda: [self.consent.decide(name).layer for name in self.policy.purpose_ids],
            sender=self._deletion_sender,
        )

    @property
    def rules(self) -> RuleSet:
        """The redaction rules in force."""
        return load_rules(self.settings, self._own_rules)

    def status(self) -> Status:
        """Give the whole state in one object; works with every fault of the store."""
        fault = self.store.fault()
        readable = fault is None and self.store.exists()
        waiting = self.spool.stats() if readable else None
        lines, size, last = self.sent.totals() if readable else (0, 0, None)
        counters = {**(self.store.counters() if readable else {}), **read_faults(self._faults_path)}
        return Status(
            sentence=_sentence(lines, size, last, str(fault) if fault else None),
            purposes=[self._purpose(purpose) for purpose in self.policy.purpose_ids],
            waiting_lines=waiting.lines if waiting else 0,
            waiting_bytes=waiting.bytes if waiting else 0,
            sent_lines=lines,
            sent_bytes=size,
            sent_today_bytes=self.budget.used() if readable else 0,
            daily_budget_bytes=self.budget.max_bytes or 0,
            last_sent_utc=last,
            counters=counters,
            endpoint=_endpoint(self.settings.loki_url),
            data_dir=str(self.paths.data),
            log_dir=str(self.paths.logs),
            store_fault=str(fault) if fault else None,
            keys=self.keys_place(),
            deletion=self.deletion.status(),
        )

    def preview(self, limit: int = 50) -> list[PreviewRecord]:
        """Give the records that wait, then the newest of the local log as they would leave.

        Args:
            limit: the most records to give.
        """
        records: list[PreviewRecord] = []
        if self.store.fault() is None and self.store.exists():
            records = [
                PreviewRecord(purpose=entry.purpose, line=entry.line, state="waiting")
                for entry in self.spool.waiting(limit)
            ]
        waiting = {record.line for record in records}
        recent = self._would_send(read_lines(self.paths.logs, self.settings.app), limit)
        records += [record for record in recent if record.line not in waiting]
        return records[:limit]

    def pseudonym(self) -> str | None:
        """Give the pseudonym that shared records carry; None while nothing is shared."""
        key = self.keys.get(PSEUDONYM_KEY)
        if key is None:
            return None
        return Pseudonymiser(key).pseudonym(self.settings.user_id or INSTALL)

    def reset_pseudonym(self) -> None:
        """Forget the pseudonym; the next shared record carries a new one."""
        self.keys.destroy(PSEUDONYM_KEY)
        self.keys.rotate()

    def keys_place(self) -> str:
        """Say in words where the keys are; the keyring is not asked."""
        try:
            return self.keys.where()
        except StoreError as error:
            return error.message

    def close(self) -> None:
        """Close the database; a deletion request that waits goes on waiting."""
        self.deletion.close()
        self.store.close()

    def _deletion_sender(self) -> Sender:
        from optlog.shipping.loki import LokiTransport

        return LokiTransport.for_deletion(self.settings)

    def _purpose(self, purpose: str) -> PurposeStatus:
        decision = self.consent.decide(purpose)
        objections = self.consent.objections(purpose)
        return PurposeStatus(
            id=purpose,
            title=self.policy.purpose(purpose).title,
            state=decision.state.value,
            allowed=decision.allowed,
            layer=decision.layer.value,
            reason=decision.reason,
            scope=decision.scope,
            objections={str(layer): text for layer, text in objections.items()},
        )

    def _notice_digest(self, locale: str) -> str:
        """Give the digest of the notice as `optlog policy export --draft` writes it (Markdown), for the record of a choice.

        In English where there are no words for the language; empty where the rules in force cannot be loaded.
        """
        from optlog_policy.notice import render
        from optlog_policy.words import locales

        if locale not in self._notices:
            words = locale if locale in locales() else "en"
            try:
                text = render(self.policy, "md", rules=self.rules, locale=words, draft=True)
            except RuleError:
                return ""
            self._notices[locale] = hashlib.sha256(text.encode()).hexdigest()
        return self._notices[locale]

    def _would_send(self, lines: Iterable[bytes], limit: int) -> list[PreviewRecord]:
        stricter = self._stricter()
        found: deque[PreviewRecord] = deque(maxlen=limit)
        for line in lines:
            record = _parsed(line)
            if record is not None and stricter is not None:
                record = stricter.redact(record)
            purpose = None if record is None else self.policy.classify(record)
            if record is None or purpose is None:
                continue
            allowed = self.consent.allows(purpose) is not None
            accepted = self.accepted.of(purpose)
            if not (allowed and accepted.classify(record) == purpose):
                allowed, accepted = False, self.policy
            found.append(
                PreviewRecord(
                    purpose=purpose,
                    line=orjson.dumps(accepted.project(record, purpose)),
                    state="would-send" if allowed else "local-only",
                )
            )
        return list(reversed(found))

    def _stricter(self) -> Redactor | None:
        """Give what redacts the local file's records as those that leave, when the file is redacted less."""
        settings = self.settings
        if settings.local_profile in (None, settings.profile):
            return None
        return Redactor(self.rules, profile=settings.profile, matcher=settings.matcher)


def open_profile(settings: Settings, **options: Any) -> Profile:
    """Open the profile that the settings name; see `Profile` for the options."""
    return Profile(settings, **options)


def load_policy(settings: Settings) -> CollectionPolicy:
    """Give the collection policy that the settings name, else the built-in one.

    Raises:
        PolicyError: the file is wrong; names file and line.
    """
    if settings.policy is None:
        return CollectionPolicy.builtin()
    return CollectionPolicy.load(settings.policy)


def _keychain(settings: Settings, paths: Paths) -> Keychain | None:
    """Give the keyring's key for this profile. The folder's name in it is a digest: others may read item names."""
    if not settings.use_keyring:
        return None
    folder = hashlib.sha256(os.fsencode(paths.data)).hexdigest()
    return Keychain(f"optlog {settings.app}", f"profile {folder[:16]}")


def human_bytes(size: int) -> str:
    """Give a size as people read it, such as `2.1 kB`."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":  # noqa: PLR2004
            break
        amount /= 1000
    return f"{int(amount)} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"


def _sentence(lines: int, size: int, last: str | None, fault: str | None) -> str:
    if fault:
        return f"Nothing is sent: the consent store cannot be used ({fault})."
    if not lines or last is None:
        return "Nothing has left this computer."
    moment = last[:16].replace("T", " ")
    return f"Last sent {moment} UTC; {lines} records, {human_bytes(size)} in all."


def _endpoint(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None
