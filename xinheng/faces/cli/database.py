"""数据库就绪: what a command that needs the database calls first."""

import atexit
import os
import signal
import sys

from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import secret_key, state_directory
from xinheng.faces.clock import now

MIGRATING = 0x78696E68656E67  # an advisory lock of PostgreSQL; any number that nobody else takes


def ready() -> None:
    """Starts or joins the embedded server unless `DATABASE_URL` names another, sets Django up, and brings the tables
    up to date: a command may be the first to meet a new database, or a newer program."""
    connect()
    import django

    django.setup()
    if is_behind():
        migrate()


def is_behind() -> bool:
    """Whether the program has migrations that the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Brings the tables up to date and publishes the law that ships with them; of two at once, the second finds it done."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            if is_behind():
                call_command("migrate", verbosity=0, interactive=False)
                publish_law()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def publish_law() -> dict:
    """公布随附政策: what is new in the seed of the packs and calendars comes into force."""
    from xinheng.ground.ledger.actor import Actor
    from xinheng.ground.policies.actions import publish_seed

    return publish_seed(by=Actor.system("setup"), now=now())


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
