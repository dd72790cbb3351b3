"""Rules for personal data: what must be found, family by family, and what ordinary log lines must keep."""

from __future__ import annotations

import pytest
from optlog_policy.rule import RuleSet
from optlog_policy.validators import VALIDATORS

FAMILIES = {
    "contact",
    "network",
    "financial",
    "crypto",
    "government-id",
    "health",
    "place",
    "vehicle",
}
RULES = [
    rule
    for rule in RuleSet.load_builtin()
    if rule.pattern and rule.family in FAMILIES and rule.category != "secret"
]

FOUND = [
    (
        "contact",
        "bounce for ada.example+tag@mail.example.org at 12:00",
        "ada.example+tag@mail.example.org",
    ),
    ("contact", "mailto:o.neil@example.co.uk?subject=x", "o.neil@example.co.uk"),
    ("contact", "Fehler bei jörg@bücher.example", "jörg@bücher.example"),
    ("contact", 'from "ada example"@example.org', '"ada example"@example.org'),
    ("contact", "ada (at) example (dot) org wrote", "ada (at) example (dot) org"),
    ("contact", "dialled +49 30 901820 twice", "+49 30 901820"),
    ("contact", "sms to +12125550178 queued", "+12125550178"),
    ("contact", "customer (212) 555-0178 hung up", "(212) 555-0178"),
    ("contact", "reach 212.555.0178.", "212.555.0178"),
    ("contact", "+12125550178 200 12 ms", "+12125550178"),
    ("contact", "+44 20 7946 0958 12:00:01", "+44 20 7946 0958"),
    ("contact", "GET /u?n=+49 30 901820&x=1", "+49 30 901820"),
    ("contact", "to=212-555-0178 queued", "212-555-0178"),
    ("contact", "moved 212-555-0178->415-555-0132", "212-555-0178"),
    ("contact", "Phone: 451 5586", "451 5586"),
    ("contact", "date of birth: 1971-04-09", "1971-04-09"),
    ("contact", "zip code: 90210-1234", "90210-1234"),
    ("contact", "ship to 12 Nowhere Street, Examplefield", "12 Nowhere Street"),
    ("contact", "IMEI 35-209900-176148-1 blocked", "35-209900-176148-1"),
    ("network", "accepted 203.0.113.7:52114", "203.0.113.7"),
    ("network", "a=203.0.113.7,b=198.51.100.4", "198.51.100.4"),
    ("network", "GET http://10.4.0.1:8080/x", "10.4.0.1"),
    ("network", "listening on [::1]:8080", "::1"),
    ("network", "inet6 addr:2001:db8::52/64", "2001:db8::52"),
    ("network", "user:2001:db8::52 left", "2001:db8::52"),
    ("network", "user:3c:22:fb:01:9e:7d left", "3c:22:fb:01:9e:7d"),
    ("network", "station 3c:22:fb:01:9e:7d left", "3c:22:fb:01:9e:7d"),
    ("financial", "charged 4532 0177 5544 3325 ok", "4532 0177 5544 3325"),
    ("financial", "4532 0177 5544 3325 12:00:01", "4532 0177 5544 3325"),
    ("financial", "4532-0177-5544-3325 2024-05-01", "4532-0177-5544-3325"),
    ("financial", "charged 4532017755443325 ok", "4532017755443325"),
    ("financial", "from DE49 9999 0001 0077 6655 44 to", "DE49 9999 0001 0077 6655 44"),
    ("financial", "routing number 021244777", "021244777"),
    ("financial", "cvv: 123", "123"),
    ("crypto", "paid 1FJWrCGBUjjF7AvG4V7ynHAczPhYj1XfB3 now", "1FJWrCGBUjjF7AvG4V7ynHAczPhYj1XfB3"),
    (
        "crypto",
        "0x8c41A0b7e93f25d6aB17cE40d92F63b85a1E7f04",
        "0x8c41A0b7e93f25d6aB17cE40d92F63b85a1E7f04",
    ),
    ("government-id", "ssn 219-48-7702 on file", "219-48-7702"),
    ("government-id", "hetu 140281-556F ok", "140281-556F"),
    ("government-id", "pnr 780512-9736", "780512-9736"),
    ("government-id", "nino AB 44 55 66 C", "AB 44 55 66 C"),
    ("government-id", "PESEL 77042312345", "77042312345"),
    ("government-id", "77042312345", "77042312345"),
    ("government-id", "CPF 374.551.820-90", "374.551.820-90"),
    ("government-id", "aadhaar 4556 6778 8911", "4556 6778 8911"),
    ("government-id", "passport number: AX1445566", "AX1445566"),
    ("government-id", "Araç plakas\u0131 34 EXM 445", "34 EXM 445"),
    ("government-id", "codice XMPDAA80D12F205V", "XMPDAA80D12F205V"),
    ("government-id", "NIT 860.556.778-1 activo", "860.556.778-1"),
    ("government-id", "of 445-5667788-6 stands", "445-5667788-6"),
    ("government-id", "the 785214/0010 is known", "785214/0010"),
    ("government-id", "r.č. 785214/0010", "785214/0010"),
    ("government-id", "身分證 K144556676", "K144556676"),
    ("government-id", "rijksregisternummer 81021420028", "81021420028"),
    ("government-id", "mitt personnummer är 7805129736", "7805129736"),
    ("government-id", "mój pesel to 77042312345", "77042312345"),
    ("government-id", "445 566 7784", "445 566 7784"),
    ("contact", "ada at example dot org wrote", "ada at example dot org"),
    ("contact", "ada[@]example.org", "ada[@]example.org"),
    ("contact", "电话 13155550178", "13155550178"),
    ("contact", "reach (11) 95550-1786 today", "(11) 95550-1786"),
    ("network", "bssid=3c22fb019e7d", "3c22fb019e7d"),
    ("financial", "de49 9999 0001 0077 6655 44", "de49 9999 0001 0077 6655 44"),
    ("financial", "paid with 4532017755443325004", "4532017755443325004"),
    ("place", "gps 52.5163, 13.3777", "52.5163"),
    ("health", "NHS number 445 566 7784", "445 566 7784"),
    ("health", "Patient 2EX4-MP5-AC67", "2EX4-MP5-AC67"),
    ("health", "eGK-Nummer K556677885 bitte", "K556677885"),
    ("place", "position 52.51634, 13.37771 now", "52.51634"),
    ("place", "lat=52.51634", "52.51634"),
    ("vehicle", "vin 1EXMP82X9YA445566 seen", "1EXMP82X9YA445566"),
]

