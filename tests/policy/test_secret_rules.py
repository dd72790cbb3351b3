"""The catalogue of token formats: what each rule promises about itself, and what ordinary text must keep."""

from __future__ import annotations

import random
import re
import string
from importlib import resources
from itertools import groupby

import pytest
from optlog_policy.pattern_tree import Chars, Choice, Edge, Node, Repeat, parse
from optlog_policy.rule import RuleSet

_FOLDER = resources.files("optlog_policy") / "rules"
_FILES = sorted(
    item.name for item in _FOLDER.iterdir() if re.fullmatch(r"secrets_[a-z]+\.toml", item.name)
)


def _read(name: str) -> RuleSet:
    return RuleSet.from_toml((_FOLDER / name).read_text(encoding="utf-8"), name)


RULES = [rule for name in _FILES for rule in _read(name)]
_BY_NAME = {rule.name: rule for rule in RULES}
_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def made(length: int, alphabet: str = _ALNUM, seed: int = 7) -> str:
    """Give an invented random value of `length` characters."""
    chosen = random.Random(seed * 1000 + length)
    return "a1" + "".join(chosen.choices(alphabet, k=length - 2))


def hit_by(text: str) -> list[str]:
    """Name the rules that find something in `text`."""
    return [rule.name for rule in RULES if rule.find(text.encode())]


def test_every_rule_keeps_its_promises() -> None:
    """No rule of the catalogue fails its own check: form, `match` examples and `ignore` examples."""
    assert RuleSet(RULES).self_check() == []


def test_catalogue_is_broad() -> None:
    """At least 350 formats stand in the catalogue, at least five of each kind of provider."""
    families = [rule.family for rule in RULES]
    kinds = {"cloud", "code-host", "ci", "chat", "payment", "mail", "ai", "database", "monitoring"}
    kinds |= {"package-registry", "identity", "business", "auth"}
    assert len(RULES) >= 350
    assert {kind for kind in kinds if families.count(kind) < 5} == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_hides_secrets_everywhere(rule) -> None:  # type: ignore[no-untyped-def]
    """A token format is a secret for every profile, says why, and names where the format is described."""
    assert rule.category == "secret"
    assert set(rule.active_profiles) == {"strict", "balanced", "secrets-only"}
    assert len(rule.reason.split()) >= 3
    assert rule.reference.startswith("https://")


def sample(node: Node, chosen: random.Random) -> bytes:
    """Give bytes that `node` takes, edges aside."""
    if isinstance(node, Chars):
        return bytes([chosen.choice(sorted(node.members))])
    if isinstance(node, Choice):
        return sample(chosen.choice(node.options), chosen)
    if isinstance(node, Repeat):
        times = chosen.choice((node.least, min(node.most, node.least + 3)))
        return b"".join(sample(node.item, chosen) for _ in range(times))
    if isinstance(node, Edge):
        return b""
    return b"".join(sample(item, chosen) for item in node.items)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.keywords], ids=lambda rule: rule.name
)
def test_keyword_stands_in_every_match(rule) -> None:  # type: ignore[no-untyped-def]
    """Whatever the pattern takes holds one of the keywords: else the rule would stay silent on a true match."""
    tree, search = parse(rule.pattern), re.compile(rule.pattern.encode()).search
    for seed in range(60):
        text = sample(tree, random.Random(seed))
        if search(text) is not None:
            lowered = text.lower()
            assert any(word.encode() in lowered for word in rule.keywords), text


@pytest.mark.parametrize("name", ["provider-key-near-name", "random-value-near-provider"])
def test_provider_names_are_the_keywords(name: str) -> None:
    """The list of providers stands twice, in pattern (by first letters) and keywords, and is the same and sorted in both."""
    rule = _BY_NAME[name]
    groups = groupby(rule.keywords, lambda word: word[0])
    tree = (f"{first}(?:{'|'.join(word[1:] for word in words)})" for first, words in groups)
    assert len(rule.keywords) >= 1000
    assert f"(?:{'|'.join(tree)})".replace(".", r"\.") in rule.pattern
    assert list(rule.keywords) == sorted(set(rule.keywords))


