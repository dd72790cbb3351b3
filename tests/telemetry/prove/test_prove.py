"""`optlog prove` sees what leaves, says which instruments it had, and does not call a blind run a proof."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from optlog import Settings
from optlog.cli import main
from optlog.profile import Profile
from optlog.prove.instruments import Sighting, find_bench, read_trace
from optlog.prove.proof import SAMPLE, Options, prove
from optlog.prove.report import Proof
from optlog.prove.states import STATES

HAS_STRACE = find_bench(dict(os.environ)).strace is not None
NAMES = [state.name for state in STATES]


def settings() -> Settings:
    return Settings(config_file=None, app="prove-test")


def host(folder: Path, body: str) -> list[str]:
    """Give the command of a host whose program is `body`."""
    path = folder / "host.py"
    path.write_text(textwrap.dedent(body), encoding="utf-8")
    return [sys.executable, str(path)]


def environ(folder: Path, *tools: str) -> dict[str, str]:
    """Give an environment whose path holds nothing but these tools."""
    place = folder / "bin"
    place.mkdir()
    for tool in tools:
        found = shutil.which(tool)
        assert found is not None
        (place / tool).symlink_to(found)
    return {**os.environ, "PATH": str(place)}


def used(proof: Proof) -> dict[str, bool]:
    return {tool.name: tool.used for tool in proof.instruments}


def test_the_sample_sends_nothing_without_consent(capsys: pytest.CaptureFixture[str]) -> None:
    """In none of the seven states anything leaves, no thread is made, and the control run shows that it would be seen."""
    assert main(["prove", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [state["name"] for state in found["states"]] == NAMES
    for state in found["states"]:
        assert state["left"] == state["threads"] == state["libraries"] == state["elsewhere"] == []
        assert state["at_receiver"] == state["refused"] == 0
        assert any(name.endswith(".ndjson") and size for name, size in state["files"].items())
    assert found["control"]["at_receiver"] > 1000
    assert "audit hook" in found["control"]["connects"][0]
    assert ("strace" in found["control"]["connects"][0]) == HAS_STRACE
    tools = {tool["name"]: tool["used"] for tool in found["instruments"]}
    assert tools["audit hook"]
    assert tools["strace"] == HAS_STRACE


def test_without_strace_it_works_and_says_so(tmp_path: Path) -> None:
    """With nothing on the path the audit hook alone carries the proof, and the report says what was missing."""
    proof = prove(settings(), SAMPLE, Options(environ=environ(tmp_path)))
    assert proof.exit_code == 0, proof.verdict
    assert used(proof) == {"audit hook": True, "strace": False, "network namespace": False}
    text = proof.as_text()
    assert "strace is not installed" in text or "only on Linux" in text


LEAKS = """
    import socket, subprocess, sys, threading

    def quietly(call, *arguments):
        try:
            call(*arguments)
        except OSError:
            pass

    quietly(socket.socket().connect, ("127.0.0.1", 9))
    quietly(socket.getaddrinfo, "telemetry.invalid", 443)
    quietly(socket.socket(type=socket.SOCK_DGRAM).sendto, b"x", ("127.0.0.2", 9))
    thread = threading.Thread(target=quietly, args=(socket.socket().connect, ("127.0.0.3", 9)))
    thread.start()
    thread.join()
    code = "import socket; socket.socket().connect_ex(('127.0.0.4', 9))"
    subprocess.run([sys.executable, "-c", code], check=True)
"""
LEFT = (
    "connect: 127.0.0.1 port 9",
    "look-up: telemetry.invalid 443",
    "send: 127.0.0.2 port 9",
    "connect: 127.0.0.3 port 9",
    "connect: 127.0.0.4 port 9",
)


@pytest.mark.parametrize("tools", ["all", "hook alone"])
def test_a_host_that_leaks_is_caught(tmp_path: Path, tools: str) -> None:
    """A connection, a look-up, a datagram, from a thread and another Python: exit code 1, and what left is named."""
    alone = tools == "hook alone"
    options = Options(environ=environ(tmp_path), namespace=False) if alone else Options()
    proof = prove(settings(), host(tmp_path, LEAKS), options)
    assert proof.exit_code == 1
    for state in proof.states:
        for told in LEFT:
            assert any(told in text for text in state.left), (state.name, told, state.left)
    assert all(told in proof.as_text() and told in proof.as_markdown() for told in LEFT)


NATIVE = """
    import subprocess
    subprocess.run(["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"], stderr=subprocess.DEVNULL)
