"""What people asked for, and what was done about it."""

from django.db import models

from regulars.base.state import InstantField

KINDS, STATES = ("export", "erase"), ("open", "done")


class Request(models.Model):
    """One request. `steps` is how far it came and what came of it, without a word that names anybody.

    `customers` are the keys it is about, which stand for nobody once it is done.
    """

    kind = models.CharField(max_length=8)
    customer = models.BigIntegerField(db_index=True)
    customers = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="open")
    steps = models.JSONField(default=dict)
    job = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=60)
    asked_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "privacy_request"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="privacy_request_kind"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="privacy_request_state"),
        ]
