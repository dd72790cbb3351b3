"""Real log lines as records: plain text (several lines of a traceback or a key belong together) or NDJSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["RawRecord", "parse", "sample"]

_LEVEL = re.compile(
    r"\b(DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b|^(Traceback|fatal:)", re.MULTILINE
)
_LEVELS = {"warn": "warning", "fatal": "critical", "fatal:": "error", "traceback": "error"}
_KNOWN = ("debug", "info", "warning", "error", "critical")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record of the input: its text as it stood, and what is logged for it."""

    text: str
    level: str
    event: Any
    fields: dict[str, Any] = field(default_factory=dict)


def sample() -> list[RawRecord]:
    """Give the bundled lines: what real programs wrote when a made-up user ran them."""
    text = resources.files("optlog.demo").joinpath("samples/demo.log").read_text(encoding="utf-8")
    return list(parse(text.splitlines()))


def parse(lines: Iterable[str]) -> Iterator[RawRecord]:
    """Give a record for each JSON line, and for each plain line with the lines that continue it."""
    for text in _joined(lines):
        yield _from_json(text) or RawRecord(text, _level(text), text)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    block: list[str] = []
    for line in lines:
        if block and not _continues(block, line):
            yield "\n".join(block)
            block = []
        if line.strip() or block:
            block.append(line)
    if block:
        yield "\n".join(block)


def _continues(block: list[str], line: str) -> bool:
    if block[0].startswith("-----BEGIN "):
        return not block[-1].startswith("-----END ")
    if line.startswith((" ", "\t", "Traceback (most recent call last)")) and not block[
        0
    ].startswith("{"):
        return True
    in_traceback = any(part.startswith("Traceback (most recent call last)") for part in block)
    return in_traceback and block[-1].startswith((" ", "\t"))


def _from_json(text: str) -> RawRecord | None:
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    fields = {str(name): value for name, value in data.items()}
    event = fields.pop("event", fields.pop("message", fields.pop("msg", "")))
    level = str(fields.pop("level", "info")).lower()
    level = _LEVELS.get(level, level)
    return RawRecord(text, level if level in _KNOWN else "info", event, fields)


def _level(text: str) -> str:
    found = _LEVEL.search(text)
    if found is None:
        return "info"
    word = found[0].lower()
    return _LEVELS.get(word, word)
