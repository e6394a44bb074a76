"""The last answer of each check, and who waived it."""

from django.db import models

from regulars.base.state import InstantField


class Answer(models.Model):
    """What a check said last. `passed_at` is when it was last right: a check that was, does not lock again."""

    key = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=16)
    found = models.CharField(max_length=500)
    fix = models.CharField(max_length=500, blank=True)
    checked_at = InstantField()
    passed_at = InstantField(null=True)

    class Meta:
        db_table = "golive_answer"


class Waiver(models.Model):
    """Somebody took the risk of a check that is not right, and said why."""

    key = models.CharField(max_length=60, unique=True)
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=60)
    waived_at = InstantField()

    class Meta:
        db_table = "golive_waiver"
