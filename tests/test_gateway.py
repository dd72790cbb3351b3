"""The gateways before Loki, run as they stand: what passes, what does not, and what Loki learns."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from optlog.doctor.network import network_findings
from optlog.settings import Settings
from optlog.shipping.loki import LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.receiver import LokiReceiver
from optlog.types import SpoolEntry, SystemClock

from tests.telemetry.shipping.test_tls import _make

ROOT = Path(__file__).resolve().parent.parent


def test_the_gateway_lets_pushes_alone_through() -> None:
    """One method, one path, one token; everything else is refused, and nothing is logged."""
    text = (ROOT / "gateway/Caddyfile").read_text()
    assert text.count("reverse_proxy") == 1
    matcher = text.split("@push {")[1].split("}\n\thandle")[0]
    assert "method POST" in matcher
    assert "path /loki/api/v1/push\n" in matcher
    assert 'header Authorization "Bearer {$OPTLOG_WRITE_TOKEN}"' in matcher
    assert "respond 403" in text
    assert "output discard" in text


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
def test_the_gateway_as_it_runs(tmp_path: Path) -> None:
    """Caddy takes a push with the token, hands it on without it, and refuses everything else."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    url, push = f"http://127.0.0.1:{port}", "/loki/api/v1/push"
    with LokiReceiver() as receiver:
        environment = {
            **os.environ,
            "HOME": str(tmp_path),
            "LOKI_HOST": url,
            "LOKI_UPSTREAM": receiver.url.removeprefix("http://"),
            "OPTLOG_WRITE_TOKEN": "right",
        }
        config = tmp_path / "Caddyfile"
        text = (ROOT / "gateway/Caddyfile").read_text()
        config.write_text("{\n\tadmin off\n}\n" + text)
        with subprocess.Popen(
            ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        ) as caddy:
            try:
                assert caddy.stderr is not None
                for line in caddy.stderr:
                    if "serving initial configuration" in line:
                        break
                value = ["1767225600000000000", "x"]
                body = {"streams": [{"stream": {"app": "x"}, "values": [value]}]}
                with requests.Session() as session:
                    session.trust_env = False

                    def ask(method: str, path: str, token: str) -> int:
                        headers = {"Authorization": f"Bearer {token}"}
                        return session.request(
                            method, url + path, json=body, headers=headers, timeout=10
                        ).status_code

                    assert ask("POST", push, "wrong") == 403
                    assert ask("GET", "/loki/api/v1/labels", "right") == 403
                    assert ask("POST", "/loki/api/v1/delete", "right") == 403
                    assert receiver.requests == []
                    assert ask("POST", push, "right") in {204, 400}
                [seen] = receiver.requests
                assert "authorization" not in seen.headers
                assert seen.headers["x-scope-orgid"] == "optlog"
            finally:
                caddy.kill()


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[tuple[LokiReceiver, requests.Session, str]]:
    """Run gateway/nginx.conf before a receiver, with paths, port and upstream of this test; nothing else is changed."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    files = _make(tmp_path / "tls", "127.0.0.1")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    (tmp_path / "tokens").write_text('"~^Bearer right$" the-tenant;\n')
    with LokiReceiver(tenant="the-tenant") as receiver:
        text = (ROOT / "gateway/nginx.conf").read_text()
        for old, new in {
            "/run/nginx.pid": f"{tmp_path}/pid",
            "/etc/nginx/optlog-tokens": f"{tmp_path}/tokens",
            "/etc/nginx/optlog-cert.pem": str(files.cert),
            "/etc/nginx/optlog-key.pem": str(files.key),
            "listen 443": f"listen 127.0.0.1:{port}",
            "http://127.0.0.1:3100": receiver.url,
        }.items():
            assert text.count(old) >= 1, old
            text = text.replace(old, new)
        config = tmp_path / "nginx.conf"
        config.write_text("daemon off;\n" + text)
        command = [NGINX, "-p", str(tmp_path), "-c", str(config), "-e", "stderr"]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
            try:
                assert _listens(port)
                with requests.Session() as session:
                    session.trust_env = False
                    session.verify = str(files.ca)
                    yield receiver, session, f"https://127.0.0.1:{port}"
            finally:
                running.terminate()


def _listens(port: int) -> bool:
    """Wait until somebody listens at a port, for 10 s at most."""
    waiting = threading.Event()
    for _ in range(200):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return True
        waiting.wait(0.05)
    return False


def _push() -> dict[str, Any]:
    value = [str(time.time_ns()), "x"]
    return {"streams": [{"stream": {"app": "x"}, "values": [value]}]}


def test_nginx_lets_pushes_alone_through(nginx: tuple[LokiReceiver, requests.Session, str]) -> None:
    """Another path, method or token is refused; a push reaches Loki without token and address, for the token's tenant."""
    receiver, session, url = nginx
    push = f"{url}/loki/api/v1/push"

    def ask(method: str, to: str, token: str, **more: Any) -> int:
        headers = {"Authorization": token, "X-Scope-OrgID": "another", "X-Forwarded-For": "9.9.9.9"}
        return session.request(method, to, headers=headers, timeout=10, **more).status_code

    for wrong in ("Bearer wrong", "Bearer RIGHT", "Bearer right2", "right", ""):
        assert ask("POST", push, wrong, json=_push()) == 401
    for method, path in (
        ("GET", "/loki/api/v1/push"),
        ("GET", "/loki/api/v1/labels"),
        ("GET", "/loki/api/v1/query_range"),
        ("POST", "/loki/api/v1/delete"),
        ("POST", "/loki/api/v1/push/"),
        ("POST", "/otlp/v1/logs"),
        ("GET", "/metrics"),
    ):
        assert ask(method, url + path, "Bearer right") == 403, path
    assert ask("POST", push, "Bearer right", data=b"x" * (8 * 1024 * 1024 + 1)) == 413
    assert receiver.requests == []
    assert ask("POST", push, "Bearer right", json=_push()) == 204
    [seen] = receiver.requests
    assert "authorization" not in seen.headers
    assert "x-forwarded-for" not in seen.headers
    assert seen.headers["x-scope-orgid"] == "the-tenant"
    assert len(receiver.lines()) == 1


