"""Staff from the command line."""

from __future__ import annotations

import click

from regulars.base.console import emit, json_option, table
from regulars.base.staff import rules
from regulars.base.staff import service as verbs
from regulars.base.staff.queries import list_staff, staff_by_email
from regulars.base.state import Act, write
from regulars.kit.errors import NotFound


@click.group()
def staff() -> None:
    """People who may log in to the desk."""


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(rules.ROLES), required=True, help="What they may do.")
@click.option("--name", default="", help="Their name.")
@click.option("--language", type=click.Choice(["en", "de"]), default="en", help="Language of their desk.")
@json_option
def add(email: str, role: str, name: str, language: str, as_json: bool) -> None:
    """Let somebody log in; a password is made and printed once."""
    password = verbs.new_password()
    number = write(verbs.add_staff, Act.by("cli", "cli"), email, role, password, name=name, language=language)
    data = {"staff": number, "email": email.strip().lower(), "role": role, "password": password}
    emit(as_json, data, lambda: f"{data['email']} may log in as {role}. Password, shown once: {password}")


@staff.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List who may log in."""
    rows = list_staff()
    head = ("e-mail", "name", "role", "language", "active")
    emit(
        as_json,
        {"staff": rows},
        lambda: table(head, [(r.email, r.name, r.role, r.language, "yes" if r.is_active else "no") for r in rows]),
    )


@staff.command("reset")
@click.argument("email")
@json_option
def reset(email: str, as_json: bool) -> None:
    """Give somebody a new password and print it once; what they had open is closed."""
    member = staff_by_email(email)
    if member is None:
        raise NotFound("staff.unknown", "Nobody logs in with this address", field="email", value=email)
    password = verbs.new_password()
    write(verbs.reset_password, Act.by("cli", "cli"), member.id, password)
    emit(as_json, {"email": member.email, "password": password}, lambda: f"New password, shown once: {password}")
