"""The state machine is a table: what is not in it is refused, and a no is always in it."""

from __future__ import annotations

import pytest
from optlog.consent.model import TRANSITIONS, Act, ConsentState, after
from optlog.errors import ConsentError

S = ConsentState

# One column an act: request, defer, refuse, withdraw, give, keep, expire, invalidate; "-" is illegal.
TABLE = """
unknown      requested deferred refused   refused   given   -     -       -
requested    requested deferred refused   refused   given   -     -       -
deferred     requested deferred refused   refused   given   -     -       -
refused      -         -        refused   refused   given   -     -       -
given        -         -        withdrawn withdrawn renewed given expired invalidated
renewed      -         -        withdrawn withdrawn renewed given expired invalidated
withdrawn    -         -        withdrawn withdrawn given   -     -       -
expired      requested deferred refused   withdrawn renewed -     -       -
invalidated  requested deferred refused   withdrawn given   -     -       -
"""
ACTS = [
    Act.REQUEST, Act.DEFER, Act.REFUSE, Act.WITHDRAW, Act.GIVE, Act.KEEP, Act.EXPIRE, Act.INVALIDATE
]  # fmt: skip
ROWS = [
    (S(row.split()[0]), act, target)
    for row in TABLE.strip().splitlines()
    for act, target in zip(ACTS, row.split()[1:], strict=True)
]


def test_the_table_names_every_state_and_act() -> None:
    """No state and no act is left undecided."""
    assert {(state, act) for state, act, _ in ROWS} == {(s, a) for s in S for a in Act}


@pytest.mark.parametrize(("state", "act", "target"), ROWS)
def test_every_transition_is_as_agreed(state: S, act: Act, target: str) -> None:
    """A legal act leads to the one state agreed; an illegal one is refused and says what is possible."""
    if target != "-":
        assert after(state, act) is S(target)
        return
    with pytest.raises(ConsentError, match="errors") as caught:
        after(state, act, "errors")
    assert caught.value.hint is not None
    assert "give" in caught.value.hint


def test_only_a_yes_collects() -> None:
    """Given and renewed collect, nothing else; only give leads there, and keep stays there."""
    assert {state for state in S if state.collects} == {S.GIVEN, S.RENEWED}
    into = {(s.collects, act) for (s, act), target in TRANSITIONS.items() if target.collects}
    assert into == {(False, Act.GIVE), (True, Act.GIVE), (True, Act.KEEP)}


def test_words_read_as_their_value() -> None:
    """A state in a sentence reads as its word on every version of Python."""
    assert f"{S.GIVEN} {Act.GIVE}" == "given give"
