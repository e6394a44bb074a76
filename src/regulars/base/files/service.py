"""Storing and reading files by content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from regulars.base.files.models import StoredFile
from regulars.base.settings import current
from regulars.base.state import Act, verb
from regulars.kit.errors import NotFound, Refused

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "image/svg+xml"),
)
SIZE_MAX = 5 * 1024 * 1024


@verb
def store_file(act: Act, content: bytes, privacy_class: str = "none") -> str:
    """Keep `content` and return its SHA-256 in hex; the same content twice is kept once.

    Raises:
        Refused: it is no picture we know, or larger than 5 MB.
    """
    if len(content) > SIZE_MAX:
        raise Refused("file.too_large", "A file may have 5 MB at most", field="content", value=len(content))
    media_type = media_type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(path)
    StoredFile.objects.get_or_create(
        sha256=digest,
        defaults={
            "media_type": media_type,
            "size_bytes": len(content),
            "privacy_class": privacy_class,
            "stored_at": act.now,
        },
    )
    return digest


def read_file(sha256: str) -> tuple[bytes, str]:
    """Return a file's content and media type.

    Raises:
        NotFound: there is no such file.
    """
    row = StoredFile.objects.filter(sha256=sha256).first()
    if row is None or not path_of(sha256).is_file():
        raise NotFound("file.unknown", "There is no such file", field="sha256", value=sha256)
    return path_of(sha256).read_bytes(), row.media_type


def media_type_of(content: bytes) -> str:
    """Return the media type by what the content begins with.

    Raises:
        Refused: it is no picture we know.
    """
    head = content[:256].lstrip()
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    raise Refused(
        "file.unknown_type", "This is no picture we know", field="content", fix="Use PNG, JPEG, GIF, WebP or SVG."
    )


def path_of(sha256: str) -> Path:
    """Return where a file with this hash is kept."""
    return current().home / "files" / sha256[:2] / sha256
