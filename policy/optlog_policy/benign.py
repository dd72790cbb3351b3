"""Ordinary log lines in which nothing is to be redacted: the sample that a rule must leave alone.

`benign.txt` was written by running compilers, databases, test runners and small programs of our own, with invented lines of
other kinds added. No line holds a secret, or anything about a person.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["benign_keys", "benign_lines", "ordinary_words"]

_KEY = re.compile(r"""["']?\b([A-Za-z_][A-Za-z0-9_.-]{1,40})["']?(?:=|: )""")


@cache
def benign_lines() -> tuple[str, ...]:
    """Give the lines of the sample."""
    file = resources.files("optlog_policy") / "benign.txt"
    return tuple(file.read_text(encoding="utf-8").splitlines())


@cache
def benign_keys() -> tuple[str, ...]:
    """Give the names that stand before a value in the sample, such as `count` in `count=3`."""
    found = (match[1] for line in benign_lines() for match in _KEY.finditer(line))
    return tuple(dict.fromkeys(found))


@cache
def ordinary_words() -> frozenset[str]:
    """Give the words of the sample, four letters and longer, in lower case."""
    return frozenset(re.findall("[a-z]{4,}", "\n".join(benign_lines()).lower()))
