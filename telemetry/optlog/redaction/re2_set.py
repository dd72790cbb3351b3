"""Many patterns as one question to google-re2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog_policy.pattern import load_re2, re2_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["compiled_set"]

_MAX_MEM = 16 << 20  # bytes; an automaton that needs more is thrown away and built again


def compiled_set(patterns: Sequence[bytes]) -> Callable[[bytes], list[int] | None]:
    """Give the question to a `Set` of `patterns`: which of them match a text, by number.

    Raises RuntimeError when google-re2 is missing or refuses a pattern.
    """
    re2 = load_re2()
    if re2 is None:
        raise RuntimeError("google-re2 is not installed")
    asked = re2.Set.SearchSet(re2_options(_MAX_MEM))
    for number, pattern in enumerate(patterns):
        if asked.Add(pattern) != number:
            raise RuntimeError("google-re2 refuses a pattern")
    asked.Compile()
    # The binding's own method: the wrapper around it costs as much as the answer for a line. Either gives nothing for none.
    ask: Callable[[bytes], list[int] | None] = getattr(asked, "_set", asked).Match
    return ask
