"""Which addresses may be shipped to."""

from __future__ import annotations

import pytest
from optlog.errors import ShippingError
from optlog.shipping import check_url
from optlog.shipping.endpoint import push_url

GOOD = [
    "https://logs.example.org",
    "https://logs.example.org:8443/base/",
    "https://logs.example.org/loki/api/v1/push",
    "http://127.0.0.1:3100",
    "http://127.9.9.9",
    "http://[::1]:3100",
    "http://localhost:3100",
    "http://LOCALHOST",
]
BAD = [
    "http://logs.example.org",
    "http://10.0.0.1:3100",
    "http://0.0.0.0:3100",
    "http://localhost.example.org",
    "http://127.0.0.1.example.org",
    "http://[::2]",
    "ftp://127.0.0.1",
    "https://",
    "logs.example.org",
    "",
    "https://[::1",
    "https://logs.example.org:99999",
    "https://logs.example.org?tenant=a",
    "https://logs.example.org#x",
    "https://logs.example.org/a b",
    "https://logs.example.org/\r\nX: y",
]


@pytest.mark.parametrize("url", GOOD)
def test_https_and_loopback_are_accepted(url: str) -> None:
    """HTTPS anywhere, and plain HTTP to this computer, may be shipped to."""
    check_url(url)


@pytest.mark.parametrize("url", BAD)
def test_everything_else_is_refused_with_a_hint(url: str) -> None:
    """An address that is not plainly safe is refused, and the error says what to do."""
    with pytest.raises(ShippingError) as caught:
        check_url(url)
    assert caught.value.hint


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("userinfo", ["ann:correct-horse@", "correct-horse@", ":correct-horse@"])
def test_credentials_in_an_address_are_refused_and_never_quoted(scheme: str, userinfo: str) -> None:
    """An address with credentials is refused, and the error does not repeat them."""
    with pytest.raises(ShippingError) as caught:
        check_url(f"{scheme}://{userinfo}logs.example.org")
    assert "correct-horse" not in str(caught.value)
    assert "ann" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x",
        "https://a.example/x/",
        "https://a.example/x/loki/api/v1/push",
        "https://a.example/x/loki/api/v1/push/",
    ],
)
def test_the_push_path_is_added_once(url: str) -> None:
    """A base address and the push address itself both lead to the push address."""
    assert push_url(url) == "https://a.example/x/loki/api/v1/push"
