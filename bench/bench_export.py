"""What it takes to write everything that is made from a declaration.

Run: python bench/bench_export.py
Held to: all formats < 2 s, counted from the start of a new process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

from optlog_policy.collection import CollectionPolicy
from optlog_policy.records.formats import FORMATS, Material
from optlog_policy.rule import RuleSet

LIMIT_S = 2.0


def main() -> None:
    """Print the time of each format in one language, then of `policy export --all` as a process of its own."""
    rules = tuple(RuleSet.load_builtin())
    policy = CollectionPolicy.builtin()
    for fmt in FORMATS.values():
        if fmt.personal:
            continue
        start = time.perf_counter()
        size = len(fmt.write(Material(policy, rules, draft=True)))
        print(f"{fmt.name:<16} {time.perf_counter() - start:6.2f} s {size:>9} bytes")
    for what, more in (("one language", ("--locale", "en")), ("five languages", ())):
        with tempfile.TemporaryDirectory() as folder:
            command = ("-m", "optlog", "policy", "export", "--draft", "--all", folder, *more)
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
            took = time.perf_counter() - start
        said = "ok" if took <= LIMIT_S else "MISSED"
        print(f"optlog policy export --all, {what:<15} {took:6.2f} s  limit {LIMIT_S:g} {said}")


if __name__ == "__main__":
    main()
