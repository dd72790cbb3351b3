"""The Qt settings dialog of optlog and its widget-free models (extra `ui`).

Importing this package loads no Qt: that happens with the first use of a widget.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optlog_ui.consent_prompt import ConsentPrompt
    from optlog_ui.indicator import TelemetryIndicator, add_tray_action
    from optlog_ui.settings_dialog import TelemetrySettingsDialog
    from optlog_ui.settings_widget import TelemetrySettingsWidget

__all__ = [
    "ConsentPrompt",
    "TelemetryIndicator",
    "TelemetrySettingsDialog",
    "TelemetrySettingsWidget",
    "add_tray_action",
]

_WHERE = {
    "TelemetryIndicator": "optlog_ui.indicator",
    "add_tray_action": "optlog_ui.indicator",
    "ConsentPrompt": "optlog_ui.consent_prompt",
    "TelemetrySettingsDialog": "optlog_ui.settings_dialog",
    "TelemetrySettingsWidget": "optlog_ui.settings_widget",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
