"""Redactors to compare, each behind one plain function, and the process that runs one of them.

`python bench/peers.py NAME` reads JSON lines and answers each with one: {"apply": VALUE} with {"out": ..., "ms": ...},
{"time": [VALUE, ...], "seconds": S, "passes": N} with {"us": ...}. The first line it writes says {"version": ...} or {"error": ...}.
Everything is used as it comes: default settings, no models of language.

Imports nothing but the standard library until a redactor is asked for: peers live in an environment of their own.
"""

from __future__ import annotations

import copy
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from importlib import import_module, metadata
from typing import Any, Literal, NamedTuple

__all__ = ["PEERS", "Peer"]

Function = Callable[[Any], Any]

_OPEN = ExitStack()  # what a peer needs for as long as the process lives


class Peer(NamedTuple):
    """`packages` are what pip installs (none: optlog itself); `kind` is what the function takes and gives."""

    title: str
    packages: tuple[str, ...]
    kind: Literal["text", "record"]
    make: Callable[[], Function]


def _optlog(matcher: str) -> Callable[[], Function]:
    def make() -> Function:
        redaction, rule = import_module("optlog.redaction"), import_module("optlog_policy.rule")
        redactor = redaction.Redactor(
            rule.RuleSet.load_builtin(),
            pseudonymiser=redaction.Pseudonymiser(bytes(32)),
            matcher=matcher,
        )
        return redactor.redact  # type: ignore[no-any-return]  # from a module found at run time

    return make


def _logfire() -> Function:
    """Its scrubber for spans and logs, with its own patterns (https://logfire.pydantic.dev/docs/how-to-guides/scrubbing/)."""
    scrubber = import_module("logfire._internal.scrubbing").Scrubber(patterns=None)
    return lambda record: scrubber.scrub_value(("attributes",), record)[0]


def _sentry() -> Function:
    """Look at key names alone, nested ones too (https://docs.sentry.io/platforms/python/data-management/sensitive-data/)."""
    scrubber = import_module("sentry_sdk.scrubber").EventScrubber(recursive=True)

    def scrub(record: dict[str, Any]) -> Any:
        changed = copy.deepcopy(record)
        scrubber.scrub_dict(changed)
        return changed

    return scrub


def _presidio() -> Function:
    """Take its predefined recognizers for English over an empty spaCy pipeline: patterns, checksums, context words."""
    analyzer, spacy = import_module("presidio_analyzer"), import_module("spacy")
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    registry = analyzer.RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    found = analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=["en"]
    )

    def mask(text: str) -> str:
        spans = [(hit.start, hit.end) for hit in found.analyze(text=text, language="en")]
        return masked(text, spans)

    return mask


def _scrubadub() -> Function:
    return import_module("scrubadub").Scrubber().clean  # type: ignore[no-any-return]


def _hushlog() -> Function:
    config = import_module("hushlog").Config()
    registry = import_module("hushlog._registry").PatternRegistry.from_config(config)
    return registry.redact_dict  # type: ignore[no-any-return]


def _detect_secrets() -> Function:
    """Mask what all its plugins find, line by line as in a file, with its own filters against false alarms."""
    scan = import_module("detect_secrets.core.scan")._process_line_based_plugins
    _OPEN.enter_context(import_module("detect_secrets.settings").default_settings())

    def mask(text: str) -> str:
        lines = text.split("\n")
        for secret in list(scan(list(enumerate(lines, start=1)), "app.log")):
            if secret.secret_value:
                at = secret.line_number - 1
                lines[at] = lines[at].replace(secret.secret_value, "***")
        return "\n".join(lines)

    return mask


def _piiregex() -> Function:
    patterns = list(import_module("piiregex").regexes.values())

    def mask(text: str) -> str:
        for pattern in patterns:
            text = pattern.sub("***", text)
        return text

    return mask


def _datafog() -> Function:
    redact = import_module("datafog").redact
    return lambda text: redact(text, engine="regex").redacted_text


def _maskerlogger() -> Function:
    """Take its formatter, which holds gitleaks' rules."""
    formatter = import_module("maskerlogger").MaskerFormatter("%(message)s")

    def mask(text: str) -> str:
        return formatter.format(logging.LogRecord("bench", 20, "", 0, text, None, None))  # type: ignore[no-any-return]

    return mask


def _secretmask() -> Function:
    return import_module("secretmask").mask  # type: ignore[no-any-return]


def _depii() -> Function:
    return import_module("depii").redact_obj  # type: ignore[no-any-return]


PEERS: dict[str, Peer] = {
    "optlog": Peer("optlog", (), "record", _optlog("re2")),
    "optlog-python": Peer("optlog, pure Python", (), "record", _optlog("python")),
    "logfire": Peer("logfire Scrubber", ("logfire",), "record", _logfire),
    "sentry": Peer("sentry EventScrubber", ("sentry-sdk",), "record", _sentry),
    "presidio": Peer("presidio patterns", ("presidio-analyzer",), "text", _presidio),
    "scrubadub": Peer("scrubadub", ("scrubadub",), "text", _scrubadub),
    "hushlog": Peer("hushlog", ("hushlog",), "record", _hushlog),
    "detect-secrets": Peer("detect-secrets", ("detect-secrets",), "text", _detect_secrets),
    "maskerlogger": Peer("maskerlogger", ("maskerlogger",), "text", _maskerlogger),
    "secretmask": Peer("secretmask", ("secretmask",), "record", _secretmask),
    "depii": Peer("depii", ("depii",), "record", _depii),
    "datafog": Peer("datafog", ("datafog",), "text", _datafog),
    "piiregex": Peer("piiregex", ("piiregex",), "text", _piiregex),
}


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Give `text` with each span, overlapping ones joined, replaced by three stars."""
    parts, last = [], 0
    for start, end in sorted(spans):
        if start >= last:
            parts += [text[last:start], "***"]
        last = max(last, end)
    return "".join([*parts, text[last:]])


def _version(peer: Peer) -> str:
    return metadata.version(peer.packages[0] if peer.packages else "optlog")


def _apply(function: Function, value: Any) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        out = function(value)
    except Exception as error:  # noqa: BLE001  a peer may raise anything: counted by the caller
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    return {"out": out, "ms": (time.perf_counter() - started) * 1e3}


def _time(function: Function, values: list[Any], seconds: float, passes: int) -> dict[str, Any]:
    """Give CPU microseconds per call, best of the passes for which there is time."""
    best, until = float("inf"), time.perf_counter() + seconds
    for _ in range(passes):
        done, started = 0, time.process_time()
        for value in values:
            function(value)
            done += 1
            if done % 20 == 0 and time.perf_counter() > until:
                break
        best = min(best, (time.process_time() - started) / done * 1e6)
        if time.perf_counter() > until:
            break
    return {"us": best}


def _serve(name: str) -> None:
    """Answer until the other side closes."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # a peer may print

    def tell(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()

    try:
        function = PEERS[name].make()
        tell({"version": _version(PEERS[name])})
    except Exception as error:  # noqa: BLE001  shown in the table
        tell({"error": f"{type(error).__name__}: {error}"[:200]})
        return
    for line in sys.stdin:
        asked = json.loads(line)
        if "time" in asked:
            tell(_time(function, asked["time"], asked["seconds"], asked["passes"]))
        else:
            tell(_apply(function, asked["apply"]))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    _serve(sys.argv[1])
