"""公示: reading credit files and what is public. Everything that leaves here is a frozen value that the viewer may see.

The public reads today only, and only what is public today. Earlier days and earlier knowledge are for the organisation itself
and for government (`organisations.history_not_permitted`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.facts import organisation_by_code
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.organisations.queries import OrganisationView, organisation_asked_by, search
from xinheng.credit.organisations.search.answers import cards
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import Proposal
from xinheng.credit.publicity.doings import PERFORMED, why_nots
from xinheng.credit.publicity.reading import (
    Reading,
    key_of,
    public_on,
    read_cursor,
    reading_on,
    with_codes,
    written_cursor,
)
from xinheng.credit.publicity.refreshing import law_in_force
from xinheng.credit.publicity.views import RecordView, Shown, views_of
from xinheng.credit.publicity.windows import BY_CODE, proposal_for, publication_due, window
from xinheng.credit.publicity.worklists import in_state, provider_ref, waiting
from xinheng.credit.records.facts import contents, counting, histories, histories_of, reporters
from xinheng.credit.records.history import STATED, MarkFact, RecordHistory, Version
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.disclosure import Level, Viewer
from xinheng.ground.policies.queries import texts_in_force
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

PAGE, LARGEST_PAGE = 20, 100
NAMED = 50  # organisations whose names hold what was looked for, beyond which a search by name is too vague

DECISION_UNDONE = "decision_undone"  # the cause of a withdrawal that a document of review or court made necessary
REMINDER = "repair.performance.reminder"


# ---- the file of one organisation ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FileView:
    """信用档案: one organisation and its records as a viewer may see them on a day."""

    organisation: OrganisationView
    on: date
    as_of: date | None
    known_on: date | None
    records: tuple[RecordView, ...]


def file(
    code: str, *, viewer: Viewer, on: date, as_of: date | None = None, known_on: date | None = None
) -> FileView | None:
    """信用档案 by any code of the organisation, or nothing. `on` is today.

    `as_of` asks what was true and public on another day, `known_on` what had become known before its end. A record whose
    current version is not the one that the public sees stands there with both. Raises `Refused`
    `organisations.history_not_permitted`.
    """
    owner, day = organisation_by_code(code), as_of or on
    found = owner and organisation_asked_by(code, owner, viewer=viewer, as_of=as_of, known_on=known_on)
    if not found:
        return None
    known = histories_of(owner, known_on=known_on)
    if not known:
        return FileView(found, on, as_of, known_on, ())
    reading = reading_on(day, viewer)
    records = [each.as_of(day) if as_of else each for each in known]
    seen = reading.views(
        (history, version, found.uscc)
        for history in records
        for version in reading.versions_for(history, found.uscc)
        if version.organisation == owner and (as_of is None or (version.decided_on or day) <= day)
    )
    newest_first = sorted(seen, key=lambda each: (each.decided_on or date.min, each.ref, each.version), reverse=True)
    return FileView(found, on, as_of, known_on, tuple(newest_first))


def about_to_be_public(code: str, *, viewer: Viewer, on: date) -> tuple[RecordView, ...]:
    """即将公示: adverse records about the organisation that are not public yet, and would be once released or confirmed.

    For the organisation itself and government; it hears of them before anybody else does.
    """
    awaited = {each.code for each in (rules.NOT_RELEASED, rules.UNCLASSED, rules.SUBJECT_UNCONFIRMED, rules.NOT_YET)}
    found = file(code, viewer=viewer, on=on)
    records = found.records if found else ()
    return tuple(each for each in records if each.adverse and each.not_public and each.not_public.code in awaited)


@dataclass(frozen=True)
class Upcoming:
    """即将公示: an adverse record that is not public yet, and the day on which it is, or has to be, where that is known."""

    record: RecordView
    due_on: date | None


def upcoming(code: str, *, viewer: Viewer, on: date) -> tuple[Upcoming, ...]:
    """即将公示 with the days: that from which it is public, or the last on which the authority has to publish it."""
    texts = texts_in_force()
    law, types = law_in_force(texts), catalogue_in_force(on, texts).types
    return tuple(
        Upcoming(each, each.public_from or publication_due(each, types[each.type], law))
        for each in about_to_be_public(code, viewer=viewer, on=on)
    )


# ---- what is public, across the place --------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicPage:
    """公示目录: a page of public records, newest decision first, and the cursor of the next page."""

    records: tuple[RecordView, ...]
    next: str | None


@dataclass(frozen=True)
class PublicCount:
    """公示条数 of a type and a deciding authority."""

    type: str
    authority_code: str
    records: int


@dataclass(frozen=True)
class PublicFilter:
    """公示筛选: by type, deciding authority (its code), day of the decision, party (any of its codes), and words: a number,
    or the code or part of the name of a party."""

    types: Iterable[str] = ()
    authority: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    organisation: str = ""

    def rows(self, reading: Reading) -> QuerySet:
        rows, text, types = public_on(reading), self.text.strip(), list(self.types)
        if any("\0" in asked for asked in (*types, self.authority, text)):
            return rows.none()  # no text of the database holds that sign, and none may be asked for it
        if types:
            rows = rows.filter(type__in=types)
        exact = {"authority_code": self.authority, "decided_on__gte": self.since, "decided_on__lte": self.until}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.organisation:
            rows = rows.filter(organisation=organisation_by_code(self.organisation))
        if text:
            rows = rows.filter(Q(document_number=text) | Q(organisation__in=named(text, reading.viewer)))
        return rows


def public_records(
    *, viewer: Viewer, on: date, after: str | None = None, limit: int = PAGE, **chosen: Any
) -> PublicPage:
    """公示目录 of a day, newest decision first; `chosen` are the fields of `PublicFilter`.

    Raises `Refused` `publicity.cursor` for a cursor that it never gave.
    """
    reading, limit = reading_on(on, viewer), min(max(limit, 1), LARGEST_PAGE)
    rows = PublicFilter(**chosen).rows(reading)
    if after:
        day, key = read_cursor(after)
        rows = rows.filter(Q(decided_on__lt=day) | Q(decided_on=day, record_key__gt=key))
    page = list(rows.order_by("-decided_on", "record_key").values_list("decided_on", "record_key")[: limit + 1])
    more = written_cursor(*page[limit - 1]) if len(page) > limit else None
    return PublicPage(public_views(reading, [key for _, key in page[:limit]]), more)


def public_record(ref: str, *, viewer: Viewer, on: date) -> RecordView | None:
    """One public record by its number, or nothing."""
    key = key_of(ref)
    return next(iter(public_views(reading_on(on, viewer), [key])), None) if key else None


def public_counts(*, viewer: Viewer, on: date, **chosen: Any) -> tuple[PublicCount, ...]:
    """公示条数 of a day by type and deciding authority, the largest first; `chosen` are the fields of `PublicFilter`."""
    rows = PublicFilter(**chosen).rows(reading_on(on, viewer))
    counts = rows.values("type", "authority_code").annotate(records=Count("pk"))
    return tuple(PublicCount(**row) for row in counts.order_by("-records", "type", "authority_code"))


def public_views(reading: Reading, keys: list[UUID]) -> tuple[RecordView, ...]:
    """Views of public records in the order of their keys; the window is asked anew, so that nothing stale is shown."""
    known = histories(keys)
    public = [
        (history, history.version(seen.version))
        for key in keys
        if (history := known.get(key)) and (seen := reading.window(history)).is_public(reading.on)
    ]
    parties = cards([version.organisation for _, version in public], reading.viewer)
    return reading.views(
        (history, version, parties[version.organisation].uscc)
        for history, version in public
        if version.organisation in parties
    )


def named(text: str, viewer: Viewer) -> QuerySet:
    """Organisations of that code, or whose names hold the text; a name that may be a person's is found by nobody."""
    codes = [hit.uscc for hit in search(text, viewer=viewer, limit=NAMED).hits]
    return Identifier.objects.filter(value__in=codes).values("organisation")