def test_nginx_limits_an_address(nginx: tuple[LokiReceiver, requests.Session, str]) -> None:
    """Beyond the burst an address gets 429 with a time to wait, which the shipper keeps to; no more reaches Loki."""
    receiver, session, url = nginx
    answers = [
        session.post(
            f"{url}/loki/api/v1/push",
            json=_push(),
            headers={"Authorization": "Bearer right"},
            timeout=10,
        )
        for _ in range(120)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {204, 429}
    assert len(refused) > 20
    assert {answer.headers["Retry-After"] for answer in refused} == {"10"}
    assert len(receiver.requests) == len(answers) - len(refused)


def test_the_shipper_and_the_doctor_pass_nginx(
    nginx: tuple[LokiReceiver, requests.Session, str], tmp_path: Path
) -> None:
    """Through the gateway a record arrives, and the doctor finds a token that can write and cannot read."""
    receiver, session, url = nginx
    settings = Settings(
        config_file=None,
        app="x",
        data_dir=tmp_path / "data",
        log_dir=tmp_path / "log",
        loki_url=url,
        loki_api_token="right",
        ca_bundle=Path(str(session.verify)),
    )
    found = list(network_findings(settings, SystemClock()))
    assert {finding.name: finding.state for finding in found} == dict.fromkeys(
        ("name", "connection", "certificate", "write", "clock", "read"), "ok"
    )
    transport = LokiTransport.of(settings)
    entry = SpoolEntry("errors", 1, time.time_ns(), "error", b"{}", {})
    assert transport.send([entry]).kind is Kind.ACCEPTED
    transport.close()
    assert len(receiver.lines()) == 1
