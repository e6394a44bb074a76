"""Serving the desk and working off jobs."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime

import click

from regulars.base.activity.following import follow, keep_up
from regulars.base.console import emit, json_option, say
from regulars.base.jobs import worker as working
from regulars.base.jobs.presence import present as at_work
from regulars.base.settings import DrivenByFile, current, is_loopback
from regulars.edges.cli.helping import helper
from regulars.edges.health.counting import count_together
from regulars.edges.health.ground import durability_faults, let_go, migrations_missing
from regulars.edges.health.logs import server_logging
from regulars.edges.health.presence import WORKER, present
from regulars.kit.errors import Refused

STOP_SECONDS = 10
LOOK_SECONDS = 0.2


@click.command()
@click.option("--host", default=None, help="Address to listen on, instead of the setting's.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="Port to listen on, instead of the setting's."
)
@click.option("--no-worker", is_flag=True, help="Serve only; a worker runs apart.")
def serve(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the desk, with a worker for background jobs beside it."""
    settings = current()
    host, port = host or settings.host, port or settings.port
    require_fit(host)
    require_free(host, port)
    with present(settings.home):
        if no_worker:
            _run_web(host, port)
            return
        with helper():
            _run_web(host, port)


@click.command()
@click.option("--drain", is_flag=True, help="Run every due job, and those they queue, then stop.")
@click.option(
    "--until",
    metavar="INSTANT",
    help="With --drain, in test mode: drive the clock up to an instant (2026-06-15T09:00:00+00:00) and run "
    "everything that comes due on the way.",
)
@click.option("--with-parent", type=int, hidden=True, help="Stop when the process with this number is gone.")
@json_option
def worker(drain: bool, until: str | None, with_parent: int | None, as_json: bool) -> None:
    """Work off background jobs until stopped; a stop finishes what is in hand, or hands it back, within 8 seconds."""
    if until is not None and not drain:
        raise click.UsageError("--until goes with --drain")
    require_fit()
    home = current().home
    with present(home), present(home, WORKER):
        if drain:
            ran = _drain(until)
            emit(as_json, {"jobs_run": ran}, lambda: f"{ran} jobs run")
            return
        status = _work_until_told(with_parent)
    if status is not None:
        os._exit(status)  # a handler did not come to its end: others have its job, and it must not go on here


def _drain(until: str | None) -> int:
    if until is None:
        with at_work(1) as number:
            return _until_quiet(lambda: working.drain(number))
    if not current().test_mode:
        raise Refused(
            "worker.not_test_mode",
            "Only test mode drives the clock",
            field="until",
            value=until,
            fix="Set REGULARS_TEST_MODE=true, on a machine that nobody else can reach.",
        )
    try:
        instant = datetime.fromisoformat(until)
    except ValueError:
        raise click.UsageError(f"--until: {until} is no instant; write it like 2026-06-15T09:00:00+00:00") from None
    if instant.tzinfo is None:
        raise click.UsageError(f"--until: {until} names no zone; write it like 2026-06-15T09:00:00+00:00")
    with at_work(1) as number:
        return _until_quiet(lambda: working.drain_until(instant, DrivenByFile(current().home).move, number))


def _until_quiet(drain: Callable[[], int]) -> int:
    """Drain the queue, and again what readers of the log queued over it, until neither has anything left."""
    ran = drain()
    while keep_up():
        ran += drain()
    return ran


def _work_until_told(with_parent: int | None) -> int | None:
    """Work in threads, while this one waits for a signal: a handler of signals must not touch locks."""
    told: list[str] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_told: told.append("signal"))
    if with_parent is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which tells us in its turn
    stop = threading.Event()
    outcome: list[int | BaseException | None] = []
    thread = threading.Thread(target=_keep(outcome, lambda: working.run(stop, threads=current().worker_threads)))
    count_together(current().home)  # before anything counts
    from regulars.edges.health.hung import mirror_hung
    from regulars.edges.health.metrics import mirror_writer

    thread.start()
    threading.Thread(target=follow, args=[stop], name="regulars-log", daemon=True).start()
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        mirror_writer()
        mirror_hung()
        if told or with_parent not in {None, os.getppid()}:
            stop.set()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _keep(outcome: list[int | BaseException | None], work: Callable[[], int | None]) -> Callable[[], None]:
    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # raised again in the main thread
            outcome.append(error)

    return run


def require_fit(host: str = "") -> None:
    """Refuse to serve what could lose or break something.

    Raises:
        Refused: there is no key, the database is not up to date, it could lose acknowledged writes, or others could
            reach a server whose clock is driven.
    """
    if current().test_mode and host and not is_loopback(host):
        raise Refused(
            "serve.test_mode_exposed",
            "Test mode is for this machine only",
            field="host",
            value=host,
            fix="Listen on 127.0.0.1, or take REGULARS_TEST_MODE away.",
        )
    if not current().secret_key:
        raise Refused("serve.no_home", "There is no home here yet", fix="Run `regulars init` first.")
    missing = migrations_missing()
    if missing:
        raise Refused("serve.migrations_missing", "The database is not up to date", fix="Run `regulars migrate` first.")
    faults = list(durability_faults())
    if faults:
        raise Refused("serve.not_durable", "The database could lose acknowledged writes: " + "; ".join(faults))


def require_free(host: str, port: int) -> None:
    """Refuse an address that somebody listens on: the server shares it, and two homes would answer in turn.

    Raises:
        Refused: the address is taken, is none of this machine's, or this user may not listen there.
    """
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what an ended server left does not count
            probe.bind(address)
    except OSError as error:
        raise Refused(
            "serve.address_not_free",
            f"Nothing can be served at this address: {error.strerror}",
            field="address",
            value=f"{host}:{port}",
            fix="Stop what listens there, or name another with --host and --port.",
        ) from error


def _run_web(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from regulars.edges.health.server import options

    let_go()  # the last connection to close moves the log into the database; that is not for who only watches
    settings = current()
    on_sqlite = settings.database_url.startswith("sqlite")
    say(f"Regulars serves http://{host}:{port}/desk/   (Ctrl-C stops it)")
    os.environ["SERVED_BY_PROCESS"] = str(os.getpid())  # the web process watches us, and ends when we are killed
    Granian(
        "regulars.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1 if on_sqlite else settings.web_processes,
        **options(settings.web_threads),
        log_access=False,
        log_level=settings.log_level if settings.log_level != "info" else "warning",
        log_dictconfig=server_logging(settings.log_format),
        workers_kill_timeout=STOP_SECONDS,
    ).serve()
