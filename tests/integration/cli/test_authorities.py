"""`bin/xinheng authorities`: the departments of a place."""

import json

import pytest

from tests.factories.kernel import CREDIT_OFFICE, MARKET_BUREAU
from tests.integration.cli.commands import answer
from xinheng.faces.cli import database
from xinheng.faces.cli.__main__ import main
from xinheng.faces.cli.authorities import made_known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connected(monkeypatch):
    monkeypatch.setattr(database, "ready", lambda **_: None)


def test_recorded_department_is_listed_below_its_parent(capsys):
    office = answer(capsys, "authorities", "record", CREDIT_OFFICE, "--name", "泗阳县人民政府")["authority"]
    answer(capsys, "authorities", "record", MARKET_BUREAU, "--name", "泗阳县市场监督管理局", "--parent", office)
    listed = answer(capsys, "authorities", "list")
    assert [(each["uscc"], each["parent"]) for each in listed] == [(CREDIT_OFFICE, None), (MARKET_BUREAU, office)]


def test_department_with_a_wrong_code_is_refused(capsys):
    assert main(["authorities", "record", MARKET_BUREAU[:-1] + "0", "--name", "甲局", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "authorities.uscc_invalid"


def test_department_that_reports_for_the_first_time_is_recorded_once(capsys):
    made_known(MARKET_BUREAU)
    made_known(MARKET_BUREAU)
    [listed] = answer(capsys, "authorities", "list")
    assert (listed["uscc"], listed["name"]) == (MARKET_BUREAU, "（名称待登记）")
