"""Add up what several pytest runs counted (their JUnit files), and say it in one closing line."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def totals(paths: list[Path]) -> tuple[int, int, int]:
    """Return passed, failed (errors included) and skipped over all files that exist."""
    passed = failed = skipped = 0
    for path in paths:
        if not path.is_file():
            continue
        for suite in ET.parse(path).getroot().iter("testsuite"):
            count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
            broken = count["failures"] + count["errors"]
            failed += broken
            skipped += count["skipped"]
            passed += count["tests"] - broken - count["skipped"]
    return passed, failed, skipped


if __name__ == "__main__":
    passed, failed, skipped = totals([Path(name) for name in sys.argv[1:]])
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
