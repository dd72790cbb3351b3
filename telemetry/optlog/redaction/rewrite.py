"""The slow path: a record rebuilt leaf by leaf, and every value found in it replaced wherever else it stands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from optlog_policy.benign import ordinary_words
from optlog_policy.rule_model import RedactionRule

from optlog.redaction.named import is_folder, pair_of_two
from optlog.redaction.names import KEY_HIT, WITH_KEY, inner_rule, is_counter
from optlog.redaction.plain import (
    CYCLE,
    TOO_DEEP,
    TOO_LARGE,
    TOO_LONG,
    TOO_WIDE,
    UNREADABLE,
    Plain,
    unique,
)
from optlog.redaction.related import RELATED_KEYS, values_named_beside
from optlog.redaction.scanner import (
    TOO_MANY,
    UNSTABLE,
    Hit,
    Memory,
    TextScanner,
    decodable,
    decoded,
    encoded,
    merged,
    occurrences,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optlog.redaction.names import Inside, KeyNames
    from optlog.redaction.plain import Limits

__all__ = [
    "OWN_MARKERS",
    "PAIR_KEYS",
    "PIPELINE",
    "SMALL_NUMBER",
    "Rewriter",
    "command_line",
    "flag_rule",
    "pair_rule",
]

OWN_MARKERS = (CYCLE, TOO_DEEP, TOO_LARGE, TOO_LONG, TOO_MANY, TOO_WIDE, UNREADABLE, UNSTABLE)

SMALL_NUMBER = 1_000_000
"""Numbers below hold no card, account or telephone number."""

_NOTHING: Inside = {}
_NO_TEXT = b"= "  # before a number that is no text

_ECHO_MIN = 4  # characters of a found value that is looked for elsewhere
_KEY_ECHO_MIN = 6  # ... and in keys
_ORDINARY = frozenset({"true", "false", "none", "null"})
_PIECE = re.compile(r"[^\s;,&=\"'(){}<>\[\]\\]{8,200}")
_FORMS_MAX = (
    6000  # characters; the longest keys have fewer, and what is longer is a text full of hits
)
_SAME_IN_ALL_FORMS = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch  # unreserved in RFC 3986
_PIECES = 20  # of one value
_WORDS_MAX = 200  # of a command
_PAIR_NAMES = frozenset(
    ("name", "key", "header", "field", "param", "parameter", "variable", "setting", "option", "loc")
)
_PAIR_VALUES = (
    "value", "val", "content", "default", "input",
    "old", "new", "old_value", "new_value", "oldValue", "newValue", "before", "after", "from", "to",
)  # fmt: skip
PAIR_KEYS = frozenset(
    written for key in _PAIR_VALUES for written in (key, key.capitalize(), key.upper())
)
"""Keys of what a name/value pair holds; without one of them a mapping is none."""
PIPELINE = {
    "level": re.compile("debug|info|warning|error|critical"),
    "timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z"),
}
"""Fields that the pipeline itself writes: a value that happens to be the same never replaces them."""


def pair_rule(node: Mapping[str, Any], names: KeyNames) -> RedactionRule | None:
    """Give the rule for what stands under one of `PAIR_KEYS` when `node` is a name/value pair.

    {"name": "token", "value": "x"}, {"Key": "API_TOKEN", "Value": "x"}, {"loc": ["body", "password"], "input": "x"}.
    """
    if PAIR_KEYS.isdisjoint(node):
        return None
    for key, name in node.items():
        if key.lower() in _PAIR_NAMES:
            last = name[-1] if type(name) is list and name else name
            rule = names.rule_for(last) if type(last) is str else None
            if rule is not None:
                return rule
    return None


def flag_rule(text: str, names: KeyNames) -> RedactionRule | None:
    """Give the rule for the item after `text` in a list when `text` is a flag such as `--password`."""
    return names.rule_for(text.lstrip("-")) if text[:1] == "-" and "=" not in text else None


def command_line(node: list[Any]) -> str | None:
    """Give `node` as one text when it is the words of a command: `["mysql", "-u", "root", "-pPASSWORD"]`."""
    if not 1 < len(node) <= _WORDS_MAX or type(node[0]) is not str or node[0][:1] == "-":
        return None
    if not all(type(word) is str for word in node):
        return None
    return " ".join(node) if any(word[:1] == "-" for word in node) else None


class Rewriter:
    """Rebuilds one record. `places` then holds (rule, path, start, end) of each hit, `size` all texts' length, in characters.

    `stable` holds texts, each behind what is read before it, that are known to hold no hit; more are added. So they are to
    `memory`.
    """

    def __init__(
        self,
        scanner: TextScanner,
        names: KeyNames,
        limits: Limits,
        stable: Iterable[tuple[bytes, bytes]] = (),
        memory: Memory | None = None,
    ) -> None:
        self._scanner = scanner
        self._names = names
        self._limits = limits
        self._found: dict[str, RedactionRule] = {}
        self.size = 0
        self.stable = set(stable)
        self.memory = memory or Memory()
        self.places: list[tuple[RedactionRule, str, int, int]] = []

    def record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Give `record` as plain data, redacted."""
        result = self._dict(Plain(self._limits).mapping(record), "")
        echoes = _Echoes(self._found, self._scanner, self._names)
        return echoes.record(result) if echoes else result

    def _dict(self, node: dict[str, Any], path: str, inside: Inside = _NOTHING) -> dict[str, Any]:
        pair = pair_rule(node, self._names)
        if not RELATED_KEYS.isdisjoint(node):
            self._hide_related(node, path)
        result: dict[str, Any] = {}
        for key, value in node.items():
            decision = self._names.known.get(key)
            if decision is None:
                decision = self._names.decide(key)
            shown = self._key(key, path) if decision is KEY_HIT else key
            place = f"{path}.{shown}" if path else shown
            if pair is not None and key in PAIR_KEYS:
                decision = pair
            elif inside and not isinstance(decision, RedactionRule):
                decision = inner_rule(key, inside) or decision
            if isinstance(decision, RedactionRule) and not is_folder(key, value):
                new = self._hidden(value, decision, place)
            elif type(value) is int and value >= SMALL_NUMBER and is_counter(key):
                new = value
            else:
                within = self._within(key) if type(value) in (dict, list) else _NOTHING
                new = self._value(value, place, key if decision is WITH_KEY else "", within)
            result[unique(shown, result)] = new
        return result

    def _hide_related(self, node: dict[str, Any], path: str) -> None:
        """Hide in `node`, which is a copy, what other fields of it tell to hide."""
        for way, rule in list(values_named_beside(node, self._names)):
            parent: Any = node
            for step in way[:-1]:
                parent = parent[step]
            place = ".".join(map(str, (path, *way) if path else way))
            parent[way[-1]] = self._hidden(parent[way[-1]], rule, place)

    def _within(self, key: str) -> Inside:
        inside = self._names.inside.get(key)
        return self._names.within(key) if inside is None else inside

    def _list(self, node: list[Any], path: str, key: str, inside: Inside = _NOTHING) -> list[Any]:
        if len(node) == 2 and type(node[0]) is type(node[1]) is str:  # noqa: PLR2004
            named = pair_of_two(node[0], node[1], self._names)
            if named is not None:
                return self._named_pair(node, named, path, key)
        node = self._command(node, path)
        result: list[Any] = []
        rule: RedactionRule | None = None
        for index, value in enumerate(node):
            place = f"{path}.{index}"
            if rule is not None:
                result.append(self._hidden(value, rule, place))
                rule = None
            elif type(value) is list and len(value) == 2 and type(value[0]) is str:  # noqa: PLR2004
                result.append(self._pair(value, place, key))
            else:
                rule = flag_rule(value, self._names) if type(value) is str else None
                result.append(self._value(value, place, key, inside))
        return result

    def _command(self, node: list[Any], path: str) -> list[Any]:
        """Hide what is a secret only beside the other words of a command."""
        line = command_line(node)
        if line is None or len(line) > self._limits.leaf_bytes:
            return node
        hits = self._scanner.hits(encoded(line))
        result, at = [], 0
        for index, word in enumerate(node):
            data = encoded(word)
            end = at + len(data)
            inner = [
                Hit(max(start, at) - at, min(stop, end) - at, rule)
                for start, stop, rule in hits
                if start < end and stop > at
            ]
            at = end + 1
            if inner:
                self._note(data, inner, f"{path}.{index}")
            result.append(decoded(self._scanner.replace(data, inner)) if inner else word)
        return result

    def _pair(self, node: list[Any], path: str, key: str) -> list[Any]:
        """Rebuild one of a list of [name, value] pairs, such as headers."""
        rule = self._names.rule_for(node[0])
        if rule is None:
            return self._list(node, path, key)
        return self._named_pair(node, rule, path, key)

    def _named_pair(self, node: list[Any], rule: RedactionRule, path: str, key: str) -> list[Any]:
        return [self._value(node[0], f"{path}.0", key), self._hidden(node[1], rule, f"{path}.1")]

    def _value(self, value: Any, path: str, key: str, inside: Inside = _NOTHING) -> Any:
        kind = type(value)
        if kind is str:
            return self._within_budget(self._text(value, path, key))
        if kind is dict:
            return self._dict(value, path, inside)
        if kind is list:
            return self._list(value, path, key, inside)
        if kind in (int, float) and not -SMALL_NUMBER < value < SMALL_NUMBER:
            return self._number(value, path, key)
        return value

    def _key(self, key: str, path: str) -> str:
        return self._text(key, path, "")

    def _text(self, value: str, path: str, key: str) -> str:
        data = encoded(value)
        cut = len(data) > self._limits.leaf_bytes
        if cut:
            data = _whole(data[: self._limits.leaf_bytes + self._limits.margin_bytes])
        prefix = encoded(f"{key}: ") if key else b""
        if not cut and (prefix, data) in self.stable:
            return value
        result, hits = self._scanner.redact(data, prefix, self._limits.leaf_hits, self.memory)
        self.stable.add((prefix, result))
        self._note(data, hits, path)
        grown = hits and len(result) > self._limits.leaf_bytes  # markers may be longer than values
        if (cut or grown) and result != encoded(TOO_MANY):
            return self._shortened(result, cut=cut)
        return value if result is data else decoded(result)

    def _shortened(self, data: bytes, *, cut: bool) -> str:
        """Cut redacted `data` so that it fits with its marker: not within a marker, not within a character.

        The end of what was `cut` never shows, however short the markers before it: a secret may lie across the cut.
        """
        margin = self._limits.margin_bytes
        end = self._limits.leaf_bytes - margin
        if cut:
            end = max(0, min(end, len(data) - margin))
        for match in self._scanner.protected.finditer(data):
            if match.start() < end < match.end():
                end = match.start()
        return data[:end].decode("utf-8", "ignore") + TOO_LONG

    def _note(self, data: bytes, hits: list[Hit], path: str) -> None:
        plain = data.isascii()
        for start, end, rule in hits:
            value = decodable(data[start:end])
            self._remember(value, rule)
            first = start if plain else len(decodable(data[:start]))
            self.places.append((rule, path, first, first + len(value)))

    def _remember(self, value: str, rule: RedactionRule) -> None:
        """Note a value, and what in it may be a secret of its own: the token in "Bearer TOKEN", a cookie's value."""
        self._found.setdefault(value, rule)
        for piece in _PIECE.findall(value)[:_PIECES]:
            if len(piece) < len(value) and _is_generated(piece):
                self._found.setdefault(piece, rule)

    def _number(self, value: float, path: str, key: str) -> Any:
        """Replace a number in which a rule hits, whole: half a number helps nobody.

        It is read behind something: rules for a text that is nothing but a number are not for counters and sizes.
        """
        text = str(value)
        prefix = encoded(f"{key}: ") if key else _NO_TEXT
        hits = self._scanner.hits(encoded(text), prefix)
        return self._hidden(value, hits[0].rule, path) if hits else value

    def _hidden(self, value: Any, rule: RedactionRule, path: str) -> Any:
        """Replace `value` whole; in a container, every leaf."""
        if value is None or type(value) is bool:
            return value
        if type(value) is dict:
            return {
                key: self._hidden(inner, self._names.rule_for(key) or rule, f"{path}.{key}")
                for key, inner in self._safe_keys(value, path)
            }
        if type(value) is list:
            return [self._hidden(inner, rule, f"{path}.{i}") for i, inner in enumerate(value)]
        text = value if type(value) is str else str(value)
        if not text or self._scanner.is_settled(text):
            return value
        self._remember(text, rule)
        self.places.append((rule, path, 0, len(text)))
        return self._within_budget(self._scanner.replacement(text, rule))

    def _safe_keys(self, node: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
        taken: dict[str, Any] = {}
        for key, value in node.items():
            shown = key if self._names.known.get(key) is not None else self._key(key, path)
            shown = unique(shown, taken)
            taken[shown] = value
            yield shown, value

    def _within_budget(self, text: str) -> str:
        """Count `text` against the record's size; beyond it, give the marker."""
        if self.size + len(text) > self._limits.record_bytes:
            return text if self._scanner.is_settled(text) else TOO_LARGE
        self.size += len(text)
        return text


class _Echoes:
    """Replaces found values wherever they stand: other fields, keys, numbers; written plainly, escaped or quoted."""

    def __init__(
        self, found: Mapping[str, RedactionRule], scanner: TextScanner, names: KeyNames
    ) -> None:
        self._scanner = scanner
        self._names = names
        self._values: dict[bytes, tuple[str, RedactionRule]] = {}
        for value, rule in found.items():
            if _is_telling(value, rule):
                for form in _forms(value):
                    self._values.setdefault(encoded(form), (value, rule))

    def __bool__(self) -> bool:
        return bool(self._values)

    def record(self, node: dict[str, Any]) -> dict[str, Any]:
        """Give the record with the values replaced; `level` and `timestamp` stay when they are what they should be."""
        return {
            self._key(key): value if _is_pipeline(key, value) else self._value(value)
            for key, value in node.items()
        }

    def _value(self, value: Any) -> Any:
        kind = type(value)
        if kind is str:
            return self._text(value)
        if kind is dict:
            result: dict[str, Any] = {}
            for key, inner in value.items():
                result[unique(self._key(key), result)] = self._value(inner)
            return result
        if kind is list:
            return [self._value(inner) for inner in value]
        if kind in (int, float):
            return self._number(value)
        return value

    def _number(self, value: float) -> Any:
        known = self._values.get(encoded(str(value)))
        return value if known is None else self._scanner.replacement(*known)

    def _key(self, key: str) -> str:
        if len(key) < _KEY_ECHO_MIN or self._names.rule_for(key) is not None:
            return key
        if ordinary_words().issuperset(key.lower().split("_")):
            return key  # the application's own name for a field, not something that somebody typed
        return self._text(key)

    def _text(self, text: str) -> str:
        data = encoded(text)
        if not any(value in data for value in self._values):
            return text
        clean = self._scanner.without_markers(data)
        hits = merged(
            [
                Hit(start, start + len(value), rule)
                for value, (_, rule) in self._values.items()
                for start in occurrences(clean, value)
            ]
        )
        if not hits:
            return text
        return decoded(self._scanner.replace(data, hits, self._original))

    def _original(self, form: bytes) -> str:
        """Give the found value that `form` is a way of writing, so that its pseudonym is the same."""
        known = self._values.get(form)
        return decodable(form) if known is None else known[0]


def _is_telling(value: str, rule: RedactionRule) -> bool:
    """Say whether `value`, found under one key, is the same thing elsewhere: a user called `test` is not each test."""
    if len(value) < _ECHO_MIN or value.lower() in _ORDINARY:
        return False
    return rule.category == "secret" or value.lower() not in ordinary_words()


def _is_generated(text: str) -> bool:
    """Say whether `text` mixes letters and digits, as generated keys do and words do not."""
    return not text.isalpha() and any(c.isalpha() for c in text) and any(c.isdigit() for c in text)


def _whole(data: bytes) -> bytes:
    """Drop the UTF-8 sequence that a cut left incomplete at the end of `data`."""
    return encoded(data.decode("utf-8", "ignore"))


def _is_pipeline(key: str, value: Any) -> bool:
    pattern = PIPELINE.get(key)
    return pattern is not None and type(value) is str and pattern.fullmatch(value) is not None


def _forms(value: str) -> set[str]:
    """Give the ways in which `value` may be written in another field."""
    if _SAME_IN_ALL_FORMS(value) or len(value) > _FORMS_MAX:
        return {value}
    written = json.dumps(value, ensure_ascii=False)[1:-1]
    escaped = json.dumps(value)[1:-1]
    safe = value.encode("utf-8", "replace")
    return {
        value,
        written,
        escaped,
        repr(value)[1:-1],
        quote(safe, safe=""),
        quote(safe),
        quote_plus(safe),
    }
