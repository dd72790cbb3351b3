"""The terms of the W3C Data Privacy Vocabulary that we know: facts in `dpv.toml`, with source and licence."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

from optlog_policy._toml import loads
from optlog_policy.errors import PolicyError

__all__ = ["consent_status", "facts", "is_purpose", "known_iris", "near_purpose", "term"]

_DPV = "dpv:"


@lru_cache(maxsize=4)
def facts(name: str) -> dict[str, Any]:
    """Give the tables of one facts file of this folder, such as `dpv`."""
    text = resources.files("optlog_policy.records").joinpath(f"{name}.toml")
    tables: dict[str, Any] = loads(text.read_text(encoding="utf-8"))
    return tables


def is_purpose(name: str) -> bool:
    """Say whether `name`, such as `dpv:ServiceOptimisation`, is one of the vocabulary's purposes."""
    return name.startswith(_DPV) and name.removeprefix(_DPV) in facts("dpv")["purposes"]


def near_purpose(name: str) -> str:
    """Give the purpose that is written most like `name`, or the general one."""
    near = get_close_matches(name.removeprefix(_DPV), facts("dpv")["purposes"], n=1)
    return f"{_DPV}{near[0]}" if near else "dpv:Purpose"


def term(name: str) -> str:
    """Give `name`, such as `dpv:hasPurpose`, if the facts know it; PolicyError otherwise."""
    if name not in _compact():
        raise PolicyError(
            f"not a known term of the Data Privacy Vocabulary: {name}",
            hint="optlog_policy/records/dpv.toml lists those that are known",
        )
    return name


def consent_status(state: str) -> str:
    """Give the vocabulary's term for one of optlog's states of consent, such as `given`."""
    return term(f"{_DPV}{facts('dpv')['consent_status'][state]}")


def known_iris() -> frozenset[str]:
    """Give the full address of every known term."""
    namespaces = facts("dpv")["namespaces"]
    split = (name.split(":", 1) for name in _compact())
    return frozenset(namespaces[prefix] + local for prefix, local in split)


@lru_cache(maxsize=1)
def _compact() -> frozenset[str]:
    tables = facts("dpv")
    core = {*tables["purposes"], *tables["classes"], *tables["properties"]}
    core.update(tables["consent_status"].values())
    return frozenset(
        {f"{_DPV}{name}" for name in core} | {f"eu-gdpr:{n}" for n in tables["rights"]}
    )
