"""Redactors side by side, in one run: what they catch, what they spoil, what they cost.

python3 dev.py bench redaction                          rows made on the spot from optlog's own rules
python3 dev.py bench redaction --corpora DIR            rows of others (see bench/rows.py for the format)
python3 dev.py bench redaction --corpora DIR --write    ... and write docs/redaction-bench.md and .png

The peers are installed into an environment of their own, .bench-venv, by the first run.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.peer_process import BENCH_PYTHON, PeerGone, PeerProcess, install
from bench.peers import PEERS
from bench.redaction_report import Measured, as_json, document, table
from bench.rows import ORDINARY, SECRETS, Row, generated, load
from bench.shapes import SHAPES

if TYPE_CHECKING:
    from bench.scoring import Score

DOCS = Path(__file__).resolve().parent.parent / "docs"

_LINES = 2000  # log lines to time, two in a hundred with a secret
_LENGTHS = range(80, 300)  # characters
_TIMING_S = 6.0
_HARD_BYTES = 50_000
_PATIENCE_S = 10.0  # for one hard text; what takes longer is the worst case, and no other is tried


def lines_to_time(rows: Sequence[Row]) -> list[str]:
    """Give ordinary log lines, two in a hundred with a secret, the same ones for every redactor."""
    chosen = random.Random(5)
    ordinary = [row.text for row in rows if row.section == ORDINARY and len(row.text) in _LENGTHS]
    hot = [
        row.text
        for row in rows
        if row.section == SECRETS and row.fields is None and len(row.text) in _LENGTHS
    ]
    return [chosen.choice(hot if chosen.random() < 0.02 else ordinary) for _ in range(_LINES)]  # noqa: PLR2004


def with_new_ids(lines: Sequence[str]) -> list[str]:
    """Give the lines with an id in each that no other has: what a matcher learnt from earlier lines helps it less."""
    chosen = random.Random(11)
    return [f"{line} request {UUID(int=chosen.getrandbits(128), version=4)}" for line in lines]


def measure(name: str, rows: Sequence[Row]) -> Measured:
    """Run one redactor over all; a peer that fails is given with the reason and what it had done."""
    done = Measured(name, PEERS[name].title)
    try:
        with PeerProcess(name) as peer:
            done.version = peer.version
            takes_text = PEERS[name].kind == "text"
            _score(peer, rows, done.score, takes_text=takes_text)
            lines = [_given(line, takes_text) for line in lines_to_time(rows)]
            fresh = [_given(line, takes_text) for line in with_new_ids(lines_to_time(rows))]
            done.us = peer.us_per_call(lines, _TIMING_S, passes=3)
            done.fresh_us = peer.us_per_call(fresh, _TIMING_S, passes=1)
            _worst(peer, done, takes_text=takes_text)
    except PeerGone as gone:
        done.failed = str(gone)
    return done


def _given(text: str, takes_text: bool) -> Any:
    return text if takes_text else {"event": text}


def _score(peer: PeerProcess, rows: Sequence[Row], score: Score, *, takes_text: bool) -> None:
    for row in rows:
        given = row.text if takes_text else row.record
        answer = peer.apply(given)
        score.errors += "error" in answer
        score.add(row, given, answer.get("out", given))


def _worst(peer: PeerProcess, done: Measured, *, takes_text: bool) -> None:
    """Find the hard text of 50 kB that takes longest; the better of two runs, so that a busy machine is no worst case."""
    for shape, make in SHAPES.items():
        texts = [_given(make(_HARD_BYTES, run), takes_text) for run in range(2)]
        try:
            ms = min(peer.apply(text, _PATIENCE_S).get("ms", 0.0) for text in texts)
        except PeerGone:
            done.worst_ms, done.worst_shape, done.given_up = _PATIENCE_S * 1e3, shape, True
            return
        if ms > done.worst_ms:
            done.worst_ms, done.worst_shape = ms, shape


def main(argv: Sequence[str] = ()) -> int:
    """Print the table; give 1 when optlog itself could not be measured."""
    parser = argparse.ArgumentParser(prog="dev.py bench redaction")
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="rows of others, as *.jsonl")
    parser.add_argument("--peer", action="append", choices=PEERS, help="this one alone")
    parser.add_argument("--write", action="store_true", help="write docs/redaction-bench.md, .png")
    asked = parser.parse_args(argv)
    rows = load(asked.corpora) if asked.corpora else generated()
    if not any(row.section == ORDINARY for row in rows):
        parser.error("there are no ordinary lines among the rows")
    names = asked.peer or list(PEERS)
    failed = install([*names, "matplotlib"] if asked.write else names)
    results = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        done = (
            Measured(name, PEERS[name].title, failed=f"not installed: {failed[name]}")
            if name in failed
            else measure(name, rows)
        )
        results.append(done)
    print(table(results, own_rows=not asked.corpora))
    if asked.write:
        _write(results, own_rows=not asked.corpora)
    return int(any(done.failed for done in results if not PEERS[done.name].packages))


def _write(results: Sequence[Measured], *, own_rows: bool) -> None:
    (DOCS / "redaction-bench.md").write_text(document(results, own_rows=own_rows), encoding="utf-8")
    plot = Path(__file__).with_name("plot_redaction.py")
    picture = DOCS / "redaction-bench.png"
    subprocess.run(
        [str(BENCH_PYTHON), str(plot), str(picture)], input=as_json(results), text=True, check=True
    )
    print(f"wrote {picture.with_suffix('.md').name} and {picture.name} in docs/")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
