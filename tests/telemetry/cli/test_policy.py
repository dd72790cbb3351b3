"""`optlog policy`: what the declaration says, lacks, lets out, and whether what was sent keeps to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from optlog import get_logger
from optlog.agreements import Agreements, check_sent
from optlog.cli import main
from optlog.testing import recording

Run = Callable[..., tuple[int, str, str]]
DEFAULT = files("optlog_policy").joinpath("default.toml").read_text(encoding="utf-8")
FILLED = (
    DEFAULT.replace('name = ""', 'name = "Tidewriter Ltd"')
    .replace('contact = ""', 'contact = "privacy@tidewriter.example"')
    .replace('country = ""', 'country = "Germany"')
    .replace('safeguard = ""', 'safeguard = "none needed inside the EEA"')
    .replace("# sells_or_shares = false ", "sells_or_shares = false ")
    .replace("# automated_decisions = false ", "automated_decisions = false ")
    .replace("# security = [", "security = [")
    .replace("# url = ", "url = ")
)
RECORD = '{"timestamp":"2026-11-23T09:30:00.250000Z","level":"error","logger":"app","event":"x","pages":3}\n'


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs one command in a folder of its own: (exit code, output, errors)."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out = capsys.readouterr()
        return code, out.out, out.err

    return command


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_findings_come_with_file_and_line(run: Run, tmp_path: Path) -> None:
    """A masked field, one that becomes a pseudonym, an expired one and a blank are told with file and line."""
    text = FILLED.replace('name = "component"', 'name = "password"')
    text = text.replace('name = "operation"', 'name = "machine_id"')
    text = text.replace('name = "attempt"\n', 'name = "attempt"\nexpires = 2020-01-01\n')
    text = text.replace('contact = "privacy@tidewriter.example"', 'contact = ""')
    policy = write(tmp_path / "p.toml", text)
    code, out, _ = run("policy", "check", "--policy", policy)
    assert code == 1
    for part, told in (
        ('name = "password"', "replaces every value of password"),
        ('type = "string"\npurposes = ["errors", "diagnostics", "performance"]', "by a pseudonym"),
        ("expires = 2020-01-01", "attempt has expired"),
        ('contact = ""', "controller.contact: blank"),
    ):
        [line] = [line for line in out.splitlines() if told in line]
        assert line.startswith(f"{policy}:{line_of(text, part)}: ")
    assert len(out.splitlines()) == 4


def test_check_for_a_format_says_what_it_lacks(run: Run, tmp_path: Path) -> None:
    """`--for` adds what one format needs beyond the notice; a complete policy passes."""
    policy = write(tmp_path / "p.toml", FILLED)
    assert run("policy", "check", "--policy", policy)[0] == 0
    assert run("policy", "check", "--policy", policy, "--for", "google-play")[0] == 0
    bare = write(tmp_path / "q.toml", FILLED.replace("security = [", "# security = ["))
    assert run("policy", "check", "--policy", bare)[0] == 0
    code, out, _ = run("policy", "check", "--policy", bare, "--for", "article30-csv")
    assert code == 1
    assert "practices.security: blank" in out


def test_check_against_the_last_release_fails_on_silent_widening(run: Run, tmp_path: Path) -> None:
    """A wider field needs a new version and a word about it; with both the build goes on."""
    old = write(tmp_path / "old.toml", FILLED)
    wider = FILLED.replace('purposes = ["usage"]', 'purposes = ["usage", "errors"]\nsince = 2', 1)
    told = '\n[[changes]]\nversion = 2\ndate = 2027-01-01\ntext = "Errors name the feature."\n'
    second = wider.replace("version = 1\n", "version = 2\n", 1)
    for text, words in (
        (second, "no [[changes]] entry says what version 2 changed"),
        (FILLED.replace("retention_days = 30", "retention_days = 60"), "was not raised from 1"),
    ):
        new = write(tmp_path / "new.toml", text)
        code, out, _ = run("policy", "check", "--policy", new, "--against", old)
        assert code == 1
        assert words in out
    new = write(tmp_path / "new.toml", second + told)
    assert run("policy", "check", "--policy", new, "--against", old)[0] == 0


def test_check_from_log_counts_what_is_not_covered(run: Run, tmp_path: Path) -> None:
    """Undeclared fields are counted; they fail the check with `--strict` alone."""
    policy, log = write(tmp_path / "p.toml", FILLED), write(tmp_path / "log", RECORD * 2)
    code, out, _ = run("policy", "check", "--policy", policy, "--from-log", log)
    assert code == 0
    assert "pages (errors): not declared, 2 times left out" in out
    assert run("policy", "check", "--policy", policy, "--from-log", log, "--strict")[0] == 1
    code, out, _ = run("policy", "check", "--policy", policy, "--from-log", log, "--json")
    assert json.loads(out)["log"]["fields_left_out"][0]["count"] == 2


def test_suggest_drafts_from_a_log(run: Run, tmp_path: Path) -> None:
    """A field that the policy does not know is drafted with its type."""
    code, out, _ = run("policy", "suggest", write(tmp_path / "log", RECORD))
    assert code == 0
    assert 'name = "pages"\ntype = "integer"\npurposes = ["errors"]' in out


def test_export_all_writes_what_is_complete(run: Run, tmp_path: Path) -> None:
    """Every published format lies in the folder, the notice in each language; what is blank is told with its formats."""
    policy = write(tmp_path / "p.toml", FILLED)
    code, _, err = run("policy", "export", "--policy", policy, "--all", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "notice.en.md", "notice.en.html", "notice.en.pdf", "notice.en.json", "policy.schema.json", "policy.jsonld",
        "article30.csv", "article30.xlsx", "PrivacyInfo.xcprivacy", "data_safety.csv",
    } <= names  # fmt: skip
    assert not any("receipt" in name for name in names)
    code, out, _ = run("policy", "export", "--all", str(tmp_path / "blank"))
    assert code == 1
    assert [path.name for path in (tmp_path / "blank").iterdir()] == ["policy.schema.json"]
    assert "not written: md, html, pdf, json, dpv, article30-csv, article30-xlsx; contr" in out


def test_the_schema_is_printed(run: Run) -> None:
    """`policy schema` prints JSON Schema."""
    code, out, _ = run("policy", "schema")
    assert code == 0
    assert json.loads(out)["$schema"].endswith("2020-12/schema")


def test_a_receipt_tells_the_choices_of_this_profile(run: Run, tmp_path: Path) -> None:
    """The receipt comes from the ledger: a yes and a no, with the declaration that was agreed to."""
    policy = write(tmp_path / "p.toml", FILLED)
    who = ("--app", "t", "--data-dir", "d", "--log-dir", "l", "--policy", policy)
    assert run("consent", "give", "errors", *who)[0] == 0
    assert run("consent", "refuse", "usage", *who)[0] == 0
    code, out, err = run("policy", "export", "--format", "receipt", "--draft", *who)
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert [event["event_state"] for event in data["events"]] == [
        "dpv:ConsentGiven",
        "dpv:ConsentRefused",
    ]
    assert data["pii_processing"][0]["purpose"].startswith("Error reports")
    assert data["pii_principal_id"] == ""  # nothing has run yet that needs a pseudonym
    code, _, err = run("policy", "export", "--format", "receipt", *who)
    assert code != 0
    assert "jurisdiction" in err


def test_everything_sent_keeps_to_what_was_agreed_to(tmp_path: Path) -> None:
    """Records that the layer itself sent conform, whatever was logged with them."""
    with recording(tmp_path) as running:
        log = get_logger("app")
        log.error("could not save", count=3, pages=7, user_id="mara")
        log.info("usage.open", feature="pdf", secret_word="x")
        running.outputs()
        result = check_sent(running.telemetry.profile)
    assert (result.requests, result.records) == (1, 2)
    assert result.ok, result


def test_a_breach_and_a_damaged_request_are_found(tmp_path: Path) -> None:
    """A record beyond the declaration, one from before the yes, and altered bytes do not pass as conforming."""
    with recording(tmp_path, give=False) as running:
        profile = running.telemetry.profile
        before = profile.clock.now_ns()
        running.clock.advance(60)
        running.give("errors")
        after = profile.clock.now_ns() + 1

        def body(at_ns: int, **fields: object) -> bytes:
            line = json.dumps({"level": "error", "event": "x", **fields})
            stream = {"app": "recording", "level": "error"}
            entry = [str(at_ns), line, {"purpose": "errors"}]
            return json.dumps({"streams": [{"stream": stream, "values": [entry]}]}).encode()

        for data in (body(after), body(after, pages=3), body(before)):
            profile.sent.add(data, 1, "loki.example", after)
        result = check_sent(profile)
        assert [(seq, breach.what.split(" (")[0]) for seq, breach in result.breaches] == [
            (3, "no yes stood at its time"),
            (2, "pages: not declared"),
        ]
        with profile.store.write() as connection:
            connection.execute("UPDATE sent SET sha256 = 'x' WHERE seq = 1")
        assert "damaged" in check_sent(profile).damaged[0]


def test_what_went_out_after_a_no_is_a_breach(tmp_path: Path) -> None:
    """A record made after the withdrawal conforms to nothing."""
    with recording(tmp_path) as running:
        profile = running.telemetry.profile
        running.clock.advance(60)
        running.telemetry.consent.withdraw(["errors"], surface="api")
        at_ns = profile.clock.now_ns() + 1
        entry = [str(at_ns), '{"event": "x"}', {"purpose": "errors"}]
        body = json.dumps({"streams": [{"stream": {}, "values": [entry]}]}).encode()
        profile.sent.add(body, 1, "loki.example", at_ns)
        [(_, breach)] = check_sent(profile).breaches
        assert breach.what == "no yes stood at its time (the last choice before it: withdrawn)"


def test_a_record_is_judged_by_what_was_agreed_to_then(tmp_path: Path) -> None:
    """After a new declaration old records are still judged by the one that the yes was given to."""
    wider = FILLED.replace(
        "# ---------------------------------------------------------------- failures",
        '[[fields]]\nname = "pages"\ntype = "integer"\npurposes = ["errors"]\ndescription = "Pages."\n'
        "example = 3\nsince = 2\n",
    ).replace("version = 1\n", "version = 2\n", 1)
    first = write(tmp_path / "first.toml", FILLED)
    second = write(tmp_path / "second.toml", wider)
    with recording(tmp_path / "p", policy=first) as running:
        get_logger("app").error("x", pages=1)
        running.outputs()
    with recording(tmp_path / "p", policy=second) as running:
        get_logger("app").error("y", pages=2)
        running.outputs()
        profile = running.telemetry.profile
        agreements = Agreements(profile)
        then = agreements.declared_at("errors", profile.clock.now_ns())
        assert len(agreements.declarations) == 2
        assert not isinstance(then, str)
        assert then.version == 2
        result = check_sent(profile)
        assert result.ok, result
        assert result.records == 2


def test_verify_prints_and_fails_like_the_check(run: Run, tmp_path: Path) -> None:
    """The command says how many records conform, in words and JSON, and fails on a breach."""
    who = ("--app", "recording", "--data-dir", "data", "--log-dir", "logs")
    code, out, _ = run("policy", "verify", "--sent", *who)
    assert (code, out) == (0, "nothing has been sent\n")
    with recording(tmp_path) as running:
        get_logger("app").error("x")
        running.outputs()
    code, out, _ = run("policy", "verify", "--sent", *who)
    assert (code, out) == (0, "1 records in 1 requests: all conform to what was agreed to\n")
    with recording(tmp_path) as running:
        profile = running.telemetry.profile
        at_ns = profile.clock.now_ns()
        entry = [str(at_ns), '{"pages": 1}', {"purpose": "errors"}]
        body = json.dumps({"streams": [{"stream": {}, "values": [entry]}]}).encode()
        profile.sent.add(body, 1, "loki.example", at_ns)
    code, out, _ = run("policy", "verify", "--sent", "--json", *who)
    assert code == 1
    assert json.loads(out)["breaches"][0]["what"] == "pages: not declared"