FOUND = [
    ("github-token", f"git clone failed for ghp_{made(36)} on main"),
    ("gitlab-token", f"https://git.example.org/api?private_token=glpat-{made(20)}&page=2"),
    ("aws-access-key-id", f'{{"detail": "AKIA{made(16, string.ascii_uppercase).upper()}"}}'),
    ("aws-secret-key-quoted", f'sign("{made(19)}/{made(20)}")'),
    ("slack-token", f"posting as xoxb-2716057184-{made(24)} failed"),
    ("slack-token", "revoked xoxa-a1b2c3d4"),
    ("stripe-key", f"charge with sk_live_{made(24)} declined"),
    ("square-token", f"Square(EAAA{made(24)})"),
    ("anthropic-key", f"x-api-key sk-ant-api03-{made(93)}AA"),
    ("openai-key", f"ValueError: invalid credential 'sk-proj-{made(48)}'"),
    ("npm-token", f"[1, 2, 'npm_{made(36)}']"),
    ("pypi-token", f"uploading with pypi-AgEIcHlwaS5vcmc{made(70)}"),
    ("hashicorp-vault-service-token", f"lease hvs.{made(90)} expired"),
    ("hashicorp-vault-old-token", f"lease s.{made(24)}."),
    ("facebook-app-token", f"graph call with 160000000000000|{made(27)}"),
    ("cloudflare-scannable-token", f"zone edit with cfut_{made(48)}"),
    ("mixed-case-hex-token", "found 4bC81eF03a97D2e65c0bA1f8E3d94b72c6A05dF1 in a header"),
    ("otpauth-secret", "otpauth://totp/Shop:reader?secret=JBSWY3DPEHPK3PXPJBSWY3DP&issuer=Shop"),
    ("twilio-auth-token", f"twilio auth token {made(32, _HEX)}"),
    ("provider-key-near-name", f"finnhub - '{made(32, _HEX)}'"),
    ("provider-key-near-name", f"asking the mixpanel API\nusing key={made(32, _HEX)}\n200 OK"),
    ("provider-key-near-name", "pandadoc 6f1c2d7a-9b3e-4d51-8f60-2a7c9e1b4d3f"),
    ("random-value-near-provider", f"the etsy client sent {made(24)} twice"),
    ("random-value-after-key", f"setx DEPOT_KEY {made(40)}"),
    ("secret-near-word", f"# api key for harbour: {made(16)}"),
    ("secret-near-word", f"Invalid API key provided: {made(32, _HEX)}"),
    ("generated-value-of-named-key", f"HARBOUR_KEY={made(16, _HEX)}"),
    ("key-in-pair", f'req.Header.Set("X-Harbour-Key", "{made(32, _HEX)}")'),
    ("secret-in-call", f'new HarbourClient("{made(32, _HEX)}")'),
    ("random-value-in-constructor", f"shop = Harbour('{made(24)}')"),
    ("random-value-after-flag", f"harbour -t {made(24)} deploy"),
    ("application-key-in-url", f"GET /weather?q=Oslo&appid={made(32, _HEX)}"),
    ("key-in-name-value", f'<add key="HarbourKey" value="{made(32, _HEX)}" />'),
    ("kubernetes-secret-manifest", "kind: Secret\nmetadata:\n  name: db\ndata:\n  pin: MTIzNDU2\n"),
    ("kubernetes-secret-manifest", "data:\n  pin: MTIzNDU2\nkind: Secret\nmetadata:\n  name: db\n"),
    ("kubernetes-secret-manifest", '{"data":{"pin":"MTIzNDU2"},"kind":"Secret"}'),
]


@pytest.mark.parametrize(("name", "text"), FOUND, ids=lambda value: str(value)[:40])
def test_token_is_found_where_it_stands(name: str, text: str) -> None:
    """A token is found by its own rule in sentences, headers, addresses, lists and manifests."""
    assert name in hit_by(text)


def test_whole_manifest_is_hidden() -> None:
    """Of a Kubernetes Secret every entry is taken, not just the first one."""
    text = b"kind: Secret\ndata:\n  pin: MTIzNDU2\n  seed: c2VlZA==\nmetadata: {}\n"
    taken = b"".join(text[s:e] for s, e in _BY_NAME["kubernetes-secret-manifest"].find(text))
    assert b"MTIzNDU2" in taken
    assert b"c2VlZA==" in taken
    assert b"metadata" not in taken


