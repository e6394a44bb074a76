"""A file's row says nothing about anyone; its class says what its content does."""

from regulars.base.privacy import NONE, register

register(
    "files.StoredFile",
    dict.fromkeys(("id", "sha256", "media_type", "size_bytes", "privacy_class", "stored_at"), NONE),
)
