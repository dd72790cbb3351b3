"""A record belongs to the yes that stood when it was made, however long it takes until it is kept for sending."""

from __future__ import annotations

import json
import logging
import logging.handlers
import queue
import threading
from collections.abc import Callable
from typing import Any

import pytest
from optlog import get_logger
from optlog.consent.terms import Terms
from optlog.testing.transport import RecordingTransport

CHANGES = {
    "a first yes": ((), ("give",)),
    "a no and another yes": (("give",), ("withdraw", "give")),
}


class Slow:
    """A host's own processor that stands still in the middle of a record."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _logger: Any, _name: str, event_dict: Any) -> Any:
        if event_dict["event"] == "slow":
            self.reached.set()
            assert self.go_on.wait(30)
        return event_dict


def choose(telemetry: Any, acts: tuple[str, ...]) -> None:
    for act in acts:
        getattr(telemetry.consent, act)(["errors"], surface="settings")


def events(telemetry: Any, sent: RecordingTransport) -> list[str]:
    assert telemetry.flush(30)
    return [json.loads(line)["event"] for line in sent.lines]


@pytest.mark.parametrize("change", CHANGES)
def test_a_record_under_way_when_the_yes_comes_stays(
    start: Callable[..., Any], change: str
) -> None:
    """Logged before the yes, or under an earlier one, and redacted after it: it does not leave; the next one does."""
    before, after = CHANGES[change]
    slow, sent = Slow(), RecordingTransport()
    telemetry = start(processors=[slow], transport=lambda: sent, use_keyring=False)
    choose(telemetry, before)
    log = get_logger("app")
    thread = threading.Thread(target=log.error, args=("slow",))
    thread.start()
    assert slow.reached.wait(30)
    choose(telemetry, after)
    slow.go_on.set()
    thread.join()
    log.error("next")
    assert events(telemetry, sent) == ["next"]


def test_a_record_under_way_under_one_yes_leaves(start: Callable[..., Any]) -> None:
    """A renewal, and a yes to something else, do not end the yes that a record was made under."""
    slow, sent = Slow(), RecordingTransport()
    telemetry = start(processors=[slow], transport=lambda: sent, use_keyring=False)
    choose(telemetry, ("give",))
    thread = threading.Thread(target=get_logger("app").error, args=("slow",))
    thread.start()
    assert slow.reached.wait(30)
    telemetry.consent.give(["errors", "usage"], surface="settings")
    slow.go_on.set()
    thread.join()
    assert events(telemetry, sent) == ["slow"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_record_from_a_queue_of_logging_stays(start: Callable[..., Any], change: str) -> None:
    """What a `QueueHandler` kept since before the yes does not leave when the queue is worked off; what came after does."""
    before, after = CHANGES[change]
    sent, waiting = RecordingTransport(), queue.SimpleQueue[logging.LogRecord]()
    telemetry = start(transport=lambda: sent, use_keyring=False)
    source = logging.Logger("worker")
    source.addHandler(logging.handlers.QueueHandler(waiting))
    choose(telemetry, before)
    source.error("old")
    choose(telemetry, after)
    source.error("new")
    while not waiting.empty():
        logging.getLogger().handle(waiting.get())
    assert events(telemetry, sent) == ["new"]


def test_a_field_of_any_name_does_not_make_a_record_older(start: Callable[..., Any]) -> None:
    """No field of the host's own can be taken for the time at which a record was made."""
    sent = RecordingTransport()
    telemetry = start(transport=lambda: sent, use_keyring=False)
    choose(telemetry, ("give",))
    logging.getLogger("app").error("kept", extra={"made": 0.0, "MADE": 0.0, "created_": 0.0})
    assert events(telemetry, sent) == ["kept"]


def test_terms_go_on_only_in_the_same_epoch_and_scope() -> None:
    """Found at the first look a yes has always stood; another epoch or scope begins anew, the same goes on."""
    first = Terms().following({"a": 1, "b": 1}, {"a": None, "b": 2}, first=True)
    assert first.stood("a", float("-inf"))
    assert not first.stood("c", float("inf"))
    later = first.following(
        {"a": 2, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}, first=False
    )
    assert not any(later.stood(name, 0.0) for name in "abc")
    assert all(later.stood(name, float("inf")) for name in "abc")
    assert later.following(later.epochs, later.scopes, first=False).since_s == later.since_s


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ((1, None), (1, None), (1, None)),
        ((1, 2), (1, None), (1, 2)),
        ((1, None), (1, 3), (1, 3)),
        ((1, 4), (1, 3), (1, 3)),
        ((1, None), (2, None), None),
        (None, (1, None), None),
        ((1, None), None, None),
    ],
)
def test_a_record_is_kept_under_the_narrower_of_two_yeses(
    before: Any, after: Any, kept: Any
) -> None:
    """Never under more than stood both when it was made and when it is kept, and never across two epochs."""
    terms = [
        Terms({"a": found[0]}, {"a": found[1]}) if found else Terms() for found in (before, after)
    ]
    assert terms[0].both(terms[1], "a") == kept
