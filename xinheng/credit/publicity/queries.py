"""公示: reading credit files and what is public. Everything that leaves here is a frozen value that the viewer may see.

The public reads today only, and only what is public today. Earlier days and earlier knowledge are for the organisation itself
and for government (`organisations.history_not_permitted`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.organisations.facts import organisation_by_code
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.organisations.queries import OrganisationView, organisation_asked_by, search
from xinheng.credit.organisations.search.answers import cards
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.reading import (
    Reading,
    bearing,
    changes_up_to,
    key_of,
    public_on,
    read_cursor,
    reading_on,
    written_cursor,
)
from xinheng.credit.publicity.refreshing import law_in_force
from xinheng.credit.publicity.views import RecordView, sees_all
from xinheng.credit.publicity.windows import publication_due
from xinheng.credit.records.facts import counting, histories, histories_of
from xinheng.credit.records.history import WITHDRAWN, RecordHistory
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.ground.disclosure import Level, Viewer
from xinheng.ground.policies.queries import InForce, texts_in_force
from xinheng.ground.text import Text

PAGE, LARGEST_PAGE = 20, 100
BLOCK = 1_000  # what a file is written from at once
NAMED = 50  # organisations whose names hold what was looked for, beyond which a search by name is too vague

DECISION_UNDONE = "decision_undone"  # the cause of a withdrawal that a document of review or court made necessary


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
    code: str,
    *,
    viewer: Viewer,
    on: date,
    as_of: date | None = None,
    known_on: date | None = None,
    texts: InForce | None = None,
) -> FileView | None:
    """信用档案 by any code of the organisation, or nothing. `on` is today; whoever has asked for the texts in force hands
    them in.

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
    reading = reading_on(day, viewer, texts)
    # Whether it is sealed is asked of today and of all that is known by now: a look back opens nothing.
    today = reading if day == on else reading_on(on, viewer, texts)
    present = {each.key: each for each in (histories_of(owner) if known_on else known)}
    open_to = [each for each in known if today.sees(present[each.key], found.uscc)]
    records = [each.as_of(day) if as_of else each for each in open_to]
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
    or the code or part of the name of a party. A party that may bear the name of a person is found by its whole code only.
    """

    types: Iterable[str] = ()
    authority: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    organisation: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether the counts that are kept answer it: by type and authority."""
        return not (self.since or self.until or self.text.strip() or self.organisation)

    def kept(self, rows: QuerySet) -> QuerySet:
        """Rows, of records or of changes, of the types and the authority asked for."""
        types = list(self.types)
        if any("\0" in asked for asked in (*types, self.authority, self.text)):
            return rows.none()  # no text of the database holds that sign, and none may be asked for it
        asked = {"type__in": types, "authority_code": self.authority}
        return rows.filter(**{name: value for name, value in asked.items() if value})

    def rows(self, reading: Reading) -> QuerySet:
        rows, text = self.kept(public_on(reading)), self.text.strip()
        exact = {"decided_on__gte": self.since, "decided_on__lte": self.until}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        listed = Q(may_be_personal=False)
        if code := self.organisation or text:
            listed |= Q(organisation__in=bearing(code))
        rows = rows.filter(listed)
        if self.organisation:
            rows = rows.filter(organisation=organisation_by_code(self.organisation))
        if text:
            rows = rows.filter(Q(document_number=text) | Q(organisation__in=named(text, reading.viewer)))
        return rows


def public_records(
    *,
    viewer: Viewer,
    on: date,
    after: str | None = None,
    limit: int = PAGE,
    texts: InForce | None = None,
    **chosen: Any,
) -> PublicPage:
    """公示目录 of a day, newest decision first, at most `BLOCK` at once; `chosen` are the fields of `PublicFilter`.

    Raises `Refused` `publicity.cursor` for a cursor that it never gave.
    """
    reading, limit = reading_on(on, viewer, texts), min(max(limit, 1), BLOCK)
    rows = PublicFilter(**chosen).rows(reading)
    if after:
        day, key = read_cursor(after)
        rows = rows.filter(Q(decided_on__lt=day) | Q(decided_on=day, record_key__gt=key))
    page = list(rows.order_by("-decided_on", "record_key").values_list("decided_on", "record_key")[: limit + 1])
    more = written_cursor(*page[limit - 1]) if len(page) > limit else None
    return PublicPage(public_views(reading, [key for _, key in page[:limit]]), more)


