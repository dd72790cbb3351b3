"""A deletion request: a person's own act, the pseudonym alone, a bounded number of tries, cancelled at any time."""

from __future__ import annotations

import itertools
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optlog import configure
from optlog.deletion import DeletionError, NoPseudonymError, State
from optlog.deletion.request import MOST_TRIES
from optlog.errors import ShippingError, StoreError
from optlog.testing.receiver import Fault, LokiReceiver

if TYPE_CHECKING:
    from tests.telemetry.deletion.conftest import Home

OTHER = "psn_" + "c" * 32
DAY_S = 86_400


def test_it_carries_the_pseudonym_alone(home: Home) -> None:
    """Its own stream, two labels, no metadata, five words in the line, and headers that say nothing of the client."""
    pseudonym = home.share(app_version="4.2.0", environment="secret-edition")
    deletion = home.open().deletion
    draft = deletion.draft()
    assert deletion.ask(draft) == draft
    assert deletion.send_now().state is State.SENT
    [(labels, at_ns, line, metadata)] = home.requests()
    assert labels == {"app": "kept", "kind": "deletion-request"}
    assert metadata == {}
    assert at_ns == draft.asked_ns
    assert json.loads(line) == {
        "kind": "deletion-request",
        "app": "kept",
        "user": pseudonym,
        "request": draft.request_id,
        "asked": "2026-01-01T00:00:00.000000Z",
    }
    request = home.receiver.requests[-1]
    assert request.body == draft.body()
    assert request.headers["user-agent"] == "optlog"
    assert "4.2.0" not in str(request.headers)
    assert "secret-edition" not in str(request.headers)


def test_it_is_forgotten_after_success(home: Home) -> None:
    """Once it arrived the pseudonym is in no file of it any more; id and time stay as a receipt."""
    pseudonym = home.share()
    profile = home.open()
    request = profile.deletion.ask()
    profile.deletion.send_now()
    text = profile.paths.deletion.read_text()
    assert pseudonym not in text
    assert request.request_id in text
    status = profile.status().deletion
    assert status is not None
    assert status.sentence == "asked the makers to delete; it arrived 2026-01-01 00:00 UTC"
    with pytest.raises(DeletionError, match="no deletion request that waits"):
        profile.deletion.send_now()


@pytest.mark.parametrize("choice", ["refuse", "withdraw", "defer"])
def test_it_needs_no_consent(home: Home, choice: str) -> None:
    """With no consent at all a person may ask, and nothing else is sent."""
    profile = home.open()
    if choice == "withdraw":
        home.share()
    before = len(home.receiver.requests)
    getattr(profile.consent, choice)(["errors"], surface="api")
    profile.deletion.ask(profile.deletion.draft(OTHER))
    assert profile.deletion.send_now().state is State.SENT
    assert len(home.receiver.requests) == before + 1
    assert profile.consent.allows("errors") is None


def test_a_dead_server_is_tried_eight_times_within_a_week(home: Home) -> None:
    """Bounded: eight tries, each later than the last, all while Loki would still take it; then given up, not forgotten."""
    deletion = home.open().deletion
    deletion.ask(deletion.draft(OTHER))
    home.receiver.inject(Fault(reset=True), times=100)
    started = home.clock.now_ns()
    tried_at = []
    for _ in range(20 * 24 * 60):
        request = deletion.request()
        assert request is not None
        if request.state is not State.WAITING:
            break
        if home.clock.now_ns() >= request.next_try_ns:
            tried_at.append((home.clock.now_ns() - started) / 1e9)
            deletion.send_now()
        home.clock.advance(60)
    assert len(tried_at) == MOST_TRIES == 8 == len(home.receiver.requests)
    waits = [later - earlier for earlier, later in itertools.pairwise(tried_at)]
    assert waits == sorted(waits)
    assert tried_at[-1] < 6.9 * DAY_S
    status = deletion.status()
    assert status is not None
    assert status.state == "given up"
    assert "8 of 8 tries" in status.sentence
    renewed = deletion.ask()
    assert (renewed.pseudonym, renewed.state, renewed.tries) == (OTHER, State.WAITING, 0)
    home.receiver.clear_faults()
    assert deletion.send_now().state is State.SENT


