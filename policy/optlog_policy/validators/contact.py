"""Telephone numbers and e-mail addresses."""

from __future__ import annotations

import re

from optlog_policy.placeholder import is_value
from optlog_policy.validators.checks import all_same, digits

__all__ = [
    "account",
    "email",
    "nanp_phone",
    "phone_dialled",
    "phone_in_context",
    "phone_international",
    "phone_national",
]

# ITU-T E.164, list of assigned country codes (Operational Bulletin 1114); all other codes have three digits.
_ONE = frozenset("17")
_TWO = frozenset(
    [
        "20",
        "27",
        "30",
        "31",
        "32",
        "33",
        "34",
        "36",
        "39",
        "40",
        "41",
        "43",
        "44",
        "45",
        "46",
        "47",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "81",
        "82",
        "84",
        "86",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)
_THREE = re.compile(
    r"21[1-368]|2[2346][0-9]|25[0-8]|29[0178]|35[0-9]|37[0-8]|38[0-35-79]|42[013]|50[0-9]|59[0-9]|67[02-9]|68[0-35-9]|69[0-2]|80[08]|85[02356]|870|88[0-368]|96[0-8]|97[0-79]|99[234568]"
)
_COUNTRY_LENGTHS = {
    "1": (10, 10),
    "7": (10, 10),
    "33": (9, 9),
    "34": (9, 9),
    "44": (9, 10),
    "48": (9, 9),
    "86": (9, 11),
    "91": (10, 10),
}


def phone_international(value: bytes) -> bool:
    """Say whether `value` is an international number: + or 00, an assigned country code, 7 to 15 digits in all (ITU-T E.164)."""
    text = digits(re.split(rb"[xe]", value.lstrip(b"+"))[0], separators=b" -./()\t\xa0")
    text = text[2:] if text.startswith("00") else text
    code = _country(text)
    if not code:
        return False
    national = text[len(code) :]
    national = national[1:] if national[:1] == "0" and code != "39" else national  # +44 (0)20
    least, most = _COUNTRY_LENGTHS.get(code, (6, 13))
    if len(code) == 3 and not value.lstrip(b"+").isdigit():  # noqa: PLR2004
        least = 5  # islands: +682 21 234
    return least <= len(national) <= most and len(text) <= 16 and not all_same(national)  # noqa: PLR2004


def _country(text: str) -> str:
    if text[:1] in _ONE:
        return text[:1]
    if text[:2] in _TWO:
        return text[:2]
    return text[:3] if _THREE.fullmatch(text[:3]) else ""


def nanp_phone(value: bytes) -> bool:
    """Say whether `value` is a North American number: area and exchange from 2, neither ending in 11 (nanpa.com)."""
    text = digits(value, 10, 11, separators=b" -.()/+")
    if len(text) == 11:  # noqa: PLR2004
        text = text[1:] if text[0] == "1" else ""
    return (
        bool(text) and text[0] > "1" and text[3] > "1" and text[1:3] != "11" and text[4:6] != "11"
    )


def phone_national(value: bytes) -> bool:
    """Say whether `value` can be a number with its trunk prefix: 0, then 8 to 11 digits, not all the same (ITU-T E.123)."""
    text = digits(value, *range(9, 13), separators=b" -./()")
    return text[:1] == "0" and text[1:2] not in {"", "0"} and not all_same(text[1:])


def phone_in_context(value: bytes) -> bool:
    """Say whether `value`, called a telephone number beside it, can be one: 7 to 15 digits (ITU-T E.164)."""
    text = digits(re.split(rb"[xe]", value.lstrip(b"+"))[0], *range(7, 16), separators=b" -./()")
    return bool(text) and not all_same(text)


def phone_dialled(value: bytes) -> bool:
    """Say whether `value`, after a word such as "call", can be a telephone number: no date, no time since 1970, no fraction."""
    text = digits(value.lstrip(b"+"), separators=b" -./()x")
    stamp = (
        text.isdigit()
        and value.isdigit()
        and len(text) in {10, 13}
        and text[:2] in {"15", "16", "17", "18"}
    )
    dated = re.fullmatch(rb"(?:19|20)[0-9]{2}([-./ ]?)[01][0-9]\1[0-3][0-9]", value) is not None
    fraction = re.fullmatch(rb"[0-9]{1,15}\.[0-9]{1,15}", value) and not _LOCAL.fullmatch(value)
    return phone_in_context(value) and not stamp and not dated and not fraction


_LOCAL = re.compile(rb"[2-9][0-9]{2}\.[0-9]{4}")  # a North American number without its area


_SYSTEM_ACCOUNTS = frozenset(
    [
        "root",
        "admin",
        "administrator",
        "git",
        "nobody",
        "daemon",
        "www-data",
        "postgres",
        "mysql",
        "ubuntu",
        "debian",
        "ec2-user",
        "centos",
        "test",
        "guest",
        "user",
        "support",
        "oracle",
        "ftp",
        "mail",
        "news",
        "operator",
        "pi",
        "service",
        "system",
        "anonymous",
        "hadoop",
        "nagios",
        "jenkins",
        "deploy",
        "ansible",
        "vagrant",
        "username",
    ]
)


def account(value: bytes) -> bool:
    """Say whether `value` is the name of an account that is not a program's or everybody's, nor a word in a name's place."""
    return value.decode("latin-1").lower() not in _SYSTEM_ACCOUNTS and is_value(value)


# Ends of file and unit names, which look like top-level domains but are none.
_NO_DOMAINS = frozenset(
    [
        "service",
        "socket",
        "timer",
        "slice",
        "scope",
        "mount",
        "automount",
        "target",
        "device",
        "swap",
        "path",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "ico",
        "css",
        "js",
        "mjs",
        "json",
        "tgz",
        "gz",
        "zip",
        "tar",
        "whl",
        "jar",
        "exe",
        "dll",
        "log",
        "txt",
        "yml",
        "yaml",
        "toml",
        "html",
        "xml",
        "conf",
        "cfg",
        "lock",
        "tmp",
        "bak",
    ]
)
_NO_PERSON = frozenset({b"git@github.com", b"git@gitlab.com", b"git@bitbucket.org"})
_SSH_ALGORITHM = re.compile(rb"(?i)[a-z0-9]{1,20}-[a-z0-9-]{1,40}@(?:openssh\.com|libssh\.org)")


def email(value: bytes) -> bool:
    """Say whether `value` is an e-mail address (RFC 5321, 6531) rather than a file or unit name such as `icon@2x.png`.

    The shared account of a code host (`git@github.com`) is nobody's address, nor is the name of an SSH algorithm
    (`aes256-gcm@openssh.com`, RFC 4251, 6).
    """
    name, _, domain = value.rpartition(b"@")
    end = domain.rpartition(b".")[2].lower()
    if (
        not name
        or value.lower() in _NO_PERSON
        or b".." in domain
        or _SSH_ALGORITHM.fullmatch(value)
    ):
        return False
    return end.decode("latin-1") not in _NO_DOMAINS
