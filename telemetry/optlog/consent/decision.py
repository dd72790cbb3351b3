"""Who wins: one ordered table of layers, the most restrictive first, each with a sentence for people.

No layer but the ledger can say yes, and it is asked last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optlog.consent.ledger import at_ns
from optlog.consent.model import ConsentState, Decision, Layer

if TYPE_CHECKING:
    from optlog.consent.coverage import Coverage, Covers
    from optlog.consent.ledger import Ledger
    from optlog.consent.model import ConsentEvent, DeclaredPurposes
    from optlog.consent.overlays import Managed
    from optlog.store_faults import StoreFaultError

__all__ = [
    "LAYERS",
    "SENTENCES",
    "Situation",
    "Standing",
    "decide",
    "objections",
    "standing",
    "standings",
]

_DAY_NS = 86_400 * 10**9


@dataclass(frozen=True, slots=True)
class Standing:
    """How the recorded choice on one purpose stands at a moment, and the sentence that says so."""

    state: ConsentState = ConsentState.UNKNOWN
    epoch: int = 0
    reason: str = "off until someone says yes"
    scope: int | None = None
    """The version of the policy that the yes covers, where more is declared by now; None for everything."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a decision depends on, gathered at one moment."""

    declared: frozenset[str] = frozenset()
    managed: Managed | None = None
    do_not_track: bool = False
    environment_off: bool = False
    run_off: bool = False
    opted_out: bool = False
    fault: StoreFaultError | None = None
    unsaved: frozenset[str] = frozenset()
    """Purposes that a person said no to in this process, where the ledger does not say so (yet)."""
    standings: Mapping[str, Standing] = field(default_factory=dict)

    def standing(self, purpose: str) -> Standing:
        """Give how the recorded choice stands; `unknown` without one."""
        found = self.standings.get(purpose, Standing())
        if purpose in self.unsaved and not found.state.is_no:
            return Standing(
                ConsentState.WITHDRAWN, found.epoch, "off, because you said no just now"
            )
        return found


def _managed(now: Situation, purpose: str) -> str | None:
    if now.managed is None or not now.managed.denies(purpose):
        return None
    why = f" ({now.managed.reason})" if now.managed.reason else ""
    return f"turned off by the administrator of this computer{why}"


def _do_not_track(now: Situation, _purpose: str) -> str | None:
    return "turned off by DO_NOT_TRACK in the environment" if now.do_not_track else None


def _environment(now: Situation, _purpose: str) -> str | None:
    return "turned off by OPTLOG_TELEMETRY in the environment" if now.environment_off else None


def _run(now: Situation, _purpose: str) -> str | None:
    return "turned off for this run" if now.run_off else None


def _opted_out(now: Situation, _purpose: str) -> str | None:
    return "turned off by the file OPT_OUT in the data folder" if now.opted_out else None


def _store_fault(now: Situation, _purpose: str) -> str | None:
    if now.fault is None:
        return None
    return f"off, because the recorded choice cannot be read ({now.fault.fault})"


def _default(now: Situation, purpose: str) -> str | None:
    if purpose not in now.declared:
        return "off, because nothing of that name is declared"
    standing = now.standing(purpose)
    return standing.reason if standing.state is ConsentState.UNKNOWN else None


def _ledger(now: Situation, purpose: str) -> str | None:
    standing = now.standing(purpose)
    return None if standing.state.collects else standing.reason


LAYERS: tuple[tuple[Layer, Callable[[Situation, str], str | None]], ...] = (
    (Layer.MANAGED, _managed),
    (Layer.DO_NOT_TRACK, _do_not_track),
    (Layer.ENVIRONMENT, _environment),
    (Layer.RUN, _run),
    (Layer.TOMBSTONE, _opted_out),
    (Layer.STORE_FAULT, _store_fault),
    (Layer.DEFAULT, _default),
    (Layer.LEDGER, _ledger),
)
"""In order of precedence: each gives the sentence with which it says no, or None to let the next one speak."""


