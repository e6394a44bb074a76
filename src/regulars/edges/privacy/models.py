"""What people asked for, and what was done about it."""

from django.db import models

from regulars.base.state import InstantField

KINDS, STATES = ("export", "erase"), ("open", "done")


class Request(models.Model):
    """One request. `steps` is how far it came and what came of it, without a word that names anybody.

    `received_on` and what follows belong to one that was noted before it is met: by when (`rules`), and why it may take
    longer. `customers` are the keys it is about, which stand for nobody once it is done. While an erasure is open,
    `words_print` is the keyed fingerprint of how the person was named: their address is gone before the work is.
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
    received_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    law = models.CharField(max_length=8, null=True)
    extended_because = models.TextField(null=True)
    words_print = models.BinaryField(null=True)

    class Meta:
        db_table = "privacy_request"
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="privacy_request_kind"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="privacy_request_state"),
        ]
