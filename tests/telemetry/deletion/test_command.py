"""`optlog delete` and `consent withdraw --and-delete`: what is shown is what is sent, and nothing is sent unasked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from optlog.testing.receiver import Fault

if TYPE_CHECKING:
    from tests.telemetry.deletion.conftest import Home, Run


@pytest.fixture(autouse=True)
def _now(home: Home) -> None:
    """Let server and first records live in the present, as the command does."""
    import time

    home.clock.set_ns(time.time_ns())


def test_what_is_shown_is_what_is_sent(home: Home, run: Run) -> None:
    """The exact bytes are shown before the question; after a yes those bytes arrive."""
    pseudonym = home.share()
    code, out, _ = run("delete", answer="y\n")
    assert code == 0
    assert pseudonym in out
    shown = out.split("nothing else:\n  ")[1].split("\n")[0]
    assert home.receiver.requests[-1].body.decode() == shown
    assert "it arrived" in out
    assert "Send it? [y/N]" in out


@pytest.mark.parametrize("answer", ["n\n", "\n", "maybe\n", "Yes please\n"])
def test_anything_but_a_yes_sends_nothing(home: Home, run: Run, answer: str) -> None:
    """Only y or yes sends; everything else leaves no request behind."""
    home.share()
    before = len(home.receiver.requests)
    code, out, _ = run("delete", answer=answer)
    assert code == 0
    assert "nothing was sent" in out
    assert len(home.receiver.requests) == before
    assert "no deletion request" in run("delete", "--status")[1]


def test_nobody_to_ask(home: Home, run: Run) -> None:
    """Without an answer nothing is sent, and the error names --yes; with it the request goes out."""
    home.share()
    code, _, err = run("delete")
    assert code == 2
    assert "--yes" in err
    assert home.requests() == []
    code, out, _ = run("delete", "--yes", "--json")
    assert code == 0
    assert json.loads(out)["state"] == "sent"
    assert len(home.requests()) == 1


def test_a_server_that_does_not_answer(home: Home, run: Run) -> None:
    """Exit code 3, the request waits and is seen in `status`; --retry sends it, --cancel forgets it."""
    home.share()
    home.receiver.inject(Fault(status=503), times=2)
    code, out, _ = run("delete", "--yes")
    assert code == 3
    assert "waiting, 1 of 8 tries" in out
    assert "deletion:  asking the makers to delete: waiting" in run("status")[1]
    assert run("delete", "--retry")[0] == 3
    assert run("delete", "--retry")[0] == 0
    assert len(home.requests()) == 1
    code, out, _ = run("delete", "--cancel")
    assert (code, "has arrived already" in out) == (1, True)
    assert "there is no request" in run("delete", "--cancel")[1]
    assert run("delete", "--retry")[0] == 3


def test_cancelled_before_it_arrived(home: Home, run: Run) -> None:
    """After --cancel nothing is sent any more, and the pseudonym is in no file of the request."""
    home.share()
    home.receiver.inject(Fault(status=503))
    run("delete", "--yes")
    code, out, _ = run("delete", "--cancel")
    assert code == 0
    assert "cancelled after 1 tries" in out
    assert not (home.folder / "data" / "deletion.json").exists()
    assert home.requests() == []


def test_withdraw_and_delete_in_one_step(home: Home, run: Run) -> None:
    """The pseudonym is taken before the withdrawal destroys its key; afterwards neither key nor request holds it."""
    pseudonym = home.share()
    code, _, err = run("consent", "withdraw", "--all", "--and-delete")
    assert code == 0
    assert "it arrived" in err
    [(_, _, line, _)] = home.requests()
    assert json.loads(line)["user"] == pseudonym
    profile = home.open()
    assert profile.pseudonym() is None
    assert profile.consent.state("errors").value == "withdrawn"
    assert pseudonym not in profile.paths.deletion.read_text()


def test_the_pseudonym_is_kept_in_the_request_alone(home: Home, run: Run) -> None:
    """While the server is away, after a withdrawal, the request still knows whose records to delete."""
    pseudonym = home.share()
    home.receiver.inject(Fault(status=503))
    assert run("consent", "withdraw", "--all", "--and-delete")[0] == 3
    assert home.open().pseudonym() is None
    assert run("delete", "--retry")[0] == 0
    [(_, _, line, _)] = home.requests()
    assert json.loads(line)["user"] == pseudonym


def test_a_request_that_cannot_be_made_keeps_no_withdrawal_from_happening(
    home: Home, run: Run
) -> None:
    """With no server set the withdrawal stands, and the error about the request comes afterwards."""
    home.share()
    import os

    del os.environ["LOKI_URL"]
    code, _, err = run("consent", "withdraw", "--all", "--and-delete")
    assert code == 3
    assert "no server is set" in err
    assert home.open().consent.state("errors").value == "withdrawn"


def test_a_plain_withdrawal_sends_nothing(home: Home, run: Run) -> None:
    """Without --and-delete a withdrawal asks nobody for anything."""
    home.share()
    before = home.receiver.bytes_received
    assert run("consent", "withdraw", "--all")[0] == 0
    assert home.receiver.bytes_received == before
    assert not (home.folder / "data" / "deletion.json").exists()


def test_after_the_pseudonym_was_dropped(home: Home, run: Run) -> None:
    """The message says what to do: the sent-log names the pseudonym, and naming it works."""
    pseudonym = home.share()
    run("consent", "withdraw", "--all")
    code, _, err = run("delete", "--yes")
    assert code == 3
    assert f"optlog delete --pseudonym {pseudonym}" in err
    assert run("delete", "--yes", "--pseudonym", pseudonym)[0] == 0
    assert json.loads(home.requests()[0][2])["user"] == pseudonym


def test_where_nothing_was_ever_shared(home: Home, run: Run) -> None:
    """Without pseudonym and sent-log the message says that there is nothing, or how long it is kept."""
    code, _, err = run("delete", "--yes")
    assert code == 3
    assert "30 days at most" in err
    assert home.receiver.connections == 0


def test_a_pseudonym_that_was_never_sent_is_not_asked_for(home: Home, run: Run) -> None:
    """When the application named a user and the command line does not, the wrong pseudonym is not sent."""
    pseudonym = home.share(user_id="marta-4711")
    code, _, err = run("delete", "--yes")
    assert code == 3
    assert "USER_ID" in err
    assert pseudonym in err
    assert home.requests() == []


def test_do_not_track_is_named(home: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under DO_NOT_TRACK a person's own request is sent, and the text says that it is."""
    home.share()
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    code, out, _ = run("delete", answer="yes\n")
    assert code == 0
    assert "This request is your own" in out
    assert len(home.requests()) == 1


def test_a_wrong_pseudonym_is_not_quoted(home: Home, run: Run) -> None:
    """What is no pseudonym is refused, and not repeated in the message."""
    code, _, err = run("delete", "--yes", "--pseudonym", "marta@example.org")
    assert code == 3
    assert "marta" not in err
