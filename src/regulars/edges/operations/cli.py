"""`regulars backup`, `regulars verify`, `regulars restore`, `regulars golive`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from regulars.base.console import emit, json_option, progress_bar, say
from regulars.base.golive import Standing, keep_answers, look_at_all, standing
from regulars.base.settings import current, forget
from regulars.base.state import Act, write
from regulars.edges.health.ground import all_migrations
from regulars.edges.health.presence import require_alone
from regulars.edges.operations import service
from regulars.edges.operations.backups.making import Made, default_folder, make_backup
from regulars.edges.operations.backups.manifest import complete_backups, read_manifest
from regulars.edges.operations.backups.rehearsing import rehearse
from regulars.edges.operations.backups.restoring import Restored, restore_backup, run_command
from regulars.edges.operations.backups.verifying import Verified, verify_backup
from regulars.kit.errors import NotFound

MEGABYTE = 1_048_576
SECRETS_SAID = (
    "This backup holds the secret key: whoever has it can sign in as anybody and open every link. "
    "Keep it as you keep a password."
)


@click.command()
@click.argument("to", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1, 10_000), help="Backups to keep in this folder; older ones are removed.")
@click.option("--with-secrets", is_flag=True, help="Take the secret key along.")
@json_option
def backup(to: Path | None, keep: int | None, with_secrets: bool, as_json: bool) -> None:
    """Back up everything that cannot be made again, while the product serves.

    TO is the directory of backups; without it, the setting's.
    """
    settings = current()
    folder = to.absolute() if to else default_folder(settings)
    if with_secrets:
        say(SECRETS_SAID)
    with progress_bar("backup", unit="B", quiet=as_json) as report:
        made = make_backup(settings, folder, report, with_secrets=with_secrets, keep=keep or 0)
    act = Act.by("cli", "cli")
    write(
        service.remember_made, act, made.name, made.path, made.created_at, made.size, made.rows,
        with_secrets=made.has_secrets,
    )  # fmt: skip
    emit(as_json, made, lambda: _made_lines(made))


@click.command()
@click.argument("backup", type=click.Path(path_type=Path))
@json_option
def verify(backup: Path, as_json: bool) -> None:
    """Read every byte of a backup and say whether it is what it was; exit 1 and name what differs.

    BACKUP is one backup, or a directory of them: then the newest one.
    """
    path = newest(backup)
    with progress_bar("verify", unit="B", quiet=as_json) as report:
        found = verify_backup(path, report)
    if found.ok:
        _try_to_remember(found.name)
    emit(as_json, found, lambda: _verified_lines(found))
    sys.exit(0 if found.ok else 1)


@click.command()
@click.argument("source", metavar="FROM", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it over what is there; the former state is kept aside.")
@click.option("--rehearse", is_flag=True, help="Restore into a throwaway home, check it there, and remember the proof.")
@json_option
def restore(source: Path, replace: bool, rehearse: bool, as_json: bool) -> None:
    """Put a backup back into this home; nobody may be serving it.

    FROM is one backup, or a directory of them: then the newest one.
    """
    settings, path = current(), newest(source)
    if rehearse:
        _rehearse(path, as_json)
        return
    with require_alone(settings.home), progress_bar("restore", unit="B", quiet=as_json) as report:
        done = restore_backup(settings, path, report, all_migrations(), replace=replace)
        run_command(["migrate"], settings.home, settings.database_url)  # makes a key where there is none
        forget()
        run_command(["privacy", "reapply"], settings.home, settings.database_url)  # erased stays erased (P4)
        report(1, 1, "lake")
        run_command(["lake", "rebuild"], settings.home, settings.database_url)
    manifest = read_manifest(path)
    write(
        service.remember_restored, Act.by("cli", "cli"), manifest.name, str(path), manifest.created_at, manifest.size,
        manifest.rows,
    )  # fmt: skip
    emit(as_json, done, lambda: _restored_lines(done))


@click.command()
@click.option("--look", is_flag=True, help="Look at everything now instead of telling the last answers.")
@json_option
def golive(look: bool, as_json: bool) -> None:
    """Say what has to be right before marketing reaches anybody; exit 1 while it is locked."""
    if look or not any(one.checked_at for one in standing()):
        write(keep_answers, Act.by("cli", "cli"), look_at_all())
    found = standing()
    live = not any(one.blocks for one in found)
    emit(as_json, {"live": live, "checks": found}, lambda: [line for one in found for line in _standing_lines(one)])
    sys.exit(0 if live else 1)


def newest(path: Path) -> Path:
    """Return the backup itself, or the newest one of a directory of backups.

    Raises:
        NotFound: there is no such directory.
    """
    path = path.absolute()
    if not path.is_dir():
        raise NotFound("backup.unknown", "There is no such backup", field="backup", value=str(path))
    return next(reversed(list(complete_backups(path))), path)


def _rehearse(path: Path, as_json: bool) -> None:
    with progress_bar("rehearse", unit="steps", quiet=as_json) as report:
        found = rehearse(current(), path, report)
    manifest = read_manifest(path)
    write(
        service.remember_rehearsed, Act.by("cli", "cli"), manifest.name, str(path), manifest.created_at, manifest.size,
        manifest.rows,
    )  # fmt: skip
    emit(as_json, found, lambda: f"{manifest.name} can be restored: {manifest.rows} rows in {found.elapsed_ms} ms.")


def _try_to_remember(name: str) -> None:
    """A backup can be verified on a machine that has no home."""
    from django.db import DatabaseError

    try:
        write(service.remember_verified, Act.by("cli", "cli"), name)
    except (DatabaseError, OSError):
        say("There is no database here to remember that in.")


def _standing_lines(one: Standing) -> list[str]:
    lines = [f"{one.state:<8} {one.title}: {one.found}"]
    if one.blocks and one.fix:
        lines.append(f"{'':<9}{one.fix}")
    if one.waived_because:
        lines.append(f"{'':<9}{one.waived_by}: {one.waived_because}")
    return lines


def _made_lines(made: Made) -> list[str]:
    lines = [f"{made.path}", f"{made.size // MEGABYTE} MB, {made.files} files, {made.rows} rows, {made.elapsed_ms} ms"]
    lines += [f"Damaged before the backup: {path}" for path in made.damaged]
    lines += [f"Removed: {name}" for name in made.removed]
    if not made.has_secrets:
        lines.append("Without the secret key: keep secret.key of the home elsewhere, or say --with-secrets.")
    return lines


def _verified_lines(found: Verified) -> list[str]:
    if found.ok:
        return [f"{found.name} is whole: {found.files} files, {found.size // MEGABYTE} MB, {found.rows} rows."]
    return [f"{fault.file}: {fault.words}" for fault in found.faults]


def _restored_lines(done: Restored) -> list[str]:
    lines = [f"{done.home} is as {done.name} found it: {done.rows} rows."]
    if done.migrated:
        lines.append(f"Regulars {done.made_by} made it; the database was brought up to date.")
    if done.aside:
        lines.append(f"What was there before is kept in {done.aside}.")
    if not done.has_secrets:
        lines.append("The backup has no secret key: unless the home had its own, logins and share links start anew.")
    return lines
