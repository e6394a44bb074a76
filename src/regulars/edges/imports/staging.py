"""The file once through: every row as raw text into Parquet, so that columns can be judged and rows sorted."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.settings import current
from regulars.edges.imports.notes import Note, from_json
from regulars.edges.imports.reading import Flaw, Known, fingerprint, open_table
from regulars.kit import clock
from regulars.kit.errors import Refused

ROWS, PARTS, MANIFEST = "rows.parquet", "part", "staged.json"
PLACES = ("_row", "_line", "_part")
ROW_GROUP = 65_536
FLAWS_KEPT = 100_000
LOCK = "running"
KEPT = timedelta(days=1)
NAMES_SHOWN, NAME_SHOWN = 60, 60
CELL_SHOWN = 1_000

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file's rows in Parquet: `_row` (from 0), `_line`, `_part` and one text column `c0`, `c1`, ... for each of its.

    `rows` have been staged; `flaws` could not be cut into cells; `blank_rows` and `repeated_headers` are no rows.
    """

    folder: Path
    file_name: str
    sha256: str
    size: int
    container: str
    header: tuple[str, ...]
    header_line: int
    encoding: str
    delimiter: str
    rows: int
    parts: int
    flaws: tuple[Flaw, ...]
    blank_rows: int
    repeated_headers: int
    notes: tuple[Note, ...]

    @property
    def path(self) -> Path:
        return self.folder / ROWS

    def column(self, name: str) -> str:
        """The staged column of a column of the file."""
        return f"c{self.header.index(name)}"

    def column_words(self) -> str:
        """The file's columns for people, cut short where there are many or long ones."""
        shown = [name if len(name) <= NAME_SHOWN else name[:NAME_SHOWN] + "…" for name in self.header[:NAMES_SHOWN]]
        return ", ".join(shown) + (", …" if len(self.header) > NAMES_SHOWN else "")


def root() -> Path:
    """Where imports keep what they need while they run, inside the home and readable by nobody else."""
    folder = current().home / "tmp" / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def folder_of(sha256: str) -> Path:
    """Where the rows of a file with this content are staged."""
    return root() / (sha256[:24] or "none")


def stage(path: Path, known: Known, progress: Progress | None = None) -> Staged:
    """Stage a file, or find it staged already (by its content).

    Raises:
        NotFound: there is no such file.
        Refused: it is no table that can be read.
    """
    sha256, size = _fingerprint(path) if path.is_file() else ("", 0)
    folder = folder_of(sha256)
    if sha256 and (folder / MANIFEST).is_file():
        return _load(folder)
    table = open_table(path, known=known)
    sweep()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    facts = _write(table.batches(), len(table.description.header), folder, progress)
    if _fingerprint(path)[0] != sha256:
        raise _unreadable("import.file_changed", path, _("%(path)s changed while it was read."),
                          _("Wait until it is written completely, then import it again."))  # fmt: skip
    what = table.description
    manifest = {
        "file_name": file_name(path),
        "sha256": sha256,
        "size": size,
        "container": what.container,
        "header": list(what.header),
        "header_line": what.header_line,
        "encoding": what.encoding,
        "delimiter": what.delimiter,
        "notes": [one.as_json() for one in what.notes],
        **facts,
    }
    _publish(folder, manifest)
    return _load(folder)


def sample(staged: Staged, rows: int) -> dict[str, tuple[str, ...]]:
    """The first values of every column, trimmed and each cut to a thousand letters."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(staged.path) as file:
        batch = next(file.iter_batches(batch_size=rows), None)
    cells = [column.to_pylist() for column in batch.columns[len(PLACES) :]] if batch is not None else []
    return {
        name: tuple(cell[:CELL_SHOWN].strip(" \t\u00a0") for cell in cells[place]) if cells else ()
        for place, name in enumerate(staged.header)
    }


def file_name(path: Path) -> str:
    """The file's name as text that can be stored; bytes that are no text become question marks."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def _fingerprint(path: Path) -> tuple[str, int]:
    try:
        return fingerprint(path)
    except FileNotFoundError:
        return "", 0
    except OSError as error:
        raise _unreadable(
            "import.no_access", path, _("%(path)s cannot be read: %(why)s."),
            _("Give the user that runs regulars the right to read it, or copy it elsewhere."),
            why=error.strerror or type(error).__name__,
        ) from error  # fmt: skip


