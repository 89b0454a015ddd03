"""What is public, for tests of pages: two departments, a small register, and records that were released."""

from datetime import date, datetime

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, authority, call
from tests.factories.records import REVIEWER, penalty, permit, report
from tests.factories.register import BREWERY, small_register
from xinheng.credit.publicity import actions
from xinheng.ground.access.actions import create_user, grant_role
from xinheng.ground.ledger.chain import Secret

SAFETY = "11321323MB0C004009"
AGENT, AGENT_PASSWORD = "brewer", "correct-horse-battery"


def departments() -> dict[str, str]:
    """{code: ref} of market regulation and emergency management, with organisations in file."""
    small_register()
    return {
        MARKET_BUREAU: authority(MARKET_BUREAU, "泗阳县市场监督管理局"),
        SAFETY: authority(SAFETY, "泗阳县应急管理局"),
    }


def release(place: dict[str, str], *rows: dict, authority: str = SAFETY, now: datetime = NOON, **inputs) -> str:
    """Reports rows and releases them by a second person; answers the submission."""
    submission = report(*rows, now=now)
    call(actions.release, by=REVIEWER, now=now, authority=place[authority], submission=submission, **inputs)
    return submission


def fine(number: str = "苏应急罚〔2026〕1号", party: str = BREWERY, **particulars) -> dict:
    """A penalty of the brewery by emergency management, of the general class: public for a year from the decision."""
    return penalty(number, party, SAFETY, **{"repair_class": "general"} | particulars)


def licence(number: str = "许〔2026〕1号", **particulars) -> dict:
    return permit(number, BREWERY, MARKET_BUREAU, **particulars)


def agent(code: str = BREWERY, username: str = AGENT) -> str:
    """An account that stands for the organisation."""
    call(create_user, username=username, display_name="代理人", password=Secret(AGENT_PASSWORD))
    call(grant_role, by=SYSTEM, username=username, role="organisation_agent", organisation=code)
    return username


def act(type: str, number: str, **particulars) -> dict:
    """A record of another type about the brewery, decided by market regulation on 2026-05-06, valid for two years."""
    content = {
        "document_number": number,
        "party_name": "泗阳洋河酿酒有限公司",
        "party_code": BREWERY,
        "authority_name": "泗阳县市场监督管理局",
        "decided_on": "2026-05-06",
    } | particulars.pop("content", {})
    return {
        "type": type,
        "resolved": "code",
        "party_code": BREWERY,
        "authority": MARKET_BUREAU,
        "document_number": number,
        "decided_on": date(2026, 5, 6),
        "valid_until": date(2028, 5, 5),
        "act_kinds": 0,
        "content": content,
    } | particulars
