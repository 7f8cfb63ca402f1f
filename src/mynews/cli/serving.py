"""Commands that stay: the server and the worker."""

from __future__ import annotations

import signal
import socket
from threading import Event
from types import FrameType

import click
import uvicorn

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
@click.option("--sample", is_flag=True, help="Begin with the sample edition where nothing is followed yet.")
@click.option("--no-worker", is_flag=True, help="Fetch nothing: mynews worker does it in a process of its own.")
def serve(host: str | None, port: int | None, *, sample: bool, no_worker: bool) -> None:
    """Show the pages, and fetch what is due beside it."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = read_settings(**given)
    with open_app(settings) as app:
        refuse_strangers(app)
        reader = app.reader()
        if sample and not has_sources(app):
            load_sample(app, reader)
        server = uvicorn.Server(
            uvicorn.Config(
                asgi_app(app, None if no_worker else work),
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=5,
                # Whoever else sends X-Forwarded-For could try passwords under a new address each time.
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
            )
        )
        with _listening(settings) as listener:
            out.print(f"myNEWS is at [bold]{settings.public_url}[/]  (Ctrl+C stops it)")
            server.run(sockets=[listener])


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
