"""What others made and we ship is exactly what its page says, with its license beside it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "src/regulars/base/web/static/regulars/vendor"
OPEN_LICENSES = {"0BSD", "MIT", "ISC", "OFL-1.1", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"}


def packages() -> list[dict[str, object]]:
    listed: list[dict[str, object]] = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))["package"]
    return listed


def test_every_vendored_file_is_listed_and_nothing_else_lies_there() -> None:
    listed = {f"{one['folder']}/{file['name']}" for one in packages() for file in one["files"]}  # type: ignore[attr-defined]
    lying = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()} - {"VENDOR.toml"}
    assert lying == listed


def test_vendored_files_have_the_listed_digest() -> None:
    for one in packages():
        for file in one["files"]:  # type: ignore[attr-defined]
            content = (VENDOR / str(one["folder"]) / file["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file["sha256"], (one["name"], file["name"])


def test_every_vendored_package_has_an_open_license_its_text_and_a_pinned_source() -> None:
    for one in packages():
        assert one["license"] in OPEN_LICENSES, one["name"]
        assert (VENDOR / str(one["folder"]) / "LICENSE").stat().st_size > 300, one["name"]
        assert str(one["version"]) in str(one["source"]), one["name"]
        assert len(str(one["archive_sha256"])) == 64
