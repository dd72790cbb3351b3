"""Whether a rule's search grows faster than the text: measured on texts made from its own pattern.

The searching is done by a process of its own, because Python's engine cannot be stopped in the middle of a search, and a
pattern with repetitions inside repetitions may take longer than anybody waits.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optlog_policy.pattern import load_re2
from optlog_policy.pattern_tree import members_of, parse, repeats, shortest
from optlog_policy.rule_model import TRUSTED, RedactionRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LARGE", "SMALL", "SlowRule", "hard_texts", "slow_rules"]

SMALL = 2048
LARGE = 16_384
_LINEAR = LARGE / SMALL
_TOLERANCE = 3.0  # times the linear growth
_NOISE_S = 0.005  # what takes less cannot be told from noise
_TRIES = 3
_SHAPES = 14
_LONG = 8  # repetitions


@dataclass(frozen=True, slots=True)
class SlowRule:
    """A search that grows faster than the text.

    `growth` says how many times longer `LARGE` bytes take than `SMALL` ones (8 is linear); None when the search was given
    up. `engine` is `re2` or `python`; `shape` shows the text.
    """

    engine: str
    shape: str
    growth: float | None


def hard_texts(rule: RedactionRule) -> dict[str, tuple[bytes, bytes]]:
    """Give texts that are hard to search with the rule's pattern, as (beginning, what is repeated then), by a description."""
    tree = parse(rule.pattern)
    head = rule.keywords[0].encode() + b" " if rule.keywords else b""
    whole = shortest(tree)
    made = [(head, whole), (head, whole + b" "), (head, whole[:-1] or b"a"), (b"", head or b"a ")]
    for before, repeat in repeats(tree):
        if repeat.most >= _LONG:
            for unit in _units(members_of(repeat.item)):
                made += [(head + before, unit), (head, before + unit * 4)]
    shapes = {_shown(*shape): shape for shape in made}
    return dict(list(shapes.items())[:_SHAPES])


def slow_rules(rules: Sequence[RedactionRule], *, patience_s: float = 6.0) -> dict[int, SlowRule]:
    """Give the rules, by position, whose search grows faster than the text with either engine.

    A single search that takes longer than `patience_s` seconds is given up and counts as slow.
    """
    slow: dict[int, SlowRule] = {}
    start = 0
    while start < len(rules):
        start += _run(rules[start:], start, slow, patience_s)
    return slow


def _units(members: frozenset[int]) -> Iterator[bytes]:
    usual = [byte for byte in b'a0A=-/. \\"' if byte in members]
    yield from (bytes([byte]) for byte in (usual or sorted(members))[:2])


def _shown(head: bytes, unit: bytes) -> str:
    return (
        f"{_text(head)} and then many times {_text(unit)}" if head else f"many times {_text(unit)}"
    )


def _text(data: bytes) -> str:
    return repr(data[:40].decode("utf-8", "backslashreplace"))


def _run(
    rules: Sequence[RedactionRule], offset: int, slow: dict[int, SlowRule], patience_s: float
) -> int:
    """Measure in a process of its own until a search must be given up; give how many rules are settled."""
    given = json.dumps([rule.model_dump(exclude_defaults=True, mode="json") for rule in rules])
    # The parent's sys.path, so that it imports this very package.
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-m", "optlog_policy.rule_timing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        try:
            return _follow(process, given, offset, slow, patience_s)
        finally:
            process.kill()


def _follow(
    process: subprocess.Popen[str],
    given: str,
    offset: int,
    slow: dict[int, SlowRule],
    patience_s: float,
) -> int:
    assert process.stdin is not None
    said: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(process, said), daemon=True).start()
    process.stdin.write(given)
    process.stdin.close()
    at: dict[str, Any] = {"rule": 0, "engine": "python", "shape": "", "growth": 0.0}
    while True:
        try:
            line = said.get(timeout=patience_s)
        except queue.Empty:
            slow[offset + at["rule"]] = SlowRule(at["engine"], at["shape"], None)
            return int(at["rule"]) + 1
        if not line:
            break
        at = json.loads(line)
        if at["growth"]:
            slow[offset + at["rule"]] = SlowRule(at["engine"], at["shape"], at["growth"])
    if process.wait() != 0:
        raise RuntimeError("the process that measures rules ended by itself")
    return len(json.loads(given))


def _listen(process: subprocess.Popen[str], said: queue.Queue[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        said.put(line)
    said.put("")


def _measure_all(rules: Sequence[RedactionRule]) -> None:
    """Measure each rule; tell on standard output what is being tried, and the worst growth that is not linear."""
    engines = ("re2", "python") if load_re2() is not None else ("python",)
    for number, rule in enumerate(rules):
        worst: dict[str, Any] = {"rule": number, "engine": "", "shape": "", "growth": 0.0}
        for shape, (head, unit) in hard_texts(rule).items():
            for engine in engines:
                _tell({**worst, "engine": engine, "shape": shape, "growth": 0.0})
                growth = _growth(rule, engine, head, unit)
                if growth > max(_LINEAR * _TOLERANCE, worst["growth"]):
                    worst.update(engine=engine, shape=shape, growth=growth)
        _tell(worst)


def _growth(rule: RedactionRule, engine: str, head: bytes, unit: bytes) -> float:
    """Give how many times longer the large text takes than the small one; 0 for what is too quick to tell."""
    ratios = []
    for _ in range(_TRIES):
        small, large = (
            _seconds(rule, engine, _filled(head, unit, size)) for size in (SMALL, LARGE)
        )
        if large < _NOISE_S:
            return 0.0
        ratios.append(large / max(small, 1e-7))
        if ratios[-1] < _LINEAR * _TOLERANCE:
            break  # once linear is linear; anything else is tried again, for the computer may be busy
    return min(ratios)


def _filled(head: bytes, unit: bytes, size: int) -> bytes:
    return (head + unit * (size // len(unit) + 1))[:size]


def _seconds(rule: RedactionRule, engine: str, text: bytes) -> float:
    best = float("inf")
    for _ in range(_TRIES):
        start = time.perf_counter()
        rule.find(text, engine=engine)
        best = min(best, time.perf_counter() - start)
        if best > _NOISE_S:
            break
    return best


def _tell(state: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(state) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _measure_all(
        [
            RedactionRule.model_validate_json(json.dumps(fields), context=TRUSTED)
            for fields in json.load(sys.stdin)
        ]
    )
