"""数据质量: the league of departments, and what stands behind each number of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.schema import Frequency
from xinheng.credit.records.models import CreditRecord, Mark, Resolved
from xinheng.credit.submissions.models import Submission
from xinheng.credit.submissions.supervision.expectations import Expectation, period_of, periods
from xinheng.credit.submissions.supervision.expected import expected_reports
from xinheng.credit.submissions.supervision.quality import DepartmentQuality, Tally, ranked, total
from xinheng.credit.submissions.supervision.titles import titles_of
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import Viewer
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.text import Text

SUMS = {name: Coalesce(Sum(name), 0) for name in Tally.__dataclass_fields__ if name != "submissions"}


@dataclass(frozen=True)
class League:
    """数据质量排名: the departments of the place in a period, the best first, and all of them together by month."""

    rows: tuple[DepartmentQuality, ...]
    total: DepartmentQuality
    months: tuple[tuple[date, Tally], ...]


@dataclass(frozen=True)
class SubmissionView:
    """报送 as a line of a list; `ref` opens its receipt."""

    ref: str
    authority: str
    type: str
    title: Text
    file_name: str
    on: date
    tally: Tally


@dataclass(frozen=True)
class ReturnedView:
    """退回的记录: which record a reviewer sent back, when, and why."""

    ref: str
    type: str
    title: Text
    document_number: str
    on: date
    reason: str


@dataclass(frozen=True)
class WrongCodeView:
    """错码: a record that came into file under a code that fails its check, and what was probably meant."""

    ref: str
    document_number: str
    code: str
    suggestion: str | None
    submission: str
    on: date
    row: int


@dataclass(frozen=True)
class DepartmentReport:
    """一个部门的数据质量: its row of the league, and everything behind the numbers of it."""

    quality: DepartmentQuality
    types: tuple[tuple[Text, Tally], ...]
    months: tuple[tuple[date, Tally], ...]
    submissions: tuple[SubmissionView, ...]
    returned: tuple[ReturnedView, ...]
    wrong_codes: tuple[WrongCodeView, ...]
    expectations: tuple[Expectation, ...]


def league(*, viewer: Viewer, first: date, last: date, on: date) -> League:
    """数据质量排名 of what was submitted between two days; missing are periods that ended between them."""
    submitted = submissions_between(first, last)
    tallies = {each.pop("authority__ref"): Tally(**each) for each in summed(submitted, "authority__ref")}
    returned = counts_of(returned_between(first, last), "provider__ref")
    wrong = counts_of(wrongly_coded(submitted), "provider__ref")
    expected: dict[str, list[Expectation]] = defaultdict(list)
    for each in expected_reports(viewer=viewer, first=first, last=last, on=on):
        expected[each.authority].append(each)
    names = authorities(viewer=viewer)
    rows = ranked(
        DepartmentQuality(
            authority=ref,
            name=names[ref].name,
            tally=tallies.get(ref, Tally()),
            returned=returned.get(ref, 0),
            wrong_codes=wrong.get(ref, 0),
            expected=len(expected[ref]),
            missing=sum(each.is_overdue for each in expected[ref]),
        )
        for ref in {*tallies, *returned, *expected}
    )
    return League(rows, total(rows), by_month(submitted, first, min(last, on)))


def department_report(authority: str, *, viewer: Viewer, first: date, last: date, on: date) -> DepartmentReport | None:
    """一个部门的数据质量: what stands behind each number of its row; nothing for an unknown department."""
    known = authorities(viewer=viewer).get(authority)
    if known is None:
        return None
    titles = titles_of(catalogue_in_force(on))
    submitted = submissions_between(first, last).filter(authority__ref=authority)
    of_type = {each.pop("type"): Tally(**each) for each in summed(submitted, "type")}
    returned = tuple(returned_views(authority, first, last, titles))
    wrong = tuple(wrong_code_views(submitted))
    expected = expected_reports(viewer=viewer, first=first, last=last, on=on, authority=authority)
    quality = DepartmentQuality(
        authority=authority,
        name=known.name,
        tally=sum(of_type.values(), Tally()),
        returned=len(returned),
        wrong_codes=len(wrong),
        expected=len(expected),
        missing=sum(each.is_overdue for each in expected),
    )
    return DepartmentReport(
        quality=quality,
        types=tuple((titles[code], tally) for code, tally in sorted(of_type.items())),
        months=by_month(submitted, first, min(last, on)),
        submissions=tuple(submission_views(submitted.order_by("-on", "-pk"), titles)),
        returned=returned,
        wrong_codes=wrong,
        expectations=expected,
    )


def submissions_between(first: date, last: date) -> QuerySet[Submission]:
    return Submission.objects.filter(on__range=(first, last), batch__knowledge_no__isnull=False)


def summed(submitted: QuerySet[Submission], *by: str) -> Iterable[dict]:
    """The counts of submissions, added up by the given columns."""
    return submitted.order_by().values(*by).annotate(submissions=Count("pk"), **SUMS)


def by_month(submitted: QuerySet[Submission], first: date, last: date) -> tuple[tuple[date, Tally], ...]:
    """Every month of the days, those without a submission too: a gap must show as one."""
    months = summed(submitted.annotate(month=TruncMonth("on")), "month")
    found = {each.pop("month"): Tally(**each) for each in months}
    if not found:
        return ()
    every = periods(Frequency.MONTHLY, first, period_of(Frequency.MONTHLY, last).last)
    return tuple((each.first, found.get(each.first, Tally())) for each in every)


def counts_of(rows: QuerySet, by: str) -> dict[str, int]:
    return {each[by]: each["times"] for each in rows.order_by().values(by).annotate(times=Count("pk"))}


def wrongly_coded(submitted: QuerySet[Submission]) -> QuerySet[CreditRecord]:
    """错码: records of submissions that came into file although the check character of their code fails."""
    return CreditRecord.objects.filter(batch__in=submitted.values("batch"), resolved=Resolved.FAILING_CODE)


def wrong_code_views(submitted: QuerySet[Submission]) -> Iterable[WrongCodeView]:
    for record in (
        wrongly_coded(submitted).select_related("batch__submission").order_by("-batch__submission__on", "row")
    ):
        sent, suggestion = record.batch.submission, judge(record.party_code).suggestion
        yield WrongCodeView(
            ref=record.record_key.hex,
            document_number=record.document_number,
            code=record.party_code,
            suggestion=suggestion,
            submission=record.batch.ref,
            on=sent.on,
            row=record.row,
        )


def returned_between(first: date, last: date) -> QuerySet[CreditRecord]:
    """被退回的记录: the versions that a reviewer sent back between two days."""
    marks = Mark.objects.filter(kind=Mark.Kind.RETURNED, on__range=(first, last), batch__knowledge_no__isnull=False)
    same = marks.filter(record_key=OuterRef("record_key"), version=OuterRef("version")).order_by("-pk")
    return CreditRecord.objects.filter(
        Exists(same), record_key__in=marks.values("record_key"), batch__knowledge_no__isnull=False
    ).annotate(returned_on=Subquery(same.values("on")[:1]), returned_for=Subquery(same.values("reason")[:1]))


def returned_views(authority: str, first: date, last: date, titles: Mapping[str, Text]) -> Iterable[ReturnedView]:
    for record in returned_between(first, last).filter(provider__ref=authority).order_by("-returned_on", "-pk"):
        ref, title = record.record_key.hex, titles[record.type]
        yield ReturnedView(ref, record.type, title, record.document_number, record.returned_on, record.returned_for)


def submission_views(submitted: QuerySet[Submission], titles: Mapping[str, Text]) -> Iterable[SubmissionView]:
    for each in submitted.select_related("batch", "authority").defer("receipt"):
        tally = Tally(1, **{name: getattr(each, name) for name in SUMS})
        ref, title = each.batch.ref, titles[each.type]
        yield SubmissionView(ref, each.authority.ref, each.type, title, each.file_name, each.on, tally)
