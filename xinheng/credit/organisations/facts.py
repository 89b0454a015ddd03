"""事实: the facts that count, as the queries of this package read them before anything is projected for a viewer."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.models import Decision, Identifier, Organisation, Registration, ReviewItem
from xinheng.credit.organisations.personal import masked
from xinheng.credit.organisations.search import finding
from xinheng.ground.identifiers.normalisation import normalise

SHANGHAI = ZoneInfo("Asia/Shanghai")


def known(rows: QuerySet, known_on: date | None) -> QuerySet:
    """Of facts those that count: in a sealed batch, and known before the end of the day."""
    sealed = rows.filter(batch__knowledge_no__isnull=False)
    return sealed.filter(batch__known_at__lt=end_of(known_on)) if known_on else sealed


def end_of(day: date) -> datetime:
    """24:00 of a day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def undecided() -> QuerySet[ReviewItem]:
    """待核: what waits for a reviewer, oldest first. A decision on a print settles what was queued before it."""
    decided = Decision.objects.filter(
        printed_code=OuterRef("printed_code"),
        printed_name_folded=OuterRef("printed_name_folded"),
        batch__knowledge_no__gt=OuterRef("batch__knowledge_no"),
    )
    return known(ReviewItem.objects.filter(~Exists(decided)), None).select_related("batch").order_by("pk")


def organisation_by_code(code: str) -> int | None:
    """The id of the organisation that a code leads to: by the code itself, else by the organisation code inside one.

    Where an organisation code leads to two, it leads to neither: a person must choose.
    """
    owners = finding.owners_of(normalise(code).replace("\0", ""))  # PostgreSQL has no room for it in a text
    return owners[0][0] if owners and (len(owners) == 1 or not owners[0][1].how.startswith("part")) else None


def is_present_print(code: str, name: str) -> bool:
    """Whether a printed code and name are just what its organisation bears at present."""
    found = organisation_by_code(code)
    versions = known(Registration.objects.filter(organisation=found, is_history=False), None)
    present = versions.order_by("-version").first() if found else None
    return present is not None and folded(present.name) == folded(name)


# Held for a moment only. Without it, who draws an id while another moves the sequence on would have one of the other's.
RESERVING = 7_309_006


def reserved_ids(count: int) -> range:
    """Ids for organisations to be, by whoever asks; what is not used in the end is lost, and nobody misses it."""
    if not count:
        return range(0)
    sequence = f"pg_get_serial_sequence('{Organisation._meta.db_table}', 'id')"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [RESERVING])
        try:
            cursor.execute(f"SELECT setval({sequence}, nextval({sequence}) + %s)", [count - 1])
            last = cursor.fetchone()[0]
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RESERVING])
    return range(last - count + 1, last + 1)


def present_names(organisations: set[int]) -> dict[int, str]:
    """The names of organisations as they are now; one that may be a person's is masked."""
    if not organisations:
        return {}
    versions = known(Registration.objects.filter(organisation__in=organisations), None)
    current = versions.order_by("organisation", "is_history", "-version").distinct("organisation")
    return {each.organisation_id: masked(each.name) if each.may_be_personal else each.name for each in current}


def present_usccs(organisations: set[int]) -> dict[int, str]:
    if not organisations:
        return {}
    codes = known(Identifier.objects.filter(organisation__in=organisations, kind=Identifier.Kind.USCC), None)
    return dict(codes.values_list("organisation_id", "value"))
