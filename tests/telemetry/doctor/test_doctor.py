"""`optlog doctor`: what it finds, what it says to do, and that it asks nobody unasked."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from optlog.cli import main
from optlog.doctor.network import network_findings
from optlog.settings import Settings
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import Fault, LokiReceiver
from optlog.types import SystemClock

from tests.telemetry.shipping.test_tls import Files, _make, _server


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return _make(tmp_path_factory.mktemp("tls") / "right", "127.0.0.1")


def settings(tmp_path: Path, **values: Any) -> Settings:
    return Settings(
        config_file=None,
        app="sick",
        data_dir=tmp_path / "data",
        log_dir=tmp_path / "log",
        use_keyring=False,
        **values,
    )


def found(of: Settings, clock: Any = None) -> dict[str, tuple[str, str, str]]:
    """Give (state, text, hint) by name of what the network half finds."""
    return {f.name: (f.state, f.text, f.hint) for f in network_findings(of, clock or SystemClock())}


def run(tmp_path: Path, *words: str) -> int:
    return main(
        ["doctor", "--app", "sick", "--data-dir", str(tmp_path / "data"), "--log-dir", str(tmp_path / "log"), *words]
    )  # fmt: skip


def test_a_healthy_profile_has_no_fault_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --network nobody is asked; no folder or file comes of looking."""
    with LokiReceiver() as receiver:
        monkeypatch.setenv("LOKI_URL", receiver.url)
        assert run(tmp_path) == 0
        assert receiver.connections == 0
    out = capsys.readouterr().out
    assert "searched by" in out
    assert "no choice was made" in out
    assert "--network does that" in out
    assert list(tmp_path.iterdir()) == []


def test_the_endpoint_is_asked_without_a_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --network the server sees an empty push, and stores nothing."""
    with LokiReceiver() as receiver:
        monkeypatch.setenv("LOKI_URL", receiver.url)
        assert run(tmp_path, "--network", "--json") == 0
        assert receiver.lines() == []
        assert [request.body for request in receiver.requests] == [b'{"streams": []}']
    answer = json.loads(capsys.readouterr().out)
    states = {finding["name"]: finding["state"] for finding in answer["findings"]}
    assert states["write"] == states["clock"] == states["connection"] == "ok"


@pytest.mark.parametrize(("status", "told"), [(401, "LOKI_API_TOKEN"), (403, "write scope"), (404, "base address"), (503, "log says why")])  # fmt: skip
def test_a_refused_push_says_what_to_do(tmp_path: Path, status: int, told: str) -> None:
    """Each refusal has its own advice."""
    with LokiReceiver() as receiver:
        receiver.inject(Fault(status=status))
        state, text, hint = found(settings(tmp_path, loki_url=receiver.url))["write"]
    assert state == "fault"
    assert str(status) in text
    assert told in hint


def test_wrong_credentials_are_a_fault_and_are_never_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong token is told as such; neither it nor the user name is printed."""
    with LokiReceiver(bearer="right-token-0123456789") as receiver:
        monkeypatch.setenv("LOKI_URL", receiver.url)
        monkeypatch.setenv("LOKI_API_TOKEN", "wrong-token-9876543210")
        assert run(tmp_path, "--network") == 1
    out = capsys.readouterr().out
    assert "fault    write" in out
    assert "wrong-token" not in out


def test_a_token_that_can_read_is_warned_of(tmp_path: Path) -> None:
    """Whoever has the application has its token: it must not read; one that cannot is fine."""
    token = "plain-token-0123456789"
    with LokiReceiver(bearer=token) as receiver:
        of = settings(tmp_path, loki_url=receiver.url, loki_api_token=token)
        reading = found(of)["read"]
    with LokiReceiver(bearer=token, operator_bearer="another-token-012345") as receiver:
        of = settings(tmp_path, loki_url=receiver.url, loki_api_token=token)
        writing = found(of)["read"]
    assert reading[0] in {"warning", "ok"}
    assert writing[0] == "ok"


@pytest.mark.parametrize(
    ("ahead_s", "state", "told"),
    [(0, "ok", "agrees"), (120, "warning", " s ahead"), (3600, "fault", "from the future"), (-86_400, "warning", "behind")],
)  # fmt: skip
def test_the_clock_is_compared(tmp_path: Path, ahead_s: int, state: str, told: str) -> None:
    """A clock that is ahead beyond what Loki takes is a fault; other differences are a warning."""
    with LokiReceiver() as receiver:
        now = SystemClock().now_ns() + ahead_s * 10**9
        got = found(settings(tmp_path, loki_url=receiver.url), FixedClock(now))["clock"]
    assert got[0] == state
    assert told in got[1]


def test_nobody_listening_and_no_such_name(tmp_path: Path) -> None:
    """A closed port and a name without an address are told apart."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    closed = found(settings(tmp_path, loki_url=url))
    assert closed["connection"][0] == "fault"
    assert "nothing listens" in closed["connection"][1]
    nameless = found(settings(tmp_path, loki_url="https://loki.invalid"))
    assert nameless["name"][0] == "fault"


def test_an_unknown_authority_is_explained_and_a_known_one_passes(
    tmp_path: Path, files: Files
) -> None:
    """With the authority's file the certificate is trusted; without it the setting is named."""
    with LokiReceiver(tls=_server(files)) as receiver:
        stranger = found(settings(tmp_path, loki_url=receiver.url))
        assert stranger["certificate"][0] == "fault"
        assert "OPTLOG_CA_BUNDLE" in stranger["certificate"][2]
        assert "write" not in stranger
        known = found(settings(tmp_path, loki_url=receiver.url, ca_bundle=files.ca))
        assert known["certificate"][0] == "ok"
        assert known["write"][0] == "ok"


def test_a_certificate_for_another_address_is_told(tmp_path: Path) -> None:
    """The authority is known and the name is not."""
    other = _make(tmp_path / "other", "127.0.0.9")
    with LokiReceiver(tls=_server(other)) as receiver:
        got = found(settings(tmp_path, loki_url=receiver.url, ca_bundle=other.ca))
    assert got["certificate"][0] == "fault"
    assert "another" in got["certificate"][1]


def test_local_faults_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged store, a file where a folder should be, plain HTTP to elsewhere: each is a fault with advice."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "optlog.sqlite3").write_bytes(b"this is no database" * 100)
    (tmp_path / "log").write_text("a file")
    monkeypatch.setenv("LOKI_URL", "http://logs.example.org")
    assert run(tmp_path, "--network", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    faults = {f["name"]: f["hint"] for f in answer["findings"] if f["state"] == "fault"}
    assert faults.keys() == {"store", "local log", "address"}
    assert all(faults.values())
