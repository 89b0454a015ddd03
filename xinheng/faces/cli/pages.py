"""网站: serves the pages, and nothing else. `serve` starts it; it can also be run by itself."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from xinheng.faces.cli import serve
from xinheng.faces.cli.database import connect

HELP = "只运行网站 · serve the pages only"

THREADS = 4  # two a core; the pool has a connection for each


def arguments(parser: ArgumentParser) -> None:
    serve.arguments(parser)


def run(options: Namespace) -> dict:
    connect()
    serve.end_with_supervisor()
    Granian(
        "xinheng.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=2,
        log_level=LogLevels.warning,
    ).serve()
    return {}


def lines(result: dict) -> Iterable[str]:
    return ()
