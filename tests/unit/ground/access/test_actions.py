import json

import pytest
from django.db.models import QuerySet

from tests.factories.kernel import (
    CREDIT_OFFICE,
    MARKET_BRANCH,
    MARKET_BUREAU,
    PASSWORD,
    account,
    actor,
    authority,
    call,
)
from xinheng.ground.access import actions
from xinheng.ground.access.models import User
from xinheng.ground.access.queries import actor_of, viewer_of
from xinheng.ground.access.roles import ADMINISTRATORS, Permission
from xinheng.ground.disclosure import PUBLIC, Level
from xinheng.ground.ledger.chain import Secret
from xinheng.ground.ledger.models import Entry, Operation
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db


def actor_named(username):
    return actor_of(User.objects.get(username=username))


def code_of(refused):
    return refused.value.refusal.code


def test_new_account_may_do_nothing():
    account("clerk")
    assert actor_named("clerk").grants == frozenset()
    assert actor_named("clerk").why_not(Permission.OPEN_DESK).code == "access.not_permitted"
    assert viewer_of(actor_named("clerk"), purpose="办理") == PUBLIC


def test_role_for_the_whole_place_reaches_every_authority():
    account("officer", "credit_office_officer")
    assert actor_named("officer").why_not(Permission.MAINTAIN_AUTHORITIES) is None
    assert actor_named("officer").why_not(Permission.MAINTAIN_AUTHORITIES, "any") is None


def test_role_for_an_authority_reaches_what_is_below_it_and_nothing_else():
    bureau, other = authority(MARKET_BUREAU), authority(CREDIT_OFFICE, "泗阳县信用办")
    account("clerk", "department_clerk", authority=bureau)
    branch = authority(MARKET_BRANCH, "众兴分局", parent=bureau)
    clerk = actor_named("clerk")
    assert clerk.why_not(Permission.OPEN_DESK, bureau) is None
    assert clerk.why_not(Permission.OPEN_DESK, branch) is None
    assert clerk.why_not(Permission.OPEN_DESK, other).code == "access.not_permitted"
    assert clerk.why_not(Permission.OPEN_DESK).code == "access.not_permitted"
    assert clerk.why_not_anywhere(Permission.OPEN_DESK) is None
    assert clerk.why_not_anywhere(Permission.GRANT_ACCESS).code == "access.not_permitted"


def test_revoked_role_is_gone_at_once():
    account("officer")
    grant = call(actions.grant_role, username="officer", role="credit_office_officer")["grant"]
    call(actions.revoke_role, username="officer", grant=grant)
    assert actor_named("officer").grants == frozenset()
    with pytest.raises(Refused) as refused:
        call(actions.revoke_role, username="officer", grant=grant)
    assert code_of(refused) == "access.grant_unknown"


def test_granting_the_same_role_again_keeps_one_grant():
    account("officer")
    first = call(actions.grant_role, username="officer", role="credit_office_officer")
    assert call(actions.grant_role, username="officer", role="credit_office_officer")["grant"] == first["grant"]


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("asked", sorted(ADMINISTRATORS))
def test_three_administrators_are_three_people(held, asked):
    account("admin", held)
    if held == asked:
        assert call(actions.grant_role, username="admin", role=asked)
        return
    with pytest.raises(Refused) as refused:
        call(actions.grant_role, username="admin", role=asked)
    assert code_of(refused) == "access.role_excluded"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"role": "emperor"}, "access.role_unknown"),
        ({"username": "nobody"}, "access.user_unknown"),
        ({"authority": "missing"}, "authorities.unknown"),
    ],
)
def test_grant_of_what_is_not_there_is_refused(inputs, code):
    account("clerk")
    with pytest.raises(Refused) as refused:
        call(actions.grant_role, **{"username": "clerk", "role": "department_clerk"} | inputs)
    assert code_of(refused) == code


def test_disabled_account_may_do_nothing():
    account("officer", "credit_office_officer")
    User.objects.update(is_active=False)
    assert actor_named("officer").grants == frozenset()


def test_officer_cannot_grant_roles():
    account("officer", "credit_office_officer")
    with pytest.raises(Refused) as refused:
        call(actions.grant_role, by=actor_named("officer"), username="officer", role="auditor")
    assert code_of(refused) == "access.not_permitted"


@pytest.mark.parametrize("password", ["short", "password1234", "clerk-clerk-1"])
def test_weak_password_is_refused(password):
    with pytest.raises(Refused) as refused:
        call(actions.create_user, username="clerk-clerk", display_name="甲", password=Secret(password))
    assert code_of(refused) == "access.password_weak"
    sentence = refused.value.refusal.sentence
    assert "至少 12 位" in sentence.zh
    assert "12 characters at least" in sentence.en


def test_username_is_given_once():
    account("clerk")
    with pytest.raises(Refused) as refused:
        account("clerk")
    assert code_of(refused) == "access.username_taken"


def test_username_that_differs_only_in_capitals_is_taken():
    account("clerk")
    with pytest.raises(Refused) as refused:
        account("Clerk")
    assert code_of(refused) == "access.username_taken"


def test_username_given_to_two_at_the_same_moment_is_refused_to_one(monkeypatch):
    account("clerk")
    monkeypatch.setattr(QuerySet, "exists", lambda _: False)  # as before the other commits
    with pytest.raises(Refused) as refused:
        account("clerk")
    assert code_of(refused) == "access.username_taken"


@pytest.mark.parametrize("wrong", [{"username": ""}, {"username": "x" * 41}, {"username": "two words"},
                                   {"username": "a\x00"}, {"display_name": "x" * 61}, {"display_name": " \n"},
                                   {"email": "nobody"}])  # fmt: skip
def test_account_that_cannot_be_kept_is_refused(wrong):
    with pytest.raises(Refused) as refused:
        call(actions.create_user, **{"username": "a", "display_name": "甲", "password": Secret(PASSWORD)} | wrong)
    assert code_of(refused) == "access.account_malformed"


def test_password_stands_nowhere_in_ledger_or_operations():
    account("clerk")
    kept = json.dumps(
        [*Entry.objects.values_list("content", flat=True), *Operation.objects.values_list("answer", flat=True)]
    )
    assert PASSWORD not in kept
    assert User.objects.get().check_password(PASSWORD)


def test_staff_sees_shared_fields_for_a_purpose_but_never_authorised_ones():
    account("officer", "credit_office_officer")
    viewer = viewer_of(actor_named("officer"), purpose="行政许可审查")
    assert viewer.levels == {Level.PUBLIC, Level.GOVERNMENT}
    assert viewer.consented == frozenset()


def test_system_may_do_what_carries_no_permission_and_nobody_else():
    assert actor("desk.open").why_not(None).code == "access.not_permitted"


def test_nobody_changes_their_own_rights():
    account("admin", "security_administrator")
    admin = actor_named("admin")
    for action, inputs in [
        (actions.grant_role, {"role": "credit_office_officer"}),
        (actions.set_active, {"active": False}),
    ]:
        with pytest.raises(Refused) as refused:
            call(action, by=admin, username="admin", **inputs)
        assert code_of(refused) == "access.own_account"
    account("officer")
    assert call(actions.grant_role, by=admin, username="officer", role="credit_office_officer")


def test_disabled_account_may_act_again_once_it_is_enabled():
    account("officer", "credit_office_officer")
    call(actions.set_active, username="officer", active=False)
    assert actor_named("officer").why_not(Permission.OPEN_DESK).code == "access.not_permitted"
    call(actions.set_active, username="officer", active=True)
    assert actor_named("officer").why_not(Permission.OPEN_DESK) is None
