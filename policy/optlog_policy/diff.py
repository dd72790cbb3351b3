"""What changed between two policies, and what that means for a yes already given.

Narrower: a note. Wider in fields or records: ask again, while the scope once accepted may go on. A new recipient,
purpose or controller: stop, purge and ask. Nobody who said no is asked because of a note.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from optlog_policy.scope import wider_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optlog_policy.collection import CollectionPolicy, DeclaredField, Purpose, Recipient
    from optlog_policy.declared_text import Declaration

__all__ = ["Change", "Effect", "PolicyDiff", "diff", "unannounced"]


class Effect(str, Enum):
    """What a change asks for, mildest first."""

    NONE = "none"
    NOTE = "note"
    ASK = "ask"
    STOP = "stop"

    @property
    def weight(self) -> int:
        """Give the rank, 0 for none to 3 for stop."""
        return list(Effect).index(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `where` names the declaration (`field count`), `text` says what changed in words."""

    where: str
    text: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """All differences between two policies.

    `decision` is the strongest effect, `reasons` the texts of the changes that have it. `unversioned` is true when
    something must be told or asked although the version was not raised, which a build should refuse.
    """

    changes: tuple[Change, ...]
    decision: Effect
    reasons: tuple[str, ...]
    unversioned: bool

    def as_data(self) -> dict[str, Any]:
        """Give the diff as JSON-ready data."""
        return asdict(self)

    def text(self) -> str:
        """Give the diff in words, one change a line, the decision last."""
        lines = [
            f"{change.effect.value:5} {change.where}: {change.text}" for change in self.changes
        ]
        return "\n".join([*lines, f"decision: {self.decision.value}"])


def diff(old: CollectionPolicy, new: CollectionPolicy) -> PolicyDiff:
    """Compare the policy once accepted with the one that is to hold now."""
    changes = tuple(_changes(old, new))
    decision = max((change.effect for change in changes), key=_weight, default=Effect.NONE)
    told = decision is not Effect.NONE
    reasons = [f"{item.where}: {item.text}" for item in changes if told and item.effect is decision]
    return PolicyDiff(changes, decision, tuple(reasons), told and new.version <= old.version)


def unannounced(old: CollectionPolicy, new: CollectionPolicy) -> tuple[str, ...]:
    """Give what a build should refuse: something to tell or ask without a new version, or without a word about it."""
    result = diff(old, new)
    if result.decision is Effect.NONE:
        return ()
    found = []
    if result.unversioned:
        found.append(
            f"version {new.version} was not raised from {old.version}, though people must be "
            f"{_MUST_BE[result.decision]}: {'; '.join(result.reasons)}"
        )
    elif new.version not in {change.version for change in new.changes}:
        found.append(f"no [[changes]] entry says what version {new.version} changed")
    return tuple(found)


_MUST_BE = {Effect.NOTE: "told", Effect.ASK: "asked", Effect.STOP: "asked anew"}


def _weight(effect: Effect) -> int:
    return effect.weight


def _changes(old: CollectionPolicy, new: CollectionPolicy) -> Iterator[Change]:
    yield from _differing("policy", old, new, _POLICY)
    yield from _translated("policy", old, new)
    yield from _differing("controller", old.controller, new.controller, _CONTROLLER)
    yield from _differing("authority", old.authority, new.authority, _AUTHORITY)
    yield from _differing("rights", old.rights, new.rights, _RIGHTS)
    yield from _translated("rights", old.rights, new.rights)
    yield from _practices(old, new)
    yield from _matched("recipient", "name", old.recipients, new.recipients, _recipient)
    yield from _matched("purpose", "id", old.purposes, new.purposes, _purpose)
    yield from _fields(old, new)
    yield from _records(old, new)


_POLICY = dict.fromkeys(
    ("title", "audience", "data_subjects", "jurisdiction", "notice_url"), Effect.NOTE
)
_CONTROLLER = {
    "name": Effect.STOP,
    **dict.fromkeys(
        ("address", "contact", "representative", "dpo", "email", "phone", "url"), Effect.NOTE
    ),
}
_AUTHORITY = dict.fromkeys(("name", "url"), Effect.NOTE)
_RIGHTS = dict.fromkeys(("how", "url"), Effect.NOTE)


def _differing(
    where: str, old: Declaration, new: Declaration, effects: dict[str, Effect]
) -> Iterator[Change]:
    """Compare the keys of `effects` one by one."""
    for key, effect in effects.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield Change(where, f"{key} is now {_shown(after)}, was {_shown(before)}", effect)


def _translated(where: str, old: Any, new: Any) -> Iterator[Change]:
    """Compare translations; a reader of a purpose said yes to its sentence in their own language."""
    for language in sorted({*old.translations, *new.translations}):
        before, after = old.translations.get(language), new.translations.get(language)
        if before == after:
            continue
        asked = getattr(before, "sentence", "")
        reworded = asked not in ("", getattr(after, "sentence", ""))
        effect = Effect.ASK if reworded else Effect.NOTE
        yield Change(where, f"the words in language {language} changed", effect)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"“{', '.join(value)}”" if value else "blank"
    return "blank" if value in (None, "") else f"“{value}”"


