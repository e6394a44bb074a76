"""Jobs waiting, running and ended; groups of them; what runs regularly; who works."""

from django.db import models

from regulars.base.state import InstantField

STATES = ("waiting", "running", "done", "failed", "canceled")


class Job(models.Model):
    """One piece of background work. `unique_key` keeps a second one from waiting beside it, until the end.

    `attempts` counts tries since it was queued and decides whether it is tried again; `claims` counts every time a
    worker took it, is never set back, and is what a worker must know to finish it: the fence against one that was
    believed dead. A change by hand, as cancel and retry are, raises it too. `note` is what it says in English, and
    `said` the same for readers of any language, or why it failed (`notes`).
    """

    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    priority = models.SmallIntegerField(default=0)
    run_after = InstantField()
    attempts = models.SmallIntegerField(default=0)
    claims = models.IntegerField(db_default=0)
    worker = models.BigIntegerField(null=True)
    lease_until = InstantField(null=True)
    batch = models.BigIntegerField(null=True)
    unique_key = models.CharField(max_length=120, null=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=240, blank=True)
    said = models.TextField(null=True)
    error = models.TextField(blank=True)
    actor = models.CharField(max_length=60)
    created_at = InstantField()
    started_at = InstantField(null=True)
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "jobs_job"
        indexes = [  # one for each question of the queue; what ended well is in none of them
            models.Index(
                fields=["-priority", "run_after", "id"], name="jobs_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["lease_until"], name="jobs_leased", condition=models.Q(state="running")),
            models.Index(fields=["id"], name="jobs_failed", condition=models.Q(state="failed")),
            models.Index(fields=["batch"], name="jobs_of_batch", condition=models.Q(batch__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="jobs_state_known"),
            models.UniqueConstraint(  # partial: most jobs have no key, and need no entry in this index either
                fields=["unique_key"], name="jobs_unique_key", condition=models.Q(unique_key__isnull=False)
            ),
        ]


class Batch(models.Model):
    """Jobs that belong together. `still_open` counts those not ended, and one more until the batch is closed."""

    title = models.CharField(max_length=120, blank=True)
    total = models.BigIntegerField(default=0)
    still_open = models.BigIntegerField(default=1)
    is_closed = models.BooleanField(default=False)
    then_name = models.CharField(max_length=80, blank=True)
    then_args = models.JSONField(default=dict)
    follow_up = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=60)
    created_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "jobs_batch"
        indexes = [models.Index(fields=["id"], name="jobs_batch_open", condition=models.Q(finished_at=None))]


class Schedule(models.Model):
    """When regular work is due next. Kept, so that a restart neither repeats nor forgets a run."""

    name = models.CharField(max_length=80, primary_key=True)
    rule = models.CharField(max_length=160)
    next_at = InstantField()
    last_at = InstantField(null=True)

    class Meta:
        db_table = "jobs_schedule"


class Worker(models.Model):
    """A process that works off jobs. `machine` is the boot of the machine it runs on."""

    machine = models.CharField(max_length=64)
    pid = models.BigIntegerField()
    threads = models.SmallIntegerField(default=1)
    started_at = InstantField()
    seen_at = InstantField()

    class Meta:
        db_table = "jobs_worker"
