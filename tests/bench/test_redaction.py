"""The comparison of redactors: rows read, outputs scored, a peer run, a table written."""

import json
from pathlib import Path

import pytest

from bench.bench_redaction import lines_to_time, measure, with_new_ids
from bench.peer_process import PeerGone, PeerProcess
from bench.peers import PEERS, masked
from bench.redaction_report import Measured, as_json, document, table
from bench.rows import HARD, ORDINARY, PERSONAL, SECRETS, Row, generated, load
from bench.scoring import Score, caught, kept_words, shown

ROWS = [
    Row(SECRETS, "tokens", "login with hunter2 failed twice", ("hunter2",)),
    Row(SECRETS, "tokens", "login with swordfish failed twice", ("swordfish",)),
    Row(PERSONAL, "e-mail", "mail from jane@example.com", ("jane@example.com",)),
    Row(ORDINARY, "logs", "cache warm"),
    Row(ORDINARY, "logs", "cache cold"),
    Row(HARD, "look-alikes", "password: none"),
]


def scored(outputs: list[str]) -> Score:
    """Give the score of these outputs for ROWS."""
    score = Score()
    for row, out in zip(ROWS, outputs, strict=True):
        score.add(row, row.text, out)
    return score


def test_a_tiny_table_is_counted_rightly() -> None:
    """Caught, changed and kept words are what a reader would count by hand."""
    score = scored(
        [
            "login with *** failed twice",
            "login with swordfish failed twice",
            "mail from ***",
            "cache ***",
            "cache cold",
            "password: none",
        ]
    )
    assert score.share(SECRETS, "tokens") == 0.5
    assert score.share(PERSONAL, "e-mail") == 1.0
    assert score.share(ORDINARY, "logs") == 0.5
    assert score.share(HARD, "*") == 1.0
    assert score.context_kept == 1.0


def test_a_redactor_that_blanks_everything_keeps_no_words() -> None:
    """Catching all by spoiling all shows in the words kept and in the rows changed."""
    score = scored(["***"] * 6)
    assert score.share(SECRETS, "*") == 1.0
    assert score.context_kept == 0.0
    assert score.share(ORDINARY, "*") == 0.0


def test_a_secret_in_a_key_or_as_json_writes_it_is_not_caught() -> None:
    """Keys are looked at, too, and escapes hide nothing."""
    assert not caught(["hunter2"], shown({"hunter2": 1}))
    assert not caught(['a"b'], shown({"raw": 'say a\\"b'}))
    assert not caught(["12345"], shown({"numbers": [1, [12345]]}))
    assert caught(["hunter2"], shown({"a": ["hunter", 2, None]}))


def test_kept_words_leaves_the_secret_out() -> None:
    """Words of the secret itself are not asked for; a row that is nothing but a secret has none."""
    row = Row(SECRETS, "x", "open correct-horse now", ("correct-horse",))
    assert kept_words(row, "open *** now") == 1.0
    assert kept_words(row, "open ***") == 0.5
    assert kept_words(Row(SECRETS, "x", "abc", ("abc",)), "***") is None


def test_masked_joins_overlapping_spans() -> None:
    """Finds that overlap are masked once."""
    assert masked("abcdefgh", [(4, 6), (1, 3), (2, 5)]) == "a***gh"
    assert masked("abc", []) == "abc"


def test_rows_are_read_from_a_folder(tmp_path: Path) -> None:
    """Kinds come from file and type; what holds personal data rightly is no false positive."""
    written = {
        "pii_x": [{"text": "jane@a.example", "secrets": ["jane@a.example"], "type": "email:a"}] * 4,
        "records": [{"text": '{"k": "v9"}', "secrets": ["v9"], "type": "t", "record": True}],
        "neg_applogs": [
            {"text": "ready", "contains": []},
            {"text": "10.0.0.1", "contains": ["ip"]},
        ],
        "neg_other": [{"text": "hard one"}],
    }
    for stem, rows in written.items():
        lines = "\n".join(map(json.dumps, rows))
        (tmp_path / f"{stem}.jsonl").write_text(lines + "\n", encoding="utf-8")
    rows = load(tmp_path)
    assert {(row.section, row.kind) for row in rows} == {
        (PERSONAL, "e-mail"),
        (SECRETS, "records"),
        (ORDINARY, "application logs"),
        (HARD, "look-alikes"),
    }
    assert [row.record for row in rows if row.kind == "records"] == [{"k": "v9"}]
    assert len(rows) == 7


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    """The message says which line is no row."""
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n[]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.jsonl:2 is not a row"):
        load(tmp_path)


def test_generated_rows_hold_their_secrets() -> None:
    """Every row made on the spot contains what must go, and there are rows of each section."""
    rows = generated()
    assert {row.section for row in rows} == {SECRETS, PERSONAL, ORDINARY}
    for row in rows:
        text = shown(row.record)
        assert all(secret in text for secret in row.secrets), row


def test_lines_to_time_get_ids_of_their_own() -> None:
    """No two lines are the same once they have their ids."""
    lines = lines_to_time(generated())
    assert len(set(with_new_ids(lines))) == len(lines) > len(set(lines))


def test_optlog_runs_as_a_peer_does() -> None:
    """The process answers with redacted records, and measures time by itself."""
    with PeerProcess("optlog") as peer:
        assert peer.version
        answer = peer.apply({"event": "mail jane.doe@example.com now"})
        assert "jane.doe" not in answer["out"]["event"]
        assert answer["out"]["event"].startswith("mail ")
        assert answer["ms"] > 0
        assert peer.us_per_call([{"event": "ready"}] * 50, 0.2, passes=2) > 0


def test_a_peer_that_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be started is reported with its reason, and stands in the table."""
    peer = PEERS["piiregex"]._replace(packages=())  # run where it is not installed
    monkeypatch.setitem(PEERS, "piiregex", peer)
    with pytest.raises(PeerGone, match="piiregex"):
        PeerProcess("piiregex")
    done = measure("piiregex", ROWS)
    assert "piiregex" in done.failed
    assert f"- piiregex: {done.failed}" in table([done], own_rows=True)


def test_page_and_picture_show_the_same_figures() -> None:
    """The page holds a column a kind, and says when rows were made from optlog's own rules."""
    score = scored(["***"] * 6)
    done = Measured("optlog", "optlog", "1.0", score, us=12.3, fresh_us=14.0, worst_ms=5.0)
    page = document([done], own_rows=True)
    assert "flatter it" in page
    assert "flatter it" not in table([done], own_rows=False)
    assert "| Caught: secrets (%) | tokens (2) |" in page
    assert "| optlog | 100.0 |" in page
    data = json.loads(as_json([done]))
    assert [kind["kind"] for kind in data["kinds"]] == ["tokens", "e-mail", "logs", "look-alikes"]
    assert data["tools"][0]["values"] == [100.0, 100.0, 100.0, 100.0]
