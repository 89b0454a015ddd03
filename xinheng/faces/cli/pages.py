"""网站: serves the pages, and nothing else. `serve` starts it; it can also be run by itself."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from xinheng.faces.cli import serve
from xinheng.faces.cli.database import connect

HELP = "只运行网站 · serve the pages only"

# Of each process: one that waits for the database leaves the core to another, and a slow answer holds up no others.
# A thread has one connection at most: `serve.MOST_WORKERS` of them leave the jobs and the commands theirs.
THREADS = 4


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
        workers=serve.workers(),
        blocking_threads=THREADS,
        respawn_failed_workers=True,  # the others go on meanwhile; if it dies again at once, all end and are started anew
        workers_kill_timeout=2,
        log_level=LogLevels.warning,
    ).serve()
    return {}


def lines(result: dict) -> Iterable[str]:
    return ()
