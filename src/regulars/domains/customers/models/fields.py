"""Fields of the shop's own about customers: which there are, and what they hold."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.customers.rules.fields import KINDS


class Field(models.Model):
    """One field. `key` is its name without signs and capitals; a field keeps its kind unless a value does not fit."""

    key = models.CharField(max_length=120, unique=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=60, blank=True)
    created_at = InstantField()

    class Meta:
        db_table = "customers_field"
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="customers_field_kind")]


class FieldValue(models.Model):
    """What one customer's field holds: numbers with a point, days as 2024-03-31, `yes` and `no`."""

    customer = models.BigIntegerField()
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.CharField(max_length=500)
    import_id = models.BigIntegerField(null=True)
    changed_at = InstantField()

    class Meta:
        db_table = "customers_field_value"
        constraints = [models.UniqueConstraint(fields=["customer", "field"], name="customers_field_value_once")]
        indexes = [
            models.Index(fields=["field", "value"], name="customers_field_value_by"),
            models.Index(
                fields=["import_id"], name="customers_field_value_import", condition=models.Q(import_id__isnull=False)
            ),
        ]
