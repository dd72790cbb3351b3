r"""Redaction rules: data that says what to hide, why, and how.

A rule file is TOML with one `[[rule]]` table a rule. A NAME rule has `keys`: the value under such a key is replaced
whole. A PATTERN rule has `pattern`: its matches in any text are replaced.

```toml
[[rule]]
name = "acme-api-key"
category = "secret"
family = "cloud"
reason = "gives full access to an Acme account"
reference = "https://docs.acme.example/keys"
keywords = ["acme_"]
pattern = '\b(?P<secret>acme_[0-9a-z]{32})\b'
[rule.examples]
match = ["key acme_0123456789abcdef0123456789abcdef ok"]
ignore = ["acme_too_short"]
```

Facts for those who write rules:

- Patterns are matched on UTF-8 bytes by google-re2 or Python `re`, with the same result. `\w \d \b` and `(?i)` are ASCII
  only. Every quantifier is bounded; no lookaround, no back-reference, no `\s`; `^ $` only after a leading `(?m)`.
  A non-ASCII letter is several bytes: never put one into a character class; `[\x80-\xff]` is "any byte of such a letter".
- Groups named `secret`, `secret2`, `secret3`, ... mark the parts to replace (those that took part in the match); without
  them the whole match is replaced.
- Matches do not overlap, as in `re.finditer`: what a match consumes around the secret cannot begin the next match.
- A bound of some hundred bytes is enough: the engine lengthens a match of 120 bytes or more to the end of its token
  (letters, digits, `+/=_.%-`), and a key block (`-----BEGIN`) to its end. RE2 takes no bound above 1000, nested ones
  multiplied. Two neighbouring quantifiers over the same characters cost both engines dearly: avoid `[a-z]{0,90}[a-z0-9]{0,90}`.
- At least one of `keywords` must stand in the lower-cased text for a rule to be asked at all. They are the gate of the
  pure-Python matcher, so choose rare ones.
- `unless`: words that make the value harmless where one of them stands in the 32 bytes before it, on the same line
  (`cache` before `key: d41d8cd9...`); long and short words as for `context`.
- `context`: a word of at most 4 letters must stand alone (`pin` is not found in `ping`; it is in `pin_code`, `PIN:` and
  `userPin`); a longer word may be part of a longer one (`passport` in `passportNumber`). Case does not matter.
- `entropy`: bits per byte of the secret part, at least.
- `validator`: name in `optlog_policy.validators.VALIDATORS`, called with the bytes of the secret part; or `value` (no
  placeholder such as `None`, `***`, `${VAR}`), `mixed` (a value with both letters and digits), `paired` (a
  value that is no further name), `chosen` (made as passwords are asked to be), `generated` (letters and
  digits alternate as in no word, version or date), `random` (mixed, but no UUID, hash, version, path or host name) or
  `drawn` (both of these).
- A name rule's examples are key names (`dbPassword`); a pattern rule's are texts.
- Markers of earlier redaction (`[redacted:...]`) and pseudonyms (`psn_...`) in the text are left alone by the engine;
  a rule need not care.
- `action = "truncate"` keeps the coarse part of an address or coordinate (203.0.113.7 -> 203.0.0.0, 52.51633 -> 52.5),
  and masks what is neither.
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from optlog_policy.pattern import (
    CompiledPattern,
    compile_pattern,
    group_numbers,
    groups_at,
    is_found,
    matches,
    pattern_fault,
)
from optlog_policy.placeholder import (
    is_basic_credentials,
    is_chosen,
    is_drawn,
    is_generated,
    is_mixed,
    is_paired,
    is_random,
    is_user_folder,
    is_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog_policy.pattern import Found, Spans

__all__ = [
    "Category",
    "Examples",
    "Known",
    "Parts",
    "Profile",
    "RedactionRule",
    "key_words",
    "squashed",
]

Category = Literal["secret", "pii", "identifier"]
Profile = Literal["strict", "balanced", "secrets-only"]
_EVERYWHERE: tuple[Profile, ...] = ("strict", "balanced", "secrets-only")
_PERSONAL: tuple[Profile, ...] = ("strict", "balanced")

Parts = tuple[tuple[int, int], ...]
"""What of a match is a value, from and to, counted from where the match begins."""


class Known:
    """What one rule has said of matches, by the bytes of the match, and of what stands before values; for one engine."""

    __slots__ = ("harmless", "parts")

    def __init__(self) -> None:
        self.parts: dict[bytes, Parts] = {}
        self.harmless: dict[bytes, bool] = {}


Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
KeyEntry = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9\x80-\x{10ffff}]+(_[a-z0-9\x80-\x{10ffff}]+)*$")
]
Keyword = Annotated[str, StringConstraints(pattern=r"^[\x20-\x40\x5b-\x7e]{2,}$")]
Sentence = Annotated[str, StringConstraints(min_length=1)]

# Trusted text (our own catalogue, checked by tests) skips the costly checks at load.
TRUSTED = {"trusted": True}


class Examples(BaseModel):
    """Texts (or key names, for a name rule) that must, and must not, be hit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: tuple[str, ...] = Field(min_length=1)
    ignore: tuple[str, ...] = Field(min_length=1)


