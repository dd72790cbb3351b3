"""Values of the declared fields as this computer's own records have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optlog_policy.errors import OptlogError

from optlog_ui.models.purposes import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optlog_ui.models.profile import ProfileLike

__all__ = ["examples"]

_LOOKED_AT = 500
_LONGEST = 120


def examples(profile: ProfileLike, purpose_id: str) -> Mapping[str, str]:
    """Give a value for each field, by the field's dotted name, from the newest records of a purpose.

    The records are those of the preview: redacted, and cut down to what is declared. Never raises: where they cannot
    be read there are none.

    Args:
        profile: the profile.
        purpose_id: the purpose.
    """
    try:
        records = profile.preview(_LOOKED_AT)
    except OptlogError:
        return {}
    found: dict[str, str] = {}
    for record in records:
        if record.purpose == purpose_id:
            for name, value in _values("", json.loads(record.line)):
                found.setdefault(name, _short(plain(value)))
    return found


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Give every value below, by dotted name; lists have no name of their own."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _values(f"{name}.{key}" if name else key, below)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for one in value:
            yield from _values(name, one)
    else:
        yield name, value


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
