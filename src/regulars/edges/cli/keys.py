"""API keys from the command line."""

from __future__ import annotations

from datetime import timedelta

import click

from regulars.base.console import emit, json_option, table
from regulars.base.staff import keyring
from regulars.base.staff import keys as forms
from regulars.base.staff.rules import KEY_PERMISSIONS
from regulars.base.state import Act, write


@click.group()
def keys() -> None:
    """Keys by which programs ask the API."""


@keys.command("create")
@click.argument("name")
@click.option(
    "--may", "permissions", multiple=True, required=True, type=click.Choice(KEY_PERMISSIONS),
    help="What the program may do; repeat it.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it works.")
@click.option("--forever", is_flag=True, help="It works until it is revoked.")
@json_option
def create(name: str, permissions: tuple[str, ...], days: int, forever: bool, as_json: bool) -> None:
    """Make a key and print it once."""
    act, key = Act.by("cli", "cli"), forms.new_key()
    until = None if forever else act.now + timedelta(days=days)
    number = write(keyring.create_key, act, name, permissions, forms.digest(key), forms.hint(key), until)
    data = {"number": number, "name": name, "permissions": sorted(set(permissions)), "expires_at": until, "key": key}
    emit(as_json, data, lambda: f"Key {number} of {name}, shown once: {key}")


@keys.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the keys that were made; never the keys themselves."""
    rows = keyring.list_keys()
    head = ("number", "name", "ends with", "works", "expires", "last used", "may")
    emit(
        as_json,
        {"keys": rows},
        lambda: table(
            head,
            [
                (
                    row.id,
                    row.name,
                    row.hint,
                    "yes" if row.is_open else "no",
                    f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "",
                    f"{row.used_at:%Y-%m-%d %H:%M}" if row.used_at else "",
                    ", ".join(row.permissions),
                )
                for row in rows
            ],
        ),
    )


@keys.command("rotate")
@click.argument("number", type=int)
@click.option(
    "--overlap-hours", type=click.IntRange(0, 720), default=keyring.ROTATION_HOURS, show_default=True,
    help="How long the old key goes on.",
)  # fmt: skip
@json_option
def rotate(number: int, overlap_hours: int, as_json: bool) -> None:
    """Make the successor of a key and print it once; the old one goes on for a while."""
    key = forms.new_key()
    args = (number, forms.digest(key), forms.hint(key), overlap_hours)
    made = write(keyring.rotate_key, Act.by("cli", "cli"), *args)
    data = {"number": made, "replaces": number, "overlap_hours": overlap_hours, "key": key}
    emit(as_json, data, lambda: f"Key {made} replaces {number}, which ends in {overlap_hours} hours. Shown once: {key}")


@keys.command("revoke")
@click.argument("number", type=int)
@json_option
def revoke(number: int, as_json: bool) -> None:
    """Close a key at once."""
    write(keyring.revoke_key, Act.by("cli", "cli"), number)
    emit(as_json, {"number": number, "revoked": True}, lambda: f"Key {number} opens nothing any more")
