"""A shop that is set up, and a store on this machine that may be called."""

from __future__ import annotations

import dataclasses

import pytest

from regulars.base.settings import current
from regulars.base.shop.service import set_up_shop
from regulars.base.state import Act, write


@pytest.fixture(autouse=True)
def local_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store on this machine be called, as `outbound_allowed` would."""
    settings = dataclasses.replace(current(), outbound_allowed=("127.0.0.1",))
    from regulars.base.outbound import addresses

    monkeypatch.setattr(addresses, "current", lambda: settings)


@pytest.fixture
def shop(db: None) -> None:
    """Set up the shop."""
    write(set_up_shop, Act.by("cli"), "Fake Coffee", "Europe/Berlin", "EUR")
