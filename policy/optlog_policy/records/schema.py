"""The JSON Schema of a collection policy, for editors that check and complete a TOML or JSON file while it is written."""

from __future__ import annotations

import json

from optlog_policy.collection import CollectionPolicy

__all__ = ["render"]


def render() -> str:
    """Give the schema (draft 2020-12) of a policy file of this version of optlog."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **CollectionPolicy.model_json_schema(mode="validation"),
        "title": "optlog collection policy",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
