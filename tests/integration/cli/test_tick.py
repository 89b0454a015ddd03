"""`bin/xinheng tick`: erases what is due and says what it did; what has ended is read by `file` for a matter only."""

import os
from datetime import UTC, datetime

import pytest

from tests.faces import publish_law
from tests.factories.kernel import NOON
from tests.factories.publicity import BREWERY, departments, fine, release
from tests.factories.records import ref_of
from tests.integration.cli.commands import answer
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.records.models import FileAccess
from xinheng.credit.submissions.actions import SUBMIT
from xinheng.faces.cli import file as file_command
from xinheng.faces.cli.__main__ import main
from xinheng.faces.desk import spool
from xinheng.faces.desk.tasks import tick as nightly
from xinheng.ground.ledger.actions import open_batch
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.models import Batch, Entry

pytestmark = pytest.mark.django_db

REF = ref_of("penalty", "苏应急罚〔2026〕1号")
ENDED, GONE = (
    "2027-05-07T12:00",
    "2032-05-08T00:00",
)  # the first instants, in Shanghai, of being sealed and of being due


@pytest.fixture(autouse=True)
def place(monkeypatch, settings, tmp_path):
    settings.VAR, settings.SPOOL = tmp_path / "var", tmp_path / "spool"
    for command in ("tick", "file", "ledger"):
        monkeypatch.setattr(f"xinheng.faces.cli.{command}.ready", lambda: None)
    publish_law()
    release(departments(), fine())


def tick(capsys, at: str) -> dict:
    return answer(capsys, "tick", "--now", at)


def on(monkeypatch, instant: str) -> None:
    """The day that `file` takes for today."""
    monkeypatch.setattr(file_command, "today", lambda: datetime.fromisoformat(instant).date())


def seen(capsys, *arguments: str) -> list[dict]:
    return answer(capsys, "file", BREWERY, *arguments)["records"]


def test_tick_erases_on_the_first_day_after_the_end_and_not_an_instant_earlier(capsys):
    assert tick(capsys, "2032-05-07T23:59:59")["erased"]["records"] == 0
    assert tick(capsys, GONE)["erased"]["records"] == 1
    assert answer(capsys, "ledger", "verify")["valid"]


def test_a_tick_with_nothing_to_do_writes_nothing_and_says_so(capsys):
    tick(capsys, GONE)
    entries = Entry.objects.count()
    assert tick(capsys, GONE) == {
        "now": f"{GONE}:00+08:00",
        "erased": {"records": 0, "answers": 0},
        "public": 0,
        "swept": {"submissions": 0, "uploads": 0},
    }
    assert Entry.objects.count() == entries


def test_tick_makes_the_public_list_anew(capsys):
    PublicRecord.objects.all().delete()
    assert tick(capsys, "2026-11-21T03:00")["public"] == 1
    assert PublicRecord.objects.count() == 1


def test_tick_sweeps_what_was_left_and_nothing_under_way(capsys):
    open_batch(action=SUBMIT, by=Actor.system("test"), now=NOON)
    left, under_way = (spool.root() / (sign * 32) for sign in "01")
    for folder in (left, under_way):
        folder.mkdir()
    os.utime(left, (NOON.timestamp(), NOON.timestamp()))
    os.utime(under_way, (NOON.timestamp() + 2 * 86_400, NOON.timestamp() + 2 * 86_400))
    assert tick(capsys, "2026-11-22T12:30")["swept"] == {"submissions": 1, "uploads": 1}
    assert under_way.exists()
    assert not Batch.objects.filter(action=SUBMIT, knowledge_no=None).exists()


def test_the_worker_ticks_by_itself(monkeypatch):
    monkeypatch.setattr("xinheng.faces.clock.now", lambda: datetime(2032, 5, 8, tzinfo=UTC))
    nightly(timestamp=0)
    assert Entry.objects.filter(action="records.erase_ended").count() == 1


def test_what_has_ended_is_read_for_a_matter_which_is_logged(capsys, monkeypatch):
    on(monkeypatch, ENDED)
    assert seen(capsys) == seen(capsys, "--as", "department_reviewer") == seen(capsys, "--as", "auditor") == []
    (own,) = seen(capsys, "--as", "organisation")
    assert (own["ref"], own["sealed_from"], own["kept_until"]) == (REF, "2027-05-07", "2032-05-07")
    (audited,) = seen(capsys, "--as", "auditor", "--matter", "（2027）苏1323行初1号")
    assert audited["fields"] == own["fields"] != {}
    assert FileAccess.objects.latest("pk").purpose == "依法调阅：（2027）苏1323行初1号"


def test_a_matter_is_the_auditors_alone(capsys):
    assert main(["file", BREWERY, "--as", "credit_office_officer", "--matter", "1", "--json"]) == 1
    assert "access.matter_without_auditor" in capsys.readouterr().out


def test_what_was_erased_stands_in_the_file_as_erased_whatever_day_is_asked_for(capsys, monkeypatch):
    tick(capsys, GONE)
    on(monkeypatch, GONE)
    for when in ((), ("--known-on", "2026-12-01"), ("--as-of", "2026-12-01")):
        (found,) = seen(capsys, "--as", "organisation", *when)
        assert (found["erased"], found["document_no"], found["fields"]) == (True, "", {})
        assert found["not_public"]["code"] == "publicity.erased"
    assert seen(capsys) == []
