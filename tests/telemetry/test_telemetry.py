"""The running layer as a whole: real store, real threads, real HTTP on loopback, real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from optlog import Settings, Telemetry, get_logger, open_profile
from optlog.agreements import check_sent
from optlog.consent import PSEUDONYM_KEY
from optlog.local import read_lines
from optlog.testing.receiver import LokiReceiver
from optlog.types import SystemClock

SMALLEST = """\
version = 1
date = 2026-11-23
title = "Tidewriter"
[[purposes]]
id = "errors"
title = "Error reports"
sentence = "Failures are reported."
retention_days = 30
validity_days = 365
[[fields]]
name = "event"
type = "string"
purposes = ["errors"]
description = "What happened."
example = "could not save"
[[sources]]
purpose = "errors"
levels = ["error", "critical"]
"""
Records = Callable[[Telemetry], list[dict[str, Any]]]


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
def receiver() -> Iterator[LokiReceiver]:
    with LokiReceiver() as running:
        yield running


def arrived(receiver: LokiReceiver) -> list[dict[str, Any]]:
    return [json.loads(row[2]) for row in sorted(receiver.lines(), key=lambda row: int(row[1]))]


def test_what_arrives_is_what_was_shown(start: Any, receiver: LokiReceiver) -> None:
    """Local file, preview, spool, request and sent-log hold the same bytes."""
    telemetry = start(loki_url=receiver.url)
    telemetry.consent.give(["errors"], surface="api")
    get_logger("app").error("failed", status=503, attempt=2)
    telemetry.hold()
    [waiting] = [record.line for record in telemetry.preview() if record.state == "waiting"]
    assert telemetry.flush(10)
    [sent] = [row[2] for row in receiver.lines()]
    profile = telemetry.profile
    [local] = read_lines(profile.paths.logs, "test")
    assert local == waiting == (sent if isinstance(sent, bytes) else sent.encode())
    [entry] = profile.sent.entries(10)
    assert waiting.decode() in json.loads(profile.sent.body(entry.seq))["streams"][0]["values"][0]


def test_undeclared_fields_and_records_stay_here(
    start: Any, receiver: LokiReceiver, records: Records
) -> None:
    """A field or record that no purpose declares is in the local file and nowhere else."""
    telemetry = start(loki_url=receiver.url, level="debug")
    telemetry.consent.give(["errors", "diagnostics"], surface="api")
    get_logger("app").error("failed", status=1, colour="green")
    get_logger("app").debug("detail")
    assert telemetry.flush(10)
    assert ["colour" in record for record in records(telemetry)] == [True, False]
    [sent] = arrived(receiver)
    assert "colour" not in sent
    assert sent["status"] == 1
    counters = telemetry.status().counters
    assert (counters["undeclared"], counters["fields_left_out"]) == (1, 1)


def test_what_is_not_declared_stands_nowhere_beside_a_record(
    start: Any, receiver: LokiReceiver, tmp_path: Path
) -> None:
    """With the event alone declared, no label, no metadata and no header tells more, and what was sent conforms."""
    policy = tmp_path / "policy.toml"
    policy.write_text(SMALLEST, encoding="utf-8")
    telemetry = start(loki_url=receiver.url, policy=policy, app_version="4.2.77", environment="odd")
    telemetry.consent.give(["errors"], surface="api")
    get_logger("app").error("failed")
    get_logger("app").critical("failed again")
    assert telemetry.flush(10)
    told = [(labels, beside, line) for labels, _, line, beside in receiver.lines()]
    assert [labels for labels, _, _ in told] == [{"app": "test"}] * 2
    assert [beside for _, beside, _ in told] == [{"purpose": "errors"}] * 2
    assert [json.loads(line) for _, _, line in told] == [
        {"event": "failed"},
        {"event": "failed again"},
    ]
    headers = json.dumps([dict(request.headers) for request in receiver.requests])
    assert "4.2.77" not in headers
    assert check_sent(telemetry.profile).ok


def test_nothing_from_before_the_yes_is_sent(start: Any, receiver: LokiReceiver) -> None:
    """Records made before a yes, and between a no and the next yes, never leave."""
    telemetry = start(loki_url=receiver.url)
    log = get_logger("app")
    log.error("before")
    telemetry.consent.give(["errors"], surface="api")
    log.error("during")
    telemetry.consent.withdraw(["errors"], surface="api")
    log.error("between")
    telemetry.consent.give(["errors"], surface="api")
    log.error("after")
    assert telemetry.flush(10)
    assert [record["event"] for record in arrived(receiver)] == ["after"]


def test_without_consent_there_is_no_thread_and_no_file_but_the_log(
    start: Any, receiver: LokiReceiver, tmp_path: Path
) -> None:
    """Before a yes: no shipping thread, no database, no key, no connection."""
    import threading

    before = set(threading.enumerate())
    telemetry = start(loki_url=receiver.url)
    get_logger("app").error("failed")
    telemetry.flush(0.2)
    assert set(threading.enumerate()) <= before  # one of an earlier test may end meanwhile
    assert not (tmp_path / "data").exists()
    assert receiver.connections == 0


def test_the_pseudonym_lasts_only_as_long_as_consent(
    start: Any, receiver: LokiReceiver, records: Records
) -> None:
    """A user id is a pseudonym everywhere; it is kept while something is given, and another one after a withdrawal."""
    telemetry = start(loki_url=receiver.url, user_id="marta-4711")
    log = get_logger("app")
    shown = []
    for _ in range(2):
        telemetry.consent.give(["errors"], surface="api")
        log.error("failed", user_id="marta-4711")
        assert telemetry.flush(10)
        shown.append(telemetry.profile.pseudonym())
        telemetry.consent.withdraw(["errors"], surface="api")
        assert telemetry.profile.pseudonym() is None
    users = [row[3]["user"] for row in receiver.lines()]
    assert users == shown
    assert len(set(users)) == 2
    assert records(telemetry)[0]["user_id"] == users[0]
    assert "marta" not in json.dumps(records(telemetry))


def test_a_reset_in_another_process_is_seen(start: Any, receiver: LokiReceiver, clock: Any) -> None:
    """After `optlog identity reset` the running program sends a new pseudonym within a second."""
    from optlog.testing.clock import FixedClock

    moved = FixedClock(clock.now_ns())
    telemetry = start(loki_url=receiver.url, clock=moved)
    telemetry.consent.give(["errors"], surface="api")
    get_logger("app").error("one")
    open_profile(telemetry.settings, environ={}).reset_pseudonym()
    moved.advance(1.1)
    get_logger("app").error("two")
    assert telemetry.flush(10)
    users = [row[3]["user"] for row in receiver.lines()]
    assert len(set(users)) == 2


def test_the_shipping_token_never_shows(
    start: Any, receiver: LokiReceiver, records: Records
) -> None:
    """The layer's own secrets are redacted wherever they are logged."""
    telemetry = start(
        loki_url=receiver.url, loki_username="4711", loki_api_token="plain-words-here"
    )
    get_logger("app").error("sent plain-words-here", settings=repr(telemetry.settings))
    assert "plain-words-here" not in json.dumps(records(telemetry))


