"""What other telemetry layers get wrong, each as a test that fails when we begin to do it. The name says the practice."""

from __future__ import annotations

import json
import logging
import platform
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from optlog import Telemetry, get_logger
from optlog.errors import ConsentError
from optlog.testing.receiver import LokiReceiver
from optlog.testing.transport import RecordingTransport
from optlog.types import SystemClock

DAY_S = 86_400
PURPOSES = ("errors", "diagnostics", "performance", "usage")


@pytest.fixture
def receiver() -> Iterator[LokiReceiver]:
    with LokiReceiver() as running:
        yield running


@pytest.fixture
def wire(start: Any) -> Callable[..., tuple[Telemetry, RecordingTransport]]:
    """Give a function that starts the layer on a wire that records, on the same profile every time."""

    def begin(**values: Any) -> tuple[Telemetry, RecordingTransport]:
        transport = RecordingTransport()
        return start(transport=lambda: transport, use_keyring=False, **values), transport

    return begin


def test_notify_then_on(wire: Any, clock: Any) -> None:
    """Showing the question, putting it off, or letting months pass without an answer turns nothing on."""
    telemetry, sent = wire()
    telemetry.consent.request(PURPOSES, surface="prompt", words="We collect unless you say no")
    telemetry.consent.defer(["usage"], surface="prompt")
    for _ in range(3):
        clock.advance(200 * DAY_S)
        get_logger("app").error("failed")
        assert telemetry.flush(1)
    assert sent.requests == []
    assert not any(telemetry.consent.decide(purpose).allowed for purpose in PURPOSES)


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
def test_an_upgrade_that_turns_it_on_again(wire: Any, act: str) -> None:
    """A new version, a new declaration and a lost settings file leave a no a no."""
    telemetry, _ = wire(app_version="1.0")
    telemetry.consent.give(["errors"], surface="settings")
    getattr(telemetry.consent, act)(PURPOSES, surface="settings")
    telemetry.close()
    for version in ("1.1", "2.0"):
        telemetry, sent = wire(app_version=version)
        get_logger("app").error("failed")
        assert telemetry.flush(1)
        assert sent.requests == []
        telemetry.close()


def test_asking_a_refuser_again_with_every_version(wire: Any, clock: Any) -> None:
    """Who said no is not asked again, ever: not by a version, not by time."""
    wire(app_version="1.0")[0].consent.refuse(PURPOSES, surface="prompt")
    for version in ("1.1", "2.0", "3.0"):
        clock.advance(400 * DAY_S)
        assert wire(app_version=version)[0].consent.question() is None


def test_a_prompt_at_every_start(wire: Any, clock: Any) -> None:
    """The answer "not now" is good for half a year, over any number of starts."""
    wire()[0].consent.defer(PURPOSES, surface="prompt")
    for _ in range(18):
        clock.advance(10 * DAY_S)
        assert wire()[0].consent.question() is None


def test_keeping_what_was_captured_before_the_yes_and_sending_it_after(wire: Any) -> None:
    """Records from before a yes, under a refusal and while put off are gone for good when the yes comes."""
    telemetry, sent = wire()
    log = get_logger("app")
    for choose in (lambda: None, lambda: telemetry.consent.defer(["errors"], surface="prompt"),
                   lambda: telemetry.consent.refuse(["errors"], surface="prompt")):  # fmt: skip
        choose()
        log.error("before")
        telemetry.hold()
    telemetry.consent.give(["errors"], surface="settings")
    log.error("after")
    assert telemetry.flush(10)
    assert [json.loads(line)["event"] for line in sent.lines] == ["after"]


@pytest.mark.parametrize("act", ["refuse", "defer", "withdraw"])
def test_reporting_the_opt_out_itself(start: Any, receiver: LokiReceiver, act: str) -> None:
    """Saying no makes no connection: not "declined", not a last ping, not a goodbye."""
    telemetry = start(loki_url=receiver.url, use_keyring=False)
    if act == "withdraw":
        telemetry.consent.give(["errors"], surface="settings")
    before = receiver.connections
    getattr(telemetry.consent, act)(PURPOSES if act != "defer" else ["usage"], surface="settings")
    telemetry.flush(0.5)
    telemetry.close()
    assert receiver.connections == before == 0


