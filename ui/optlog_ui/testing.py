"""A profile in memory, for the tests of a host that embeds the settings, and for our own.

It keeps to the protocols of `optlog_ui.models.profile`, touches no file and no network, and can be made to fail.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.consent.asking import Question, Reason
from optlog.consent.model import Surface
from optlog_policy.collection import CollectionPolicy, Controller, Recipient
from optlog_policy.declarations import Practices
from optlog_policy.rule import RuleSet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optlog_policy.errors import OptlogError

__all__ = [
    "FakeConsent",
    "FakeEvent",
    "FakeProfile",
    "FakePseudonymProfile",
    "FakeRecord",
    "asking_profile",
    "example_policy",
    "example_records",
]


@dataclass(frozen=True)
class FakePurpose:
    """Where one purpose stands."""

    id: str
    title: str
    state: str
    allowed: bool
    layer: str
    reason: str
    scope: int | None = None


@dataclass(frozen=True)
class FakeStatus:
    """The whole state."""

    purposes: list[FakePurpose]
    waiting_lines: int
    sent_lines: int
    sent_bytes: int
    last_sent_utc: str | None
    store_fault: str | None
    endpoint: str | None
    data_dir: str
    log_dir: str


@dataclass(frozen=True)
class FakeRecord:
    """One record of the preview."""

    purpose: str
    line: bytes
    state: str


@dataclass(frozen=True)
class FakeEvent:
    """One choice, with everything that was handed over with it."""

    purpose: str
    state: str
    at_utc: str
    surface: str
    app_version: str = "4.2.0"
    locale: str = "en"
    words: str = ""


@dataclass(frozen=True)
class FakeVerification:
    """Whether the ledger is intact."""

    ok: bool = True
    faults: tuple[str, ...] = ()


@dataclass
class FakeConsent:
    """Choices in memory.

    `fails` is raised by every act while set; `override` is (layer, reason) of what is stronger; `foreign_change`
    plays another process: it changes a choice that the next `refresh` reports. `asks` is what a prompt may ask.
    """

    states: dict[str, str]
    fails: OptlogError | None = None
    override: tuple[str, str] | None = None
    verification: FakeVerification = FakeVerification()
    events: list[FakeEvent] = field(default_factory=list)
    refreshes: int = 0
    asks: dict[str, Reason] = field(default_factory=dict)
    _callbacks: list[Callable[[], None]] = field(default_factory=list)
    _foreign: bool = False

    def give(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = "en", words: str = ""
    ) -> list[FakeEvent]:
        """Record a yes."""
        return self._record(dict.fromkeys(purposes, "given"), surface, locale, words)

    def withdraw(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = "en", words: str = ""
    ) -> list[FakeEvent]:
        """Take a yes back; where there was none, this is a no."""
        states = {one: "withdrawn" if self._was_given(one) else "refused" for one in purposes}
        return self._record(states, surface, locale, words)

    def refuse(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = "en", words: str = ""
    ) -> list[FakeEvent]:
        """Record a no."""
        return self.withdraw(purposes, surface=surface, locale=locale, words=words)

    def defer(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = "en", words: str = ""
    ) -> list[FakeEvent]:
        """Record "not now"."""
        return self._record(dict.fromkeys(purposes, "deferred"), surface, locale, words)

    def keep(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = "en", words: str = ""
    ) -> list[FakeEvent]:
        """Record "not more than agreed"."""
        return self._record({one: self.states[one] for one in purposes}, surface, locale, words)

    def question(self) -> Question | None:
        """Give the question set, until it was answered; see `asking`."""
        answered = any(event.surface == Surface.PROMPT.value for event in self.events)
        return None if answered or not self.asks else Question(self.asks)

    def history(self) -> list[FakeEvent]:
        """Give every choice, oldest first."""
        if self.fails is not None:
            raise self.fails
        return list(self.events)

    def verify(self) -> FakeVerification:
        """Give the verdict set."""
        return self.verification

    def refresh(self) -> bool:
        """Report a foreign change once."""
        self.refreshes += 1
        changed, self._foreign = self._foreign, False
        return changed

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change of this process; gives a function that ends it."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def foreign_change(self, purpose: str, state: str) -> None:
        """Change a choice as another process would."""
        self.states[purpose] = state
        self._foreign = True

    def decide(self, purpose: str, title: str) -> FakePurpose:
        """Give where one purpose stands."""
        state = self.states.get(purpose, "unknown")
        given = state in {"given", "renewed"}
        if self.override is not None:
            return FakePurpose(purpose, title, state, False, *self.override)
        layer = "default" if state == "unknown" else "ledger"
        return FakePurpose(
            purpose,
            title,
            state,
            given,
            layer,
            "you agreed" if given else "off, because no yes is recorded",
        )

    def _was_given(self, purpose: str) -> bool:
        return self.states.get(purpose) in {"given", "renewed", "expired", "invalidated"}

    def _record(
        self, states: dict[str, str], surface: Surface, locale: str, words: str
    ) -> list[FakeEvent]:
        if self.fails is not None:
            raise self.fails
        at = f"2026-11-23T09:{30 + len(self.events) % 30}:00Z"
        new = [
            FakeEvent(one, state, at, surface.value, locale=locale, words=words)
            for one, state in states.items()
        ]
        self.states.update(states)
        self.events += new
        for callback in self._callbacks:
            callback()
        return new


class FakeProfile:
    """One application's profile in memory.

    Args:
        states: recorded choices by purpose, such as `{"errors": "given"}`.
        records: what the preview gives; `example_records()` by default.
        endpoint: address of the server.
        totals: records and bytes sent, and when last, ISO 8601 in UTC.
        store_fault: what is wrong with the database, a value of `StoreFault`.
    """

    def __init__(
        self,
        states: dict[str, str] | None = None,
        *,
        records: Sequence[FakeRecord] | None = None,
        endpoint: str | None = "https://logs.example.org",
        totals: tuple[int, int, str | None] = (0, 0, None),
        store_fault: str | None = None,
        policy: CollectionPolicy | None = None,
    ) -> None:
        self.policy = policy or example_policy()
        self.consent = FakeConsent(dict(states or {}))
        self.records = list(example_records() if records is None else records)
        self.endpoint = endpoint
        self.totals = totals
        self.store_fault = store_fault
        self.fails: OptlogError | None = None
        self.log_dir = str(Path("/home/alex/.local/state/example-notes/log"))
        self.data_dir = str(Path("/home/alex/.local/share/example-notes"))

    @property
    def rules(self) -> RuleSet:
        """Give the built-in rules."""
        return _builtin_rules()

    def status(self) -> FakeStatus:
        """Give the state."""
        if self.fails is not None:
            raise self.fails
        return FakeStatus(
            [self.consent.decide(one.id, one.title) for one in self.policy.purposes],
            sum(record.state == "waiting" for record in self.preview()),
            *self.totals,
            self.store_fault,
            self.endpoint,
            self.data_dir,
            self.log_dir,
        )

    def preview(self, limit: int = 50) -> list[FakeRecord]:
        """Give the records; what becomes of one follows the choices."""
        if self.fails is not None:
            raise self.fails
        return [self._as_allowed(record) for record in self.records[:limit]]

    def _as_allowed(self, record: FakeRecord) -> FakeRecord:
        allowed = self.consent.decide(record.purpose, "").allowed
        if allowed:
            return record
        return FakeRecord(record.purpose, record.line, "local-only")


def asking_profile(**reasons: Reason) -> FakeProfile:
    """Give a profile with something to ask: about everything anew, or as the reasons say."""
    profile = FakePseudonymProfile()
    profile.consent.asks = dict(reasons) or dict.fromkeys(profile.policy.purpose_ids, Reason.NEW)
    wider = [purpose for purpose, reason in reasons.items() if reason is Reason.WIDER]
    profile.consent.states.update(dict.fromkeys(wider, "given"))
    return profile


class FakePseudonymProfile(FakeProfile):
    """A profile that lets the user see and replace the pseudonym."""

    generation = 0

    def pseudonym(self) -> str | None:
        """Give the pseudonym in use; None while nothing is given."""
        if not any(state in {"given", "renewed"} for state in self.consent.states.values()):
            return None
        return "psn_" + "".join(
            "abcdefghijklmnop"[(self.generation + 7 * place) % 16] for place in range(32)
        )

    def reset_pseudonym(self) -> str | None:
        """Make a new one."""
        if self.consent.fails is not None:
            raise self.consent.fails
        self.generation += 1
        return self.pseudonym()


def example_policy(**changes: Any) -> CollectionPolicy:
    """Give the built-in policy, filled in for a made-up application; `changes` replace parts of it."""
    filled: dict[str, Any] = {
        "title": "Example Notes",
        "controller": Controller(
            name="Example Notes Ltd",
            address="1 Harbour Street, Dublin, Ireland",
            contact="privacy@notes.example",
        ),
        "practices": Practices(sells_or_shares=False, automated_decisions=False),
        "recipients": (
            Recipient(
                name="Example Hosting GmbH",
                country="Germany",
                safeguard="Stored in the European Union; no transfer out of it.",
                role="Runs the server that stores the records.",
                url="https://hosting.example/privacy",
            ),
        ),
    }
    return CollectionPolicy.builtin().model_copy(update={**filled, **changes})


def example_records() -> list[FakeRecord]:
    """Give a few made-up records of each kind."""
    common = {"app_version": "4.2.0", "os": "Linux 6.12", "python": "3.13.1"}
    user = {"user": "psn_ahoacjkahpoimdecbgnfljkapmohdiec"}
    failed = {
        "timestamp": "2026-11-23T09:31:07.250113Z",
        "level": "error",
        "logger": "notes.sync",
        "event": "notebook could not be synchronised for [redacted:email-address]",
        **common,
        **user,
        "operation": "sync",
        "status": 503,
        "attempt": 3,
        "exception": [
            {
                "type": "ServerError",
                "message": "503 from https://sync.notes.example/v2?token=[redacted:url-secret]",
                "frames": [
                    {"file": "/home/[user]/notes/sync.py", "line": 118, "function": "push"},
                    {"file": "notes/transport.py", "line": 42, "function": "request"},
                ],
            }
        ],
    }
    saved = {
        "timestamp": "2026-11-23T09:30:44.018200Z",
        "level": "error",
        "logger": "notes.editor",
        "event": "page could not be saved",
        **common,
        **user,
        "exception": [{"type": "PermissionError", "message": "/home/[user]/notes/plan.md"}],
    }
    rest: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "performance",
            "info",
            "notes.index",
            "index rebuilt",
            {"duration_ms": 412.7, "count": 310},
        ),
        (
            "usage",
            "info",
            "notes.ui",
            "feature.export",
            {"feature": "export-pdf", "action": "menu"},
        ),
        ("diagnostics", "warning", "notes.sync", "server answers slowly", {"attempt": 2}),
        ("diagnostics", "info", "notes.app", "application started", {}),
    ]
    records = [
        FakeRecord("errors", _line(failed), "waiting"),
        FakeRecord("errors", _line(saved), "would-send"),
    ]
    for minute, (purpose, level, logger, event, more) in enumerate(rest):
        head = {
            "timestamp": f"2026-11-23T09:{29 - minute}:12.500000Z",
            "level": level,
            "logger": logger,
        }
        records.append(
            FakeRecord(purpose, _line({**head, "event": event, **common, **more}), "would-send")
        )
    return records


@lru_cache(maxsize=1)
def _builtin_rules() -> RuleSet:
    return RuleSet.load_builtin()


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
