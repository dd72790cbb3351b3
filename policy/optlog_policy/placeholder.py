"""Telling a value from a stand-in for one: `password=${PASSWORD}` and `token: null` say nothing that must be hidden."""

from __future__ import annotations

import binascii
import re

from optlog_policy.benign import ordinary_words

__all__ = [
    "is_basic_credentials",
    "is_chosen",
    "is_drawn",
    "is_generated",
    "is_mixed",
    "is_paired",
    "is_path",
    "is_random",
    "is_user_folder",
    "is_value",
]

_STAND_IN = re.compile(
    rb"""(?ix)
    none | null | nil | true | false | yes | no | undefined | unset | empty | nan | n/a | missing | invalid | required
    | optional | unknown | expired | redacted | hidden | masked | removed | filtered | secret | password | string | str
    | bytes | int | bool | float | object | \.\.\. | ok | failed | failure | success | valid | error | default | env | self
    | [x*.#_-]{1,64} | \[[a-z _-]{1,20}\]
    | \$\{[^}]*\}? | \$\([^)]*\)? | \$[a-z_][a-z0-9_]* | %\(?[a-z_]*\)?[sdr] | %[a-z_]+% | \{\{?[^}]*\}?\}? | <[a-z _.-]*>?
    | (?-i:(?:[A-Z][A-Z0-9]{0,19}_){0,5}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|API_?KEY))
    | unauthori[sz]ed | forbidden | denied | ignored | skipped | unavailable | [a-z_][\w.:]{0,60}\(
    | enabled | disabled | mounted | loaded | created | deleted | updated | refreshed | rotated | revoked | cancell?ed | triggered
    | expected | unexpected | incorrect | wrong | cannot | must
    | rejected | accepted | changed | present | absent | \? | (?:string|str|bytes)\([0-9]{1,9} | [0-9]{1,5}(?:\.[0-9]{1,3})?(?:[mun]?s|%)
    | [a-z_]\w{0,40}(?:\.[a-z_]\w{0,40}){1,6}\(.* | (?:\$[a-z_]\w{0,40}\[|[a-z_]\w{0,40}\[["':])[a-z_"']{0,40}
    | (?:[a-z_]\w{0,40}\.){1,6}[a-z_]{0,40}(?:password|passwd|secret|token|key|credentials?)
    | [a-z_][a-z0-9_.]{2,60}\(\) | (?:os\.)?(?:environ|getenv|process\.env)\b.* | self\.[a-z_.]+ | \(?(?:hidden|redacted|masked|filtered|not[ ]set)\)?
    """
)


_PATH = re.compile(
    rb"""(?ix)
    /(?:(?:usr|etc|var|opt|srv|run|tmp|home|root|mnt|media|proc|sys|dev|lib|bin|workspaces?|app|builds?|users|library|applications
    |volumes|private)(?:/[\w.+@ -]{1,80}){0,30}/?)? | [a-z]:(?:[\\/][\w.+@() -]{0,80}){0,30}
    """
)


def is_path(data: bytes) -> bool:
    """Say whether `data` is a path from a root that the systems have: `PWD=/srv/app` is a folder, not a password."""
    return _PATH.fullmatch(data) is not None


def is_value(data: bytes) -> bool:
    """Say whether `data` may be a real secret: not a placeholder, a null word, a type's name, a path or a run of asterisks.

    What closes a bracket around it may follow: `(using password: YES)`.
    """
    bare = data.strip(b" \t\"'`;,")
    if _STAND_IN.fullmatch(bare) is not None or is_path(bare):
        return False
    inner = bare.rstrip(b")]}:")
    return inner == bare or _STAND_IN.fullmatch(inner) is None


_PLAIN_WORD = re.compile(rb"[a-z]{2,40}|[A-Z][a-z]{1,40}|[A-Z]{2,40}")
_FIELD_WORDS = frozenset(
    b"""
    accept api app auth authorization aws body card code confirm content cookie csrf date db email field first header host hostname id jwt key
    label last length login mail name new number old otp passphrase passwd password phone pin pwd query referer repeat scope smtp sql tls
    secret session string text title token type url user username value zip
    """.split()
)


def is_paired(data: bytes) -> bool:
    """Say whether `data`, the second of two things in brackets, is a value and no further name: `["password", "email"]`."""
    if not is_value(data):
        return False
    words = [word for word in re.split(rb"[-_. ]", data) if word]
    if not all(map(_PLAIN_WORD.fullmatch, words)):
        return True
    known = ordinary_words()
    return not all(word.lower() in _FIELD_WORDS or word.lower().decode() in known for word in words)


