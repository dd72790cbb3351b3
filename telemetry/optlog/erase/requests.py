"""Deletion requests as they lie in Loki. Everything in them comes from outside: what is not exactly ours is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optlog.deletion.request import KIND, is_pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog.erase.admin import Row

__all__ = ["Asked", "Refused", "query_for_records", "query_for_requests", "read_requests"]

_APP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_REQUEST_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one pseudonym asked: the latest time (ns), and the ids of all its requests."""

    app: str
    pseudonym: str
    asked_ns: int
    request_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that says it is a request and is none of ours; its text is never repeated."""

    at_ns: int
    why: str


def query_for_requests(app: str | None) -> str:
    """Give the query for all requests, or those of one application.

    Raises:
        ValueError: that is no application's name.
    """
    return f'{{kind="{KIND}"}}' if app is None else f'{{app="{_checked_app(app)}", kind="{KIND}"}}'


def query_for_records(app: str, pseudonym: str) -> str:
    """Give the query for the records of one pseudonym, and nothing wider.

    Raises:
        ValueError: application or pseudonym holds anything but the letters that ours have.
    """
    if not is_pseudonym(pseudonym):
        raise ValueError("not a pseudonym of ours")
    return f'{{app="{_checked_app(app)}"}} | user="{pseudonym}"'


def read_requests(rows: Iterable[Row]) -> tuple[list[Asked], list[Refused]]:
    """Give what was asked, one entry for each application and pseudonym, and the rows that are refused."""
    asked: dict[tuple[str, str], Asked] = {}
    refused = []
    for labels, at_ns, line in rows:
        try:
            new = _parsed(labels, at_ns, line)
        except ValueError as error:
            refused.append(Refused(at_ns, str(error)))
            continue
        key = (new.app, new.pseudonym)
        old = asked.get(key, replace(new, request_ids=()))
        ids = tuple(dict.fromkeys((*old.request_ids, *new.request_ids)))
        asked[key] = replace(old, asked_ns=max(old.asked_ns, at_ns), request_ids=ids)
    return sorted(asked.values(), key=lambda entry: entry.asked_ns), refused


def _parsed(labels: dict[str, str], at_ns: int, line: str) -> Asked:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("its line is not JSON") from None
    if not isinstance(said, dict) or said.get("kind") != KIND or labels.get("kind") != KIND:
        raise ValueError("its line is not a deletion request")
    app, pseudonym, request_id = (said.get(name) for name in ("app", "user", "request"))
    if not isinstance(app, str) or labels.get("app") != app:
        raise ValueError("it speaks for another application than it comes from")
    if not is_pseudonym(pseudonym):
        raise ValueError("its pseudonym is not one of ours")
    if not isinstance(request_id, str) or not _REQUEST_ID.fullmatch(request_id):
        raise ValueError("its id is not one of ours")
    return Asked(_checked_app(app), str(pseudonym), at_ns, (request_id,))


def _checked_app(app: str) -> str:
    if not _APP.fullmatch(app):
        raise ValueError("its application's name is not one")
    return app
