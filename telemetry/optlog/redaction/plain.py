"""Any Python value as JSON-ready plain data: dict with text keys, list, str, int, float, bool, None.

Nothing here raises for a hostile object: whatever cannot be read becomes a marker.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import pathlib
import uuid
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "CYCLE",
    "TOO_DEEP",
    "TOO_LARGE",
    "TOO_LONG",
    "TOO_WIDE",
    "UNREADABLE",
    "Limits",
    "Plain",
]

TOO_LONG = "[redacted:too-long]"
TOO_DEEP = "[redacted:too-deep]"
TOO_WIDE = "[redacted:too-wide]"
TOO_LARGE = "[redacted:too-large]"
CYCLE = "[redacted:cycle]"
UNREADABLE = "[redacted:unreadable]"

_INT_BITS = 63  # what every JSON writer takes


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on a record; what is beyond is replaced by a marker, never passed on raw.

    `leaf_bytes`: a text's UTF-8 bytes; `leaf_hits`: places to redact in one text; `margin_bytes`: scanned beyond the cut, so that a secret across it is seen;
    `depth`: nested containers; `width`: items of one container; `items`: of all containers together, for one that stands in two
    places counts twice, and in thirty doublings a million times; `record_bytes`: all texts together.
    """

    leaf_bytes: int = 8192
    leaf_hits: int = 200
    margin_bytes: int = 512
    depth: int = 32
    width: int = 1000
    items: int = 10_000
    record_bytes: int = 262_144


class Plain:
    """Turns one record into plain data."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: set[int] = set()  # containers that we are inside of
        self._left = limits.items

    def mapping(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        """Give a record as plain data."""
        plain = self.value(value, 0)
        return plain if isinstance(plain, dict) else {"value": plain}

    def value(self, value: Any, depth: int) -> Any:
        """Give `value`, which stands inside `depth` containers, as plain data."""
        kind = type(value)
        if kind is str:
            return _text(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if value.bit_length() <= _INT_BITS else _big(value)
        try:
            return self._other(value, depth)
        except RecursionError:
            return TOO_DEEP
        except (Exception, SystemExit):  # noqa: BLE001  a hostile object must not stop the log call, nor the program
            return UNREADABLE

    def _other(self, value: Any, depth: int) -> Any:
        scalar = _scalar(value)
        if scalar is not None:
            return self.value(scalar, depth)
        if depth >= self._limits.depth:
            return TOO_DEEP
        if id(value) in self._open:
            return CYCLE
        if self._left < 0:
            return TOO_LARGE
        self._open.add(id(value))
        try:
            return self._container(value, depth + 1)
        finally:
            self._open.discard(id(value))

    def _container(self, value: Any, depth: int) -> Any:
        fields = _fields(value)
        if fields is not None:
            return self._dict(fields, depth)
        if isinstance(value, (list, tuple, AbstractSet)):
            return self._list(value, depth)
        return _text(repr(value)[: 2 * self._limits.leaf_bytes])

    def _dict(self, items: Iterable[tuple[Any, Any]], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        room = self._limits.width
        pairs = list(islice(items, room + 1))  # a lazy one may never end
        kept = pairs if len(pairs) <= room else pairs[: room - 1]
        self._left -= len(kept)
        for key, value in kept:
            result[self._key(key, depth, result)] = self.value(value, depth)
        if len(kept) < len(pairs):
            result[TOO_WIDE] = TOO_WIDE
        return result

    def _key(self, key: Any, depth: int, taken: Mapping[str, Any]) -> str:
        text = _text(key) if type(key) is str else str(self.value(key, depth))
        return unique(text, taken)

    def _list(self, items: Iterable[Any], depth: int) -> list[Any]:
        room = self._limits.width
        values = list(islice(items, room + 1))  # a lazy one may never end
        kept = values if len(values) <= room else values[: room - 1]
        self._left -= len(kept)
        result = [self.value(value, depth) for value in kept]
        if len(kept) < len(values):
            result.append(TOO_WIDE)
        return result


def unique(key: str, taken: Mapping[str, Any]) -> str:
    """Give `key`, numbered when it is in `taken`: two keys may become one marker, and no value may vanish."""
    if key not in taken:
        return key
    number = 2
    while f"{key}#{number}" in taken:
        number += 1
    return f"{key}#{number}"


def _text(value: str) -> str:
    """Give `value` with lone surrogates, which no JSON writer takes, replaced by U+FFFD."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return value


def _big(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write integers of more than 4300 digits
        return TOO_LARGE


def _scalar(value: Any) -> Any:
    """Give a simpler value for anything that is no container, or None."""
    for kinds, simplify in _SCALARS:
        if isinstance(value, kinds):
            return simplify(value)
    return None


def _bytes(value: bytes | bytearray | memoryview) -> str:
    # U+FFFD is no word character, unlike the last digit of `\xfe`, which would hide the start of a token from `\b`.
    return bytes(value).decode("utf-8", "replace")


def _enum(value: enum.Enum) -> Any:
    return value.value if type(value.value) in (str, int, float) else value.name


_SCALARS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (enum.Enum, _enum),
    (str, lambda value: str.__str__(value)[:]),
    (bool, bool),
    (int, int.__int__),
    (float, float.__float__),
    ((bytes, bytearray, memoryview), _bytes),
    (dt.date, lambda value: value.isoformat()),
    (dt.time, lambda value: value.isoformat()),
    ((pathlib.PurePath, uuid.UUID, decimal.Decimal, dt.timedelta), str),
)


def _fields(value: Any) -> Iterable[tuple[Any, Any]] | None:  # noqa: PLR0911  one kind a line
    """Give the named parts of a mapping, exception, dataclass, attrs or pydantic object; None for anything else."""
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, BaseException):
        return _exception(value).items()
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    if hasattr(value, "__attrs_attrs__"):
        return [(field.name, getattr(value, field.name)) for field in value.__attrs_attrs__]
    if hasattr(type(value), "__pydantic_fields__"):
        return {**vars(value), **(value.__pydantic_extra__ or {})}.items()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return zip(value._fields, value, strict=True)
    return None


def _exception(error: BaseException) -> dict[str, Any]:
    found: dict[str, Any] = {"type": type(error).__name__, "message": str(error)}
    notes = getattr(error, "__notes__", None)
    if notes:
        found["notes"] = list(notes)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found["cause"] = cause
    if isinstance(getattr(error, "exceptions", None), (list, tuple)):
        found["exceptions"] = list(error.exceptions)  # type: ignore[attr-defined]  # a group
    return found
