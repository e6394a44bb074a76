"""A process that writes one fact after another and says each one it was told is kept; run by test_bad_disk."""

from __future__ import annotations

import os
import sys


def work() -> None:
    """Write each line as the name of a store."""
    import django

    django.setup()
    from regulars.base.shop.service import ensure_store
    from regulars.base.state import Act, write
    from regulars.kit.errors import TryAgain

    for line in sys.stdin:
        try:
            write(ensure_store, Act.by("cli"), line.strip())
            told = f"kept {line.strip()}"
        except TryAgain as problem:
            told = f"refused {problem.code}"
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
    work()
