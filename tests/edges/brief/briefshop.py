"""A shop of 400 people in the real database: enough for cards, for two periods, and for names that must not leak."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
PEOPLE, DAYS = 400, 560
NAME = "Leaky McName"


def statements() -> list[Any]:
    from regulars.domains.customers.types import PersonFacts
    from regulars.domains.orders.types import LineFacts, OrderFacts

    rng, found = random.Random(7), []
    for number in range(PEOPLE):
        person = PersonFacts(
            str(number), f"leak{number}@example.com", name=f"{NAME} {number}", country=rng.choice(["DE", "AT"])
        )
        day = rng.random() * DAYS
        while day < DAYS:
            at = NOW - timedelta(days=DAYS + 1 - day)
            price = rng.choice([900, 1_900, 2_900])
            lines = (LineFacts("Tea", 1_000, price * 10_000, sku=f"T{price}"),)
            key = f"o{len(found)}"
            known = person if rng.random() > 0.02 else None
            found.append(OrderFacts(key, key, at, "EUR", lines, known, paid_at=at, country=person.country))
            day += 5 + rng.expovariate(1 / 45) if rng.random() < 0.45 else DAYS
    return sorted(found, key=lambda order: order.placed_at)


@pytest.fixture(scope="module")
def brief_shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Open the shop for a module; everything it wrote goes afterwards."""
    from django.core.management import call_command

    from regulars.base import lake
    from regulars.base.lake import engine
    from regulars.base.settings import current
    from regulars.base.shop import service as shops
    from regulars.base.state import Act, write
    from regulars.domains.orders import service as orders
    from regulars.kit.clock import freeze

    def clear() -> None:
        call_command("flush", interactive=False, verbosity=0)
        engine.forget()
        shutil.rmtree(current().home / "lake", ignore_errors=True)
        lake.clear_cache()

    with django_db_blocker.unblock(), freeze(NOW):
        clear()
        act = Act("cli", "file", NOW, backfill=True)
        write(shops.set_up_shop, act, "Tea House", "Europe/Berlin", "EUR", prices_include_tax=False)
        told = statements()
        for start in range(0, len(told), 500):
            write(orders.record_orders, act, "file", told[start : start + 500])
        lake.sync(NOW)
    yield
    with django_db_blocker.unblock():
        clear()
