"""The table of all settings in docs/embedding.md, from the docstrings beside them."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import AliasChoices
from pydantic_core import PydanticUndefined

from optlog.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["settings_table"]


def settings_table() -> str:
    """Give name, name in the environment, default and meaning of every setting, as a Markdown table."""
    told = dict(_docstrings())
    lines = ["| setting | in the environment | default | what it is |", "| --- | --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        meaning = " ".join(told[name].split())
        lines.append(f"| `{name}` | `{_variable(name)}` | {_default(field.default)} | {meaning} |")
    return "\n".join(lines)


def _docstrings() -> Iterator[tuple[str, str]]:
    """Give each setting's name with the text that stands below it."""
    [body] = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(body, ast.ClassDef)
    for statement, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            assert isinstance(after, ast.Expr), statement.target.id
            assert isinstance(after.value, ast.Constant), statement.target.id
            yield statement.target.id, str(after.value.value)


def _variable(name: str) -> str:
    """Give the variable that sets it: an alias of its own, or the prefix and the name."""
    alias = Settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[-1])
    return f"{Settings.model_config['env_prefix']}{name}".upper()


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if value is None or value == ():
        return ""
    if isinstance(value, (bool, tuple)):
        return ", ".join(value) if isinstance(value, tuple) else "on" if value else "off"
    return str(value.as_posix() if isinstance(value, Path) else value)
