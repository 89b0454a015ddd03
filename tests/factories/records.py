"""Records for tests: versions of reported acts, written under a sealed batch as a submission would leave them."""

import hashlib
import json
from datetime import date, datetime
from uuid import UUID, uuid5

from tests.factories.kernel import NOON
from xinheng.credit.organisations.facts import organisation_by_code
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.authorities.models import Authority
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actions import open_batch, seal
from xinheng.ground.ledger.actor import Actor

KEYS = UUID(int=0)
CLERK = Actor("user:clerk", "报送员", is_system=True)
REVIEWER = Actor("user:reviewer", "审核员", is_system=True)

KINDS = {
    "warning": 0,
    "reprimand": 1,
    "fine": 2,
    "confiscated_gains": 3,
    "business_stopped": 11,
    "correction_ordered": 15,
}

ENVELOPE = (
    "type", "resolved", "party_code", "document_number", "decided_on", "valid_from", "valid_until",
    "publish_until", "repair_class", "procedure", "act_kinds", "amount_fen",
)  # fmt: skip


def penalty(number: str, party: str, authority: str, **particulars) -> dict:
    """A penalty of the market regulation bureau (unless told otherwise) as validation would hand it over."""
    kinds = particulars.pop("kinds", ("fine",))
    decided_on = particulars.get("decided_on", date(2026, 5, 6))
    content = {
        "document_number": number,
        "party_name": "泗阳洋河酿酒有限公司",
        "party_code": party,
        "violation_type": "未按规定标注生产日期",
        "violation_facts": "当事人生产的白酒未标注生产日期。",
        "penalty_kinds": sorted(kinds),
        "penalty_content": "罚款5万元",
        "fine_amount": particulars.get("amount_fen", 5_000_000),
        "decided_on": decided_on.isoformat(),
        "authority_name": particulars.pop("authority_name", "泗阳县应急管理局"),
        "legal_basis": "《中华人民共和国安全生产法》第九十七条",
    } | particulars.pop("content", {})
    return {
        "type": "penalty",
        "resolved": "code",
        "party_code": party,
        "authority": authority,
        "document_number": number,
        "decided_on": decided_on,
        "act_kinds": sum(1 << KINDS[kind] for kind in kinds),
        "amount_fen": 5_000_000,
        "content": content,
    } | particulars


def permit(number: str, party: str, authority: str, **particulars) -> dict:
    """A permit."""
    content = {
        "document_number": number,
        "party_name": "泗阳洋河酿酒有限公司",
        "party_code": party,
        "permit_content": "白酒生产",
        "authority_name": "泗阳县市场监督管理局",
        "current_state": "valid",
    } | particulars.pop("content", {})
    return {
        "type": "permit",
        "resolved": "code",
        "party_code": party,
        "authority": authority,
        "document_number": number,
        "decided_on": date(2026, 1, 5),
        "valid_from": date(2026, 1, 5),
        "valid_until": date(2031, 1, 4),
        "act_kinds": 0,
        "content": content,
    } | particulars


def report(*rows: dict, now: datetime = NOON, by: Actor = CLERK, sealed: bool = True) -> str:
    """Writes the rows as a submission of theirs and returns its number. A row whose number is known is a new version."""
    batch = open_batch(action="submissions.submit", by=by, now=now)
    refs = {each.uscc: ref for ref, each in authorities(viewer=PUBLIC).items()}
    for number, row in enumerate(rows, start=2):
        key = key_of(row["type"], row["document_number"])
        version = CreditRecord.objects.filter(record_key=key).count() + 1
        envelope = {name: row[name] for name in ENVELOPE if name in row}
        CreditRecord.objects.create(
            **envelope,
            record_key=key,
            version=version,
            catalogue_id=0,
            batch=batch,
            organisation_id=organisation_by_code(row.get("about", row["party_code"])),
            provider=Authority.objects.get(ref=refs[row["authority"]]),
            authority_code=row["authority"],
            content=row["content"],
            content_digest=hashlib.sha256(json.dumps(row["content"], sort_keys=True).encode()).digest(),
            sheet="",
            row=number,
        )
    if sealed:
        seal(batch, content={"submission": batch.ref, "sha256": "ab" * 32}, now=now)
    return batch.ref


def key_of(type: str, number: str) -> UUID:
    return uuid5(KEYS, f"{type} {number}")


def ref_of(type: str, number: str) -> str:
    return key_of(type, number).hex
