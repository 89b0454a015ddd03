"""公示内容: what a viewer sees of one version of a record. Every value passes `disclosure.project` here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, WindowKind
from xinheng.credit.organisations import personal
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.retention import UNSEALED, Retention
from xinheng.credit.publicity.windows import Why, Window
from xinheng.credit.records.history import RELEASED, TEXT_CONFIRMED, MarkFact, RecordHistory, Version
from xinheng.ground.disclosure import Field, Level, Viewer, project
from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

# What the public is told of the state of a record; the other marks are the office's own.
PUBLIC_MARKS = ("disputed", "under_review", "performed")


@dataclass(frozen=True)
class Source:
    """来源: the submission, its digest, and the sheet and row that a version was read from."""

    submission: str
    sha256: str | None
    sheet: str
    row: int


@dataclass(frozen=True)
class Party:
    """相对人: whom a record is about, by code and by the name that was printed."""

    uscc: str | None
    name: str
    masked: bool


@dataclass(frozen=True)
class MarkView:
    """标注 as a viewer may see it."""

    kind: str
    on: date
    until: date | None
    basis: str
    reason: str
    repair_class: str


@dataclass(frozen=True)
class RecordView:
    """信用记录 as the viewer may see it. `fields` are the values that may be shown, by field code, in catalogue order.

    `public` says whether the public sees this version on the day, `not_public` why not. The public is given numbers of
    versions that count released ones only, and is not told what was superseded. Once it is sealed, `sealed_from` and
    `kept_until` say since when and how long its content is kept, to those who may read it then.
    """

    ref: str
    type: str
    title: Text
    adverse: bool
    voluntary: bool
    party: Party
    version: int
    document_no: str
    authority: str
    authority_code: str
    decided_on: date | None
    valid_from: date | None
    valid_until: date | None
    repair_class: str
    amount_fen: int | None
    fields: Mapping[str, Any]
    public: bool
    public_from: date | None
    public_until: date | None
    minimum_until: date | None
    why: tuple[Why, ...]
    not_public: Refusal | None
    marks: tuple[MarkView, ...]
    supersedes: int | None
    source: Source
    sealed_from: date | None = None
    kept_until: date | None = None
    erased: bool = False


@dataclass(frozen=True)
class Shown:
    """待示: everything that one version's view is made of."""

    history: RecordHistory
    version: Version
    window: Window
    record_type: RecordType
    content: Mapping[str, Any]
    sha256: str | None
    uscc: str | None
    retention: Retention = UNSEALED


def views_of(shown: Iterable[Shown], viewer: Viewer, on: date) -> tuple[RecordView, ...]:
    """公示内容 of several versions, in their order."""
    shown = tuple(shown)
    masked = personal_names((each.version, each.record_type, each.content) for each in shown)
    return tuple(view_of(each, viewer, on, is_masked=each.version.id in masked) for each in shown)


def view_of(shown: Shown, viewer: Viewer, on: date, *, is_masked: bool) -> RecordView:
    history, version, window, own = shown.history, shown.version, shown.window, shown.record_type
    is_entitled = sees_all(viewer, shown.uscc)
    is_masked = is_masked and not is_entitled
    content = own.as_written(shown.content)
    content = without_name(content, name_of(own, shown.content)) if is_masked else content
    fields = project(fields_of(own, content, history, version, shown.uscc), viewer)
    is_public = window.version == version.version and window.is_public(on)
    amount = own.field_of_envelope.get(Envelope.AMOUNT)
    is_sealed = shown.retention.is_sealed(on)
    return RecordView(
        ref=history.ref,
        type=version.type,
        title=own.entry.title,
        adverse=own.is_adverse,
        voluntary=own.entry.voluntary,
        party=Party(
            shown.uscc,
            personal.masked(name_of(own, shown.content)) if is_masked else name_of(own, shown.content),
            is_masked,
        ),
        version=version.version if is_entitled else released_ordinal(history, version),
        document_no=version.document_number,
        authority=version.stated.get("authority_name") or version.authority_code,
        authority_code=version.authority_code,
        decided_on=version.decided_on,
        valid_from=version.valid_from,
        valid_until=version.valid_until,
        repair_class=class_of(history, version),
        amount_fen=version.amount_fen if amount in fields else None,
        fields=fields,
        public=is_public,
        public_from=window.public_from if window.version == version.version else None,
        public_until=window.public_until if window.version == version.version else None,
        minimum_until=window.minimum_until,
        why=window.why,
        not_public=None if is_public else window.why_not(on),
        marks=tuple(mark_view(history, mark) for mark in history.marks if is_entitled or is_told(history, mark, on)),
        supersedes=version.version - 1 if is_entitled and version.version > 1 else None,
        source=Source(version.batch, shown.sha256, version.sheet, version.row),
        sealed_from=shown.retention.sealed_from if is_sealed else None,
        kept_until=shown.retention.kept_until if is_sealed else None,
        erased=version.is_erased,
    )