BENIGN = [
    "2026-01-31T12:34:56.789012Z INFO request finished in 12.345 ms",
    "[31/Jan/2026:12:34:56 +0000] GET /api/v1/items/8841?page=2 200 51234",
    "1700000000 1700000000123 1700000000123456 1700000000123456789",
    "1700000000123",
    "1769862896",
    "epoch=1769862896 next=1769862956",
    "block blk_-1608999687919862906 of size 67108864 received",
    "blk_4532017755443325 replicated",
    "pid=4532 tid=140735292 port=52114 fd=17",
    "version 1.2.3.4 of the agent, build 10.0.19041.1234",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
    "installed libx 2.31-0ubuntu9.9, requires >= 3.11.4",
    "commit 1c2f9d0a7be4455667788990011223344556677a merged",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "request 7d44d2b0-41c5-4e0c-9f0a-5d3c7b1f2a90 done",
    "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
    "ISBN 978-3-16-148410-0 in stock: 12",
    "free 10737418240 of 107374182400 bytes (10%)",
    "rows 123 456 789 scanned, 12 345 kept",
    "took 0:00:12.345678, eta 01:02:03",
    "at 0x7ffee3b0c1a8 in std::vector<int>::push_back",
    'Traceback (most recent call last): File "app.py", line 123, in main',
    "user@1000.service: Succeeded.",
    "loaded icon@2x.png and react@18.2.0",
    "retry 3/10 after 30s, backoff 1.5e+10",
    "range 100-200, 2024-01-02..2024-02-03, ratio 16:9",
    "backup-20240501-123059.tar.gz written",
    "20240501123059",
    "240501-0930",
    "order 1234567 shipped, invoice INV-2024-000123",
    "fingerprint SHA256 16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
    "cpu 12.5% mem 45.2% load 0.52 0.58 0.59",
    "HTTP 404 Not Found (0.004213, 0.000321)",
    "call 1700000000 took 3 ms",
    "card 1 of 52, page 3 of 12",
    "the passport library 12.3 authenticates",
    "license MIT, copyright 2019-2024",
    "address already in use: port 8080",
    "exit code 10115",
    "social login enabled for 12 users",
    "tax rate 19.0, pan and zoom, vin ordinaire",
    "Tue Jan 31 12:34:56 2026 worker 7 idle",
    "oid 1.3.6.1.4.1.311.21",
    "kernel: [12345.678901] usb 1-1.2: new high-speed device",
    "license 2890937343 loaded",
    "id=4532017755443325006",
    "fans ( 4556 6778 8911 3516 )",
    "2048 4096 8192",
    "used 12 4556 6778 8911 of",
    "240501 140281 50068 INFO dfs",
    "port guid 24:8a:07:03:00:91:5e:a6",
    "call 48.8074953 done",
    "card 1769862896000009 inserted",
    "std::string::a1 at offset +1234567",
    "nova-compute 3.5.1-1.el7 res=1024x768 dpi=96",
    "install alsa-topology-conf:all <none> 1.2.5.1-2",
    "Setting up libx:amd64 (29.0.152.17+deb11u5) ...",
    "Collecting x==1.33.105.16",
    "0000656 ec 02 00 00 00 00 00 00 ec 02 00 00",
    "    2a29: 48 8d 05 54 39 00 00 lea 0x3954(%rip),%rax",
    "00000040: 0600 0000 0400 0000 4000 0000",
    "thread 140010100000016 waiting",
    "601 8 1312 1678181883.0000000000 /usr/share",
    "mouse position 34.6351, 59.5278",
    "ean 4005931900067 scanned",
    "df8678504a curl/7.72.0",
    "part BE4455665 ok",
    "run 147782330 finished",
    "mov reg X29 set",
    "progress 445566/7788",
    "container DEAU2592249 loaded",
    "look at the dot product of the two",
    "link/loopback 00:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff",
    "0-255 2024-05-31 1.5.0.1.txt",
]


