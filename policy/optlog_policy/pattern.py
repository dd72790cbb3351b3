"""The common subset of RE2 and Python `re` that rules are written in: checking it, and compiling it.

Both engines work on UTF-8 bytes, so that they see the same text. google-re2 (linear time) serves where it is installed;
Python's own engine otherwise. RE2 syntax: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

try:
    import re2 as _re2
except ImportError:  # no wheel for this platform: the pure-Python engine serves
    _re2 = None

__all__ = [
    "CompiledPattern",
    "Found",
    "Spans",
    "compile_pattern",
    "group_numbers",
    "groups_at",
    "is_found",
    "load_re2",
    "matches",
    "pattern_fault",
    "re2_options",
]


class CompiledPattern(Protocol):
    """What both engines' compiled patterns offer."""

    def finditer(self, text: bytes, /) -> Iterator[Any]:
        """Yield non-overlapping matches from left to right."""

    def search(self, text: bytes, /) -> Any:
        """Give the first match, or None."""

    @property
    def groupindex(self) -> Mapping[Any, int]:
        """The number of each named group."""


def load_re2() -> ModuleType | None:
    """Give the google-re2 module, or None where it is not installed."""
    module: ModuleType | None = _re2
    return module


def re2_options(max_mem: int = 16 << 20, *, groups: bool = False) -> Any:
    """Give the options under which RE2 reads bytes as Python `re` does.

    `max_mem` is in bytes: in 8 MiB, RE2's usual bound, a quantifier of {1,1000} can fall back to an engine that is 500
    times slower. `groups` cost RE2 its fast engine: to be asked for where a match begins, once it has been found.
    """
    assert _re2 is not None
    options = _re2.Options()
    options.encoding = _re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.never_capture = not groups
    options.max_mem = max_mem
    return options


def compile_pattern(pattern: str, *, engine: str = "auto", groups: bool = False) -> CompiledPattern:
    """Compile `pattern` for bytes; `engine` is `auto`, `re2` or `python`; with RE2 its `groups` must be asked for.

    Raises ValueError when the engine refuses the pattern.
    """
    raw = pattern.encode()
    if engine == "python" or _re2 is None:
        try:
            return re.compile(raw)
        except re.error as error:
            raise ValueError(f"pattern is refused by Python re: {error}") from error
    try:
        compiled: CompiledPattern = _re2.compile(raw, re2_options(groups=groups))
    except _re2.error as error:
        reason = error.args[0] if error.args else error
        text = reason.decode("latin-1") if isinstance(reason, bytes) else reason
        raise ValueError(f"pattern is refused by RE2: {text}") from error
    return compiled


def is_found(compiled: CompiledPattern, text: bytes) -> bool:
    """Say whether `compiled` matches anywhere in `text`."""
    if isinstance(compiled, re.Pattern) or not _binding_is_as_known():
        return compiled.search(text) is not None
    return _first(compiled, text, 0)[0] >= 0


Spans = Sequence[tuple[int, int]]
"""Where a match and each of its groups begin and end, as `re.Match.regs` has them."""

Found = tuple[int, int, Spans | None]
"""Where a match begins and ends, and its groups where they were found with it."""


def matches(
    compiled: CompiledPattern, python: Callable[[], re.Pattern[bytes]], text: bytes
) -> Iterator[Found]:
    """Give each match in `text`, as `finditer` finds them; `python` gives the same pattern for Python `re`, if need be."""
    if isinstance(compiled, re.Pattern):
        return ((*found.span(), found.regs) for found in compiled.finditer(text))
    if not _binding_is_as_known():
        return ((*found.span(), None) for found in compiled.finditer(text))
    return _matches_of_binding(compiled, python, text)


def group_numbers(compiled: CompiledPattern) -> dict[str, int]:
    """Give the number of each named group of `compiled`, which was made with its groups."""
    names = compiled.groupindex.items()
    return {name.decode() if isinstance(name, bytes) else name: number for name, number in names}


def groups_at(compiled: CompiledPattern, text: bytes, start: int) -> Spans | None:
    """Give the groups of the match of `compiled` (made with its groups) at byte `start`; None for none."""
    if isinstance(compiled, re.Pattern):
        match = compiled.match(text, start)
        return match.regs if match else None
    return _groups_of_binding(compiled, text, start)


def _groups_of_binding(compiled: Any, text: bytes, start: int) -> Spans | None:
    if _binding_is_as_known():
        found: Spans = compiled._regexp.Match(_re2._Anchor.ANCHOR_START, text, start, len(text))
        return found if found[0][0] >= 0 else None
    match = compiled.match(text, start)
    return [match.span(group) for group in range(compiled.groups + 1)] if match else None


_DENSE = 8  # matches in a row, each right behind the one before


def _matches_of_binding(
    compiled: Any, python: Callable[[], re.Pattern[bytes]], text: bytes
) -> Iterator[Found]:
    """Ask google-re2 below its Python wrapper, whose objects cost several times the search for a text full of matches.

    A call costs more than a short match still. In a row of them Python `re` tries the two places where the next must begin.
    """
    at, size, in_a_row = 0, len(text), 0
    while at <= size:
        near = None
        if in_a_row >= _DENSE:
            near = python().match(text, at) or python().match(text, at + 1)
        start, end = _first(compiled, text, at) if near is None else near.span()
        if start < 0:
            return
        yield start, end, near.regs if near else None
        in_a_row = in_a_row + 1 if start <= at + 1 else 0
        at = end if end > at else at + 1


