"""企业代理人: a role that is held for one organisation and reaches nothing else."""

import pytest

from tests.factories.kernel import CREDIT_OFFICE, account, authority, call
from xinheng.ground.access.actions import grant_role
from xinheng.ground.access.models import User
from xinheng.ground.access.queries import accounts, actor_of, viewer_of
from xinheng.ground.access.roles import Permission
from xinheng.ground.disclosure import Field, Level
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

BREWERY, HOTEL = "91321323MB0C05013Q", "91321323MB0C0503XB"


def agent(code: str = BREWERY):
    account("brewer")
    call(grant_role, username="brewer", role="organisation_agent", organisation=code)
    return actor_of(User.objects.get(username="brewer"))


def test_agent_acts_for_one_organisation_and_for_no_authority():
    brewer = agent()
    assert brewer.organisations == {BREWERY}
    assert brewer.why_not_anywhere(Permission.OPEN_COUNTER) is None
    assert brewer.why_not(Permission.OPEN_COUNTER).code == "access.not_permitted", "not for the whole place"
    assert brewer.why_not(Permission.OPEN_COUNTER, authority(CREDIT_OFFICE, "信用办")).code == "access.not_permitted"
    assert brewer.why_not_anywhere(Permission.OPEN_DESK).code == "access.not_permitted"


def test_agent_sees_everything_of_its_own_and_of_others_what_the_public_sees():
    seen = viewer_of(agent(), purpose="本主体查询")
    for level in (Level.GOVERNMENT, Level.AUTHORISED):
        assert seen.sees(Field("x", level, 1, BREWERY))
        assert not seen.sees(Field("x", level, 1, HOTEL))
    assert seen.levels == {Level.PUBLIC}


def test_code_is_kept_as_it_is_written_properly_and_listed():
    agent(" 91321323mb0c 05013q")
    assert accounts()[0]["grants"][0]["organisation"] == BREWERY


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("organisation_agent", {}),
        ("organisation_agent", {"organisation": "91321323"}),
        ("credit_office_officer", {"organisation": BREWERY}),
    ],
)
def test_grant_says_what_it_is_for(role, scope):
    account("brewer")
    with pytest.raises(Refused) as refused:
        call(grant_role, username="brewer", role=role, **scope)
    assert refused.value.refusal.code == "access.grant_scope"


def test_nobody_is_staff_and_agent_with_one_account():
    agent()
    with pytest.raises(Refused) as refused:
        call(grant_role, username="brewer", role="department_clerk")
    assert refused.value.refusal.code == "access.staff_and_agent"
    account("clerk", "department_clerk")
    with pytest.raises(Refused) as refused:
        call(grant_role, username="clerk", role="organisation_agent", organisation=BREWERY)
    assert refused.value.refusal.code == "access.staff_and_agent"
