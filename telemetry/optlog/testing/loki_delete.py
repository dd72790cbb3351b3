# ruff: noqa: PLR2004  HTTP statuses are the words of this module
"""Loki's delete API as the receiver answers it: `/loki/api/v1/delete` with POST, PUT, GET and DELETE.

Seen on Loki 3.7.6: 204 for a request taken; selectors on structured metadata remove exactly the right rows; `query={}` is
taken and breaks every later query; status `processed` is no proof, for rows are returned a while longer. Parameters and
refusals: https://grafana.com/docs/loki/latest/reference/loki-http-api/#request-log-deletion.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optlog.testing.loki_query import QueryError, matching, parse_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optlog.testing.loki_push import Row

__all__ = ["Deletions"]

_SECONDS = re.compile(r"[0-9]{10}")
_EMPTY = re.compile(r"\{\s*\}")


@dataclass
class _Deletion:
    request_id: str
    start_ms: int
    end_ms: int
    query: str
    created_ms: int
    status: str = "received"
    looks: int = 0
    gone: bool = False

    def as_data(self) -> dict[str, Any]:
        """Give it as Loki lists it: times in seconds."""
        return {
            "request_id": self.request_id,
            "start_time": self.start_ms / 1000,
            "end_time": self.end_ms / 1000,
            "query": self.query,
            "status": self.status,
            "created_at": self.created_ms / 1000,
        }


@dataclass
class Deletions:
    """The requests of one server.

    Time passes by looking: with each list or query one look more. After `take` looks a request is processed (never,
    when None), and after `linger` more its rows are no longer returned. With `hide` queries leave the rows out from the
    beginning, as Loki's `deletion_mode: filter-and-delete` may, while they still lie on its disk.
    """

    take: int | None = 0
    linger: int = 0
    hide: bool = False
    broken: bool = False
    """Whether an empty selector was taken; every query fails from then on."""
    requests: list[_Deletion] = field(default_factory=list)

    def add(self, given: Mapping[str, str], now_ns: int) -> tuple[int, str]:
        """Take a request; give status and text."""
        now_ms = now_ns // 10**6
        query = given.get("query", "")
        try:
            start_ms = _time_ms(given.get("start", ""), "start")
            end_ms = _time_ms(given["end"], "end") if given.get("end") else now_ms
            filters = [] if _EMPTY.fullmatch(query) else parse_query(query)[1]
        except (QueryError, ValueError) as error:
            return 400, f"invalid query expression: {error}" if query else "query not set"
        if end_ms > now_ms:
            return 400, "deletes in the future are not allowed"
        if start_ms > end_ms:
            return 400, "start time can't be greater than end time"
        if filters and end_ms - start_ms < 1000:
            return 400, "difference between start time and end time must be at least one second"
        self.broken = self.broken or bool(_EMPTY.fullmatch(query))
        number = f"{len(self.requests) + 1:08x}"
        self.requests.append(_Deletion(number, start_ms, end_ms, query, now_ms))
        return 204, ""

    def listed(self) -> str:
        """Give the list, oldest first, as JSON."""
        return json.dumps([request.as_data() for request in self.requests])

    def cancel(self, request_id: str) -> tuple[int, str]:
        """Take a request back that is not processed yet; give status and text."""
        found = [request for request in self.requests if request.request_id == request_id]
        if not found:
            return 404, "could not find delete request with given id"
        if found[0].status == "processed":
            return (
                400,
                "deletion of request which is in process or already processed is not allowed",
            )
        self.requests.remove(found[0])
        return 204, ""

    def look(self) -> None:
        """Let time pass by one look."""
        for request in self.requests:
            if self.take is None:
                continue
            request.looks += 1
            if request.looks > self.take:
                request.status = "processed"
            request.gone = request.looks > self.take + self.linger

    def remaining(self, rows: Iterable[Row]) -> list[Row]:
        """Give the rows that are still returned."""
        rows = list(rows)
        for request in self.requests:
            if (request.gone or self.hide) and not _EMPTY.fullmatch(request.query):
                rows = [row for row in rows if not _covers(request, row)]
        return rows


def _covers(request: _Deletion, row: Row) -> bool:
    at_ns = row[1]
    inside = request.start_ms * 10**6 <= at_ns <= request.end_ms * 10**6
    return inside and matching(row, parse_query(request.query)) is not None


def _time_ms(text: str, name: str) -> int:
    """Give a time: whole Unix seconds in ten digits, or RFC 3339."""
    if _SECONDS.fullmatch(text):
        return int(text) * 1000
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"invalid {name} time: require unix seconds or RFC3339 format")
    return int(moment.timestamp() * 1000)
