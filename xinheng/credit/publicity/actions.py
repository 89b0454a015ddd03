"""公示: releasing, returning, confirming, withdrawing and suspending what is public. Each is a mark on a fact, never a change.

Every action locks its records, asks the rules again under the lock, adds marks, and brings `PublicRecord` up to date in the
same transaction. What was done before is not done twice: a mark that stands already is left as it is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import CLASSES, Proposal
from xinheng.credit.publicity.doings import PERFORMED, TAKE_DOWN, UNDER_REVIEW, standing
from xinheng.credit.publicity.queries import DECISION_UNDONE
from xinheng.credit.publicity.reading import key_of
from xinheng.credit.publicity.refreshing import day_of, law_in_force, put
from xinheng.credit.publicity.windows import proposal_for
from xinheng.credit.records.facts import add_marks, contents, counting, histories, lock, reporters
from xinheng.credit.records.history import (
    CONFIRMED,
    LIFTED,
    MASKED,
    RELEASED,
    RETURNED,
    STAYED,
    TEXT_CONFIRMED,
    WITHDRAWN,
    MarkFact,
    RecordHistory,
    Version,
)
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.models import Authority
from xinheng.ground.authorities.rules import why_unknown
from xinheng.ground.calendars import BeyondCalendar, due
from xinheng.ground.events.actions import emit
from xinheng.ground.identifiers.rules import why_not_kept
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.models import Batch
from xinheng.ground.policies.queries import texts_in_force
from xinheng.ground.refusal import Refusal, Refused

TOLD = 200  # records that an answer names one by one; the others are counted

WITHDRAWAL_TERM = "publicity.penalty.withdrawal"


# ---- release ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """审核选择: the class for each record or for all of them, the reviewer's reason where it is another than proposed, and
    why a minor one must be public."""

    classes: Mapping[str, str]
    bases: Mapping[str, str]
    repair_class: str
    reason: str


@action("publicity.release", permission=Permission.RELEASE_RECORDS)
def release(
    batch: Batch,
    *,
    authority: str,
    submission: str = "",
    records: Iterable[str] = (),
    repair_class: str = "",
    classes: Mapping[str, str] | None = None,
    bases: Mapping[str, str] | None = None,
    reason: str = "",
) -> dict:
    """审核发布: a second person opens current versions to the public, of a whole submission or of the records named.

    The class of each is the one given for it (`classes` by record number, else `repair_class`), else the one reported,
    else the one proposed; without any it is held back. `bases` says by record why its class is another than proposed,
    `reason` why minor ones must be public; without it they are released and stay closed. What cannot be released is held, with the reason, and the others go ahead; if nothing can
    be, the whole is refused. Answers the counts, and of what is held the first 200.
    """
    choice = Choice(dict(classes or {}), dict(bases or {}), repair_class, reason)
    if {choice.repair_class, *choice.classes.values()} - {"", *CLASSES}:
        raise Refused(rules.UNKNOWN_CLASS)
    refuse_if(why_not_kept(choice.reason, *choice.bases.values()))
    found = locked(chosen(submission, records))
    answer = settled(batch, found, release_of(batch, authority, submission, choice, found), "released")
    emit("records.released", batch)
    return answer


def release_of(
    batch: Batch, authority: str, submission: str, choice: Choice, found: Iterable[RecordHistory]
) -> "Decide":
    """Decides for one record of those found whether it is released, and in which class."""
    reported_by = reporters(history.current for history in found)
    on, texts = day_of(batch.opened_at), texts_in_force()
    law, catalogue, provider = law_in_force(texts), catalogue_in_force(on, texts), provider_of(authority)
    proposals: dict[tuple, Proposal | None] = {}

    def proposed(version: Version, own: RecordType) -> Proposal | None:
        asked = (version.type, version.act_kinds, version.procedure, version.amount_fen, version.authority_code)
        if asked not in proposals:
            proposals[asked] = proposal_for(version, own, law, on)
        return proposals[asked]

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        version = history.current
        if any(mark.version == version.version for mark in history.of_kind(RELEASED)):
            return None
        if refusal := why_not_release(history, provider, reported_by[version.id], batch.opened_by, submission):
            return refusal
        own = catalogue.types.get(version.type)
        if own is None or own.why_not_collect:
            return rules.TYPE_NOT_PUBLIC
        given = choice.classes.get(history.ref) or choice.repair_class or version.reported_class
        proposal = None if given else proposed(version, own)
        if not given and proposal and not proposal.repair_class:
            return rules.UNCLASSED
        fixed = given or (proposal.repair_class if proposal else "")
        reasons = "；".join(reason.zh for reason in proposal.reasons) if proposal else ""
        basis = choice.bases.get(history.ref) or reasons
        return MarkFact(
            0,
            RELEASED,
            on,
            version.version,
            repair_class=fixed,
            basis=basis[:300],
            reason=choice.reason,
            cause=batch.ref,
        )

    return decide


def why_not_release(
    history: RecordHistory, provider: int, reported_by: Collection[str], by: str, submission: str
) -> Refusal | None:
    """为何不得发布: own records only, by another person than reported them, the version neither returned nor withdrawn."""
    version = history.current
    if submission and version.batch != submission:
        return rules.NOT_CURRENT
    if any(mark.version == version.version for mark in history.of_kind(RETURNED)):
        return rules.RETURNED
    if version.version <= history.withdrawn_up_to:
        return rules.WITHDRAWN
    return rules.why_not_own(history.ref, is_own=version.provider == provider) or rules.why_not_second(reported_by, by)


@action("publicity.return_records", permission=Permission.RELEASE_RECORDS)
def return_records(
    batch: Batch, *, authority: str, reason: str, submission: str = "", records: Iterable[str] = ()
) -> dict:
    """退回: the second person sends current versions back with a reason; the corrected ones come as new versions."""
    refuse_if(rules.why_not_reason(reason))
    provider, on = provider_of(authority), day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        version = history.current
        if any(mark.version == version.version for mark in history.of_kind(RETURNED)):
            return None
        if any(mark.version == version.version for mark in history.of_kind(RELEASED)):
            return rules.RELEASED_ALREADY
        own = rules.why_not_own(history.ref, is_own=version.provider == provider)
        return own or MarkFact(0, RETURNED, on, version.version, reason=reason, cause=batch.ref)

    return settled(batch, locked(chosen(submission, records)), decide, "returned")


# ---- confirming ------------------------------------------------------------------------------------------------------


@action("publicity.confirm_subject", permission=Permission.RELEASE_RECORDS)
def confirm_subject(batch: Batch, *, authority: str, records: Iterable[str], reason: str) -> dict:
    """确认主体: the provider stands by a subject that was not found by a valid code that agrees with the name."""
    refuse_if(rules.why_not_reason(reason))
    return marked_once(batch, authority, records, CONFIRMED, "confirmed", reason=reason)


@action("publicity.confirm_text", permission=Permission.RELEASE_RECORDS)
def confirm_text(batch: Batch, *, authority: str, records: Iterable[str]) -> dict:
    """确认文本: a person of the provider has read what the mask left of the free text, and it may be shown."""
    catalogue, found = catalogue_in_force(day_of(batch.opened_at)), locked(chosen("", records))
    held = contents(history.current.id for history in found)

    def why_not(history: RecordHistory) -> Refusal | None:
        own = catalogue.types.get(history.current.type)
        texts = {code for code, field in own.kept_fields.items() if field.free_text} if own else set()
        return None if texts & held[history.current.id].keys() else rules.NO_FREE_TEXT

    return marked_once(batch, authority, records, TEXT_CONFIRMED, "confirmed", why_not=why_not)


def marked_once(
    batch: Batch,
    authority: str,
    records: Iterable[str],
    kind: str,
    done: str,
    *,
    reason: str = "",
    why_not: Callable[[RecordHistory], Refusal | None] = lambda _: None,
) -> dict:
    """Marks the current versions of the authority's own records, those that bear the mark already left out."""
    provider, on = provider_of(authority), day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        version = history.current
        if any(mark.version == version.version for mark in history.of_kind(kind)):
            return None
        refusal = rules.why_not_own(history.ref, is_own=version.provider == provider) or why_not(history)
        return refusal or MarkFact(0, kind, on, version.version, reason=reason, cause=batch.ref)

    return settled(batch, locked(chosen("", records)), decide, done)


