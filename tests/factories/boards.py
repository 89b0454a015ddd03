"""Submissions and records for tests of boards: facts written under a sealed batch, so that any past can be told."""

from contextlib import contextmanager
from datetime import date, datetime, time
from hashlib import sha256
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.factories.kernel import SYSTEM
from tests.factories.organisations import load
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.records.models import CreditRecord, Mark, Resolved
from xinheng.credit.submissions.models import Submission, ZeroReport
from xinheng.ground.authorities.models import Authority, AuthorityVersion
from xinheng.ground.ledger.actions import open_batch, seal
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.models import PublishedVersion

BREWERY = "91321323MB0C05013Q"
OUTCOMES = ("admitted", "superseding", "withdrawn", "duplicate", "rejected", "review", "persons_refused")

numbers = count(1)


@contextmanager
def sealed(on: date, *, is_sealed: bool = True):
    """A batch of a day, open for facts and sealed afterwards, or left as a crash leaves it."""
    noon = datetime.combine(on, time(12), ZoneInfo("Asia/Shanghai"))
    batch = open_batch(action="test.facts", by=SYSTEM, now=noon)
    yield batch
    if is_sealed:
        seal(batch, content={}, now=noon)


def sent(
    authority: str,
    on: date,
    *,
    type: str = "penalty",
    decided: tuple[date | None, ...] = (),
    is_sealed: bool = True,
    **given,
) -> Submission:
    """A submission of a day; `decided` writes one record for each date. What is not counted is none."""
    counts = {name: given.get(name, 0) for name in (*OUTCOMES, "late", "timed")}
    with sealed(on, is_sealed=is_sealed) as batch:
        for row, decided_on in enumerate(decided, start=2):
            record(batch, authority, decided_on, type=type, row=row, resolved=given.get("resolved", Resolved.CODE))
        return Submission.objects.create(
            batch=batch,
            type=type,
            catalogue=PublishedVersion.objects.first(),
            authority=Authority.objects.get(ref=authority),
            file_name=f"{type}-{on}.csv",
            sha256="0" * 64,
            on=on,
            received=sum(counts[name] for name in OUTCOMES),
            receipt={},
            **counts,
        )


def record(batch: Batch, authority: str, decided_on: date | None, **given) -> CreditRecord:
    """One version of a record about the brewery, decided by the authority that provides it."""
    number = next(numbers)
    provider = Authority.objects.get(ref=authority)
    values = {
        "record_key": UUID(bytes=sha256(str(number).encode()).digest()[:16]),
        "version": 1,
        "type": "penalty",
        "catalogue": PublishedVersion.objects.first(),
        "organisation_id": brewery(),
        "resolved": Resolved.CODE,
        "party_code": BREWERY,
        "authority_code": AuthorityVersion.objects.get(authority=provider).uscc,
        "document_number": f"泗市监处罚〔2026〕{number}号",
        "act_kinds": 0,
        "content": {},
        "content_digest": bytes(32),
        "sheet": "",
        "row": 2,
    }
    return CreditRecord.objects.create(batch=batch, provider=provider, decided_on=decided_on, **values | given)


def brewery() -> int:
    """The organisation that everything is about."""
    if not Identifier.objects.filter(value=BREWERY).exists():
        load(f"{BREWERY},泗阳洋河酿酒有限公司")
    return Identifier.objects.get(value=BREWERY).organisation_id


def marked(record: CreditRecord, kind: Mark.Kind, on: date, reason: str = "") -> Mark:
    with sealed(on) as batch:
        return Mark.objects.create(
            kind=kind,
            record_key=record.record_key,
            version=record.version,
            on=on,
            reason=reason,
            cause="test",
            batch=batch,
        )


def published(record: CreditRecord, public_from: date, public_until: date | None) -> PublicRecord:
    columns = (
        "record_key",
        "organisation_id",
        "provider_id",
        "type",
        "authority_code",
        "document_number",
        "decided_on",
    )
    copied = {name: getattr(record, name) for name in (*columns, "act_kinds")}
    return PublicRecord.objects.create(
        record=record,
        is_adverse=True,
        may_be_personal=False,
        public_from=public_from,
        public_until=public_until,
        **copied,
    )


def zero(authority: str, month: date, *, type: str = "penalty") -> ZeroReport:
    provider = Authority.objects.get(ref=authority)
    with sealed(month) as batch:
        return ZeroReport.objects.create(authority=provider, type=type, month=month, batch=batch)
