"""A shop with nobody in it, and short ways to people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def shop_open(db: None) -> None:
    from regulars.base.shop import service as shops
    from regulars.base.state import Act, write

    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")


@pytest.fixture
def person(shop_open: None) -> Callable[..., int]:
    """Return a maker of customers: `person("ana@example.com", phone=..., external_id=...)` answers the key."""
    from regulars.base.state import Act, write
    from regulars.domains.customers import service
    from regulars.domains.customers.types import PersonFacts

    def make(email: str = "", **stated: Any) -> int:
        facts = PersonFacts(email=email, **stated)
        report = write(service.record_people, Act.by("system", "shopify"), "shopify", [facts])
        found = report.customers[0]
        assert found is not None
        return found

    return make
