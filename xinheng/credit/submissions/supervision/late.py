"""迟报: records that came after their last day, each with that day and why it is that day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.facts import present_names, present_usccs
from xinheng.credit.publicity.reading import seen
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.models import Submission
from xinheng.credit.submissions.supervision.league import SubmissionView, submission_views
from xinheng.credit.submissions.supervision.titles import titles_of
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.calendars import BeyondCalendar, Due, due
from xinheng.ground.disclosure import Viewer
from xinheng.ground.policies.pack import RuleInForce, Silent
from xinheng.ground.policies.queries import calendar_in_force, pack_in_force


@dataclass(frozen=True)
class LateRecord:
    """迟报的记录: when it was due and why, and when it came."""

    ref: str
    row: int
    document_number: str
    uscc: str | None
    name: str
    decided_on: date
    due: Due
    days: int


@dataclass(frozen=True)
class LateRecords:
    """一次报送的迟报: its late records in the order of the file, page by page, and the rule by which they are late."""

    submission: SubmissionView
    authority_name: str
    rule: RuleInForce | None
    late: int
    records: tuple[LateRecord, ...]
    next: int | None


def late_records(submission: str, *, viewer: Viewer, on: date, page: int = 1, limit: int) -> LateRecords | None:
    """迟报 of one submission: records whose last day, computed from their decision, had passed when they came; those
    that are sealed are counted and not named."""
    sent = Submission.objects.filter(batch__ref=submission, batch__knowledge_no__isnull=False)
    found = sent.select_related("batch", "authority").first()
    if found is None:
        return None
    catalogue = catalogue_in_force(found.on)
    deadlines = deadlines_of(catalogue.types.get(found.type), CreditRecord.objects.filter(batch=found.batch))
    late = {on: due for on, (_rule, due) in deadlines.items() if due.due_on < found.on}
    records = CreditRecord.objects.filter(batch=found.batch, decided_on__in=late, version=1).order_by(
        "sheet", "row", "pk"
    )
    shown = tuple(records[(page - 1) * limit : page * limit + 1])
    organisations = {each.organisation_id for each in shown}
    may_see = seen([each.record_key for each in shown], viewer=viewer, on=on)
    names, usccs = present_names(organisations), present_usccs(organisations)
    return LateRecords(
        submission=next(iter(submission_views(sent, titles_of(catalogue)))),
        authority_name=authorities(viewer=viewer)[found.authority.ref].name,
        rule=next((rule for rule, _due in deadlines.values()), None),
        late=records.count(),
        records=tuple(
            LateRecord(
                ref=each.record_key.hex,
                row=each.row,
                document_number=each.document_number,
                uscc=usccs.get(each.organisation_id),
                name=names[each.organisation_id],
                decided_on=each.decided_on,
                due=late[each.decided_on],
                days=(found.on - late[each.decided_on].due_on).days,
            )
            for each in shown[:limit]
            if each.record_key in may_see
        ),
        next=page + 1 if len(shown) > limit else None,
    )


def deadlines_of(
    record_type: RecordType | None, records: QuerySet[CreditRecord]
) -> dict[date, tuple[RuleInForce, Due]]:
    """The rule and the last day for each date of decision among the records; nothing where the type has no deadline."""
    key = record_type and record_type.entry.reporting.deadline
    if not key:
        return {}
    pack, calendar, found = pack_in_force(settings.PLACE), calendar_in_force(), {}
    for on in records.order_by().exclude(decided_on=None).values_list("decided_on", flat=True).distinct():
        try:
            rule = pack.rule(key, on)
        except (Silent, BeyondCalendar):  # before the law set a term, or the calendar begins, nothing was late
            continue
        found[on] = rule, due(on, rule.term, calendar, provisional=True)
    return found
