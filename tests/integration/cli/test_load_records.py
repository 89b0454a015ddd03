"""`bin/xinheng load TYPE`: a department's file goes in, a receipt comes out."""

import pytest

from tests.faces import publish_law
from tests.factories.kernel import MARKET_BUREAU
from tests.factories.organisations import load
from tests.factories.submissions import department
from tests.integration.cli.commands import answer
from tests.integration.cli.test_killed_submission import HEADER, penalty
from xinheng.faces.cli.__main__ import main

pytestmark = pytest.mark.django_db

RECEIPT = {
    "submission", "received", "admitted", "superseding", "withdrawn", "duplicate", "rejected", "review",
    "persons_refused", "personal_dropped", "rejected_file", "faults", "late", "timed", "sha256", "file", "type",
}  # fmt: skip
FAULT = {"sheet", "row", "column", "value", "rule", "message", "message_en", "suggestion"}


@pytest.fixture(autouse=True)
def place(monkeypatch, settings, tmp_path, db):
    publish_law()
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr("xinheng.faces.cli.load.ready", lambda: None)
    department()
    load("91321323MB0C05013Q,泗阳洋河酿酒有限公司")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "处罚.csv"
    path.write_bytes("\n".join([HEADER, penalty(1), penalty(2).replace("2026-11-12", "昨天")]).encode("gbk"))
    return path


def test_load_answers_the_receipt_with_a_workbook_of_what_came_back(file, capsys):
    receipt = answer(capsys, "load", "penalty", str(file), "--from", MARKET_BUREAU)
    assert set(receipt) >= RECEIPT
    assert (receipt["received"], receipt["admitted"], receipt["rejected"]) == (2, 1, 1)
    assert set(receipt["faults"][0]) >= FAULT
    assert receipt["rejected_file"].endswith(".xlsx")


def test_load_tells_people_what_became_of_the_file(file, capsys):
    assert main(["load", "penalty", str(file), "--from", MARKET_BUREAU]) == 0
    told = capsys.readouterr()
    assert "第 3 行：昨天 日期读不出来" in told.out
    assert "2 行 · rows read" in told.err


def test_type_that_the_catalogue_does_not_know_is_refused_with_what_was_meant(file, capsys):
    assert main(["load", "penalti", str(file), "--from", MARKET_BUREAU]) == 1
    assert "penalty" in capsys.readouterr().err
