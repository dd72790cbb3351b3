"""Time of `import optlog` against `import structlog, orjson`, each in a fresh interpreter."""

from __future__ import annotations

import statistics
import subprocess
import sys

RUNS = 15
CODE = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
LOAD = """
import time
from optlog_policy.rule import RuleSet
t = time.process_time()
RuleSet.load_builtin()
print(time.process_time() - t)
"""


def measured(code: str) -> float:
    """Give the median of the seconds that `code` prints, each time in a fresh interpreter."""
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(RUNS)
    ]
    return statistics.median(times)


def main() -> None:
    """Print the ratios, and how long the catalogue takes."""
    base = measured(CODE.format("structlog, orjson"))
    ours = measured(CODE.format("optlog"))
    ready = measured(CODE.format("optlog; from optlog import Settings, configure, get_logger"))
    print(f"import structlog, orjson          {base * 1e3:7.1f} ms")
    print(
        f"import optlog                     {ours * 1e3:7.1f} ms   ratio {ours / base:.2f} (wanted <= 1.5)"
    )
    print(f"with configure and Settings used  {ready * 1e3:7.1f} ms   ratio {ready / base:.2f}")
    print(f"loading the catalogue of rules    {measured(LOAD) * 1e3:7.1f} ms   (wanted <= 60)")


if __name__ == "__main__":
    main()
