"""Consent as it is recorded: what counts, what is refused, and what a sender sees at once (guide A, section 13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regulars.base.activity import list_activity
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import ConsentFact, PersonFacts
from regulars.kit.clock import now
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
Person = Callable[..., int]
STAFF = ("staff:1", "desk")


def say(customer: int, state: str, topic: str = "news", method: str = "staff", by: Any = STAFF, **more: Any) -> int:
    channel = more.pop("channel", "email")
    trust = more.pop("trust", "")
    more.setdefault("evidence", "asked at the till")
    fact = ConsentFact(customer, channel, topic, state, method, **more)
    return write(service.record_consent, Act.by(*by), [fact], trust=trust).rows[0]


def answer(customer: int, topic: str = "news", channel: str = "email") -> tuple[bool, str]:
    found = queries.reachable(customer, channel, topic, now())
    live = queries.explain(customer, [topic], [channel], now())[0]
    assert (live.is_allowed, live.reason) == (found.is_allowed, found.reason), "what is stored is what is worked out"
    return found.is_allowed, found.reason


def may_send(customer: int, topic: str = "news", channel: str = "email") -> bool:
    """Ask as the sender's claim does, in SQL."""
    sql, params = queries.reachable_sql("c.id", channel, topic, now())
    return bool(fetchall(f"SELECT 1 FROM customers_customer c WHERE c.id = %s AND {sql}", [customer, *params]))


def test_default_is_no_and_channels_are_separate(person: Person) -> None:
    ana = person("ana@example.com", phone="+4930123456")
    assert answer(ana) == (False, "unknown")
    assert not may_send(ana)
    say(ana, "granted")
    assert answer(ana) == (True, "")
    assert may_send(ana)
    assert answer(ana, channel="sms") == (False, "unknown")
    assert not may_send(ana, channel="sms")


def test_a_receipt_needs_no_consent_and_a_no_to_news_does_not_stop_it(person: Person) -> None:
    ana = person("ana@example.com")
    say(ana, "withdrawn", "*")
    assert answer(ana, "receipts") == (True, "")
    assert may_send(ana, "receipts")
    with pytest.raises(Refused) as refused:
        say(ana, "withdrawn", "receipts")
    assert refused.value.code == "consent.receipts_need_none"


def test_a_hard_bounce_stops_marketing_and_receipts_with_the_reason(person: Person) -> None:
    ana = person("ana@example.com")
    say(ana, "granted")
    write(service.suppress_address, Act.by("system"), "email", " Ana@Example.com ", "hard_bounce")
    assert answer(ana) == (False, "hard_bounce")
    assert answer(ana, "receipts") == (False, "hard_bounce")
    assert not may_send(ana)
    assert not may_send(ana, "receipts")


def test_a_complaint_stops_marketing_on_every_channel_and_no_receipt(person: Person) -> None:
    ana = person("ana@example.com", phone="+4930123456")
    say(ana, "granted")
    say(ana, "granted", channel="sms")
    write(service.suppress_address, Act.by("system"), "email", "ana@example.com", "complaint")
    assert answer(ana) == (False, "complaint")
    assert answer(ana, channel="sms") == (False, "complaint")
    assert answer(ana, "receipts") == (True, "")


def test_what_a_browser_says_is_no_consent_but_its_no_is_a_no(person: Person) -> None:
    ana = person("ana@example.com")
    with pytest.raises(Refused) as refused:
        say(ana, "granted", method="form", by=("customer:1", "tracking"), trust="public")
    assert refused.value.code == "consent.public_cannot_grant"
    assert fetchall("SELECT count(*) FROM customers_consent") == [(0,)]
    say(ana, "granted")
    say(ana, "withdrawn", method="api", by=("customer:1", "tracking"), trust="public")
    assert answer(ana) == (False, "withdrawn")


@pytest.mark.parametrize("method", ["import", "store", "api", "form"])
def test_neither_file_nor_store_nor_form_lifts_a_withdrawal(person: Person, method: str, clock: Any) -> None:
    ana = person("ana@example.com")
    say(ana, "granted")
    clock.advance(days=1)
    say(ana, "withdrawn")
    clock.advance(days=1)
    say(ana, "granted", method=method, by=("cli", "file"), occurred_at=now(), source="newsletter.csv")
    assert answer(ana) == (False, "withdrawn")
    say(ana, "granted", method="preferences", by=("customer:1", "portal"), trust="system")
    assert answer(ana) == (True, "")


def test_an_import_needs_a_source_and_a_date(person: Person) -> None:
    ana = person("ana@example.com")
    for more, code in (
        ({"source": "mailchimp"}, "consent.import_needs_date"),
        ({"occurred_at": datetime(2025, 1, 1, tzinfo=UTC)}, "consent.needs_evidence"),
    ):
        with pytest.raises(Refused) as refused:
            say(ana, "granted", method="import", by=("cli", "file"), evidence="", **more)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        say(ana, "granted", method="import", source="x", occurred_at=now() + timedelta(seconds=1))
    assert refused.value.code == "consent.in_the_future"


def test_a_fresh_yes_ends_unsubscribed_but_neither_a_complaint_nor_a_yes_from_before(
    person: Person, clock: Any
) -> None:
    ana = person("ana@example.com")
    say(ana, "granted")
    clock.advance(hours=1)
    say(ana, "withdrawn", "*", method="one_click", by=("customer:1", "portal"))
    assert answer(ana) == (False, "unsubscribed")
    say(ana, "granted", method="checkout", by=("system", "shopify"), occurred_at=now() - timedelta(minutes=90))
    assert answer(ana) == (False, "unsubscribed")
    clock.advance(hours=1)
    say(ana, "granted", method="checkout", by=("system", "shopify"))
    assert answer(ana) == (True, "")
    write(service.suppress_address, Act.by("system"), "email", "ana@example.com", "complaint")
    clock.advance(hours=1)
    say(ana, "granted", method="staff")
    assert answer(ana) == (False, "complaint")


