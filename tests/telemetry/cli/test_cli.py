"""The command line does what the dialog does, says what went wrong, and its exit codes mean what they say."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import optlog_policy
import pytest
from optlog.cli import main
from optlog.consent import PSEUDONYM_KEY
from optlog.profile import Profile
from optlog.settings import Settings
from optlog.types import SpoolEntry

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs one command on a profile of its own: (exit code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPTLOG_APP", "cli-test")
    monkeypatch.setenv("OPTLOG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("OPTLOG_LOG_DIR", str(tmp_path / "logs"))

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out = capsys.readouterr()
        return code, out.out, out.err

    return command


def purposes(run: Run) -> dict[str, Any]:
    _, out, _ = run("consent", "show", "--json")
    return {purpose["id"]: purpose for purpose in json.loads(out)}


def test_everything_is_off_at_first(run: Run, tmp_path: Path) -> None:
    """Without a choice every purpose is off, and asking has made no file."""
    assert all(not purpose["allowed"] for purpose in purposes(run).values())
    assert {purpose["state"] for purpose in purposes(run).values()} == {"unknown"}
    code, out, _ = run("status")
    assert code == 0
    assert "Nothing has left this computer" in out
    assert not (tmp_path / "data").exists()


def test_give_and_withdraw(run: Run) -> None:
    """A yes turns one purpose on and no other; a withdrawal turns it off; both stand in the history."""
    assert run("consent", "give", "errors")[0] == 0
    assert [name for name, purpose in purposes(run).items() if purpose["allowed"]] == ["errors"]
    assert run("consent", "withdraw", "errors")[0] == 0
    assert purposes(run)["errors"]["state"] == "withdrawn"
    events = json.loads(run("consent", "history", "--json")[1])
    assert [(event["state"], event["surface"]) for event in events] == [
        ("given", "cli"),
        ("withdrawn", "cli"),
    ]
    assert run("consent", "verify")[0] == 0


def test_do_not_track_wins_over_a_yes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With DO_NOT_TRACK set a recorded yes counts for nothing, and the reason says so."""
    run("consent", "give", "errors")
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    errors = purposes(run)["errors"]
    assert (errors["state"], errors["allowed"], errors["layer"]) == ("given", False, "do-not-track")
    assert "DO_NOT_TRACK" in errors["reason"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("consent", "give", "everything"), 2, "no such purpose"),
        (("consent", "give"), 2, "name some of"),
        (("redact", "/no/such/file"), 2, "cannot read"),
        (("rules", "list", "--rules", "/no/such/rules.toml"), 2, "cannot read"),
        (("policy", "export", "--policy", "/no/such/policy.toml"), 2, "policy.toml"),
        (("policy", "export"), 2, "hint:"),
        (("demo", "--input", "/no/such.log"), 2, "cannot read"),
    ],
)
def test_errors_say_what_and_exit_with_their_code(
    run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    """A wrong word, file or purpose gives a clear line on standard error, no traceback, and the documented code."""
    got, out, err = run(*words)
    assert (got, out) == (code, "")
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [("logs", "tail"), ("preview",), ("sent",)])
def test_a_count_below_zero_is_wrong_usage(
    run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """A negative number of lines is refused in words, with the code for wrong usage."""
    with pytest.raises(SystemExit) as ended:
        run(*words, "-n", "-1")
    assert ended.value.code == 2
    assert "-n/--limit: invalid" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["rules", "list"], ["redact"], ["rules", "list", "--json"]])
def test_an_output_that_cannot_be_written_is_told_in_words(words: list[str]) -> None:
    """A full disk behind standard output ends with one line, its hint and code 3; nothing more comes at exit."""
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "optlog", *words],
            input=b"a line\n",
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert result.returncode == 3
    told = result.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in told] == ["optlog", "hint"], told


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams")
def test_closed_standard_streams_are_no_error(tmp_path: Path) -> None:
    """A command whose standard streams are all closed does its work, and none of its files takes their numbers."""
    command = [sys.executable, "-m", "optlog", "consent", "give", "errors"]
    folder = tmp_path / "data"
    profile = ["--app", "cli-test", "--data-dir", str(folder), "--log-dir", str(tmp_path / "logs")]
    shell = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    assert subprocess.run([*shell, *command, *profile], check=False).returncode == 0
    with closing(Profile(Settings(config_file=None, app="cli-test", data_dir=folder))) as opened:
        assert [event.purpose for event in opened.consent.history()] == ["errors"]
        assert opened.consent.verify().ok


