"""Tables of who is the same person: merges, browsers and apps, suspicions."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.customers.rules.joining import VISITOR_KINDS
from regulars.domains.customers.rules.likeness import DUPLICATE, HOUSEHOLD


class Merge(models.Model):
    """One customer found to be another: an edge, never a rewrite. `undone_at` takes it back and keeps the record."""

    merged = models.BigIntegerField()
    survivor = models.BigIntegerField()
    merged_at = InstantField()
    actor = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    trust = models.CharField(max_length=8)
    reason = models.CharField(max_length=200, blank=True)
    undone_at = InstantField(null=True)
    undone_by = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "customers_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], name="customers_merge_once", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(condition=~models.Q(merged=models.F("survivor")), name="customers_merge_two"),
        ]
        indexes = [
            models.Index(fields=["merged"], name="customers_merge_merged"),
            models.Index(fields=["survivor"], name="customers_merge_survivor"),
        ]


class Visitor(models.Model):
    """A browser or an app a customer was seen with, from `linked_at` until `ended_at`.

    `has_past`: what it did before it was linked is the customer's too. A browser that was already somebody's gives the
    next one only what comes after.
    """

    customer = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=254)
    trust = models.CharField(max_length=8)
    has_past = models.BooleanField()
    linked_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        db_table = "customers_visitor"
        constraints = [
            models.UniqueConstraint(
                fields=["value", "kind", "source"], name="customers_visitor_one", condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(condition=models.Q(kind__in=VISITOR_KINDS), name="customers_visitor_kind"),
        ]


class Suspicion(models.Model):
    """Two customers who may be one person or live together; `decision` is what staff made of it."""

    first = models.BigIntegerField()
    second = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    score = models.IntegerField()
    found_at = InstantField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = InstantField(null=True)

    class Meta:
        db_table = "customers_suspicion"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="customers_suspicion_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=(DUPLICATE, HOUSEHOLD)), name="customers_suspicion_kind"
            ),
        ]
        indexes = [models.Index(fields=["decision", "-score", "id"], name="customers_suspicion_open")]
