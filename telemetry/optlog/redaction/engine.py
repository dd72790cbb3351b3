"""The redactor: takes a record apart, hides what the rules find, and fails closed.

Most records hold nothing to hide. One read-only walk joins their texts and one question to the matcher lets them pass as
they are. Only where something may be hit, or a value is not plain data, the record is rebuilt leaf by leaf.
"""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from optlog_policy.rule_model import Examples, RedactionRule

from optlog.heap import give_back
from optlog.redaction.matcher import MatcherChoice, make_matcher
from optlog.redaction.names import KeyNames
from optlog.redaction.plain import Limits
from optlog.redaction.rewrite import OWN_MARKERS, Rewriter
from optlog.redaction.scanner import Memory, TextScanner, decoded, encoded
from optlog.redaction.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from optlog_policy.rule import RuleSet

    from optlog.redaction.pseudonym import Pseudonymiser
    from optlog.redaction.scanner import Asked

__all__ = ["FAILED", "Finding", "Redactor"]

FAILED = "[redacted:failed]"

_LITERAL_MIN = 4  # characters; shorter values stand in too many ordinary words
_LITERAL_FREE = 8  # characters; a longer value is hidden inside words, too
_ROUNDS = 4
_MOST_CLEAN = 4096  # texts known to hold nothing, remembered at a time ...
_LONGEST_CLEAN = 512  # ... and their bytes
_KEPT_ON_FAILURE = ("timestamp", "level", "logger")


class Finding(NamedTuple):
    """Where a rule hit; never what it hit.

    `path` is dotted (list positions as numbers; empty for plain text); `start` and `end` count characters of that text.
    """

    rule: str
    category: str
    path: str
    start: int
    end: int


class _Parts(NamedTuple):
    scanner: TextScanner
    names: KeyNames
    walk: Walk
    clean: set[str]  # texts of records known to hold nothing


