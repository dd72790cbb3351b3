"""The built-in host: a small application that logs real lines through the layer and ends."""

from __future__ import annotations

from optlog.demo.lines import sample
from optlog.logger import get_logger
from optlog.settings import Settings
from optlog.telemetry import configure

__all__ = ["APP", "main"]

APP = "optlog-prove"


def main() -> None:
    """Log the demonstration's lines, try to send, and close."""
    settings = Settings(config_file=None, app=APP, policy=None, console=False, level="debug")
    with configure(settings) as telemetry:
        log = get_logger("prove")
        for record in sample():
            getattr(log, record.level)(record.event, **record.fields)
        telemetry.flush(10.0)


if __name__ == "__main__":
    main()
