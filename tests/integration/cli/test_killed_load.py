"""A load that is killed in the middle leaves nothing that anybody could see, and the second try completes."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection

from tests.factories.kernel import CREDIT_OFFICE
from tests.factories.organisations import provider
from tests.unit.credit.organisations.test_loading import FACTS
from xinheng.credit.organisations.models import Identifier, SearchName
from xinheng.faces.cli.state import ROOT
from xinheng.ground.ledger.models import Batch
from xinheng.ground.ledger.queries import verify

# Stops for good once the registrations are in and the identifiers are to follow.
STOPPED_IN_THE_MIDDLE = """
import sys, time
from xinheng.faces.cli import database
database.ready()
from xinheng.credit.organisations import actions
copy_in = actions.copy_in
def stopping(frame, table):
    if table.endswith("identifier"):
        print("in the middle", flush=True)
        time.sleep(600)
    return copy_in(frame, table)
actions.copy_in = stopping
from xinheng.faces.cli.__main__ import main
main(["load", "organisations", sys.argv[1], "--from", sys.argv[2], "--operation", "the-load"])
"""


def address() -> str:
    """The database of the tests, as another process reaches it."""
    settings = connection.settings_dict
    server = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["PASSWORD"] else f"{settings['USER']}@"
    if settings["HOST"].startswith("/"):
        return f"postgresql://{server}/{settings['NAME']}?host={quote(settings['HOST'])}&port={settings['PORT']}"
    return f"postgresql://{server}{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def process(*command: str) -> subprocess.Popen:
    environment = {**os.environ, "DATABASE_URL": address(), "XINHENG_SECRET_KEY": "of the tests"}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
def test_load_that_is_killed_leaves_nothing_and_the_second_try_completes(tmp_path):
    provider()
    file = tmp_path / "register.csv"
    file.write_text("统一社会信用代码,名称\n91310000057662777J,甲公司\n913100000593621371,乙公司\n")
    killed = process("-c", STOPPED_IN_THE_MIDDLE, str(file), CREDIT_OFFICE)
    with killed:
        assert killed.stdout.readline() == "in the middle\n"
        killed.send_signal(signal.SIGKILL)
    assert [model.objects.count() for model in (*FACTS, SearchName)] == [0] * (len(FACTS) + 1)
    assert not Batch.objects.filter(action="organisations.load").exists()

    again = process(
        "-m", "xinheng.faces.cli", "load", "organisations", str(file), "--from", CREDIT_OFFICE,
        "--operation", "the-load", "--json",
    )  # fmt: skip
    with again:
        assert '"admitted": 2' in again.stdout.read()
    assert again.returncode == 0
    assert Identifier.objects.count() == 2
    assert verify().valid