@dataclass(frozen=True)
class WithdrawalNotice:
    """撤回说明: that a decision was undone and its publication withdrawn, and why. It names no organisation."""

    document_no: str
    authority: str
    withdrawn_on: date
    document: str
    reason: str


def withdrawal_notices(*, viewer: Viewer, on: date, limit: int = PAGE) -> tuple[WithdrawalNotice, ...]:
    """撤回说明 for everybody, newest first (行政处罚法 第四十八条), for as long as the decision itself would have been public."""
    undone = counting(Mark.objects.filter(kind="withdrawn", cause=DECISION_UNDONE, on__lte=on)).order_by("-on", "-pk")
    marks = list(undone.values_list("record_key", "version", "on", "basis", "reason")[:LARGEST_PAGE])
    known, reading, notices = histories({key for key, *_ in marks}), reading_on(on, viewer), []
    for key, number, day, document, reason in marks:
        before = replace(known[key], marks=tuple(mark for mark in known[key].marks if mark.kind != "withdrawn"))
        version = known[key].version(number)
        if reading.window(before).is_public(on):
            authority = version.stated.get("authority_name") or version.authority_code
            notices.append(WithdrawalNotice(version.document_number, authority, day, document, reason))
    return tuple(notices[:limit])


# ---- versions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """变更: what one field said in the version before, and what it says now."""

    field: str
    title: Text
    before: Any
    after: Any


