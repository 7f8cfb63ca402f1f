"""Commands that stay: the server and the worker."""

from __future__ import annotations

import signal
import socket
from functools import partial
from threading import Event
from types import FrameType
from typing import Any

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from mynews.asgi import Beside, serve_anew, working
from mynews.asgi import serve as asgi_app
from mynews.cli.output import out
from mynews.model.errors import SettingsError
from mynews.services.app import App, open_app
from mynews.services.gathering.sample import has_sources, load_sample
from mynews.services.household.accounts import is_closed
from mynews.settings import Settings, read_settings
from mynews.worker import work


@click.command()
@click.option("--host", help="Address to listen on  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on  [default: 8080]")
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes answer  [default: 1]")
@click.option("--sample", is_flag=True, help="Begin with the sample edition where nothing is followed yet.")
@click.option("--no-worker", is_flag=True, help="Fetch nothing: mynews worker does it in a process of its own.")
def serve(host: str | None, port: int | None, processes: int | None, *, sample: bool, no_worker: bool) -> None:
    """Show the pages, and fetch what is due beside it."""
    given = {"host": host, "port": port, "processes": processes}
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    beside = None if no_worker else work
    with open_app(settings) as app:
        refuse_strangers(app)
        reader = app.reader()
        if sample and not has_sources(app):
            load_sample(app, reader)
        with _listening(settings) as listener:
            out.print(f"myNEWS is at [bold]{settings.public_url}[/]  (Ctrl+C stops it)")
            if settings.processes == 1:
                uvicorn.Server(_config(settings, asgi_app(app, beside))).run(sockets=[listener])
            else:
                _serve_by_several(app, beside, listener)


def _serve_by_several(app: App, beside: Beside | None, listener: socket.socket) -> None:
    """Processes that share a port, each with the installation open; one that dies is replaced."""
    settings = app.settings
    config = _config(settings, partial(serve_anew, settings), factory=True, workers=settings.processes)
    end = working(app, beside)
    try:
        Multiprocess(config, sockets=[listener]).run()
    finally:
        end()


def _config(settings: Settings, application: Any, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
        # Whoever else sends X-Forwarded-For could try passwords under a new address each time.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        **more,
    )


def refuse_strangers(app: App) -> None:
    """Raises SettingsError where other machines would read without a password, and nobody said that they may."""
    settings = app.settings
    if settings.is_beyond_this_machine and not settings.without_password and not is_closed(app):
        raise SettingsError(
            f"Other machines reach {settings.host}, and no reader has a password: whoever comes would read and change "
            f"everything. Set one first: mynews reader password {app.reader().name}. Or listen on 127.0.0.1, or, where "
            "that is wanted, set without_password."
        )


@click.command()
def worker() -> None:
    """Fetch what is due, until told to stop (Ctrl+C or SIGTERM)."""
    stop = Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    with open_app(read_settings()) as app:
        work(app, stop)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as exc:
        raise SettingsError(
            f"Port {settings.port} on {settings.host} cannot be used ({exc.strerror}). Try another with --port."
        ) from exc
    # asyncio does so for sockets it makes itself; without, a page's last bytes wait 40 ms for the browser's word.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
