"""The counter behind `changed_seq`, and the stored answers of keyed writes."""

from django.db import models

from regulars.base.state.fields import InstantField


class Change(models.Model):
    """On SQLite the one row that numbers transactions; PostgreSQL uses the sequence beside it."""

    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "state_change"


class Answer(models.Model):
    """What a keyed write answered; a retry gets the same bytes (field guide, reliability I2)."""

    key = models.CharField(max_length=255, unique=True)
    verb = models.CharField(max_length=120)
    digest = models.BinaryField()
    answer = models.BinaryField()
    recorded_at = InstantField()

    class Meta:
        db_table = "state_answer"
