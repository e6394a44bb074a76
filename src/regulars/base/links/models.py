"""Links we gave out."""

from django.db import models

from regulars.base.state import InstantField


class Link(models.Model):
    """One link. The token itself is shown once and never kept."""

    purpose = models.CharField(max_length=40)
    token_hash = models.BinaryField(unique=True)
    data = models.JSONField(default=dict)
    note = models.CharField(max_length=120, blank=True)
    created_at = InstantField()
    created_by = models.CharField(max_length=60)
    expires_at = InstantField()
    revoked_at = InstantField(null=True)

    class Meta:
        db_table = "links_link"
