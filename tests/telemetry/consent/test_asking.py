"""A prompt is never repeated within its interval, whatever clock, process or answer, and never put to a refuser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from optlog.consent import Reason
from optlog.errors import ConsentError
from optlog.testing.clock import FixedClock

DAY_S = 86_400.0
INTERVAL = 182


def asked(consent) -> dict[str, str]:
    found = consent.question()
    return {} if found is None else {name: str(reason) for name, reason in found.reasons.items()}


def test_a_fresh_profile_may_be_asked_at_once(home) -> None:
    """Every declared purpose, in its order; asking whether to ask makes nothing."""
    found = home.open().question()
    assert found.purposes == ("errors", "usage")
    assert set(found.reasons.values()) == {Reason.NEW}
    assert not home.folder.exists()


@pytest.mark.parametrize("act", ["defer", "request"])
def test_after_not_now_nobody_is_asked_for_the_interval(home, act: str) -> None:
    """Half a year after the last prompt, not a second sooner, in every process."""
    getattr(home.open(), act)(["errors"], surface="prompt")
    home.clock.advance(INTERVAL * DAY_S - 1)
    assert asked(home.open()) == {}
    home.clock.advance(1)
    reason = "deferred" if act == "defer" else "new"
    assert asked(home.open()) == {"errors": reason, "usage": "new"}


def test_another_process_sees_the_prompt(home) -> None:
    """What one process recorded keeps another, real one from asking."""
    home.open().defer(["errors"], surface="prompt")
    home.close()
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from conftest import Home\n"
        "print(Home(Path(sys.argv[1])).open().question())"
    )
    command = [sys.executable, "-c", script, str(home.folder), str(Path(__file__).parent)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "None\n"


def test_a_yes_in_a_prompt_counts_as_a_prompt(home, make_policy) -> None:
    """Whatever was answered: a purpose added the day after waits for the interval."""
    home.open(make_policy(purpose_ids=("errors",))).give(["errors"], surface="prompt")
    consent = home.open()
    home.clock.advance(DAY_S)
    assert asked(consent) == {}
    home.clock.advance(INTERVAL * DAY_S)
    assert asked(consent) == {"usage": "new"}


def test_a_choice_in_the_settings_is_no_prompt(home) -> None:
    """Who went to the settings was not asked: the other purpose may be asked about."""
    home.open().give(["errors"], surface="settings")
    assert asked(home.open()) == {"usage": "new"}


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
def test_a_refuser_is_never_asked(home, make_policy, act: str) -> None:
    """Neither after ten years nor because of another declaration."""
    home.open().give(["errors"], surface="settings")
    getattr(home.open(), act)(["errors", "usage"], surface="prompt")
    home.clock.advance(3650 * DAY_S)
    assert asked(home.open(make_policy(version=9, digest="d9"))) == {}


def test_an_expired_and_a_void_yes_are_asked_about(home, make_policy) -> None:
    """After its year a yes is asked for again; so is one to another declaration."""
    home.open().give(["errors", "usage"], surface="prompt")
    home.clock.advance(200 * DAY_S)
    assert asked(home.open()) == {}
    changed = home.open(make_policy(version=2, digest="d2"))
    assert asked(changed) == {"errors": "changed", "usage": "changed"}
    home.clock.advance(200 * DAY_S)
    assert asked(home.open()) == {"errors": "expired", "usage": "expired"}


@pytest.mark.parametrize(
    "options",
    [{"environ": {"DO_NOT_TRACK": "1"}}, {"environ": {"OPTLOG_TELEMETRY": "off"}}, {"run_switch": False}],
)  # fmt: skip
def test_nobody_is_asked_what_they_have_said_elsewhere(home, options) -> None:
    """Where a higher layer says no, the question is not put."""
    assert asked(home.open(**options)) == {}


def test_nobody_is_asked_where_the_answer_could_not_be_kept(home) -> None:
    """An OPT_OUT file and a broken database keep the prompt away; a database set aside is asked about once."""
    home.folder.mkdir()
    home.tombstone.write_bytes(b"")
    assert asked(home.open()) == {}
    home.tombstone.unlink()
    home.path.write_bytes(b"not a database " * 999)
    consent = home.open()
    assert asked(consent) == {}
    assert consent.finish()
    assert asked(consent) == {"errors": "new", "usage": "new"}
    consent.defer(["errors", "usage"], surface="prompt")
    assert asked(consent) == {}


def test_a_clock_set_back_asks_nobody_twice(home) -> None:
    """A prompt in the future, by a wrong clock, holds until its day and the interval are over."""
    now = home.clock.now_ns()
    home.clock.advance(400 * DAY_S)
    home.open().defer(["errors", "usage"], surface="prompt")
    home.clock = FixedClock(now)
    for _ in range(5):
        assert asked(home.open()) == {}
        home.clock.advance(100 * DAY_S)
    home.clock.advance(100 * DAY_S)
    assert asked(home.open()) != {}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(-900, 900), max_size=12))
def test_prompts_lie_an_interval_apart_however_the_clock_jumps(make_home, days: list[int]) -> None:
    """Over any jumps of the clock, each prompt is recorded at least one interval after every earlier one."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp())
    home = make_home(folder / "data")
    shown: list[int] = []
    try:
        now = 2_000_000_000 * 10**9
        for step in days:
            now += step * 86_400 * 10**9
            home.clock = FixedClock(now)
            consent = home.open()
            if consent.question() is not None:
                consent.defer(["errors", "usage"], surface="prompt")
                shown.append(now)
    finally:
        home.close()
        shutil.rmtree(folder)
    assert all(
        later - earlier >= INTERVAL * 86_400 * 10**9
        for number, later in enumerate(shown)
        for earlier in shown[:number]
    )


def test_an_interval_of_the_hosts_own(home) -> None:
    """The interval is a setting."""
    home.open().defer(["errors", "usage"], surface="prompt")
    home.clock.advance(30 * DAY_S)
    assert asked(home.open(reask_interval_days=31)) == {}
    assert asked(home.open(reask_interval_days=30)) != {}


@pytest.mark.parametrize(("jump", "state"), [(300, "given"), (-300, "given"), (400, "expired"), (-400, "expired")])  # fmt: skip
def test_a_yes_and_a_jumping_clock(home, jump: int, state: str) -> None:
    """A yes holds within its validity both ways; beyond it is off, and back when the clock is right again."""
    consent = home.open()
    consent.give(["errors"], surface="settings")
    right = home.clock.now_ns()
    home.clock = FixedClock(right + jump * 86_400 * 10**9)
    assert home.open().state("errors").value == state
    home.clock = FixedClock(right)
    assert home.open().state("errors").value == "given"


def test_an_expired_yes_cannot_be_kept(home) -> None:
    """Only a yes that stands can go on."""
    home.open().give(["errors"], surface="settings")
    home.clock.advance(400 * DAY_S)
    with pytest.raises(ConsentError, match="cannot keep consent that is expired"):
        home.open().keep(["errors"], surface="prompt")