"""


@pytest.mark.skipif(not HAS_STRACE, reason="strace is not installed")
def test_another_program_that_leaks_is_caught_by_strace(tmp_path: Path) -> None:
    """A program that is no Python, started as curl would be: strace names the address."""
    proof = prove(settings(), host(tmp_path, NATIVE))
    assert proof.exit_code == 1
    assert all("connect: 127.0.0.1 port 9 [strace]" in state.left for state in proof.states)


def test_another_program_that_cannot_be_watched_counts(tmp_path: Path) -> None:
    """Without strace nobody sees what another program does, so that starting one is a finding, and it is named."""
    body = "import subprocess, sys\nsubprocess.run(['/bin/true'])\n"
    proof = prove(settings(), host(tmp_path, body), Options(environ=environ(tmp_path)))
    assert proof.exit_code == 1
    assert proof.states[0].left == ["program that could not be watched: /bin/true"]
    isolated = f"import subprocess\nsubprocess.run([{sys.executable!r}, '-I', '-c', ''])\n"
    shutil.rmtree(tmp_path / "bin")
    proof = prove(settings(), host(tmp_path, isolated), Options(environ=environ(tmp_path)))
    assert "could not be watched" in proof.states[0].left[0]


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare is not installed")
def test_native_code_is_counted_by_the_kernel(tmp_path: Path) -> None:
    """Without strace, native code that connects past the hook is counted by the kernel of the namespace."""
    if not find_bench(dict(os.environ)).namespace:
        pytest.skip("a namespace may not be made here")
    body = """
        import ctypes, socket, struct
        address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(9), socket.inet_aton("203.0.113.7"))
        libc = ctypes.CDLL(None)
        assert libc.connect(libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, len(address)) == -1
    """
    options = Options(environ=environ(tmp_path, "unshare", "cat"))
    proof = prove(settings(), host(tmp_path, body), options)
    assert proof.exit_code == 1
    assert all("counted by the kernel" in state.left[0] for state in proof.states)


def test_a_program_asked_over_a_unix_socket_is_named(tmp_path: Path) -> None:
    """Whether another program here sends something nobody can see: its socket stands in the report, and is no leak."""
    body = "import socket; socket.socket(socket.AF_UNIX).connect_ex('/run/helper.sock')\n"
    proof = prove(settings(), host(tmp_path, body), Options(environ=environ(tmp_path)))
    assert not proof.leaked
    assert all("/run/helper.sock [audit hook]" in state.unix_sockets for state in proof.states)
    assert "unix sockets: /run/helper.sock" in proof.as_markdown()


def test_a_leak_in_one_state_names_that_state(tmp_path: Path) -> None:
    """A host that sends something about the refusal itself is caught in that state and in no other."""
    body = """
        import os, socket, urllib.parse
        if os.environ.get("DO_NOT_TRACK"):
            address = urllib.parse.urlsplit(os.environ["LOKI_URL"])
            socket.socket().connect_ex((address.hostname, address.port))
    """
    proof = prove(settings(), host(tmp_path, body))
    assert [state.name for state in proof.states if state.left] == ["DO_NOT_TRACK"]
    assert proof.exit_code == 1


def test_a_host_that_never_sends_proves_nothing(tmp_path: Path) -> None:
    """Where the control run with consent reaches nobody, the silence of the others is worth nothing: exit code 2."""
    proof = prove(settings(), host(tmp_path, "print('hello')"))
    assert proof.exit_code == 2
    assert "nothing reached the receiver" in proof.verdict


def test_a_host_that_fails_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that ends with an error has not shown what it would have done: exit code 2, with its last words."""
    words = host(tmp_path, "raise SystemExit('no display')")
    assert main(["prove", "--app", "x", "--", *words]) == 2
    out = capsys.readouterr().out
    assert "this proves nothing" in out
    assert "no display" in out


def test_a_host_with_a_profile_of_its_own_proves_nothing(tmp_path: Path) -> None:
    """A host that does not take the fresh profile was in none of the states: exit code 2, and the reason."""
    profile = tmp_path / "own"
    with_store = Settings(config_file=None, app="own", data_dir=profile, log_dir=profile)
    opened = Profile(with_store, environ={}, managed_path=tmp_path / "none")
    opened.consent.refuse(["errors"], surface="api")
    opened.close()
    body = f"""
        from optlog import Settings, configure
        configure(Settings(config_file=None, app="own", data_dir={str(profile)!r}, log_dir={str(profile)!r})).close()
    """
    proof = prove(settings(), host(tmp_path, body))
    assert proof.exit_code == 2
    assert "a profile of its own" in proof.verdict