_SHA1, _SHA256 = made(40, _HEX), made(64, _HEX)
BENIGN = [
    "request 3f2b8c1e-6a4d-4e0b-9c57-1d2e3f4a5b6c took 41 ms",
    "stream ids 018f3c2a-7b1e-7c3d-8a9b-0c1d2e3f4a5b,018f3c2a-7b1e-7c3d-8a9b-0c1d2e3f4a5c",
    f"commit {_SHA1} (HEAD -> main, origin/main)",
    f"Merge {_SHA1[:7]} into {_SHA1}",
    f"layer sha256:{_SHA256} already exists",
    f"registry.example.org/shop/api@sha256:{_SHA256}",
    f"md5 {made(32, _HEX)}  build/out/app.tar.gz",
    f'"integrity": "sha512-{made(86)}=="',
    f"--hash=sha256:{_SHA256}",
    f"github.com/pkg/errors v0.9.1 h1:{made(43)}=",
    "Collecting stripe==7.8.0 (from -r requirements.txt (line 12))",
    "Downloading discord.py-2.3.2-py3-none-any.whl (1.1 MB)",
    "Using cached sentry_sdk-1.45.0-py2.py3-none-any.whl (267 kB)",
    "Successfully installed boto3-1.34.99 botocore-1.34.99 s3transfer-0.10.1",
    "npm warn deprecated inflight@1.0.6: leaks memory, use lru-cache 10.2.2",
    "up to date, audited 1284 packages in 2s, v20.12.2, node_modules/.cache/babel-loader",
    "2026-11-23T06:42:01.123456Z started 1783446088 1783446088123 20261123064201",
    'background: url("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk")',
    "data:font/woff2;base64," + "AAAA" * 30 + made(60),
    "/usr/lib/x86_64-linux-gnu/libcrypto.so.3: version OPENSSL_3.0.3 not found",
    "C:\\Program Files\\Vendor\\App 4.2\\bin\\render-worker64.exe exited with 0xc0000005",
    "/srv/app/releases/20261123064201/node_modules/@scope/api-client-v2/dist/index.min.js:1:20934",
    "com.example.shop.service.impl.OrderServiceImpl$$EnhancerBySpringCGLIB$$3f2b8c1e.place",
    "APIServerConfigurationV2 loaded, APPEND_ONLY_FILE off, SKIPPED_FRAMES_TOTAL_COUNTER 12",
    "pod api-gateway-7d4b9c6f8-x2x7k scheduled on ip-10-0-3-17.eu-west-1.compute.internal",
    "deployment.apps/web-frontend-v2 rolled out, revision 41, generation 7",
    'GET /static/js/main.3f2b8c1e.chunk.js HTTP/1.1" 304 0 "-" "Mozilla/5.0 (X11; Linux x86_64)"',
    'etag: W/"2a-Xr7gkW1mQ0c", x-request-id: 018f3c2a7b1e7c3d8a9b0c1d2e3f4a5b',
    "x-ratelimit-remaining: 4999, x-frame-options: DENY, x-content-type-options: nosniff",
    "task_manager_started live_reload_server_started test_config_loader_handles_multiple_upstreams",
    "hf_hub_download re_compile_pattern sk_buff_alloc pk_lookup_by_id pat_match_all os_v2_compat",
    "sk-learn-style estimator, re-entrant lock, pa-ris, ak-tuell, fc-list, dp-table, xox game",
    "the key was not found; the token expired; no secret is configured; credentials were refused",
    "key=value token=none secret=*** password=<redacted> apikey=${API_KEY}",
    "primary key users_pkey, foreign key fk_orders_customer_id, sort key created_at_desc",
    "cache key session:settings:dialog:geometry:v2 evicted, key count 1284",
    f"cache_key={_SHA1} hit, evicting key user:12:settings",
    f"Cache restored from key: Linux-node-{_SHA256}",
    f"lookup of key {_SHA1} in bucket 12, idempotency key {_SHA256[:32]}",
    f"gpg: using RSA key {_SHA1.upper()}",
    "Established session 0x14ee3e057ed002c, sessionid: 0x34ede65503f002b",
    f"stripe event evt_{made(24)} received, spotify:track:{made(22)}",
    f"request id: {made(32)}, etag {made(32)}, build id {made(32)}",
    "docker build -t shop/api:2026-11-23 . && ssh -a build-worker-12.eu-west-1",
    'secret "db-credentials-v2" not found in namespace "prod-eu1"',
    "keyboard shortcut Ctrl+Shift+Alt+F12, key code 0x1b, keystroke 27",
    "cloudflare answered 522 in 30011 ms, cf-ray was 8f3c2a7b1e7c-FRA",
    "dropbox folder /home/app/Dropbox/2026/quarterly-report-final.xlsx synced",
    "mixpanel_version = 2.47.0, stripe_api_version: 2026-10-28, algolia hits 12 of 1284",
    "spotify: playlist with 12 songs loaded in 41 ms; youtube embed at 1280x720",
    "aws s3 sync s3://shop-assets-eu-west-1/images/2026/11/23 done, 1284 objects",
    "arn:aws:iam::000000000000:role/service-role/shop-order-worker-role-x2x7kd",
    "gcloud run deploy shop-api --region europe-west1 --image gcr.io/shop-prod/api:20261123-064201",
    "azure region westeurope, resource group rg-shop-prod-weu-001, sku Standard_D4s_v5",
    "discord gateway resumed session after 41 ms, sequence 1284, shard 0 of 4",
    "redis AUTH failed, WRONGPASS; SMTP AUTH PLAIN LOGIN offered",
    "kind: ConfigMap\nmetadata:\n  name: shop-settings\ndata:\n  colour: blue\n",
    "kind: SecretStore\nspec:\n  provider: vault\n  path: shop/settings\n",
    "uploaded part 12 of 41, upload id 2~Vx, checksum crc32c=AAAAAA==",
    "0x7ffe5367e044 0xdeadbeefcafebabe ff:ff:ff:ff:ff:ff #3f2b8c #ffaa00cc",
    "-----BEGIN CERTIFICATE REQUEST----- is not a key",
    "Subject: CN=shop.example.org, serial 04:8f:3c:2a:7b:1e:7c:3d:8a:9b, SHA1 fingerprint ok",
]


@pytest.mark.parametrize("text", BENIGN, ids=lambda text: text[:40])
def test_ordinary_text_is_left_alone(text: str) -> None:
    """No rule of the catalogue hits ids, hashes, versions, paths, time stamps or talk about keys."""
    assert hit_by(text) == []
