"""A release is upgraded while people work: migrations expand first and take away a release later (O2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from risky_migrations import operation_risks, risks

# Nobody upgrades from before the first release: these may stand as they are. No name is added after it.
BEFORE_THE_FIRST_RELEASE = {
    "activity.0002_by_staff",
    "customers.0005_suppression_print",
    "jobs.0002_leases_batches_schedules",
    "jobs.0003_partial_unique_key",
    "orders.0002_number",
    "staff.0002_sessions_and_second_factor",
    "state.0002_change_number",
}


def ours() -> list[Any]:
    from django.db.migrations.loader import MigrationLoader

    loaded = MigrationLoader(None).disk_migrations.values()
    return [one for one in loaded if type(one).__module__.startswith("regulars.")]


def test_no_migration_stops_a_shop_at_work() -> None:
    found = {f"{one.app_label}.{one.name}": list(risks(one)) for one in ours()}
    assert len(found) >= 12
    wrong = {name: said for name, said in found.items() if said and name not in BEFORE_THE_FIRST_RELEASE}
    assert not wrong, f"docs/howto/upgrade.md says how; before the first release, add it to the list above: {wrong}"
    assert not BEFORE_THE_FIRST_RELEASE - set(found), "these migrations no longer exist"


def test_every_migration_of_ours_can_be_undone_or_says_that_it_cannot() -> None:
    """A kill in the middle is healed by running again: nothing of ours leaves the transaction of its migration."""
    assert [f"{one.app_label}.{one.name}" for one in ours() if not one.atomic] == []


def fill(_apps: Any, _editor: Any) -> None:
    """Stand for a function that touches rows."""


def fill_slowly(_apps: Any, _editor: Any) -> None:
    """Stand for one that does so in batches."""


fill_slowly.runs_in_chunks = True  # type: ignore[attr-defined]
NULLABLE = models.CharField(max_length=9, null=True)


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (migrations.AddField("order", "x", models.IntegerField(default=0)), "NOT NULL"),
        (migrations.AddField("order", "x", models.IntegerField(null=True, default=0)), "rewritten"),
        (migrations.AddField("order", "x", models.IntegerField(null=True, unique=True)), "rewritten"),
        (
            migrations.AddField("order", "x", models.ForeignKey("orders.Order", models.PROTECT, null=True)),
            "checks every row",
        ),
        (migrations.RemoveField("order", "x"), "breaks the release before"),
        (migrations.RenameField("order", "x", "y"), "breaks the release before"),
        (migrations.DeleteModel("Order"), "breaks the release before"),
        (migrations.AlterField("order", "x", NULLABLE), "rewrites the table"),
        (migrations.AddIndex("order", models.Index(fields=["id"], name="i")), "locks the table"),
        (
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(id__gt=0), name="c")),
            "reads every row",
        ),
        (migrations.RunPython(fill), "one transaction"),
        (migrations.RunSQL("UPDATE orders_order SET x = 1"), "UPDATE"),
        (migrations.RunSQL("ALTER TABLE orders_order ADD x int"), "ALTER TABLE"),
    ],
)
def test_a_risky_operation_is_named(operation: Any, said: str) -> None:
    assert said in " ".join(operation_risks(operation, "orders", set()))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("order", "x", NULLABLE),
        migrations.AddField(
            "order", "x", models.ForeignKey("orders.Order", models.PROTECT, null=True, db_constraint=False)
        ),
        migrations.RunPython(fill_slowly),
        migrations.RunSQL("CREATE SEQUENCE x"),
        migrations.AddField("shop", "x", models.IntegerField(default=0)),
        migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RemoveIndex("order", "i"),
    ],
)
def test_what_runs_beside_people_at_work_is_let_through(operation: Any) -> None:
    assert list(operation_risks(operation, "shop" if "shop" in repr(operation) else "orders", set())) == []


def test_a_table_that_is_made_in_the_same_migration_has_no_rows() -> None:
    added = migrations.AddIndex("new", models.Index(fields=["id"], name="i"))
    assert list(operation_risks(added, "orders", {"new"})) == []