@dataclass(frozen=True)
class VersionView:
    """版本 in the history of a record: when it became known, from which submission, and what it changed."""

    version: int
    known_at: datetime
    submission: str
    released_on: date | None
    changes: tuple[Change, ...]


def history(ref: str, *, viewer: Viewer) -> tuple[VersionView, ...]:
    """历次版本 of a record with what each changed, oldest first: for government and the organisation itself, else nothing.

    The organisation is not told of versions that were wrongly about another.
    """
    key = key_of(ref)
    known = histories([key]).get(key) if key else None
    if known is None or not may_look_back(known, viewer):
        return ()
    rows = counting(CreditRecord.objects.filter(record_key=key)).select_related("batch").order_by("version")
    if Level.GOVERNMENT not in viewer.levels:
        rows = rows.filter(organisation=known.current.organisation)
    own = catalogue_in_force(known.current.decided_on or date.max).types.get(known.current.type)
    released = {mark.version: mark.on for mark in known.of_kind(Mark.Kind.RELEASED)}
    return tuple(
        VersionView(
            row.version,
            row.batch.known_at,
            row.batch.ref,
            released.get(row.version),
            changes(before.content, row.content, own) if before and own else (),
        )
        for before, row in pairwise([None, *rows])
    )


def may_look_back(known: RecordHistory, viewer: Viewer) -> bool:
    if Level.GOVERNMENT in viewer.levels:
        return True
    party = cards([known.current.organisation], viewer).get(known.current.organisation)
    return bool(party and party.uscc in viewer.consented)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], own: RecordType) -> tuple[Change, ...]:
    """变更 between two contents, in the order of the catalogue."""
    before, after = own.as_written(before), own.as_written(after)
    return tuple(
        Change(code, entry.title, before.get(code), after.get(code))
        for code, entry in own.kept_fields.items()
        if before.get(code) != after.get(code)
    )


# ---- what departments do ---------------------------------------------------------------------------------------------


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
    """待发布清单: one page, and after how many the next one begins."""

    items: tuple[ReleaseItem, ...]
    next: int | None


def to_release(
    authority: str, *, viewer: Viewer, on: date, submission: str | None = None, after: int = 0, limit: int = PAGE
) -> ReleaseQueue:
    """待发布清单 of an authority (its ref), the oldest decision first, since that is due first: current versions that were
    neither released, returned nor withdrawn. `after` skips so many."""
    if Level.GOVERNMENT not in viewer.levels:
        return ReleaseQueue((), None)
    rows = waiting(authority, submission).order_by(F("decided_on").asc(nulls_first=True), "pk")
    page = list(rows.values_list("pk", "record_key")[after : after + limit + 1])
    reading = reading_on(on, viewer)
    known = histories([key for _, key in page[:limit]])
    chosen = [(known[key], known[key].current, None) for _, key in page[:limit]]
    held = contents(each.id for record, *_ in chosen for each in record.versions[-2:])
    by = reporters(version for _, version, _ in chosen)
    items = tuple(
        release_item(view, record, held, by[record.current.id], reading)
        for (record, *_), view in zip(chosen, reading.views(with_codes(chosen, viewer)), strict=True)
    )
    return ReleaseQueue(items, after + limit if len(page) > limit else None)


