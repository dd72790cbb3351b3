"""A requests session that can be broken off from another thread, and that takes no credentials from elsewhere.

urllib3 offers no way to stop a request that is waiting for an answer. So each connection made here is remembered, and
`abort` shuts down its socket: the waiting thread then gets an error at once.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from optlog.shipping.endpoint import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["AbortedError", "Line", "make_session"]


class AbortedError(OSError):
    """The request was broken off on purpose."""


class Line:
    """All connections of one session, and whether they may still be used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: weakref.WeakSet[Any] = weakref.WeakSet()
        self._cut = False

    def cut(self) -> None:
        """Shut every connection down, and let none be made any more."""
        with self._lock:
            self._cut = True
            connections = list(self._connections)
        for connection in connections:
            _shut(connection)

    def check(self) -> None:
        """Raise AbortedError after `cut`."""
        if self._cut:
            raise AbortedError("broken off")

    def watch(self, connection: Any) -> None:
        """Remember a connection that is being made; raise AbortedError after `cut`."""
        with self._lock:
            self.check()
            self._connections.add(connection)


def _shut(connection: Any) -> None:
    sock = getattr(connection, "sock", None)
    sock = getattr(sock, "socket", sock)  # urllib3's TLS within TLS keeps the real one inside
    if isinstance(sock, socket.socket):
        with contextlib.suppress(OSError):  # it may be closed already
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Options:
    """The options that urllib3 sets on a new socket right before it connects: after a look-up, which nothing can end."""

    def __init__(self, line: Line, options: Iterable[Any] | None) -> None:
        self._line = line
        self._options = tuple(options or ())

    def __iter__(self) -> Iterator[Any]:
        self._line.check()
        return iter(self._options)


class _Watched(HTTPConnection):
    line: Line

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.socket_options = _Options(self.line, self.socket_options)  # type: ignore[assignment]

    def connect(self) -> None:
        self.line.watch(self)
        super().connect()
        self.line.check()

    def send(self, data: Any) -> None:
        self.line.check()
        super().send(data)


class _WatchedTLS(HTTPSConnection):
    line: Line

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.socket_options = _Options(self.line, self.socket_options)  # type: ignore[assignment]

    def connect(self) -> None:
        self.line.watch(self)
        super().connect()
        self.line.check()

    def send(self, data: Any) -> None:
        self.line.check()
        super().send(data)


class _Adapter(HTTPAdapter):
    """Makes every connection, also one through a proxy, a watched one."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(pool_connections=2, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        self._watch(manager)
        return manager

    def _watch(self, manager: Any) -> None:
        plain = type("Plain", (_Watched,), {"line": self._line})
        secure = type("Secure", (_WatchedTLS,), {"line": self._line})
        manager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


class _Bearer(AuthBase):
    """A bearer token (RFC 6750), or nothing at all: without an object here requests would look into ~/.netrc."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def make_session(
    line: Line,
    *,
    host: str,
    headers: Mapping[str, str],
    username: str | None,
    token: str | None,
    client_cert: tuple[str, str] | str | None,
) -> requests.Session:
    """Make a session for one host.

    Proxies named in the environment are used, except for this computer itself: a proxy would carry plain HTTP away.

    Args:
        line: gets every connection.
        host: the only host that will be asked.
        headers: sent with every request.
        username: basic authentication together with `token`.
        token: alone it is a bearer token.
        client_cert: PEM file, or certificate and key files, that prove who we are.
    """
    session = requests.Session()
    session.headers.clear()
    session.headers.update(headers)
    basic = username is not None and token is not None
    session.auth = HTTPBasicAuth(username, token) if basic else _Bearer(token)  # type: ignore[arg-type]
    session.cert = client_cert
    session.trust_env = not is_loopback(host)
    session.mount("http://", _Adapter(line))
    session.mount("https://", _Adapter(line))
    return session
