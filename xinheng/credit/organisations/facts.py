"""事实: the facts that count, as the queries of this package read them before anything is projected for a viewer."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from xinheng.credit.organisations import search
from xinheng.credit.organisations.models import Identifier, Registration
from xinheng.credit.organisations.personal import masked
from xinheng.ground.identifiers.normalisation import normalise

SHANGHAI = ZoneInfo("Asia/Shanghai")


def known(rows: QuerySet, known_on: date | None) -> QuerySet:
    """Of facts those that count: in a sealed batch, and known before the end of the day."""
    sealed = rows.filter(batch__knowledge_no__isnull=False)
    return sealed.filter(batch__known_at__lt=end_of(known_on)) if known_on else sealed


def end_of(day: date) -> datetime:
    """24:00 of a day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def organisation_by_code(code: str) -> int | None:
    """The id of the organisation that a code leads to: by the code itself, else by the organisation code inside one.

    Where an organisation code leads to two, it leads to neither: a person must choose.
    """
    owners = search.owners_of(normalise(code))
    return owners[0][0] if owners and (len(owners) == 1 or not owners[0][1].how.startswith("part")) else None


def versions_of(found: int, as_of: date | None, known_on: date | None) -> QuerySet[Registration]:
    versions = known(Registration.objects.filter(organisation=found), known_on)
    if as_of:
        versions = versions.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=as_of))
    return versions.select_related("batch").order_by("version")


def present_names(organisations: set[int]) -> dict[int, str]:
    """The names of organisations as they are now; one that may be a person's is masked."""
    if not organisations:
        return {}
    versions = known(Registration.objects.filter(organisation__in=organisations), None)
    current = versions.order_by("organisation", "-version").distinct("organisation")
    return {each.organisation_id: masked(each.name) if each.may_be_personal else each.name for each in current}


def present_usccs(organisations: set[int]) -> dict[int, str]:
    if not organisations:
        return {}
    codes = known(Identifier.objects.filter(organisation__in=organisations, kind=Identifier.Kind.USCC), None)
    return dict(codes.values_list("organisation_id", "value"))
