"""From the table of routes: nobody and the wrong role come in nowhere, nothing changes by looking, no form without its
token. A route added tomorrow is covered the day it appears.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from peopleshop import PERSONAL, PeopleShop
from regulars.base.staff import keyring, keys, rules
from regulars.base.state import Act, write
from regulars.base.web.access import Mark, mark_of

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
METHODS = ("get", "head", "post", "put")
UNSAFE = ("post", "put", "patch", "delete")
# Tables that a look may change: whose session was seen when, and how often somebody knocked.
SEEN = {"staff_session", "staff_attempt", "django_migrations", "django_content_type"}
# Looks that leave a trace by design: data that leaves the house is recorded, and readiness tries a write.
TRACES = {
    "desk/customers.csv": {"activity_log", "state_change"},
    "desk/orders.csv": {"activity_log", "state_change"},
    "readyz": {"state_change"},
}
# Unsafe without a token by design; each line is a decision (a program brings a key or a signature instead).
# A customer's own pages: the link is the secret, no cookie is set, and mail programs must be able to press (RFC 8058).
WITHOUT_TOKEN: tuple[str, ...] = (
    "my/preferences/<str:token>",
    "my/preferences/<str:token>/link",
    "my/unsubscribe/<str:token>",
    "my/confirm/<str:token>",
)
FOR_PROGRAMS = ("api/", "hooks/", "t/")
TOKEN_PREFIXES = ("desk/", "my/", "share/")


@cache
def routes() -> tuple[tuple[str, Mark | None], ...]:
    """Return `(pattern, mark)` of every address, those of included apps as well."""

    def below(resolver: Any, prefix: str) -> Iterator[tuple[str, Mark | None]]:
        for item in resolver.url_patterns:
            if isinstance(item, URLResolver):
                yield from below(item, prefix + str(item.pattern))
            elif isinstance(item, URLPattern):
                yield prefix + str(item.pattern), mark_of(item.callback)

    return tuple(sorted(below(get_resolver(), ""), key=lambda pair: pair[0]))


def filled(pattern: str) -> str:
    return "/" + re.sub(r"<(\w+):\w+>", lambda kind: "1" if kind.group(1) == "int" else "x1", pattern)


def real(pattern: str, shop: PeopleShop) -> str:
    """Return an address under which there is something to see, where the shop has it."""
    for prefix, name in (
        ("desk/customers/", shop.customer("ana")),
        ("desk/orders/", shop.order("1003")),
        ("desk/products/", shop.product("Earl Grey")),
    ):
        if pattern.startswith(prefix):
            return "/" + re.sub(r"<\w+:\w+>", name, pattern, count=1)
    return filled(pattern)


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def closed() -> list[tuple[str, Mark]]:
    return [(pattern, mark) for pattern, mark in routes() if mark is not None and not mark.public]


@pytest.mark.asvs("8.3.1", "a route that declares nothing is served to nobody, and fails the build")
def test_every_route_declares_who_may_come_in() -> None:
    assert len(routes()) >= 60
    assert [pattern for pattern, mark in routes() if mark is None] == []


@pytest.mark.asvs("8.2.1", "every route and method is closed to nobody")
def test_nobody_comes_in_anywhere(people_shop: PeopleShop) -> None:
    leaks = []
    for pattern, _mark in closed():
        for method in METHODS:
            answer = getattr(Client(), method)(real(pattern, people_shop))
            to_login = answer.status_code == 302 and answer["Location"].startswith("/desk/login")
            if not (to_login or answer.status_code in {401, 403, 404, 405}):
                leaks.append((method, pattern, answer.status_code))
            leaks += [(method, pattern, word) for word in PERSONAL if word in body(answer)]
    assert not leaks
    assert len(closed()) >= 50


@pytest.mark.asvs("8.2.1", "every route and method is closed to the wrong role")
@pytest.mark.asvs("8.2.3", "what a role may not see stands in no answer")
@pytest.mark.parametrize("role", [role for role in rules.ROLES if role != rules.OWNER])
def test_the_wrong_role_comes_in_nowhere(people_shop: PeopleShop, desk: Desk, role: str) -> None:
    browser, leaks, asked = desk(role), [], 0
    for pattern, mark in closed():
        if rules.allows(role, mark.permission) or pattern.startswith(FOR_PROGRAMS):
            continue
        for method in ("get", "post"):
            asked += 1
            answer = getattr(browser, method)(real(pattern, people_shop))
            if answer.status_code not in {403, 404}:
                leaks.append((method, pattern, answer.status_code))
            leaks += [(method, pattern, word) for word in PERSONAL if word in body(answer)]
    assert not leaks
    assert asked >= 10


@pytest.mark.asvs("8.2.1", "every route of the API is closed to a session, and to a key without the permission")
def test_the_wrong_key_comes_in_nowhere(people_shop: PeopleShop, desk: Desk) -> None:
    owner, leaks, asked = desk("owner"), [], 0
    for pattern, mark in closed():
        if not pattern.startswith(FOR_PROGRAMS):
            continue
        rest = [one for one in rules.KEY_PERMISSIONS if one != mark.permission]
        key = keys.new_key()
        write(keyring.create_key, Act.by("system"), "Rest", rest, keys.digest(key), keys.hint(key))
        for method in METHODS:
            address = real(pattern, people_shop)
            asked += 1
            without = getattr(owner, method)(address)
            wrong = getattr(Client(), method)(address, headers={"authorization": f"Bearer {key}"})
            leaks += [(method, pattern, without.status_code)] * (without.status_code != 401)
            leaks += [(method, pattern, wrong.status_code)] * (wrong.status_code != 403)
            leaks += [(method, pattern, word) for word in PERSONAL if word in body(without) + body(wrong)]
    assert not leaks
    assert asked >= 4


def test_refusing_the_wrong_role_comes_before_the_method(people_shop: PeopleShop, desk: Desk) -> None:
    """A 405 would tell that the page is there and might hide that its guard is not."""
    browser = desk("analyst")
    wrong = [
        pattern
        for pattern, mark in closed()
        if not rules.allows("analyst", mark.permission)
        and not pattern.startswith(FOR_PROGRAMS)
        and 405 in {browser.get(filled(pattern)).status_code, browser.post(filled(pattern)).status_code}
    ]
    assert not wrong


@pytest.mark.asvs("3.5.1", "every form needs its token")
def test_nothing_unsafe_passes_without_its_token(people_shop: PeopleShop, staff: Callable[..., Any]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff("owner"))
    passed, before = [], state()
    for pattern, _mark in routes():
        if not pattern.startswith(TOKEN_PREFIXES) or pattern in WITHOUT_TOKEN:
            continue
        for method in UNSAFE:
            answer = getattr(browser, method)(real(pattern, people_shop))
            if answer.status_code not in {403, 405}:
                passed.append((method, pattern, answer.status_code))
    assert not passed
    assert state() == before


@pytest.mark.asvs("3.5.3", "looking at a page changes nothing")
def test_looking_changes_nothing(people_shop: PeopleShop, desk: Desk) -> None:
    browser, before = desk("owner"), state()
    quiet = [pattern for pattern, _mark in routes() if pattern not in TRACES]
    for method in ("get", "options"):
        for pattern in quiet:
            getattr(browser, method)(real(pattern, people_shop))
        assert changed(before, state()) == [], method
    for pattern, tables in TRACES.items():
        browser.get(real(pattern, people_shop))
        assert set(changed(before, state())) <= tables, pattern
        before = state()


def state() -> dict[str, str]:
    """Return a digest of every table."""
    found = {}
    with connection.cursor() as cursor:
        tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - SEEN)
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [table for table in after if before.get(table) != after[table]]


def test_the_digest_of_the_tables_sees_a_change(people_shop: PeopleShop, staff: Callable[..., Any]) -> None:
    """Else the two tests above would prove nothing."""
    before = state()
    staff("owner")
    assert changed(before, state()) == ["staff_member"]


@pytest.mark.asvs("8.2.2", "what is not there and what one may not know of look the same")
def test_what_is_not_there_is_not_found(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("owner")
    odd = [
        (pattern, status)
        for pattern, _mark in closed()
        if "<" in pattern and (status := browser.get(filled(pattern)).status_code) not in {404, 405, 302, 400}
    ]
    assert [pattern for pattern, status in odd if status >= 500] == []
