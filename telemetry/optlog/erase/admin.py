"""Loki as its operator asks it: query, request a deletion, list deletions. With the operator's own credentials alone.

Facts: https://grafana.com/docs/loki/latest/reference/loki-http-api/ (query_range, log deletion);
https://grafana.com/docs/loki/latest/operations/storage/logs-deletion/.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from optlog.errors import ShippingError
from optlog.shipping.endpoint import base_url, check_url
from optlog.shipping.session import Line, make_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Deletion", "LokiAdmin", "Row"]

QUERY_PATH = "/loki/api/v1/query_range"
INSTANT_PATH = "/loki/api/v1/query"
VERSION_PATH = "/loki/api/v1/status/buildinfo"
DELETE_PATH = "/loki/api/v1/delete"
PAGE = 5000
"""Lines of one query: Loki's default `max_entries_limit_per_query`."""

_WINDOW_NS = 720 * 3600 * 10**9
"""Longest range of one query; Loki's default `max_query_length` is 721 h."""
_TIMEOUTS_S = (5.0, 60.0)
_OK = (200, 204)
_TOLD_MAX = 300
"""Characters of Loki's own words that are passed on."""

Row = tuple[dict[str, str], int, str]
"""Labels and metadata as a query shows them, time in ns, line."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """One entry of Loki's list of deletions; times in seconds since 1970-01-01 UTC."""

    request_id: str
    query: str
    start_s: float
    end_s: float
    status: str

    @property
    def processed(self) -> bool:
        """Whether Loki says that it is done; that is no proof."""
        return self.status == "processed"


@dataclass(frozen=True)
class LokiAdmin:
    """One Loki. `username` with `token` is basic authentication, `token` alone a bearer token.

    Raises:
        ShippingError: the address is not acceptable; and, from every method, Loki cannot be reached or refuses.
    """

    url: str
    username: str | None = None
    token: str | None = field(default=None, repr=False)
    tenant: str | None = None
    ca_bundle: Path | None = None

    def __post_init__(self) -> None:
        check_url(self.url)

    def rows(self, query: str, start_ns: int, end_ns: int) -> Iterator[Row]:
        """Give every row that a query chooses, oldest first in each window of 30 days.

        Args:
            query: LogQL.
            start_ns: first time, inclusive.
            end_ns: last time, exclusive.
        """
        while start_ns < end_ns:
            until_ns = min(start_ns + _WINDOW_NS, end_ns)
            yield from self._window(query, start_ns, until_ns)
            start_ns = until_ns

    def count(self, query: str, start_ns: int, end_ns: int) -> int:
        """Give how many rows a query chooses."""
        return sum(1 for _ in self.rows(query, start_ns, end_ns))

    def series(self, query: str, start_ns: int, end_ns: int, *, instant: bool = False) -> int:
        """Ask any LogQL, metrics included; give how many series or streams the answer holds.

        Args:
            query: LogQL.
            start_ns: first time, inclusive; not asked for by an instant query.
            end_ns: last time, exclusive.
            instant: one value at the end instead of values over the time.
        """
        if instant:
            answer = self._ask("GET", INSTANT_PATH, {"query": query, "time": str(end_ns)})
        else:
            given = {"query": query, "start": str(start_ns), "end": str(end_ns), "limit": "100"}
            answer = self._ask("GET", QUERY_PATH, given)
        try:
            return len(answer["data"]["result"])
        except (TypeError, KeyError):
            raise _odd_answer(self.url) from None

    def version(self) -> str:
        """Give Loki's version; empty where a gateway hides it."""
        try:
            answer = self._ask("GET", VERSION_PATH, {})
        except LokiRefusalError:
            return ""
        return str(answer.get("version", "")) if isinstance(answer, dict) else ""

    def delete(self, query: str, start_s: int, end_s: int) -> None:
        """Ask Loki to delete what a query chooses, both times included."""
        self._ask("POST", DELETE_PATH, {"query": query, "start": str(start_s), "end": str(end_s)})

    def deletions(self) -> list[Deletion]:
        """Give Loki's list of deletions."""
        found = self._ask("GET", DELETE_PATH, {})
        try:
            return [
                Deletion(
                    str(entry["request_id"]),
                    str(entry["query"]),
                    float(entry["start_time"]),
                    float(entry["end_time"]),
                    str(entry["status"]),
                )
                for entry in found or ()
            ]
        except (TypeError, KeyError, ValueError):
            raise _odd_answer(self.url) from None

    def _window(self, query: str, start_ns: int, end_ns: int) -> Iterator[Row]:
        """Give the rows of one window, page by page; the last time of a page is asked again, for it may go on."""
        before: set[str] = set()
        while True:
            page = self._page(query, start_ns, end_ns)
            last_ns = page[-1][1] if page else start_ns
            seen = {repr(row) for row in page if row[1] == last_ns}
            yield from (row for row in page if repr(row) not in before)
            if len(page) < PAGE:
                return
            if last_ns == start_ns and seen == before:
                raise ShippingError(
                    f"more than {PAGE} records carry the same time; they cannot all be listed"
                )
            start_ns, before = last_ns, seen

    def _page(self, query: str, start_ns: int, end_ns: int) -> list[Row]:
        given = {
            "query": query,
            "start": str(start_ns),
            "end": str(end_ns),
            "limit": str(PAGE),
            "direction": "forward",
        }
        answer = self._ask("GET", QUERY_PATH, given)
        try:
            streams = answer["data"]["result"]
            rows = [
                (dict(stream["stream"]), int(value[0]), str(value[1]))
                for stream in streams
                for value in stream["values"]
            ]
        except (TypeError, KeyError, ValueError, IndexError):
            raise _odd_answer(self.url) from None
        return sorted(rows, key=lambda row: row[1])

    def _ask(self, method: str, path: str, parameters: dict[str, str]) -> Any:
        """Ask once; give the JSON of the answer, None without a body."""
        host = urlsplit(self.url).hostname or ""
        headers = {"Accept": "application/json", "User-Agent": "optlog operator"}
        if self.tenant:
            headers["X-Scope-OrgID"] = self.tenant
        with make_session(
            Line(), host=host, headers=headers, username=self.username, token=self.token, client_cert=None
        ) as session:  # fmt: skip
            try:
                answer = session.request(
                    method,
                    base_url(self.url) + path,
                    params=parameters,
                    timeout=_TIMEOUTS_S,
                    verify=str(self.ca_bundle) if self.ca_bundle else True,
                    allow_redirects=False,
                )
            except (requests.RequestException, OSError) as error:
                raise _no_answer(host, error) from None
        if answer.status_code not in _OK:
            raise _refused(host, path, answer.status_code, answer.text)
        try:
            return json.loads(answer.content) if answer.content.strip() else None
        except ValueError:
            raise _odd_answer(self.url) from None