AT_EXIT = """
import sys, atexit, logging, optlog
settings = optlog.Settings(
    config_file=None, app="exit", data_dir=sys.argv[1], log_dir=sys.argv[1], console=False, loki_url=sys.argv[2],
    use_keyring=False, flush_interval_s=3600,
)
telemetry = optlog.configure(settings)
telemetry.consent.give(["errors"], surface="settings")
log = optlog.get_logger("app")
for _ in range(50):
    log.error("waiting")
telemetry.hold()
log.error("queued")
atexit.register(lambda: log.error("at exit"))
telemetry.consent.withdraw(["errors"], surface="settings")
log.error("after")
logging.shutdown()
if sys.argv[3] == "close":
    telemetry.close()
"""


@pytest.mark.parametrize("how", ["close", "fall off the end"])
def test_flushing_at_exit_after_a_withdrawal(
    receiver: LokiReceiver, tmp_path: Path, how: str
) -> None:
    """Neither `close`, `logging.shutdown`, `atexit` nor the end of the interpreter sends what was withdrawn."""
    command = [sys.executable, "-c", AT_EXIT, str(tmp_path / "data"), receiver.url, how]
    subprocess.run(command, check=True, timeout=60)
    assert receiver.connections == 0
    data = tmp_path / "data"
    with closing(sqlite3.connect(data / "optlog.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM spool").fetchone() == (0,)
    assert b"spool:errors" not in (data / "optlog.keys").read_bytes()


def test_an_id_kept_although_nothing_is_shared(wire: Any, tmp_path: Path) -> None:
    """Before a yes there is no pseudonym and no key on the disk; after a no there is none any more."""
    telemetry, _ = wire(user_id="marta-4711")
    get_logger("app").error("failed", user_id="marta-4711")
    telemetry.consent.refuse(["usage"], surface="prompt")
    assert telemetry.profile.pseudonym() is None
    assert not telemetry.profile.paths.keys.exists()
    telemetry.consent.give(["errors"], surface="settings")
    get_logger("app").error("failed", user_id="marta-4711")
    shown = telemetry.profile.pseudonym()
    assert shown is not None
    telemetry.consent.withdraw(["errors"], surface="settings")
    assert telemetry.profile.pseudonym() is None


def test_the_same_id_after_saying_no_and_yes_again(wire: Any) -> None:
    """A later yes begins with another pseudonym: the two times cannot be joined by it."""
    telemetry, sent = wire(user_id="marta-4711")
    shown = []
    for _ in range(2):
        telemetry.consent.give(["errors"], surface="settings")
        get_logger("app").error("failed", user_id="marta-4711")
        assert telemetry.flush(10)
        shown.append(sent.requests[-1].entries[-1].metadata["user"])
        telemetry.consent.withdraw(["errors"], surface="settings")
    assert shown[0] != shown[1]


def junk(path: Path) -> None:
    path.write_bytes(b"junk" * 999)


def gone(path: Path) -> None:
    path.unlink()


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("break_it", [junk, gone, unreadable])
def test_failing_open_when_the_choice_cannot_be_read(
    wire: Any, break_it: Callable[[Path], object]
) -> None:
    """A no that cannot be read, or that was deleted, is still a no; a yes that cannot be read is one too."""
    telemetry, _ = wire()
    telemetry.consent.give(["errors"], surface="settings")
    telemetry.close()
    for beside in ("-wal", "-shm"):
        telemetry.profile.paths.store.with_name(f"optlog.sqlite3{beside}").unlink(missing_ok=True)
    break_it(telemetry.profile.paths.store)
    telemetry, sent = wire()
    get_logger("app").error("failed")
    telemetry.flush(1)
    assert sent.requests == []
    assert not any(telemetry.consent.decide(purpose).allowed for purpose in PURPOSES)
    assert telemetry.consent.allows("errors") is None


def test_a_second_path_around_the_gate(start: Any, receiver: LokiReceiver) -> None:
    """The handler and the emitter of the library below send nothing by themselves, whatever is handed to them."""
    from optlog.errors import ShippingError
    from optlog.shipping.loki import LokiHandler, LokiOptions

    handler = LokiHandler(LokiOptions(receiver.url, {"app": "x"}))
    handler.emit(logging.LogRecord("app", logging.ERROR, __file__, 1, "failed", None, None))
    with pytest.raises(ShippingError):
        handler.emitter(logging.LogRecord("app", logging.ERROR, __file__, 1, "x", None, None), "x")
    handler.close()
    telemetry = start(loki_url=receiver.url, use_keyring=False)
    logging.getLogger("third.party").error("failed")
    telemetry.flush(0.5)
    assert receiver.connections == 0


def test_one_yes_for_everything(wire: Any) -> None:
    """A yes to one purpose is none to another; the records of the others stay."""
    telemetry, sent = wire()
    telemetry.consent.give(["errors"], surface="settings")
    log = get_logger("app")
    log.error("failed")
    log.warning("slow")
    log.info("opened")
    assert telemetry.flush(10)
    assert {entry.purpose for request in sent.requests for entry in request.entries} == {"errors"}


@pytest.mark.parametrize("name", ["DO_NOT_TRACK", "OPTLOG_TELEMETRY"])
def test_a_do_not_track_that_has_to_be_spelled_right(wire: Any, name: str) -> None:
    """Any plain word for no counts, and none for yes turns anything on."""
    for word in ("1", "true", "yes", "TRUE", "on" if name == "DO_NOT_TRACK" else "OFF", "please"):
        if name == "OPTLOG_TELEMETRY" and word.lower() in ("1", "true", "yes"):
            continue
        telemetry, sent = wire(environ={name: word})
        if telemetry.consent.decide("errors").state.value == "unknown":
            telemetry.consent.give(["errors"], surface="settings")
        get_logger("app").error("failed")
        assert telemetry.flush(1)
        assert (sent.requests, telemetry.consent.decide("errors").allowed) == ([], False)
        telemetry.close()


def test_an_environment_or_a_setting_that_says_yes(wire: Any) -> None:
    """Nothing but a person's recorded yes turns anything on: no variable, no argument, no administrator."""
    for options in (
        {"environ": {"OPTLOG_TELEMETRY": "on"}},
        {"environ": {"DO_NOT_TRACK": "0"}},
        {"telemetry": True},
    ):
        telemetry, sent = wire(**options)
        get_logger("app").error("failed")
        assert telemetry.flush(1)
        assert sent.requests == []
        telemetry.close()


def test_a_yes_that_was_never_written_down(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A choice that could not be kept is not acted on, not even until the program ends."""
    telemetry, sent = wire()
    store = telemetry.profile.store

    def full(step: str) -> None:
        if step == "commit":
            raise OSError(28, "no space left on device")

    monkeypatch.setattr(store, "fault_point", full)
    with pytest.raises(ConsentError):
        telemetry.consent.give(["errors"], surface="settings")
    monkeypatch.undo()
    get_logger("app").error("failed")
    assert telemetry.flush(1)
    assert sent.requests == []


def test_a_last_request_that_goes_on_after_the_no(wire: Any) -> None:
    """A withdrawal in the middle of a request breaks it off, and what it held is not tried again."""
    telemetry, sent = wire()
    send, aborted, answered = sent.send, [], threading.Event()

    def withdrawn_meanwhile(batch: Any) -> Any:
        telemetry.consent.withdraw(["errors"], surface="settings")
        aborted.append(sent.aborts)
        sent.answer("retry")
        answer = send(batch)
        answered.set()
        return answer

    sent.send = withdrawn_meanwhile  # type: ignore[method-assign]
    telemetry.consent.give(["errors"], surface="settings")
    get_logger("app").error("failed")
    telemetry.flush(5)
    assert answered.wait(10)
    telemetry.close()
    assert aborted[0] >= 1
    assert len(sent.requests) == 1
    assert telemetry.profile.spool.stats().lines == 0


def test_a_deletion_ping_with_full_client_information(start: Any, receiver: LokiReceiver) -> None:
    """A request for deletion names the pseudonym and nothing of the client: no version, system, environment or user."""
    facts = {"app_version": "4.2.0", "environment": "secret-edition", "user_id": "marta-4711"}
    telemetry = start(loki_url=receiver.url, use_keyring=False, clock=SystemClock(), **facts)
    telemetry.consent.give(["errors"], surface="settings")
    deletion, pseudonym = telemetry.profile.deletion, telemetry.profile.pseudonym()
    deletion.ask(deletion.draft())
    deletion.send_now()
    request = receiver.requests[-1]
    told = str(request.headers).encode() + request.body
    assert pseudonym.encode() in request.body
    for fact in (*facts.values(), platform.system().lower(), platform.python_version()):
        assert fact.encode() not in told.lower(), fact


def test_an_audit_log_made_up_after_sending(start: Any, receiver: LokiReceiver) -> None:
    """The log of what was sent holds the very bytes that arrived, also when everything they came from is gone."""
    telemetry = start(loki_url=receiver.url, use_keyring=False, clock=SystemClock())
    telemetry.consent.give(["errors"], surface="settings")
    get_logger("app").error("failed", operation="import")
    assert telemetry.flush(10)
    telemetry.consent.withdraw(["errors"], surface="settings")
    (entry,) = telemetry.profile.sent.entries(10)
    assert telemetry.profile.sent.body(entry.seq) == receiver.requests[-1].body


@pytest.mark.parametrize("answer", ["retry", "pause"])
def test_a_batch_lost_at_the_first_failed_request(wire: Any, clock: Any, answer: str) -> None:
    """What a server does not take is neither lost nor taken for sent: it goes again when the wait is over."""
    telemetry, sent = wire()
    telemetry.consent.give(["errors"], surface="settings")
    sent.answer(answer)
    get_logger("app").error("failed")
    assert telemetry.flush(10) is False
    assert (sent.lines, telemetry.profile.sent.totals()[0]) == ([], 0)
    clock.advance(3600)
    assert telemetry.flush(10)
    assert [json.loads(line)["event"] for line in sent.lines] == ["failed"]


def test_shipping_that_logs_through_itself(
    start: Any, receiver: LokiReceiver, records: Callable[[Telemetry], list[dict[str, Any]]]
) -> None:
    """What the HTTP library logs about a request becomes no record, or sending would never end."""
    telemetry = start(loki_url=receiver.url, use_keyring=False, clock=SystemClock(), level="debug")
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    try:
        telemetry.consent.give(PURPOSES, surface="settings")
        get_logger("app").error("failed")
        assert telemetry.flush(10)
    finally:
        logging.getLogger("urllib3").setLevel(logging.NOTSET)
    assert len(receiver.lines()) == 1
    assert {record["logger"] for record in records(telemetry)} == {"app"}


def test_more_data_under_an_old_yes(wire: Any, tmp_path: Path) -> None:
    """A field that an update adds does not leave under the yes that was given before it."""
    from optlog_policy.collection import CollectionPolicy

    old = CollectionPolicy.builtin()
    example = old.fields[0]
    more = example.model_copy(update={"name": "colour", "type": "string", "example": "red", "since": old.version + 1,
                                      "purposes": ("errors",), "personal": False})  # fmt: skip
    wider = old.replaced(version=old.version + 1, fields=(*old.fields, more))
    first, _ = wire()
    first.consent.give(["errors"], surface="settings")
    first.close()
    file = tmp_path / "policy.toml"
    file.write_text(_toml(wider))
    telemetry, sent = wire(policy=file)
    assert telemetry.profile.policy.digest == wider.digest
    get_logger("app").error("failed", colour="red")
    assert telemetry.flush(10)
    assert [json.loads(line).get("colour") for line in sent.lines] == [None]
    telemetry.consent.give(["errors"], surface="prompt")
    get_logger("app").error("failed", colour="red")
    assert telemetry.flush(10)
    assert [json.loads(line).get("colour") for line in sent.lines] == [None, "red"]


def _toml(policy: Any) -> str:
    """Give a policy as TOML: JSON's strings, numbers, booleans and lists are TOML's too, mappings inline tables."""
    data = json.loads(policy.canonical)
    lines: list[str] = []
    tables: list[tuple[str, dict[str, Any]]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            tables.append((f"[{key}]", value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [(f"[[{key}]]", item) for item in value]
        else:
            lines.append(_pair(key, value))
    for head, table in tables:
        lines += [head, *(_pair(key, value) for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: Any) -> str:
    text = value if key in ("date", "expires") else _inline(value)
    return f"{key} = {text}"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value)
