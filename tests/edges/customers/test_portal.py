"""Pages of customers by signed link: choices, the way out, confirming; dirty input, and nothing that leaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from regulars.base.jobs.worker import drain
from regulars.base.mail import letters
from regulars.base.shop import service as shops
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import ConsentFact, PersonFacts
from regulars.kit.clock import now

pytestmark = pytest.mark.django_db
ANA = PersonFacts("1001", "ana.koenig@example.com", "+49 30 123456", "Ana König", "DE", "de", "Mainz")


@pytest.fixture
def ana() -> int:
    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")
    found = write(service.record_people, Act.by("system", "shopify"), "shopify", [ANA]).customers[0]
    assert found is not None
    fact = ConsentFact(found, "email", "news", "granted", "checkout", evidence="order 7")
    write(service.record_consent, Act.by("system", "shopify"), [fact])
    return found


def own_page(customer: int, at: datetime | None = None) -> str:
    return queries.preferences_path(customer, "email", ANA.email, at or now())


def way_out(customer: int, topic: str = "news") -> str:
    return queries.unsubscribe_path(customer, "email", ANA.email, topic, now())


def may(customer: int, topic: str = "news") -> tuple[bool, str]:
    found = queries.reachable(customer, "email", topic, now())
    return found.is_allowed, found.reason


def test_a_forwarded_link_shows_a_masked_address_and_no_name(ana: int) -> None:
    write(service.change_preferences, Act.by("x", "portal"), ana, {"birthday_day": 24, "birthday_month": 12})
    for path in (own_page(ana), way_out(ana)):
        answer = Client().get(path)
        text = answer.content.decode()
        assert "a•••@e•••.com" in text
        for secret in ("ana.koenig", "König", "Mainz", "123456", "1001"):
            assert secret not in text, secret
        assert "selected>24" not in text
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_looking_changes_nothing_however_often(ana: int) -> None:
    before = fetchall("SELECT count(*) FROM activity_log"), fetchall("SELECT * FROM customers_reachable")
    for _again in range(3):
        for path in (own_page(ana), way_out(ana), way_out(ana, "")):
            assert Client().get(path, headers={"Sec-GPC": "1"}).status_code == 200
            assert Client().head(path).status_code == 200
    assert (fetchall("SELECT count(*) FROM activity_log"), fetchall("SELECT * FROM customers_reachable")) == before


def test_one_click_unsubscribes_by_post_without_cookie_or_redirect(ana: int) -> None:
    """RFC 8058: the mail program posts one field; the answer is 200 at once."""
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(way_out(ana), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert answer.content == b"OK\n"
    assert may(ana) == (False, "withdrawn")
    assert queries.ledger_of(ana)[0].method == "one_click"
    assert browser.post(way_out(ana), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_way_out_works_for_years_and_after_erasure(ana: int, clock: Any) -> None:
    path = way_out(ana, "")
    clock.advance(days=2000)
    assert Client().post(path).status_code == 200
    assert may(ana) == (False, "unsubscribed")
    write(service.erase_people, Act.by("cli", "cli"), [ana])
    assert Client().get(path).status_code == 200
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Client().get(own_page(ana)).status_code == 200


@pytest.mark.parametrize("damage", ["x", "xxxx", "%00", "A" * 5000, "..%2F..", "MSuA", "é"])
def test_a_cut_or_foreign_link_opens_nothing(ana: int, damage: str) -> None:
    for kind in ("preferences", "unsubscribe", "confirm"):
        assert Client().get(f"/my/{kind}/{damage}").status_code == 404
        assert Client().post(f"/my/{kind}/{damage}").status_code == 404
    good = way_out(ana)
    assert Client().get(good[:-1] + ("A" if good[-1] != "A" else "B")).status_code == 404
    assert Client().get(good.replace("unsubscribe", "preferences")).status_code == 404


def test_ticking_and_unticking_is_kept_with_the_words_they_saw(ana: int, clock: Any) -> None:
    words = write(service.add_wording, Act.by("staff:1", "desk"), "news", "email", "de", "Ja, schreibt mir.")
    path, browser = own_page(ana), Client()
    assert browser.post(path, {"shown": ["email:news=1"], "yes": []}).status_code == 303
    assert may(ana) == (False, "withdrawn")
    clock.advance(seconds=1)
    assert browser.post(path, {"shown": ["email:news=0"], "yes": ["email:news"]}).status_code == 303
    assert may(ana) == (True, "")
    last = queries.ledger_of(ana)[0]
    assert (last.method, last.wording, last.source) == ("preferences", words, "portal")


def test_words_in_another_language_are_not_shown_and_not_claimed_to_have_been_seen(ana: int, clock: Any) -> None:
    write(service.add_wording, Act.by("staff:1", "desk"), "news", "email", "en", "Yes, write to me.")
    path, browser = own_page(ana), Client()
    text = browser.get(path).content.decode()
    assert "Yes, write to me." not in text
    browser.post(path, {"shown": ["email:news=1"]})
    clock.advance(seconds=1)
    browser.post(path, {"shown": ["email:news=0"], "yes": ["email:news"]})
    assert queries.ledger_of(ana)[0].wording is None


def test_an_old_tab_takes_back_no_no(ana: int) -> None:
    browser = Client()
    browser.post(own_page(ana), {"what": "nothing"})
    assert may(ana) == (False, "unsubscribed")
    browser.post(own_page(ana), {"shown": ["email:news=1"], "yes": ["email:news"], "frequency": "weekly"})
    assert may(ana) == (False, "unsubscribed")
    assert queries.preference_of(ana).frequency == "weekly"


@pytest.mark.parametrize(
    "dirty",
    [
        {"yes": ["sms:' OR 1=1"], "shown": ["sms:' OR 1=1=0"]},
        {"yes": ["email:nothing", "email", ":", ""], "shown": ["email:nothing=0", "=", ""]},
        {"shown": ["email:receipts=0"], "yes": ["email:receipts"]},
    ],
)
def test_boxes_that_are_not_on_the_page_do_nothing(ana: int, dirty: dict[str, list[str]]) -> None:
    before = fetchall("SELECT count(*) FROM customers_consent")
    assert Client().post(own_page(ana), dirty).status_code == 303
    assert fetchall("SELECT count(*) FROM customers_consent") == before


@pytest.mark.parametrize(
    "dirty",
    [
        {"birthday_day": "31", "birthday_month": "2"},
        {"birthday_day": "31"},
        {"birthday_day": "x", "birthday_month": "1"},
        {"frequency": "hourly"},
        {"pause": "9999"},
        {"interests": ["<script>"]},
        {"language": "xx"},
    ],
)
def test_impossible_choices_are_refused_beside_the_field_and_change_nothing(ana: int, dirty: dict[str, Any]) -> None:
    answer = Client().post(own_page(ana), {**dirty, "shown": ["email:news=1"]})
    assert answer.status_code == 422
    assert may(ana) == (True, "")
    assert queries.preference_of(ana) == queries.preference_of(0)
    assert "<script>" not in answer.content.decode()


def test_a_link_of_a_quarter_ago_shows_no_choices_but_stops_mail_and_sends_a_new_one(ana: int) -> None:
    path, browser = own_page(ana, now() - timedelta(days=91)), Client()
    assert "email:news" not in browser.get(path).content.decode()
    assert browser.post(f"{path}/link").status_code == 200
    drain()
    sent = [one.read_text() for one in letters.outbox().glob("*.eml")]
    assert any("/my/preferences/" in one.replace("=\n", "") and ANA.email in one for one in sent)
    assert browser.post(path, {"what": "nothing"}).status_code == 200
    assert may(ana)[0] is False


def test_confirming_needs_a_post_and_works_once(ana: int, clock: Any) -> None:
    """A link in a mail is followed by scanners: only the button says yes (guide A, section 13, rule 3)."""
    act = Act.by("staff:1", "desk")
    request = write(service.request_opt_in, act, ana, ["news"], method="staff", evidence="at the till")
    token, _opened = write(service.take_token, Act.by("system"), request)  # type: ignore[misc]
    browser = Client()
    for _scanner in range(3):
        assert browser.get(f"/my/confirm/{token}").status_code == 200
    assert fetchall("SELECT count(*) FROM customers_opt_in WHERE confirmed_at IS NULL") == [(1,)]
    assert browser.post(f"/my/confirm/{token}").status_code == 200
    assert queries.ledger_of(ana)[0].method == "double_opt_in"
    assert [one.proven_at for one in queries.identities_of(ana) if one.kind == "email"] == [now()]
    said = fetchall("SELECT count(*) FROM customers_consent")
    assert browser.post(f"/my/confirm/{token}").status_code == 200
    assert fetchall("SELECT count(*) FROM customers_consent") == said


def test_a_request_expires_after_seven_days_and_is_forgotten_after_thirty(ana: int, clock: Any) -> None:
    act = Act.by("staff:1", "desk")
    request = write(service.request_opt_in, act, ana, ["news"], method="staff", evidence="at the till")
    token, _opened = write(service.take_token, Act.by("system"), request)  # type: ignore[misc]
    clock.advance(days=7)
    assert Client().post(f"/my/confirm/{token}").status_code == 404
    clock.advance(days=24)
    assert write(service.forget_unconfirmed, act, now() - timedelta(days=30)) == 1


def test_the_letter_goes_once_and_an_address_is_not_asked_all_the_time(ana: int, clock: Any) -> None:
    from regulars.kit.errors import LimitReached

    act = Act.by("staff:1", "desk")
    for _day in range(3):
        write(service.request_opt_in, act, ana, ["news"], method="staff", evidence="x")
        with pytest.raises(LimitReached):
            write(service.request_opt_in, act, ana, ["news"], method="staff", evidence="x")
        clock.advance(minutes=11)
        act = Act.by("staff:1", "desk")
    with pytest.raises(LimitReached):
        write(service.request_opt_in, act, ana, ["news"], method="staff", evidence="x")


def test_the_global_privacy_control_is_kept_when_something_is_pressed(ana: int) -> None:
    assert queries.may_be_shared(ana)
    Client().post(own_page(ana), {"shown": ["email:news=1"], "yes": ["email:news"]}, headers={"Sec-GPC": "1"})
    assert not queries.may_be_shared(ana)
    assert may(ana) == (True, "")
    assert Client().get("/.well-known/gpc.json").json()["gpc"] is True


def test_the_page_speaks_the_person_s_language(ana: int) -> None:
    answer = Client().get(own_page(ana), headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "de"
    assert "Neuigkeiten und Angebote" in answer.content.decode()
    Client().post(own_page(ana), {"language": "en", "shown": []})
    assert "News and offers" in Client().get(own_page(ana)).content.decode()


def test_a_yes_after_a_complaint_sends_a_letter_instead(ana: int) -> None:
    write(service.suppress_address, Act.by("system"), "email", ANA.email, "complaint")
    answer = Client().post(own_page(ana), {"shown": ["email:news=0"], "yes": ["email:news"]})
    assert answer["Location"] == "?done=confirm"
    assert may(ana) == (False, "complaint")
    assert fetchall("SELECT count(*) FROM customers_opt_in") == [(1,)]


def test_a_link_to_an_address_that_is_not_theirs_any_more_shows_nothing(ana: int) -> None:
    path = queries.preferences_path(ana, "email", "former@example.com", now())
    text = Client().get(path).content.decode()
    assert "email:news" not in text
    assert may(ana) == (True, "")
