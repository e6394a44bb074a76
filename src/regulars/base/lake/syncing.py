"""Writing: copy what changed in the state, compute what depends on it, publish one new manifest.

A crash before the publish leaves files nobody refers to (the next sync removes them); after it, a complete lake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from regulars.base import state
from regulars.base.lake import ahead as questions
from regulars.base.lake import answers, compiling, deriving, files, rules, views
from regulars.base.lake import manifest as manifests
from regulars.base.lake.arrow import IBIS_TYPES, batch_of, schema_of
from regulars.base.lake.declare import Config, Dataset, config_of, registry
from regulars.base.lake.engine import lake_folder
from regulars.base.lake.manifest import EMPTY, FileEntry, Manifest, TableEntry
from regulars.base.lake.runs import Progress, Run, silent
from regulars.base.lake.sessions import Session
from regulars.kit import clock
from regulars.kit.errors import Refused

BATCH_ROWS = 5_000  # few enough to stay in the processor's cache between reading, converting and packing


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `rows` counts exported rows by dataset, tombstones included; `computed` names derived tables."""

    manifest: str
    published: bool
    upto: int
    rows: dict[str, int]
    exported_anew: tuple[str, ...]
    computed: tuple[str, ...]
    merged: tuple[str, ...]
    removed_files: int
    elapsed_ms: int


def sync(
    now: datetime, progress: Progress | None = None, wait_seconds: float = 0.0, *, ahead: bool = False
) -> SyncReport:
    """Bring the lake up to everything committed by now. Nothing is published when nothing changed.

    With `ahead` the standing questions are answered before readers see the new snapshot.

    Raises:
        Conflict: another sync is running for longer than `wait_seconds`.
        Refused: the manifest on disk is damaged.
        ValueError: a declaration is wrong: a personal column, a row that does not fit its columns.
    """
    return _sync(now, progress or silent, wait_seconds, anew=False, ahead=ahead)


def rebuild(
    now: datetime, progress: Progress | None = None, wait_seconds: float = 0.0, *, ahead: bool = False
) -> SyncReport:
    """Export everything again, whatever is on disk. Readers keep the old snapshot until the new one is published."""
    return _sync(now, progress or silent, wait_seconds, anew=True, ahead=ahead)


def forget(
    now: datetime, names: Collection[str], progress: Progress | None = None, wait_seconds: float = 0.0
) -> SyncReport:
    """Sync, export the datasets `names` anew, and delete at once every file that held their older rows.

    For erasing people: a patch would hide an older row and leave it in its file, and the grace for readers would keep
    that file for an hour. A reader that still has the snapshot before open may have to ask again.
    """
    return _sync(now, progress or silent, wait_seconds, anew=False, again=frozenset(names))


def _sync(
    now: datetime,
    progress: Progress,
    wait_seconds: float,
    *,
    anew: bool,
    again: frozenset[str] = frozenset(),
    ahead: bool = False,
) -> SyncReport:
    started = clock.monotonic()
    registry.check()
    folder = lake_folder()
    with manifests.exclusive(folder, wait_seconds):
        run = Run(folder, _before(folder, anew), now, state.horizon(), progress)
        for dataset in registry.datasets():
            _export(run, dataset, anew or dataset.name in again)
        for table in registry.derived():
            deriving.compute(run, table, anew)
        after = _publish(run, anew, ahead)
        removed = files.vacuum(folder, after, now, timedelta(0) if again else files.GRACE)
        compiling.forget_oldest(folder)
        answers.forget_others(folder, after.id)
    return SyncReport(
        manifest=after.id,
        published=after.number != run.before.number,
        upto=run.upto,
        rows=run.rows,
        exported_anew=tuple(run.anew),
        computed=tuple(run.computed),
        merged=tuple(run.merged),
        removed_files=removed,
        elapsed_ms=round((clock.monotonic() - started) * 1000),
    )


def _before(folder: Path, anew: bool) -> Manifest:
    try:
        return manifests.load(folder)
    except Refused:
        if not anew:
            raise
        return EMPTY


def _export(run: Run, dataset: Dataset, anew: bool) -> None:
    config = config_of(dataset, run.now)
    fingerprint = dataset.fingerprint(config)
    old = run.before.tables.get(dataset.name)
    run.step(_("%(table)s: reading") % {"table": dataset.name})
    # A horizon behind the lake's means that an older database was put back: what the lake has seen may never happen.
    fresh = anew or old is None or old.fingerprint != fingerprint or old.upto > run.upto
    if fresh or old is None:
        run.anew.append(dataset.name)
        old = TableEntry(fingerprint=fingerprint, columns=_columns(dataset), files=(), config=dict(config))
    # The lake knows the older rows by now: new ones are compared with them, derived tables read them.
    run.tables[dataset.name] = old
    new = _new_file(run, dataset, config, old)
    kept = (*old.files, new) if new is not None else old.files
    if new is not None:
        run.fresh[dataset.name] = new
    run.tables[dataset.name] = msgspec.structs.replace(old, files=kept, upto=run.upto)
    _merge(run, dataset)
    run.step(_("%(table)s: %(rows)s rows") % {"table": dataset.name, "rows": run.rows.get(dataset.name, 0)}, done=1)


