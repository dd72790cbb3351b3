"""The process that test_kill.py kills. Not a test. Arguments: profile folder, address, and where to stop."""

from __future__ import annotations

import sys
from pathlib import Path

from optlog import Settings
from optlog.profile import Profile
from optlog.shipping.loki import LokiTransport
from optlog.shipping.transport import Outcome


def stand_still(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    sys.stdin.read()


class StopsAfterAnswer(LokiTransport):
    """Stands still between the server's answer and the note of it."""

    def send_body(self, body: bytes) -> Outcome:
        outcome = super().send_body(body)
        stand_still("answered")
        return outcome


def main(folder: Path, url: str, stop: str) -> None:
    settings = Settings(
        config_file=None,
        app="kept",
        data_dir=folder / "data",
        log_dir=folder / "logs",
        loki_url=url,
    )
    profile = Profile(settings, environ={}, managed_path=folder / "managed.toml")
    profile.deletion.ask(profile.deletion.draft("psn_" + "c" * 32))
    if stop == "asked":
        stand_still("asked")
    kind = StopsAfterAnswer if stop == "answered" else LokiTransport
    profile.deletion._make_sender = lambda: kind.for_deletion(settings)
    profile.deletion.send_now()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