def authority_of(submission: str, *, viewer: Viewer) -> str | None:
    """The ref of the authority that made a submission of records, for government; nothing if there is none."""
    if Level.GOVERNMENT not in viewer.levels:
        return None
    rows = counting(CreditRecord.objects.filter(batch__ref=submission))
    return rows.values_list("provider__ref", flat=True).first()


def waiting_count(authority: str, *, viewer: Viewer) -> int:
    """待发布数 of an authority."""
    return waiting(authority, None).count() if Level.GOVERNMENT in viewer.levels else 0


def release_item(
    view: RecordView, record: RecordHistory, held: Mapping[int, dict], reported_by: Collection[str], reading: Reading
) -> ReleaseItem:
    version, own = record.current, reading.catalogue.types[record.current.type]
    earlier = record.versions[-2] if len(record.versions) > 1 else None
    return ReleaseItem(
        view,
        version.reported_class,
        str(held[version.id].get("class_basis", "")),
        proposal_for(version, own, reading.law, reading.on),
        changes(held[earlier.id], held[version.id], own) if earlier else (),
        publication_due(version, own, reading.law),
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
    """本部门的记录: one page, and after how many the next one begins."""

    records: tuple[RecordView, ...]
    next: int | None


def mine(
    authority: str,
    *,
    viewer: Viewer,
    on: date,
    type: str = "",
    state: str = "",
    text: str = "",
    after: int = 0,
    limit: int = PAGE,
) -> OwnPage:
    """本部门的记录: the current versions that an authority (its ref) reported, newest first; of a type, in one of `STATES`,
    with that document number or party code. `after` skips so many."""
    if Level.GOVERNMENT not in viewer.levels:
        return OwnPage((), None)
    rows = in_state(authority, state, on)
    rows = rows.filter(type=type) if type else rows
    if wanted := text.strip():
        rows = rows.filter(Q(document_number__contains=wanted) | Q(party_code=wanted.upper()))
    keys = list(rows.order_by("-pk").values_list("record_key", flat=True)[after : after + limit + 1])
    known, reading = histories(keys[:limit]), reading_on(on, viewer)
    chosen = [(known[key], known[key].current, None) for key in keys[:limit]]
    return OwnPage(reading.views(with_codes(chosen, viewer)), after + limit if len(keys) > limit else None)


def own_count(authority: str, state: str, *, viewer: Viewer, on: date) -> int:
    """本部门的记录数 in one of `STATES`."""
    return in_state(authority, state, on).count() if Level.GOVERNMENT in viewer.levels else 0


@dataclass(frozen=True)
class OwnRecord:
    """本部门的一条记录: what the file holds of it, and what may be done with it; `why_nots` by the names of the actions.

    `texts` are the values of its free text as the mask left them; `content` and `titles` are for the correction form.
    """

    authority: str
    views: tuple[RecordView, ...]
    versions: tuple[VersionView, ...]
    why_nots: Mapping[str, Refusal | None]
    texts: tuple[tuple[Text, str], ...]
    content: Mapping[str, Any]

    @property
    def current(self) -> RecordView:
        return self.views[0]


def own_record(ref: str, *, viewer: Viewer, on: date) -> OwnRecord | None:
    """本部门的一条记录 for government, by its number; whose it is stands in `authority`. The current version comes first,
    behind it the public one, if that is another."""
    key = key_of(ref)
    known = histories([key]).get(key) if key and Level.GOVERNMENT in viewer.levels else None
    reading = reading_on(on, viewer)
    if known is None or known.current.type not in reading.catalogue.types:
        return None
    current, own = known.current, reading.catalogue.types[known.current.type]
    chosen = with_codes([(known, version, None) for version in reading.versions_for(known, None)], viewer)
    content = contents([current.id])[current.id]
    texts = {code: field.title for code, field in own.kept_fields.items() if field.free_text and content.get(code)}
    return OwnRecord(
        provider_ref(current.provider),
        reading.views(chosen),
        history(ref, viewer=viewer),
        why_nots(known, texts, on),
        tuple((title, content[code]) for code, title in texts.items()),
        content,
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
