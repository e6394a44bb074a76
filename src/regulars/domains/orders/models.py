"""Tables of orders. Amounts are minor units of the order's currency; rows are voided, never deleted."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.orders.rules import KINDS, LINE_ROLES, REFUND_ROLES


class Order(models.Model):
    """One order. It holds nothing that names a person: that is the customer's row.

    `sold_minor` is quantity times price of what was sold, nothing netted; `net_minor` is that without discounts,
    contained tax and refunds. `paid_at` none means that it does not count.
    """

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    number = models.CharField(max_length=120)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=60, blank=True)
    placed_at = InstantField()
    paid_at = InstantField(null=True)
    canceled_at = InstantField(null=True)
    currency = models.CharField(max_length=3)
    store = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=60, blank=True)
    acquisition = models.CharField(max_length=200, blank=True)
    campaign = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list)
    prices_include_tax = models.BooleanField()
    sold_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    included_tax_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    units_milli = models.BigIntegerField()
    line_count = models.IntegerField()
    has_code = models.BooleanField(default=False)
    digest = models.BinaryField()
    recorded_at = InstantField()
    import_id = models.BigIntegerField(null=True)
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "orders_order"
        constraints = [
            models.UniqueConstraint(fields=["external_id", "source"], name="orders_order_once"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="orders_kind_known"),
        ]
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="orders_changed"),
            models.Index(fields=["placed_at"], name="orders_placed"),
            models.Index(fields=["number"], name="orders_number"),
            models.Index(fields=["import_id"], name="orders_import", condition=models.Q(import_id__isnull=False)),
        ]


class OrderLine(models.Model):
    """One line. `quantity_milli` is thousandths of a unit, `unit_price_micros` millionths of a major unit."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()
    product = models.ForeignKey(
        "catalog.Product", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    variant = models.ForeignKey(
        "catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=300, blank=True)
    role = models.CharField(max_length=12)
    quantity_milli = models.BigIntegerField()
    unit_price_micros = models.BigIntegerField()
    sold_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "orders_line"
        indexes = [models.Index(fields=["changed_seq", "id"], name="orders_line_changed")]
        constraints = [models.CheckConstraint(condition=models.Q(role__in=LINE_ROLES), name="orders_line_role_known")]


class Discount(models.Model):
    """One discount code an order used."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=120)

    class Meta:
        db_table = "orders_discount"


class Payment(models.Model):
    """One part of a payment."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    paid_at = InstantField(null=True)

    class Meta:
        db_table = "orders_payment"


class Refund(models.Model):
    """Money or goods given back. One without an order counts on its own day."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=160)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    refunded_at = InstantField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    store = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=60, blank=True)
    digest = models.BinaryField()
    recorded_at = InstantField()
    import_id = models.BigIntegerField(null=True)
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "orders_refund"
        constraints = [
            models.UniqueConstraint(fields=["external_id", "source"], name="orders_refund_once"),
            models.CheckConstraint(condition=models.Q(role__in=REFUND_ROLES), name="orders_refund_role_known"),
        ]
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="orders_refund_changed"),
            models.Index(
                fields=["import_id"], name="orders_refund_import", condition=models.Q(import_id__isnull=False)
            ),
        ]


class RefundLine(models.Model):
    """What was given back, where the source says."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "catalog.Product", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    variant = models.ForeignKey(
        "catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=300, blank=True)
    quantity_milli = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "orders_refund_line"
