"""Orders as a source states them: once, again only when stated otherwise, and taken back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.base.activity.models import Activity
from regulars.base.shop.service import set_up_shop
from regulars.base.state import Act, write
from regulars.domains.customers.models import Customer, Identity
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders import service as orders
from regulars.domains.orders.models import Order, OrderLine, Payment, Refund
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
ANA = PersonFacts(external_id="0001", email="Ana@Example.com", name="Ana")
TEA = LineFacts("Earl Grey", 2_000, 4_950_000, sku="EG")
POT = LineFacts("Pot", 1_000, 20_000_000, sku="POT")


@pytest.fixture(autouse=True)
def shop() -> None:
    write(set_up_shop, act(), "Tea", "Europe/Berlin", "EUR", prices_include_tax=False)


def act() -> Act:
    return Act.by("cli", "file", backfill=True)


def an_order(number: str = "1", **changes: object) -> OrderFacts:
    order = OrderFacts(number, f"#{number}", AT, "EUR", (TEA, POT), person=ANA, paid_at=AT)
    return replace(order, **changes)  # type: ignore[arg-type]


def record(*statements: OrderFacts | RefundFacts, import_id: int | None = None) -> object:
    return write(orders.record_orders, act(), "file", statements, import_id)


def kinds() -> list[str]:
    return list(Activity.objects.order_by("id").values_list("kind", flat=True))


def test_an_order_brings_its_person_products_lines_and_activity() -> None:
    report = record(an_order(payments=(PaymentFacts("card", 2000), PaymentFacts("gift card", 990))))

    order = Order.objects.get()
    assert (order.sold_minor, order.net_minor, order.total_minor) == (2990, 2990, 2990)
    assert (order.units_milli, order.line_count, order.kind) == (3000, 2, "one_off")
    assert list(OrderLine.objects.order_by("position").values_list("sold_minor", "role")) == [
        (990, "sale"),
        (2000, "sale"),
    ]
    assert Payment.objects.count() == 2
    customer = Customer.objects.get()
    assert (customer.email, customer.created_at) == ("ana@example.com", AT)
    assert sorted(kinds()) == ["customer.created", "order.paid", "product.created", "product.created", "shop.set_up"]
    assert report.created == 1  # type: ignore[attr-defined]
    assert Activity.objects.get(kind="order.paid").occurred_at == AT


def test_the_same_order_twice_changes_nothing() -> None:
    record(an_order())
    before = kinds()
    report = record(an_order())
    assert report.unchanged == 1  # type: ignore[attr-defined]
    assert kinds() == before
    assert OrderLine.objects.count() == 2


def test_an_order_stated_otherwise_replaces_its_lines_and_says_so() -> None:
    record(an_order())
    report = record(an_order(lines=(TEA,)))
    assert report.updated == 1  # type: ignore[attr-defined]
    assert Order.objects.get().sold_minor == 990
    assert OrderLine.objects.filter(voided_at=None).count() == 1
    assert kinds()[-1] == "order.changed"


def test_identical_lines_inside_one_order_are_all_kept() -> None:
    record(an_order(lines=(TEA, TEA, TEA)))
    assert OrderLine.objects.count() == 3
    assert Order.objects.get().sold_minor == 2970


def test_an_unpaid_order_is_placed_and_does_not_count() -> None:
    record(an_order(paid_at=None))
    assert Order.objects.get().paid_at is None
    assert kinds()[-1] == "order.placed"


def test_a_partly_refunded_order_counts_at_its_net_value() -> None:
    refund = RefundFacts("r1", AT, 500, order_external_id="1")
    record(an_order(refunds=(refund,)))
    order = Order.objects.get()
    assert (order.refunded_minor, order.net_minor) == (500, 2490)
    assert Refund.objects.get().order_id == order.pk
    assert {"order.refunded", "order.paid"} <= set(kinds())


def test_a_refund_that_comes_later_restates_its_order() -> None:
    record(an_order())
    record(RefundFacts("r1", AT, 990, currency="EUR", order_external_id="1"))
    assert Order.objects.get().net_minor == 2000
    record(RefundFacts("r2", AT, 100, currency="EUR", order_external_id="1"))
    assert Order.objects.get().net_minor == 1900


def test_a_refund_without_an_order_stands_on_its_own_day_for_its_person() -> None:
    later = datetime(2024, 4, 2, tzinfo=UTC)
    record(an_order())
    record(RefundFacts("C2", later, 990, currency="EUR", role="cancellation", lines=(TEA,), person=ANA))
    refund = Refund.objects.get()
    assert refund.order_id is None
    assert refund.customer_id == Customer.objects.get().pk
    assert Order.objects.get().net_minor == 2990


def test_an_order_of_nobody_is_unidentified() -> None:
    record(an_order(person=None), an_order("2", person=PersonFacts(name="Walk-in")))
    assert list(Order.objects.values_list("customer", flat=True)) == [None, None]
    assert not Customer.objects.exists()


def test_ids_are_text_with_their_leading_zeros() -> None:
    record(an_order(), an_order("2", person=replace(ANA, external_id="1", email="")))
    assert Customer.objects.count() == 2
    assert set(Identity.objects.filter(kind="store_id").values_list("value", flat=True)) == {"0001", "1"}


def test_a_guest_order_before_the_account_is_the_same_person() -> None:
    record(an_order("1", person=PersonFacts(email="ana@example.com")), an_order("2"))
    assert Customer.objects.count() == 1


def test_undo_takes_back_what_the_import_brought_and_nothing_else() -> None:
    record(an_order("1"), import_id=1)
    record(an_order("2", person=PersonFacts(email="bo@example.com")), import_id=2)

    rounds = 0
    while write(orders.void_import, act(), 2):
        rounds += 1
        assert rounds < 20

    assert list(Order.objects.filter(voided_at=None).values_list("external_id", flat=True)) == ["1"]
    assert list(Customer.objects.filter(voided_at=None).values_list("email", flat=True)) == ["ana@example.com"]
    assert Activity.objects.filter(kind="order.voided").count() == 1


def test_an_undone_import_can_come_back() -> None:
    record(an_order("1"), import_id=1)
    while write(orders.void_import, act(), 1):
        pass
    record(an_order("1"), import_id=2)
    assert Order.objects.filter(voided_at=None).count() == 1
    assert OrderLine.objects.filter(voided_at=None).count() == 2
    assert Customer.objects.filter(voided_at=None).count() == 1


def test_an_address_that_many_people_order_with_is_flagged_and_not_merged() -> None:
    people = [PersonFacts(email="office@example.com", name=f"Person {place % 4}") for place in range(51)]
    record(*[an_order(str(place), person=person) for place, person in enumerate(people)])
    assert write(orders.flag_shared_addresses, act()) == 1
    assert Customer.objects.get().is_shared
    assert write(orders.flag_shared_addresses, act()) == 0


def test_a_busy_buyer_with_one_name_is_not_flagged() -> None:
    record(*[an_order(str(place), person=PersonFacts(email="a@example.com", name="Ana")) for place in range(60)])
    assert write(orders.flag_shared_addresses, act()) == 0


def test_products_that_one_call_learned_are_not_looked_up_by_the_next_and_mean_the_same() -> None:
    memory = orders.Memory()

    write(orders.record_orders, act(), "file", [an_order("1")], None, memory)
    memory.keep()
    with CaptureQueriesContext(connection) as asked:
        write(orders.record_orders, act(), "file", [an_order("2")], None, memory)

    assert not [one for one in asked.captured_queries if "catalog_key" in one["sql"]]
    products = OrderLine.objects.order_by("order_id", "position").values_list("product_id", "variant_id")
    assert list(products)[:2] == list(products)[2:]


def test_a_call_that_was_rolled_back_has_taught_nothing() -> None:
    memory = orders.Memory()

    write(orders.record_orders, replace(act(), dry_run=True), "file", [an_order("1")], None, memory)
    write(orders.record_orders, act(), "file", [an_order("2")], None, memory)

    assert OrderLine.objects.filter(product__isnull=False, product__title="Earl Grey").count() == 1


def test_a_refund_stated_twice_in_one_call_is_one() -> None:
    back = RefundFacts("r1", AT, 990, "EUR", lines=(TEA,), order_external_id="1")

    report = record(an_order("1", refunds=(back,)), back)

    assert Refund.objects.count() == 1
    assert report.refunds_created + report.refunds_updated == 1  # type: ignore[attr-defined]
