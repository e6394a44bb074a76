"""The log and the keys already seen."""

from django.db import models

from regulars.base.state import InstantField


class Activity(models.Model):
    """One fact. Rows are appended, never changed; erasing a person empties `data` and `customer`, never the row.

    `occurred_at` is when it happened, `recorded_at` when we learned of it. `customer` is the integer key known at
    writing, not a foreign key: a later merge is applied by readers (DECISIONS 4). `trust` says who vouches for it.
    """

    kind = models.CharField(max_length=60)
    v = models.SmallIntegerField(default=1)
    occurred_at = InstantField()
    recorded_at = InstantField()
    actor = models.CharField(max_length=60)
    cause_id = models.BigIntegerField(null=True)
    customer = models.BigIntegerField(null=True)
    visitor = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=60)
    trust = models.CharField(max_length=8)
    dedup_key = models.BinaryField(null=True)
    backfill = models.BooleanField(default=False)
    data = models.JSONField(default=dict)
    changed_seq = models.BigIntegerField()
    erased_at = InstantField(null=True)

    class Meta:
        db_table = "activity_log"
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="activity_changed"),
            models.Index(fields=["kind", "changed_seq"], name="activity_kind_changed"),
            models.Index(
                fields=["customer", "occurred_at"], name="activity_customer", condition=models.Q(customer__isnull=False)
            ),
            models.Index(fields=["subject"], name="activity_subject", condition=~models.Q(subject="")),
            models.Index(fields=["-id"], name="activity_by_staff", condition=models.Q(trust="staff")),
        ]


class Seen(models.Model):
    """Keys of what was taken in, by source; never pruned, time-ordered so that inserts stay at one end."""

    source = models.CharField(max_length=60)
    key = models.BinaryField()
    activity = models.BigIntegerField()

    class Meta:
        db_table = "activity_seen"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="activity_seen_once")]


class Seal(models.Model):
    """A link of the hash chain over the log, written afterwards by the one sealer (`kit.chain`, DECISIONS 6).

    `seq` counts without gaps and is what readers outside quote. `salt` goes when the row's person is erased.
    """

    seq = models.BigIntegerField(primary_key=True)
    activity = models.BigIntegerField(unique=True)
    changed_seq = models.BigIntegerField()
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "activity_seal"


class Archive(models.Model):
    """A file of the archive: sealed rows that left the log. `path` is below the home; `pruned_at` says they are gone.

    A file is written once; only forgetting a person writes it anew (`rewritten` counts), without that person.
    """

    first_seq = models.BigIntegerField(unique=True)
    last_seq = models.BigIntegerField(unique=True)
    last_changed_seq = models.BigIntegerField()
    last_activity = models.BigIntegerField()
    highest_activity = models.BigIntegerField()
    last_hash = models.BinaryField()
    rows = models.BigIntegerField()
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    rewritten = models.IntegerField(default=0)
    archived_at = InstantField()
    pruned_at = InstantField(null=True)

    class Meta:
        db_table = "activity_archive"


class Parked(models.Model):
    """A row that a reader could not handle: set aside with its reason, so that the rows after it go on."""

    reader = models.CharField(max_length=80)
    activity = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    attempts = models.IntegerField(default=1)
    parked_at = InstantField()
    tried_at = InstantField()

    class Meta:
        db_table = "activity_parked"
        constraints = [models.UniqueConstraint(fields=["reader", "activity"], name="activity_parked_once")]


class Cursor(models.Model):
    """How far a named reader has come; advanced in the transaction of its effect."""

    name = models.CharField(max_length=80, unique=True)
    changed_seq = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "activity_cursor"
