"""What is still missing from a policy before it may be published, and what in it cannot work."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import Fault, dotted
from optlog_policy.records.dpv import term_faults
from optlog_policy.scope import unreached
from optlog_policy.words import locales

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RedactionRule

__all__ = ["blanks", "findings", "require_complete"]

_CONTROLLER = {
    "name": "the full legal name of whoever decides on the collection (GDPR Art. 13(1)(a))",
    "contact": "an e-mail address or web page for people's requests (GDPR Art. 13(1)(a))",
}
_RECIPIENT = {
    "name": "who runs the server, or remove the recipient (GDPR Art. 13(1)(e))",
    "country": "where the data is kept (GDPR Art. 13(1)(f))",
    "safeguard": "what protects the transfer, or why nothing is needed (GDPR Art. 13(1)(f))",
}
_PRACTICES = {
    "sells_or_shares": "true or false (CCPA 1798.130(a)(5))",
    "automated_decisions": "true or false (GDPR Art. 13(2)(f))",
}


def blanks(policy: CollectionPolicy) -> tuple[Fault, ...]:
    """Give every place that the law wants filled and that is blank, with what belongs there."""
    return tuple(_blanks(policy))


def _blanks(policy: CollectionPolicy) -> Iterator[Fault]:
    for name, hint in _CONTROLLER.items():
        if not getattr(policy.controller, name):
            yield Fault(("controller", name), "blank", hint)
    if not policy.recipients and not policy.controller.address:
        hint = "where the data is kept, as nobody else receives it (GDPR Art. 13(1)(a))"
        yield Fault(("controller", "address"), "blank", hint)
    for name, hint in _PRACTICES.items():
        if getattr(policy.practices, name) is None:
            yield Fault(("practices", name), "blank", hint)
    practices = policy.practices
    if (practices.sells_or_shares or practices.automated_decisions) and not practices.explanation:
        hint = "what it means for people, and how to object"
        yield Fault(("practices", "explanation"), "blank", hint)
    for index, recipient in enumerate(policy.recipients):
        for name, hint in _RECIPIENT.items():
            if not getattr(recipient, name):
                yield Fault(("recipients", index, name), "blank", hint)


def require_complete(policy: CollectionPolicy) -> None:
    """Raise PolicyError, listing every blank and what belongs there, unless there is none."""
    if found := blanks(policy):
        listed = [f"{dotted(fault.where)}: {fault.hint}" for fault in found]
        count = "one place is" if len(found) == 1 else f"{len(found)} places are"
        raise PolicyError(
            "\n  ".join([f"the collection policy is not complete, {count} blank:", *listed]),
            hint="fill these in the policy file, or export a draft, which marks them",
        )


def findings(
    policy: CollectionPolicy, *, rules: Iterable[RedactionRule] = (), today: dt.date | None = None
) -> tuple[Fault, ...]:
    """Give what `optlog policy check` reports of a policy that loads: blanks, and what cannot work.

    A field that one of `rules` replaces whole because of its name, disguises though it is not declared a pseudonym, or
    whose example it would change; a field that has expired on `today`; a purpose that no record or field can belong to,
    or whose term the vocabulary does not have; a source that no record reaches, or whose level is misspelt; a language
    without words; a new version without a word about it.
    """
    named = list(rules)
    cannot_work = (
        *_idle(policy),
        *_never_fitting(policy),
        *_masked(policy, named),
        *_undisguised(policy, named),
        *_changed_examples(policy, named),
        *_expired(policy, today),
        *_unknown_words(policy),
        *_unoffered(policy),
    )
    return (*_blanks(policy), *cannot_work, *_untold(policy))


def _idle(policy: CollectionPolicy) -> Iterator[Fault]:
    fed = {source.purpose for source in policy.sources}
    for index, purpose in enumerate(policy.purposes):
        if purpose.id not in fed:
            hint = "add a source for it, or remove the purpose"
            yield Fault(("purposes", index), f"no source feeds {purpose.id}", hint)
        if not policy.fields_for(purpose.id):
            hint = "add it to the purposes of a field, or remove the purpose"
            yield Fault(("purposes", index), f"no field is declared for {purpose.id}", hint)


_LEVELS = ("debug", "info", "warning", "error", "critical")
_ALIASES = {"warn": "warning", "fatal": "critical", "exception": "error"}
"""What methods of loggers are called, and the level that their records have."""


def _never_fitting(policy: CollectionPolicy) -> Iterator[Fault]:
    """Find sources behind one that takes their records, and levels that are nearly one (a host may have its own)."""
    for index in unreached(policy.sources):
        hint = "the first source that fits decides: move it up, or remove it"
        yield Fault(("sources", index), "no record reaches it, earlier sources take them", hint)
    for index, source in enumerate(policy.sources):
        for place, level in enumerate(source.levels):
            near = get_close_matches(level, _LEVELS, n=1) if level not in _LEVELS else []
            if meant := _ALIASES.get(level) or next(iter(near), ""):
                where = ("sources", index, "levels", place)
                yield Fault(where, f"no record has the level {level}", f"did you mean {meant}?")


def _masked(policy: CollectionPolicy, rules: list[RedactionRule]) -> Iterator[Fault]:
    masking = [rule for rule in rules if rule.keys and rule.action == "mask"]
    for index, field in enumerate(policy.fields):
        for rule in masking:
            if any(rule.matches_key(part) for part in field.name.split(".")):
                what = f"the redaction rule {rule.name} replaces every value of {field.name}"
                yield Fault(
                    ("fields", index, "name"), what, "rename the field, or do not collect it"
                )


def _undisguised(policy: CollectionPolicy, rules: list[RedactionRule]) -> Iterator[Fault]:
    """Find fields that become pseudonyms without being declared so, and pseudonyms that nothing makes."""
    disguising = [rule for rule in rules if rule.keys and rule.action == "pseudonym"]
    for index, field in enumerate(policy.fields):
        last = field.name.rpartition(".")[2]
        by = next((rule.name for rule in disguising if rule.matches_key(last)), None)
        declared = field.type == "pseudonym"
        if by is not None and not declared:
            what = f"the redaction rule {by} replaces {field.name} by a pseudonym"
            hint = 'give it type = "pseudonym" and personal = true, or do not collect it'
            yield Fault(("fields", index, "type"), what, hint)
        elif rules and declared and by is None and field.name not in _OWN_PSEUDONYMS:
            what = f"no redaction rule makes a pseudonym of {field.name}; its values never leave"
            hint = "rename it, such as user_id, or add a rule of action pseudonym for its name"
            yield Fault(("fields", index, "name"), what, hint)


_OWN_PSEUDONYMS = ("user",)
"""Pseudonyms that optlog itself adds to what it sends."""


def _changed_examples(policy: CollectionPolicy, rules: list[RedactionRule]) -> Iterator[Fault]:
    patterns = [rule for rule in rules if rule.pattern]
    for index, field in enumerate(policy.fields):
        examples = field.example if isinstance(field.example, tuple) else (field.example,)
        texts = [item.encode() for item in examples if isinstance(item, str)]
        if field.type == "pseudonym":
            continue
        by = next((rule.name for rule in patterns if any(map(rule.find, texts))), None)
        if by is not None:
            what = f"the redaction rule {by} would change values like the example of {field.name}"
            hint = "declare what is sent after redaction, or do not collect it"
            yield Fault(("fields", index, "example"), what, hint)


def _unknown_words(policy: CollectionPolicy) -> Iterator[Fault]:
    yield from term_faults(policy)
    known = locales()
    for index, language in enumerate(policy.languages):
        if language not in known:
            hint = f"there are words for {', '.join(known)}"
            what = f"the notice has no words for the language {language}"
            yield Fault(("languages", index), what, hint)


def _unoffered(policy: CollectionPolicy) -> Iterator[Fault]:
    """Find languages that something is translated into and that nobody is offered; one fault each."""
    offered, told = policy.languages[1:], set[str]()
    for where, translations in _translated(policy):
        for language in translations:
            if language not in offered and language not in told:
                told.add(language)
                what = f"words in {language}, which is not among the languages offered"
                hint = "add it to `languages` (the first is the one you write in), or remove them"
                yield Fault((*where, "translations", language), what, hint)


def _translated(
    policy: CollectionPolicy,
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, object]]]:
    yield (), policy.translations
    yield ("practices",), policy.practices.translations
    yield ("rights",), policy.rights.translations
    for table in ("recipients", "purposes", "fields", "changes"):
        for index, item in enumerate(getattr(policy, table)):
            yield (table, index), item.translations


def _expired(policy: CollectionPolicy, today: dt.date | None) -> Iterator[Fault]:
    for index, field in enumerate(policy.fields):
        if today is not None and field.expires is not None and field.expires <= today:
            hint = "remove the field, or decide anew and move the date"
            yield Fault(("fields", index, "expires"), f"{field.name} has expired", hint)


def _untold(policy: CollectionPolicy) -> Iterator[Fault]:
    if policy.version > 1 and policy.version not in {change.version for change in policy.changes}:
        hint = "add a [[changes]] entry that says what changed"
        yield Fault(("version",), f"version {policy.version} has no word about what changed", hint)