class Redactor:
    """Redacts records and texts with `rules` as far as they belong to `profile`.

    `pseudonymiser` serves rules with `action = "pseudonym"`; without one they mask. `matcher` is `auto`, `re2` or
    `python`. Building the matcher is put off to the first use.

    Raises RuntimeError on first use when `matcher` is `re2` and google-re2 cannot serve; nothing otherwise.
    """

    def __init__(
        self,
        rules: RuleSet,
        *,
        profile: str = "balanced",
        pseudonymiser: Pseudonymiser | None = None,
        limits: Limits = Limits(),  # noqa: B008  frozen
        matcher: MatcherChoice = "auto",
    ) -> None:
        self._rules = list(rules.for_profile(profile))
        self._pseudonymiser = pseudonymiser
        self._limits = limits
        self._choice = matcher
        self._pid, self._lock = os.getpid(), threading.RLock()
        self._parts: _Parts | None = None
        self._broken: Exception | None = (
            None  # why the matcher cannot be built: told at once, not tried again
        )

    def register_literal(self, value: str, name: str) -> None:
        """Hide `value` wherever it stands, whatever its case, under the marker `[redacted:NAME]`.

        Raises ValueError (without the value) for a value of fewer than 4 characters, and pydantic's ValidationError for a
        name that is not kebab-case.
        """
        if len(value.strip()) < _LITERAL_MIN:
            raise ValueError(f"the literal `{name}` has fewer than {_LITERAL_MIN} characters")
        with self._alone():
            self._rules = [_literal_rule(value.strip(), name, len(self._rules)), *self._rules]
            self._parts = self._broken = None

    def redact(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Give `record` as plain data with nothing left that a rule finds; never raises.

        A plain dict without findings is given back itself. When redaction fails, the result is a marker record holding
        time, level and logger alone.
        """
        try:
            asked: Asked = {}
            if type(record) is dict and self._passes(record, asked):
                return record
            rewriter = self._rewriter(asked=asked)
            return self._settled(rewriter.record(record), rewriter)
        except Exception as error:  # noqa: BLE001  fail closed, never into the caller
            return _failed(record, error)

    def explain(self, record: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
        """Give the redacted record and where which rule hit; never raises."""
        findings: list[Finding] = []
        try:
            rewriter = self._rewriter()
            result = rewriter.record(record)
        except Exception as error:  # noqa: BLE001  fail closed, never into the caller
            return _failed(record, error), findings
        return self._settled(result, rewriter), [_finding(*x) for x in rewriter.places]

    def redact_text(self, text: str) -> str:
        """Give `text` with what the rules find replaced; the same object when there is nothing. Never raises."""
        try:
            data = encoded(text)
            result, _ = self._ready().scanner.redact(data)
            return text if result is data else decoded(result)
        except Exception:  # noqa: BLE001  fail closed, never into the caller
            return FAILED

    def redact_line(self, line: bytes) -> bytes:
        """Give `line` (any bytes) with what the rules find replaced; the same object when there is nothing.

        Bytes that are not UTF-8 and the line end stay as they are. Never raises.
        """
        content = line.rstrip(b"\r\n")
        result, names = self.scan_line(content)
        return result + line[len(content) :] if names else line

    def scan(self, text: str) -> list[Finding]:
        """Say which rules hit `text`, and where, in order.

        Raises RuntimeError when the matcher cannot be built.
        """
        data = encoded(text)
        return [
            _finding(rule, "", *_characters(data, start, end))
            for start, end, rule in self._ready().scanner.hits(data)
        ]

    def scan_line(self, line: bytes) -> tuple[bytes, list[str]]:
        """Give `line` (any bytes, without its line end) redacted, and the name of the rule of each hit; never raises."""
        try:
            result, hits = self._ready().scanner.redact(line)
        except Exception:  # noqa: BLE001  fail closed, never into the caller
            return FAILED.encode(), ["failed"]
        return result, [hit.rule.name for hit in hits]

    def _ready(self) -> _Parts:
        parts = self._parts
        while parts is None:
            with self._alone():
                rules = self._rules
                parts = self._parts = self._parts or self._built()
                if rules is not self._rules:  # a signal handler has registered one meanwhile
                    parts = self._parts = None
        return parts

    def _built(self) -> _Parts:
        if self._broken is not None:
            raise RuntimeError("the matcher cannot be built") from self._broken
        try:
            return self._build()
        except Exception as error:
            self._broken = error
            raise

    def _alone(self) -> AbstractContextManager[Any]:
        """Give the lock under which one thread builds; a new one in a forked child, where its holder may be gone.

        It takes a second of processor time: threads that did it at once would all wait for the sum. Re-entrant, because a
        signal handler may log in the middle of it.
        """
        if self._pid != os.getpid():
            self._pid, self._lock = os.getpid(), threading.RLock()
        return self._lock

    def _build(self) -> _Parts:
        matcher = make_matcher(self._rules, self._choice)
        markers = [rule.replacement for rule in self._rules]
        scanner = TextScanner(matcher, [*markers, *OWN_MARKERS, FAILED], self._pseudonymiser)
        names = KeyNames(self._rules, lambda key: not scanner.hits(encoded(key)))
        scanner.names = names
        give_back()
        return _Parts(scanner, names, Walk(scanner, names, self._limits), set())

    def _rewriter(self, asked: Asked | None = None) -> Rewriter:
        parts = self._ready()
        return Rewriter(parts.scanner, parts.names, self._limits, memory=Memory(asked))

    def _next(self, rewriter: Rewriter) -> Rewriter:
        """Give a rewriter that knows what `rewriter` has learned."""
        parts = self._ready()
        return Rewriter(parts.scanner, parts.names, self._limits, rewriter.stable, rewriter.memory)

    def _settled(self, record: dict[str, Any], rewriter: Rewriter) -> dict[str, Any]:
        """Redact what `rewriter` gave until nothing changes: what is replaced in one field may be found in another.

        Raises RuntimeError when that does not come to an end.
        """
        for _ in range(_ROUNDS):
            # Long texts cost more to ask about than to look up among those that are stable.
            if rewriter.size <= _LONGEST_CLEAN and self._passes(record):
                return record
            again = self._next(rewriter).record(record)
            if again == record:
                return record
            record = again
        raise RuntimeError("redaction does not settle")

    def _passes(self, record: dict[str, Any], asked: Asked | None = None) -> bool:
        """Say whether `record` is plain and holds nothing that a rule might hit; add to `asked` what might."""
        scanner, _, walk, clean = self._parts or self._ready()
        texts: list[str] = []
        if not walk.mapping(record, texts, 0):
            return False
        joined = "\n".join(texts)
        if joined in clean:
            return True
        try:
            data = joined.encode()
        except UnicodeEncodeError:  # lone surrogates
            return False
        if len(data) > self._limits.leaf_bytes:
            return False
        if scanner.read(data, asked)[1] is not None:
            return False
        if len(data) <= _LONGEST_CLEAN:
            if len(clean) >= _MOST_CLEAN:
                clean.clear()
            clean.add(joined)
        return True


def _literal_rule(value: str, name: str, number: int) -> RedactionRule:
    """Give a rule that finds `value` itself; a short one only as a word of its own."""
    if not value.isascii():
        folded = "".join(map(_in_any_case, value))
    else:
        quoted = "".join(char if char.isalnum() else _escaped(char) for char in value)
        folded = f"(?i){quoted}"
    if len(value) < _LITERAL_FREE and value.isascii():
        head = r"\b" if value[0].isalnum() else ""
        tail = r"\b" if value[-1].isalnum() else ""
        folded = f"(?i){head}{quoted}{tail}"
    return RedactionRule(
        name=f"literal-{number}",
        marker=f"[redacted:{name}]",
        category="secret",
        family="literal",
        reason="registered by the application",
        reference="optlog.redaction.Redactor.register_literal",
        pattern=folded,
        examples=Examples(match=("-",), ignore=("-",)),
    )


def _in_any_case(char: str) -> str:
    """Give what finds `char`, which `(?i)` does not do for bytes beyond ASCII."""
    return "(?:" + "|".join(map(_escaped, sorted({char, char.lower(), char.upper()}))) + ")"


def _escaped(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in encoded(char))


def _finding(rule: RedactionRule, path: str, start: int, end: int) -> Finding:
    return Finding(rule.name, rule.category, path, start, end)


def _characters(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Turn byte offsets into character offsets."""
    first = len(decoded(data[:start]))
    return first, first + len(decoded(data[start:end]))


def _failed(record: Any, error: Exception) -> dict[str, Any]:
    """Give the record that stands for one that could not be redacted: nothing of its content but safe fields."""
    kept = {}
    if type(record) is dict:
        for name in _KEPT_ON_FAILURE:
            value = record.get(name)
            if type(value) is str and _SAFE.fullmatch(value):
                kept[name] = value
    return {**kept, "event": FAILED, "redaction_error": type(error).__name__}


_SAFE = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")
