"""Whether a live Loki answers everything that dashboards, alerts and documents ask.

Facts: https://grafana.com/docs/loki/latest/reference/loki-http-api/ (query, query_range, ready, buildinfo).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from optlog.erase.admin import LokiRefusalError
from optlog.errors import ShippingError
from optlog.operate.lint import faults
from optlog.operate.queries import load_queries

if TYPE_CHECKING:
    from optlog.erase import LokiAdmin
    from optlog.operate.queries import Query

__all__ = ["Report", "Result", "check"]

_NO_ENTRY = (401, 403)
_DAY_NS = 86_400 * 10**9


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one query: `found` counts the series or streams in the answer; `why` says what went wrong."""

    id: str
    title: str
    where: str
    ok: bool
    found: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a Loki answered; `version` is empty where it does not say."""

    version: str
    results: list[Result]

    @property
    def ok(self) -> bool:
        """Whether every query was answered."""
        return all(result.ok for result in self.results)

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "ok": self.ok,
            "version": self.version,
            "queries": [asdict(r) for r in self.results],
        }


def check(loki: LokiAdmin, now_ns: int) -> Report:
    """Ask `loki` for its version and every query, over the last day.

    Raises:
        ShippingError: it cannot be reached at all, or refuses these credentials.
    """
    version = loki.version()
    return Report(version, [_asked(loki, query, now_ns) for query in load_queries()])


def _asked(loki: LokiAdmin, query: Query, now_ns: int) -> Result:
    wrong = faults(query.expr)
    if wrong:
        why = f"{'; '.join(wrong)}; correct queries.toml and the file that uses it"
        return Result(query.id, query.title, query.where, ok=False, why=why)
    try:
        found = loki.series(
            query.filled_in, now_ns - _DAY_NS, now_ns, instant=query.kind == "instant"
        )
    except ShippingError as error:
        if isinstance(error, LokiRefusalError) and error.status in _NO_ENTRY:
            raise  # and so it would for every other query
        return Result(
            query.id, query.title, query.where, ok=False, why=f"{error.message}; {error.hint}"
        )
    return Result(query.id, query.title, query.where, ok=True, found=found)
