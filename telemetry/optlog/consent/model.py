"""The words of consent: states and their transitions as data, events, decisions.

States are named after the W3C Data Privacy Vocabulary, https://w3c.github.io/dpv/2.0/dpv/#ConsentStatus.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from optlog.errors import ConsentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "TRANSITIONS",
    "Act",
    "ConsentEvent",
    "ConsentState",
    "Decision",
    "DeclaredPurpose",
    "DeclaredPurposes",
    "Layer",
    "LedgerFault",
    "Seals",
    "Surface",
    "Verification",
    "Wording",
    "after",
]


class _Word(str, Enum):
    """An enumeration whose members read as their value, on every Python version."""

    def __str__(self) -> str:
        return str(self.value)


class ConsentState(_Word):
    """What a person has said about one purpose. Only `given` and `renewed` collect, spool or send."""

    UNKNOWN = "unknown"
    REQUESTED = "requested"
    DEFERRED = "deferred"
    REFUSED = "refused"
    GIVEN = "given"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"

    @property
    def collects(self) -> bool:
        """Whether records of the purpose may be spooled and sent."""
        return self in (ConsentState.GIVEN, ConsentState.RENEWED)

    @property
    def is_no(self) -> bool:
        """Whether a person has said no."""
        return self in (ConsentState.REFUSED, ConsentState.WITHDRAWN)


class Act(_Word):
    """What happens to a purpose.

    `keep` is the answer "go on as agreed, but not with more" to a question about a wider scope, and what is recorded
    when that question is shown. `expire` and `invalidate` are the passing of time and of circumstances: they are worked
    out whenever somebody asks, and written down when a copied profile is taken into use.
    """

    REQUEST = "request"
    DEFER = "defer"
    REFUSE = "refuse"
    GIVE = "give"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    INVALIDATE = "invalidate"

    @property
    def says_no(self) -> bool:
        """Whether the act is a person's no; a no is possible in every state."""
        return self in (Act.REFUSE, Act.WITHDRAW)


class Surface(_Word):
    """Where a choice was made."""

    PROMPT = "prompt"
    SETTINGS = "settings"
    CLI = "cli"
    API = "api"


class Layer(_Word):
    """What decides. The order of precedence is `optlog.consent.decision.LAYERS`."""

    MANAGED = "managed"
    DO_NOT_TRACK = "do-not-track"
    ENVIRONMENT = "environment"
    RUN = "run"
    TOMBSTONE = "tombstone"
    STORE_FAULT = "store-fault"
    DEFAULT = "default"
    LEDGER = "ledger"


_S = ConsentState
_NOT_YET = {
    Act.REQUEST: _S.REQUESTED,
    Act.DEFER: _S.DEFERRED,
    Act.REFUSE: _S.REFUSED,
    Act.WITHDRAW: _S.REFUSED,  # "send nothing" before any answer is a refusal
    Act.GIVE: _S.GIVEN,
}
_YES = {
    Act.GIVE: _S.RENEWED,
    Act.KEEP: _S.GIVEN,
    Act.REFUSE: _S.WITHDRAWN,  # a no after a yes is a withdrawal, whatever the button was called
    Act.WITHDRAW: _S.WITHDRAWN,
    Act.EXPIRE: _S.EXPIRED,
    Act.INVALIDATE: _S.INVALIDATED,
}
_LAPSED = {
    Act.REQUEST: _S.REQUESTED,
    Act.DEFER: _S.DEFERRED,
    Act.REFUSE: _S.REFUSED,
    Act.WITHDRAW: _S.WITHDRAWN,
}
_BY_STATE: dict[ConsentState, dict[Act, ConsentState]] = {
    _S.UNKNOWN: _NOT_YET,
    _S.REQUESTED: _NOT_YET,
    _S.DEFERRED: _NOT_YET,
    _S.GIVEN: _YES,
    _S.RENEWED: _YES,
    # Who has said no is not asked again, and can only change the answer.
    _S.REFUSED: {Act.REFUSE: _S.REFUSED, Act.WITHDRAW: _S.REFUSED, Act.GIVE: _S.GIVEN},
    _S.WITHDRAWN: {Act.REFUSE: _S.WITHDRAWN, Act.WITHDRAW: _S.WITHDRAWN, Act.GIVE: _S.GIVEN},
    _S.EXPIRED: {**_LAPSED, Act.GIVE: _S.RENEWED},
    _S.INVALIDATED: {**_LAPSED, Act.GIVE: _S.GIVEN},
}

