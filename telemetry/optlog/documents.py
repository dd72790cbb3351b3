"""Writes the parts of the documents in docs/ that come from the data that the code runs on.

Run: python3 dev.py docs (or `python -m optlog.documents docs/consent.md docs/embedding.md`).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from optlog.consent.diagram import layer_table, mermaid, state_table
from optlog.settings_table import settings_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["filled"]

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_PARTS: Mapping[str, Callable[[], str]] = {
    "diagram": mermaid,
    "states": state_table,
    "layers": layer_table,
    "settings": settings_table,
}


def filled(text: str) -> str:
    """Give a document with every block between `<!-- generated: NAME -->` and `<!-- end -->` made anew."""
    return _BLOCK.sub(lambda match: f"{match[1]}{_PARTS[match[2]]()}\n{match[3]}", text)


def main(paths: Sequence[str]) -> int:
    """Write the named documents anew; give the exit code."""
    for path in map(Path, paths):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
