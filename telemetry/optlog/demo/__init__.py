"""The demonstration: real log lines through the whole layer, with every promise counted at the receiver."""

from optlog.demo.run import Check, Report, run_demo
from optlog.demo.show import show

__all__ = ["Check", "Report", "run_demo", "show"]