def is_mixed(data: bytes) -> bool:
    """Say whether `data` is a value that holds both letters and digits, as generated keys do."""
    return (
        is_value(data)
        and re.search(rb"[0-9]", data) is not None
        and re.search(rb"[A-Za-z]", data) is not None
    )


_STRUCTURED = re.compile(
    rb"""(?ix)
    [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12} | [0-9a-f]+(?:-[a-z]{2,4})? | [a-z_.-]*[0-9.,:/_-]* | v?[0-9]+(?:[._~+-][0-9a-z]+)+
    | [a-z]+(?:[._/-][a-z]+)+[0-9]{0,4} | [^ ]*(?:/|\.(?:py|js|txt|log|json|html?|com|org|net|io)$)[^ ]*
    """
)


def is_random(data: bytes) -> bool:
    """Say whether `data` looks drawn at random: letters and digits, but no UUID, hash, version, path or host name."""
    return is_mixed(data) and _STRUCTURED.fullmatch(data) is None


_WORDS = re.compile(rb"[A-Z]?[a-z]{3,}|[A-Z]{4,}")  # letters in a row, enough to be a word
_CHANGES = re.compile(rb"(?i:(?<=[a-z])[0-9]|(?<=[0-9])[a-z])|(?<=[a-z])[A-Z]")
_FEW_CHANGES = 3
_IS_NUMBER = re.compile(
    rb"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T_-]|0x[0-9a-fA-F]{1,16}\b"
).match  # a date or a number
_WORDS_SHARE = 0.3  # of the value
_COMMON_PAIRS = frozenset(
    b"th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld"
    b" ur ro ri io li la el ic ne me co ce ma ll ta om be ch tr ss us ut il id ow no ni ec em pe pr ac ai ag am un ad ol"
    b" ul di do pa po fi fo ge gr ho ig im ir iv ke ki lo lu mi mo na ns op os ot pl rd rs rt sc sh so su tt tu up vi wa"
    b" we wi wo ci cl ap ab av bl bo br ca ck ct cr da du ee ef eg ei ep ev ex ey fr ga gi gl go hu if ia ie".split()
)
"""Pairs of letters that words are made of."""


def is_generated(data: bytes) -> bool:
    """Say whether letters and digits alternate in `data` as in no word, version or date; UUIDs and hashes count, too."""
    if not is_mixed(data) or len(_CHANGES.findall(data)) < _FEW_CHANGES or _IS_NUMBER(data):
        return False
    letters = sum(len(found) for found in _WORDS.findall(data) if _is_wordlike(found.lower()))
    return letters <= _WORDS_SHARE * len(data)


def _is_wordlike(letters: bytes) -> bool:
    """Say whether most pairs of neighbours in `letters` are common ones."""
    pairs = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return 2 * sum(map(_COMMON_PAIRS.__contains__, pairs)) > len(pairs)


def is_drawn(data: bytes) -> bool:
    """Say whether `data` is generated and no UUID, hash, version, path or host name: what may stand far from a telling name."""
    return is_generated(data) and is_random(data)


_SCHEME = re.compile(
    rb"(?i)(?:sha|md[45]|aes|rsa|pbkdf|argon|[bsy]?crypt|utf|base(?:32|64)|oauth|http|ipv|ldap|kerberos|ntlm|v?[0-9]+(?:\.[0-9]+)+)"
)
_KINDS = (rb"[a-z]", rb"[A-Z]", rb"[0-9]", rb"[!@#$%^&*?+~]")
_ENOUGH_KINDS = 3
_CHOSEN_MIN = 6  # bytes


def is_chosen(data: bytes) -> bool:
    """Say whether `data` is made as passwords are asked to be: a digit, and of other signs two kinds; no name of a cipher."""
    bare = data.rstrip(b".;!?")
    if len(bare) < _CHOSEN_MIN or not is_mixed(bare) or is_path(bare) or _SCHEME.match(bare):
        return False
    return sum(re.search(kind, data) is not None for kind in _KINDS) >= _ENOUGH_KINDS


_SHARED_FOLDERS = frozenset(
    {
        b"public",
        b"default",
        b"default user",
        b"all users",
        b"shared",
        b"user",
        b"users",
        b"username",
        b"[user]",
        b"linuxbrew",
        b"cdrom",
        b"floppy",
        b"usb",
        b".",
    }
)


def is_user_folder(data: bytes) -> bool:
    """Say whether `data`, the name of a folder beside the home folders, may be a user's."""
    return data.lower() not in _SHARED_FOLDERS and is_value(data)


def is_basic_credentials(data: bytes) -> bool:
    """Say whether `data` is base64 of `user:password` (RFC 7617)."""
    digits = data.rstrip(b"=")
    try:
        decoded = binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
    except binascii.Error:
        return False
    return b":" in decoded and decoded.isascii()
