"""Rows to measure redactors on: those of others from a folder, or ones made from optlog's own rules."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.testing.secrets import SecretMaker
from optlog_policy.benign import benign_lines
from optlog_policy.rule import RuleSet

if TYPE_CHECKING:
    from optlog_policy.rule_model import RedactionRule

__all__ = ["HARD", "ORDINARY", "PERSONAL", "SECRETS", "Row", "generated", "load"]

SECRETS, PERSONAL, ORDINARY, HARD = "secrets", "personal data", "ordinary lines", "look-alikes"
"""The sections: what must go, twice; what must stay; and what must stay though it looks like a secret."""

_MOST_NEGATIVES = 3000  # of one file
_RARE = 4  # rows; kinds of personal data with fewer are put together
_SECRETS_PER_RULE = 4

# How files of a folder are shown; another file goes by its own name.
_TITLES = {
    "secrets_gitleaks": (SECRETS, "gitleaks' test rows"),
    "secrets_inlog": (SECRETS, "the same inside log lines"),
    "secrets_trufflehog": (SECRETS, "trufflehog's test rows"),
    "secrets_detect_secrets": (SECRETS, "detect-secrets' test rows"),
    "secrets_secretlint": (SECRETS, "secretlint's test rows"),
    "structured_records": (SECRETS, "records with telling keys"),
    "evasions": (SECRETS, "hidden and encoded"),
    "neg_applogs": (ORDINARY, "application logs"),
    "neg_loghub": (ORDINARY, "system logs"),
    "neg_loghub_neutral": (ORDINARY, "system logs, neutralised"),
}
_PERSONAL_TITLES = {
    "email": "e-mail",
    "credit_card": "card",
    "iban": "IBAN",
    "iban_randomised_checksum": "IBAN, wrong digits",
    "us_ssn": "US SSN",
    "ip": "IP",
    "mac": "MAC",
    "phone": "phone",
    "national_id": "national ids",
    "url": "URL",
}


@dataclass(frozen=True)
class Row:
    """A text, or a record when `fields` is set. Without `secrets` it must come through unchanged."""

    section: str
    kind: str
    text: str
    secrets: tuple[str, ...] = ()
    fields: dict[str, Any] | None = None

    @property
    def record(self) -> dict[str, Any]:
        """The row as a log record."""
        return {"event": self.text} if self.fields is None else self.fields


def load(folder: Path) -> list[Row]:
    """Read every `*.jsonl` of `folder`: an object a line.

    `text`; `secrets` (a list of what must not survive; without it the row must stay as it is); `type` (for files called
    `pii*`: the kind of data, up to a colon); `record` (true: the text is a JSON record); `contains` (a list of what the
    row holds that may be redacted rightly; such a row is left out of the false positives).

    Raises OSError, or ValueError for a line that is no such object.
    """
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        found = list(_read(path))
        if not any(row.secrets for row in found) and len(found) > _MOST_NEGATIVES:
            found = random.Random(1).sample(found, _MOST_NEGATIVES)
        rows += found
    return _common(rows)


def _common(rows: list[Row]) -> list[Row]:
    """Put kinds of personal data with hardly any rows together."""
    counts = Counter((row.section, row.kind) for row in rows)
    return [
        replace(row, kind="other")
        if row.section == PERSONAL and counts[row.section, row.kind] < _RARE
        else row
        for row in rows
    ]


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                fields = json.loads(line)
                row = _row(path.stem, fields)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{path.name}:{number} is not a row: {error!r}") from error
            if row.secrets or not fields.get("contains"):
                yield row


def _row(stem: str, fields: dict[str, Any]) -> Row:
    secrets = tuple(fields.get("secrets", ()))
    record = json.loads(fields["text"]) if fields.get("record") else None
    if secrets and stem.startswith("pii"):
        kind = fields["type"].split(":")[0]
        section, title = PERSONAL, _PERSONAL_TITLES.get(kind, kind)
    else:
        section, title = _TITLES.get(stem, (SECRETS, stem) if secrets else (HARD, "look-alikes"))
    return Row(section, title, fields["text"], secrets, record)


_LINES = (
    "{}",
    "request failed: {} was refused after 3 tries",
    "2026-01-05T10:22:31Z WARN worker-4 retrying with {} in 250 ms",
    "could not parse line 12 of settings: {} (unexpected end)",
)


def generated(seed: int = 1) -> list[Row]:
    """Make secrets for each built-in rule, planted in log lines or under a key, and take the bundled benign lines.

    They are made from optlog's own rules, and so say nothing of what those rules do not know.
    """
    chosen = random.Random(seed)
    rows = [Row(ORDINARY, "bundled benign lines", line) for line in benign_lines()]
    for rule in RuleSet.load_builtin():
        maker = SecretMaker(rule)
        rows += (_planted(rule, maker, chosen) for _ in range(_SECRETS_PER_RULE))
    return rows


def _planted(rule: RedactionRule, maker: SecretMaker, chosen: random.Random) -> Row:
    secret = maker.make(chosen)
    section = SECRETS if rule.category == "secret" else PERSONAL
    kind = rule.family
    if section == SECRETS:
        kind = "headers and settings" if kind == "auth" else "tokens"
    if secret.key:
        record = {"event": "settings read", secret.key: secret.text, "count": 3}
        return Row(section, "under key names", json.dumps(record), secret.values, record)
    for line in chosen.sample(_LINES[1:], len(_LINES) - 1):
        found = maker.found_in(line.format(secret.text))
        if found is not None and found.values == secret.values:
            return Row(section, kind, found.text, found.values)
    return Row(section, kind, secret.text, secret.values)
