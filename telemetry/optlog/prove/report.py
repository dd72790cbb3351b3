"""What a proof says: plain data, and the same as text and Markdown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optlog.prove.instruments import Instrument

__all__ = ["BLIND_SPOTS", "Proof", "StateReport"]

BLIND_SPOTS = (
    "the audit hook sees Python alone, neither native code (Qt, gRPC, a C library) nor other programs; strace sees both",
    "only what the command did while it ran was watched",
    "what another program on this computer sends, asked over a Unix socket or a file: sockets and files are named, not counted",
)
"""What none of the instruments can see."""

_MOST = 12


@dataclass(slots=True)
class StateReport:
    """One run. Texts in the lists say what and, in brackets, which instruments saw it."""

    name: str
    meaning: str
    decides: str = ""
    ended: str = ""
    failed: bool = False
    """Whether the command ended by itself with an error."""
    connects: list[str] = field(default_factory=list)
    look_ups: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    unwatched: list[str] = field(default_factory=list)
    """Programs started that no instrument could look into."""
    at_receiver: int = 0
    """Bytes that came in at the receiver, or connections when no byte did."""
    refused: int = 0
    """How often the kernel refused to send, for there was no network; a connection tried is counted here too."""
    binds: list[str] = field(default_factory=list)
    unix_sockets: list[str] = field(default_factory=list)
    """Programs on this computer that were asked something, by their sockets; they may have a network."""
    programs: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    libraries: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    """Files below the profile's fresh folder and their bytes, after the run."""
    elsewhere: list[str] = field(default_factory=list)
    """Files opened for writing anywhere else."""

    @property
    def left(self) -> list[str]:
        """What left, or tried to."""
        found = [
            *(f"connect: {text}" for text in self.connects),
            *(f"look-up: {text}" for text in self.look_ups),
            *(f"send: {text}" for text in self.sends),
            *(f"program that could not be watched: {text}" for text in self.unwatched),
        ]
        if self.refused and not found:
            found.append(
                f"{self.refused} tries to send, counted by the kernel; by whom is not known"
            )
        if self.at_receiver:
            found.append(f"{self.at_receiver} bytes came in at the receiver")
        return found


@dataclass(slots=True)
class Proof:
    """The whole proof.

    `valid` says whether the instruments saw the control run connect; without that the rest proves nothing.
    """

    command: str
    platform: str
    instruments: list[Instrument] = field(default_factory=list)
    control: StateReport | None = None
    void: list[str] = field(default_factory=list)
    """Why the proof proves nothing."""
    states: list[StateReport] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether the proof counts."""
        return not self.void

    @property
    def leaked(self) -> bool:
        """Whether anything left in a state in which nothing may."""
        return any(state.left for state in self.states)

    @property
    def exit_code(self) -> int:
        """0 nothing left; 1 something left; 2 the proof proves nothing."""
        if self.leaked:
            return 1
        return 0 if self.valid else 2

    @property
    def verdict(self) -> str:
        """One sentence."""
        if self.leaked:
            names = ", ".join(state.name for state in self.states if state.left)
            return f"something left, or tried to: {names}"
        if not self.valid:
            return "this proves nothing: " + "; ".join(self.void)
        return f"nothing left in any of {len(self.states)} states"

    def as_data(self) -> dict[str, Any]:
        """Give everything as plain data."""
        data = asdict(self)
        for report, plain in zip(self.states, data["states"], strict=True):
            plain["left"] = report.left
        return {"verdict": self.verdict, "exit_code": self.exit_code, "valid": self.valid, **data,
                "blind_spots": list(BLIND_SPOTS)}  # fmt: skip

    def as_text(self) -> str:
        """Give the report for a terminal."""
        return "\n".join(self._text())

    def as_markdown(self) -> str:
        """Give the report as a document."""
        return "\n".join(self._markdown()) + "\n"

    def _text(self) -> Iterator[str]:
        yield self.verdict
        yield ""
        yield f"command: {self.command}  ({self.platform})"
        for tool in self.instruments:
            yield f"  {'used' if tool.used else '    '}  {tool.name:<18} {tool.note}"
        yield ""
        yield _HEAD
        for report in self._all():
            yield _row(report)
        for report in self._all():
            yield from ("", *_details(report))
        yield from ("", "what these instruments cannot see:")
        yield from (f"  - {text}" for text in BLIND_SPOTS)

    def _markdown(self) -> Iterator[str]:
        yield "# What left this application without consent"
        yield from ("", f"**{self.verdict[0].upper()}{self.verdict[1:]}.**", "")
        yield from (
            f"Command: `{self.command}` on {self.platform}.",
            "",
            "| instrument | used | |",
            "|---|---|---|",
        )
        for tool in self.instruments:
            yield f"| {tool.name} | {'yes' if tool.used else 'no'} | {tool.note} |"
        yield from (
            "",
            "| state | connects | look-ups | bytes out | threads | network libraries | bytes written |",
        )
        yield "|---|---:|---:|---:|---|---|---:|"
        for report in self._all():
            cells = [report.name, len(report.connects), len(report.look_ups) , report.at_receiver,
                     _joined(report.threads), _joined(report.libraries), sum(report.files.values())]  # fmt: skip
            yield "| " + " | ".join(str(cell) for cell in cells) + " |"
        for report in self._all():
            yield from ("", f"## {report.name}", "")
            yield from (f"- {line.strip()}" for line in _details(report)[1:])
        yield from ("", "## What these instruments cannot see", "")
        yield from (f"- {text}" for text in BLIND_SPOTS)

    def _all(self) -> list[StateReport]:
        return [*self.states, *([self.control] if self.control else [])]


_HEAD = f"{'state':<16} {'connects':>8} {'look-ups':>8} {'bytes out':>9} {'written':>9}  network libraries"


def _row(report: StateReport) -> str:
    written = sum(report.files.values())
    return (
        f"{report.name:<16} {len(report.connects):>8} {len(report.look_ups):>8} {report.at_receiver:>9} {written:>9}  "
        f"{_joined(report.libraries)}"
    )


def _details(report: StateReport) -> list[str]:
    files = [f"{name} {size} bytes" for name, size in sorted(report.files.items())]
    rows = [
        ("decides", [report.decides]),
        ("ended", [report.ended]),
        ("left", report.left),
        ("listens", report.binds),
        ("unix sockets", report.unix_sockets),
        ("programs", report.programs),
        ("threads", report.threads),
        ("libraries", report.libraries),
        ("files", files),
        ("elsewhere", report.elsewhere),
    ]
    found = [f"{report.name}: {report.meaning}"]
    found += [f"  {name}: {_joined(words)}" for name, words in rows if any(words) or name == "left"]
    return found


def _joined(words: Sequence[str]) -> str:
    more = f", and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return ", ".join(words[:_MOST]) + more if words else "none"
