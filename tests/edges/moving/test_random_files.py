"""Random files of a tool, in two random orders: the same people may be written to, and a naive model agrees."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moving_files import answer

from regulars.base.state import Act, write
from regulars.edges.imports.assembling.contacts import ABSENT, ContactFacts, ContactMaker
from regulars.edges.imports.layouts.contacts import KLAVIYO_NAME
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.service.contacts import record_contacts
from regulars.kit import clock

pytestmark = pytest.mark.django_db
PEOPLE = ("ana", "bo", "cy")
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
Row = tuple[str, str, int, str]
rows = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(["SUBSCRIBED", "UNSUBSCRIBED", "NEVER_SUBSCRIBED", "", "SUBSCRIBED"]),
        st.integers(0, 3),
        st.sampled_from(["[]", "[]", "[]", "['HARD_BOUNCE']", "['SPAM_COMPLAINT', 'USER_SUPPRESSED']"]),
    ),
    min_size=1,
    max_size=4,
)
files = st.lists(st.tuples(st.sampled_from(["", "", "", "suppressed", "unsubscribed"]), rows), min_size=1, max_size=5)


def facts_of(group: str, lines: list[Row]) -> list[ContactFacts]:
    maker = ContactMaker(Plan("contacts", KLAVIYO_NAME, "klaviyo", (), {}, "UTC", "", said={"group": group}), "f.csv")
    found = []
    for who, word, age, stops in lines:
        at = clock.now().replace(day=age) if age else None
        cells: dict[str, Any] = {"email": f"{who}@Example.com", "email_consent": word, "email_consent_at": at}
        fact = maker.of({**ABSENT, **cells, "suppressions": stops}, Counter())
        assert isinstance(fact, ContactFacts)
        found.append(fact)
    return found


def reached(given_files: list[tuple[str, list[Row]]]) -> dict[str, bool]:
    """Who may be written to after these files, in this order, in a shop that is gone afterwards."""
    with transaction.atomic():
        act = Act.by("cli", "file", backfill=True)
        for number, (group, lines) in enumerate(given_files, start=1):
            write(record_contacts, act, "klaviyo", facts_of(group, lines), number)
        found = {who: answer(f"{who}@example.com") == "" for who in PEOPLE}
        transaction.set_rollback(True)
    return found


def expected(given_files: list[tuple[str, list[Row]]]) -> dict[str, bool]:
    """A dated yes anywhere, and nothing against it anywhere."""
    yes, no = set(), set()
    for group, lines in given_files:
        for who, word, age, stops in lines:
            if group or word == "UNSUBSCRIBED" or stops != "[]":
                no.add(who)
            elif word == "SUBSCRIBED" and age:
                yes.add(who)
    return {who: who in yes - no for who in PEOPLE}


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(given_files=files, seed=st.integers(0, 1_000))
def test_any_order_of_files_ends_with_the_same_people(
    open_shop: None, given_files: list[tuple[str, list[Row]]], seed: int
) -> None:
    shuffled = list(given_files)
    random.Random(seed).shuffle(shuffled)
    twice = [*given_files, *shuffled]
    assert reached(given_files) == reached(shuffled) == reached(twice) == expected(given_files)
