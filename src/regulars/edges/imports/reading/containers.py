"""Which kind of file it is, by its first bytes and never by its name, and the way to its bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from regulars.kit.errors import NotFound, Refused

TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
CHUNK_BYTES = 1 << 20
LINE_MAX = 16 << 20  # bytes; a longer line is no row of a shop's, and every reader holds at least one line in memory
FREE_BYTES = 256 << 20  # below this nobody asks how small a file was packed
PACKED_MAX = 250  # tables pack to a tenth, seldom to a fiftieth; a file packed to less than this means harm
BROKEN = (zlib.error, EOFError, gzip.BadGzipFile, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class Container:
    """`kind` is text, xlsx or parquet; `wrapping` gzip, zip or empty; `member` names the file inside a zip."""

    kind: str
    wrapping: str = ""
    member: str = ""


def recognize(path: Path) -> Container:
    """Say what kind of file this is.

    Raises:
        NotFound: there is no such file.
        Refused: it is empty, or of a kind that cannot be read; the fix says what to save it as.
    """
    if not path.is_file():
        raise NotFound(
            "import.no_file", _("There is no file %(path)s."), field="file", value=str(path), params={"path": str(path)}
        )
    with path.open("rb") as file:
        head = file.read(512)
    if not head.strip():
        raise empty(path)
    if head.startswith(b"PAR1"):
        return Container("parquet")
    if head.startswith(b"\x1f\x8b"):
        return _inside_gzip(path)
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(path)
    _refuse_foreign(head, path)
    return Container("text")


def _inside_gzip(path: Path) -> Container:
    try:
        with gzip.open(path) as file:
            head = file.read(512)
    except BROKEN as error:
        raise broken(path) from error
    if head.startswith((b"PAR1", b"PK\x03\x04", b"\x1f\x8b")):
        raise _refused(
            "import.wrapped_file",
            path,
            _("%(path)s wraps a compressed file, a spreadsheet or a Parquet file in gzip."),
            _("Unpack it first; these files are compressed already."),
        )
    _refuse_foreign(head, path)
    return Container("text", "gzip")


def _inside_zip(path: Path) -> Container:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise broken(path) from error
    if any(one.flag_bits & 1 for one in members):
        raise _refused("import.locked_file", path, _("%(path)s is locked with a password."), _("Save it without one."))
    if any(_is_bomb(one.file_size, one.compress_size) for one in members):
        raise _bomb(path)
    names = [one.filename for one in members if not one.is_dir() and "__MACOSX" not in one.filename]
    if "xl/workbook.xml" in names:
        return Container("xlsx")
    texts = [name for name in names if name.lower().endswith(TEXT_SUFFIXES)]
    if len(texts) == 1:
        return Container("text", "zip", texts[0])
    raise _refused(
        "import.unclear_archive",
        path,
        _("%(path)s is an archive without exactly one CSV file in it."),
        _("Unpack it and import its files one by one."),
    )


def _refuse_foreign(head: bytes, path: Path) -> None:
    fix = _("Save or export it as CSV (UTF-8) or XLSX.")
    stripped = head.lstrip().lower()
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(
            "import.old_spreadsheet",
            path,
            _("%(path)s is a spreadsheet in the format before 2007, or locked with a password."),
            fix,
        )
    if head.startswith(b"%PDF"):
        raise _refused("import.foreign_file", path, _("%(path)s is a PDF document, not a table."), fix)
    if stripped.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise _refused("import.foreign_file", path, _("%(path)s is a web page or XML, not a table."), fix)
    if stripped.startswith((b"{", b"[{")):
        raise _refused("import.foreign_file", path, _("%(path)s is JSON, not a table."), fix)


def _refused(code: str, path: Path, message: object, fix: object, **params: object) -> Refused:
    return Refused(code, message, field="file", value=path.name, fix=fix, params={"path": path.name, **params})


def empty(path: Path) -> Refused:
    """Say that a file holds nothing."""
    return _refused("import.empty_file", path, _("The file %(path)s is empty."), _("Export it again."))


def broken(path: Path) -> Refused:
    """Say that a compressed file is damaged."""
    return _refused(
        "import.broken_file",
        path,
        _("The compressed file %(path)s is damaged."),
        _("Download or export it again."),
    )


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > FREE_BYTES and unpacked > PACKED_MAX * max(1, packed)


def _bomb(path: Path) -> Refused:
    return _refused(
        "import.bomb",
        path,
        _("%(path)s unpacks to more than %(times)s times its size, as no table does."),
        _("Unpack it yourself if you trust it, and import what is in it."),
        times=PACKED_MAX,
    )


def survey(path: Path, container: Container) -> None:
    """Look once through the bytes of a text file, before anything reads it line by line.

    Raises:
        Refused: a line is too long to be one, or the file unpacks to far more than a table would.
    """
    packed = path.stat().st_size
    line = total = 0
    with open_bytes(path, container) as file:
        while chunk := file.read(CHUNK_BYTES):
            total += len(chunk)
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
            line = len(chunk) - end if end else line + len(chunk)
            if line > LINE_MAX:
                raise _refused(
                    "import.line_too_long",
                    path,
                    _("%(path)s has a line of more than %(megabytes)s MB, which is no row of a table."),
                    _("Export it again as CSV, one row a line."),
                    megabytes=LINE_MAX >> 20,
                )
            if container.wrapping and _is_bomb(total, packed):
                raise _bomb(path)


@contextmanager
def open_bytes(path: Path, container: Container) -> Iterator[BinaryIO]:
    """Open the unwrapped bytes of a text file; damage that shows while they are read is told as such."""
    try:
        with _open_bytes(path, container) as file:
            yield file
    except BROKEN as error:
        raise broken(path) from error


@contextmanager
def _open_bytes(path: Path, container: Container) -> Iterator[BinaryIO]:
    if container.wrapping == "gzip":
        with gzip.open(path) as unpacked:
            yield cast("BinaryIO", io.BufferedReader(unpacked, CHUNK_BYTES))
    elif container.wrapping == "zip":
        with zipfile.ZipFile(path) as archive, archive.open(container.member) as member:
            yield cast("BinaryIO", member)
    else:
        with path.open("rb", buffering=CHUNK_BYTES) as plain:
            yield plain


def fingerprint(path: Path) -> tuple[str, int]:
    """The file's SHA-256 as hexadecimal text, and its size in bytes, as they lie on disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