SENTENCES: Mapping[Layer, str] = {
    Layer.MANAGED: "the administrator of this computer turned it off",
    Layer.DO_NOT_TRACK: "`DO_NOT_TRACK` is set to anything but empty, 0 or false",
    Layer.ENVIRONMENT: "`OPTLOG_TELEMETRY` is set to anything but on, 1, true or yes",
    Layer.RUN: "this run was started with it off (`--no-telemetry`)",
    Layer.TOMBSTONE: "there is a file `OPT_OUT` in the data folder",
    Layer.STORE_FAULT: "the recorded choice cannot be read",
    Layer.DEFAULT: "nobody has said yes or no yet, or nothing of that name is declared",
    Layer.LEDGER: "the recorded choice is no yes, or no longer one",
}
"""When each layer says no, in words for the documentation and the command line."""


def decide(now: Situation, purpose: str) -> Decision:
    """Give what the first layer that says no says, else the recorded yes."""
    standing = now.standing(purpose)
    for layer, objection in LAYERS:
        reason = objection(now, purpose)
        if reason is not None:
            return Decision(purpose, False, layer, reason, standing.state, standing.epoch)
    return Decision(
        purpose, True, Layer.LEDGER, standing.reason, standing.state, standing.epoch, standing.scope
    )


def objections(now: Situation, purpose: str) -> dict[Layer, str]:
    """Give every layer that says no, in order of precedence, with its sentence; the first one decides.

    Without any answer the ledger has nothing to add to the default.
    """
    said = {layer: objection(now, purpose) for layer, objection in LAYERS}
    if said[Layer.DEFAULT] is not None:
        said[Layer.LEDGER] = None
    return {layer: reason for layer, reason in said.items() if reason is not None}


def standings(
    ledger: Ledger, policy: DeclaredPurposes, *, now_ns: int, here: bool, covers: Covers
) -> dict[str, Standing]:
    """Give how every recorded choice stands now; see `standing`."""
    declared = policy.purpose_ids
    return {
        purpose: standing(
            event,
            now_ns=now_ns,
            validity_days=policy.purpose(purpose).validity_days if purpose in declared else None,
            here=here,
            covered=covers(event, policy, ledger.declarations.get(event.policy_digest)),
        )
        for purpose, event in ledger.latest.items()
    }


def standing(
    event: ConsentEvent, *, now_ns: int, validity_days: int | None, here: bool, covered: Coverage
) -> Standing:
    """Give how the latest event on a purpose stands now.

    Args:
        event: the latest one.
        now_ns: the time, in nanoseconds since 1970-01-01 UTC.
        validity_days: how long a yes holds; None when the purpose is no longer declared.
        here: whether the profile was bound to this computer and folder.
        covered: what the yes covers of what the policy declares today.
    """
    state, reason = event.state, _RECORDED[event.state].format(day=event.at_utc[:10])
    if not state.collects:
        return Standing(state, event.epoch, reason)
    if lapsed := _lapse(event, now_ns, validity_days, here, covered):
        return Standing(lapsed[0], event.epoch, lapsed[1])
    if covered.scope is not None:
        reason += "; what has been added since stays here"
    return Standing(state, event.epoch, reason, covered.scope)


def _lapse(
    event: ConsentEvent, now_ns: int, validity_days: int | None, here: bool, covered: Coverage
) -> tuple[ConsentState, str] | None:
    """Say why a recorded yes no longer holds, or None. A yes from the far future has run out too: a clock was wrong."""
    if not here:
        text = "off, because this profile was copied or moved from elsewhere, or is an older copy put back"
        return ConsentState.INVALIDATED, text
    if not covered.holds or validity_days is None:
        text = "off, because what is collected has changed since you agreed"
        return ConsentState.INVALIDATED, text
    validity_days = min(validity_days, covered.validity_days or validity_days)
    if abs(now_ns - at_ns(event)) > validity_days * _DAY_NS:
        text = f"off, because the yes of {event.at_utc[:10]} held for {validity_days} days"
        return ConsentState.EXPIRED, text
    return None


_RECORDED = {
    ConsentState.UNKNOWN: "off until someone says yes",
    ConsentState.REQUESTED: "off, because the question has not been answered yet",
    ConsentState.DEFERRED: "off, because the answer was put off on {day}",
    ConsentState.REFUSED: "off, because it was refused on {day}",
    ConsentState.GIVEN: "agreed to on {day}",
    ConsentState.RENEWED: "agreed to again on {day}",
    ConsentState.WITHDRAWN: "off, because the yes was withdrawn on {day}",
    ConsentState.EXPIRED: "off, because the yes had run out by {day}",
    ConsentState.INVALIDATED: "off, because the yes was no longer valid on {day}",
}
