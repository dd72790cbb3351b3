"""The LogQL that dashboards, alerts and documents use, from one file."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from optlog_policy import _toml
from pydantic import BaseModel, ConfigDict, TypeAdapter

__all__ = ["Query", "load_queries"]

_FILLED_IN = {
    "$__auto": "5m",
    "$__range": "1h",
    "$environment": ".+",
    "$app": ".+",
    "$level": ".+",
    "$user": ".*",
    "$budget_mb": "1000",
}


class Query(BaseModel):
    """One query: where it stands, what it shows, and what Loki is asked.

    `kind` is `instant` (one value at the end) or `range` (lines, or values over time).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    kind: Literal["instant", "range"]
    where: str
    shows: str
    expr: str

    @property
    def filled_in(self) -> str:
        """The query with everything selected, as Loki takes it without Grafana."""
        expr = self.expr
        for variable, value in _FILLED_IN.items():
            expr = expr.replace(variable, value)
        return expr


def load_queries() -> list[Query]:
    """Give every query, in the order of the file."""
    text = (resources.files("optlog.operate") / "queries.toml").read_text(encoding="utf-8")
    return TypeAdapter(list[Query]).validate_python(_toml.loads(text)["query"])
