"""A long search for a record that breaks a promise of redaction: the properties of the tests, for as long as is asked for.

python -m bench.fuzz --minutes 30
python -m bench.fuzz consent      the search of `bench.fuzz_consent` instead
python -m bench.fuzz --minutes 5 --rule jwt --seed 7

Prints every new failure with the smallest record found, and ends with exit code 1 when there was one. A run without
`--seed` chooses one and prints it.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from optlog.testing.properties import (
    Redactors,
    check_benign,
    check_planted,
    check_text,
    check_wild,
    profile_for,
)
from optlog.testing.strategies import benign_records, planted, wild_records, wild_text
from optlog_policy.rule import RuleSet

from bench import fuzz_consent

Job = tuple[str, SearchStrategy[Any], Callable[[Any], None]]

_SHARE = 20  # turns of each property that is about all rules, to one turn of each rule
_SHOWN = 2000  # characters of a failing record
_ROUND = 40  # records of one property before the next one's turn


def main(argv: list[str]) -> int:
    """Search; give the exit code."""
    if argv[:1] == ["consent"]:
        return fuzz_consent.main(argv[1:])
    parser = argparse.ArgumentParser(
        prog="python -m bench.fuzz", description="search for broken promises"
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--rule", action="append", default=[], help="this rule alone; may be given again"
    )
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    arguments = parser.parse_args(argv)
    jobs = _jobs(arguments.rule)
    if not jobs:
        print("no such rule; `optlog rules list` names them")
        return 2
    print(
        f"seed {arguments.seed}, {len(jobs)} jobs a round, {arguments.minutes:g} minutes",
        flush=True,
    )
    random.Random(arguments.seed).shuffle(jobs)
    return _search(jobs, arguments.seed, time.monotonic() + 60 * arguments.minutes)


def _jobs(names: list[str]) -> list[Job]:
    rules = RuleSet.load_builtin()
    redactors = {
        profile: Redactors(rules, profile=profile)
        for profile in ("strict", "balanced", "secrets-only")
    }
    chosen = [rule for rule in rules if not names or rule.name in names]
    jobs: list[Job] = [
        (f"planted {rule.name}", planted(rule), _with(check_planted, redactors[profile_for(rule)]))
        for rule in chosen
    ]
    if not names:
        for profile, using in redactors.items():
            jobs += _SHARE * [
                (f"benign {profile}", benign_records(), _with(check_benign, using)),
                (f"wild record {profile}", wild_records(rules), _with(check_wild, using)),
                (f"wild text {profile}", wild_text(rules), _with(check_text, using)),
            ]
    return jobs


def _with(check: Callable[[Redactors, Any], None], redactors: Redactors) -> Callable[[Any], None]:
    def run(case: Any) -> None:
        check(redactors, case)

    return run


def _search(jobs: list[Job], first_seed: int, until: float) -> int:
    tried: Counter[str] = Counter()
    failures: set[str] = set()
    for number, (name, strategy, check) in enumerate(_again_and_again(jobs)):
        if time.monotonic() > until:
            break
        tried[name.split()[0]] += _ROUND
        problem = _round(strategy, check, first_seed + number)
        if problem and f"{name}: {problem[0]}" not in failures:
            failures.add(f"{name}: {problem[0]}")
            print(f"FAILED {name}: {problem[0]}\n  {problem[1]}", flush=True)
    print(f"{sum(tried.values())} records tried ({dict(tried)}), {len(failures)} failures")
    return 1 if failures else 0


def _again_and_again(jobs: list[Job]) -> Iterator[Job]:
    return itertools.chain.from_iterable(itertools.repeat(jobs))


def _round(
    strategy: SearchStrategy[Any], check: Callable[[Any], None], number: int
) -> tuple[str, str] | None:
    """Try some records; give what failed and the smallest record that shows it, or None."""
    last: list[Any] = []

    @seed(number)
    @settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(strategy)
    def attempt(case: Any) -> None:
        last[:] = [case]
        check(case)

    try:
        attempt()
    except AssertionError as error:
        return str(error).splitlines()[0], _shown(last[0])
    except Exception as error:  # noqa: BLE001  a property may break in any way; go on with the next
        return f"{type(error).__name__} raised", _shown(last[0] if last else None)
    return None


def _shown(case: Any) -> str:
    """Give `case` as text, item by item: records hold hostile objects, and what can be shown of the rest is wanted."""
    try:
        return repr(case)[:_SHOWN]
    except Exception:  # noqa: BLE001  see above
        if isinstance(case, dict):
            items = ", ".join(f"{_shown(key)}: {_shown(value)}" for key, value in case.items())
            return f"{{{items}}}"
        if isinstance(case, list | tuple):
            return f"[{', '.join(map(_shown, case))}]"
        return f"<{type(case).__name__} that cannot be shown>"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