def _unreadable(code: str, path: Path, message: object, fix: object, **params: object) -> Refused:
    name = file_name(path)
    return Refused(code, message, field="file", value=name, fix=fix, params={"path": name, **params})


def sweep() -> int:
    """Delete what was staged a day ago and never imported; return how many files it was."""
    gone = 0
    for folder in root().iterdir():
        with contextlib.suppress(FileNotFoundError):
            age = clock.now() - datetime.fromtimestamp(folder.stat().st_mtime, UTC)
            if age > KEPT and not is_running(folder):
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
    return gone


def is_running(folder: Path) -> bool:
    """Whether a process holds the folder right now."""
    with contextlib.suppress(FileNotFoundError), (folder / LOCK).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def clear(staged: Staged) -> None:
    """Delete the staged rows; they hold personal data and are of no use after the import."""
    shutil.rmtree(staged.folder, ignore_errors=True)


def _write(batches: Iterator[Any], width: int, folder: Path, progress: Progress | None) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [*PLACES, *(f"c{place}" for place in range(width))]
    kinds = [pa.int64(), pa.int64(), pa.int32(), *([pa.string()] * width)]
    schema = pa.schema(list(zip(names, kinds, strict=True)))
    rows = parts = blank = repeated = 0
    flaws: list[dict[str, Any]] = []
    new = folder / f"{ROWS}.{os.getpid()}-{threading.get_ident()}.new"  # two may stage the same file at once
    with pq.ParquetWriter(new, schema, compression="lz4", write_statistics=False) as writer:
        for batch in batches:
            count = len(batch.lines)
            if count:
                arrays = [
                    pa.array(range(rows, rows + count), pa.int64()),
                    pa.array(batch.lines, pa.int64()),
                    pa.array([batch.part] * count, pa.int32()),
                    *(_text_array(pa, column) for column in batch.columns),
                ]
                writer.write_batch(pa.record_batch(arrays, schema=schema), row_group_size=ROW_GROUP)
            rows += count
            parts = max(parts, batch.part + 1)
            blank += batch.blank_rows
            repeated += batch.repeated_headers
            flaws += [
                {"line": flaw.line, "code": flaw.code, "value": flaw.value, "params": flaw.params}
                for flaw in batch.flaws[: FLAWS_KEPT - len(flaws)]
            ]
            if progress is not None:
                progress(rows)
    os.replace(new, folder / ROWS)
    return {"rows": rows, "parts": parts, "blank_rows": blank, "repeated_headers": repeated, "flaws": flaws}


def _text_array(pa: Any, column: list[str]) -> Any:
    try:
        return pa.array(column, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, as broken UTF-16 has it
        return pa.array([cell.encode("utf-8", "replace").decode("utf-8") for cell in column], pa.string())


def _publish(folder: Path, manifest: dict[str, Any]) -> None:
    """The manifest comes last: a folder without one is an interrupted staging and is staged again."""
    new = folder / f"{MANIFEST}.{os.getpid()}-{threading.get_ident()}.new"
    new.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    os.replace(new, folder / MANIFEST)


def _load(folder: Path) -> Staged:
    stored = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    flaws = tuple(Flaw(one["line"], one["code"], one["value"], one["params"]) for one in stored.pop("flaws"))
    notes = tuple(from_json(one) for one in stored.pop("notes"))
    header = tuple(stored.pop("header"))
    return Staged(folder=folder, header=header, flaws=flaws, notes=notes, **stored)
