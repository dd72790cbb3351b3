"""The comparison of redactors as a table, a page and data for the picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from bench.rows import HARD, ORDINARY, PERSONAL, SECRETS
from bench.scoring import Score

__all__ = ["Measured", "as_json", "document", "table"]


@dataclass
class Measured:
    """What one redactor did. `failed` says why it could not be measured to the end."""

    name: str
    title: str
    version: str = ""
    score: Score = field(default_factory=Score)
    us: float | None = None
    fresh_us: float | None = None
    worst_ms: float = 0.0
    worst_shape: str = ""
    given_up: bool = False
    failed: str = ""

    @property
    def worst(self) -> str:
        """The worst case in words."""
        return ("> " if self.given_up else "") + _number(self.worst_ms)


_OWN_ROWS = (
    "The rows are made from optlog's own rules, so optlog catches nearly all of them by construction: the figures "
    "flatter it and say nothing of what its rules do not know. Measure with rows of others (`--corpora DIR`)."
)
_OTHERS_ROWS = (
    "The rows are test rows that the makers of gitleaks, detect-secrets, secretlint, presidio, relay and others published, "
    "public samples of system logs (loghub) and logs of ordinary programs. None of them is part of this repository. A "
    "tool whose makers wrote the rows, or who took over their rules, has the advantage there."
)
_HOW = """\
- **Caught**: share of rows of which nothing is left of any secret, in no key and no value, neither plain nor as JSON writes it.
- **Changed**: share of rows without any secret or personal data that did not come through exactly as they were. *Ordinary
  lines* are logs; *look-alikes* are rows that their makers wrote because tools take them for secrets.
- **Words kept**: share of the words around the secrets that are still there, in the rows of secrets.
- **Cost**: CPU time per log line of 80 to 300 characters, two in a hundred with a secret, best of three
  passes over the same lines; then the same lines with a new request id at the end of each, one pass. **Worst case**: the
  slowest of {shapes} hard texts of 50 kB. optlog scans the first 8 KiB of a value and replaces the rest by a marker; without that cap its
  times are those of `python3 dev.py bench linear`.
- Every tool runs as it comes, with default settings; nothing loads a language model, so presidio, scrubadub and datafog work
  with patterns and checksums alone. Tools for records get `{{"event": line}}`; tools for texts get the line. sentry's scrubber
  looks at key names only, logfire's replaces a whole value, detect-secrets is a scanner whose finds are masked here. An
  exception counts as "came through unchanged"."""


def table(results: Sequence[Measured], *, own_rows: bool) -> str:
    """Give the figures as Markdown tables, one a section."""
    parts = [
        _OWN_ROWS if own_rows else _OTHERS_ROWS,
        _section(results, {SECRETS}, "Caught: secrets (%)"),
        _section(results, {PERSONAL}, "Caught: personal data (%)"),
        _section(results, {ORDINARY, HARD}, "Changed though nothing is in them (%)"),
        _cost(results),
    ]
    notes = [f"- {done.title}: {done.failed}" for done in results if done.failed]
    notes += [
        f"- {done.title} raised an exception for {done.score.errors} rows"
        for done in results
        if done.score.errors
    ]
    if notes:
        parts.append("Notes:\n\n" + "\n".join(notes))
    return "\n\n".join(parts)


def document(results: Sequence[Measured], *, own_rows: bool) -> str:
    """Give the whole page."""
    from bench.shapes import SHAPES

    day = datetime.now(timezone.utc).date().isoformat()
    versions = ", ".join(f"{done.title} {done.version}" for done in results if done.version)
    return (
        "# Redactors side by side\n\n"
        f"Measured on {day} in one run by `python3 dev.py bench redaction --corpora DIR --write`, each tool in a process of its\n"
        "own on the same machine. Without `--corpora` anybody can run it on rows made on the spot; they flatter optlog.\n\n"
        "![Share of rows caught by each tool, rows changed without need, and cost](redaction-bench.png)\n\n"
        f"{table(results, own_rows=own_rows)}\n\n## How it is counted\n\n{_HOW.format(shapes=len(SHAPES))}\n\n"
        f"## Versions\n\n{versions}\n"
    )


def as_json(results: Sequence[Measured]) -> str:
    """Give what the picture shows: shares in per cent by kind, and cost."""
    usable = [done for done in results if done.us is not None]
    kinds = usable[0].score.kinds() if usable else []
    return json.dumps(
        {
            "kinds": [
                {"section": section, "kind": kind, "rows": usable[0].score.rows[section, kind]}
                for section, kind in kinds
            ],
            "tools": [
                {
                    "title": done.title,
                    "values": [_percent(done, *place) for place in kinds],
                    "us": done.us,
                    "fresh_us": done.fresh_us,
                    "worst_ms": done.worst_ms,
                    "given_up": done.given_up,
                }
                for done in usable
            ],
        }
    )


def _percent(done: Measured, section: str, kind: str) -> float:
    """Give the share caught, or for rows that must stay the share changed."""
    share = 100 * done.score.share(section, kind)
    return share if section in (SECRETS, PERSONAL) else 100 - share


def _section(results: Sequence[Measured], sections: set[str], title: str) -> str:
    usable = [done for done in results if done.us is not None]
    if not usable:
        return ""
    first = usable[0].score
    kinds = [place for place in first.kinds() if place[0] in sections]
    heads = [title, *(f"{place[1]} ({first.rows[place]})" for place in kinds)]
    shares = ([f"{_percent(done, *place):.1f}" for place in kinds] for done in usable)
    return _markdown(
        [heads, *([done.title, *row] for done, row in zip(usable, shares, strict=True))]
    )


def _cost(results: Sequence[Measured]) -> str:
    lines = [
        [
            "Cost",
            "words kept (%)",
            "µs per line",
            "µs, new id in each",
            "worst case, 50 kB (ms)",
            "by",
        ]
    ]
    for done in results:
        if done.us is not None and done.fresh_us is not None:
            kept = done.score.context_kept
            words = "-" if kept is None else f"{100 * kept:.1f}"
            times = [_number(done.us), _number(done.fresh_us), done.worst, done.worst_shape]
            lines.append([done.title, words, *times])
    return _markdown(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"  # noqa: PLR2004  three digits


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(lines[0]) - 1)]
    cells = ([_escaped(cell) for cell in line] for line in [lines[0], rule, *lines[1:]])
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace('"', "&quot;").replace("<", "&lt;")