TRANSITIONS: Mapping[tuple[ConsentState, Act], ConsentState] = {
    (state, act): target for state, acts in _BY_STATE.items() for act, target in acts.items()
}
"""Every legal (state, act) and the state that follows; what is missing is illegal."""


def after(state: ConsentState, act: Act, purpose: str = "") -> ConsentState:
    """Give the state that follows. ConsentError when `act` is not possible in `state`."""
    target = TRANSITIONS.get((state, act))
    if target is None:
        possible = ", ".join(sorted(a.value for s, a in TRANSITIONS if s is state))
        raise ConsentError(
            f"cannot {act} consent that is {state}{f' ({purpose})' if purpose else ''}",
            hint=f"possible from here: {possible}",
        )
    return target


class DeclaredPurpose(Protocol):
    """What consent needs to know of one declared purpose."""

    @property
    def validity_days(self) -> int:
        """How long a yes holds, in days."""
        ...


class DeclaredPurposes(Protocol):
    """What consent needs to know of a collection policy; `optlog_policy.collection.CollectionPolicy` is one."""

    @property
    def version(self) -> int:
        """Version of the declaration, rising."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the declaration in hex."""
        ...

    @property
    def purpose_ids(self) -> tuple[str, ...]:
        """The ids of the declared purposes."""
        ...

    def purpose(self, purpose_id: str, /) -> DeclaredPurpose:
        """Give one of them."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """What was shown when the choice was made."""

    surface: Surface
    locale: str = "en"
    """BCP 47 language tag of the words."""
    words: str = ""
    """The words shown, exactly."""


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One line of the ledger; never changed once written."""

    seq: int
    epoch: int
    """The consent epoch of the purpose from this event on."""
    purpose: str
    state: ConsentState
    at_utc: str
    """ISO 8601 UTC with microseconds and "Z"."""
    policy_digest: str
    notice_version: str
    notice_digest: str
    """SHA-256 of the notice shown, in hex; empty when it was not given."""
    locale: str
    words: str
    surface: Surface
    app_version: str
    prev_hash: str = ""
    hash: str = ""
    """SHA-256 in hex over every other field but `seq`, so that the events chain up."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a purpose may be collected now, and which layer says so."""

    purpose: str
    allowed: bool
    layer: Layer
    reason: str
    """One sentence for people."""
    state: ConsentState
    """The recorded choice as it stands now, whatever the layer; `unknown` while it cannot be read."""
    epoch: int
    """The consent epoch; records made in an earlier one never leave."""
    scope: int | None = None
    """The version of the policy that the yes covers, where more is declared by now; None for everything."""


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """One place where the ledger is not what was written. `kind` is altered, removed or reordered."""

    seq: int
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"event {self.seq} {self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Seals:
    """What the seals say of a ledger. Events before `first` are vouched for by the hash chain alone."""

    sealed: int = 0
    """How many events carry a good seal."""
    first: int = 0
    """The first event of the unbroken run of seals up to the last one; 0 without seals."""
    unchecked: str = ""
    """Why they could not be checked just now; empty when they were, or when there are none."""

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.unchecked:
            return f"the seals could not be checked: {self.unchecked}"
        if not self.sealed:
            return "no event is sealed: the next yes begins it"
        rest = f"; events before {self.first} are not vouched for" if self.first > 1 else ""
        return f"{self.sealed} events carry this profile's seal{rest}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of checking the whole chain; `ok` when there are no faults. Tamper-evident, not tamper-proof."""

    ok: bool
    faults: tuple[LedgerFault, ...]
    events: int = 0
    seals: Seals = Seals()