def test_a_command_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A command that cannot be started, and a function that cannot be meant, are wrong usage."""
    assert main(["prove", "--app", "x", "--", "/no/such/program"]) == 2
    assert "there is no program /no/such/program\nhint:" in capsys.readouterr().err
    assert main(["prove", "--module", "no-colon"]) == 2
    assert "hint: name a module and a function" in capsys.readouterr().err


def test_a_host_that_runs_on_is_stopped(tmp_path: Path) -> None:
    """A command that does not end, as a window, is watched for the time given and then stopped, which is no error."""
    body = "import socket, sys\nprint('up')\nimport threading\nthreading.Event().wait()\n"
    proof = prove(settings(), host(tmp_path, body), Options(seconds=0.5))
    assert {state.ended for state in proof.states} == {"stopped after 0.5 s"}
    assert not any(state.failed or state.left for state in proof.states)


def test_loopback_counts_unless_it_is_allowed(tmp_path: Path) -> None:
    """A connection within the computer counts; with --allow-loopback only one to the receiver does."""
    body = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    command = host(tmp_path, body)
    assert prove(settings(), command).exit_code == 1
    proof = prove(settings(), command, Options(allow_loopback=True))
    assert not proof.leaked


def test_the_control_run_reaches_its_receiver_alone(tmp_path: Path) -> None:
    """With consent given a host may not reach its real server: the hook refuses, in the control run alone."""
    mark = tmp_path / "refused"
    body = f"""
        import pathlib, socket
        try:
            socket.socket().connect_ex(("127.0.0.1", 9))
        except PermissionError as error:
            pathlib.Path({str(mark)!r}).open("a").write(str(error))
    """
    prove(settings(), host(tmp_path, body))
    assert mark.read_text().count("its own receiver alone") == 1


def test_the_hosts_own_sitecustomize_still_runs(tmp_path: Path) -> None:
    """The folder that brings the hook in stands before the host's own `sitecustomize`, and does not hide it."""
    site = tmp_path / "site"
    site.mkdir()
    mark = tmp_path / "loaded"
    (site / "sitecustomize.py").write_text(f"open({str(mark)!r}, 'a').write('x')")
    options = Options(environ={**os.environ, "PYTHONPATH": str(site)})
    prove(
        settings(),
        host(tmp_path, "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"),
        options,
    )
    assert mark.read_text() == "x" * (len(STATES) + 1)


def test_the_profile_of_the_user_is_not_touched(tmp_path: Path) -> None:
    """Home and data folders of the host point into the proof's own folder, whatever the environment says."""
    body = "import os, sys; sys.exit(any(os.environ[n].startswith(sys.argv[1]) for n in ('HOME', 'OPTLOG_DATA_DIR')))"
    options = Options(
        environ={**os.environ, "HOME": "/nonexistent", "OPTLOG_DATA_DIR": "/nonexistent"}
    )
    proof = prove(settings(), [*host(tmp_path, body), "/nonexistent"], options)
    assert not any(state.failed for state in proof.states)


def test_a_trace_is_read(tmp_path: Path) -> None:
    """Connections, datagrams, look-ups and programs are found in strace's lines, Unix sockets as such; failures to start are not."""
    path = tmp_path / "trace"
    path.write_text(
        """12 execve("/nowhere/curl", ["curl"], 0x1 /* 3 vars */) = -1 ENOENT (No such file or directory)
12 execve("/usr/bin/curl", ["curl", "https://x.example"], 0x1 /* 3 vars */) = 0
12 connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
12 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0
12 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("198.51.100.1")}, 16) = 0
12 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("203.0.113.5")}, 16 <unfinished ...>
13 sendto(4, "hi", 2, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("203.0.113.6")}, 16) = 2
13 connect(5, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
12 <... connect resumed>) = 0
12 +++ exited with 0 +++
"""
    )
    assert list(read_trace(path)) == [
        Sighting("program", "/usr/bin/curl"),
        Sighting("unix socket", "/var/run/nscd/socket"),
        Sighting("look-up", "through the system's resolver"),
        Sighting("look-up", "198.51.100.1 port 53"),
        Sighting("connect", "203.0.113.5 port 443"),
        Sighting("send", "203.0.113.6 port 9"),
        Sighting("connect", "2001:db8::1 port 443"),
    ]


def test_the_report_is_written(tmp_path: Path) -> None:
    """`--out` writes the report as Markdown, with a row for every state and what the instruments cannot see."""
    path = tmp_path / "report.md"
    done = subprocess.run(
        [sys.executable, "-m", "optlog", "prove", "--app", "x", "--out", str(path), "--", sys.executable, "-c", ""],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    text = path.read_text(encoding="utf-8")
    assert all(f"| {name} | 0 | 0 | 0 |" in text for name in NAMES)
    assert "cannot see" in text
