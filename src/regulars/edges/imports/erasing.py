"""Taking a person out of the copies that imports keep of files."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from regulars.base.privacy import Cleared
from regulars.edges.imports import rejects, staging
from regulars.edges.imports.wizard import drafts

CHUNK_BYTES, TAIL_BYTES = 1 << 20, 1_024
PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"PAR1")


def clear_files(traces: Sequence[str]) -> Cleared:
    """Empty the cells of rejects files that name somebody, and delete uploads and staged rows that do.

    A file that is being imported right now is left alone and told of: erase again when it is in.
    """
    if not traces:
        return Cleared()
    found = emptied = 0
    remains = []
    running = any(staging.is_running(folder) for folder in staging.root().iterdir())
    for path in sorted(rejects.folder().glob("*-rejects.csv.new")):
        if running:
            remains.append(_("An import is writing a file of rejected rows; erase again when it is done."))
        else:
            path.unlink(missing_ok=True)  # what an interrupted import left behind
    for path in sorted(rejects.folder().glob("*-rejects.csv")):
        cells = _clear_rejects(path, traces)
        found, emptied = found + cells, emptied + cells
    named: set[str] = set()
    for folder in sorted(staging.root().iterdir()):
        if not _staged_names(folder, traces):
            continue
        found += 1
        if staging.is_running(folder):
            remains.append(_("A file that names the person is being imported; erase again when it is in."))
            continue
        named.add(folder.name)
        shutil.rmtree(folder, ignore_errors=True)
        emptied += 1
    for folder in sorted(drafts.root().iterdir()):
        if _draft_names(folder, traces, named):
            shutil.rmtree(folder, ignore_errors=True)
            found, emptied = found + 1, emptied + 1
    return Cleared(found, emptied, tuple(remains))


def _clear_rejects(path: Path, traces: Sequence[str]) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    touched = 0
    for row in rows:
        for place, cell in enumerate(row):
            if names(cell, traces):
                row[place], touched = "", touched + 1
    if touched:
        new, kept = path.with_name(f".{path.name}.erasing"), path.stat()
        with new.open("w", encoding="utf-8-sig", newline="") as file:
            os.fchmod(file.fileno(), 0o600)
            csv.writer(file).writerows(rows)
        os.utime(new, (kept.st_atime, kept.st_mtime))  # its thirty days go on from when it was written
        os.replace(new, path)
    return touched


def _staged_names(folder: Path, traces: Sequence[str]) -> bool:
    """Say whether staged rows name somebody; what cannot be read was interrupted, and may."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if not folder.is_dir():
        return False
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("*.json")]
    if any(names(text, traces) for text in texts):
        return True
    for path in folder.glob("*.parquet*"):
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    for column in batch.columns:
                        if pa.types.is_string(column.type) and any(
                            pc.any(pc.match_substring(column, one, ignore_case=True)).as_py() for one in traces
                        ):
                            return True
        except (pa.ArrowInvalid, OSError):
            return True
    return False


def _draft_names(folder: Path, traces: Sequence[str], staged: set[str]) -> bool:
    """Say whether an upload names somebody, by its own bytes or by its rows as they were staged.

    What is packed and was not staged cannot be looked into, so it goes: whoever uploaded it uploads it again.
    """
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if names(path.name, traces):
            return True
        digest, is_packed = hashlib.sha256(), False
        tail = ""
        with path.open("rb") as file:
            while part := file.read(CHUNK_BYTES):
                is_packed = is_packed or (not tail and part.startswith(PACKED))
                digest.update(part)
                for text in (part.decode("utf-8", "replace").replace("\0", ""), part.decode("latin-1")):
                    if names(tail + text, traces):
                        return True
                tail = part[-TAIL_BYTES:].decode("utf-8", "replace").replace("\0", "")
        staging_name = digest.hexdigest()[:24]
        if staging_name in staged or (is_packed and not (staging.root() / staging_name).is_dir()):
            return True
    return False


def names(text: str, traces: Sequence[str]) -> bool:
    """Say whether a text names the person, in any case of letters."""
    lowered = text.lower()
    return any(one.lower() in lowered for one in traces)