def test_a_broken_rule_file_stops_shipping_and_nothing_else(
    start: Any, receiver: LokiReceiver, records: Records, tmp_path: Path
) -> None:
    """Local logging works whatever the state of rules and policy; what cannot be redacted as told does not leave."""
    rules = tmp_path / "own.toml"
    rules.write_text("[[rule]]\nname = 'x'\n")
    telemetry = start(loki_url=receiver.url, rules=[rules])
    telemetry.consent.give(["errors"], surface="api")
    get_logger("app").error("failed", password="Regen-im-August-99")
    assert telemetry.flush(1)
    told, failed = records(telemetry)
    assert "own.toml" in told["problem"]
    assert "Regen" not in json.dumps(failed)
    assert receiver.connections == 0
    assert "Nothing is sent" in telemetry.status().sentence


def test_a_log_call_does_not_wait_for_a_dead_server(start: Any, receiver: LokiReceiver) -> None:
    """With a server that is gone every call returns, nothing is lost, and `flush` says that it could not."""
    telemetry = start(loki_url="http://127.0.0.1:9")
    telemetry.consent.give(["errors"], surface="api")
    for n in range(100):
        get_logger("app").error("failed", attempt=n)
    assert telemetry.flush(0.5) is False
    telemetry.hold()
    assert telemetry.status().waiting_lines == 100


