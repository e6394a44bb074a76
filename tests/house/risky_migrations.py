"""Migrations that must not run while people work: each rule sees one operation on a table that already has rows.

Django on SQLite rebuilds a table for most changes, which holds the writer for as long as copying takes; PostgreSQL
locks it. And the release before runs on the new tables until the last process is replaced (docs/howto/upgrade.md). So
a table changes in three steps: add what may be empty, fill it in batches by a job, take away what nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations import operations as ops

# Tables of few rows in every shop: rebuilding them takes no time that anybody notices.
SMALL = {
    "staff.Staff", "staff.Policy", "shop.Shop", "shop.Store", "shop.Source", "shop.SalesChannel", "shop.CurrencyRate",
    "jobs.Schedule", "jobs.Worker", "insights.Goal", "golive.Answer", "golive.Waiver", "operations.Backup",
}  # fmt: skip
HARMLESS = (
    ops.CreateModel, ops.AlterModelOptions, ops.AlterModelManagers, ops.AlterModelTableComment,
    ops.AlterOrderWithRespectTo,
)  # fmt: skip
CHUNKED = "runs_in_chunks"  # a function of RunPython carries it after it was seen to work in batches


def risks(migration: Any) -> Iterator[str]:
    """Yield what is risky in one migration. An app's first one is not: it only makes tables."""
    if migration.initial or migration.name.startswith("0001_"):
        return
    made = {operation.name.lower() for operation in migration.operations if isinstance(operation, ops.CreateModel)}
    for operation in migration.operations:
        yield from operation_risks(operation, migration.app_label, made)


def operation_risks(operation: Any, app: str, made: set[str]) -> Iterator[str]:
    """Yield what is risky in one operation."""
    if isinstance(operation, HARMLESS):
        return
    if isinstance(operation, ops.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from operation_risks(inner, app, made)
        return
    if isinstance(operation, ops.RunPython):
        if not getattr(operation.code, CHUNKED, False):
            yield "RunPython holds one transaction: fill rows in batches by a job, or mark the function runs_in_chunks"
        return
    if isinstance(operation, ops.RunSQL):
        yield from _sql_risks(str(operation.sql))
        return
    table = str(getattr(operation, "model_name", None) or getattr(operation, "name", ""))
    if table.lower() in made or f"{app}.{table}".lower() in {one.lower() for one in SMALL}:
        return
    yield from _table_risks(operation, f"{app}.{table}")


def _table_risks(operation: Any, table: str) -> Iterator[str]:
    if isinstance(operation, ops.AddField):
        field = operation.field
        if not field.null:
            yield f"{table}.{operation.name} is NOT NULL: the release before writes rows without it; add it nullable"
        if field.unique or field.has_default():
            yield f"{table}.{operation.name} has a default or is unique: the whole table is rewritten"
        if isinstance(field, models.ForeignKey) and field.db_constraint:
            yield f"{table}.{operation.name} checks every row against another table; say db_constraint=False"
    elif isinstance(operation, ops.RemoveField | ops.DeleteModel | ops.RenameField | ops.RenameModel):
        yield f"{table}: {type(operation).__name__} breaks the release before, which still reads it"
    elif isinstance(operation, ops.AlterField):
        yield f"{table}.{operation.name}: AlterField rewrites the table; add another column and fill it"
    elif isinstance(operation, ops.AlterUniqueTogether | ops.AlterIndexTogether | ops.AddConstraint):
        yield f"{table}: {type(operation).__name__} reads every row under a lock"
    elif isinstance(operation, ops.AddIndex):
        yield f"{table}: AddIndex locks the table against writes for as long as it takes"
    elif not isinstance(operation, ops.RemoveIndex | ops.RemoveConstraint | ops.RenameIndex):
        yield f"{table}: {type(operation).__name__} is not known to be harmless"


def _sql_risks(sql: str) -> Iterator[str]:
    words = " ".join(sql.upper().split())
    for risky in ("UPDATE ", "DELETE FROM", "ALTER TABLE", "DROP TABLE", "VACUUM", "LOCK "):
        if risky in words:
            yield f"RunSQL says {risky.strip()}: in batches by a job, or not at all"