def unknown_view(history: RecordHistory, uscc: str | None) -> RecordView:
    """公示内容 of a record whose type has left the catalogue: its envelope, under the code of the type, and no value of it."""
    version = history.current
    return RecordView(
        ref=history.ref,
        type=version.type,
        title=Text(zh=version.type, en=version.type),
        adverse=False,
        voluntary=False,
        party=Party(uscc, uscc or "", masked=False),
        version=version.version,
        document_no=version.document_number,
        authority=str(version.stated.get("authority_name") or ""),
        authority_code=version.authority_code,
        decided_on=version.decided_on,
        valid_from=version.valid_from,
        valid_until=version.valid_until,
        repair_class="",
        amount_fen=version.amount_fen,
        fields={},
        public=False,
        public_from=None,
        public_until=None,
        minimum_until=None,
        why=(),
        not_public=rules.TYPE_NOT_PUBLIC,
        marks=(),
        supersedes=None,
        source=Source(version.batch, None, version.sheet, version.row),
    )


def sees_all(viewer: Viewer, uscc: str | None) -> bool:
    """Whether a viewer may see what is not public of this organisation: government, and the organisation itself."""
    return Level.GOVERNMENT in viewer.levels or (uscc is not None and uscc in viewer.consented)


def fields_of(
    own: RecordType, content: Mapping[str, Any], history: RecordHistory, version: Version, uscc: str | None
) -> list[Field]:
    """Each kept value with its level. The public sees of a penalty its summary (总局令第45号 第四条), of anything its free
    text only once the provider confirmed what the mask left of it."""
    levels = own.levels()
    confirmed = any(history.of_kind(TEXT_CONFIRMED, version.version))
    only_summary = own.entry.publicity.window is WindowKind.BY_CLASS
    fields = []
    for code, entry in own.kept_fields.items():
        if code not in content:
            continue
        level = levels[code]
        if entry.free_text:
            level = entry.level if confirmed else level
        elif only_summary and not entry.summary and level is Level.PUBLIC:
            level = Level.GOVERNMENT
        fields.append(Field(code, level, content[code], uscc))
    return fields


def class_of(history: RecordHistory, version: Version) -> str:
    """失信程度 that was fixed when the version was released; before that, what was reported is no class yet."""
    fixed = [mark.repair_class for mark in history.of_kind(RELEASED) if mark.version == version.version]
    return fixed[-1] if fixed else ""


def released_ordinal(history: RecordHistory, version: Version) -> int:
    """版次 for the public: which of the released versions, those that were withdrawn not counted."""
    numbers = {mark.version for mark in history.of_kind(RELEASED)}
    return sum(history.withdrawn_up_to < number <= version.version for number in numbers)


def is_told(history: RecordHistory, mark: MarkFact, on: date) -> bool:
    return mark.kind in PUBLIC_MARKS and history.holds(mark, on)


def mark_view(history: RecordHistory, mark: MarkFact) -> MarkView:
    return MarkView(mark.kind, mark.on, history.last_day(mark), mark.basis, mark.reason, mark.repair_class)


def name_of(own: RecordType, content: Mapping[str, Any]) -> str:
    """The name as printed."""
    return str(content.get(own.field_of_envelope.get(Envelope.PARTY_NAME, ""), ""))


def may_be_sole_proprietor(code: str) -> bool:
    return code.startswith("92") or len(code) < personal.LENGTH


def personal_names(printed: Iterable[tuple[Version, RecordType, Mapping[str, Any]]]) -> frozenset[int]:
    """Ids of the versions whose party's name, as it is printed in their content, may be that of a person."""
    doubtful = [
        (version.id, name_of(own, content), version.party_code)
        for version, own, content in printed
        if may_be_sole_proprietor(version.party_code)
    ]
    if not doubtful:
        return frozenset()
    frame = pl.DataFrame(doubtful, schema=["id", "name", "code"], orient="row")
    return frozenset(frame.filter(personal.may_be_personal(pl.col("name"), pl.col("code")))["id"])


def without_name(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The content with that name masked wherever it stands in a text, or in the words of a choice."""

    def masked(value: Any) -> Any:
        if isinstance(value, list):
            return [masked(each) for each in value]
        return value.replace(name, personal.masked(name)) if name and isinstance(value, str) else value

    return {code: masked(value) for code, value in content.items()}
