"""Addresses of our static files, each with a short digest, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

ROOT = Path(__file__).resolve().parent / "static" / "regulars"
STYLESHEETS = ("tokens", "base", "shell", "controls", "parts", "records", "tables", "charts", "print")


def address(name: str) -> str:
    """The address of a file under `static/regulars/`."""
    digest = _digest(name, (ROOT / name).stat().st_mtime_ns if settings.DEBUG else 0)
    return f"{static(f'regulars/{name}')}?v={digest}"


@lru_cache(maxsize=256)
def _digest(name: str, modified: int) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()[:10]
