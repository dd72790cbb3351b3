"""Which records reach which purpose: two lists of sources compared over every kind of record they can tell apart.

A source looks at the level, the logger's ancestors, the event's text or beginning, and at which keys are there. Two
records that agree in all that are one kind; the kinds are few, and trying one record of each decides the question.
"""

from __future__ import annotations

from itertools import chain, combinations, product
from math import prod
from typing import TYPE_CHECKING, Any

from optlog_policy.enforce import Enforcer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optlog_policy.declarations import Source

__all__ = ["unreached", "wider_records"]

_MOST_KINDS = 200_000
# No declared name holds this character, so that it stands for everything undeclared.
_OTHER = "\x00"


def wider_records(old: Sequence[Source], new: Sequence[Source]) -> tuple[str, ...]:
    """Give the purposes that some record belongs to under `new` and did not under `old`, sorted.

    With too many kinds of records to try (200 000), gives every purpose of `new`: widening is assumed.
    """
    axes = _axes([*old, *new])
    if prod(len(axis) for axis in axes) > _MOST_KINDS:
        return tuple(sorted({source.purpose for source in new}))
    before, after = Enforcer((), (), old), Enforcer((), (), new)
    wider: set[str] = set()
    for record in _records(axes):
        purpose = after.classify(record)
        if purpose is not None and purpose != before.classify(record):
            wider.add(purpose)
    return tuple(sorted(wider))


def unreached(sources: Sequence[Source]) -> tuple[int, ...]:
    """Give the positions of sources that no record can belong to, because an earlier one takes all that would fit.

    With too many kinds of records to try (200 000), gives none.
    """
    axes = _axes(sources)
    if prod(len(axis) for axis in axes) > _MOST_KINDS:
        return ()
    numbered = [
        source.model_copy(update={"purpose": str(place)}) for place, source in enumerate(sources)
    ]
    asked = Enforcer((), (), numbered)
    reached = {asked.classify(record) for record in _records(axes)}
    return tuple(place for place in range(len(sources)) if str(place) not in reached)


def _axes(
    sources: Sequence[Source],
) -> tuple[list[str], list[str], list[str], list[frozenset[str]]]:
    """Give one level, logger, event and set of keys for every kind that the sources tell apart."""
    levels = _each(source.levels for source in sources)
    loggers = _each(source.loggers for source in sources)
    events = _each(source.events for source in sources)
    exact = [event for event in events if not event.endswith("*")]
    begun = [event[:-1] + _OTHER for event in events if event.endswith("*")]
    keys = _each(source.has_fields for source in sources)
    if len(keys) > _MOST_KINDS.bit_length():
        keys_there = [frozenset[str]()] * (_MOST_KINDS + 1)
    else:
        subsets = chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))
        keys_there = [frozenset(subset) for subset in subsets]
    return [*levels, _OTHER], [*loggers, _OTHER], [*exact, *begun, _OTHER], keys_there


def _each(names: Iterable[Iterable[str]]) -> list[str]:
    return sorted(set(chain.from_iterable(names)))


def _records(
    axes: tuple[list[str], list[str], list[str], list[frozenset[str]]],
) -> Iterator[dict[str, Any]]:
    for level, logger, event, keys in product(*axes):
        yield dict.fromkeys(keys, 1) | {"level": level, "logger": logger, "event": event}
