"""Every address with every role: what a role may not see stands nowhere, and nothing breaks."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from peopleshop import PERSONAL, PeopleShop
from regulars.base.staff import rules

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
# Addresses that may break nothing by being opened: everything but signing out.
LEFT_OUT = {"desk/logout"}
BLIND = ("analyst", "developer")
QUERIES = (
    "desk/customers?q=K%C3%B6ni", "desk/customers?q=ana%40exam", "desk/customers?sort=name", "desk/customers?q=00123",
    "desk/search?q=K%C3%B6ni", "desk/search?q=ana%40example.co", "desk/search?q=%2B49301234", "desk/search?q=00123",
    "desk/orders?sort=-net", "desk/customers?sort=-name", "desk/settings/log?all=1",
)  # fmt: skip


def addresses() -> Iterator[tuple[str, Any]]:
    spec = importlib.util.spec_from_file_location("tools_reference_of_roles", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield from module.views()


def filled(pattern: str, shop: PeopleShop) -> list[str]:
    """Return addresses that a pattern stands for: one for each customer and order, something for everything else."""
    if pattern.startswith("desk/customers/"):
        given = [shop.customer(name) for name in shop.customers]
    elif pattern.startswith("desk/orders/"):
        given = [shop.order(number) for number in shop.orders]
    elif pattern.startswith("desk/products/"):
        given = [shop.product(title) for title in shop.products]
    else:
        given = ["1"]
    found = {re.sub(r"<(?:\w+:)?\w+>", one, pattern, count=1) for one in given}
    return sorted(re.sub(r"<(?:\w+:)?\w+>", "1", one) for one in found)


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


@pytest.mark.parametrize("role", rules.ROLES)
def test_every_address_answers_by_the_roles_permission(people_shop: PeopleShop, desk: Desk, role: str) -> None:
    browser = desk(role)
    opened = 0
    for pattern, view in addresses():
        mark = getattr(view, "access_mark", None)
        if mark is None or pattern in LEFT_OUT or not pattern.startswith("desk/"):
            continue
        for path in filled(pattern, people_shop):
            answer = browser.get(f"/{path}")
            if answer.status_code == 405 and not rules.allows(role, mark.permission):
                answer = browser.post(f"/{path}")
            if mark.public or rules.allows(role, mark.permission):
                assert answer.status_code in {200, 302, 404, 405}, (role, path, answer.status_code)
                opened += answer.status_code == 200
            else:
                assert answer.status_code == 403, (role, path, answer.status_code)
    assert opened >= 5


@pytest.mark.parametrize("role", BLIND)
def test_who_may_not_know_names_finds_none_anywhere(people_shop: PeopleShop, desk: Desk, role: str) -> None:
    assert not rules.allows(role, "customers.contact")
    browser = desk(role)
    paths = [
        path
        for pattern, view in addresses()
        if getattr(view, "access_mark", None) is not None and pattern.startswith("desk/") and pattern not in LEFT_OUT
        for path in filled(pattern, people_shop)
    ]
    leaks = []
    for path in [*paths, *QUERIES]:
        for part in (False, True):
            answer = browser.get(f"/{path}", headers={"HX-Request": "true"} if part else {})
            if answer.status_code == 200:
                text = body(answer)
                leaks += [(path, word) for word in PERSONAL if word in text]
    assert not leaks
    assert len(paths) >= 40


def test_who_may_know_names_does_find_them(people_shop: PeopleShop, desk: Desk) -> None:
    """Else the test above would prove nothing."""
    browser = desk("support")
    paths = [f"desk/customers/{people_shop.customer(name)}" for name in people_shop.customers]
    paths += [f"desk/orders/{people_shop.order(number)}" for number in people_shop.orders]
    text = "".join(body(browser.get(f"/{path}")) for path in ["desk/customers", *paths])
    assert [word for word in PERSONAL if word not in text] == []
