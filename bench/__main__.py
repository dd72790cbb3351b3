"""`python -m bench [NAME...] [OPTION...]`: run all benchmarks, or those named; options go to the ones named."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main(words: list[str]) -> int:
    """Run the benchmarks and print their figures; give the worst of their exit codes."""
    first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    names, options = words[:first], words[first:]
    if options and len(names) != 1:
        print("options go to one benchmark: name it before them")
        return 2
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    known = [name.removeprefix("bench_") for name in found if name.startswith("bench_")]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    worst = 0
    for name in names or known:
        print(f"== {name}", flush=True)
        run = importlib.import_module(f"bench.bench_{name}").main
        worst = max(worst, (run(options) if options else run()) or 0)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
