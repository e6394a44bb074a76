"""What files there are."""

from django.db import models

from regulars.base.state import InstantField


class StoredFile(models.Model):
    """One file. `sha256` names it on disk; `media_type` is decided from its content, never from its name."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    privacy_class = models.CharField(max_length=16)
    stored_at = InstantField()

    class Meta:
        db_table = "files_file"
