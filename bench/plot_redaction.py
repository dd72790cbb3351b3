"""The picture of the comparison: a grid of shares, and cost beside it. Runs in the peers' environment (matplotlib).

`python bench/plot_redaction.py FILE.png` reads the JSON of `bench.redaction_report.as_json`.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

INK, GREY, LIGHT = "#1f2933", "#7b8794", "#d8dee4"
GOOD, BAD = ("#f5f7fa", "#2f6f9f"), ("#f5f7fa", "#b4552d")


def draw(data: dict[str, Any], path: str) -> None:
    """Write the picture to `path`."""
    matplotlib = import_module("matplotlib")
    matplotlib.use("Agg")
    plt = import_module("matplotlib.pyplot")
    plt.rcParams.update({"font.size": 9, "text.color": INK, "axes.labelcolor": INK})
    tools, kinds = data["tools"], data["kinds"]
    stays = [kind["section"] not in {"secrets", "personal data"} for kind in kinds]
    caught = [at for at, stay in enumerate(stays) if not stay]
    changed = [at for at, stay in enumerate(stays) if stay]
    figure = plt.figure(figsize=(11.5, 0.54 * len(tools) + 4.4), layout="constrained")
    upper, lower = figure.subfigures(2, 1, hspace=0.04)
    _grid(upper.subplots(), data, caught, GOOD, "Caught: % of rows, high is good (number of rows)")
    axes = lower.subplots(1, 2, gridspec_kw={"width_ratios": [len(changed), 8], "wspace": 0.04})
    _grid(axes[0], data, changed, BAD, "Changed in vain: % of rows, low is good")
    _cost(axes[1], tools)
    figure.savefig(path, dpi=140, facecolor="white", metadata={"Software": None})


def _grid(axis: Any, data: dict[str, Any], columns: list[int], colours: Any, title: str) -> None:
    colour_map = import_module("matplotlib.colors").LinearSegmentedColormap.from_list("", colours)
    cells = [[tool["values"][at] for at in columns] for tool in data["tools"]]
    axis.imshow(cells, cmap=colour_map, vmin=0, vmax=100, aspect="auto")
    for y, row in enumerate(cells):
        for x, value in enumerate(row):
            text = f"{value:.1f}" if 0.05 <= value < 1 or 99 < value < 99.95 else f"{value:.0f}"  # noqa: PLR2004
            axis.text(x, y, text, ha="center", va="center", color="white" if value > 55 else INK)  # noqa: PLR2004
    names = [f"{data['kinds'][at]['kind']} ({data['kinds'][at]['rows']:,})" for at in columns]
    axis.set_xticks(range(len(columns)), names, rotation=40, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(cells)), [tool["title"] for tool in data["tools"]])
    for label in axis.get_yticklabels():
        label.set_fontweight("bold" if label.get_text().startswith("optlog") else "normal")
    axis.set_title(title, loc="left", color=INK, fontsize=11, pad=10)
    sections = [data["kinds"][at]["section"] for at in columns]
    for x in range(1, len(columns)):
        axis.axvline(x - 0.5, color="white", linewidth=5 if sections[x] != sections[x - 1] else 1)
    for y in range(1, len(cells)):
        axis.axhline(y - 0.5, color="white", linewidth=1)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)


_MARKS = (
    ("us", 1e-3, "o", "a log line", "#2f6f9f"),
    ("fresh_us", 1e-3, "D", "a line with a new id", "#5b8c5a"),
    ("worst_ms", 1.0, "s", "worst text of 50 kB", "#b4552d"),
)


def _cost(axis: Any, tools: list[dict[str, Any]]) -> None:
    for y, tool in enumerate(tools):
        places = [tool[key] * factor for key, factor, *_ in _MARKS]
        axis.plot([min(places), max(places)], [y, y], color=LIGHT, linewidth=2, zorder=1)
    for key, factor, mark, label, colour in _MARKS:
        times = [max(tool[key] * factor, 1e-3) for tool in tools]
        axis.scatter(
            times, range(len(tools)), marker=mark, s=34, color=colour, label=label, zorder=2
        )
    for y, tool in enumerate(tools):
        if tool["given_up"]:
            axis.annotate(" >", (tool["worst_ms"], y), va="center", color=_MARKS[2][4])
    axis.set_xscale("log")
    axis.set_xlim(7e-4, 4e4)
    axis.set_ylim(len(tools) - 0.5, -0.5)
    axis.set_xticks([1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4])
    axis.set_xticklabels(["1 µs", "10 µs", "0.1 ms", "1 ms", "10 ms", "0.1 s", "1 s", "10 s"])
    axis.minorticks_off()
    axis.tick_params(axis="x", length=0, colors=GREY)
    axis.set_yticks([])
    axis.grid(axis="x", color=LIGHT, linewidth=0.6, zorder=0)
    axis.set_axisbelow(True)
    axis.set_title("Time: low is good", loc="left", color=INK, fontsize=11, pad=10)
    axis.spines[:].set_visible(False)
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=3, frameon=False)


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])
