"""Time of `import optlog` against `import structlog, orjson`, each in a fresh interpreter."""

from __future__ import annotations

import statistics
import subprocess
import sys

RUNS = 15
CODE = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def measured(what: str) -> float:
    """Give the median seconds of one import."""
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", CODE.format(what)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(RUNS)
    ]
    return statistics.median(times)


def main() -> None:
    """Print the ratio."""
    base = measured("structlog, orjson")
    ours = measured("optlog")
    ready = measured("optlog; from optlog import Settings, configure, get_logger")
    print(f"import structlog, orjson          {base * 1e3:7.1f} ms")
    print(
        f"import optlog                     {ours * 1e3:7.1f} ms   ratio {ours / base:.2f} (wanted <= 1.5)"
    )
    print(f"with configure and Settings used  {ready * 1e3:7.1f} ms   ratio {ready / base:.2f}")


if __name__ == "__main__":
    main()
