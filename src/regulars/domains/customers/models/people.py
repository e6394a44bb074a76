"""Tables of people and the ids they are known by."""

from django.db import models

from regulars.base.state import InstantField

IDENTITY_KINDS = ("store_id", "email", "phone")


class Customer(models.Model):
    """One person. Contact fields are the latest that a source stated; `voided_at` marks one whose import was undone."""

    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=16, blank=True)
    tags = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    is_relay = models.BooleanField(default=False)
    created_at = InstantField(null=True)
    recorded_at = InstantField()
    import_id = models.BigIntegerField(null=True)
    voided_at = InstantField(null=True)
    changed_seq = models.BigIntegerField()

    class Meta:
        db_table = "customers_customer"
        indexes = [
            models.Index(fields=["changed_seq", "id"], name="customers_changed"),
            models.Index(fields=["email"], name="customers_email", condition=~models.Q(email="")),
            models.Index(fields=["import_id"], name="customers_import", condition=models.Q(import_id__isnull=False)),
        ]


class Identity(models.Model):
    """One id a person is known by: the store's customer id, a normalized e-mail, a phone in E.164.

    `source` is empty for ids that mean the same everywhere. `proven_at` is none until the person proved the link.
    `trust` says who stated it first (`server`, `store`, `staff`), none for rows from before it was kept.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    source = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=254)
    proven_at = InstantField(null=True)
    trust = models.CharField(max_length=8, null=True)
    linked_at = InstantField(null=True)

    class Meta:
        db_table = "customers_identity"
        constraints = [
            models.UniqueConstraint(fields=["value", "kind", "source"], name="customers_identity_once"),
            models.CheckConstraint(condition=models.Q(kind__in=IDENTITY_KINDS), name="customers_identity_kind"),
        ]


class NameSeen(models.Model):
    """A name under which a person's orders came; several under one address tell a shared mailbox."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "customers_name_seen"
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="customers_name_once")]


class Resolution(models.Model):
    """A merged id and the one that lives on; applied by readers, never by rewriting rows."""

    merged = models.BigIntegerField(unique=True)
    survivor = models.BigIntegerField(db_index=True)
    merged_at = InstantField()

    class Meta:
        db_table = "customers_resolution"


class Erased(models.Model):
    """A customer whose person was erased: the row stays as a number without anybody, for the sums."""

    customer = models.BigIntegerField(unique=True)
    erased_at = InstantField()

    class Meta:
        db_table = "customers_erased"


class Suppressed(models.Model):
    """A keyed fingerprint of an id that an erased person was known by; nothing leads back from it, nor to a customer.

    A file that names the id again brings nobody back.
    """

    fingerprint = models.BinaryField(unique=True)
    erased_at = InstantField()

    class Meta:
        db_table = "customers_suppressed"
