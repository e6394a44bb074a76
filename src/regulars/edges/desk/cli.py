"""`regulars brief`: the desk's first page for a terminal, a program, or a sheet of paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from django.conf import settings

from regulars.base.console import emit, json_option, say
from regulars.domains.insights.cli.options import filter_options, filters_of
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _


@click.command()
@filter_options
@json_option
@click.option(
    "--html",
    "html_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write one self-contained file that prints on one page.",
)
@click.option(
    "--language",
    type=click.Choice([code for code, _name in settings.LANGUAGES]),
    help="Language of the text (default: the shop's).",
)
def brief(as_json: bool, html_file: Path | None, language: str | None, **options: Any) -> None:
    """What changed and why, what cannot be said, and what is worth doing.

    It compares the last three full months with the three before, so --dates and --compare do not apply.
    """
    from django.utils import translation

    from regulars.edges.desk.brief.as_file import as_file
    from regulars.edges.desk.brief.as_json import as_json as plain
    from regulars.edges.desk.brief.as_text import as_text
    from regulars.edges.desk.brief.compose import compose
    from regulars.edges.desk.brief.language import language_of

    filters = filters_of(options)
    with translation.override(language_of(language)):
        started = clock.monotonic()
        made = compose(filters)
        elapsed_ms = round((clock.monotonic() - started) * 1000)
        if html_file is not None:
            _keep(html_file, as_file(made))
            say(translation.gettext("Written to %(file)s") % {"file": html_file})
            if not as_json:
                return
        emit(as_json, plain(made, elapsed_ms) if as_json else None, lambda: as_text(made))


def _keep(path: Path, html: str) -> None:
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise Refused(
            "brief.cannot_write",
            _("The file cannot be written: %(reason)s."),
            field="html",
            value=str(path),
            fix=_("Name a file in a directory that exists and that you may write to."),
            params={"reason": error.strerror or str(error)},
        ) from error
