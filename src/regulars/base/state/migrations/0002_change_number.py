"""On PostgreSQL a sequence numbers the transactions that write; SQLite needs only its one row."""

from typing import Any

from django.db import migrations


def make(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE SEQUENCE IF NOT EXISTS state_change_number")


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE IF EXISTS state_change_number")


class Migration(migrations.Migration):
    dependencies = [("state", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
