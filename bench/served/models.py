"""An account and its entries, for the bench alone."""

from django.db import models


class Account(models.Model):
    """Somebody with a balance."""

    balance = models.BigIntegerField()

    class Meta:
        app_label = "served"
        db_table = "bench_account"


class Entry(models.Model):
    """One change of a balance."""

    account = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        app_label = "served"
        db_table = "bench_entry"
