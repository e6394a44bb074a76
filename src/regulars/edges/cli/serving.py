"""Serving the desk and working off jobs."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from types import FrameType

import click

from regulars.base.console import emit, json_option, say
from regulars.base.jobs import worker as working
from regulars.base.settings import current
from regulars.edges.health.ground import durability_faults, migrations_missing
from regulars.edges.health.presence import WORKER, present
from regulars.kit.errors import Refused

STOP_SECONDS = 10


@click.command()
@click.option("--host", default=None, help="Address to listen on, instead of the setting's.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="Port to listen on, instead of the setting's."
)
@click.option("--no-worker", is_flag=True, help="Serve only; a worker runs apart.")
def serve(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the desk, with a worker for background jobs beside it."""
    require_fit()
    settings = current()
    host, port = host or settings.host, port or settings.port
    with present(settings.home):
        helper = None if no_worker else subprocess.Popen([sys.executable, "-m", "regulars", "worker"])
        try:
            _run_web(host, port)
        finally:
            if helper is not None:
                helper.terminate()
                try:
                    helper.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    helper.kill()


@click.command()
@click.option("--drain", is_flag=True, help="Run every due job, and those they queue, then stop.")
@json_option
def worker(drain: bool, as_json: bool) -> None:
    """Work off background jobs until stopped."""
    require_fit()
    if drain:
        ran = working.drain()
        emit(as_json, {"jobs_run": ran}, lambda: f"{ran} jobs run")
        return
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    home = current().home
    with present(home), present(home, WORKER):
        working.run(stop)


def require_fit() -> None:
    """Refuse to serve what could lose or break something.

    Raises:
        Refused: there is no key, the database is not up to date, or it could lose acknowledged writes.
    """
    if not current().secret_key:
        raise Refused("serve.no_home", "There is no home here yet", fix="Run `regulars init` first.")
    missing = migrations_missing()
    if missing:
        raise Refused("serve.migrations_missing", "The database is not up to date", fix="Run `regulars migrate` first.")
    faults = list(durability_faults())
    if faults:
        raise Refused("serve.not_durable", "The database could lose acknowledged writes: " + "; ".join(faults))


def _run_web(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    settings = current()
    on_sqlite = settings.database_url.startswith("sqlite")
    say(f"Regulars serves http://{host}:{port}/desk/   (Ctrl-C stops it)")
    Granian(
        "regulars.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1 if on_sqlite else settings.web_processes,
        blocking_threads=settings.web_threads,
        log_access=False,
        log_level=settings.log_level if settings.log_level != "info" else "warning",
        workers_kill_timeout=STOP_SECONDS,
    ).serve()
