"""`optlog doctor`: what it finds, what it says to do, and that it asks nobody unasked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
    assert reading[0] == "warning"
    assert "can read everybody's records" in reading[1]
    assert "write scope alone" in reading[2]
    assert writing == ("ok", "the credentials cannot read (401)", "")


@contextmanager
def server(status: int, headers: dict[str, str], body: bytes = b"") -> Iterator[str]:
    """Run a server that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (200, {"Content-Type": "text/html"}, "web page"),
        (400, {"Content-Type": "text/html; charset=utf-8"}, "refuses a push (400)"),
        (302, {"Location": "https://elsewhere.example.org/"}, "redirects"),
        (413, {}, "refuses a push (413)"),
    ],
)
def test_what_is_not_loki_is_not_taken_for_it(
    tmp_path: Path, status: int, headers: dict[str, str], told: str
) -> None:
    """A web page, a server that wants TLS, and a redirection are no permission to write, nor knowledge about reading."""
    with server(status, headers, b"<html>") as url:
        got = found(settings(tmp_path, loki_url=url))
    assert got["write"][0] == "fault"
    assert told in got["write"][1]
    assert got["write"][2]
    assert got["read"][0] == "warning"
    assert "could not be found out" in got["read"][1]


def test_the_server_learns_neither_application_nor_version(tmp_path: Path) -> None:
    """What is asked for the doctor carries the credentials and nothing about who asks."""
    with LokiReceiver() as receiver:
        found(settings(tmp_path, loki_url=receiver.url, app_version="7.7.7", loki_tenant="t1"))
        [request] = receiver.requests
    said = repr((request.path, request.headers, request.body))
    assert "sick" not in said
    assert "7.7.7" not in said
    assert request.headers["x-scope-orgid"] == "t1"


def test_a_token_that_no_header_can_hold_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token copied with a space is a fault without asking anybody, and is not printed."""
    monkeypatch.setenv("LOKI_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LOKI_API_TOKEN", "half a token")
    assert run(tmp_path) == 1
    out = capsys.readouterr().out
    assert "fault    credentials" in out
    assert "copied whole" in out
    assert "half a token" not in out


def test_keys_that_cannot_be_read_are_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key file that is a folder is told, not passed over."""
    (tmp_path / "data" / "optlog.keys").mkdir(parents=True)
    assert run(tmp_path, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    [keys] = [finding for finding in answer["findings"] if finding["name"] == "keys"]
    assert keys["state"] == "fault"
    assert keys["hint"]


@pytest.mark.parametrize(
    ("ahead_s", "state", "told"),
    [(0, "ok", "agrees"), (120, "warning", " s ahead"), (3600, "fault", "from the future"), (-86_400, "warning", "behind"),
     (-8 * 86_400, "fault", "behind")],
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


@pytest.mark.parametrize(
    ("days", "state", "told"),
    [((-9, -2), "fault", "expired"), ((2, 9), "fault", "not valid yet"), ((-9, 9), "warning", "ends soon")],
)  # fmt: skip
def test_a_certificate_out_of_its_time_is_told(
    tmp_path: Path, days: tuple[int, int], state: str, told: str
) -> None:
    """Expired, not begun, and about to end: each in words, with what to do."""
    files = _make(tmp_path / "late", "127.0.0.1", days)
    with LokiReceiver(tls=_server(files)) as receiver:
        got = found(settings(tmp_path, loki_url=receiver.url, ca_bundle=files.ca))
    assert got["certificate"][0] == state
    assert told in got["certificate"][1]
    assert got["certificate"][2]
    assert ("write" in got) == (state != "fault")


def test_a_server_that_wants_our_certificate(tmp_path: Path, files: Files) -> None:
    """Without one the refusal is explained; with one all is well; with one that does not fit its key, that is told."""
    other = _make(tmp_path / "other", "127.0.0.1")
    with LokiReceiver(tls=_server(files, clients=True)) as receiver:
        to = {"loki_url": receiver.url, "ca_bundle": files.ca}
        without = found(settings(tmp_path, **to))
        shown = found(settings(tmp_path, **to, client_cert=files.cert, client_key=files.key))
        unfit = found(settings(tmp_path, **to, client_cert=files.cert, client_key=other.key))
    assert "write" not in without
    assert without["answer"][0] == "fault"
    assert shown["write"][0] == "ok"
    assert unfit["certificate"][0] == "fault"
    assert "OPTLOG_CLIENT_KEY" in unfit["certificate"][2]


def test_a_file_of_authorities_that_is_none(tmp_path: Path, files: Files) -> None:
    """A CA bundle that holds no certificate is told as such, not as a server that is down."""
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("no certificate")
    with LokiReceiver(tls=_server(files)) as receiver:
        got = found(settings(tmp_path, loki_url=receiver.url, ca_bundle=bundle))
    assert got["connection"][0] == "ok"
    assert got["certificate"][0] == "fault"
    assert "OPTLOG_CA_BUNDLE" in got["certificate"][2]


def test_a_server_without_tls(tmp_path: Path) -> None:
    """An https address of a server that speaks plain HTTP is told."""
    with LokiReceiver() as receiver:
        url = receiver.url.replace("http:", "https:")
        got = found(settings(tmp_path, loki_url=url))
    assert got["certificate"][0] == "fault"
    assert "speak TLS" in got["certificate"][2]


def test_without_an_address_nobody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --network and no address the doctor still says what it found."""
    monkeypatch.delenv("LOKI_URL", raising=False)
    assert run(tmp_path, "--network") == 0
    assert "none is set" in capsys.readouterr().out


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