def test_without_an_application_the_hint_says_how_to_name_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that needs a profile, but has none, says the three ways to name it."""
    monkeypatch.delenv("OPTLOG_APP")
    code, _, err = run("status")
    assert code == 2
    assert "--app" in err


def test_rules_try_names_the_rule_and_never_prints_the_match(run: Run) -> None:
    """`rules try` says which rule hit where, and shows the text redacted only."""
    code, out, _ = run("rules", "try", "login password=Regen-im-August-99 ok")
    assert code == 0
    assert "Regen" not in out
    assert "login password=" in out
    assert json.loads(run("rules", "try", "nothing here", "--json")[1])["findings"] == []


def test_rules_check_finds_a_failing_example(run: Run, tmp_path: Path) -> None:
    """`rules check` fails with file and line when an example of the file's own fails."""
    text = """
[[rule]]
name = "acme"
category = "secret"
family = "auth"
reason = "A test."
reference = "https://example.org"
keywords = ["acmt_"]
pattern = '\\bacmt_[0-9a-f]{8}\\b'
[rule.examples]
match = ["%s"]
ignore = ["acmt_xyz"]
"""
    path = tmp_path / "own.toml"
    path.write_text(text % "acmt_01234567")
    assert run("rules", "check", str(path))[0] == 0
    path.write_text(text % "nothing")
    code, out, _ = run("rules", "check", str(path))
    assert code == 1
    assert "own.toml:11" in out


def test_draft_notice_is_written(run: Run, tmp_path: Path) -> None:
    """`policy export --draft` writes the notice of the built-in policy as Markdown and HTML."""
    for name in ("notice.md", "notice.html"):
        code, _, err = run(
            "policy",
            "export",
            "--draft",
            "--format",
            name.split(".")[1],
            "-o",
            str(tmp_path / name),
        )
        assert (code, err) == (0, "")
        assert "Error reports" in (tmp_path / name).read_text(encoding="utf-8")


def test_policy_check_and_diff(run: Run, tmp_path: Path) -> None:
    """`policy check` fails with what is blank and what to write; `policy diff` fails on a change without a version."""
    code, out, _ = run("policy", "check")
    assert code == 1
    assert "controller.name" in out
    assert "hint:" in out
    from importlib.resources import files

    text = files("optlog_policy").joinpath("default.toml").read_text(encoding="utf-8")
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(text, encoding="utf-8")
    new.write_text(text.replace("retention_days = 30", "retention_days = 90"), encoding="utf-8")
    assert run("policy", "diff", str(old), str(old))[0] == 0
    code, out, _ = run("policy", "diff", str(old), str(new))
    assert code == 1
    assert "retention" in out
    assert "version was not raised" in out


def cli(*words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "optlog", *words], input=data, capture_output=True, check=False
    )


def test_redact_keeps_every_byte_it_does_not_replace() -> None:
    """Lines without a finding come out byte for byte: broken UTF-8, CRLF, no newline at the end, empty lines."""
    data = b"plain\r\n\xff\xfe broken \x80\n\n\ttab \x00 nul\nlast line without end"
    done = cli("redact", data=data)
    assert (done.returncode, done.stdout, done.stderr) == (0, data, b"")


