"""Making a home and bringing its database up to date."""

from __future__ import annotations

import secrets
from pathlib import Path

import click
from django.core.management import call_command

from regulars.base.console import emit, json_option
from regulars.base.settings import current, forget
from regulars.base.settings.loading import SECRET_FILE
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.staff import rules
from regulars.base.staff import service as staff
from regulars.base.staff.queries import list_staff
from regulars.base.state import Act, write

SECRET_BYTES = 48


def make_home() -> Path:
    """Create the home with its secret key where they are missing, migrate its database, and return the home."""
    home = current().home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = home / SECRET_FILE
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
        forget()
        from django.conf import settings

        settings.SECRET_KEY = current().secret_key
    migrate_database()
    return home


def migrate_database() -> None:
    """Apply every migration that is missing."""
    call_command("migrate", verbosity=0, interactive=False)


@click.command()
@click.option("--name", default="", help="Name of the shop.")
@click.option("--zone", default="", help="Time zone of the shop, such as Europe/Berlin.")
@click.option("--currency", default="", help="Reporting currency, such as EUR.")
@click.option("--language", type=click.Choice(["en", "de"]), default="en", help="Language of the shop and its owner.")
@click.option("--owner", default="", help="E-mail of the first owner; a password is made and printed once.")
@json_option
def init(name: str, zone: str, currency: str, language: str, owner: str, as_json: bool) -> None:
    """Create a home: its directory, key, database, and on request the shop and its first owner."""
    home = make_home()
    act = Act.by("cli", "cli")
    if bool(zone) != bool(currency):
        missing = "--zone" if currency else "--currency"
        raise click.UsageError(f"{missing} is missing: the shop needs both a time zone and a currency.")
    if zone and find_shop() is None:
        write(shops.set_up_shop, act, name or "My shop", zone, currency.upper(), language=language)
    password = ""
    if owner:
        password = staff.new_password()
        write(staff.add_staff, act, owner, rules.OWNER, password, language=language)
    data = {
        "home": str(home),
        "database": current().database_url.partition(":")[0],
        "shop": zone != "" or find_shop() is not None,
        "owner": owner,
        "password": password,
    }
    emit(as_json, data, lambda: _told(home, owner, password))


SYSTEMS = ("klaviyo", "mailchimp", "contacts")


class Movers(click.Group):
    """The tools one can move in from; what reads their files is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SYSTEMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SYSTEMS:
            return None
        from regulars.edges.imports.moving import cli

        return {"klaviyo": cli.klaviyo, "mailchimp": cli.mailchimp, "contacts": cli.contacts}[cmd_name]


@click.command(cls=Movers, invoke_without_command=True)
@json_option
@click.pass_context
def migrate(ctx: click.Context, as_json: bool) -> None:
    """Bring the database up to date; or move in from another tool: klaviyo, mailchimp, contacts."""
    if ctx.invoked_subcommand is not None:
        return
    make_home()
    emit(as_json, {"migrated": True}, lambda: "The database is up to date.")


def _told(home: Path, owner: str, password: str) -> list[str]:
    lines = [f"Home: {home}"]
    if owner:
        lines += [f"Owner: {owner}", f"Password: {password}   (shown once; change it under your name in the desk)"]
    elif not list_staff():
        lines.append("Nobody can log in yet: regulars staff add E-MAIL --role owner")
    return [*lines, "Next: regulars serve"]
