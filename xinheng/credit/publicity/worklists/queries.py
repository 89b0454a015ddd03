"""工作清单 of an authority: its records as it may see them, and what it may do with each. For government; others get nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.search.answers import cards
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import Proposal
from xinheng.credit.publicity.doings import PERFORMED, review_ended_on, why_nots
from xinheng.credit.publicity.queries import PAGE, Change, VersionView, changes, history
from xinheng.credit.publicity.reading import Reading, key_of, public_on, reading_on, with_codes
from xinheng.credit.publicity.refreshing import law_in_force
from xinheng.credit.publicity.views import RecordView, Shown, unknown_view, views_of
from xinheng.credit.publicity.windows import BY_CODE, last_day_to_withdraw, proposal_for, publication_due, window
from xinheng.credit.publicity.worklists.rows import (
    CURSOR,
    cursor_of,
    due_after,
    newest_after,
    own_rows,
    provider_ref,
    waiting,
)
from xinheng.credit.records.facts import contents, counting, histories, reporters
from xinheng.credit.records.history import STATED, MarkFact, RecordHistory, Version
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.disclosure import Level, Viewer
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

REMINDER = "repair.performance.reminder"


@dataclass(frozen=True)
class ReleaseItem:
    """待发布: a version that waits for the second person, with the class proposed and what it changes."""

    record: RecordView
    reported_class: str
    class_basis: str
    proposal: Proposal | None
    changes: tuple[Change, ...]
    due_on: date | None  # the last day on which it had to be public, where the type has a term and the calendar reaches
    why_not: Refusal | None  # for this viewer as the one who releases


@dataclass(frozen=True)
class ReleaseQueue:
    """待发布清单: one page, and the cursor of the next."""

    items: tuple[ReleaseItem, ...]
    next: str | None


def to_release(
    authority: str,
    *,
    viewer: Viewer,
    on: date,
    submission: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> ReleaseQueue:
    """待发布清单 of an authority (its ref), the oldest decision first, since that is due first: current versions that were
    neither released, returned nor withdrawn. Raises `Refused` `publicity.cursor` for a cursor that it never gave."""
    if Level.GOVERNMENT not in viewer.levels:
        return ReleaseQueue((), None)
    page = list(due_after(waiting(authority, submission), after, authority).only(*CURSOR)[: limit + 1])
    reading = reading_on(on, viewer)
    known = histories([row.record_key for row in page[:limit]])
    chosen = reading.seen_of(known[row.record_key] for row in page[:limit])
    held = contents(each.id for record, *_ in chosen for each in record.versions[-2:])
    by = reporters(version for _, version, _ in chosen)
    views = {view.ref: view for view in reading.views(chosen)}
    items = tuple(
        release_item(views.get(record.ref) or unknown_view(record, uscc), record, held, by[record.current.id], reading)
        for record, _, uscc in chosen
    )
    return ReleaseQueue(items, cursor_of(page[limit - 1]) if len(page) > limit else None)


def released_as(refs: Collection[str], *, viewer: Viewer, on: date) -> Mapping[str, str]:
    """拟定失信程度 of records by their numbers, whether they still wait or not: as what each is released unless the reviewer says
    otherwise; empty where nothing settles it. For government."""
    if Level.GOVERNMENT not in viewer.levels:
        return {}
    reading, keys = reading_on(on, viewer), {key: ref for ref in refs if (key := key_of(ref))}
    found = {}
    for key, known in histories(keys).items():
        version, own = known.current, reading.catalogue.types.get(known.current.type)
        proposal = proposal_for(version, own, reading.law, on) if own else None
        found[keys[key]] = version.reported_class or (proposal and proposal.repair_class) or ""
    return found


def authority_of(submission: str, *, viewer: Viewer) -> str | None:
    """The ref of the authority that made a submission of records, for government; nothing if there is none."""
    if Level.GOVERNMENT not in viewer.levels:
        return None
    rows = counting(CreditRecord.objects.filter(batch__ref=submission))
    return rows.values_list("provider__ref", flat=True).first()


def release_item(
    view: RecordView, record: RecordHistory, held: Mapping[int, dict], reported_by: Collection[str], reading: Reading
) -> ReleaseItem:
    version, own = record.current, reading.catalogue.types.get(record.current.type)
    earlier = record.versions[-2] if len(record.versions) > 1 else None
    return ReleaseItem(
        view,
        version.reported_class,
        str(held[version.id].get("class_basis", "")),
        proposal_for(version, own, reading.law, reading.on) if own else None,
        changes(held[earlier.id], held[version.id], own) if own and earlier else (),
        publication_due(version, own, reading.law) if own else None,
        rules.why_not_second(reported_by, reading.viewer.ref),
    )


@dataclass(frozen=True)
class WaitingSubmission:
    """待发布的报送: how many of its records wait, and the oldest decision among them."""

    submission: str
    type: str
    records: int
    first_decided_on: date | None


def waiting_submissions(authority: str, *, viewer: Viewer) -> tuple[WaitingSubmission, ...]:
    """待发布的报送 of an authority, that with the oldest decision first."""
    if Level.GOVERNMENT not in viewer.levels:
        return ()
    rows = waiting(authority, None).values("batch__ref", "type").annotate(records=Count("pk"), first=Min("decided_on"))
    ordered = rows.order_by(F("first").asc(nulls_first=True), "batch__ref")
    return tuple(WaitingSubmission(*row) for row in ordered.values_list("batch__ref", "type", "records", "first"))


STATES = ("waiting", "returned", "public", "closed", "withdrawn", "under_review")


@dataclass(frozen=True)
class OwnPage:
    """本部门的记录: one page, and the cursor of the next."""

    records: tuple[RecordView, ...]
    next: str | None


def mine(
    authority: str, *, viewer: Viewer, on: date, after: str | None = None, limit: int = PAGE, **chosen: str
) -> OwnPage:
    """本部门的记录: the current versions that an authority (its ref) reported, newest first; `chosen` as for `own_count`.

    Raises `Refused` `publicity.cursor` for a cursor that it never gave.
    """
    if Level.GOVERNMENT not in viewer.levels:
        return OwnPage((), None)
    page = list(newest_after(own_rows(authority, on, **chosen), after, authority).only(*CURSOR)[: limit + 1])
    known, reading = histories([row.record_key for row in page[:limit]]), reading_on(on, viewer)
    current = reading.seen_of(known[row.record_key] for row in page[:limit])
    more = cursor_of(page[limit - 1]) if len(page) > limit else None
    return OwnPage(reading.views(current), more)


def own_count(authority: str, *, viewer: Viewer, on: date, **chosen: str) -> int:
    """本部门的记录数: of a `type`, in one of `STATES` (`state`), with that document number or party code (`text`)."""
    return own_rows(authority, on, **chosen).count() if Level.GOVERNMENT in viewer.levels else 0


@dataclass(frozen=True)
class OwnRecord:
    """本部门的一条记录: what the file holds of it, and what may be done with it; `why_nots` by the names of the actions.

    `texts` are the values of its free text as the mask left them; `content` is for the correction form.
    Were the decision undone on `undone_on` (the day on which a review of it ended, else today), it would have to be withdrawn
    by `withdraw_by`.
    """

    authority: str
    views: tuple[RecordView, ...]
    versions: tuple[VersionView, ...]
    why_nots: Mapping[str, Refusal | None]
    texts: tuple[tuple[Text, str], ...]
    content: Mapping[str, Any]
    undone_on: date
    withdraw_by: date | None

    @property
    def current(self) -> RecordView:
        return self.views[0]


def own_record(ref: str, *, viewer: Viewer, on: date) -> OwnRecord | None:
    """本部门的一条记录 for government, by its number; whose it is stands in `authority`. The current version comes first,
    behind it the public one, if that is another."""
    key = key_of(ref)
    known = histories([key]).get(key) if key and Level.GOVERNMENT in viewer.levels else None
    reading = reading_on(on, viewer)
    if known is None or known.current.type not in reading.catalogue.types or not reading.seen_of([known]):
        return None
    current, own = known.current, reading.catalogue.types[known.current.type]
    chosen = with_codes([(known, version, None) for version in reading.versions_for(known, None)], viewer)
    content = contents([current.id])[current.id]
    texts = {code: field.title for code, field in own.kept_fields.items() if field.free_text and content.get(code)}
    return OwnRecord(
        provider_ref(current.provider),
        reading.views(chosen),
        history(ref, viewer=viewer, on=on),
        why_nots(known, texts, on),
        tuple((title, content[code]) for code, title in texts.items()),
        content,
        undone_on := review_ended_on(known) or on,
        last_day_to_withdraw(undone_on, reading.law),
    )


def previewed(
    own: RecordType,
    content: Mapping[str, Any],
    envelope: Mapping[str, Any],
    *,
    viewer: Viewer,
    on: date,
    reason: str = "",
) -> tuple[RecordView, Proposal | None]:
    """公示预览: what the viewer would see of a row that is not reported yet, were it released today in its proposed class,
    its subject found by its code, and which class that is."""
    law = law_in_force()
    stated = {code: str(content[code]).lower() for code in STATED if code in content}
    version = Version(
        id=0, record_key=UUID(int=0), version=1, type=own.type, organisation=0, provider=0, resolved=BY_CODE,
        sheet="", row=0, batch="", reported_by="", stated=stated, **envelope,
    )  # fmt: skip
    proposal = proposal_for(version, own, law, on)
    repair_class = version.reported_class or (proposal.repair_class if proposal else "") or ""
    release = MarkFact(0, "released", on, 1, repair_class=repair_class, reason=reason)
    record = RecordHistory((version,), (release,))
    seen = window(record, own.entry, law)
    return next(
        iter(views_of([Shown(record, version, seen, own, content, None, version.party_code)], viewer, on))
    ), proposal


# ---- what ends -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ending:
    """将届满: an adverse record whose publication ends soon, its penalty not known to be performed."""

    ref: str
    type: str
    document_no: str
    authority: str  # the ref of the providing authority
    authority_code: str
    uscc: str | None
    public_until: date


def ending_soon(*, viewer: Viewer, on: date, days: int | None = None) -> tuple[Ending, ...]:
    """将届满 within the days before the longest term ends in which the determining authority must see to performance
    (`repair.performance.reminder`), or within as many days as asked for; those not performed, as far as is known. For
    government."""
    if Level.GOVERNMENT not in viewer.levels:
        return ()
    reading = reading_on(on, viewer)
    if days is None:
        reminder = reading.law.parameter(REMINDER, on)
        days = reminder.value if reminder else 0
    rows = public_on(reading).filter(is_adverse=True, public_until__lte=on + timedelta(days=days))
    performed = counting(Mark.objects.filter(record_key=OuterRef("record_key"), kind=PERFORMED, ended_by=None))
    rows = rows.filter(~Exists(performed)).annotate(
        state=F("record__content__performance_state"), sender=F("provider__ref")
    )
    found = [row for row in rows.order_by("public_until", "record_key") if row.state != PERFORMED]
    parties = cards([row.organisation_id for row in found], viewer)
    return tuple(
        Ending(
            row.record_key.hex,
            row.type,
            row.document_number,
            row.sender,
            row.authority_code,
            parties[row.organisation_id].uscc if row.organisation_id in parties else None,
            row.public_until,
        )
        for row in found
    )
