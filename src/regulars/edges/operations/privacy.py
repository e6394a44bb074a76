"""A backup's row says nothing about anyone; what is in the backup is as personal as the database."""

from regulars.base.privacy import NONE, register

register(
    "operations.Backup",
    dict.fromkeys(
        (
            "id",
            "name",
            "place",
            "size_bytes",
            "row_count",
            "made_at",
            "verified_at",
            "rehearsed_at",
            "restored_at",
        ),
        NONE,
    ),
)
