"""Where everything lies on disk. No other module puts a path together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from optlog.settings import Settings

__all__ = ["Paths"]


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one application's profile."""

    data: Path
    """Folder of the consent ledger, the spool and the keys."""
    logs: Path
    """Folder of the local log."""

    @classmethod
    def of(cls, settings: Settings) -> Paths:
        """Give the paths that the settings name, else the platform's own (platformdirs)."""
        data = settings.data_dir or Path(platformdirs.user_data_dir(settings.app, appauthor=False))
        logs = settings.log_dir or Path(platformdirs.user_log_dir(settings.app, appauthor=False))
        return cls(data.expanduser().absolute(), logs.expanduser().absolute())

    @property
    def store(self) -> Path:
        """The SQLite file of ledger, spool and sent-log."""
        return self.data / "optlog.sqlite3"

    @property
    def keys(self) -> Path:
        """The owner-only file of keys."""
        return self.data / "optlog.keys"

    @property
    def tombstone(self) -> Path:
        """The file whose existence means no, whatever the ledger says."""
        return self.data / "OPT_OUT"

    @property
    def shipper_lock(self) -> Path:
        """The lock that lets one process of the profile ship."""
        return self.data / "shipper.lock"

    @property
    def deletion(self) -> Path:
        """The owner-only file of a deletion request, while there is one."""
        return self.data / "deletion.json"