# ---- withdrawing and suspending --------------------------------------------------------------------------------------


@action("publicity.withdraw", permission=Permission.RELEASE_RECORDS)
def withdraw(batch: Batch, *, authority: str, records: Iterable[str], reason: str) -> dict:
    """撤回: an authority takes its own records back for good, with the reason. A corrected version may follow."""
    refuse_if(rules.why_not_reason(reason))
    return withdrawn(batch, authority, records, reason=reason, cause=batch.ref)


@action("publicity.withdraw_undone", permission=Permission.RELEASE_RECORDS)
def withdraw_undone(
    batch: Batch, *, authority: str, records: Iterable[str], document: str, undone_on: str, reason: str
) -> dict:
    """撤回被变更、撤销、确认违法或者确认无效的决定, on the document that says so; the reason is public (行政处罚法 第四十八条).

    `due_on` is the last day on which it had to be withdrawn, `late` whether that has passed; it goes at once all the same.
    """
    refuse_if(rules.why_not_reason(reason) or rules.why_not_document(document))
    undone, today = date.fromisoformat(undone_on), day_of(batch.opened_at)
    answer = withdrawn(batch, authority, records, reason=reason, cause=DECISION_UNDONE, basis=document)
    last = last_day_to_withdraw(undone)
    return answer | {"due_on": last and last.isoformat(), "late": bool(last and today > last)}


