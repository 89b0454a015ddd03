"""到期与分布: what ends this week, and how adverse items spread over deciding authorities."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.schema import Frequency
from xinheng.credit.organisations.facts import present_names, present_usccs
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.reading import seen
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.submissions.supervision.expectations import period_of, periods
from xinheng.credit.submissions.supervision.quality import outliers
from xinheng.credit.submissions.supervision.titles import authority_names, titles_of
from xinheng.ground.disclosure import Viewer
from xinheng.ground.text import Text

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class EndingRecord:
    """即将到期的公示: a public record whose last public day is near."""

    ref: str
    type: str
    title: Text
    document_number: str
    uscc: str | None
    name: str
    authority_code: str
    authority_name: str
    decided_on: date | None
    is_adverse: bool
    public_until: date
    days: int


def ending(on: date) -> QuerySet[PublicRecord]:
    """本周到期: what has its last public day among the seven days that begin on a day."""
    return PublicRecord.objects.filter(public_from__lte=on, public_until__gte=on, public_until__lt=on + WEEK)


def ending_publicity(*, viewer: Viewer, on: date, limit: int | None = None) -> tuple[EndingRecord, ...]:
    """本周到期, what ends first before all."""
    titles, names_of = titles_of(catalogue_in_force(on)), authority_names(viewer)
    shown = tuple(ending(on).order_by("public_until", "type", "record_key")[:limit])
    organisations = {each.organisation_id for each in shown}
    names, usccs = present_names(organisations), present_usccs(organisations)
    return tuple(
        EndingRecord(
            ref=each.record_key.hex,
            type=each.type,
            title=titles[each.type],
            document_number=each.document_number,
            uscc=usccs.get(each.organisation_id),
            name=names[each.organisation_id],
            authority_code=each.authority_code,
            authority_name=names_of.get(each.authority_code, each.authority_code),
            decided_on=each.decided_on,
            is_adverse=each.is_adverse,
            public_until=each.public_until,
            days=(each.public_until - on).days,
        )
        for each in shown
    )


@dataclass(frozen=True)
class AdverseRow:
    """一个决定机关的不利信息: how many it decided in each month, and in which months unusually many."""

    authority_code: str
    authority_name: str
    by_month: tuple[tuple[date, int], ...]
    outliers: frozenset[int]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(count for _month, count in self.by_month)

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class AdverseRecord:
    """一条不利信息: what was decided about whom."""

    ref: str
    title: Text
    document_number: str
    uscc: str | None
    name: str
    decided_on: date


@dataclass(frozen=True)
class AdverseRecords:
    """不利信息 of one deciding authority: the newest, and how many there are."""

    authority_name: str
    records: tuple[AdverseRecord, ...]
    total: int


@dataclass(frozen=True)
class AdverseBoard:
    """不利信息分布: deciding authorities by month, the most first."""

    months: tuple[date, ...]
    rows: tuple[AdverseRow, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def adverse_by_authority(*, viewer: Viewer, first: date, last: date, on: date) -> AdverseBoard:
    """不利信息 by deciding authority and month of decision, as they stand now."""
    months = tuple(each.first for each in periods(Frequency.MONTHLY, first, period_of(Frequency.MONTHLY, last).last))
    found: dict[str, dict[date, int]] = defaultdict(dict)
    counted = adverse_records_between(first, last, on).order_by().annotate(month=TruncMonth("decided_on"))
    for code, month, times in counted.values_list("authority_code", "month").annotate(times=Count("pk")):
        found[code][month] = times
    names = authority_names(viewer)
    rows = []
    for code, of_month in found.items():
        counts = tuple(of_month.get(month, 0) for month in months)
        rows.append(AdverseRow(code, names.get(code, code), tuple(zip(months, counts, strict=True)), outliers(counts)))
    rows.sort(key=lambda row: (-row.total, row.authority_name))
    return AdverseBoard(months, tuple(rows), tuple(map(sum, zip(*(row.counts for row in rows), strict=True))))


def adverse_records(
    authority_code: str, *, viewer: Viewer, first: date, last: date, on: date, limit: int = 1_000
) -> AdverseRecords:
    """不利信息 of one deciding authority, the newest first; those that are sealed are counted and not named."""
    titles = titles_of(catalogue_in_force(on))
    records = adverse_records_between(first, last, on).filter(authority_code=authority_code)
    newest = tuple(records.order_by("-decided_on", "-pk")[:limit])
    may_see = seen([each.record_key for each in newest], viewer=viewer, on=on)
    shown = tuple(each for each in newest if each.record_key in may_see)
    organisations = {each.organisation_id for each in shown}
    names, usccs = present_names(organisations), present_usccs(organisations)
    return AdverseRecords(
        authority_name=authority_names(viewer).get(authority_code, authority_code),
        total=records.count(),
        records=tuple(
            AdverseRecord(
                ref=each.record_key.hex,
                title=titles[each.type],
                document_number=each.document_number,
                uscc=usccs.get(each.organisation_id),
                name=names[each.organisation_id],
                decided_on=each.decided_on,
            )
            for each in shown
        ),
    )


def adverse_records_between(first: date, last: date, on: date) -> QuerySet[CreditRecord]:
    """The present versions of adverse records decided between two days, without those that were withdrawn."""
    adverse = [code for code, each in catalogue_in_force(on).types.items() if each.is_adverse]
    newer = CreditRecord.objects.filter(
        record_key=OuterRef("record_key"),
        version__gt=OuterRef("version"),
        batch__knowledge_no__isnull=False,
    ).filter(version__gt=1)  # says nothing new, and lets the database leave out nearly everything at once
    withdrawn = Mark.objects.filter(
        Q(version=None) | Q(version__gte=OuterRef("version")),  # a corrected version may have come after
        record_key=OuterRef("record_key"),
        kind=Mark.Kind.WITHDRAWN,
        batch__knowledge_no__isnull=False,
    )
    decided = CreditRecord.objects.filter(type__in=adverse, decided_on__range=(first, last))
    return decided.filter(~Exists(newer), ~Exists(withdrawn), batch__knowledge_no__isnull=False)
