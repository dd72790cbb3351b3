"""Log lines as an application writes them while people work with it: few messages, ever new names, ids and numbers."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any
from uuid import UUID

__all__ = ["new_lines"]

_WORDS = [
    "import",
    "export",
    "open",
    "close",
    "save",
    "load",
    "render",
    "index",
    "search",
    "query",
    "page",
    "font",
    "cache",
    "window",
    "document",
    "file",
    "note",
    "task",
    "queue",
    "worker",
    "thread",
    "retry",
    "start",
    "stop",
    "begin",
    "end",
    "failed",
    "finished",
    "done",
    "skipped",
    "missing",
    "found",
    "new",
    "old",
    "user",
    "view",
    "tab",
    "panel",
    "toolbar",
    "dialog",
    "menu",
    "setting",
    "option",
    "plugin",
    "module",
    "version",
    "update",
    "check",
    "download",
    "upload",
    "sync",
    "merge",
    "split",
    "copy",
    "paste",
    "undo",
    "redo",
    "zoom",
    "scroll",
    "print",
    "preview",
    "chart",
    "table",
    "row",
    "column",
    "cell",
    "sheet",
    "graph",
    "node",
    "edge",
    "layer",
    "group",
    "item",
    "list",
    "tree",
    "filter",
    "sort",
]


def new_lines(chosen: random.Random) -> Iterator[dict[str, Any]]:
    """Give lines without end, each with at least one word or id that the others do not have."""
    makers = (_imported, _requested, _done, _checked_out, _searched, _failed)
    while True:
        yield chosen.choice(makers)(chosen)


def _name(chosen: random.Random) -> str:
    """Give the name of a thing, as people make them up."""
    return "".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(3, 9)))


def _words(chosen: random.Random, count: int) -> str:
    return " ".join(chosen.choices(_WORDS, k=count))


def _imported(chosen: random.Random) -> dict[str, Any]:
    return {
        "event": _words(chosen, 3),
        "file": f"{_name(chosen)}-{_name(chosen)}.pdf",
        "rows": chosen.randrange(5000),
        "duration_ms": chosen.random() * 900,
    }


def _requested(chosen: random.Random) -> dict[str, Any]:
    return {
        "event": f"GET /api/{_words(chosen, 1)}/{_name(chosen)} 200",
        "request_id": str(UUID(int=chosen.getrandbits(128))),
        "took_ms": chosen.random() * 50,
    }


def _done(chosen: random.Random) -> dict[str, Any]:
    text = f"{_words(chosen, 1)} {_name(chosen)} {_words(chosen, 1)} after {chosen.randrange(99)} tries"
    return {"event": f"{text}, {_words(chosen, 2)} {_name(chosen)}", "ok": True}


def _checked_out(chosen: random.Random) -> dict[str, Any]:
    return {
        "event": "checkout",
        "commit": f"{chosen.getrandbits(160):040x}",
        "branch": f"{_words(chosen, 1)}/{_name(chosen)}",
    }


def _searched(chosen: random.Random) -> dict[str, Any]:
    return {
        "event": _words(chosen, 2),
        "query": {"terms": chosen.randrange(9), "kind": _words(chosen, 1), "label": _name(chosen)},
        "hits": chosen.randrange(999),
    }


def _failed(chosen: random.Random) -> dict[str, Any]:
    what = f"{_name(chosen).title()}Error in {_name(chosen)}.py line {chosen.randrange(900)}"
    return {
        "event": f"{what}: {_words(chosen, 2)} {_name(chosen)!r}",
        "module": f"{_name(chosen)}.{_name(chosen)}",
    }
