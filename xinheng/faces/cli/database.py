"""数据库就绪: what a command that needs the database calls first."""

import atexit
import os
import signal
import sys

from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import secret_key, state_directory


def ready(*, migrate: bool = False) -> None:
    """Starts or joins the embedded server unless `DATABASE_URL` names another, and sets Django up."""
    connect()
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


def connect() -> Postgres | None:
    """Puts what the settings need into the environment: the address of the database and the secret key.

    The embedded server, if it is that, is returned. It is left at the end of the process; the last one out stops it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinheng.config.settings")
    if not os.environ.get("XINHENG_SECRET_KEY"):
        os.environ["XINHENG_SECRET_KEY"] = secret_key(state_directory())
    if "DATABASE_URL" in os.environ:
        return None
    postgres = Postgres(state_directory())
    postgres.join()
    os.environ["DATABASE_URL"] = postgres.url
    atexit.register(leave, postgres)
    # Without this a terminated command would die before its last words.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return postgres


def leave(postgres: Postgres) -> None:
    """Closes this process's connections before it leaves, so that a server that stops has nobody to throw out."""
    if "django.db" in sys.modules:
        disconnect()
    postgres.leave()


def disconnect() -> None:
    """Closes this process's connections, those waiting in the pool too."""
    from django.db import connections

    connections.close_all()
    for connection in connections.all(initialized_only=True):
        connection.close_pool()
