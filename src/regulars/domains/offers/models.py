"""The table of codes."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.offers.rules import STATES


class Code(models.Model):
    """One code for one customer. It is shown only while `live`; `used_order` is the first order that used it."""

    code = models.CharField(max_length=60)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    state = models.CharField(max_length=12, default="ordered")
    title = models.CharField(max_length=120)
    percent_bps = models.IntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    minimum_minor = models.BigIntegerField(default=0)
    starts_at = InstantField()
    ends_at = InstantField()
    external_id = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=80, blank=True)
    used_order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = InstantField()
    changed_at = InstantField()

    class Meta:
        db_table = "offers_code"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="offers_code_once"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="offers_code_state_known"),
            models.CheckConstraint(
                condition=models.Q(percent_bps__range=(1, 10_000), amount_minor=0)
                | models.Q(percent_bps=0, amount_minor__gt=0),
                name="offers_code_worth",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="offers_code_ends"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="offers_code_open",
                condition=models.Q(state__in=["ordered", "live", "retracting"]),
            )
        ]