def public_record(ref: str, *, viewer: Viewer, on: date, texts: InForce | None = None) -> RecordView | None:
    """One public record by its number, or nothing."""
    key = key_of(ref)
    return next(iter(public_views(reading_on(on, viewer, texts), [key])), None) if key else None


def public_counts(*, viewer: Viewer, on: date, texts: InForce | None = None, **chosen: Any) -> tuple[PublicCount, ...]:
    """公示条数 of a day by type and deciding authority, the largest first; `chosen` are the fields of `PublicFilter`.

    Of all records, or those of types and authorities, it is the sum of what is kept of each day; of others they are counted.
    """
    reading, asked = reading_on(on, viewer, texts), PublicFilter(**chosen)
    if asked.is_counted:
        rows, records = asked.kept(changes_up_to(reading)), Sum("change")
    else:
        rows, records = asked.rows(reading), Count("pk")
    counts = rows.values("type", "authority_code").annotate(records=records).filter(records__gt=0)
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

    ref: str
    document_no: str
    authority: str
    withdrawn_on: date
    document: str
    reason: str

    @classmethod
    def of(cls, history: RecordHistory, reading: Reading) -> "WithdrawalNotice | None":
        """撤回说明 of a record that was public, and would be on the day if its decision had not been undone."""
        undone = [
            mark for mark in history.of_kind(WITHDRAWN) if mark.cause == DECISION_UNDONE and mark.on <= reading.on
        ]
        before = replace(history, marks=tuple(mark for mark in history.marks if mark.kind != WITHDRAWN))
        if not undone or not reading.window(before).is_public(reading.on):
            return None
        mark = undone[-1]
        version = history.version(mark.version)
        authority = version.stated.get("authority_name") or version.authority_code
        return cls(history.ref, version.document_number, authority, mark.on, mark.basis, mark.reason)


def withdrawal_notices(*, viewer: Viewer, on: date, limit: int = PAGE) -> tuple[WithdrawalNotice, ...]:
    """撤回说明 for everybody, newest first (行政处罚法 第四十八条), for as long as the decision itself would have been public."""
    undone = counting(Mark.objects.filter(kind=WITHDRAWN, cause=DECISION_UNDONE, on__lte=on)).order_by("-on", "-pk")
    keys = dict.fromkeys(undone.values_list("record_key", flat=True)[:LARGEST_PAGE])
    known, reading = histories(keys), reading_on(on, viewer)
    return tuple(notice for key in keys if (notice := WithdrawalNotice.of(known[key], reading)))[:limit]


def withdrawal_notice(ref: str, *, viewer: Viewer, on: date) -> WithdrawalNotice | None:
    """撤回说明 of one record by its number, or nothing."""
    key = key_of(ref)
    known = histories([key]).get(key) if key else None
    return WithdrawalNotice.of(known, reading_on(on, viewer)) if known else None


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


def history(ref: str, *, viewer: Viewer, on: date) -> tuple[VersionView, ...]:
    """历次版本 of a record with what each changed, oldest first: for government and the organisation itself, else nothing;
    of one that is sealed, for those who may read that. `on` is today.

    The organisation is not told of versions that were wrongly about another.
    """
    key = key_of(ref)
    known = histories([key]).get(key) if key else None
    if known is None or not may_look_back(known, viewer, on):
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


def may_look_back(known: RecordHistory, viewer: Viewer, on: date) -> bool:
    party = cards([known.current.organisation], viewer).get(known.current.organisation)
    uscc = party.uscc if party else None
    return sees_all(viewer, uscc) and reading_on(on, viewer).sees(known, uscc)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], own: RecordType) -> tuple[Change, ...]:
    """变更 between two contents, in the order of the catalogue."""
    before, after = own.as_written(before), own.as_written(after)
    return tuple(
        Change(code, entry.title, before.get(code), after.get(code))
        for code, entry in own.kept_fields.items()
        if before.get(code) != after.get(code)
    )
