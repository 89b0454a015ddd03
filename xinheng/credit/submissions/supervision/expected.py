"""应报: every report that the catalogue asks of every provider, with what is in file of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue, RecordType
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.models import RowDecision, Submission, Urging, ZeroReport
from xinheng.credit.submissions.supervision.expectations import (
    Expectation,
    Period,
    State,
    Urged,
    in_period,
    month_after,
    periods,
    state_of,
)
from xinheng.ground.authorities.models import Authority
from xinheng.ground.authorities.queries import AuthorityView, authorities
from xinheng.ground.calendars import Due, due
from xinheng.ground.disclosure import Viewer
from xinheng.ground.policies.pack import RuleInForce
from xinheng.ground.policies.queries import calendar_in_force, pack_in_force

PERIODIC_REPORT = "collection.periodic_report.department"
LOOKED_BACK = 12  # months
SHANGHAI = ZoneInfo("Asia/Shanghai")


def expected_reports(
    *, viewer: Viewer, first: date, last: date, on: date, authority: str | None = None
) -> tuple[Expectation, ...]:
    """应报: every period that ended between two days and before today, of each provider and type.

    A provider is expected to report what it ever reported, from then on, and what the catalogue names it for, from the
    first submission of anybody on. Records of the period satisfy, whenever they came, and so does a zero report.
    """
    last = min(last, on - timedelta(days=1))
    catalogue, known = catalogue_in_force(on), authorities(viewer=viewer)
    begun = begun_reporting(catalogue, known, authority)
    asked = [
        (ref, catalogue.types[code], period)
        for (ref, code), since in begun.items()
        for period in periods(catalogue.types[code].entry.reporting.frequency, first, last)
        if period.last >= since and not has_ended(known[ref], period)
    ]
    since = min((period.first for _ref, _type, period in asked), default=first)
    reported, urged, terms = reported_since(since, last, authority), urgings(authority), Terms()
    expectations = [
        expectation(known[ref], record_type, period, reported[ref, record_type.type], urged, terms, on)
        for ref, record_type, period in asked
    ]
    return tuple(sorted(expectations, key=lambda each: (each.due.due_on, each.authority_name, each.type)))


def expected_lately(*, viewer: Viewer, on: date, authority: str | None = None) -> tuple[Expectation, ...]:
    """近来应报: the periods that ended in the last months; what is older than that is no longer urged."""
    first = month_after(on.replace(day=1), -LOOKED_BACK)
    return expected_reports(viewer=viewer, first=first, last=on, on=on, authority=authority)


def never_reported(*, viewer: Viewer) -> tuple[AuthorityView, ...]:
    """从未报送: authorities whose work nobody took over and that never sent anything, not even that there was nothing."""
    sent = Submission.objects.filter(batch__knowledge_no__isnull=False).values_list("authority__ref", flat=True)
    empty = ZeroReport.objects.filter(batch__knowledge_no__isnull=False).values_list("authority__ref", flat=True)
    reported = {*sent.order_by().distinct(), *empty.order_by().distinct()}
    known = authorities(viewer=viewer).values()
    return tuple(each for each in known if each.ref not in reported and each.successor is None)


class Terms:
    """The last day for each period, computed once: the rule of the day on which the period ended, on the calendar."""

    def __init__(self) -> None:
        self._pack, self._calendar = pack_in_force(settings.PLACE), calendar_in_force()
        self._of: dict[date, tuple[RuleInForce, Due]] = {}

    def of(self, period: Period) -> tuple[RuleInForce, Due]:
        if period.last not in self._of:
            rule = self._pack.rule(PERIODIC_REPORT, period.last)
            self._of[period.last] = rule, due(period.last, rule.term, self._calendar, provisional=True)
        return self._of[period.last]


@dataclass
class Reported:
    """已报: how many records of each month a provider has in file of a type, and the months it reported as nothing."""

    records: dict[date, int]
    zero: set[date]


def expectation(
    authority: AuthorityView,
    record_type: RecordType,
    period: Period,
    reported: Reported,
    urged: Mapping[tuple, tuple[Urged, ...]],
    terms: Terms,
    on: date,
) -> Expectation:
    rule, term = terms.of(period)
    records = in_period(reported.records, period)
    has_zero = all(month_after(period.first, number) in reported.zero for number in range(period.months))
    state = state_of(records, has_zero, term.due_on, on)
    return Expectation(
        authority=authority.ref,
        authority_name=authority.name,
        type=record_type.type,
        title=record_type.entry.title,
        period=period,
        due=term,
        rule=rule,
        state=state,
        records=records,
        overdue_days=(on - term.due_on).days if state is State.OVERDUE else 0,
        urged=urged.get((authority.ref, record_type.type, period.first), ()),
    )


def begun_reporting(
    catalogue: Catalogue, known: Mapping[str, AuthorityView], authority: str | None
) -> dict[tuple[str, str], date]:
    """Since when each provider is expected to report each collectable type."""
    collectable = catalogue.collectable()
    sent = Submission.objects.filter(batch__knowledge_no__isnull=False)
    empty = ZeroReport.objects.filter(batch__knowledge_no__isnull=False)
    firsts = [*sent.order_by().values_list("authority__ref", "type").annotate(Min("on"))]
    firsts += empty.order_by().values_list("authority__ref", "type").annotate(Min("month"))
    begun: dict[tuple[str, str], date] = {}
    for ref, code, since in firsts:
        if code in collectable:
            begun[ref, code] = min(since, begun.get((ref, code), since))
    if firsts:
        earliest = min(since for _ref, _code, since in firsts)
        of_uscc = {each.uscc: ref for ref, each in known.items()}
        named = ((code, uscc) for code, each in collectable.items() for uscc in each.entry.reporting.providers or ())
        for code, uscc in named:
            if uscc in of_uscc:
                begun.setdefault((of_uscc[uscc], code), earliest)
    return {key: since for key, since in begun.items() if authority in (None, key[0])}


def has_ended(authority: AuthorityView, period: Period) -> bool:
    """Whether another authority had taken the work over before the period ended."""
    return authority.successor is not None and authority.valid_from <= period.last


def reported_since(first: date, last: date, authority: str | None) -> Mapping[tuple[str, str], Reported]:
    """What is in file of the months between two days; a record without a date of decision counts for the month it came in.

    A record cannot come before it was decided, so only the batches since are looked at: theirs lie together.
    """
    came = came_since(first)
    whole = {"provider__ref": authority} if authority else {}
    records = CreditRecord.objects.filter(batch__in=list(came), **whole).order_by()
    refs = dict(Authority.objects.values_list("pk", "ref"))
    reported: dict[tuple[str, str], Reported] = defaultdict(lambda: Reported(defaultdict(int), set()))
    dated = records.filter(decided_on__range=(first, last)).values_list("provider", "type", "decided_on")
    for provider, code, on, times in dated.annotate(times=Count("pk")):
        reported[refs[provider], code].records[on.replace(day=1)] += times
    undated = records.filter(decided_on=None).values_list("provider", "type", "batch")
    for provider, code, batch, times in undated.annotate(times=Count("pk")):
        reported[refs[provider], code].records[came[batch].replace(day=1)] += times
    empty = ZeroReport.objects.filter(month__range=(first, last), batch__knowledge_no__isnull=False)
    for ref, code, month in empty.values_list("authority__ref", "type", "month"):
        reported[ref, code].zero.add(month)
    return reported


def came_since(first: date) -> dict[int, date]:
    """The sealed batches by which records came since a day, with the day: submissions, and rows that a reviewer let in."""
    sent = Submission.objects.filter(on__gte=first, batch__knowledge_no__isnull=False)
    decided = RowDecision.objects.filter(batch__known_at__gte=datetime.combine(first, time(), SHANGHAI))
    came = dict(decided.exclude(organisation=None).values_list("batch", "batch__known_at"))
    return {batch: at.astimezone(SHANGHAI).date() for batch, at in came.items()} | dict(sent.values_list("batch", "on"))


def urgings(authority: str | None) -> Mapping[tuple, tuple[Urged, ...]]:
    """催报 so far, by authority, type and first day of the period."""
    urged: dict[tuple, tuple[Urged, ...]] = {}
    facts = Urging.objects.filter(batch__knowledge_no__isnull=False).order_by("pk")
    if authority:
        facts = facts.filter(authority__ref=authority)
    for ref, code, first, at, by in facts.values_list(
        "authority__ref", "type", "first", "batch__known_at", "batch__opened_by"
    ):
        urged[ref, code, first] = (*urged.get((ref, code, first), ()), Urged(at, by))
    return urged