class RedactionRule(BaseModel):
    """One rule: the fields of a `[[rule]]` table (see the module's text).

    Raises pydantic's ValidationError for a wrong field, an unbounded or unportable pattern, or missing examples.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    category: Category
    family: Sentence
    reason: Sentence
    reference: Sentence
    action: Literal["mask", "pseudonym", "truncate"] = "mask"
    marker: Annotated[str, StringConstraints(pattern=r"^\[[a-z0-9:_-]{1,80}\]$")] = ""
    profiles: tuple[Profile, ...] = ()
    keys: tuple[KeyEntry, ...] = ()
    keys_except: tuple[KeyEntry, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    pattern: str = ""
    validator: str = ""
    context: tuple[Sentence, ...] = ()
    unless: tuple[Sentence, ...] = ()
    context_window: int = Field(default=60, ge=1, le=1000)
    entropy: float = Field(default=0.0, ge=0.0, le=8.0)
    examples: Examples | None = None

    @model_validator(mode="after")
    def _check(self, info: ValidationInfo) -> RedactionRule:
        if info.context is not TRUSTED:
            fault = self.fault()
            if fault is not None:
                what, hint = fault
                raise PydanticCustomError("rule", "{what}", {"what": what, "hint": hint})
        return self

    def fault(self) -> tuple[str, str] | None:
        """Say what is wrong beyond the single fields, as (fault, hint), or give None."""
        if self.keys and self.pattern:
            return "has both `keys` and `pattern`", "write two rules to have both"
        if not self.keys and not self.pattern:
            return (
                "needs `keys` or `pattern`",
                "name the keys whose values it hides, or give the pattern of what it hides in texts",
            )
        if self.examples is None:
            return "has no examples", "add [rule.examples] with `match` and `ignore`"
        if len(self.examples.ignore) < len(self.examples.match):
            return "fewer `ignore` than `match` examples", "add near misses that must stay"
        if self.keys:
            return self._key_fault()
        return pattern_fault(self.pattern) or self._pattern_fault()

    def _key_fault(self) -> tuple[str, str] | None:
        if self.keywords or self.context or self.unless or self.validator or self.entropy:
            return (
                "`keywords`, `context`, `unless`, `validator` and `entropy` need a `pattern`",
                "remove them",
            )
        return None

    def _pattern_fault(self) -> tuple[str, str] | None:
        if self.keys_except:
            return "`keys_except` needs `keys`", "remove it"
        if self.validator and _validator(self.validator) is None:
            return f"unknown validator `{self.validator}`", _validator_hint(self.validator)
        return None

    @property
    def replacement(self) -> str:
        """Give the marker that stands for a match."""
        return self.marker or f"[redacted:{self.name}]"

    @property
    def active_profiles(self) -> tuple[Profile, ...]:
        """Give the profiles that use this rule."""
        return self.profiles or (_EVERYWHERE if self.category == "secret" else _PERSONAL)

    def matches_key(self, key: str) -> bool:
        """Say whether the value under `key` (snake, camel, kebab, dotted, ...) is this rule's."""
        words, flat = key_words(key), squashed(key)
        ends = _FORMS_OF_SECRETS if self.category == "secret" else frozenset[str]()
        while not self._names(words, flat):
            if len(words) < 2 or not (words[-1].isdigit() or words[-1] in ends):  # noqa: PLR2004
                return False
            words, flat = words[:-1], flat[: -len(words[-1])]  # api_key_1, passwordInput
        return True

    def _names(self, words: tuple[str, ...], flat: str) -> bool:
        return _ends_with(words, flat, self._split_keys) and not _ends_with(
            words, flat, self._split_except
        )

    def has_context_word(self, key: str) -> bool:
        """Say whether `key` holds one of the context words."""
        found = self._context_pattern
        return found is not None and found.search(key.encode("utf-8", "surrogatepass")) is not None

    def find(
        self,
        text: bytes,
        *,
        engine: str = "auto",
        most: int | None = None,
        known: Known | None = None,
    ) -> list[tuple[int, int]]:
        """Give the byte spans to replace in UTF-8 `text`, in order; none for a name rule.

        A span has passed keywords, context, validator and entropy. `engine` is `python`, else RE2 where installed.
        After `most` spans the search ends. What is `known` is not worked out again, and more is added.
        """
        if not self.pattern or not (self._has_many_keywords or self._has_keyword(text)):
            return []
        compiled = self._python_pattern if engine == "python" else self._compiled
        beside = self._context_pattern is not None or self._unless_pattern is not None
        found: list[tuple[int, int]] = []
        for match in matches(compiled, lambda: self._python_pattern, text):
            parts = self._known(text, match, known)
            if parts:
                start = match[0]
                values = [(start + first, start + last) for first, last in parts]
                if beside:
                    values = [value for value in values if self._stands_well(text, *value, known)]
                found += values
                if most is not None and len(found) >= most:
                    break
        return found if self._is_named(text, found) else []

    def matches(self, text: bytes, *, engine: str = "auto") -> bool:
        """Say whether the pattern matches in UTF-8 `text` and a context word stands there, if one is needed.

        Neither validator nor entropy is asked: `find` may still give nothing. `engine` as for `find`.
        """
        if self._context_pattern is not None and not _any_in(self._context_bytes, text.lower()):
            return False
        compiled = self._python_pattern if engine == "python" else self._compiled
        return is_found(compiled, text) and (
            self._context_pattern is None or self._context_pattern.search(text) is not None
        )

    def _known(self, text: bytes, match: Found, known: Known | None) -> Parts:
        """Give what of a match is a value, worked out once for all matches that read the same.

        The bytes beside a match decide on edges of words and lines, so that which groups take part is the same, too.
        """
        start, end, _ = match
        if known is None or not start or end == len(text):
            return self._values(text, match)
        seen = text[start - 1 : end + 1]
        parts = known.parts.get(seen)
        if parts is None:
            parts = known.parts[seen] = self._values(text, match)
        return parts

    def _values(self, text: bytes, match: Found) -> Parts:
        """Give the `secret` groups of a match, or else all of it, as far as entropy and validator let them pass."""
        start, end, groups = match
        parts: Parts = ()
        if self._secret_groups:
            groups = groups or groups_at(self._grouping, text, start)
            parts = self._parts(groups) if groups else ()
        parts = parts or ((0, end - start),)
        if self._is_value is None:
            return parts
        valid = [part for part in parts if self._is_value(text[start + part[0] : start + part[1]])]
        return tuple(valid)

    def _parts(self, spans: Spans) -> Parts:
        """Give the `secret` groups that take part in a match."""
        start = spans[0][0]
        found = [spans[group] for group in self._secret_groups if spans[group][0] >= 0]
        return tuple([(first - start, last - start) for first, last in found])

    def _is_named(self, text: bytes, found: list[tuple[int, int]]) -> bool:
        """Say whether one of many keywords stands in `text`, mostly beside what was found; nothing else is asked here."""
        if not found or not self._has_many_keywords:
            return True
        first, last = found[0]
        near = text[max(0, first - _KEYWORD_REACH) : last + _KEYWORD_REACH]
        return self._has_keyword(near) or self._has_keyword(text)

    def _has_keyword(self, text: bytes) -> bool:
        return not self.keywords or _any_in(self._keyword_bytes, text.lower())

    @cached_property
    def _has_many_keywords(self) -> bool:
        """Whether looking for the keywords takes longer than searching with the pattern."""
        return len(self.keywords) > _MANY_KEYWORDS

    def _stands_well(self, text: bytes, start: int, end: int, known: Known | None) -> bool:
        """Say whether what stands around the value at `start` leaves it one."""
        if self._context_pattern is not None and not self._in_context(text, start, end):
            return False
        return self._unless_pattern is None or not self._is_harmless(text, start, known)

    def _in_context(self, text: bytes, start: int, end: int) -> bool:
        window = self.context_window
        return self._has_context(text, max(0, start - window), start) or self._has_context(
            text, end, end + window
        )

    def _has_context(self, text: bytes, start: int, end: int) -> bool:
        """Say whether a context word stands there; the bytes beside, which slices would hide, decide on its edges."""
        assert self._context_pattern is not None
        found = self._context_pattern.search(text, start, end)
        if found is None:
            return False
        return found.end() < end or self._context_pattern.match(text, found.start()) is not None

    def _is_harmless(self, text: bytes, start: int, known: Known | None) -> bool:
        first = max(0, start - _UNLESS_REACH)
        line = max(text.rfind(b"\n", first, start) + 1, first)
        if known is None or not line:
            return self._has_unless(text, line, start)
        seen = text[line - 1 : start]  # the byte before decides on the edge of a word
        harmless = known.harmless.get(seen)
        if harmless is None:
            harmless = known.harmless[seen] = self._has_unless(text, line, start)
        return harmless

    def _has_unless(self, text: bytes, start: int, end: int) -> bool:
        assert self._unless_pattern is not None
        # The words alone are found sooner than the pattern says where they stand.
        if not _any_in(self._unless_bytes, text[start:end].lower()):
            return False
        return self._unless_pattern.search(text, start, end) is not None

    @cached_property
    def _split_keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(entry.split("_")) for entry in self.keys)

    @cached_property
    def _split_except(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(entry.split("_")) for entry in self.keys_except)

    @cached_property
    def _keyword_bytes(self) -> tuple[bytes, ...]:
        return tuple(keyword.encode() for keyword in self.keywords)

    @cached_property
    def _context_bytes(self) -> tuple[bytes, ...]:
        return tuple(word.lower().encode() for word in self.context)

    @cached_property
    def _unless_bytes(self) -> tuple[bytes, ...]:
        return tuple(word.lower().encode() for word in self.unless)

    @cached_property
    def _compiled(self) -> CompiledPattern:
        return compile_pattern(self.pattern)

    @cached_property
    def _python_pattern(self) -> re.Pattern[bytes]:
        return re.compile(self.pattern.encode())

    @cached_property
    def _grouping(self) -> CompiledPattern:
        """The pattern with its groups; Python `re` takes a hundred times as long as RE2 to read a large one."""
        return compile_pattern(self.pattern, groups=True)

    @cached_property
    def _secret_groups(self) -> tuple[int, ...]:
        if "(?P<secret" not in self.pattern:
            return ()
        numbers = group_numbers(self._grouping)
        return tuple(sorted(number for name, number in numbers.items() if name[:6] == "secret"))

    @cached_property
    def _context_pattern(self) -> re.Pattern[bytes] | None:
        return _any_word(self.context)

    @cached_property
    def _unless_pattern(self) -> re.Pattern[bytes] | None:
        return _any_word(self.unless)

    @cached_property
    def _is_value(self) -> Callable[[bytes], bool] | None:
        """What entropy and validator say of a value; None where there is neither."""
        valid = _validator(self.validator) if self.validator else None
        least = self.entropy
        if not least:
            return valid
        return lambda value: _shannon(value) >= least and (valid is None or valid(value))