def test_staff_lift_a_bounce_saying_why_and_no_complaint(person: Person) -> None:
    ana = person("ana@example.com")
    say(ana, "granted")
    act = Act.by(*STAFF)
    write(service.suppress_address, act, "email", "ana@example.com", "hard_bounce")
    with pytest.raises(Refused):
        write(service.lift_suppression, act, "email", "ana@example.com", " ")
    write(service.lift_suppression, act, "email", "ana@example.com", "mailbox was full")
    assert answer(ana) == (True, "")
    write(service.suppress_address, act, "email", "ana@example.com", "complaint")
    with pytest.raises(Refused) as refused:
        write(service.lift_suppression, act, "email", "ana@example.com", "please")
    assert refused.value.code == "suppression.final"


def test_suppression_is_by_address_and_waits_for_whoever_comes_with_it(person: Person) -> None:
    write(service.suppress_address, Act.by("cli", "cli"), "email", "late@example.com", "unsubscribed")
    late = person("late@example.com")
    say(late, "granted", method="import", by=("cli", "file"), occurred_at=now(), source="list")
    assert answer(late) == (False, "unsubscribed")


def test_a_new_address_is_reached_and_the_bounce_of_the_old_one_stays_behind(person: Person) -> None:
    ana = person("old@example.com", external_id="7")
    say(ana, "granted")
    write(service.suppress_address, Act.by("system"), "email", "old@example.com", "hard_bounce")
    assert not may_send(ana)
    person("new@example.com", external_id="7")
    assert answer(ana) == (True, "")
    assert may_send(ana)


def test_the_state_at_any_past_instant_can_be_told(person: Person, clock: Any) -> None:
    ana = person("ana@example.com")
    seen = []
    for state in ("granted", "withdrawn", "granted"):
        say(ana, state)
        seen.append((now(), state))
        clock.advance(days=1)
    assert queries.standing_at(ana, "email", "news", seen[0][0] - timedelta(seconds=1)).state == "unknown"
    assert [queries.standing_at(ana, "email", "news", at).state for at, _state in seen] == [one for _at, one in seen]


def test_the_ledger_says_who_what_when_from_where_and_with_which_words(person: Person) -> None:
    ana = person("ana@example.com")
    words = write(service.add_wording, Act.by(*STAFF), "news", "email", "en", "Yes, write to me about tea.")
    say(ana, "granted", method="checkout", by=("system", "shopify"), wording=words, network="203.0.113.7")
    row = queries.ledger_of(ana)[0]
    assert (row.state, row.method, row.source, row.address, row.wording, row.actor, row.trust) == (
        "granted", "checkout", "shopify", "ana@example.com", words, "system", "server",
    )  # fmt: skip
    stored = fetchall("SELECT network_print, address_print FROM customers_consent")[0]
    assert all(len(bytes(one)) == 16 for one in stored)
    assert b"203.0.113.7" not in bytes(stored[0])
    kinds = [one.kind for one in list_activity(limit=3)]
    assert kinds[0] == "consent.granted"


def test_a_pause_ends_by_itself(person: Person, clock: Any) -> None:
    ana = person("ana@example.com")
    say(ana, "granted")
    until = now() + timedelta(days=30)
    write(service.change_preferences, Act.by("customer:1", "portal"), ana, {"paused_until": until})
    assert answer(ana) == (False, "paused")
    assert not may_send(ana)
    assert may_send(ana, "receipts")
    clock.set(until)
    assert answer(ana) == (True, "")
    assert may_send(ana)


def test_erased_people_stay_suppressed_by_fingerprint_until_a_fresh_yes(person: Person, clock: Any) -> None:
    ana = person("ana@example.com", phone="+4930123456")
    say(ana, "granted")
    write(service.erase_people, Act.by("cli", "cli"), [ana])
    write(service.allow_again, Act.by("cli", "cli"), "ana@example.com", "+4930123456")
    clock.advance(days=1)
    back = person("ana@example.com")
    assert back != ana
    say(back, "granted", method="import", by=("cli", "file"), occurred_at=now(), source="old list")
    assert answer(back) == (False, "erased")
    assert not may_send(back)
    request = write(service.request_opt_in, Act.by(*STAFF), back, ["news"], method="staff", evidence="asked by phone")
    token, _opened = write(service.take_token, Act.by("system"), request)  # type: ignore[misc]
    write(service.confirm_opt_in, Act.by("customer:1", "portal"), token)
    assert answer(back) == (True, "")


def test_unsubscribing_an_address_reaches_everybody_who_has_it(person: Person) -> None:
    one, two = person("us@example.com", external_id="1"), person("us@example.com", external_id="2")
    assert one != two
    for each in (one, two):
        say(each, "granted")
    assert write(service.unsubscribe_address, Act.by("customer:1", "portal"), "email", "US@example.com") == 2
    assert [answer(each) for each in (one, two)] == [(False, "unsubscribed")] * 2


def test_recording_people_again_changes_nobody_s_consent(person: Person) -> None:
    ana = person("ana@example.com", external_id="1")
    say(ana, "granted")
    before = fetchall("SELECT customer, channel, topic, is_allowed, changed_at FROM customers_reachable")
    facts = PersonFacts(external_id="1", email="ana@example.com")
    write(service.record_people, Act.by("system", "shopify"), "shopify", [facts])
    assert fetchall("SELECT customer, channel, topic, is_allowed, changed_at FROM customers_reachable") == before
