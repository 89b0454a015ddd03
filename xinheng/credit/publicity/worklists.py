"""工作清单: which records of an authority wait for something; `queries` turns them into what a viewer may see."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.records.facts import counting
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.authorities.models import Authority


def waiting(authority: str, submission: str | None) -> QuerySet[CreditRecord]:
    decided = Mark.objects.filter(record_key=OuterRef("record_key"), batch__knowledge_no__isnull=False).filter(
        Q(kind__in=("released", "returned"), version=OuterRef("version"))
        | Q(kind="withdrawn", version__gte=OuterRef("version"))
        | Q(kind="withdrawn", version__isnull=True)
    )
    newer = CreditRecord.objects.filter(
        record_key=OuterRef("record_key"), version__gt=OuterRef("version"), batch__knowledge_no__isnull=False
    )
    rows = counting(CreditRecord.objects.filter(provider__ref=authority))
    return (rows.filter(batch__ref=submission) if submission else rows).filter(~Exists(decided), ~Exists(newer))


def in_state(authority: str, state: str, on: date) -> QuerySet[CreditRecord]:
    """The current versions of an authority's records, in a state of the publication if one is asked for."""
    newer = CreditRecord.objects.filter(
        record_key=OuterRef("record_key"), version__gt=OuterRef("version"), batch__knowledge_no__isnull=False
    )
    marks = Mark.objects.filter(record_key=OuterRef("record_key"), batch__knowledge_no__isnull=False)
    of_version = marks.filter(Q(version=OuterRef("version")) | Q(version__isnull=True))
    shown = PublicRecord.objects.filter(record_key=OuterRef("record_key"), public_from__lte=on).filter(
        Q(public_until__isnull=True) | Q(public_until__gte=on)
    )
    rows = counting(CreditRecord.objects.filter(provider__ref=authority)).filter(~Exists(newer))
    withdrawn = marks.filter(kind="withdrawn").filter(Q(version__gte=OuterRef("version")) | Q(version__isnull=True))
    match state:
        case "waiting":
            return waiting(authority, None)
        case "returned":
            return rows.filter(Exists(of_version.filter(kind="returned")), ~Exists(withdrawn))
        case "withdrawn":
            return rows.filter(Exists(withdrawn))
        case "public":
            return rows.filter(Exists(shown))
        case "closed":
            return rows.filter(Exists(of_version.filter(kind="released")), ~Exists(shown), ~Exists(withdrawn))
        case "under_review":
            return rows.filter(Exists(marks.filter(kind="under_review", ended_by=None, on__lte=on)))
    return rows


def provider_ref(provider: int) -> str:
    return Authority.objects.values_list("ref", flat=True).get(pk=provider)
