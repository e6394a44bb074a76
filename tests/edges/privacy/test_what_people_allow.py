"""Consent, suppression and merges of somebody who asks for a copy or to be erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from regulars.base import extends
from regulars.base.jobs.worker import drain
from regulars.base.mail import letters
from regulars.base.shop import service as shops
from regulars.base.state import Act, execute, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import Claim, ConsentFact, PersonFacts
from regulars.edges.privacy import erasing, exporting
from regulars.edges.privacy import service as privacy
from regulars.edges.privacy.places import FILES_LAST
from regulars.kit.clock import now

pytestmark = pytest.mark.django_db
STAFF = Act.by("staff:1", "desk")


@pytest.fixture
def ana() -> int:
    """Ana, two customers of one person, with something in every table about consent and identity."""
    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")
    people = [PersonFacts("1", "ana@example.com", name="Ana Markerova"), PersonFacts("2", "a.markerova@example.org")]
    one, two = write(service.record_people, Act.by("system", "shopify"), "shopify", people).customers
    assert one is not None
    assert two is not None
    act = Act.by("staff:1", "desk")
    for customer, state in ((one, "granted"), (two, "withdrawn")):
        fact = ConsentFact(customer, "email", "news", state, "staff", evidence="mail of ana@example.com",
                           network="203.0.113.7")  # fmt: skip
        write(service.record_consent, act, [fact])
    write(service.suppress_address, act, "email", "a.markerova@example.org", "complaint", "wrote from her mailbox")
    write(
        service.identify,
        Act.by("system", "web"),
        Claim("web", email="ana@example.com", visitor="visitor-marker"),
        "server",
    )
    write(service.request_opt_in, act, one, ["news"], method="staff", trust="staff", evidence="till")
    drain()
    write(service.change_preferences, Act.by("customer:1", "portal"), one, {"birthday_day": 3, "birthday_month": 4})
    write(service.merge_customers, act, two, one, "staff", "Ana Markerova told us")
    return one


def erase(customer: int) -> None:
    act = Act.by("cli", "cli")
    erasing.carry_through(act, write(privacy.begin_erasure, act, customer), without=FILES_LAST)


def test_a_copy_holds_every_word_of_consent_and_both_customers(ana: int) -> None:
    held = {one["table"] if "table" in one else one["title"]: one["rows"] for one in
            exporting.document_about(ana, now())["holdings"]}  # fmt: skip
    text = repr(held)
    for words in ("granted", "withdrawn", "complaint", "ana@example.com", "a.markerova@example.org", "visitor-marker"):
        assert words in text, words
    assert "address_print" not in text


def test_erasing_leaves_proof_without_an_address_and_the_no_outlives_it(ana: int) -> None:
    assert len(list(letters.outbox().glob("*.eml"))) >= 1
    proof = fetchall("SELECT count(*) FROM customers_consent")
    erase(ana)
    assert fetchall("SELECT count(*) FROM customers_consent") == proof
    assert fetchall("SELECT DISTINCT address, evidence FROM customers_consent") == [("", "")]
    assert fetchall("SELECT count(*) FROM customers_consent WHERE address_print IS NULL") == [(0,)]
    assert fetchall("SELECT count(*) FROM customers_consent WHERE network_print IS NOT NULL") == [(0,)]
    assert fetchall("SELECT DISTINCT address, note FROM customers_suppression") == [("", "")]
    for table in ("visitor", "preference", "opt_in", "reachable", "suspicion", "identity"):
        assert fetchall(f"SELECT count(*) FROM customers_{table}") == [(0,)], table
    named = [one for one in letters.outbox().glob("*.eml") if b"ana@example.com" in one.read_bytes()]
    assert named == []
    back = write(service.record_people, STAFF, "shopify", [PersonFacts("9", "a.markerova@example.org")]).customers[0]
    assert back is None, "a file does not bring her back"
    write(service.allow_again, STAFF, "a.markerova@example.org")
    facts = PersonFacts("9", "a.markerova@example.org")
    back = write(service.record_people, STAFF, "shopify", [facts]).customers[0]
    assert back is not None
    fact = ConsentFact(back, "email", "news", "granted", "checkout", evidence="order", occurred_at=now())
    write(service.record_consent, Act.by("system", "shopify"), [fact])
    assert not queries.reachable(back, "email", "news", now() + timedelta(days=1)).is_allowed


def test_the_audit_finds_a_stored_answer_that_is_not_what_was_said(ana: int) -> None:
    reachable, resolution = (extends.invariants.get(f"customers.{key}") for key in ("reachable", "resolution"))
    assert reachable is not None
    assert resolution is not None
    assert (reachable.check().broken, resolution.check().broken) == (0, 0)
    execute("UPDATE customers_reachable SET is_allowed = NOT is_allowed")
    assert reachable.check().broken == 1
    execute("DELETE FROM customers_resolution")
    assert resolution.check().broken == 1


def test_a_letter_holds_one_line_for_each_header(ana: int) -> None:
    letter: Any = letters.Letter("x@example.com\nBcc: all@example.com", "Hello", "text", "<p>text</p>", "k")
    with pytest.raises(ValueError, match="one line"):
        letters.FileOutbox().send(letter)
