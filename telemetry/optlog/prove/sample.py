"""The built-in host: a small application that logs through the layer, tries to send, and ends."""

from __future__ import annotations

from optlog.logger import get_logger
from optlog.settings import Settings
from optlog.telemetry import configure

__all__ = ["APP", "main"]

APP = "optlog-prove"

_ROUNDS = 50


def main() -> None:
    """Log ordinary records, failures and values that must not be seen; try to send; close."""
    settings = Settings(config_file=None, app=APP, policy=None, console=False, level="debug")
    with configure(settings) as telemetry:
        log = get_logger("prove")
        for number in range(_ROUNDS):
            log.info("feature.used", feature="export", count=number)
            log.warning("import was slow", duration_ms=41.5, operation="import")
            log.error("sign-in failed", user="marta@example.org", password="Vinter-lampa-9")  # noqa: S106  invented
            try:
                int("twelve")
            except ValueError:
                log.exception("number could not be read", attempt=number)
        telemetry.flush(10.0)


if __name__ == "__main__":
    main()
