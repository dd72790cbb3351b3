r"""A rule's pattern as a tree, to make texts from: examples that match, and texts that are hard to search.

Reads the syntax that `optlog_policy.pattern` allows: literals, classes, `\d \w`, groups, `|`, bounded quantifiers, the flags
i, m and s, `\b ^ $`. Bytes, as the engines see them. Source of the syntax: https://github.com/google/re2/wiki/Syntax
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Chars",
    "Choice",
    "Edge",
    "Node",
    "Repeat",
    "Sequence",
    "edges",
    "forget",
    "members_of",
    "parse",
    "repeats",
    "shortest",
    "shortest_length",
]

_GROUP = re.compile(rb"P<\w+>|([a-z]*)(-[a-z]+)?([:)])")
_QUANTIFIER = re.compile(rb"\?|\{(\d+)(?:(,)(\d+))?\}")
_ALL = frozenset(range(256))
_DIGITS = frozenset(b"0123456789")
_WORD = frozenset(b"0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CLASSES = {ord("d"): _DIGITS, ord("w"): _WORD, ord("D"): _ALL - _DIGITS, ord("W"): _ALL - _WORD}
_CONTROL = {ord(name): ord(char) for name, char in zip("ntrfva", "\n\t\r\f\v\a", strict=True)}
_READABLE = b"a0Ae1_-. "


@dataclass(frozen=True, slots=True)
class Chars:
    """One byte out of `members`."""

    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Edge:
    r"""A place between bytes; `kind` is `\b`, `\B`, `^` or `$`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """All of `items`, one after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of `options`."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`item`, `least` to `most` times."""

    item: Node
    least: int
    most: int


Node = Chars | Edge | Sequence | Choice | Repeat


@lru_cache(maxsize=4)  # several questions about one pattern come one after the other
def parse(pattern: str) -> Node:
    """Give the tree of a pattern that `pattern_fault` has nothing against.

    Raises ValueError for syntax beyond the common subset.
    """
    reader = _Reader(pattern.encode())
    node = reader.choice()
    if reader.at < len(reader.text):
        raise ValueError(f"a `)` too many at byte {reader.at}")
    return node


def forget() -> None:
    """Forget the trees and classes met last: some MiB that nothing asks for once a catalogue has been read."""
    parse.cache_clear()
    _both_cases.cache_clear()


def shortest(node: Node) -> bytes:
    """Give a short text that `node` takes (edges not regarded), of readable characters where it can be."""
    if isinstance(node, Chars):
        return bytes([_readable(node.members)])
    if isinstance(node, Sequence):
        return b"".join(shortest(item) for item in node.items)
    if isinstance(node, Choice):
        return min((shortest(option) for option in node.options), key=len)
    if isinstance(node, Repeat):
        return shortest(node.item) * node.least
    return b""


def shortest_length(node: Node, among: frozenset[int] = _ALL) -> int:
    """Give how many bytes each text that `node` takes has at least; with `among`, how many of those."""
    if isinstance(node, Chars):
        return int(node.members <= among)
    if isinstance(node, Sequence):
        return sum(shortest_length(item, among) for item in node.items)
    if isinstance(node, Choice):
        return min(shortest_length(option, among) for option in node.options)
    if isinstance(node, Repeat):
        return shortest_length(node.item, among) * node.least
    return 0


def _readable(members: frozenset[int]) -> int:
    """Give a byte of `members` that is pleasant to read where there is one."""
    return next((byte for byte in _READABLE if byte in members), min(members, default=0))


