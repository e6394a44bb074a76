"""Staff from the command line."""

from __future__ import annotations

import click
from django.urls import reverse

from regulars.base.console import emit, json_option, table
from regulars.base.links.service import new_token
from regulars.base.settings import current
from regulars.base.staff import factor, presence, rules
from regulars.base.staff import service as verbs
from regulars.base.staff.queries import list_staff, staff_by_email
from regulars.base.state import Act, write
from regulars.edges.settings import service as links
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


@staff.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(rules.ROLES), required=True, help="What they may do.")
@click.option("--name", default="", help="Their name.")
@click.option("--language", type=click.Choice(["en", "de"]), default="en", help="Language of their desk.")
@json_option
def invite(email: str, role: str, name: str, language: str, as_json: bool) -> None:
    """Let somebody choose their own password by a link, printed once; it works once and for two days."""
    token = new_token()
    number = write(links.invite, Act.by("cli", "cli"), email, role, name, language, verbs.new_password(), token)
    data = {"staff": number, "email": email.strip().lower(), "role": role, "link": _address(token)}
    emit(as_json, data, lambda: f"Give them this link, shown once: {data['link']}")


@staff.command("reset")
@click.argument("email")
@click.option("--link", is_flag=True, help="Print a link by which they choose a password, instead of a new password.")
@click.option("--second-factor", is_flag=True, help="Take their second factor away as well.")
@json_option
def reset(email: str, link: bool, second_factor: bool, as_json: bool) -> None:
    """Give somebody a new password and print it once; what they had open is closed."""
    member, act = staff_by_email(email), Act.by("cli", "cli")
    if member is None:
        raise NotFound("staff.unknown", "Nobody logs in with this address", field="email", value=email)
    if second_factor:
        write(factor.drop_factor, act, member.id)
    if link:
        token = new_token()
        write(links.offer_reset, act, member.id, member.email, token)
        address = _address(token)
        emit(as_json, {"email": member.email, "link": address}, lambda: f"Give them this link, shown once: {address}")
        return
    password = verbs.new_password()
    write(verbs.reset_password, act, member.id, password)
    emit(as_json, {"email": member.email, "password": password}, lambda: f"New password, shown once: {password}")


@staff.command("logout")
@click.argument("email")
@json_option
def logout(email: str, as_json: bool) -> None:
    """End every session of somebody, at once."""
    member = staff_by_email(email)
    if member is None:
        raise NotFound("staff.unknown", "Nobody logs in with this address", field="email", value=email)
    ended = write(presence.end_sessions, Act.by("cli", "cli"), member.id, "asked")
    emit(as_json, {"email": member.email, "sessions_ended": ended}, lambda: f"{ended} sessions ended")


def _address(token: str) -> str:
    ours = current()
    return f"{ours.public_url or f'http://{ours.host}:{ours.port}'}{reverse('desk_settings:password', args=[token])}"
