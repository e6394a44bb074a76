"""What is remembered of backups."""

from django.db import models

from regulars.base.state import InstantField


class Backup(models.Model):
    """One backup that was made of, or restored into, this database."""

    name = models.CharField(max_length=80, unique=True)
    place = models.CharField(max_length=1024)
    size_bytes = models.BigIntegerField()
    row_count = models.BigIntegerField()
    made_at = InstantField()
    verified_at = InstantField(null=True)
    rehearsed_at = InstantField(null=True)
    restored_at = InstantField(null=True)

    class Meta:
        db_table = "operations_backup"
