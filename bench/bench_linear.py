"""Whether any input makes redaction slow: hard texts from 1 kB to 1 MB, as one text and as a record, for both matchers.

python3 dev.py bench linear
python3 dev.py bench linear --shape "hex pairs" --matcher re2 --profile
python3 dev.py bench linear --rules --matcher re2        the examples of every rule, up to 200 kB

Held to: time grows no faster than linearly, 8 kB take at most 5 ms, 50 kB at most 50 ms. CPU time of one call, each with a
new text where the shape is drawn by chance: up to 50 kB the best of a few; beyond, the worst of up to eight, for a text in which
something is found is read a second time, and by chance long ones always hold something. Ends with exit code 1 when a shape is NOT LINEAR; what misses the milliseconds is listed, for that depends on the machine.
"""

from __future__ import annotations

import argparse
import cProfile
import math
import pstats
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise, product
from typing import Any

from optlog.redaction import Pseudonymiser, Redactor
from optlog_policy.rule import RuleSet

from bench.shapes import SHAPES, Shape, of_rules

KB = 1000
SIZES = (1 * KB, 8 * KB, 50 * KB, 200 * KB, 1000 * KB)
LIMITS_MS = {8 * KB: 5.0, 50 * KB: 50.0}
# Exponent between the two largest sizes: 1 is linear, 2 quadratic; memory and the windows of long texts take the rest.
STEEPEST = 1.4
LARGE = 200 * KB  # from here on the worst run stands
FORMS = ("text", "record")
MATCHERS = ("re2", "python")

_NOISE_MS = 2.0  # less than this at the largest size cannot be told from noise
_PATIENCE_MS = 30_000.0  # what would take longer is not tried: its growth is known by then
_RUNS = 5
_LARGE_RUNS = 8
_LARGE_ENOUGH_MS = 1500.0
_ENOUGH_MS = 60.0  # spent on one text; then the runs end
_COARSE_S = 1e-4
_FRESH = count()  # a text that was seen before is no test of what a new one costs

# CPU time, for other programs must not count; where its clock is coarse (Windows), the clock on the wall.
_now = (
    time.process_time
    if time.get_clock_info("process_time").resolution < _COARSE_S
    else time.perf_counter
)


@dataclass(frozen=True)
class Row:
    """What one shape took: milliseconds by size; of the `asked` sizes, those that would take too long are missing."""

    matcher: str
    form: str
    shape: str
    asked: Sequence[int]
    ms: dict[int, float]

    @property
    def steps(self) -> list[float]:
        """The growth exponent from each size to the next."""
        sizes = sorted(self.ms)
        return [exponent(self.ms, a, b) for a, b in pairwise(sizes)]

    @property
    def linear(self) -> bool:
        """Whether time grows about as fast as the text, from the last size but one to the last."""
        small, large = sorted(self.asked)[-2:]
        if large not in self.ms:
            return False  # given up
        return self.ms[large] < _NOISE_MS or exponent(self.ms, small, large) <= STEEPEST

    @property
    def missed(self) -> list[str]:
        """Which of the limits in milliseconds are not met."""
        return [
            f"{size // KB} kB {self._took(size)} (wanted <= {limit:g})"
            for size, limit in LIMITS_MS.items()
            if self.ms.get(size, math.inf) > limit
        ]

    def _took(self, size: int) -> str:
        return f"took {self.ms[size]:.1f} ms" if size in self.ms else "were given up"


def exponent(ms: dict[int, float], small: int, large: int) -> float:
    """Give e for time ~ size^e between two sizes."""
    return math.log(max(ms[large], 1e-4) / max(ms[small], 1e-4)) / math.log(large / small)


def calls(matcher: str, rules: RuleSet) -> dict[str, Callable[[str], Any]]:
    """Give the call to measure for each form."""
    redactor = Redactor(rules, pseudonymiser=Pseudonymiser(bytes(32)), matcher=matcher)  # type: ignore[arg-type]  # one of MATCHERS
    redactor.redact({"event": "warm up, user@example.com"})
    return {
        "text": redactor.redact_text,
        "record": lambda text: redactor.redact({"event": text}),
    }


def measured(
    call: Callable[[str], Any], shape: Shape, sizes: Sequence[int] = SIZES
) -> dict[int, float]:
    """Give milliseconds by size, smallest first; stop before a size that would take too long."""
    ms: dict[int, float] = {}
    for size in sizes:
        if len(ms) > 1:
            a, b = sorted(ms)[-2:]
            if ms[b] * (size / b) ** min(2.0, max(1.0, exponent(ms, a, b))) > _PATIENCE_MS:
                break
        ms[size] = _took(call, shape, size)
    return ms