def withdrawn(
    batch: Batch, authority: str, records: Iterable[str], *, reason: str, cause: str, basis: str = ""
) -> dict:
    provider, on = provider_of(authority), day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        version = history.current
        if version.version <= history.withdrawn_up_to:
            return None
        own = rules.why_not_own(history.ref, is_own=version.provider == provider)
        return own or MarkFact(0, WITHDRAWN, on, version.version, basis=basis, reason=reason, cause=cause)

    answer = settled(batch, locked(chosen("", records)), decide, "withdrawn")
    emit("records.withdrawn", batch)
    return answer


def last_day_to_withdraw(undone: date) -> date | None:
    """撤回期限 of a decision that was undone; nothing where no rule or no calendar says."""
    law = law_in_force()
    rule = law.rule(WITHDRAWAL_TERM, undone)
    try:
        return due(undone, rule.term, law.calendar).due_on if rule else None
    except BeyondCalendar:
        return None


@action("publicity.take_down", permission=Permission.TAKE_DOWN_RECORDS)
def take_down(batch: Batch, *, records: Iterable[str], reason: str) -> dict:
    """紧急下架: the credit office closes records to the public at once, with a reason, until it lifts that again."""
    refuse_if(rules.why_not_reason(reason))
    on = day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | None:
        if standing(history, MASKED, on, TAKE_DOWN):
            return None
        return MarkFact(0, MASKED, on, reason=reason, cause=TAKE_DOWN)

    return settled(batch, locked(chosen("", records)), decide, "taken_down")


@action("publicity.lift_take_down", permission=Permission.TAKE_DOWN_RECORDS)
def lift_take_down(batch: Batch, *, records: Iterable[str], reason: str) -> dict:
    """恢复公示: the credit office ends its take-down; the end of the term stands as it was."""
    refuse_if(rules.why_not_reason(reason))
    on = day_of(batch.opened_at)
    return lifted(batch, records, lambda history: standing(history, MASKED, on, TAKE_DOWN), on, reason=reason)


@action("publicity.register_review", permission=Permission.RELEASE_RECORDS)
def register_review(batch: Batch, *, authority: str, record: str, document: str, on: str) -> dict:
    """登记复议或诉讼: shown beside the record; by itself it suspends nothing (行政处罚法 第七十三条)."""
    refuse_if(rules.why_not_document(document))
    return registered(batch, authority, record, UNDER_REVIEW, date.fromisoformat(on), document)


@action("publicity.end_review", permission=Permission.RELEASE_RECORDS)
def end_review(batch: Batch, *, authority: str, record: str, document: str, on: str) -> dict:
    """登记复议或诉讼终结, on the document that ends it."""
    refuse_if(rules.why_not_document(document))
    return ended(batch, authority, record, UNDER_REVIEW, date.fromisoformat(on), document)


@action("publicity.register_performance", permission=Permission.RELEASE_RECORDS)
def register_performance(
    batch: Batch, *, authority: str, record: str, on: str, document: str = "", reason: str = ""
) -> dict:
    """登记履行: the penalty was performed by that day, as a document proves or the reason tells; shown beside the record.

    It ends nothing by itself, but repair asks for it (信用修复管理办法), and nobody is reminded of it any more.
    """
    refuse_if(rules.why_not_proof(document, reason))
    return registered(batch, authority, record, PERFORMED, date.fromisoformat(on), document, reason=reason)


@action("publicity.end_performance", permission=Permission.RELEASE_RECORDS)
def end_performance(batch: Batch, *, authority: str, record: str, on: str, reason: str) -> dict:
    """撤销履行登记: it was not performed after all."""
    refuse_if(rules.why_not_reason(reason))
    return ended(batch, authority, record, PERFORMED, date.fromisoformat(on), reason=reason)


@action("publicity.register_stay", permission=Permission.RELEASE_RECORDS)
def register_stay(batch: Batch, *, authority: str, record: str, document: str, on: str, until: str = "") -> dict:
    """登记停止执行: while the stay lasts the record is not public. It rests on the document that orders it
    (行政处罚法 第七十三条, 行政复议法 第四十二条)."""
    refuse_if(rules.why_not_document(document))
    last = date.fromisoformat(until) if until else None
    return registered(batch, authority, record, STAYED, date.fromisoformat(on), document, last)


@action("publicity.end_stay", permission=Permission.RELEASE_RECORDS)
def end_stay(batch: Batch, *, authority: str, record: str, document: str, on: str) -> dict:
    """登记恢复执行: public again from that day on, until the same last day as before."""
    refuse_if(rules.why_not_document(document))
    return ended(batch, authority, record, STAYED, date.fromisoformat(on), document)