APPLICATION = """
import sys
from optlog import Settings, configure, get_logger
folder, url, name, count = sys.argv[1:5]
telemetry = configure(Settings(config_file=None, app="test", console=False, data_dir=folder + "/data",
    log_dir=folder + "/logs", loki_url=url, flush_interval_s=0.05), environ={})
log = get_logger(name)
print("ready", flush=True)
sys.stdin.readline()
for n in range(int(count)):
    log.error("tick", attempt=n)
    if n == int(count) // 2:
        print("half", flush=True)
        sys.stdin.readline()
print("done", flush=True)
sys.stdin.readline()
"""


def application(folder: Path, url: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPLICATION, str(folder), url, name, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def say(process: subprocess.Popen[str], expected: str) -> None:
    """Wait until the process says the word, then let it go on."""
    assert process.stdout is not None
    assert process.stdout.readline().strip() == expected


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_processes_log_while_a_third_withdraws(receiver: LokiReceiver, tmp_path: Path) -> None:
    """Nothing is lost locally, and no record made after the withdrawal is ever sent."""
    settings = Settings(
        config_file=None, app="test", data_dir=tmp_path / "data", log_dir=tmp_path / "logs"
    )
    profile = open_profile(settings, environ={})
    profile.consent.give(["errors"], surface="cli")
    running = [application(tmp_path, receiver.url, name, 400) for name in ("one", "two")]
    for process in running:
        say(process, "ready")
        go_on(process)
    for process in running:
        say(process, "half")
    command = [sys.executable, "-m", "optlog", "consent", "withdraw", "--all", "--app", "test"]
    folders = ["--data-dir", str(tmp_path / "data"), "--log-dir", str(tmp_path / "logs")]
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DO_NOT_TRACK", "OPTLOG_TELEMETRY")
    }
    subprocess.run([*command, *folders], check=True, capture_output=True, env=environ)
    profile.consent.refresh()
    for process in running:
        go_on(process)
        say(process, "done")
        go_on(process)
        process.communicate(timeout=30)
        assert process.returncode == 0
    local = [json.loads(line) for line in read_lines(tmp_path / "logs", "test")]
    assert sorted((r["logger"], r["attempt"]) for r in local) == sorted(
        (name, n) for name in ("one", "two") for n in range(400)
    )
    assert [r for r in arrived(receiver) if r["attempt"] > 200] == []
    assert profile.spool.stats().lines == 0
    profile.close()


AT_EXIT = """
import sys
from optlog import Settings, configure, get_logger
folder, url = sys.argv[1:3]
telemetry = configure(Settings(config_file=None, app="test", console=False, data_dir=folder + "/data",
    log_dir=folder + "/logs", loki_url=url, flush_interval_s=3600), environ={})
telemetry.consent.give(["errors"], surface="api")
get_logger("app").error("last words")
if len(sys.argv) > 3:
    telemetry.consent.withdraw(["errors"], surface="api")
"""