def _took(call: Callable[[str], Any], shape: Shape, size: int) -> float:
    """Give milliseconds: of the best run, for a large text of the worst."""
    runs, enough_ms = (_LARGE_RUNS, _LARGE_ENOUGH_MS) if size >= LARGE else (_RUNS, _ENOUGH_MS)
    took: list[float] = []
    while len(took) < runs and sum(took) < enough_ms:
        text = shape(size, next(_FRESH))
        started = _now()
        call(text)
        took.append((_now() - started) * 1e3)
    return max(took) if size >= LARGE else min(took)


def rows(
    matchers: Sequence[str], forms: Sequence[str], shapes: dict[str, Shape], sizes: Sequence[int]
) -> Iterator[Row]:
    """Measure; what seems not linear is measured once more, for the computer may have been busy."""
    rules = RuleSet.load_builtin()
    for matcher in matchers:
        made = calls(matcher, rules)
        for form, (name, shape) in product(forms, shapes.items()):
            row = Row(matcher, form, name, sizes, measured(made[form], shape, sizes))
            if not row.linear:
                again = measured(made[form], shape, sorted(row.ms))
                row = replace(row, ms={size: min(row.ms[size], ms) for size, ms in again.items()})
            yield row


def _line(row: Row) -> str:
    times = " ".join(f"{row.ms[s]:8.2f}" if s in row.ms else "       -" for s in SIZES)
    steps = " ".join(f"{step:5.2f}" for step in row.steps).ljust(23)
    verdict = "" if row.linear else "NOT LINEAR"
    if row.missed:
        verdict = (verdict + " not met").strip()
    return f"{row.matcher:<6} {row.form:<6} {row.shape:<22} {times}  {steps} {verdict}"


def _profile(matchers: Sequence[str], forms: Sequence[str], shapes: dict[str, Shape]) -> None:
    """Print which functions a 50 kB text of each shape keeps busy."""
    rules = RuleSet.load_builtin()
    for matcher in matchers:
        made = calls(matcher, rules)
        for form, (name, shape) in product(forms, shapes.items()):
            print(f"-- {matcher} {form} {name}")
            profile = cProfile.Profile()
            profile.runcall(made[form], shape(50 * KB, next(_FRESH)))
            pstats.Stats(profile).sort_stats("tottime").print_stats(12)


def main(argv: Sequence[str] = ()) -> int:
    """Print the table and what is not met; give 1 when a shape grows faster than linearly."""
    parser = argparse.ArgumentParser(prog="dev.py bench linear")
    parser.add_argument("--shape", action="append", metavar="NAME")
    parser.add_argument("--matcher", action="append", choices=MATCHERS)
    parser.add_argument("--form", action="append", choices=FORMS)
    parser.add_argument("--rules", action="store_true", help="the examples of every rule instead")
    parser.add_argument("--profile", action="store_true", help="say what keeps 50 kB busy instead")
    asked = parser.parse_args(argv)
    known = of_rules(RuleSet.load_builtin()) if asked.rules else SHAPES
    unknown = set(asked.shape or ()) - set(known)
    if unknown:
        parser.error(f"no such shape: {', '.join(sorted(unknown))}")
    shapes = {name: known[name] for name in asked.shape or known}
    matchers, forms = asked.matcher or MATCHERS, asked.form or FORMS
    if asked.profile:
        _profile(matchers, forms, shapes)
        return 0
    print("milliseconds, then the growth exponent from each size to the next (1 is linear)")
    print(" " * 37 + " ".join(f"{size // KB:>5} kB" for size in SIZES))
    found = []
    for row in rows(matchers, forms, shapes, SIZES[:4] if asked.rules else SIZES):
        found.append(row)
        print(_line(row), flush=True)
    return _verdict(found)


def _verdict(found: Sequence[Row]) -> int:
    for row in found:
        for text in row.missed:
            print(f"not met: {row.matcher} {row.form} {row.shape}: {text}")
    steep = [row for row in found if not row.linear]
    for row in steep:
        print(f"NOT LINEAR: {row.matcher} {row.form} {row.shape}")
    late = sum(bool(row.missed) for row in found)
    print(
        f"{len(found)} rows ({len({row.shape for row in found})} shapes): {len(steep)} not linear, {late} beyond their milliseconds"
    )
    return 1 if steep else 0


if __name__ == "__main__":
    raise SystemExit(main())
