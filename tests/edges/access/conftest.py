"""What these tests share: somebody who logs in by the form, from where and with what they like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from who_enters import FIREFOX, PASSWORD

from peopleshop import people_shop
from regulars.base.activity import list_activity

__all__ = ["people_shop"]


@pytest.fixture(autouse=True)
def no_rates() -> None:
    """Forget what other tests counted."""
    cache.clear()


@pytest.fixture
def log_in() -> Callable[..., Any]:
    """Return `log_in(email, password, browser=, address=)`: the answer of the form."""

    def enter(
        email: str, password: str = PASSWORD, browser: Client | None = None, address: str = "198.51.100.7"
    ) -> Any:
        return (browser or Client()).post(
            "/desk/login",
            {"username": email, "password": password},
            REMOTE_ADDR=address,
            headers={"User-Agent": FIREFOX},
        )

    return enter


@pytest.fixture
def recorded(db: None) -> Callable[..., list[Any]]:
    """Return `recorded(kind)`: the facts of a kind, oldest first."""

    def of_kind(kind: str) -> list[Any]:
        return list(reversed(list_activity(by_staff=False, kinds=(kind,), limit=100)))

    return of_kind
