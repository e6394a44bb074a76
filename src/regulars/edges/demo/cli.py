"""`regulars demo`: a shop to look at, opened and served without a question."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, progress_bar, say
from regulars.base.settings import current
from regulars.edges.cli.homes import make_home
from regulars.edges.cli.serving import serve
from regulars.edges.demo import service
from regulars.edges.demo.generator.shop import SEED
from regulars.edges.demo.service import COFFEE, GROCERY, Opened
from regulars.kit.errors import Conflict

HOME, DATABASE = "REGULARS_HOME", "REGULARS_DATABASE_URL"
PORTS_TRIED = 50


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    help="Open your own export of orders instead of the invented shop.",
)
@click.option(
    "--shop", type=click.Choice([COFFEE, GROCERY]), default=COFFEE, help="The invented shop, or real grocery baskets."
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Directory to open it in.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; a free one is found unless given.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=SEED, help="Another invented shop of the same kind.")
@click.option("--language", type=click.Choice(["en", "de"]), default="en", help="Language of the shop and its owner.")
@click.option("--no-serve", is_flag=True, help="Open it, but start no server.")
@json_option
def demo(
    data: Path | None, shop: str, home: Path | None, port: int | None, seed: int, language: str, no_serve: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Open a demo shop in a home of its own, print its address and a login, and serve it."""
    if home is not None and home.expanduser().absolute() != current().home:
        _elsewhere(home)
    what = service.what_of(shop, data)
    _make_room(what, is_chosen=home is not None)
    make_home()

    @contextmanager
    def stage(label: str, unit: str) -> Iterator[service.Report]:
        with progress_bar(label, unit, quiet=as_json) as report:
            yield report

    if data is not None:
        opened = service.open_file(data, language, stage)
    else:
        opened = service.open_demo(what, seed, language, stage)
    port = port or _free_port(current().host, current().port)
    address = f"http://{current().host}:{port}/desk/"
    emit(as_json, {**_json(opened), "address": address}, lambda: _told(opened, address))
    sys.stdout.flush()
    if not no_serve:
        assert serve.callback is not None
        serve.callback(host=None, port=port, no_worker=False)


def _make_room(what: str, *, is_chosen: bool) -> None:
    """Use the home when it is empty or holds just this; else go to one beside it, and never touch what is there.

    Raises:
        Conflict: the home, or the database, was chosen by hand and holds another shop.
    """
    home = current().home
    if not home.exists():
        return
    make_home()
    held = service.occupant(home)
    if held in ("", what):
        return
    if is_chosen or os.environ.get(HOME) or os.environ.get(DATABASE):
        raise Conflict(
            "demo.home_taken",
            _("This home holds another shop."),
            field="home",
            value=str(home),
            fix=_("Choose an empty directory with --home."),
        )
    name = what.rpartition(":")[2].partition(".")[0]
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "shop"
    beside = home.with_name(f"{home.name}-{slug}")
    say(_("%(home)s holds another shop; this one is opened in %(beside)s.") % {"home": home, "beside": beside})
    _elsewhere(beside)


def _elsewhere(home: Path) -> None:
    """Run the same command again in a process whose home is another one: settings are read once per process."""
    environ = {**os.environ, HOME: str(home.expanduser().absolute())}
    arguments = [*sys.argv[1:], *([] if "--home" in " ".join(sys.argv) else ["--home", str(home)])]
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, "-m", "regulars", *arguments], environ)  # noqa: S606 -- ourselves


def _free_port(host: str, wanted: int) -> int:
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return wanted


def _json(opened: Opened) -> dict[str, Any]:
    return {
        "home": str(opened.home),
        "shop": opened.shop,
        "created": opened.is_new,
        "orders": opened.orders,
        "email": opened.email,
        "password": opened.password,
    }


def _told(opened: Opened, address: str) -> list[str]:
    head = _("%(shop)s is open: %(orders)s orders.") if opened.is_new else _("%(shop)s is open again.")
    hidden = _("(the one you chose; `regulars staff reset %(email)s` makes a new one)") % {"email": opened.email}
    return [
        head % {"shop": opened.shop, "orders": f"{opened.orders:,}"},
        _("  Home      %(home)s") % {"home": opened.home},
        _("  Address   %(address)s") % {"address": address},
        _("  E-mail    %(email)s") % {"email": opened.email},
        _("  Password  %(password)s") % {"password": opened.password or hidden},
    ]
