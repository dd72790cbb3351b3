"""Hypothesis strategies for ordinary log content: nothing in it is a secret or about a person.

Numbers, identifiers and times of the kinds that redactors like to mistake for personal data are in it on purpose.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from optlog_policy.benign import benign_lines

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["benign_fields", "benign_records", "benign_text"]

_WORDS = (
    "accepted", "batch", "block", "build", "cache", "checked", "closed", "commit", "compiled", "config", "connected", "copied", "done",
    "drained", "export", "file", "finished", "flush", "frame", "grid", "handled", "import", "index", "job", "layer", "loaded", "merge",
    "mesh", "opened", "page", "parsed", "queue", "ready", "render", "request", "retry", "saved", "schema", "skipped", "started", "table",
    "thread", "tile", "update", "view", "volume", "worker", "wrote",
)  # fmt: skip
_START = datetime(2020, 1, 1, tzinfo=timezone.utc)
_TEN_YEARS_S = 315_360_000


def _hexadecimal(size: int) -> SearchStrategy[str]:
    return st.integers(0, 16**size - 1).map(lambda number: f"{number:0{size}x}")


def _moment(form: str) -> SearchStrategy[str]:
    seconds = st.integers(0, _TEN_YEARS_S)
    return seconds.map(lambda second: (_START + timedelta(seconds=second)).strftime(form))


def _version(parts: tuple[int, int, int]) -> str:
    return "v{}.{}.{}".format(*parts)


@cache
def _facts() -> SearchStrategy[str]:
    """Give a field of a message, such as `commit 1f3c...` or `took 41.5 ms`."""
    number = st.integers(0, 999_999)
    return st.one_of(
        number.map("count={}".format),
        number.map("{} rows".format),
        st.floats(0, 9999).map("took {:.1f} ms".format),
        st.tuples(*[st.integers(0, 40)] * 3).map(_version),
        st.uuids(version=4).map("request {}".format),
        _hexadecimal(40).map("commit {}".format),
        _hexadecimal(7).map("at {}".format),
        st.integers(1_500_000_000, 1_900_000_000).map("epoch {}".format),
        st.integers(0, 2**62).map("blk_{}".format),
        _moment("%Y-%m-%dT%H:%M:%SZ"),
        _moment("%H:%M:%S"),
        st.integers(0, 2**32 - 1).map("0x{:08x}".format),
        st.sampled_from([200, 204, 301, 404, 503]).map("status {}".format),
        st.integers(1, 99).map("src/render/mesh_{}.cpp".format),
        st.integers(1, 99).map("worker-{}".format),
        number.map("line {}".format),
    )


@cache
def benign_text() -> SearchStrategy[str]:
    """Give log messages in which nothing is to be redacted: real programs' lines, and invented ones with numbers in them."""
    words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)
    invented = st.tuples(words, st.lists(_facts(), max_size=3).map(", ".join)).map(" ".join)
    return st.one_of(st.sampled_from(benign_lines()), invented)


@cache
def benign_fields() -> SearchStrategy[dict[str, Any]]:
    """Give fields of a record, nested ones among them, in which nothing is to be redacted."""
    leaf = st.one_of(
        st.sampled_from(_WORDS),
        _facts(),
        st.integers(-1000, 999_999),
        st.floats(-1e6, 1e6, allow_nan=False),
        st.booleans(),
        st.none(),
    )
    names = st.sampled_from(
        [
            "count",
            "step",
            "size_bytes",
            "phase",
            "items",
            "ratio",
            "mode",
            "worker",
            "page",
            "batch",
            "cached",
        ]
    )
    nested = st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=6,
    )
    return st.dictionaries(names, nested, max_size=4)


@cache
def benign_records() -> SearchStrategy[dict[str, Any]]:
    """Give whole records of plain data in which nothing is to be redacted."""
    return st.tuples(benign_text(), benign_fields()).map(
        lambda both: {
            "timestamp": "2026-01-01T00:00:00.000000Z",
            "level": "info",
            "logger": "app.io",
            "event": both[0],
            **both[1],
        }
    )
