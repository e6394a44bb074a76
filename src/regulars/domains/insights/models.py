"""Tables of insights: ad spend, goals, what became of advice."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.insights.types.advice import STATES


class AdviceRecord(models.Model):
    """A list of people from the brief that somebody took up or turned down; `customers` as the card had them."""

    key = models.CharField(max_length=60)
    as_of = models.DateField()
    state = models.CharField(max_length=12)
    customers = models.JSONField(default=list)
    worth_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    base_returned = models.BigIntegerField(null=True)
    base_people = models.BigIntegerField(null=True)
    staff = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=60)
    decided_at = InstantField()

    class Meta:
        db_table = "insights_advice"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="insights_advice_state_known"),
        ]
        indexes = [models.Index(fields=["key", "decided_at"], name="insights_advice_by_key")]


class AdSpend(models.Model):
    """What an import says was spent on ads on a day; it counts while neither voided nor superseded by a later one."""

    source = models.CharField(max_length=60)
    import_id = models.BigIntegerField(default=0)
    spent_on = models.DateField()
    channel = models.CharField(max_length=120, blank=True)
    campaign = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    superseded_by = models.BigIntegerField(null=True)
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "insights_spend"
        constraints = [
            models.UniqueConstraint(
                fields=["spent_on", "channel", "campaign", "currency", "source", "import_id"],
                name="insights_spend_once",
            ),
        ]
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="insights_spend_changed"),
            models.Index(fields=["import_id"], name="insights_spend_import"),
        ]


class Goal(models.Model):
    """One number for a metric over [starts_on, ends_on]; `target` is minor units, a count, or else millionths."""

    metric = models.CharField(max_length=60)
    basis = models.CharField(max_length=8)
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.BigIntegerField()
    set_by = models.CharField(max_length=60)
    set_at = InstantField()

    class Meta:
        db_table = "insights_goal"
        constraints = [
            models.UniqueConstraint(fields=["metric", "ends_on"], name="insights_goal_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="insights_goal_days"),
        ]