_OWN_VALIDATORS: dict[str, Callable[[bytes], bool]] = {
    "value": is_value,
    "basic-credentials": is_basic_credentials,
    "chosen": is_chosen,
    "drawn": is_drawn,
    "generated": is_generated,
    "mixed": is_mixed,
    "paired": is_paired,
    "random": is_random,
    "user-folder": is_user_folder,
}


def _validator(name: str) -> Callable[[bytes], bool] | None:
    """Give the validator called `name`; imported late, because most programs never meet a number worth checking."""
    own = _OWN_VALIDATORS.get(name)
    if own is not None:
        return own
    from optlog_policy.validators import VALIDATORS

    return VALIDATORS.get(name)


def _validator_hint(name: str) -> str:
    import difflib

    from optlog_policy.validators import VALIDATORS

    known = sorted({*_OWN_VALIDATORS, *VALIDATORS})
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"


_FORMS_OF_SECRETS = frozenset(
    (
        "arg",
        "b64",
        "base64",
        "enc",
        "encrypted",
        "field",
        "input",
        "param",
        "plain",
        "plaintext",
        "raw",
        "str",
        "string",
        "text",
        "v",
        "value",
    )
)
"""Words after a name that say in which form the secret stands: `passwordInput`, `token_b64`."""

_WORD_STARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[0-9]+")


