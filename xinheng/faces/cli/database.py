"""数据库就绪: what a command that needs the database calls first."""

import atexit
import os
import signal
import sys

from xinheng.faces.cli.postgres import Postgres, secret_key, state_directory


def ready(*, migrate: bool = False) -> None:
    """Starts or joins the embedded server unless `DATABASE_URL` names another, and sets Django up.

    The server is left at the end of the process; the last command out stops it.
    """
    if "DATABASE_URL" not in os.environ:
        join()
    if not os.environ.get("XINHENG_SECRET_KEY"):
        os.environ["XINHENG_SECRET_KEY"] = secret_key(state_directory())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinheng.config.settings")

    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


def join() -> None:
    """Joins the embedded server for the life of this process, and names it in `DATABASE_URL`."""
    postgres = Postgres(state_directory())
    postgres.join()
    os.environ["DATABASE_URL"] = postgres.url
    atexit.register(leave, postgres)
    # Without this a terminated command would end without its last words.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def leave(postgres: Postgres) -> None:
    """Closes this process's connections before it leaves, so that a server that stops has nobody to throw out."""
    if "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()
        for connection in connections.all(initialized_only=True):
            if connection.vendor == "postgresql":
                connection.close_pool()
    postgres.leave()