def test_refused_credentials_are_a_try(home: Home) -> None:
    """A 401 is counted and named; a 400 cannot get better and ends it; a wish of the server to wait is kept."""
    deletion = home.open().deletion
    deletion.ask(deletion.draft(OTHER))
    home.receiver.inject(Fault(status=401))
    request = deletion.send_now()
    assert (request.state, request.tries) == (State.WAITING, 1)
    assert "credentials" in request.last_error
    home.receiver.inject(Fault(status=429, headers={"Retry-After": "3000"}))
    request = deletion.send_now()
    assert request.next_try_ns == home.clock.now_ns() + 3000 * 10**9
    home.receiver.inject(Fault(status=400))
    assert deletion.send_now().state is State.GIVEN_UP


def test_a_request_that_waits_is_not_made_twice(home: Home) -> None:
    """Asking again gives the one that waits, with its id and its tries."""
    home.share()
    deletion = home.open().deletion
    home.receiver.inject(Fault(status=503))
    first = deletion.ask()
    deletion.send_now()
    assert deletion.ask().request_id == first.request_id
    assert deletion.ask().tries == 1


def test_cancelled_while_a_try_is_under_way(home: Home) -> None:
    """Cancelling breaks the request off at once, the thread ends, and nothing brings the request back."""
    profile = home.open()
    profile.deletion.ask(profile.deletion.draft(OTHER))
    home.receiver.inject(Fault(hang=True))
    profile.deletion.start()
    assert home.receiver.wait_for(lambda receiver: len(receiver.requests) == 1)
    cancelled = profile.deletion.cancel()
    assert cancelled is not None
    assert cancelled.tries == 1
    thread = profile.deletion._thread
    assert thread is not None
    thread.join(5)
    assert not thread.is_alive()
    assert not profile.paths.deletion.exists()
    assert home.requests() == []


def test_cancelled_by_another_process_while_a_try_is_under_way(home: Home) -> None:
    """What another process cancelled stays cancelled, even when the answer is a yes."""
    profile = home.open()
    profile.deletion.ask(profile.deletion.draft(OTHER))
    home.receiver.inject(Fault(slow_s=60))
    trying = threading.Thread(target=profile.deletion.send_now)
    trying.start()
    assert home.receiver.wait_for(lambda receiver: len(receiver.requests) == 1)
    assert home.open().deletion.cancel() is not None
    home.receiver.release()
    trying.join(10)
    assert not profile.paths.deletion.exists()


def test_the_application_tries_by_itself(home: Home) -> None:
    """A request that waits survives a restart: the next start of the application sends it, and the thread ends."""
    home.open().deletion.ask(home.open().deletion.draft(OTHER))
    with configure(home.settings(), environ={}, clock=home.clock) as telemetry:
        assert home.receiver.wait_for(lambda receiver: len(receiver.requests) == 1)
        thread = telemetry.profile.deletion._thread
        assert thread is not None
        thread.join(5)
        assert not thread.is_alive()
        assert telemetry.consent.allows("errors") is None
    assert len(home.requests()) == 1


@pytest.mark.parametrize(
    "options", [{"environ": {"DO_NOT_TRACK": "1"}}, {"environ": {"OPTLOG_TELEMETRY": "off"}}, {"run_switch": False}]
)  # fmt: skip
def test_against_the_users_own_wish_nothing_acts_by_itself(home: Home, options: dict) -> None:  # type: ignore[type-arg]
    """With DO_NOT_TRACK and its like the application does not try, and a person may."""
    profile = home.open(**options)
    profile.deletion.ask(profile.deletion.draft(OTHER))
    assert profile.deletion._step() is not None
    assert home.receiver.connections == 0
    assert profile.deletion.only_by_hand()
    assert profile.deletion.send_now().state is State.SENT


def test_an_administrators_no_stops_it(home: Home) -> None:
    """Where the administrator turned everything off nobody sends, and the message says what else to do."""
    profile = home.open()
    profile.deletion.ask(profile.deletion.draft(OTHER))
    (home.folder / "managed.toml").write_text("collect = false\n")
    for act in (profile.deletion.draft, profile.deletion.send_now):
        with pytest.raises(DeletionError) as raised:
            act()
        assert "write to the makers" in str(raised.value)
    assert profile.deletion._step() is not None
    assert home.receiver.connections == 0
    (home.folder / "managed.toml").write_text('deny = ["usage"]\n')
    assert profile.deletion.send_now().state is State.SENT


