"""The merchant (one row), where it sells, where its data comes from, and what its currencies were worth."""

from django.db import models

from regulars.base.state import InstantField


class Shop(models.Model):
    """The one merchant of this installation. `id_key` keys the public ids, so they survive a move of the database."""

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    reporting_currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField(default=True)
    margin_rate_bps = models.IntegerField(null=True)
    language = models.CharField(max_length=16, default="en")
    fiscal_start_month = models.SmallIntegerField(default=1)
    include_renewals = models.BooleanField(default=True)
    include_wholesale = models.BooleanField(default=True)
    counted_statuses = models.JSONField(default=list)
    rfm_cuts = models.JSONField(null=True)
    is_demo = models.BooleanField(default=False)
    id_key = models.BinaryField()
    set_up_at = InstantField()
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "shop_shop"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="shop_is_one"),
            models.CheckConstraint(
                condition=models.Q(margin_rate_bps__isnull=True) | models.Q(margin_rate_bps__range=(0, 10_000)),
                name="shop_margin_rate_range",
            ),
            models.CheckConstraint(
                condition=models.Q(fiscal_start_month__range=(1, 12)), name="shop_fiscal_start_month_range"
            ),
        ]


class Source(models.Model):
    """One way in: a store connection, a kind of file, the demo; the name space of external ids."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "shop_source"


class Store(models.Model):
    """One storefront or location."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "shop_store"


class SalesChannel(models.Model):
    """One way the shop sells: online, point of sale, a marketplace."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "shop_sales_channel"


class CurrencyRate(models.Model):
    """From `starts_on` on, one unit of `currency` is worth numerator / denominator of the reporting currency."""

    currency = models.CharField(max_length=3)
    reporting_currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    rate_numerator = models.BigIntegerField()
    rate_denominator = models.BigIntegerField()

    class Meta:
        db_table = "shop_currency_rate"
        constraints = [
            models.UniqueConstraint(fields=["currency", "reporting_currency", "starts_on"], name="shop_rate_once"),
            models.CheckConstraint(
                condition=models.Q(rate_numerator__gt=0, rate_denominator__gt=0), name="shop_rate_positive"
            ),
        ]
