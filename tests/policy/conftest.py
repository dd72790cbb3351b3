"""A declaration with nothing blank, for everything that is made from one."""

from __future__ import annotations

import pytest
from optlog_policy.collection import (
    Authority,
    CollectionPolicy,
    Controller,
    Practices,
    Recipient,
    Rights,
)


@pytest.fixture(scope="session")
def full() -> CollectionPolicy:
    """Give the built-in policy with everything filled in that a maker may fill in."""
    return CollectionPolicy.builtin().replaced(
        title="Tidewriter",
        audience="adults who write",
        jurisdiction="IE",
        notice_url="https://tidewriter.example/privacy.html",
        controller=Controller(
            name="Tidewriter Ltd",
            address="1 Quay Street, Cork",
            contact="privacy@tidewriter.example",
            representative="Tide EU BV",
            dpo="Una Byrne",
            email="post@tidewriter.example",
            phone="+353 21 555 0100",
            url="https://tidewriter.example/",
        ),
        authority=Authority(name="Data Protection Commission", url="https://dpc.example/"),
        practices=Practices(
            sells_or_shares=False,
            automated_decisions=False,
            security=("Access to the log server needs a key and a second factor.",),
        ),
        rights=Rights(url="https://tidewriter.example/requests"),
        recipients=(
            Recipient(
                name="Wharf Hosting GmbH",
                country="Germany",
                safeguard="none needed inside the EEA",
                role="Keeps the log server.",
                url="https://wharf.example/privacy",
                kind="processor",
            ),
        ),
    )
