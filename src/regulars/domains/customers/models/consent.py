"""Tables of what people allow: the ledger, suppression, the answer that senders join, words and choices."""

from django.db import models

from regulars.base.state import InstantField
from regulars.domains.customers.rules.consent import CHANNELS, METHODS, STATES
from regulars.domains.customers.rules.suppression import RANK


class Consent(models.Model):
    """One statement, never changed and never removed. Erasing a person empties the address and keeps its fingerprint.

    `customer` whom it is about, `origin` whose address or page it came from: they differ for statements made while two
    customers were one.
    """

    customer = models.BigIntegerField()
    origin = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    topic = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    method = models.CharField(max_length=14)
    trust = models.CharField(max_length=8)
    source = models.CharField(max_length=60, blank=True)
    wording = models.BigIntegerField(null=True)
    address = models.CharField(max_length=254, blank=True)
    address_print = models.BinaryField(null=True)
    network_print = models.BinaryField(null=True)
    evidence = models.CharField(max_length=400, blank=True)
    actor = models.CharField(max_length=60)
    occurred_at = InstantField()
    recorded_at = InstantField()
    import_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "customers_consent"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="customers_consent_state"),
            models.CheckConstraint(condition=models.Q(method__in=METHODS), name="customers_consent_method"),
            models.CheckConstraint(condition=models.Q(channel__in=CHANNELS), name="customers_consent_channel"),
        ]
        indexes = [models.Index(fields=["customer", "id"], name="customers_consent_of")]


class Suppression(models.Model):
    """An address that gets no marketing on a channel, and why. Lifting closes the row; it is never removed.

    It outlives the person: after erasing, the keyed fingerprint alone stays.
    """

    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254, blank=True)
    address_print = models.BinaryField()
    reason = models.CharField(max_length=12)
    source = models.CharField(max_length=60, blank=True)
    actor = models.CharField(max_length=60)
    note = models.CharField(max_length=400, blank=True)
    occurred_at = InstantField()
    recorded_at = InstantField()
    lifted_at = InstantField(null=True)
    lifted_by = models.CharField(max_length=60, blank=True)
    lifted_because = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "customers_suppression"
        constraints = [
            models.UniqueConstraint(
                fields=["address_print", "channel", "reason"],
                name="customers_suppression_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(condition=models.Q(reason__in=RANK), name="customers_suppression_reason"),
        ]
        indexes = [models.Index(fields=["address_print"], name="customers_suppression_print")]


class Reachable(models.Model):
    """May we write to a person about a topic: rewritten in the transaction of whatever changes the answer.

    No row means no for marketing and yes for receipts. `customer` lives on; `target` is whose address to use.
    """

    customer = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    topic = models.CharField(max_length=40)
    is_allowed = models.BooleanField()
    reason = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10)
    target = models.BigIntegerField(null=True)
    address_print = models.BinaryField(null=True)
    paused_until = InstantField(null=True)
    changed_at = InstantField()

    class Meta:
        db_table = "customers_reachable"
        constraints = [
            models.UniqueConstraint(fields=["customer", "channel", "topic"], name="customers_reachable_once"),
        ]
        indexes = [
            models.Index(
                fields=["topic", "channel", "customer"],
                name="customers_reachable_yes",
                condition=models.Q(is_allowed=True),
            ),
        ]


class OptIn(models.Model):
    """A request to confirm an address. The token is in the mail alone; its hash opens it once, for seven days."""

    token_hash = models.BinaryField(unique=True)
    customer = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    topics = models.JSONField(default=list)
    address = models.CharField(max_length=254, blank=True)
    address_print = models.BinaryField(db_index=True)
    language = models.CharField(max_length=16, blank=True)
    wordings = models.JSONField(default=dict)
    source = models.CharField(max_length=60, blank=True)
    requested_at = InstantField()
    expires_at = InstantField()
    confirmed_at = InstantField(null=True)

    class Meta:
        db_table = "customers_opt_in"


class Preference(models.Model):
    """What a person chose besides yes and no: how often, a pause, a language, a birthday without a year, interests."""

    customer = models.BigIntegerField(unique=True)
    language = models.CharField(max_length=16, blank=True)
    frequency = models.CharField(max_length=10, blank=True)
    paused_until = InstantField(null=True)
    birthday_month = models.SmallIntegerField(null=True)
    birthday_day = models.SmallIntegerField(null=True)
    interests = models.JSONField(default=list)
    gpc_at = InstantField(null=True)
    changed_at = InstantField()

    class Meta:
        db_table = "customers_preference"


class Topic(models.Model):
    """Something people can say yes to, named in each language, and the channels it goes by."""

    key = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    channels = models.JSONField(default=list)
    position = models.IntegerField(default=100)
    created_at = InstantField()
    archived_at = InstantField(null=True)

    class Meta:
        db_table = "customers_topic"


class Wording(models.Model):
    """The words beside a box that people tick. A new version is a new row: what was said yes to stays readable."""

    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=16)
    version = models.IntegerField()
    text = models.TextField()
    created_at = InstantField()
    created_by = models.CharField(max_length=60)

    class Meta:
        db_table = "customers_wording"
        constraints = [
            models.UniqueConstraint(fields=["topic", "channel", "language", "version"], name="customers_wording_once"),
        ]


class Interest(models.Model):
    """Something people can declare to like, offered on their preference page."""

    key = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    position = models.IntegerField(default=100)
    archived_at = InstantField(null=True)

    class Meta:
        db_table = "customers_interest"


class Channel(models.Model):
    """Whether the shop writes by a channel."""

    key = models.CharField(max_length=10, unique=True)
    is_on = models.BooleanField()

    class Meta:
        db_table = "customers_channel"