def _first(compiled: Any, text: bytes, at: int) -> tuple[int, int]:
    """Give the span of the first match from byte `at` on; (-1, -1) for none."""
    found: tuple[int, int] = compiled._regexp.Match(_re2._Anchor.UNANCHORED, text, at, len(text))[0]
    return found


@cache
def _binding_is_as_known() -> bool:
    """Say whether google-re2's binding, which is no part of its public interface, is there and works as is relied on."""
    try:
        match, anchors = compile_pattern("a(b)?", groups=True)._regexp.Match, _re2._Anchor  # type: ignore[attr-defined]
        return bool(
            match(anchors.UNANCHORED, b"xab", 0, 3) == [(1, 3), (2, 3)]
            and match(anchors.ANCHOR_START, b"xa", 1, 2) == [(1, 2), (-1, -1)]
            and match(anchors.ANCHOR_START, b"xa", 0, 2)[0] == (-1, -1)
        )
    except Exception:  # noqa: BLE001  another version of google-re2: the wrapper serves
        return False


# One piece of a pattern: an escape, a whole character class, a group opening, or a single character.
_PIECE = re.compile(
    r"""\\[bBdDwW]|\\x[0-9A-Fa-f]{2}|\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|\(\?[a-z]*-[a-z]+|\(\?[^:)P]?[=!]?|\{\d*,?\d*\}|.""",
    re.DOTALL,
)
_UNBOUNDED = re.compile(r"\{\d*,\}|\{,\d*\}")
_BAD_ESCAPES = frozenset("sSAZzkgpPQECGRXuUN0123456789")
_BAD_CLASS = re.compile(r"\\[sS0-9]|\[:\^?[a-z]{1,10}:\]")
_CONTROLS = {"\b": r"\b", "\f": r"\f"}  # what TOML makes of them in double quotes
_LOOKAROUND = frozenset({"(?=", "(?!", "(?<", "(?<=", "(?<!"})


def pattern_fault(pattern: str) -> tuple[str, str] | None:
    """Say what is wrong with `pattern` as (fault, hint), or give None when both engines take it and it is bounded."""
    for piece in _PIECE.findall(pattern):
        fault = _piece_fault(piece)
        if fault is not None:
            return fault
    if re.search(r"(?<!\\)[\^$]", re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)):
        head = re.match(r"\(\?([a-z]+)\)", pattern)
        if head is None or "m" not in head[1]:
            return (
                "`^` and `$` without (?m)",
                "start the pattern with (?m), so that they mean the ends of a line",
            )
    try:
        for engine in ("python", "re2"):
            compile_pattern(pattern, engine=engine)
    except ValueError as error:
        return str(error), _refusal_hint(str(error))
    if re.compile(pattern.encode()).match(b"") is not None:
        return "pattern matches the empty text", "ask for at least one character"
    return None


_REFUSALS = {
    "repetition size": "google-re2 counts to 1000, and multiplies the bounds of a repetition inside a repetition: lower them",
    "global flags": "write (?i:...) around the part, or (?i) at the very start",
    "subpattern": r"close each ( with a ), and write \( for a bracket in the text",
    "unbalanced": r"close each ( with a ), and write \) for a bracket in the text",
    "character set": r"close each [ with a ], and write \[ for a bracket in the text",
}
"""What to do about what an engine says, by words in it."""


def _refusal_hint(said: str) -> str:
    usual = "write what both google-re2 and Python `re` understand"
    return next((hint for words, hint in _REFUSALS.items() if words in said), usual)


def _piece_fault(piece: str) -> tuple[str, str] | None:
    if piece in {"*", "+"}:
        return f"unbounded quantifier `{piece}`", "write {0,64} or another bound instead"
    if _UNBOUNDED.fullmatch(piece):
        return f"unbounded quantifier `{piece}`", "give both bounds, as in {1,64}"
    if piece[:2] == "(?":
        return _group_fault(piece)
    if piece[0] == "\\" or piece in _CONTROLS:
        return _escape_fault(piece)
    if piece[0] == "[" and _BAD_CLASS.search(re.sub(r"\\[^sS0-9]", "", piece)):
        hint = r"write its characters: [ \t\r\n\f], or \x and two digits"
        return r"`\s`, `\0` or `[:name:]` in a class differs between the engines", hint
    return None


def _group_fault(piece: str) -> tuple[str, str] | None:
    if piece in _LOOKAROUND:
        return (
            f"lookaround `{piece}`",
            "match the neighbour and mark the part to replace with (?P<secret>...)",
        )
    if "m" in piece.partition("-")[2]:
        return f"`^` and `$` without (?m) in `{piece}`", "leave out the `m` after the `-`"
    return None


def _escape_fault(piece: str) -> tuple[str, str] | None:
    if piece in _CONTROLS:
        return (
            f"a control character where `{_CONTROLS[piece]}` was meant",
            "write the pattern in single quotes, in which TOML leaves a backslash alone",
        )
    if piece[1] in "123456789":
        return (
            f"backreference `{piece}`",
            "google-re2 has none: write what it may stand for once more, and leave the comparing to a validator",
        )
    if piece[1] in _BAD_ESCAPES:
        hint = r"write [ \t\r\n\f], [0-9] or another class of ASCII characters"
        return f"escape `{piece}` differs between the engines", hint
    return None
