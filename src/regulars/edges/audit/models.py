"""What past verifications came to."""

from django.db import models

from regulars.base.state import InstantField


class Verification(models.Model):
    """One run over all invariants. `findings` has one object each: key, checked, broken, breaches, pending.

    The head of the chain is kept, so that a later run can tell whether the end of the log was cut off.
    """

    verified_at = InstantField()
    elapsed_ms = models.BigIntegerField()
    checked = models.BigIntegerField()
    broken = models.BigIntegerField()
    findings = models.JSONField()
    head_seq = models.BigIntegerField()
    head_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "audit_verification"
