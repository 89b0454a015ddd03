"""The database of the tests: started when the first test asks for one, and never otherwise."""

import os
import re
from contextlib import contextmanager

import pytest

from xinheng.config.settings import database_from
from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import state_directory


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_blocker):
    """Points Django at the server of the tests, in databases of this test run only."""
    from django.db import connections

    with address() as url:
        settings = connections.databases["default"]
        settings.update(database_from(url))
        settings["OPTIONS"].pop("pool")  # its threads would outlive the tests' connections
        worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
        settings["TEST"]["NAME"] = f"test_xinheng_{os.getpid()}_{worker}"
        with django_db_blocker.unblock():
            drop_abandoned()
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@contextmanager
def address():
    """The server of `DATABASE_URL`, or the embedded one, joined for as long as the tests run."""
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
    else:
        with Postgres(state_directory()) as postgres:
            yield postgres.url


def drop_abandoned() -> None:
    """Drops the databases of test runs that were killed: the process their name tells is no more."""
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", ["test\\_xinheng\\_%"])
        for (name,) in cursor.fetchall():
            process = re.fullmatch(r"test_xinheng_(\d+)_\w+", name)
            if process and not is_alive(int(process[1])):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