class _Reader:
    """Recursive descent over the bytes of a pattern."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.at = 0
        self._flags: frozenset[str] = frozenset()

    def choice(self) -> Node:
        options = [self._sequence()]
        while self._take(b"|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at : self.at + 1] not in (b"|", b")"):
            node = self._atom()
            if node is not None:
                items.append(self._quantified(node))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _atom(self) -> Node | None:
        """Read one piece; None for a flag group such as (?i)."""
        byte = self._next()
        if byte == b"(":
            return self._group()
        if byte == b"[":
            return self._folded(self._class())
        if byte == b"\\":
            return self._escape()
        if byte in (b"^", b"$"):
            return Edge(byte.decode())
        if byte == b".":
            return Chars(_ALL if "s" in self._flags else _ALL - {10})
        if byte in (b"*", b"+", b"?"):
            raise ValueError(f"nothing to repeat at byte {self.at - 1}")
        return self._folded(frozenset(byte))

    def _group(self) -> Node | None:
        before = self._flags
        if not self._take(b"?"):
            return self._rest_of_group(before)
        head = _GROUP.match(self.text, self.at)
        if head is None:
            raise ValueError(f"a group of an unknown kind at byte {self.at}")
        self.at = head.end()
        if head[3] is not None:
            off = (head[2] or b"").decode()[1:]
            self._flags = (before | set(head[1].decode())) - set(off)
            if head[3] == b")":
                return None
        return self._rest_of_group(before)

    def _rest_of_group(self, flags: frozenset[str]) -> Node:
        node = self.choice()
        if not self._take(b")"):
            raise ValueError("a group is not closed")
        self._flags = flags
        return node

    def _quantified(self, node: Node) -> Node:
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return node
        self.at = found.end()
        self._take(b"?")  # lazy: the same texts
        if found[0] == b"?":
            return Repeat(node, 0, 1)
        least = int(found[1])
        return Repeat(node, least, int(found[3]) if found[2] else least)

    def _escape(self) -> Node:
        byte = self._next()
        if byte in (b"b", b"B"):
            return Edge(f"\\{byte.decode()}")
        return self._folded(self._escaped(byte))

    def _escaped(self, byte: bytes) -> frozenset[int]:
        known = _CLASSES.get(byte[0])
        if known is not None:
            return known
        if byte == b"x":
            self.at += 2
            return frozenset([int(self.text[self.at - 2 : self.at], 16)])
        return frozenset([_CONTROL.get(byte[0], byte[0])])

    def _class(self) -> frozenset[int]:
        """Read the members of a class, after its `[`."""
        negated = self._take(b"^")
        members: set[int] = set()
        first = True
        while first or self.text[self.at : self.at + 1] != b"]":
            first = False
            members |= self._range()
        self.at += 1
        if "i" in self._flags:
            members |= _both_cases(frozenset(members))
        return _ALL - members if negated else frozenset(members)

    def _range(self) -> frozenset[int]:
        low = self._member()
        follows = self.text[self.at : self.at + 2]
        if len(low) != 1 or follows[:1] != b"-" or follows[1:] == b"]":
            return low
        self.at += 1
        return frozenset(range(min(low), max(self._member()) + 1))

    def _member(self) -> frozenset[int]:
        byte = self._next()
        return self._escaped(self._next()) if byte == b"\\" else frozenset(byte)

    def _folded(self, members: frozenset[int]) -> Chars:
        return Chars(_both_cases(members) if "i" in self._flags else members)

    def _next(self) -> bytes:
        if self.at >= len(self.text):
            raise ValueError("the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1 : self.at]

    def _take(self, expected: bytes) -> bool:
        if self.text[self.at : self.at + 1] != expected:
            return False
        self.at += 1
        return True


@lru_cache(maxsize=512)  # patterns use the same few classes again and again
def _both_cases(members: frozenset[int]) -> frozenset[int]:
    plain = bytes(members)
    return frozenset(plain + plain.lower() + plain.upper())


def repeats(node: Node, before: bytes = b"") -> Iterator[tuple[bytes, Repeat]]:
    """Give each repetition in `node` with a short text that leads up to it."""
    if isinstance(node, Repeat):
        yield before, node
        yield from repeats(node.item, before)
    elif isinstance(node, Choice):
        for option in node.options:
            yield from repeats(option, before)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from repeats(item, before)
            before += shortest(item)


def members_of(node: Node) -> frozenset[int]:
    """Give the bytes that may stand anywhere in a text of `node`."""
    if isinstance(node, Chars):
        return node.members
    if isinstance(node, Repeat):
        return members_of(node.item)
    if isinstance(node, Edge):
        return frozenset()
    parts = node.items if isinstance(node, Sequence) else node.options
    return frozenset().union(*map(members_of, parts))


def edges(node: Node) -> Iterator[str]:
    """Give the kind of each edge in `node`."""
    if isinstance(node, Edge):
        yield node.kind
    elif isinstance(node, Repeat):
        yield from edges(node.item)
    elif not isinstance(node, Chars):
        for part in node.items if isinstance(node, Sequence) else node.options:
            yield from edges(part)