def spans(text: str, family: str | None = None) -> list[tuple[str, str]]:
    """Give (rule, found piece) for `text`."""
    data = text.encode()
    return [
        (rule.name, data[start:end].decode())
        for rule in RULES
        if family is None or rule.family == family
        for start, end in rule.find(data)
    ]


@pytest.mark.parametrize(("family", "text", "value"), FOUND)
def test_personal_data_is_found(family: str, text: str, value: str) -> None:
    """The whole of the value lies in what one rule of its family finds."""
    assert any(value in piece for _, piece in spans(text, family))


@pytest.mark.parametrize("text", BENIGN)
def test_ordinary_lines_stay(text: str) -> None:
    """No rule for personal data touches a line without any."""
    assert spans(text) == []


@pytest.mark.parametrize("text", [*BENIGN, *(text for _, text, _ in FOUND)])
def test_both_engines_find_the_same(text: str) -> None:
    """google-re2 and Python `re` agree on ordinary and on personal lines."""
    data = text.encode()
    for rule in RULES:
        assert rule.find(data) == rule.find(data, engine="python"), rule.name


def test_rules_name_validators_that_exist() -> None:
    """Every validator that a rule names is there (or built into the rule model)."""
    own = {"value", "mixed", "basic-credentials", "user-folder"}
    named = {rule.validator for rule in RULES if rule.validator}
    assert named - own <= set(VALIDATORS)


def test_addresses_of_this_machine_are_a_rule_of_their_own() -> None:
    """Loopback and private ranges can be switched off by rule name, and leave public addresses found."""
    text = b"203.0.113.7 10.4.0.1 127.0.0.1 ::1 2001:db8::52"
    found = {rule.name: len(rule.find(text)) for rule in RULES if rule.family == "network"}
    names = ("ipv4", "ipv4-private", "ipv4-local", "ipv6", "ipv6-local")
    assert [found[name] for name in names] == [1, 1, 1, 1, 1]
