"""The diagram and the tables of docs/consent.md, from the data that the code runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog.consent.decision import LAYERS, SENTENCES
from optlog.consent.model import TRANSITIONS, Act, ConsentState

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["layer_table", "mermaid", "state_table"]


def mermaid() -> str:
    """Give the state machine as a Mermaid diagram; acts with the same way share an arrow, states that stay have none."""
    arrows: dict[tuple[ConsentState, ConsentState], list[Act]] = {}
    for (state, act), target in TRANSITIONS.items():
        if state is not target:
            arrows.setdefault((state, target), []).append(act)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {ConsentState.UNKNOWN}"]
    lines += [
        f"    {state} --> {target}: {', '.join(acts)}" for (state, target), acts in arrows.items()
    ]
    lines += [f"    class {', '.join(state for state in ConsentState if state.collects)} collects"]
    return "\n".join([*lines, "    classDef collects stroke-width:3px", "```"])


def state_table() -> str:
    """Give every state and what each act makes of it; a dash is an act that is refused."""
    rows = [
        [f"**{state}**" if state.collects else str(state), *(_after(state, act) for act in Act)]
        for state in ConsentState
    ]
    return _table(["state", *Act], rows)


def layer_table() -> str:
    """Give the layers in order of precedence, with what each says."""
    rows = [[str(i), f"`{layer}`", SENTENCES[layer]] for i, (layer, _) in enumerate(LAYERS, 1)]
    return _table(["", "layer", "says no when"], rows)


def _after(state: ConsentState, act: Act) -> str:
    return str(TRANSITIONS.get((state, act), "-"))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