def key_words(key: str) -> tuple[str, ...]:
    """Split a key into lower-case words: `dbPassword`, `db-password` and `DB.PASSWORD` give `("db", "password")`."""
    return tuple(word.lower() for word in _WORD_STARTS.findall(key))


def squashed(key: str) -> str:
    """Give the letters and digits of `key` in lower case: `X-Api-Key` gives `xapikey`."""
    return "".join(filter(str.isalnum, key)).lower()


_MANY_KEYWORDS = 64
_KEYWORD_REACH = 100  # bytes

_UNLESS_REACH = 32  # bytes; the words of one name

_SQUASHED_MIN = 6  # shorter entries would end too many ordinary words: `pin` ends `spin`


def _ends_with(words: tuple[str, ...], flat: str, entries: tuple[tuple[str, ...], ...]) -> bool:
    for entry in entries:
        if words[-len(entry) :] == entry:
            return True
        tail = "".join(entry)
        if len(tail) >= _SQUASHED_MIN and flat.endswith(tail):
            return True
    return False


def _any_in(words: tuple[bytes, ...], text: bytes) -> bool:
    for word in words:  # noqa: SIM110  a generator takes half as long again
        if word in text:
            return True
    return False


def _any_word(words: tuple[str, ...]) -> re.Pattern[bytes] | None:
    return re.compile(b"|".join(map(_context_word, words))) if words else None


def _context_word(word: str) -> bytes:
    plain = re.escape(word.lower().encode())
    if len(word) > 4 or not word.isascii():  # noqa: PLR2004  see the module's text
        return b"(?i:" + plain + b")"
    camel = re.escape(word.capitalize().encode())
    return rb"(?<![A-Za-z])(?i:" + plain + rb")(?![a-z])|(?<=[a-z])" + camel + rb"(?![a-z])"


_LOGS = [0.0, *map(math.log2, range(1, 256))]
_SHARES = [n * log for n, log in enumerate(_LOGS)]


def _shannon(data: bytes) -> float:
    """Give the Shannon entropy of `data` in bits per byte."""
    size, counts = len(data), map(data.count, set(data))
    if not size:
        return 0.0
    if size < len(_SHARES):
        return _LOGS[size] - sum([_SHARES[n] for n in counts]) / size
    return math.log2(size) - sum([n * math.log2(n) for n in counts]) / size
