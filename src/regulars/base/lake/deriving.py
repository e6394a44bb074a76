"""Computing derived tables at the end of a sync: as a whole, or those parts of them whose customers' rows changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from regulars.base.lake import files, parts, views
from regulars.base.lake.compiling import Columns, Compiled
from regulars.base.lake.declare import Config, Dataset, Derived, config_of, registry
from regulars.base.lake.manifest import FileEntry, TableEntry
from regulars.base.lake.parts import Part
from regulars.base.lake.runs import Run
from regulars.base.lake.sessions import Session


def compute(run: Run, table: Derived, anew: bool) -> None:
    """Compute a table again when what it depends on changed."""
    config = config_of(table, run.now)
    fingerprint = table.fingerprint(config)
    inputs = {need: run.tables[need].state for need in table.needs}
    old = run.before.tables.get(table.name)
    if not anew and old is not None and old.fingerprint == fingerprint and old.inputs == inputs:
        run.tables[table.name] = old
        run.step(table.name, done=1)
        return
    run.step(_("%(table)s: computing") % {"table": table.name})
    usable = None if anew or old is None or old.fingerprint != fingerprint or _is_older(run, old) else old
    with run.session() as lake:
        columns, written = _by_parts(run, lake, table, config, usable) if table.by_customer else (
            _as_a_whole(run, lake, table, config)
        )  # fmt: skip
    run.tables[table.name] = TableEntry(
        fingerprint=fingerprint,
        columns=columns,
        files=tuple(_unless_same(old, written)),
        config=dict(config),
        inputs=inputs,
        derived=True,
        upto=run.upto,
    )
    run.computed.append(table.name)
    run.step(table.name, done=1)


def _is_older(run: Run, old: TableEntry) -> bool:
    """Whether a table was computed from other rows than those to which what was exported just now is new."""
    before = run.before.tables
    return any(need not in before or before[need].state != state for need, state in old.inputs.items())


def _as_a_whole(run: Run, lake: Session, table: Derived, config: Config) -> tuple[Columns, list[FileEntry]]:
    compiled = lake.build(table, config, run.now)
    return compiled.columns, [_written(run, lake, table, compiled, compiled.exact(), table.name)]


def _by_parts(
    run: Run, lake: Session, table: Derived, config: Config, old: TableEntry | None
) -> tuple[Columns, list[FileEntry]]:
    compiled = {kind: lake.build(table, config, run.now, part=kind) for kind in (parts.CUSTOMERS, parts.NOBODY)}
    present = present_parts(lake, table)
    known = parts.files_of(old)
    stale = present if old is None else _touched(run, lake, table, old)
    kept = {part: file for part, file in known.items() if part in present and part not in stale}
    for done, part in enumerate(sorted(stale & present)):
        run.step(_("%(table)s: part %(number)s of %(all)s") % _counted(table, done + 1, len(stale & present)))
        sql = part.within(compiled[part.kind].exact())
        kept[part] = _written(run, lake, table, compiled[part.kind], sql, f"{table.name}.{part.name}")
    filled = [kept[part] for part in sorted(kept) if kept[part].rows]
    # A table without any row still needs a file that says so: it is not one that was never computed.
    if not filled:
        nothing = compiled[parts.CUSTOMERS]
        empty = f"SELECT * FROM ({nothing.exact()}) AS none WHERE false"
        filled = [_written(run, lake, table, nothing, Part(parts.CUSTOMERS, 0).within(empty), table.name)]
    return compiled[parts.CUSTOMERS].columns, filled


def present_parts(lake: Session, table: Derived) -> set[Part]:
    """Return the parts that have rows in the inputs at present."""
    found: set[Part] = set()
    for need in table.needs:
        columns = lake.table(need).columns
        if "customer" in columns:
            lake.publish(need)
            found |= parts.parts_in(lake.execute(f"SELECT DISTINCT {parts.key_sql(columns)} FROM {views.quoted(need)}"))
    return found


def _touched(run: Run, lake: Session, table: Derived, old: TableEntry) -> set[Part]:
    """Return the parts whose rows may be others than in `old`: of customers that rows belong to now, or did before."""
    if any(need in run.anew for need in table.needs):
        return present_parts(lake, table)
    found: set[Part] = set()
    for need in table.needs:
        if not isinstance(registry.tables[need], Dataset):
            before, after = run.before.tables.get(need), run.tables[need]
            found |= parts.differing(parts.files_of(before), parts.files_of(after))
        elif (fresh := run.fresh.get(need)) is not None:
            found |= parts.parts_in(lake.execute(_touched_by(run, table, need, fresh, old)))
    return found


def _touched_by(run: Run, table: Derived, need: str, fresh: FileEntry, old: TableEntry) -> str:
    """Return SQL for the parts that the rows exported just now belong to, and those their ids belonged to before."""
    columns = [name for name, _kind in run.tables[need].columns]
    rows = views.scan([fresh], run.folder)
    link = table.links.get(need, "id")
    key = parts.key_sql(["id"])
    before = f"(SELECT id, customer FROM {views.scan(old.files, run.folder)}) AS old"
    named = f"(SELECT DISTINCT {views.quoted(link)} AS named FROM {rows}) AS fresh"
    sql = f"SELECT DISTINCT {key} FROM {before} SEMI JOIN {named} ON old.id = fresh.named"
    if "customer" in columns:
        sql += f" UNION SELECT DISTINCT {key} FROM {rows}"
    return sql


def _written(run: Run, lake: Session, table: Derived, compiled: Compiled, sql: str, name: str) -> FileEntry:
    names = [column for column, _kind in compiled.columns]
    order = table.sort or tuple(column for column in ("customer", "id") if column in names)
    written = files.partial_path(run.folder, f"{name}.computed")
    files.copy(lake, sql, written, order)
    return files.seal(lake, run.folder, table.name, run.number, written, name=name)


def _unless_same(old: TableEntry | None, written: list[FileEntry]) -> Iterator[FileEntry]:
    """Yield the files, the old one for each that came out the same again."""
    known = {(parts.part_of(file), file.sha256): file for file in old.files} if old else {}
    for file in written:
        yield known.get((parts.part_of(file), file.sha256), file)


def _counted(table: Derived, number: int, most: int) -> dict[str, object]:
    return {"table": table.name, "number": number, "all": most}


__all__ = ["compute", "present_parts"]