def test_a_clock_that_was_set_back_does_not_put_it_off_for_ever(home: Home) -> None:
    """A next try further away than any wait is due now."""
    deletion = home.open().deletion
    home.receiver.inject(Fault(status=503))
    deletion.ask(deletion.draft(OTHER))
    deletion.send_now()
    assert deletion._step() == pytest.approx(60)
    home.clock.set_ns(home.clock.now_ns() - 30 * DAY_S * 10**9)
    home.receiver.inject(Fault(status=503))
    assert deletion._step() == 0.0
    assert len(home.receiver.requests) == 2


def test_a_request_too_old_for_the_server_is_given_up(home: Home) -> None:
    """A computer that was off for a week does not send what Loki would refuse; it says so."""
    deletion = home.open().deletion
    deletion.ask(deletion.draft(OTHER))
    home.clock.advance(7 * DAY_S)
    assert deletion._step() is None
    status = deletion.status()
    assert status is not None
    assert "within a week" in status.sentence
    assert home.receiver.connections == 0


def test_no_pseudonym_and_no_ones_pseudonym(home: Home) -> None:
    """Without a pseudonym there is nothing to ask for, and what is none is not sent."""
    deletion = home.open().deletion
    with pytest.raises(NoPseudonymError):
        deletion.draft()
    for text in ("", "psn_short", 'psn_"} or {app="x"}', OTHER + "\n"):
        with pytest.raises(DeletionError):
            deletion.draft(text)
    assert not home.open().paths.data.exists()


def test_the_same_address_rules_as_for_records(home: Home) -> None:
    """Plain HTTP beyond this computer is refused, with nothing counted as a try."""
    profile = home.open(settings={"loki_url": "http://logs.example.org"})
    profile.deletion.ask(profile.deletion.draft(OTHER))
    with pytest.raises(ShippingError, match="plain HTTP"):
        profile.deletion.send_now()
    assert profile.deletion._step() is None
    request = profile.deletion.request()
    assert request is not None
    assert request.tries == 0
    assert "plain HTTP" in request.last_error


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": "waiting"}', '{"state": "no"}', "\x00"])
def test_a_damaged_file_is_shown_and_can_be_cancelled(home: Home, text: str) -> None:
    """A file that makes no sense sends nothing, is named in the status, and cancelling removes it."""
    profile = home.open()
    profile.paths.data.mkdir()
    profile.paths.deletion.write_text(text)
    with pytest.raises(StoreError, match="is damaged"):
        profile.deletion.request()
    status = profile.status().deletion
    assert status is not None
    assert status.state == "unreadable"
    with configure(home.settings(), environ={}) as telemetry:
        thread = telemetry.profile.deletion._thread
        assert thread is not None
        thread.join(5)
    assert home.receiver.connections == 0
    assert profile.deletion.cancel() is None
    assert profile.deletion.status() is None


def test_only_the_owner_can_read_it(home: Home) -> None:
    """The file holds a pseudonym, so it is the owner's alone."""
    profile = home.open()
    profile.deletion.ask(profile.deletion.draft(OTHER))
    assert profile.paths.deletion.stat().st_mode & 0o077 == 0


def test_with_credentials_over_the_existing_transport(tmp_path: Path) -> None:
    """User name and token go as they do for records, from the settings."""
    from tests.telemetry.deletion.conftest import Home

    with LokiReceiver(basic=("12345", "tok"), tenant="t1") as receiver:
        from optlog.types import SystemClock

        home = Home(tmp_path, receiver)
        values = {"loki_username": "12345", "loki_api_token": "tok", "loki_tenant": "t1"}
        profile = home.open(settings=values, clock=SystemClock())
        profile.deletion.ask(profile.deletion.draft(OTHER))
        assert profile.deletion.send_now().state is State.SENT
        profile.close()


def test_a_folder_that_cannot_be_written_is_not_called_busy(home: Home) -> None:
    """What stands in the way of the request's lock is named as it is, with a hint that fits; no other process is blamed."""
    home.share()
    profile = home.open()
    lock = profile.paths.deletion.with_name(profile.paths.deletion.name + ".lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(StoreError) as refused:
        profile.deletion.ask()
    assert "cannot be changed" in str(refused.value)
    assert "check who owns it" in str(refused.value)
