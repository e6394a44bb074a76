"""Tables of connected stores."""

from django.db import models

from regulars.base.state import InstantField

MODES = ("pull", "webhooks")
STATES = ("connected", "disconnected")
DELIVERY_STATES = ("waiting", "done", "ignored", "failed")
ERRAND_STATES = ("waiting", "done", "failed")


class Account(models.Model):
    """One store that is, or was, connected. `sealed` holds its keys, encrypted (`base.vault`).

    `source` is the name space of its ids, shared with files of the same kind; `failing_since` none means well.
    """

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=60, unique=True)
    site = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, default="pull")
    state = models.CharField(max_length=14, default="connected")
    sealed = models.BinaryField(null=True)
    scopes = models.JSONField(default=list)
    connected_at = InstantField()
    disconnected_at = InstantField(null=True)
    tested_at = InstantField(null=True)
    synced_at = InstantField(null=True)
    reconciled_at = InstantField(null=True)
    delivered_at = InstantField(null=True)
    failing_since = InstantField(null=True)
    failure = models.CharField(max_length=240, blank=True)

    class Meta:
        db_table = "stores_account"
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=MODES), name="stores_mode_known"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="stores_state_known"),
        ]


class Stream(models.Model):
    """How far one kind of object was read. `place` is the connector's own, written with what was read up to it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    is_filled = models.BooleanField(default=False)
    place = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    moved_at = InstantField(null=True)

    class Meta:
        db_table = "stores_stream"
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="stores_stream_once")]


class ObjectVersion(models.Model):
    """Which version of a store's object was taken. Nothing older replaces it, however late it comes.

    `version` is the store's own instant of change and `told_at` when it said so, both in microseconds; `flags` are a
    customer's consents as the store words them.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=160)
    version = models.BigIntegerField()
    told_at = models.BigIntegerField()
    digest = models.BinaryField()
    is_gone = models.BooleanField(default=False)
    created_on = models.BigIntegerField(null=True)
    flags = models.JSONField(default=list)

    class Meta:
        db_table = "stores_object"
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "external_id"], name="stores_object_once"),
        ]
        indexes = [models.Index(fields=["account", "kind", "created_on"], name="stores_object_created")]


class Delivery(models.Model):
    """One webhook as it came, kept before it is answered; `body` goes a while after it was worked off."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    delivery_id = models.CharField(max_length=120)
    topic = models.CharField(max_length=80)
    body = models.TextField(blank=True)
    told_at = models.BigIntegerField()
    received_at = InstantField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=240, blank=True)
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "stores_delivery"
        constraints = [
            models.UniqueConstraint(fields=["account", "delivery_id"], name="stores_delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=DELIVERY_STATES), name="stores_delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="stores_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["finished_at"], name="stores_finished", condition=~models.Q(body="")),
        ]


class Errand(models.Model):
    """What a store is to be told of a customer: the latest word only. `number` counts how often it was replaced."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.BigIntegerField()
    tags = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    number = models.BigIntegerField(default=1)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=240, blank=True)
    asked_at = InstantField()
    done_at = InstantField(null=True)

    class Meta:
        db_table = "stores_errand"
        constraints = [
            models.UniqueConstraint(fields=["account", "customer"], name="stores_errand_once"),
            models.CheckConstraint(condition=models.Q(state__in=ERRAND_STATES), name="stores_errand_state_known"),
        ]
        indexes = [
            models.Index(fields=["account", "id"], name="stores_errand_due", condition=models.Q(state="waiting"))
        ]
