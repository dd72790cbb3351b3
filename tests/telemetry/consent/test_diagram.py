"""The documentation says what the code does, because it is written from it."""

from __future__ import annotations

from pathlib import Path

from optlog.consent.decision import LAYERS, SENTENCES
from optlog.consent.diagram import mermaid
from optlog.consent.model import TRANSITIONS, Act, ConsentState
from optlog.documents import filled

DOCUMENT = Path(__file__).parents[3] / "docs" / "consent.md"


def test_a_changed_transition_changes_the_document(monkeypatch) -> None:
    """The check can fail: with one transition less the text is another."""
    monkeypatch.delitem(TRANSITIONS, (ConsentState.REFUSED, Act.GIVE))
    text = DOCUMENT.read_text(encoding="utf-8")
    assert filled(text) != text


def test_every_way_from_state_to_state_is_an_arrow() -> None:
    """Each transition that changes the state stands in the diagram with its act."""
    lines = mermaid().splitlines()
    for (state, act), target in TRANSITIONS.items():
        if state is not target:
            (arrow,) = [line for line in lines if line.startswith(f"    {state} --> {target}:")]
            assert str(act) in arrow.partition(": ")[2].split(", ")


def test_every_layer_has_its_sentence() -> None:
    """The words for the layers are those of the table of precedence, none more and none less."""
    assert list(SENTENCES) == [layer for layer, _ in LAYERS]