@pytest.mark.parametrize("withdrawn", [False, True])
def test_interpreter_exit(receiver: LokiReceiver, tmp_path: Path, withdrawn: bool) -> None:
    """At exit what was agreed to still leaves; after a withdrawal nothing does."""
    command = [
        sys.executable,
        "-c",
        AT_EXIT,
        str(tmp_path),
        receiver.url,
        *(["x"] if withdrawn else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert [record["event"] for record in arrived(receiver)] == (
        [] if withdrawn else ["last words"]
    )
    if withdrawn:
        assert receiver.connections == 0


def test_what_waited_leaves_at_the_next_start(start: Any, receiver: LokiReceiver) -> None:
    """A record that could not be sent before the program ended is sent by the next run."""
    first = start(loki_url="http://127.0.0.1:9")
    first.consent.give(["errors"], surface="api")
    get_logger("app").error("from the first run")
    first.close(0)
    second = start(loki_url=receiver.url)
    assert second.flush(10)
    assert [record["event"] for record in arrived(receiver)] == ["from the first run"]


FORK = """
import os, sys
from optlog import Settings, configure, get_logger
folder, url = sys.argv[1:3]
telemetry = configure(Settings(config_file=None, app="test", console=False, data_dir=folder + "/data",
    log_dir=folder + "/logs", loki_url=url), environ={})
telemetry.consent.give(["errors"], surface="api")
log = get_logger("app")
log.error("parent before")
child = os.fork()
log.error("child" if child == 0 else "parent after")
if child == 0:
    telemetry.close(5)
    os._exit(0)
os.waitpid(child, 0)
telemetry.flush(10)
telemetry.close(5)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX only")
def test_fork(receiver: LokiReceiver, tmp_path: Path) -> None:
    """Parent and child both go on logging and shipping; nothing is lost or doubled."""
    command = [sys.executable, "-W", "ignore", "-c", FORK, str(tmp_path), receiver.url]
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    expected = ["child", "parent after", "parent before"]
    local = [json.loads(line)["event"] for line in read_lines(tmp_path / "logs", "test")]
    assert sorted(local) == expected
    assert sorted(record["event"] for record in arrived(receiver)) == expected


def test_a_start_finishes_a_no_that_was_cut_off(start: Any, tmp_path: Path) -> None:
    """Keys that a killed withdrawal left behind are gone as soon as the program runs again."""
    first = start()
    first.consent.give(["errors"], surface="api")
    first.consent.withdraw(["errors"], surface="api")
    for name in ("spool:errors", "pseudonym"):
        first.profile.keys.create(name)
    first.close()
    second = start()
    assert not any(second.profile.keys.holds(name) for name in ("spool:errors", "pseudonym"))


def test_a_key_store_that_cannot_be_used_stops_neither_start_nor_logging(
    start: Any, receiver: LokiReceiver, tmp_path: Path, records: Records
) -> None:
    """With an unreadable key file the program starts and logs; nothing is sent; the fault is counted."""
    first = start(loki_url=receiver.url)
    first.consent.give(["errors"], surface="api")
    first.close()
    keys = first.profile.paths.keys
    keys.unlink(missing_ok=True)
    keys.mkdir()
    second = start(loki_url=receiver.url)
    get_logger("app").error("failed")
    second.flush(0.3)
    assert [record["event"] for record in records(second)][-1:] == ["failed"]
    assert receiver.lines() == []
    assert second.status().counters["keys"] >= 1
    assert "cannot read" in second.status().keys


def test_the_head_of_the_ledger_travels_with_every_batch(
    start: Any, receiver: LokiReceiver
) -> None:
    """Each line carries the chain's head of when it was made, so that both sides can show what was agreed."""
    telemetry = start(loki_url=receiver.url)
    heads = []
    for purposes in (["errors"], ["errors", "diagnostics"]):
        telemetry.consent.give(purposes, surface="api")
        heads.append(telemetry.consent.history()[-1].hash)
        get_logger("app").error("failed")
        get_logger("app").error("failed again")
        assert telemetry.flush(10)
    metadata = [row[3]["consent"] for row in sorted(receiver.lines(), key=lambda row: int(row[1]))]
    assert metadata == [heads[0], heads[0], heads[1], heads[1]]


def test_no_record_leaves_without_head_and_pseudonym_of_its_yes(
    start: Any, receiver: LokiReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other threads log while a yes is being taken in does not wait for it, and leaves with its metadata or not at all."""
    telemetry = start(loki_url=receiver.url)
    log, create, others = get_logger("app"), telemetry.profile.keys.create, []

    def slow_create(name: str) -> bytes:
        if name == PSEUDONYM_KEY and not others:
            others.append(
                other := threading.Thread(target=lambda: log.error("in between"), daemon=True)
            )
            other.start()
            other.join(60)
            assert not other.is_alive(), "a log call waits for the keys"
        return create(name)

    monkeypatch.setattr(telemetry.profile.keys, "create", slow_create)
    telemetry.consent.give(["errors"], surface="api")
    log.error("after")
    assert telemetry.flush(30)
    head, user = telemetry.consent.head(), telemetry.profile.pseudonym()
    found = {
        json.loads(row[2])["event"]: (row[3].get("consent"), row[3].get("user"))
        for row in receiver.lines()
    }
    assert found == {"after": (head, user)}


def test_an_ipv6_endpoint_is_shown_as_an_address(start: Any) -> None:
    """What `status` names can be put into a browser: the brackets belong to it."""
    assert start(loki_url="http://[::1]:3100/path").status().endpoint == "http://[::1]:3100"
