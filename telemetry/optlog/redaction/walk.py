"""The fast path's walk: one read-only pass over a record that gathers its texts, and gives up at anything unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optlog.redaction.named import pair_of_two
from optlog.redaction.names import CLEAN, KEY_HIT, TIMESTAMP, WITH_KEY, Inside, inner_rule
from optlog.redaction.related import RELATED_KEYS, values_named_beside
from optlog.redaction.rewrite import (
    PAIR_KEYS,
    PIPELINE,
    SMALL_NUMBER,
    command_line,
    flag_rule,
    pair_rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog.redaction.names import KeyNames
    from optlog.redaction.plain import Limits
    from optlog.redaction.scanner import TextScanner

__all__ = ["Walk"]

_INT64 = 1 << 63
_SCALARS = frozenset((str, int, float, bool, type(None)))
_MOST = 1000  # texts and containers of one record; the slow path counts exactly
_IS_TIME = PIPELINE["timestamp"].fullmatch


class Walk:
    """Gathers texts. Each method says True when all is plain data and no name rule asks for the slow path.

    Written flat on purpose: it runs for every record, and a call a leaf would double its time (bench/redaction.py).
    """

    __slots__ = ("_depth", "_inside", "_known", "_names", "_scanner", "_width")

    def __init__(self, scanner: TextScanner, names: KeyNames, limits: Limits) -> None:
        self._scanner = scanner
        self._names = names
        self._known = names.known
        self._inside = names.inside
        self._depth = limits.depth
        self._width = limits.width

    def mapping(self, node: Mapping[str, Any], texts: list[str], depth: int) -> bool:  # noqa: C901, PLR0911, PLR0912
        """Append the texts of `node`, which stands inside `depth` containers, to `texts`."""
        if len(node) > self._width or depth >= self._depth or len(texts) > _MOST:
            return False
        known, related = self._known, False
        for key, value in node.items():
            kind = type(value)
            decision = known.get(key)
            if decision is not CLEAN:
                if type(key) is not str:
                    return False
                if decision is None:
                    decision = self._names.decide(key)
                if decision is KEY_HIT:
                    return False
                if decision is TIMESTAMP:
                    if kind is str and _IS_TIME(value) is not None:
                        continue
                elif decision is WITH_KEY:
                    if kind is dict:
                        texts.append(key)
                    elif kind in _SCALARS:
                        texts.append(f"{key}: {value}")
                    else:
                        return False
                elif decision is not CLEAN:
                    if self._hides_nothing(value):
                        continue
                    return False
            if kind is str:
                texts.append(value)
            elif kind is int:
                if not -SMALL_NUMBER < value < SMALL_NUMBER:
                    if not -_INT64 < value < _INT64:
                        return False
                    texts.append(str(value))
            elif kind is float:
                if not -SMALL_NUMBER < value < SMALL_NUMBER:
                    texts.append(str(value))
            elif value is None or kind is bool:
                continue
            elif kind is not dict and kind is not list:
                return False
            else:
                texts.append("")  # counts the container: one may stand in many places
                related = related or key in RELATED_KEYS
                inside = self._inside.get(key)
                if inside is None:
                    inside = self._names.within(key)
                if inside and not self._inner_pass(value, inside):
                    return False
                if kind is list:
                    if not self.items(value, texts, depth + 1):
                        return False
                elif not self.mapping(value, texts, depth + 1):
                    return False
        return (PAIR_KEYS.isdisjoint(node) or self._pair_passes(node)) and (
            not related or self._related_passes(node)
        )

    def items(self, node: list[Any], texts: list[str], depth: int) -> bool:  # noqa: C901, PLR0911, PLR0912
        """Append the texts of the list `node` to `texts`."""
        if len(node) > self._width or depth >= self._depth or len(texts) > _MOST:
            return False
        if len(node) == 2 and not self._pair_of_two_passes(node):  # noqa: PLR2004
            return False
        flagged = dashed = False
        for value in node:
            kind = type(value)
            if flagged and not (kind is str and self._is_settled(value)):
                return False
            flagged = False
            if kind is str:
                texts.append(value)
                if value[:1] == "-":
                    dashed = True
                    flagged = flag_rule(value, self._names) is not None
            elif kind is int or kind is float:
                if not -SMALL_NUMBER < value < SMALL_NUMBER:
                    if not -_INT64 < value < _INT64:
                        return False
                    texts.append(str(value))
            elif kind is dict:
                texts.append("")
                if not self.mapping(value, texts, depth + 1):
                    return False
            elif kind is list:
                texts.append("")
                if not self._named_passes(value) or not self.items(value, texts, depth + 1):
                    return False
            elif value is not None and kind is not bool:
                return False
        if dashed and (line := command_line(node)):
            texts.append(line)
        return True

    def _pair_of_two_passes(self, node: list[Any]) -> bool:
        if type(node[0]) is not str or type(node[1]) is not str:
            return True
        return self._is_settled(node[1]) or pair_of_two(node[0], node[1], self._names) is None

    def _inner_pass(self, node: Mapping[str, Any] | list[Any], inside: Inside) -> bool:
        """Say whether nothing in `node`, a mapping or a list of such, is personal for the key around it."""
        if type(node) is list:
            return all(type(inner) is not dict or self._inner_pass(inner, inside) for inner in node)
        return all(
            self._hides_nothing(value) or type(key) is not str or inner_rule(key, inside) is None
            for key, value in node.items()  # type: ignore[union-attr]
        )

    def _is_settled(self, value: str) -> bool:
        return not value or self._scanner.is_settled(value)

    def _hides_nothing(self, value: Any) -> bool:
        """Say whether a name rule leaves `value` as it is: nothing, yes or no, or hidden already."""
        return (
            value is None or type(value) is bool or (type(value) is str and self._is_settled(value))
        )

    def _pair_passes(self, node: Mapping[str, Any]) -> bool:
        values = (value for key, value in node.items() if key in PAIR_KEYS)
        return all(map(self._hides_nothing, values)) or pair_rule(node, self._names) is None

    def _related_passes(self, node: Mapping[str, Any]) -> bool:
        for way, _ in values_named_beside(node, self._names):
            value: Any = node
            for step in way:
                value = value[step]
            if not self._hides_nothing(value):
                return False
        return True

    def _named_passes(self, node: list[Any]) -> bool:
        if len(node) != 2 or type(node[0]) is not str:  # noqa: PLR2004
            return True
        if type(node[1]) is str and self._is_settled(node[1]):
            return True
        return self._names.rule_for(node[0]) is None
