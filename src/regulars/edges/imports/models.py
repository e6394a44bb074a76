"""Imports and the mappings people chose. No shop facts: those belong to the domains."""

from django.db import models

from regulars.base.state import InstantField


class Import(models.Model):
    """One file on its way in, or in. `position` counts the facts committed, in the order of the file's plan.

    `generation` rises with each undo and is part of what guards a chunk, so that a run from before an undo writes
    nothing after it.
    """

    RUNNING, DONE, UNDOING, UNDONE = "running", "done", "undoing", "undone"
    STATES = (RUNNING, DONE, UNDOING, UNDONE)

    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    layout = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    plan = models.JSONField()
    plan_fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=RUNNING)
    counts = models.JSONField(default=dict)
    position = models.BigIntegerField(default=0)
    generation = models.IntegerField(default=0)
    report = models.JSONField(null=True)
    actor = models.CharField(max_length=60)
    created_at = InstantField()
    finished_at = InstantField(null=True)

    class Meta:
        db_table = "imports_import"
        indexes = [models.Index(fields=["sha256"], name="imports_import_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "done", "undoing", "undone"]), name="imports_import_state"
            ),
            models.CheckConstraint(condition=models.Q(position__gte=0), name="imports_import_position"),
        ]


class Declaration(models.Model):
    """Somebody said that there is no list of people who must not be written to, and in which words."""

    words = models.CharField(max_length=200)
    actor = models.CharField(max_length=60)
    declared_at = InstantField()

    class Meta:
        db_table = "imports_declaration"


class SavedMapping(models.Model):
    """What a person decided about files with a certain header, for the next file like it."""

    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    layout = models.CharField(max_length=60)
    mapping = models.JSONField()
    decisions = models.JSONField(default=dict)
    saved_at = InstantField()

    class Meta:
        db_table = "imports_saved_mapping"
