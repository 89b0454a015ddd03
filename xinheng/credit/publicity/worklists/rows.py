"""工作清单: which records of an authority wait for something; `queries` turns them into what a viewer may see."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.reading import STALE_CURSOR, key_of
from xinheng.credit.records.erasing import is_erased
from xinheng.credit.records.facts import counting
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.authorities.models import Authority
from xinheng.ground.refusal import Refused


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
    return (rows.filter(batch__ref=submission) if submission else rows).filter(
        ~Exists(decided), ~Exists(newer), ~is_erased()
    )


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


def own_rows(authority: str, on: date, *, type: str = "", state: str = "", text: str = "") -> QuerySet[CreditRecord]:
    """Those of a type, and with that document number or party code."""
    rows = in_state(authority, state, on)
    rows = rows.filter(type=type) if type else rows
    if wanted := text.strip():
        rows = rows.filter(Q(document_number__contains=wanted) | Q(party_code=wanted.upper()))
    return rows


def provider_ref(provider: int) -> str:
    return Authority.objects.values_list("ref", flat=True).get(pk=provider)


# ---- page by page: a page begins after the last version of the one before, which stands still whatever goes meanwhile -------


CURSOR = ("record_key", "version")


def cursor_of(row: CreditRecord) -> str:
    return f"{row.record_key.hex}.{row.version}"


def place_of(cursor: str, authority: str) -> tuple[date | None, int]:
    """The day of the decision and the serial of a version of that authority's. Raises `Refused` `publicity.cursor`."""
    ref, _, version = cursor.partition(".")
    key = key_of(ref)
    if key and version.isascii() and version.isdigit() and len(version) < 6:
        rows = counting(CreditRecord.objects.filter(record_key=key, version=version, provider__ref=authority))
        if place := rows.values_list("decided_on", "pk").first():
            return place
    raise Refused(STALE_CURSOR)


def due_after(rows: QuerySet[CreditRecord], cursor: str | None, authority: str) -> QuerySet[CreditRecord]:
    """The oldest decision first, what has no day before all; behind the cursor, if there is one."""
    ordered = rows.order_by(F("decided_on").asc(nulls_first=True), "pk")
    if not cursor:
        return ordered
    day, serial = place_of(cursor, authority)
    if day is None:
        return ordered.filter(Q(decided_on=None, pk__gt=serial) | Q(decided_on__isnull=False))
    return ordered.filter(Q(decided_on__gt=day) | Q(decided_on=day, pk__gt=serial))


def newest_after(rows: QuerySet[CreditRecord], cursor: str | None, authority: str) -> QuerySet[CreditRecord]:
    """The newest first; behind the cursor, if there is one."""
    ordered = rows.order_by("-pk")
    return ordered.filter(pk__lt=place_of(cursor, authority)[1]) if cursor else ordered
