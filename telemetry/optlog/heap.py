"""Giving memory back to the system after work that needed much of it once."""

from __future__ import annotations

import sys

__all__ = ["give_back"]


def give_back() -> bool:
    """Return freed memory to the system where the C library keeps it; give whether anything was returned.

    Reading six hundred patterns takes google-re2 some 8 MiB that it frees in small pieces, which glibc holds on to for
    the life of the process (malloc_trim(3)). For once, at start-up: with a large heap it takes milliseconds.
    """
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        library = ctypes.CDLL(None)
    except (
        ImportError,
        OSError,
    ):  # a Python without ctypes, or linked into one file: it keeps the memory, no more
        return False
    trim = getattr(library, "malloc_trim", None)  # musl has none
    return bool(trim and trim(0))