def test_redact_gives_one_line_for_each_line() -> None:
    """A key over several lines is taken out whole, and the number of lines stays."""
    body = b"\n".join(
        b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC%d" % n for n in range(5)
    )
    data = b"before\n-----BEGIN PRIVATE KEY-----\n" + body + b"\n-----END PRIVATE KEY-----\nafter\n"
    done = cli("redact", "--stats", data=data)
    assert done.stdout.count(b"\n") == data.count(b"\n")
    assert b"MIIEvQ" not in done.stdout
    assert done.stdout.startswith(b"before\n")
    assert done.stdout.endswith(b"after\n")
    assert b"MIIEvQ" not in done.stderr
    assert done.stderr.strip()


def test_redact_json_stays_json() -> None:
    """In NDJSON the values under telling keys are replaced and every line parses."""
    data = b'{"event":"login","password":"Regen-im-August-99","n":1}\n{"event":"ok"}\n'
    done = cli("redact", "--format", "json", data=data)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["n"] == 1
    assert "Regen" not in done.stdout.decode()
    assert second == {"event": "ok"}


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    """`optlog redact | head -1` ends quietly."""
    log = tmp_path / "long.log"
    log.write_bytes(b"a line\n" * 200_000)
    with subprocess.Popen(
        [sys.executable, "-m", "optlog", "redact", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"a line\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_consent_export_and_verify(run: Run, tmp_path: Path) -> None:
    """The export can be verified as a file; a changed one exits with 1 and names the event; no export exits with 2."""
    run("consent", "give", "errors")
    run("consent", "withdraw", "errors")
    code, out, _ = run("consent", "verify")
    assert (code, "2 events carry this profile's seal" in out, "keys: " in out) == (0, True, True)
    file = tmp_path / "export.json"
    assert run("consent", "export", "-o", str(file))[0] == 0
    assert json.loads(file.read_text()) | {"exported_utc": ""} == json.loads(
        run("consent", "export")[1]
    ) | {"exported_utc": ""}
    assert run("consent", "verify", "--file", str(file))[0] == 0
    file.write_text(file.read_text().replace('"withdrawn"', '"given"'))
    code, out, _ = run("consent", "verify", "--file", str(file))
    assert (code, out.startswith("event 2 altered")) == (1, True)
    file.write_text("{}")
    assert run("consent", "verify", "--file", str(file))[0] == 2


def test_no_telemetry_is_shown_as_the_layer_that_wins(run: Run) -> None:
    """`--no-telemetry` says what such a run would do: off by the layer `run`, the recorded yes untouched."""
    run("consent", "give", "--all")
    code, out, _ = run("consent", "show", "--no-telemetry")
    assert code == 0
    assert "  off  errors       given       run           turned off for this run" in out
    assert "  4 run           turned off for this run\n" in out
    assert "  1 managed       -\n" in out
    assert "turned off for this run" in run("status", "--no-telemetry")[1]
    assert all(purpose["allowed"] for purpose in purposes(run).values())


def test_every_layer_that_objects_is_named_and_the_first_decides(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With several in the way the highest is the one that decides, and the others are shown too."""
    run("consent", "refuse", "usage")
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.setenv("OPTLOG_TELEMETRY", "off")
    usage = purposes(run)["usage"]
    assert (usage["layer"], usage["state"]) == ("do-not-track", "refused")
    assert list(usage["objections"]) == ["do-not-track", "environment", "ledger"]
    out = run("consent", "show")[1]
    assert "usage: off, because it was refused on" in out
    assert "  7 default       errors, diagnostics, performance: off until someone says yes" in out


def test_a_damaged_record_that_was_set_aside_is_named(run: Run, tmp_path: Path) -> None:
    """After a damaged record gave way to a new one, `verify` says where the old one is."""
    run("consent", "give", "errors")
    store = tmp_path / "data" / "optlog.sqlite3"
    store.write_bytes(b"junk" * 999)
    assert run("consent", "verify")[0] == 3
    assert run("consent", "refuse", "usage")[0] == 0
    code, out, _ = run("consent", "verify")
    assert code == 0
    assert f"an earlier record was damaged and is kept in {store}.broken-" in out


def test_keep_needs_a_yes(run: Run) -> None:
    """`consent keep` goes on with a yes, and is an error without one."""
    assert run("consent", "keep", "errors")[0] == 3
    run("consent", "give", "errors")
    assert run("consent", "keep", "errors")[0] == 0
    assert purposes(run)["errors"]["allowed"]


def test_a_choice_is_recorded_with_the_notice_in_force(run: Run, tmp_path: Path) -> None:
    """Every event holds the digest of the very notice that `policy export` writes, a yes and a no alike."""
    notice = tmp_path / "notice.md"
    assert run("policy", "export", "--format", "md", "--draft", "-o", str(notice))[0] == 0
    run("consent", "give", "errors")
    run("consent", "withdraw", "errors")
    events = json.loads(run("consent", "history", "--json")[1])
    digest = hashlib.sha256(notice.read_bytes().rstrip(b"\n")).hexdigest()
    whole = hashlib.sha256(notice.read_bytes()).hexdigest()
    assert {event["notice_digest"] for event in events} <= {digest, whole}
    assert len(events) == 2


def test_what_waits_can_be_deleted(run: Run, tmp_path: Path) -> None:
    """`preview --discard` deletes what waits, as the dialog's button does, and changes no choice."""
    assert run("preview", "--discard")[1] == "waiting records deleted: 0\n"
    run("consent", "give", "diagnostics")
    settings = Settings(
        app="cli-test", config_file=None, data_dir=tmp_path / "data", log_dir=tmp_path / "logs"
    )
    with closing(Profile(settings)) as profile:
        epoch = profile.consent.allows("diagnostics") or 0
        line = b'{"timestamp":"2026-11-23T09:30:00.250000Z","level":"info","event":"saved"}'
        profile.spool.append([SpoolEntry("diagnostics", epoch, time.time_ns(), "info", line, {})])
        assert profile.spool.stats().lines == 1
    assert json.loads(run("preview", "--discard", "--json")[1]) == {"discarded": 1}
    assert run("preview")[1].startswith("nothing waits")
    assert purposes(run)["diagnostics"]["allowed"]


def test_what_changed_since_the_yes_is_said(run: Run, tmp_path: Path) -> None:
    """`consent changes` says nothing without a change, and names version, words and difference after one."""
    text = (Path(optlog_policy.__file__).parent / "default.toml").read_text(encoding="utf-8")
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(text, encoding="utf-8")
    assert "retention_days = 30" in text
    new.write_text(text.replace("retention_days = 30", "retention_days = 90"), encoding="utf-8")
    for policy in (old, new):  # nobody has agreed to anything
        assert run("consent", "changes", "--policy", str(policy))[1].startswith("nothing that you")
    run("consent", "give", "errors", "--policy", str(old))
    assert run("consent", "changes", "--policy", str(old))[1].startswith(
        "nothing that you agreed to"
    )
    assert json.loads(run("consent", "changes", "--policy", str(old), "--json")[1]) is None
    code, out, _ = run("consent", "changes", "--policy", str(new))
    assert code == 0
    assert "90" in out
    assert json.loads(run("consent", "changes", "--policy", str(new), "--json")[1])["changes"]


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "check", "--policy", "none.toml"),
        ("policy", "export", "--policy", "none.toml"),
        ("rules", "check", "none.toml"),
        ("redact", "none.txt"),
    ],
)
def test_a_file_that_is_not_there_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    """Nothing was checked, so that the exit code is no finding's, and the hint says what to look at."""
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert f"{words[-1]}: No such file or directory\nhint: check" in err


def test_a_pseudonym_is_forgotten_only_where_there_is_one(run: Run, tmp_path: Path) -> None:
    """`identity reset` before anything was shared says so, and `identity show` too."""
    assert "there is none" in run("identity", "show")[1]
    assert "there was no pseudonym" in run("identity", "reset")[1]
    run("consent", "give", "errors")
    settings = Settings(config_file=None, app="cli-test", data_dir=tmp_path / "data")
    with closing(Profile(settings)) as profile:
        profile.keys.create(PSEUDONYM_KEY)
    assert run("identity", "show")[1].startswith("psn_")
    assert json.loads(run("identity", "reset", "--json")[1]) == {"reset": True}
