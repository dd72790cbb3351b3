"""Drafting declarations from a local log: names and types only, never a value.

What only a person knows (what a field holds, why it is needed, a purpose's records) is left blank, so that a draft does
not load before somebody has thought about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from optlog_policy.declarations import NAME_PATTERN
from optlog_policy.uncovered import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RedactionRule

__all__ = ["suggest"]

_MOST_KEYS = 40
"""A mapping with more keys than this holds data, not fields: its keys may be anything."""

_EXAMPLES = {
    "string": '""',
    "integer": "0",
    "number": "0.0",
    "boolean": "false",
    "pseudonym": '"psn_abcdefghijklmnopabcdefghijklmnop"',
}


def suggest(
    policy: CollectionPolicy,
    records: Iterable[Mapping[str, Any] | None],
    rules: Iterable[RedactionRule] = (),
) -> str:
    """Give TOML to be edited and added to a policy file: fields and sources of `records` that it does not declare.

    Args:
        policy: what is declared already.
        records: as `uncovered.read_records` gives them.
        rules: the redaction rules in force; a field that one of them masks is named as such, not drafted.
    """
    seen, unreadable = _Seen(policy), 0
    for record in records:
        if record is None:
            unreadable += 1
        else:
            seen.add(record)
    parts = [
        "# Drafted from a local log by `optlog policy suggest`: names and types, no values. Fill in what is blank, delete",
        "# what you do not need, and add the rest to your policy file.",
    ]
    version = policy.version + 1
    parts += _fields(seen, list(rules), version)
    parts += _sources(seen, version)
    if unreadable:
        parts.append(
            f"\n# {unreadable} lines are no records (a JSON object on a line) and were passed over."
        )
    if len(parts) == len(("first", "second")):
        parts.append("# Everything in the log is declared.")
    return "\n".join(parts) + "\n"


class _Seen:
    """Names, types and purposes of what is not declared."""

    def __init__(self, policy: CollectionPolicy) -> None:
        self._policy = policy
        self.types: dict[str, set[str]] = defaultdict(set)
        self.purposes: dict[str, Counter[str]] = defaultdict(Counter)
        self.keys: dict[str, set[str]] = defaultdict(set)
        self.sources: Counter[tuple[str, str]] = Counter()

    def add(self, record: Mapping[str, Any]) -> None:
        purpose = self._policy.classify(record)
        if purpose is None:
            self.sources[str(record.get("logger")), str(record.get("level"))] += 1
        declared = {
            item.name for item in self._policy.fields if purpose is None or purpose in item.purposes
        }
        for path, kind in leaves(record):
            if path in declared:
                continue
            self.types[path].add(kind)
            self.purposes[path][purpose or ""] += 1
            parent, _, key = path.rpartition(".")
            if parent:
                self.keys[parent].add(key)

    def holds_data(self, path: str) -> str | None:
        """Give the mapping on the way to `path` whose keys are data, if there is one."""
        parts = path.split(".")
        parents = (".".join(parts[:end]) for end in range(1, len(parts)))
        return next((item for item in parents if len(self.keys[item]) > _MOST_KEYS), None)


def _fields(seen: _Seen, rules: list[RedactionRule], version: int) -> Iterator[str]:
    hidden: set[str] = set()
    unnamable = 0
    for path in sorted(seen.types):
        if (mapping := seen.holds_data(path)) is not None:
            hidden.add(mapping)
        elif NAME_PATTERN.fullmatch(path) is None:
            unnamable += 1
        else:
            yield _field(seen, path, rules, version)
    for mapping in sorted(hidden):
        name = mapping if NAME_PATTERN.fullmatch(mapping) else "a mapping"
        yield f"\n# {name}: more than {_MOST_KEYS} keys, which makes them data; log them as values of named fields."
    if unnamable:
        yield f"\n# {unnamable} keys are no names that can be declared (letters, digits, _ and -); rename them."


def _field(seen: _Seen, path: str, rules: list[RedactionRule], version: int) -> str:
    by = _rule_for(path, rules)
    if by is not None and by.action != "pseudonym":
        return f"\n# {path}: the redaction rule {by.name} replaces its values; nothing to declare."
    kind = "pseudonym" if by is not None else _one_type(seen.types[path])
    if kind is None:
        found = ", ".join(sorted(seen.types[path]))
        return f"\n# {path}: has values of several types ({found}); log one type under one name."
    purposes = sorted(name for name in seen.purposes[path] if name)
    lines = [
        "",
        f"[[fields]]  # seen {sum(seen.purposes[path].values())} times",
        f'name = "{path}"',
        f'type = "{kind}"',
        f"purposes = [{', '.join(f'{chr(34)}{name}{chr(34)}' for name in purposes)}]",
        'description = ""  # what it holds, for the person whose data it is',
        'why = ""',
        f"example = {_example(kind)}  # a made-up value",
        f"since = {version}",
    ]
    return "\n".join([*lines, "personal = true"] if kind == "pseudonym" else lines)


def _rule_for(path: str, rules: list[RedactionRule]) -> RedactionRule | None:
    parts = path.split(".")
    keyed = (rule for rule in rules if rule.keys)
    return next((rule for rule in keyed if any(rule.matches_key(part) for part in parts)), None)


def _one_type(kinds: set[str]) -> str | None:
    """Give the declared type that holds all of `kinds`, or None."""
    if kinds in ({"integer", "number"}, {"integer[]", "number[]"}):
        return max(kinds)
    return next(iter(kinds)) if len(kinds) == 1 and "mixed" not in kinds else None


def _example(kind: str) -> str:
    return f"[{_EXAMPLES[kind[:-2]]}]" if kind.endswith("[]") else _EXAMPLES[kind]


def _sources(seen: _Seen, version: int) -> Iterator[str]:
    levels: dict[str, dict[str, int]] = defaultdict(dict)
    for (logger, level), count in seen.sources.items():
        levels[logger][level] = count
    for logger, counts in sorted(levels.items()):
        names = ", ".join(f'"{level}"' for level in sorted(counts))
        if not NAME_PATTERN.fullmatch(logger):
            yield f"\n# {sum(counts.values())} records of one logger whose name cannot be written here."
            continue
        yield "\n".join(
            [
                "",
                f"[[sources]]  # seen {sum(counts.values())} times; without a purpose they stay on the computer",
                'purpose = ""',
                f'loggers = ["{logger}"]',
                f"levels = [{names}]",
                f"since = {version}",
            ]
        )