def _practices(old: CollectionPolicy, new: CollectionPolicy) -> Iterator[Change]:
    for key in ("sells_or_shares", "automated_decisions"):
        before, after = getattr(old.practices, key), getattr(new.practices, key)
        if before != after:
            effect = Effect.STOP if after else Effect.NOTE
            yield Change("practices", f"{key} is now {_shown(after)}, was {_shown(before)}", effect)
    notes = dict.fromkeys(("explanation", "security"), Effect.NOTE)
    yield from _differing("practices", old.practices, new.practices, notes)
    yield from _translated("practices", old.practices, new.practices)


def _matched(
    kind: str,
    key: str,
    old: Sequence[Any],
    new: Sequence[Any],
    compare: Callable[[str, Any, Any], Iterator[Change]],
) -> Iterator[Change]:
    """Match declarations by name: a new one stops, a removed one is a note, the others are compared."""
    before = {getattr(item, key): item for item in old}
    after = {getattr(item, key): item for item in new}
    for name, item in after.items():
        where = f"{kind} {name}".rstrip()
        if name in before:
            yield from compare(where, before[name], item)
        else:
            yield Change(where, f"new {kind}", Effect.STOP)
    for name in before.keys() - after.keys():
        yield Change(f"{kind} {name}".rstrip(), "removed", Effect.NOTE)


def _recipient(where: str, old: Recipient, new: Recipient) -> Iterator[Change]:
    effects = {
        "country": Effect.STOP,
        "safeguard": Effect.ASK,
        "role": Effect.ASK,
        "url": Effect.NOTE,
    }
    yield from _differing(where, old, new, effects)
    if old.kind != new.kind:
        # A processor that becomes a third party uses the data for ends of its own.
        effect = Effect.ASK if new.kind == "third-party" else Effect.NOTE
        yield Change(where, f"kind is now {_shown(new.kind)}, was {_shown(old.kind)}", effect)
    yield from _translated(where, old, new)


def _purpose(where: str, old: Purpose, new: Purpose) -> Iterator[Change]:
    # The sentence is what the yes was said to.
    effects = {"sentence": Effect.ASK, "title": Effect.NOTE, "dpv": Effect.NOTE}
    yield from _differing(where, old, new, {**effects, "category": Effect.NOTE})
    yield from _translated(where, old, new)
    for key in ("retention_days", "validity_days"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            effect = Effect.ASK if after > before else Effect.NOTE
            yield Change(where, f"{key} is now {after}, was {before}", effect)


def _fields(old: CollectionPolicy, new: CollectionPolicy) -> Iterator[Change]:
    before = {field.name: field for field in old.fields}
    for field in new.fields:
        where = f"field {field.name}"
        if field.name not in before:
            yield _wider(where, "new field", field.since, old)
            continue
        for text in _widened(before[field.name], field):
            yield _wider(where, text, field.since, old)
        for text in _narrowed(before[field.name], field):
            yield Change(where, text, Effect.NOTE)
        yield from _differing(
            where, before[field.name], field, dict.fromkeys(("description", "why"), Effect.NOTE)
        )
        yield from _translated(where, before[field.name], field)
    names = {field.name for field in new.fields}
    for field in old.fields:
        if field.name not in names:
            yield Change(f"field {field.name}", "removed", Effect.NOTE)


def _wider(where: str, text: str, since: int, old: CollectionPolicy) -> Change:
    """Judge something wider: where `since` does not tell it from what was accepted, that cannot go on either."""
    if since > old.version:
        return Change(where, text, Effect.ASK)
    return Change(where, f"{text}, and since = {since} does not tell it is new", Effect.STOP)


def _widened(old: DeclaredField, new: DeclaredField) -> Iterator[str]:
    if new.type != old.type and (old.type, new.type) not in _NARROWER:
        yield f"type is now {new.type}, was {old.type}"
    if added := [item for item in new.purposes if item not in old.purposes]:
        yield f"now also for {', '.join(added)}"
    if old.expires is not None and (new.expires is None or new.expires > old.expires):
        yield f"collected longer: until {new.expires or 'further notice'}, was {old.expires}"


# The first type holds every value of the second.
_NARROWER = {("number", "integer"), ("string", "pseudonym"), ("number[]", "integer[]")}


def _narrowed(old: DeclaredField, new: DeclaredField) -> Iterator[str]:
    if (old.type, new.type) in _NARROWER:
        yield f"type is now {new.type}, was {old.type}"
    if dropped := [item for item in old.purposes if item not in new.purposes]:
        yield f"no longer for {', '.join(dropped)}"
    if new.expires is not None and (old.expires is None or new.expires < old.expires):
        yield f"collected only until {new.expires}"


def _records(old: CollectionPolicy, new: CollectionPolicy) -> Iterator[Change]:
    """Compare which records reach which purpose."""
    if [item.model_dump(exclude={"since"}) for item in old.sources] == [
        item.model_dump(exclude={"since"}) for item in new.sources
    ]:
        return
    wider = wider_records(old.sources, new.sources)
    covered = [source for source in new.sources if source.since <= old.version]
    beyond_accepted = wider_records(old.sources, covered)
    for purpose in wider:
        stops = purpose in beyond_accepted
        told = ", and since does not tell the new source from the accepted ones" if stops else ""
        text = f"records now belong to {purpose} that did not{told}"
        yield Change("sources", text, Effect.STOP if stops else Effect.ASK)
    if not wider:
        yield Change("sources", "the sources changed; no purpose gets more records", Effect.NOTE)
