"""What can be looked at without the network."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from optlog.doctor.finding import Finding
from optlog.errors import OptlogError, ShippingError, StoreError
from optlog.redaction.matcher import make_matcher
from optlog.shipping.endpoint import check_url, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optlog.profile import Profile
    from optlog.settings import Settings

__all__ = ["local_findings"]


def local_findings(profile: Profile) -> Iterator[Finding]:
    """Look at rules, store, keys, log folder, consent and the settings of the endpoint; nothing is sent."""
    settings = profile.settings
    yield _matcher(profile)
    yield _folder("local log", profile.paths.logs)
    yield _folder("data", profile.paths.data)
    yield _store(profile)
    yield _keys(profile)
    yield _consent(profile)
    address = _address(settings)
    yield address
    if address.state == "ok":
        yield _credentials(settings)


def _matcher(profile: Profile) -> Finding:
    try:
        rules = list(profile.rules.for_profile(profile.settings.profile))
        engine = make_matcher(rules, profile.settings.matcher).engine
    except (OptlogError, RuntimeError) as error:
        return Finding(
            "redaction", "fault", f"the rules cannot be used: {error}", "optlog rules check FILE says what is wrong"
        )  # fmt: skip
    if engine == "re2":
        return Finding("redaction", "ok", f"{len(rules)} rules, searched by google-re2")
    return Finding(
        "redaction",
        "warning",
        f"{len(rules)} rules, searched by Python alone: the same result, about twice as slow",
        "pip install google-re2, where there is a wheel for this platform",
    )


def _folder(name: str, path: Path) -> Finding:
    """Say whether the folder can be written, or made; it is not made here."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if not there.is_dir():
        return Finding(name, "fault", f"{there} is no folder", "move that file away")
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding(name, "fault", f"{there} cannot be written", "mend the folder's rights")
    return Finding(name, "ok", str(path))


def _store(profile: Profile) -> Finding:
    fault = profile.store.fault()
    if fault is not None:
        return Finding(
            "store", "fault", f"the consent store cannot be used ({fault}); nothing is sent", "docs/consent.md says what each fault does"
        )  # fmt: skip
    if not profile.store.exists():
        return Finding("store", "ok", "there is none yet: no choice was made")
    return Finding("store", "ok", "can be read")


def _keys(profile: Profile) -> Finding:
    try:
        return Finding("keys", "ok", profile.keys.where())
    except StoreError as error:
        return Finding("keys", "fault", error.message, error.hint or "nothing is sent without them")


def _consent(profile: Profile) -> Finding:
    decisions = {name: profile.consent.decide(name) for name in profile.policy.purpose_ids}
    given = [name for name, decision in decisions.items() if decision.allowed]
    if given:
        return Finding("consent", "ok", f"given for {', '.join(given)}")
    first = next(iter(decisions.values()))
    return Finding("consent", "ok", f"nothing is sent: {first.reason}")


def _address(settings: Settings) -> Finding:
    if settings.loki_url is None:
        return Finding("address", "warning", "none is set: nothing is ever sent", "set LOKI_URL")
    try:
        check_url(settings.loki_url)
    except OptlogError as error:
        return Finding("address", "fault", error.message, error.hint or "")
    return Finding("address", "ok", "acceptable")


def _credentials(settings: Settings) -> Finding:
    from urllib.parse import urlsplit

    from optlog.shipping.loki import LokiHandler, options_of

    try:
        LokiHandler(options_of(settings)).close()
    except ShippingError as error:
        return Finding("credentials", "fault", error.message, error.hint or "")
    if settings.loki_api_token is not None:
        kind = "user name and token" if settings.loki_username else "a bearer token"
        return Finding("credentials", "ok", f"{kind} from the environment")
    if settings.loki_username:
        return Finding(
            "credentials", "fault", "a user name without a token", "set LOKI_API_TOKEN as well"
        )
    if is_loopback(urlsplit(settings.loki_url or "").hostname or ""):
        return Finding("credentials", "ok", "none, and this computer's own Loki needs none")
    return Finding(
        "credentials", "warning", "none: anybody could write there", "set LOKI_API_TOKEN to a token with the write scope alone"
    )  # fmt: skip