def _new_file(run: Run, dataset: Dataset, config: Config, old: TableEntry) -> FileEntry | None:
    partial = files.Partial(run.folder, dataset)
    try:
        for rows in _changed(dataset, config, old.upto, run.upto, tombstones=bool(old.files)):
            partial.add(batch_of(rows, schema_of(dataset.columns), dataset.name))
            run.step(_("%(table)s: %(rows)s rows") % {"table": dataset.name, "rows": partial.rows})
        if not partial.rows:
            return None
        run.rows[dataset.name] = partial.rows
        with run.session() as lake:
            written = partial.close(lake)
            entry = files.seal(lake, run.folder, dataset.name, run.number, written, tombstones=dataset.has_tombstones)
            return msgspec.structs.replace(entry, hides=_hidden_by(lake, run.folder, entry, old.files, dataset))
    except BaseException:
        partial.discard()
        raise


def _changed(dataset: Dataset, config: Config, after: int, upto: int, *, tombstones: bool) -> Iterator[list[Any]]:
    """Yield rows of `columns` in batches; a first export has nothing a tombstone could hide."""
    convert = dataset.convert(config) if dataset.convert else None
    position = [column.name for column in dataset.columns].index("deleted") if dataset.has_tombstones else None
    if after >= upto:
        return
    for raw in dataset.rows(after, upto, BATCH_ROWS):
        rows = [convert(row) for row in raw] if convert else raw
        if position is not None and not tombstones:
            rows = [row for row in rows if not row[position]]
        if rows:
            yield rows


def _hidden_by(lake: Session, folder: Path, new: FileEntry, older: tuple[FileEntry, ...], dataset: Dataset) -> int:
    """Count rows visible so far that `new` replaces or deletes."""
    near = [file for file in older if file.min_id <= new.max_id and new.min_id <= file.max_id]
    if not near:
        return 0
    key = (("id", "int64"),)
    kept = [column.name for column in dataset.columns]
    seen = views.newest(key, older, folder, kept=kept)
    ids = views.plain(key, [new], folder, kept)
    return int(lake.execute(f"SELECT count(*) FROM ({seen}) AS seen SEMI JOIN ({ids}) AS new USING (id)")[0][0])


def _merge(run: Run, dataset: Dataset) -> None:
    entry = run.tables[dataset.name]
    start = rules.merge_from(entry.files)
    if start >= len(entry.files):
        return
    older, merging = entry.files[:start], entry.files[start:]
    kept = [column.name for column in dataset.columns]
    written = files.partial_path(run.folder, f"{dataset.name}.merged")
    with run.session() as lake:
        # Tombstones go only when nothing older is left for them to hide.
        sql = views.newest(_columns(dataset), merging, run.folder, kept=kept, tombstones=bool(older))
        files.copy(lake, sql, written, dataset.sort)
        one = files.seal(lake, run.folder, dataset.name, run.number, written, tombstones=dataset.has_tombstones)
        if older and rules.patches(merging):
            one = msgspec.structs.replace(one, hides=_hidden_by(lake, run.folder, one, older, dataset))
    run.tables[dataset.name] = msgspec.structs.replace(entry, files=(*older, one))
    run.merged.append(dataset.name)


def _publish(run: Run, anew: bool, ahead: bool) -> Manifest:
    """Swap the manifest when a table has other rows than before."""
    before, tables = run.before, run.tables
    same = not anew and tables.keys() == before.tables.keys()
    if same and all(table.state == before.tables[name].state for name, table in tables.items()):
        if ahead:
            questions.answer(run.folder, before, run.progress)
        return before
    paths = {file.path for table in tables.values() for file in table.files}
    candidate = Manifest(
        number=run.number,
        published_at=run.now.isoformat(),
        tables=tables,
        retired=files.retire(before, paths, run.now),
    )
    if ahead:
        questions.answer(run.folder, manifests.named(candidate), run.progress)
    return manifests.publish(run.folder, candidate, over=before)


def _columns(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    return tuple((column.name, IBIS_TYPES[column.type]) for column in dataset.columns)
