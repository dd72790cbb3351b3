"""What is wrong with a policy file, one line per problem, each with its line number."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optlog_policy.toml_lines import TomlLines

__all__ = ["Fault", "describe_errors", "dotted", "not_toml", "refuse"]


class Fault(NamedTuple):
    """One problem: where in the declaration (keys and list positions), what, and what to do about it."""

    where: tuple[str | int, ...]
    what: str
    hint: str = ""

    def __str__(self) -> str:
        told = f"{dotted(self.where)}: {self.what}"
        return f"{told} (hint: {self.hint})" if self.hint else told


def refuse(faults: Sequence[Fault]) -> PydanticCustomError:
    """Give the error to raise inside a pydantic validator; `describe_errors` takes it apart again."""
    text = "; ".join(f"{dotted(fault.where)}: {fault.what}" for fault in faults)
    # Braces would be read as places to fill in.
    text = text.replace("{", "(").replace("}", ")")
    return PydanticCustomError("policy", text, {"faults": list(faults)})


def dotted(where: Sequence[object]) -> str:
    """Write a place as people do: `purposes[0].title`."""
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "policy"


def describe_errors(
    error: ValidationError, source: str, lines: TomlLines, model: type[BaseModel]
) -> str:
    """Give the message: every problem of `error` in the order of the file, each with its own hint.

    `source` is the file's name; `model` tells the known keys, to suggest one for a key that is not known.
    """
    faults = sorted(
        (lines.line(fault.where), fault)
        for item in error.errors()
        for fault in _faults(item, model)
    )
    told = [f"{source}:{line}: {fault}" for line, fault in faults]
    count = "one problem" if len(told) == 1 else f"{len(told)} problems"
    return "\n  ".join([f"the collection policy has {count}:", *told])


_AT = re.compile(r" \(at line ([0-9]+), column [0-9]+\)$")


def not_toml(source: str, error: Exception) -> str:
    """Give the message for a file that is not TOML, with the line in front where the parser tells one."""
    found = _AT.search(str(error))
    place = f"{source}:{found[1]}" if found else source
    return f"{place}: not valid TOML: {_AT.sub('', str(error))}"


def _faults(item: Any, model: type[BaseModel]) -> Iterator[Fault]:
    if item["type"] == "policy":
        yield from item["ctx"]["faults"]
        return
    where = item["loc"]
    if item["type"] == "extra_forbidden":
        known = _known_keys(model, where[:-1])
        near = get_close_matches(str(where[-1]), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(known)}"
        yield Fault(where, "unknown key", hint)
    elif item["type"] == "missing":
        yield Fault(where, "missing")
    else:
        yield _plain(item, model)


_SHAPES = {
    r"^[a-z][a-z0-9_-]{0,63}$": "a short name in lower case, such as errors or crash_reports",
    r"^[a-z]+$": "one lower-case word, such as error",
    r"^[a-z]{2,3}(-[A-Z]{2})?$": "a language tag, such as de or pt-BR",
}
_FIELD_NAME = (
    "a key, or keys with dots between them (letters, digits, _ and -), such as exception.type"
)
_TABLE = "a table, such as [{key}]"
_KINDS = {
    "bool_type": "true or false, without quotes",
    "date_from_datetime_inexact": "a date without a time, such as 2026-11-23",
    "date_from_datetime_parsing": "a date, such as 2026-11-23",
    "date_type": "a date, such as 2026-11-23",
    "dict_type": _TABLE,
    "greater_than_equal": "{ge} or more",
    "int_type": "a whole number, without quotes",
    "less_than_equal": "{le} or less",
    "model_type": _TABLE,
    "string_too_long": "at most {max_length} characters long",
    "string_too_short": "text that is not blank",
    "string_type": "text in quotes",
    "too_short": "a list that is not empty",
}
"""What must stand at a place, by pydantic's name for the fault; `key` is the last key on the way to the place."""


def _plain(item: Any, model: type[BaseModel]) -> Fault:
    """Say in a developer's words what pydantic says in its own."""
    where, kind = item["loc"], item["type"]
    values = {"key": next(part for part in where[::-1] if isinstance(part, str))}
    values |= item.get("ctx", {})
    if kind == "literal_error":
        choices = re.findall("'([^']*)'", values["expected"])
        near = get_close_matches(str(item["input"]), choices, n=1)
        return Fault(
            where, f"must be {values['expected']}", f"did you mean {near[0]}?" if near else ""
        )
    if kind == "string_pattern_mismatch":
        return Fault(where, f"must be {_SHAPES.get(values['pattern'], _FIELD_NAME)}")
    if kind == "tuple_type":
        if _model_at(model, where) is None:
            return Fault(where, "must be a list, in square brackets")
        hint = f"write [[{values['key']}]] above each of them"
        return Fault(where, "must be an array of tables", hint)
    if kind in _KINDS:
        return Fault(where, f"must be {_KINDS[kind]}".format(**values))
    message = str(item["msg"]).removeprefix("Value error, ")
    return Fault(where, message[:1].lower() + message[1:])


def _known_keys(model: type[BaseModel], where: Sequence[object]) -> list[str]:
    """Give the keys that may stand at `where`."""
    for part in where:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return sorted(model.model_fields)


def _model_at(model: type[BaseModel], where: Sequence[object]) -> type[BaseModel] | None:
    """Give the model of what stands at `where`, a key of `model` or of a table in it; None for plain values."""
    found: type[BaseModel] | None = model
    for part in where:
        if isinstance(part, str) and found is not None and part in found.model_fields:
            found = _model_in(found.model_fields[part].annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Give the model that `annotation` (a model, or a tuple of one) names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(
        (found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part))), None
    )
