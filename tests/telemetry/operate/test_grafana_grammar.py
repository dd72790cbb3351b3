"""Every query before Grafana's own grammar of LogQL, which our parser knows nothing of.

Needs node and two packages: npm install --prefix tests/telemetry/operate/logql; or OPTLOG_TEST_NODE_MODULES names a folder
`node_modules` that holds @grafana/lezer-logql and @lezer/lr.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from optlog.operate.logql import parse
from optlog.operate.logql_tree import LogQLError
from optlog.operate.queries import load_queries

HERE = Path(__file__).with_name("logql")
MODULES = Path(os.environ.get("OPTLOG_TEST_NODE_MODULES") or HERE / "node_modules")
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (MODULES / "@grafana" / "lezer-logql").is_dir(),
    reason="needs node and @grafana/lezer-logql (npm install --prefix tests/telemetry/operate/logql)",
)

BROKEN = [
    "{app=",
    '{app="x"',
    '{app="x"} |',
    '{app="x"}[5m]',
    'count_over_time({app="x"})',
    'sum({app="x"})',
    '{app="x"} | json | timestamp > "2026-01-01T00:00:00Z"',
    'sum by (user) (count_over_time({app="x"}[5m])',
]


def errors(queries: list[str]) -> list[int]:
    """Give for each query where Grafana's grammar finds the first error; -1 where it finds none."""
    done = subprocess.run(
        [str(NODE), str(HERE / "parse.cjs")],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )
    found: list[int] = json.loads(done.stdout)
    assert len(found) == len(queries)
    return found


def test_grafana_takes_every_query_that_we_give_out() -> None:
    """No query of dashboard, alerts or documents has an error in Grafana's grammar, and ours takes it, too."""
    queries = load_queries()
    found = errors([query.filled_in for query in queries])
    assert {query.id: at for query, at in zip(queries, found, strict=True) if at >= 0} == {}
    for query in queries:
        parse(query.filled_in)


def test_both_refuse_what_is_broken() -> None:
    """What Grafana's grammar refuses ours refuses as well; nothing of it is waved through."""
    for query, at in zip(BROKEN, errors(BROKEN), strict=True):
        assert at >= 0, query
        with pytest.raises(LogQLError):
            parse(query)


def test_a_bracket_too_few_is_seen_in_every_query() -> None:
    """The check can fail: each of our queries without its last bracket is an error."""
    cut = [
        query.filled_in.rstrip()[:-1]
        for query in load_queries()
        if query.filled_in.rstrip()[-1] in ")}"
    ]
    assert len(cut) > 10
    assert all(at >= 0 for at in errors(cut))
