"""Tables of insights: what became of advice."""

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
