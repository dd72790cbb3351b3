"""`python -m bench [NAME...]`: run all benchmarks, or those named."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Run the benchmarks and print their figures."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    known = [name.removeprefix("bench_") for name in found if name.startswith("bench_")]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    for name in names or known:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.bench_{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
