"""Jobs waiting, running and done."""

from django.db import models

from regulars.base.state import InstantField

STATES = ("waiting", "running", "done", "failed", "canceled")


class Job(models.Model):
    """One piece of background work. `unique_key` keeps a second one from waiting beside it, until the end."""

    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    priority = models.SmallIntegerField(default=0)
    run_after = InstantField()
    attempts = models.SmallIntegerField(default=0)
    lease_until = InstantField(null=True)
    unique_key = models.CharField(max_length=120, null=True, unique=True)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True)
    note = models.CharField(max_length=240, blank=True)
    error = models.TextField(blank=True)
    actor = models.CharField(max_length=60)
    created_at = InstantField()
    started_at = InstantField(null=True)
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "jobs_job"
        indexes = [
            models.Index(
                fields=["-priority", "run_after", "id"],
                name="jobs_due",
                condition=models.Q(state__in=("waiting", "running")),
            )
        ]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=STATES), name="jobs_state_known")]
