"""What telemetry of so many users takes: lines, bytes on the wire and at rest, and money, from measured bytes per record.

Measured here and now: real records go through redaction and the gate and are built into a push request as the shipper does.
Assumed: that a record at rest takes as much as one of a small gzipped request, and that users spread evenly over the day. The
first was looked at once (2026-11-23, 9,600 lines like the sample's, 3.4 MB): snappy, which Loki uses here, in blocks of 256 KB
made them 4.96 times smaller, gzip a request of 32 records 4.97 times. Index and HTTP's own headers are not counted.
"""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import asdict, dataclass
from importlib import resources
from typing import TYPE_CHECKING

from optlog_policy import _toml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from optlog.errors import SettingsError, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from optlog.types import SpoolEntry

__all__ = ["MB_A_DAY", "USERS", "Measured", "Prices", "Row", "load_prices", "measure", "rows"]

USERS = (10, 100, 1_000)
MB_A_DAY = (1.0, 10.0, 100.0)
"""Of each user: bytes of lines with their metadata, which is what Loki counts."""

_DAYS = 30
"""Of a month."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Averages over the sample. Bytes per record: `written` as Loki counts them, `pushed` in a request, `wire` gzipped."""

    records: int
    written: float
    pushed: float
    wire: float


class Hosted(BaseModel):
    """Prices of a hosted Loki, by GB."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    currency: str
    per_gb_processed: float = Field(ge=0)
    per_gb_written: float = Field(ge=0)
    free_gb_written: float = Field(0, ge=0)
    per_gb_retained_per_further_30_days: float = Field(0, ge=0)
    source: str
    seen: dt.date


class ObjectStorage(BaseModel):
    """Prices of storage, by GB and month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    currency: str
    base_per_month: float = Field(0, ge=0)
    free_gb: float = Field(0, ge=0)
    per_gb_month: float = Field(ge=0)
    source: str
    seen: dt.date


class Machine(BaseModel):
    """What a machine for Loki costs by month. None is built in: it depends on where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    currency: str
    per_month: float = Field(ge=0)
    source: str
    seen: dt.date


class Prices(BaseModel):
    """A price list, with where each price is from and when it was seen there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hosted: Hosted
    object_storage: ObjectStorage
    machine: Machine | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario. GB are 10^9 bytes; money by month."""

    users: int
    mb_a_day: float
    lines_per_s: float
    written_gb_a_day: float
    wire_gb_a_day: float
    kept_gb: float
    hosted: float
    object_storage: float

    def as_data(self) -> dict[str, float]:
        """Give it as plain data, rounded to what it can tell."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure() -> Measured:
    """Build one request of the sample records, each once, as the shipper would, and weigh it."""
    from optlog.shipping.loki import _GZIP_LEVEL, LokiEmitter, LokiOptions

    entries = list(_sample())
    emitter = LokiEmitter("http://127.0.0.1/loki/api/v1/push")
    emitter.configure(
        LokiOptions("http://127.0.0.1", {"app": "sample", "environment": "production"})
    )
    body = emitter.build_batch(entries)
    packed = gzip.compress(body, _GZIP_LEVEL, mtime=0)
    written = sum(
        len(entry.line)
        + sum(len(name) + len(value) for name, value in emitter.metadata(entry).items())
        for entry in entries
    )
    count = len(entries)
    return Measured(count, written / count, len(body) / count, len(packed) / count)


def rows(
    measured: Measured,
    prices: Prices,
    *,
    users: Iterable[int] = USERS,
    mb_a_day: Iterable[float] = MB_A_DAY,
    retention_days: int = 30,
) -> list[Row]:
    """Give a row for every number of users at every volume."""
    volumes = tuple(mb_a_day)
    return [_row(measured, prices, n, mb, retention_days) for n in users for mb in volumes]


def _row(measured: Measured, prices: Prices, users: int, mb: float, retention_days: int) -> Row:
    written_gb = users * mb / 1e3
    wire_gb = written_gb * measured.wire / measured.written
    kept_gb = wire_gb * retention_days
    return Row(
        users=users,
        mb_a_day=mb,
        lines_per_s=written_gb * 1e9 / measured.written / 86_400,
        written_gb_a_day=written_gb,
        wire_gb_a_day=wire_gb,
        kept_gb=kept_gb,
        hosted=_hosted(prices.hosted, written_gb * _DAYS, retention_days),
        object_storage=prices.object_storage.base_per_month
        + max(0.0, kept_gb - prices.object_storage.free_gb) * prices.object_storage.per_gb_month,
    )


def _hosted(price: Hosted, gb: float, retention_days: int) -> float:
    """Give the month's price of so many GB; each begun 30 days of retention beyond the first are paid."""
    further = max(0, -(-retention_days // 30) - 1)
    written = max(0.0, gb - price.free_gb_written)
    return (
        gb * price.per_gb_processed
        + written * price.per_gb_written
        + gb * further * price.per_gb_retained_per_further_30_days
    )


def load_prices(path: Path | None = None) -> Prices:
    """Give the prices in the file, else the built-in ones.

    Raises:
        SettingsError: the file cannot be read, or is no price list.
    """
    name = str(path) if path else "the built-in price list"
    try:
        if path is None:
            text = (resources.files("optlog.operate") / "prices.toml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        return Prices.model_validate(_toml.loads(text))
    except OSError as error:
        raise unreadable(name, error) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"{name}: {where}: {first['msg']}", hint="the built-in list shows every entry"
        ) from None
    except (UnicodeDecodeError, _toml.TOMLDecodeError) as error:
        raise SettingsError(f"{name} is not valid TOML: {error}") from None


def _sample() -> Iterable[SpoolEntry]:
    """Give real records, redacted and as far as the built-in policy lets them leave."""
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RuleSet

    from optlog.consent.terms import Terms
    from optlog.demo.lines import sample
    from optlog.pipeline import Pipeline, RemoteGate
    from optlog.redaction import Redactor

    entries: list[SpoolEntry] = []
    metadata = {"user": "psn_" + "a" * 32, "consent": "0" * 64, "version": "1.4.0", "os": "linux"}
    policy = CollectionPolicy.builtin()
    all_given = Terms(dict.fromkeys(policy.purpose_ids, 1), dict.fromkeys(policy.purpose_ids))
    gate = RemoteGate(
        policy,
        terms=lambda: all_given,
        offer=entries.append,
        metadata=lambda purpose: metadata,
    )
    pipeline = Pipeline(Redactor(RuleSet.load_builtin()), remote=gate, clock=_EverySecond())
    for number, record in enumerate(sample()):
        pipeline(None, record.level, {"event": record.event, **record.fields, "count": number})
    return entries


class _EverySecond:
    """A clock that goes on by one and a bit seconds whenever it is asked: the same records weigh the same every time."""

    def __init__(self) -> None:
        self._now_ns = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z

    def now_ns(self) -> int:
        self._now_ns += 1_234_567_891
        return self._now_ns

    def monotonic(self) -> float:
        return self._now_ns / 1e9
