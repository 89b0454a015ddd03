"""事实: the facts that count, as the queries of this package read them before anything is projected for a viewer."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.models import Decision, Identifier, Registration, ReviewItem
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


def versions_of(found: int, as_of: date | None, known_on: date | None) -> list[Registration]:
    """登记 of an organisation in the order in which they held, the last of them at present or on the day."""
    versions = known(Registration.objects.filter(organisation=found), known_on)
    if as_of:
        versions = versions.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=as_of))
    return in_order(versions.select_related("batch").order_by("version"))


def in_order(versions: Iterable[Registration]) -> list[Registration]:
    """Versions as they became known, but for 历史登记: each of those stands before what began later, else at the front."""
    ordered: list[Registration] = []
    for version in versions:
        at = place_of(version, ordered) if version.is_history else len(ordered)
        ordered.insert(at, version)
    return ordered


def place_of(earlier: Registration, ordered: list[Registration]) -> int:
    later = (
        at
        for at, each in enumerate(ordered)
        if earlier.valid_from is None or (each.valid_from and each.valid_from > earlier.valid_from)
    )
    return next(later, len(ordered))


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
