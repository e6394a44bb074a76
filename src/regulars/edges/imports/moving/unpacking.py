"""Whole archives as tools give them: every table in them, under its own name."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from regulars.base.settings import current
from regulars.edges.imports.layouts import CONTACTS
from regulars.edges.imports.reading.containers import (
    BROKEN,
    CHUNK_BYTES,
    FREE_BYTES,
    PACKED_MAX,
    TEXT_SUFFIXES,
    broken,
)
from regulars.edges.imports.wizard import drafts
from regulars.kit import clock
from regulars.kit.errors import NotFound, Refused

MEMBERS_MAX = 200


@contextmanager
def unpacked(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield the files and, in the place of each archive of tables, its members; they are deleted afterwards.

    Raises:
        NotFound, Refused: there is no such file, or an archive is locked, damaged, empty or means harm.
    """
    token = drafts.new_token()  # a draft: erasing looks into it, and what a kill leaves behind goes after three days
    drafts.save(drafts.Draft(token, "", 0, clock.now().isoformat(), "", kind=CONTACTS))
    folder = drafts.folder(token) / "file"
    try:
        yield [found for place, path in enumerate(paths) for found in _members(path, folder / str(place))]
    finally:
        drafts.drop(token)


def _members(path: Path, folder: Path) -> list[Path]:
    if not path.is_file():
        raise NotFound(
            "import.no_file", _("There is no file %(path)s."), field="file", value=str(path), params={"path": str(path)}
        )
    if not zipfile.is_zipfile(path):
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            names = {one.filename for one in archive.infolist()}
            if "xl/workbook.xml" in names:
                return [path]
            wanted = [one for one in archive.infolist() if _is_table(one)]
            _check(path, wanted)
            folder.mkdir(mode=0o700)
            return [_written(archive, one, folder, place) for place, one in enumerate(wanted)]
    except BROKEN as error:
        raise broken(path) from error


def _is_table(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return not member.is_dir() and "__MACOSX" not in name and name.lower().endswith((*TEXT_SUFFIXES, ".gz"))


def _check(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    if any(one.flag_bits & 1 for one in members):
        raise _refused("import.locked_file", path, _("%(path)s is locked with a password."), _("Save it without one."))
    if not members or len(members) > MEMBERS_MAX:
        raise _refused(
            "import.unclear_archive", path, _("%(path)s holds no tables, or too many."), _("Unpack it yourself.")
        )
    if any(one.file_size > FREE_BYTES and one.file_size > PACKED_MAX * max(1, one.compress_size) for one in members):
        raise _refused(
            "import.bomb", path, _("%(path)s unpacks to far more than tables do."), _("Unpack it if you trust it.")
        )
    if sum(one.file_size for one in members) > shutil.disk_usage(current().home).free - FREE_BYTES:
        raise _refused(
            "import.no_room", path, _("There is not enough room on the disk for what is in %(path)s."), _("Free some.")
        )


def _written(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, place: int) -> Path:
    """A member under its own name, which is never a path; two of one name lie in folders of their own."""
    target = folder / str(place) / drafts.clean_name(member.filename)
    target.parent.mkdir(mode=0o700)
    left = member.file_size + CHUNK_BYTES
    with archive.open(member) as source, target.open("wb") as out:
        while chunk := source.read(CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:  # it holds more than it announces
                raise zipfile.BadZipFile(member.filename)
            out.write(chunk)
    target.chmod(0o600)
    return target


def _refused(code: str, path: Path, message: object, fix: object) -> Refused:
    return Refused(code, message, field="file", value=path.name, fix=fix, params={"path": path.name})
