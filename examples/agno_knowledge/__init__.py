"""Agno Knowledge: a small desktop application that shows how optlog is embedded.

It takes text files into a full-text index on this computer and searches them. `app.py` wires optlog in, `window.py` shows
its three widgets, `index.py` logs errors with their tracebacks and how long things take, `policy.toml` declares it all.
"""

__version__ = "1.4.0"
