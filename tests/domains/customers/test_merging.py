"""Two customers become one person and are parted again (guide A, section 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regulars.base.activity import ActivityRow, readers
from regulars.base.activity.readers import Reader
from regulars.base.privacy import holdings, mergers, mergers_upward
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import Claim, ConsentFact, PersonFacts
from regulars.kit.clock import now
from regulars.kit.errors import Conflict, LimitReached, Refused

pytestmark = pytest.mark.django_db
Person = Callable[..., int]


def merge(merged: int, survivor: int, trust: str = "staff") -> int:
    return write(service.merge_customers, Act.by("staff:1", "desk"), merged, survivor, trust)


def unmerge(number: int) -> int:
    return write(service.unmerge_customers, Act.by("staff:1", "desk"), number)


def test_ids_of_both_lead_to_the_one_who_stays(person: Person) -> None:
    ana, double = person("ana@example.com"), person("a@example.org", phone="+4930123456", name="Ana K")
    merge(double, ana)
    assert queries.survivor_of(double) == ana
    assert {one.value for one in queries.identities_of(ana)} == {"ana@example.com", "a@example.org", "+4930123456"}
    assert queries.people_named("a@example.org") == [ana]
    shown = queries.customer(double, contact=True)
    assert (shown.id, shown.email, shown.phone, shown.name) == (ana, "ana@example.com", "+4930123456", "Ana K")
    assert [row.id for row in queries.find_customers("a@example.org", 5, contact=True)] == [ana]
    assert double not in queries.ids_by_name()


def test_a_before_b_and_b_before_a_end_in_one_survivor_and_no_circle(person: Person) -> None:
    one, two, three = person("1@example.com"), person("2@example.com"), person("3@example.com")
    merge(one, two)
    with pytest.raises(Conflict):
        merge(two, one)
    merge(one, three)
    assert {queries.survivor_of(each) for each in (one, two, three)} == {three}
    assert set(queries.ids_of(three)) == {one, two, three}
    assert fetchall("SELECT count(*) FROM customers_resolution") == [(2,)]


def test_parting_in_any_order_restores_exactly_what_hung_on_it(person: Person) -> None:
    one, two, three = person("1@example.com"), person("2@example.com"), person("3@example.com")
    first, second = merge(one, two), merge(two, three)
    assert unmerge(first) == one
    assert [queries.survivor_of(each) for each in (one, two, three)] == [one, three, three]
    assert unmerge(second) == two
    assert [queries.survivor_of(each) for each in (one, two, three)] == [one, two, three]
    with pytest.raises(Conflict):
        unmerge(second)
    assert [row.undone_at is not None for row in queries.merges_of(two)] == [True, True]


@pytest.mark.parametrize("trust", ["public", "system", ""])
def test_a_browser_merges_nobody(person: Person, trust: str) -> None:
    ana, ben = person("ana@example.com"), person("ben@example.com")
    with pytest.raises(Refused) as refused:
        merge(ana, ben, trust)
    assert refused.value.code == "merge.not_yours"


def test_shared_addresses_and_the_erased_are_merged_with_nobody(person: Person) -> None:
    ana, office, gone = person("ana@example.com"), person("office@example.com"), person("gone@example.com")
    act = Act.by("cli", "cli")
    write(service.flag_shared, act, [office])
    write(service.erase_people, act, [gone])
    for other, code in ((office, "merge.shared"), (gone, "merge.erased")):
        with pytest.raises(Refused) as refused:
            merge(ana, other)
        assert refused.value.code == code


def test_more_than_ten_merges_a_day_need_staff(person: Person) -> None:
    ana = person("ana@example.com")
    others = [person(f"o{number}@example.com") for number in range(12)]
    for one in others[:10]:
        merge(one, ana, "server")
    with pytest.raises(LimitReached):
        merge(others[10], ana, "server")
    merge(others[11], ana, "staff")


def test_orders_keep_their_id_and_the_lake_takes_them_in_anew_both_ways(person: Person) -> None:
    ana, double = person("ana@example.com"), person("a@example.org")
    before = fetchall("SELECT id, changed_seq FROM customers_customer ORDER BY id")
    number = merge(double, ana)
    after = dict(fetchall("SELECT id, changed_seq FROM customers_customer"))
    assert after[double] > dict(before)[double]
    assert after[ana] == dict(before)[ana]
    unmerge(number)
    assert dict(fetchall("SELECT id, changed_seq FROM customers_customer"))[double] >= after[double]


def test_nothing_fires_because_of_a_merge(person: Person) -> None:
    """Readers see that two became one, and nothing of what one of them had done before."""
    seen: list[ActivityRow] = []
    reader = readers.register(Reader("test.merges", lambda _act, row: seen.append(row)))
    try:
        ana, double = person("ana@example.com"), person("a@example.org")
        fact = ConsentFact(double, "email", "news", "granted", "checkout", evidence="order 1")
        write(service.record_consent, Act.by("system", "shopify"), [fact])
        readers.run_reader(Act.by("system"), reader.name)
        seen.clear()
        number = merge(double, ana)
        readers.run_reader(Act.by("system"), reader.name)
        assert [row.kind for row in seen] == ["customer.merged"]
        unmerge(number)
        readers.run_reader(Act.by("system"), reader.name)
        assert [row.kind for row in seen] == ["customer.merged", "customer.unmerged"]
    finally:
        readers.unregister(reader.name)


def test_every_part_with_rows_about_people_answers_a_merge_lower_ones_first(db: None) -> None:
    about_people = {table.partition(".")[0] for table, one in holdings().items() if one.find}
    domains = {"customers", "catalog", "orders", "traits", "insights"}
    assert (about_people | domains) - set(mergers()) == set()
    order = [one.key for one in mergers_upward()]
    assert order.index("activity") < order.index("customers") < order.index("orders") < order.index("insights")


class TestConsent:
    """Of two who are one, the stricter counts; parted, a no stays with both and a yes with who gave it."""

    @pytest.fixture
    def two(self, person: Person) -> tuple[int, int]:
        return person("ana@example.com"), person("a@example.org")

    def say(self, customer: int, state: str, method: str = "checkout") -> None:
        fact = ConsentFact(customer, "email", "news", state, method, evidence="order 1")
        write(service.record_consent, Act.by("system", "shopify"), [fact])

    def answer(self, customer: int) -> tuple[bool, str, int | None]:
        row = queries.reachable(customer, "email", "news", now())
        return row.is_allowed, row.reason, row.target

    def test_the_stricter_counts_at_once_and_parting_gives_both_back(self, two: tuple[int, int]) -> None:
        ana, double = two
        self.say(ana, "granted")
        self.say(double, "withdrawn")
        number = merge(double, ana)
        assert self.answer(ana) == self.answer(double) == (False, "withdrawn", None)
        unmerge(number)
        assert self.answer(ana) == (True, "", ana)
        assert self.answer(double) == (False, "withdrawn", None)

    def test_a_no_while_they_were_one_stays_with_both(self, two: tuple[int, int], clock: Any) -> None:
        ana, double = two
        self.say(ana, "granted")
        self.say(double, "granted")
        number = merge(double, ana)
        clock.advance(days=1)
        self.say(ana, "withdrawn", "preferences")
        unmerge(number)
        assert self.answer(ana)[1] == self.answer(double)[1] == "withdrawn"

    def test_a_yes_while_they_were_one_stays_with_who_gave_it(self, two: tuple[int, int], clock: Any) -> None:
        ana, double = two
        self.say(double, "withdrawn")
        number = merge(double, ana)
        clock.advance(days=1)
        self.say(ana, "granted")
        assert self.answer(double) == (True, "", ana)
        unmerge(number)
        assert self.answer(ana) == (True, "", ana)
        assert self.answer(double) == (False, "withdrawn", None)

    def test_mail_goes_to_the_address_of_who_said_yes(self, two: tuple[int, int]) -> None:
        ana, double = two
        self.say(double, "granted")
        merge(double, ana)
        assert self.answer(ana) == (True, "", double)

    def test_a_complaint_of_either_stops_both_and_a_bounce_only_its_address(self, two: tuple[int, int]) -> None:
        ana, double = two
        self.say(double, "granted")
        act = Act.by("system")
        write(service.suppress_address, act, "email", "ana@example.com", "hard_bounce")
        number = merge(double, ana)
        assert self.answer(ana) == (True, "", double)
        write(service.suppress_address, act, "email", "ana@example.com", "complaint")
        assert self.answer(double) == (False, "complaint", None)
        unmerge(number)
        assert self.answer(double) == (True, "", double)

    def test_a_complaint_from_the_address_of_who_was_merged_counts_too(self, two: tuple[int, int]) -> None:
        ana, double = two
        self.say(ana, "granted")
        write(service.suppress_address, Act.by("system"), "email", "a@example.org", "complaint")
        assert self.answer(ana) == (True, "", ana)
        number = merge(double, ana)
        assert self.answer(ana) == (False, "complaint", None)
        unmerge(number)
        assert self.answer(ana) == (True, "", ana)

    def test_the_past_is_told_with_the_merges_that_held_then(self, two: tuple[int, int], clock: Any) -> None:
        ana, double = two
        self.say(ana, "granted")
        self.say(double, "withdrawn")
        alone = now()
        clock.advance(days=1)
        number = merge(double, ana)
        joined = now()
        clock.advance(days=1)
        unmerge(number)
        told = [queries.standing_at(ana, "email", "news", at).state for at in (alone, joined, now())]
        assert told == ["granted", "withdrawn", "granted"]


class TestClaims:
    """What a caller says about ids, by how far it is trusted (guide A, sections 4 and 12)."""

    def claim(self, trust: str, **ids: str) -> int | None:
        return write(service.identify, Act.by("system", "tracking"), Claim("shopify", **ids), trust)

    def test_a_browser_never_joins_two_known_people(self, person: Person) -> None:
        ana, ben = person("ana@example.com", external_id="1"), person("ben@example.com", external_id="2")
        assert self.claim("public", store_id="1", email="ben@example.com", visitor="v1") == ana
        assert queries.survivor_of(ben) == ben
        assert queries.suspicions() == []
        assert {one.value for one in queries.identities_of(ana)} == {"1", "ana@example.com"}

    def test_a_browser_adds_no_address_to_anybody(self, person: Person) -> None:
        ana = person("ana@example.com", external_id="1")
        self.claim("public", store_id="1", email="thief@example.com", phone="+4930999999", visitor="v1")
        assert {one.value for one in queries.identities_of(ana)} == {"1", "ana@example.com"}
        assert queries.people_named("thief@example.com") == []

    def test_a_server_joins_those_it_names_in_one_breath(self, person: Person) -> None:
        guest, account = person("ana@example.com"), person(external_id="77")
        assert self.claim("server", store_id="77", email="ana@example.com") == account
        assert queries.survivor_of(guest) == account

    def test_two_accounts_of_one_store_are_for_staff_to_judge(self, person: Person) -> None:
        one, two = person("1@example.com", external_id="1"), person("2@example.com", external_id="2")
        assert self.claim("server", store_id="1", email="2@example.com") == one
        assert queries.survivor_of(two) == two
        assert [(pair.first, pair.second) for pair in queries.suspicions()] == [(one, two)]

    def test_a_shared_browser_keeps_its_past_with_whom_it_was(self, person: Person, clock: Any) -> None:
        ana, ben = person("ana@example.com"), person("ben@example.com")
        self.claim("public", email="ana@example.com", visitor="v1")
        clock.advance(days=1)
        self.claim("public", email="ben@example.com", visitor="v1")
        (first,), (second,) = queries.visitors_of(ana), queries.visitors_of(ben)
        assert first.since is None
        assert first.ended_at == second.linked_at
        assert second.since == second.linked_at
        assert second.ended_at is None

    @pytest.mark.parametrize("junk", ["null", "undefined", "0", "guest", "", "00000000-0000-0000-0000-000000000000"])
    def test_junk_is_no_id(self, person: Person, junk: str) -> None:
        person("ana@example.com", external_id="1")
        assert self.claim("public", store_id=junk) is None
        self.claim("public", email="ana@example.com", visitor=junk)
        assert fetchall("SELECT count(*) FROM customers_visitor") == [(0,)]

    def test_an_unknown_person_is_made_by_nobody_s_browser(self, person: Person) -> None:
        person("ana@example.com")
        before = fetchall("SELECT count(*) FROM customers_customer")
        assert self.claim("public", email="new@example.com", visitor="v1") is None
        assert fetchall("SELECT count(*) FROM customers_customer") == before


class TestLikeness:
    """Suggestions, never merges."""

    def people(self, *rows: PersonFacts) -> list[int]:
        found = write(service.record_people, Act.by("system", "shopify"), "shopify", rows).customers
        return [one for one in found if one is not None]

    def test_pairs_are_found_once_and_a_decision_is_kept(self, shop_open: None) -> None:
        one, two, three, _four = self.people(
            PersonFacts("1", "a@example.com", name="Ana König", city="Mainz", country="DE"),
            PersonFacts("2", "b@example.com", name="ana könig", city="mainz", country="DE"),
            PersonFacts("3", "c@example.com", "+4930123456", "Ben Roth", "DE", "", "Mainz"),
            PersonFacts("4", "d@example.com", "030 123456", "Cleo Roth", "DE", "", "Mainz"),
        )
        act = Act.by("system")
        assert service.find_alike(act) == 2
        assert service.find_alike(act) == 0
        home, same = queries.suspicions()
        assert (home.kind, home.first, home.reasons) == ("household", three, ("same_phone",))
        assert (same.kind, same.first, same.second) == ("duplicate", one, two)
        for pair, decision in ((home, "household"), (same, "two")):
            write(service.decide_suspicion, Act.by("staff:1", "desk"), pair.id, decision)
        assert queries.suspicions() == []
        assert service.find_alike(act) == 0
        assert queries.survivor_of(two) == two
