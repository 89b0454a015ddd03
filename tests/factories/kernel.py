"""Actors, authorities and accounts for tests; everything is reached through the actions, as in life."""

from datetime import UTC, datetime, timedelta
from itertools import count

from xinheng.ground.access import actions as access
from xinheng.ground.authorities import actions as authorities
from xinheng.ground.ledger.actor import Actor, Grant
from xinheng.ground.ledger.chain import Secret

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, noon in Shanghai
SYSTEM = Actor.system("test")
PASSWORD = "correct-horse-battery"

# Made up, with right check characters: region 321323 (泗阳县), 11 = 机关, 12 = 事业单位.
CREDIT_OFFICE, MARKET_BUREAU, MARKET_BRANCH = "11321323MB0C001081", "11321323MB0C00204A", "12321323MB0C00300G"

operations = count(1)


def call(action, *, by: Actor = SYSTEM, now: datetime = NOON, operation: str | None = None, **inputs):
    """Performs an action at noon as the system, under a fresh operation id, unless told otherwise."""
    return action(by=by, now=now, operation=operation or f"test-{next(operations)}", **inputs)


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def actor(*permissions: str, authorities: frozenset[str] | None = None) -> Actor:
    return Actor("user:tester", "测试员", frozenset(Grant(permission, authorities) for permission in permissions))


def authority(uscc: str, name: str = "泗阳县市场监督管理局", *, parent: str | None = None) -> str:
    """Records an authority and returns its ref."""
    recorded = call(authorities.record, uscc=uscc, name=name, region="321323", parent=parent, valid_from="2019-02-01")
    return recorded["authority"]


def account(username: str = "clerk", *roles: str, authority: str | None = None) -> str:
    """Makes an account that holds the roles for the authority, and returns its user name."""
    call(access.create_user, username=username, display_name="报送岗", password=Secret(PASSWORD))
    for role in roles:
        call(access.grant_role, username=username, role=role, authority=authority)
    return username
