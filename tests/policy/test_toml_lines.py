"""Finding the line of a key in a TOML text."""

from __future__ import annotations

import pytest
from optlog_policy.toml_lines import TomlLines

TEXT = '''\
top = 1
"quoted key" = 2

[table]
key = """
[[not.a.table]]
top = 3
"""
after = 1  # [comment]
[table.below]
key = [
  "a",
  { b = 1 },
]

[[item]]
name = "first"
  [[item.part]]
  x = 1
  [item.extra]
  y = 1
[[item]]  # second
name = "second"
[[item.part]]
x = 2
words.de . "title" = 3
words.fr.title = 4
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("quoted key",), 2),
        (("table",), 4),
        (("table", "key"), 5),
        (("table", "after"), 9),
        (("table", "below", "key"), 11),
        (("table", "below", "key", 1, "b"), 11),
        (("item", 0), 16),
        (("item", 0, "name"), 17),
        (("item", 0, "part", 0, "x"), 19),
        (("item", 0, "extra", "y"), 21),
        (("item", 1), 22),
        (("item", 1, "name"), 23),
        (("item", 1, "part", 0, "x"), 25),
        (("item", 1, "missing"), 22),
        (("item", 1, "part", 0, "words", "de", "title"), 26),
        (("item", 1, "part", 0, "words", "fr"), 27),
        (("item", 1, "part", 0, "words", "fr", "missing"), 27),
        (("nowhere", 3, "x"), 1),
        ((), 1),
    ],
)
def test_lines(path: tuple[object, ...], line: int) -> None:
    """Each key is found on its line; what has no line of its own gets that of the thing around it."""
    assert TomlLines(TEXT).line(path) == line
