"""What a key's name says about the value under it; decided once a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from optlog_policy.rule_model import RedactionRule, key_words, squashed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "CLEAN",
    "KEY_HIT",
    "TIMESTAMP",
    "WITH_KEY",
    "Inside",
    "KeyDecision",
    "KeyNames",
    "inner_rule",
    "is_counter",
]

CLEAN: Final = 0
"""The key says nothing."""
WITH_KEY: Final = 1
"""The key is a context word for some rule: scan the value together with it."""
KEY_HIT: Final = 2
"""The key itself holds something to redact, or what no JSON writer takes."""

TIMESTAMP: Final = 3
"""The pipeline's own time: passes unseen when it has the pipeline's form."""

KeyDecision = int | RedactionRule
"""One of the above, or the name rule that hides the value under the key."""

Inside = dict[str, RedactionRule]
"""Keys (in small letters, words joined by `_`) that name personal data where they stand -> the rule for them."""

_END = 2  # characters; a shorter name counts as a word alone
_REMEMBERED = 4096  # keys
_LONGEST = 128  # characters of a key worth remembering


class KeyNames:
    """Answers for keys; `is_clean` says whether a key's own text is free of secrets.

    `known` is the memory of answers, for the fast path to look into: key -> decision. Keys that hold something to redact
    are never kept in it. `inside` is the memory of `within`.
    """

    def __init__(self, rules: Sequence[RedactionRule], is_clean: Callable[[str], bool]) -> None:
        self._rules = [rule for rule in rules if rule.keys]
        self._contexts = [rule for rule in rules if rule.context]
        self._is_clean = is_clean
        self._last_words = {entry.split("_")[-1] for rule in self._rules for entry in rule.keys}
        self._tails = _by_end({squashed(entry) for rule in self._rules for entry in rule.keys})
        self._pairs = _pairs(self._rules)
        self.known: dict[object, KeyDecision] = {}
        self.inside: dict[object, Inside] = {}
        self._rule_by_key: dict[str, RedactionRule | None] = {}

    def decide(self, key: str) -> KeyDecision:
        """Say what `key` means for the value under it."""
        decision = self._decide(key)
        if decision is not KEY_HIT and len(key) <= _LONGEST:
            _remember(self.known, key, decision)
        return decision

    def rule_for(self, key: str) -> RedactionRule | None:
        """Give the name rule that hides the value under `key`, or None."""
        rule = self._rule_by_key.get(key, self)
        if isinstance(rule, KeyNames):
            rule = self._name_rule(key)
            if len(key) <= _LONGEST:
                _remember(self._rule_by_key, key, rule)
        return rule

    def within(self, key: str) -> Inside:
        """Give the keys that name a person's data when they stand inside `key`: {"customer": {"name": ...}} is `customer_name`.

        For rules that hide personal data, and few others: {"data": {"key": ...}} says little about a secret.
        """
        words = key_words(key) if len(key) <= _LONGEST else ()
        found: dict[str, RedactionRule] = {}
        for first in {"_".join(words[start:]) for start in range(len(words))}:
            for outer in (first, first.removesuffix("s")):
                found |= self._pairs.get(outer, {})
        if len(key) <= _LONGEST:
            _remember(self.inside, key, found)
        return found

    def _decide(self, key: str) -> KeyDecision:
        if key == "timestamp":
            return TIMESTAMP
        if not _is_writable(key) or not self._is_clean(key):
            return KEY_HIT
        rule = self._name_rule(key)
        if rule is not None:
            return rule
        return WITH_KEY if any(rule.has_context_word(key) for rule in self._contexts) else CLEAN

    def _name_rule(self, key: str) -> RedactionRule | None:
        words = key_words(key) if len(key) <= _LONGEST else ()
        if not words:
            return None
        if self._last_words.isdisjoint(words):
            flat = squashed(key).rstrip("0123456789")
            if not flat.endswith(self._tails.get(flat[-_END:], ())):
                return None
        return next((rule for rule in self._rules if rule.matches_key(key)), None)


def _by_end(tails: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the ends of squashed keys by their last characters, for `str.endswith` to try those alone."""
    found: dict[str, tuple[str, ...]] = {}
    for tail in tails:
        found[tail[-_END:]] = (*found.get(tail[-_END:], ()), tail)
    return found


def _is_writable(key: str) -> bool:
    """Say whether `key` is UTF-8 once encoded: one with lone surrogates must take the slow path, which replaces them."""
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True


def inner_rule(key: str, inside: Inside) -> RedactionRule | None:
    """Give the rule of `inside`, as `KeyNames.within` gives it, for `key`."""
    return inside.get(key) or inside.get("_".join(key_words(key)))


_COUNTERS = frozenset(  # words
    b"""
    ns us ms nanos micros millis nanoseconds microseconds milliseconds seconds timestamp ts time epoch ticks uptime elapsed
    duration counter count offset bytes size seq sequence lag revision generation
    """.decode().split()
)


def is_counter(key: str) -> bool:
    """Say whether the whole number under `key` counts or times something, so that a checksum holds in it by chance."""
    words = key_words(key)
    return bool(words) and words[-1] in _COUNTERS


_GUARDED = frozenset(("api", "private", "encryption", "decryption", "signing", "verification"))
"""Keys inside which `key` or `code` is a secret: {"api": {"key": ...}} is `api_key`."""


def _pairs(rules: Sequence[RedactionRule]) -> dict[str, dict[str, RedactionRule]]:
    """Give outer key -> inner key -> rule for each entry of several words; the first rule that has an entry decides.

    Not for data on health: {"health": {"status": ...}} is a machine's.
    """
    pairs: dict[str, dict[str, RedactionRule]] = {}
    for rule in rules:
        for entry in () if rule.family == "health" else rule.keys:
            words = entry.split("_")
            if rule.category == "secret" and words[0] not in _GUARDED:
                continue
            for split in range(1, len(words)):
                inner = pairs.setdefault("_".join(words[:split]), {})
                inner.setdefault("_".join(words[split:]), rule)
    return pairs


def _remember(memory: dict[Any, Any], key: str, answer: object) -> None:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = answer
