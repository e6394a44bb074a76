"""The root of the command line. Exit 0 done, 1 failed, 2 wrong usage; results on stdout, everything else on stderr."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from regulars import __version__
from regulars.base.settings import BadSetting, current
from regulars.kit.errors import NotFound, Problem
from regulars.kit.text import gettext_noop as _

COMMANDS = {
    "backup": "regulars.edges.operations.cli:backup",
    "audit": "regulars.edges.audit.cli:audit",
    "brief": "regulars.edges.desk.cli:brief",
    "check": "regulars.edges.cli.checking:check",
    "cohorts": "regulars.domains.insights.cli:cohorts",
    "consent": "regulars.domains.customers.cli:consent",
    "customers": "regulars.domains.traits.cli:customers",
    "doctor": "regulars.edges.cli.checking:doctor",
    "demo": "regulars.edges.demo.cli:demo",
    "fakestore": "regulars.edges.fakestore.cli:fakestore",
    "golive": "regulars.edges.operations.cli:golive",
    "identity": "regulars.domains.customers.cli:identity",
    "import": "regulars.edges.imports.cli:import_files",
    "imports": "regulars.edges.imports.cli:imports",
    "init": "regulars.edges.cli.homes:init",
    "keys": "regulars.edges.cli.keys:keys",
    "lake": "regulars.base.lake.cli:lake",
    "metrics": "regulars.domains.insights.cli:metrics",
    "migrate": "regulars.edges.cli.homes:migrate",
    "privacy": "regulars.edges.privacy.cli:privacy",
    "restore": "regulars.edges.operations.cli:restore",
    "rfm": "regulars.domains.insights.cli:rfm",
    "serve": "regulars.edges.cli.serving:serve",
    "staff": "regulars.edges.cli.people:staff",
    "stores": "regulars.edges.stores.cli:stores",
    "verify": "regulars.edges.operations.cli:verify",
    "worker": "regulars.edges.cli.serving:worker",
}
MAKE_A_HOME = {"init", "demo", "restore", "migrate", "check", "doctor"}  # or say themselves that there is none
ONLY_TELL = {"-h", "--help", "--list"}
READ_ONLY = re.compile(r"read-?only|unable to open database file", re.IGNORECASE)
UNREACHABLE = re.compile(
    r"connection (refused|failed|timeout)|could not (connect|translate)|no such host", re.IGNORECASE
)
FIXES_OF_THE_DISK = {
    errno.ENOSPC: "Free space, then run the same command again.",
    errno.EDQUOT: "Free space, then run the same command again.",
    errno.EROFS: "Mount it for writing, or name another home in REGULARS_HOME.",
    errno.EACCES: "Run it as the user whom the home belongs to.",
    errno.EPERM: "Run it as the user whom the home belongs to.",
}


class Root(click.Group):
    """Loads a command's module when it is asked for, and tells problems the house's way."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        _set_up()
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:  # type: ignore[override]
        try:
            _require_home(sys.argv[1:] if args is None else args)
            return super().main(args=args, **extra)
        except Problem as problem:
            _tell(problem)
        except BadSetting as problem:
            click.echo(f"Error: {problem}", err=True)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of a pipe went away: nothing to tell anybody
        except OSError as error:
            if error.errno not in FIXES_OF_THE_DISK:
                raise
            _tell_of_the_disk(error)
        except Exception as error:
            if not _is_database_error(error):
                raise
            click.echo(f"Error: the database of this home cannot be used: {str(error).strip()}.", err=True)
            click.echo(_database_fix(str(error)), err=True)
        sys.exit(1)


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="regulars")
def main() -> None:
    """Regulars turns first-time buyers into regulars."""


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def _require_home(words: Sequence[str]) -> None:
    """Stop a command before it leaves a stray folder where there is no home; its database would be missing anyway.

    Raises:
        NotFound: there is no home, and the command neither makes one nor does without.
    """
    command = next((word for word in words if not word.startswith("-")), "")
    if command not in COMMANDS or command in MAKE_A_HOME or ONLY_TELL & set(words):
        return
    settings = current()
    if settings.home.is_dir() or not settings.database_url.startswith("sqlite:"):
        return
    _set_up()
    raise NotFound(
        "home.missing",
        _("There is no home at %(home)s."),
        fix=_(
            "Run `regulars init` to make one, `regulars demo` to look around, or say in REGULARS_HOME where yours is."
        ),
        params={"home": str(settings.home)},
    )


def _is_database_error(error: Exception) -> bool:
    """Say whether a command met a database that is not there or not up to date; any other error is a bug to show."""
    from django.db import OperationalError, ProgrammingError

    return isinstance(error, OperationalError | ProgrammingError)


def _database_fix(words: str) -> str:
    """Return what to do about what SQLite or PostgreSQL said; a database that cannot be written is there already."""
    if READ_ONLY.search(words):
        return FIXES_OF_THE_DISK[errno.EROFS] + " " + FIXES_OF_THE_DISK[errno.EACCES]
    if UNREACHABLE.search(words):
        return "Start the database server, or mend REGULARS_DATABASE_URL."
    return "Run `regulars init` to make a home, or `regulars migrate` after an update."


def _tell_of_the_disk(error: OSError) -> None:
    """Libraries hide the reason among their own words, or name no file: the reason is told by its number."""
    number = error.errno or 0
    where = f" ({error.filename})" if error.filename else ""
    click.echo(f"Error: {os.strerror(number)}{where}. {FIXES_OF_THE_DISK[number]}", err=True)


def _tell(problem: Problem) -> None:
    from django.utils.translation import gettext

    words = problem.message_in(gettext)
    if problem.field:
        shown = "" if problem.value is None else f" = {problem.value!r}"
        words += f" ({problem.field}{shown})"
    fix = problem.fix_in(gettext)
    click.echo(f"Error: {words}{'.' if not words.endswith('.') else ''}{' ' + fix if fix else ''}", err=True)