class LokiRefusalError(ShippingError):
    """Loki answered, and said no, with this HTTP status."""

    status = 0


def _refused(host: str, path: str, status: int, told: str) -> LokiRefusalError:
    what = "deletions" if path == DELETE_PATH else "queries"
    hints = {
        400: f"Loki says: {' '.join(told.split())[:_TOLD_MAX]}",
        401: "set OPTLOG_OPERATOR_TOKEN (and OPTLOG_OPERATOR_USERNAME) to credentials that may read and delete",
        403: "these credentials may not; reading and deleting need scopes of their own",
        404: "the delete API is on only with retention_enabled and a delete_request_store in Loki's compactor",
    }
    if status == 404 and path != DELETE_PATH:  # noqa: PLR2004
        hints[404] = "is the address that of Loki itself?"
    hint = hints.get(status, "Loki's own log says why")
    error = LokiRefusalError(f"{host} refuses {what} ({status})", hint=hint)
    error.status = status
    return error


def _no_answer(host: str, error: Exception) -> ShippingError:
    if isinstance(error, requests.exceptions.SSLError):
        return ShippingError(
            f"no TLS connection to {host}: its certificate is not accepted, or it speaks plain HTTP",
            hint="give the authority of a certificate of your own with --ca-bundle; `optlog doctor --network` says which it is",
        )
    return ShippingError(
        f"{host} does not answer ({type(error).__name__})",
        hint="is Loki up, and the address right?",
    )


def _odd_answer(url: str) -> ShippingError:
    host = urlsplit(url).hostname or ""
    return ShippingError(
        f"{host} does not answer as Loki does", hint="is the address that of Loki itself?"
    )
