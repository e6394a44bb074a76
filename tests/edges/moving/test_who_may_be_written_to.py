"""Section 13: default is no; a yes needs a source and a day, a no needs nothing, and order does not matter."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from moving_files import KLAVIYO, answer, profile, table

from regulars.base.activity import read_after
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import service as customers
from regulars.domains.customers.queries import ledger_of, people_named, suppressions_of
from regulars.domains.customers.types import ConsentFact, PersonFacts
from regulars.edges.imports.moving.looking import Wishes
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
Move, Put = Callable[..., dict[str, Any]], Callable[..., Path]


def test_13_1_unknown_is_no_and_an_email_yes_is_no_sms_yes(move: Move, put: Put) -> None:
    rows = [
        profile("ana@example.com", **{"Phone Number": "+4915112345678"}),
        profile("bo@example.com", "NEVER_SUBSCRIBED", ""),
        profile("cy@example.com", "", ""),
        profile("di@example.com", "SOMETHING NEW"),
    ]
    report = move("klaviyo", put("profiles.csv", table(KLAVIYO, rows)), none_exist="none")
    assert [answer(f"{one}@example.com") for one in ("ana", "bo", "cy", "di")] == ["", "unknown", "unknown", "unknown"]
    assert answer("ana@example.com", "sms") == "unknown"
    assert report["consent"] == {"consent_word_unknown": 1, "yes_email": 1}
    assert report["reach"] == {"email": {"": 1, "unknown": 3}, "sms": {"no_address": 3, "unknown": 1}}


def test_13_4_a_yes_without_a_date_is_no_yes_and_is_counted(move: Move, put: Put) -> None:
    report = move("klaviyo", put("p.csv", table(KLAVIYO, [profile("ana@example.com", day="")])), none_exist="none")
    assert answer("ana@example.com") == "unknown"
    assert report["consent"] == {"yes_undated": 1}
    assert report["totals"]["created"] == 1, "the profile itself is kept"


def test_13_4_staff_give_one_day_and_source_for_all_and_their_words_are_the_evidence(move: Move, put: Put) -> None:
    path = put("p.csv", table(KLAVIYO, [profile("ana@example.com", day=""), profile("bo@example.com")]))
    wishes = Wishes(date(2024, 5, 1), "Sign-up sheet at the counter")
    report = move("klaviyo", path, wishes=wishes, none_exist="none")
    assert (answer("ana@example.com"), answer("bo@example.com")) == ("", "")
    said = ledger_of(people_named("ana@example.com")[0])[0]
    assert said.occurred_at.isoformat() == "2024-05-01T10:00:00+00:00"
    assert said.evidence == "Klaviyo export, p.csv: Footer form [Sign-up sheet at the counter]"
    assert said.actor == "staff:1"
    assert report["consent"] == {"yes_dated_by_staff": 1, "yes_email": 2}


@pytest.mark.parametrize(
    "wishes", [Wishes(date(2024, 5, 1)), Wishes(None, "Counter"), Wishes(date(2030, 1, 1), "Fair")]
)
def test_half_a_word_of_staff_is_none(move: Move, put: Put, wishes: Wishes) -> None:
    with pytest.raises(Refused):
        move("klaviyo", put("p.csv", table(KLAVIYO, [profile("a@example.com")])), wishes=wishes, none_exist="none")


def test_13_4_a_file_of_any_tool_needs_a_source_for_each_yes(move: Move, put: Put) -> None:
    lines = [
        "E-Mail,Newsletter,Consent Date,Opt In Source",
        "ana@example.com,yes,2024-03-01,Web form",
        "bo@example.com,yes,2024-03-01,",
        "cy@example.com,no,,",
    ]
    report = move("contacts", put("people.csv", "\n".join(lines)), none_exist="none")
    assert [answer(f"{one}@example.com") for one in ("ana", "bo", "cy")] == ["", "unknown", "unknown"]
    assert report["consent"] == {"yes_email": 1, "yes_unsourced": 1}


def test_a_yes_in_the_future_is_none(move: Move, put: Put) -> None:
    report = move("klaviyo", put("p.csv", table(KLAVIYO, [profile("a@example.com", day="2027-01-01")])), none_exist="n")
    assert (answer("a@example.com"), report["consent"]) == ("unknown", {"yes_in_the_future": 1})


def test_a_no_is_taken_with_a_date_that_nobody_can_read(move: Move, put: Put) -> None:
    rows = [profile("ana@example.com", "UNSUBSCRIBED", "last spring"), profile("bo@example.com")]
    move("klaviyo", put("p.csv", table(KLAVIYO, rows)), none_exist="none")
    assert answer("ana@example.com") == "unsubscribed"


def test_13_4_a_file_lifts_neither_a_withdrawal_nor_a_suppression_made_here(move: Move, put: Put) -> None:
    act = Act.by("staff:1", "desk")
    told = write(
        customers.record_people, act, "shop", [PersonFacts(email=f"{one}@example.com") for one in ("ana", "bo")]
    )
    ana, bo = (one for one in told.customers if one is not None)
    write(customers.record_consent, act, [ConsentFact(ana, "email", "news", "withdrawn", "staff")])
    write(customers.suppress_address, act, "email", "bo@example.com", "hard_bounce")
    mailchimp = put(
        "subscribed_members.csv",
        "Email Address,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LEID\n"
        "ana@example.com,2026-06-15 08:00:00,192.0.2.1,2026-06-15 08:59:00,192.0.2.2,1\n"
        "bo@example.com,2026-06-15 08:00:00,192.0.2.1,2026-06-15 08:59:00,192.0.2.2,2\n",
    )
    move("mailchimp", mailchimp, none_exist="none")
    assert (answer("ana@example.com"), answer("bo@example.com")) == ("withdrawn", "hard_bounce")
    assert "double opt-in" in ledger_of(bo)[0].evidence


def test_a_suppression_that_was_lifted_here_later_is_not_brought_back_by_an_older_one(move: Move, put: Put) -> None:
    path = put("suppressed.csv", "Email,Reason,Timestamp\nana@example.com,UNSUBSCRIBED,2024-01-01T00:00:00Z\n")
    move("klaviyo", path)
    act = Act.by("staff:1", "desk")
    write(customers.lift_suppression, act, "email", "ana@example.com", "She wrote to us")
    report = move("klaviyo", put("again.suppressed.csv", path.read_text() + "bo@example.com,HARD_BOUNCE,2024-01-01\n"))
    ana = write(customers.record_people, act, "shop", [PersonFacts(email="ana@example.com")]).customers[0]
    assert ana is not None
    assert [one.lifted_at is not None for one in suppressions_of(ana)] == [True]
    assert report["totals"]["stopped_already"] == 1


def test_13_7_an_erased_address_stays_a_fingerprint(move: Move, put: Put) -> None:
    act = Act.by("staff:1", "desk")
    told = write(customers.record_people, act, "shop", [PersonFacts(email="ana@example.com")])
    write(customers.erase_people, act, list(told.customers))
    path = put("p.csv", table(KLAVIYO, [profile("ana@example.com", **{"Email Suppressions": "['HARD_BOUNCE']"})]))
    report = move("klaviyo", path, put("suppressed.csv", "Ana@example.com\n"))
    assert report["totals"]["left_out"] == 1
    assert answer("ana@example.com") == "nobody"
    assert fetchall("SELECT count(*) FROM customers_suppression WHERE address <> ''")[0][0] == 0


CONTRARY = {
    "profiles.csv": table(
        KLAVIYO,
        [
            profile("ana@example.com"), profile("ANA@example.com ", "UNSUBSCRIBED", "2023-01-01"),
            profile("bo@example.com"), profile("cy@example.com"), profile("di@example.com"),
            profile("ed@example.com", day=""), profile("flo@example.com"),
        ],
    ),
    "older.csv": table(KLAVIYO, [profile("di@example.com", "UNSUBSCRIBED", ""), profile("bo@example.com", "", "")]),
    "suppressed.csv": "Email,Reason,Timestamp\nBO@example.com,SPAM_COMPLAINT,2020-01-01\nzoe@example.com,,\n",
    "plain.csv": "cy@example.com\n",
    "newer.csv": table(KLAVIYO, [profile("di@example.com", day="2025-05-05 10:00:00"), profile("zoe@example.com")]),
}  # fmt: skip
WANTED = {
    "ana": "unsubscribed", "bo": "complaint", "cy": "manual", "di": "unsubscribed", "ed": "unknown", "flo": "",
    "zoe": "manual",
}  # fmt: skip
ORDERS = list(itertools.permutations(CONTRARY))


@pytest.mark.parametrize("order", [*ORDERS[::30], ORDERS[-1]], ids=lambda one: "-".join(one).replace(".csv", ""))
def test_the_order_of_files_does_not_matter(move: Move, put: Put, order: tuple[str, ...]) -> None:
    """Each file by itself, in any order: the most restrictive wins, and the same people may be written to."""
    for name in order:
        move("klaviyo", put(name, CONTRARY[name]), none_exist="none")
    assert {name: answer(f"{name}@example.com") for name in WANTED} == WANTED


def test_13_4_rerunning_a_file_changes_nothing(move: Move, put: Put) -> None:
    paths = [put(name, content) for name, content in CONTRARY.items()]
    move("klaviyo", *paths)
    before = _everything()
    again = move("klaviyo", *paths)
    assert {one["state"] for one in again["files"]} == {"already_imported"}
    turned = put("other.csv", CONTRARY["profiles.csv"].replace("Klaviyo ID", "Klaviyo Id"))
    report = move("klaviyo", turned)
    assert _everything() == before
    assert not {name for name in ("granted", "withdrawn", "suppressed", "created") if report["totals"].get(name)}


def test_moving_in_fires_nothing(move: Move, put: Put) -> None:
    move("klaviyo", put("p.csv", CONTRARY["profiles.csv"]), none_exist="none")
    rows = [one for one in read_after(0, 1_000) if one.kind.startswith(("consent.", "customer.", "suppression."))]
    assert len(rows) > 10
    assert all(one.backfill for one in rows)


def _everything() -> list[Any]:
    tables = ("customers_consent", "customers_suppression", "customers_customer", "customers_field_value")
    return [fetchall(f"SELECT count(*) FROM {one}")[0][0] for one in tables]
