"""`bin/xinheng accounts`: the first accounts of a place."""

import json

import pytest

from tests.integration.cli.commands import answer
from xinheng.faces.cli import database
from xinheng.faces.cli.__main__ import main
from xinheng.ground.access.models import User
from xinheng.ground.access.queries import actor_named
from xinheng.ground.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connected(monkeypatch):
    monkeypatch.setattr(database, "ready", lambda **_: None)


def test_created_account_signs_in_with_the_password_that_was_printed_once(capsys):
    created = answer(capsys, "accounts", "create", "officer", "--name", "信用办")
    assert User.objects.get(username="officer").check_password(created["password"])
    assert created["password"] not in json.dumps(list(Entry.objects.values_list("content", flat=True)))


def test_reset_password_replaces_the_lost_one(capsys):
    lost = answer(capsys, "accounts", "create", "officer", "--name", "信用办")["password"]
    given = answer(capsys, "accounts", "reset", "officer")["password"]
    officer = User.objects.get(username="officer")
    assert (officer.check_password(lost), officer.check_password(given)) == (False, True)


def test_granted_role_is_listed_and_revoked(capsys):
    answer(capsys, "accounts", "create", "officer", "--name", "信用办")
    grant = answer(capsys, "accounts", "grant", "officer", "credit_office_officer")["grant"]
    [listed] = answer(capsys, "accounts", "list")
    held = {"grant": grant, "role": "credit_office_officer", "authority": None, "organisation": None}
    assert listed["grants"] == [held]
    answer(capsys, "accounts", "revoke", "officer", grant)
    assert actor_named("officer").grants == frozenset()
    assert answer(capsys, "accounts", "list")[0]["grants"] == []


def test_unknown_role_is_refused_with_its_code(capsys):
    answer(capsys, "accounts", "create", "officer", "--name", "信用办")
    assert main(["accounts", "grant", "officer", "emperor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusal"]["code"] == "access.role_unknown"


def test_agent_is_granted_for_one_organisation(capsys):
    answer(capsys, "accounts", "create", "brewer", "--name", "代理人")
    granted = answer(
        capsys, "accounts", "grant", "brewer", "organisation_agent", "--organisation", "91321323MB0C05013Q"
    )
    assert granted["organisation"] == "91321323MB0C05013Q"
    assert actor_named("brewer").organisations == {"91321323MB0C05013Q"}