def registered(
    batch: Batch,
    authority: str,
    record: str,
    kind: str,
    on: date,
    document: str,
    until: date | None = None,
    reason: str = "",
) -> dict:
    """A mark on one of the authority's own records, unless one of that kind stands already."""
    refuse_if(rules.why_not_days(on, until, day_of(batch.opened_at)))
    provider = provider_of(authority)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        if standing(history, kind, on):
            return rules.ALREADY_MARKED
        own = rules.why_not_own(history.ref, is_own=history.current.provider == provider)
        return own or MarkFact(0, kind, on, until=until, basis=document, reason=reason, cause=batch.ref)

    return settled(batch, locked(chosen("", [record])), decide, "marked")


def ended(batch: Batch, authority: str, record: str, kind: str, on: date, document: str = "", reason: str = "") -> dict:
    refuse_if(rules.why_not_days(on, None, day_of(batch.opened_at)))
    provider = provider_of(authority)

    def found(history: RecordHistory) -> MarkFact | Refusal | None:
        own = rules.why_not_own(history.ref, is_own=history.current.provider == provider)
        return own or standing(history, kind, on)

    return lifted(batch, [record], found, on, basis=document, reason=reason)


def lifted(
    batch: Batch,
    records: Iterable[str],
    found: Callable[[RecordHistory], MarkFact | Refusal | None],
    on: date,
    *,
    basis: str = "",
    reason: str = "",
) -> dict:
    """Ends the mark that is found on each record, from a day on."""

    def decide(history: RecordHistory) -> MarkFact | Refusal:
        mark = found(history)
        if isinstance(mark, MarkFact):
            return MarkFact(0, LIFTED, on, mark.version, ends=mark.id, basis=basis, reason=reason, cause=batch.ref)
        return mark or rules.NO_SUCH_MARK

    return settled(batch, locked(chosen("", records)), decide, "lifted")


# ---- the frame that all of them share --------------------------------------------------------------------------------

Decide = Callable[[RecordHistory], MarkFact | Refusal | None]


def settled(batch: Batch, found: Iterable[RecordHistory], decide: Decide, done: str) -> dict:
    """Decides record by record, adds the marks, and brings what is public up to date.

    Answers {<done>, already, held, public, held_by{code: count}, faults[{ref, document_no, code, message, message_en}]};
    raises the first refusal if there is nothing but refusals.
    """
    marks: list[tuple[RecordHistory, MarkFact]] = []
    held: list[tuple[RecordHistory, Refusal]] = []
    already = 0
    for history in found:
        match decide(history):
            case None:
                already += 1
            case Refusal() as refusal:
                held.append((history, refusal))
            case mark:
                marks.append((history, mark))
    if held and not marks and not already:
        raise Refused(held[0][1])
    add_marks(batch, ((history.key, mark) for history, mark in marks))
    changed = [replace(history, marks=(*history.marks, mark)) for history, mark in marks]
    public = put(changed, on=day_of(batch.opened_at)) if changed else 0
    return {
        done: len(marks),
        "already": already,
        "held": len(held),
        "public": public,
        "held_by": dict(Counter(refusal.code for _, refusal in held)),
        "faults": [told(history, refusal) for history, refusal in held[:TOLD]],
    }


def told(history: RecordHistory, refusal: Refusal) -> dict:
    return {
        "ref": history.ref,
        "document_no": history.current.document_number,
        "code": refusal.code,
        "message": refusal.sentence.zh,
        "message_en": refusal.sentence.en,
        "article": refusal.article,
    }


def chosen(submission: str, records: Iterable[str]) -> list[UUID]:
    """The keys of the records named, or of everything in a submission. Raises `Refused` where nothing is named."""
    named = list(dict.fromkeys(records))
    if submission:
        rows = counting(CreditRecord.objects.filter(batch__ref=submission))
        keys = list(rows.values_list("record_key", flat=True).distinct())
        if not keys:
            raise Refused(rules.unknown_submission(submission))
        return keys
    if not named:
        raise Refused(rules.NOTHING_TO_DO)
    keys = [key_of(ref) for ref in named]
    if None in keys:
        raise Refused(rules.unknown_record(named[keys.index(None)]))
    return keys


def locked(keys: list[UUID]) -> list[RecordHistory]:
    """The records, held until the end of the transaction and then read; raises `Refused` for one that is not there."""
    lock(keys)
    found = histories(keys)
    if missing := next((key for key in keys if key not in found), None):
        raise Refused(rules.unknown_record(missing.hex))
    return [found[key] for key in keys]


def provider_of(authority: str) -> int:
    """The id of an authority by its ref; raises `Refused` `authorities.unknown`."""
    found = Authority.objects.filter(ref=authority, batch__knowledge_no__isnull=False).first()
    if found is None:
        raise Refused(why_unknown(authority))
    return found.pk


def refuse_if(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)
