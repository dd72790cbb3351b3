"""`optlog settings`: opens the dialog."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_profile_options, opened
from optlog.errors import DisplayError

if TYPE_CHECKING:
    import argparse

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add `settings`."""
    parser = commands.add_parser("settings", help="open the settings dialog")
    add_profile_options(parser)
    parser.set_defaults(run=_settings)


def _settings(arguments: argparse.Namespace) -> int:
    try:
        dialog = importlib.import_module("optlog_ui.settings_dialog")
    except DisplayError:
        raise
    except ImportError as error:
        raise DisplayError(
            f"the dialog needs PySide6, which cannot be loaded: {error}",
            hint="pip install 'optlog[ui]'; or use 'optlog consent show', which does the same",
        ) from None
    with opened(arguments) as profile:
        code: int = dialog.run(profile)
    return code
