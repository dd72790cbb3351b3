"""What is wrong with a policy file, one line per problem, each with its line number."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optlog_policy.toml_lines import TomlLines

__all__ = ["Fault", "describe_errors", "dotted", "refuse"]


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
        yield Fault(where, _plain(item))


def _plain(item: Any) -> str:
    message = str(item["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _known_keys(model: type[BaseModel], where: Sequence[object]) -> list[str]:
    """Give the keys that may stand at `where`."""
    for part in where:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return sorted(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Give the model that `annotation` (a model, or a tuple of one) names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(
        (found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part))), None
    )
