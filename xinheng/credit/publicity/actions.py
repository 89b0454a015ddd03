"""公示: releasing, returning, confirming, withdrawing and suspending what is public. Each is a mark on a fact, never a change.

Every action locks its records, asks the rules again under the lock, adds marks, and brings `PublicRecord` up to date in the
same transaction. What was done before is not done twice: a mark that stands already is left as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.publicity import rules
from xinheng.credit.publicity.classes import CLASSES
from xinheng.credit.publicity.doings import (
    PERFORMED,
    TAKE_DOWN,
    UNDER_REVIEW,
    bears,
    overlapping,
    standing,
    why_not_confirm_subject,
    why_not_confirm_text,
    why_not_return,
)
from xinheng.credit.publicity.queries import DECISION_UNDONE
from xinheng.credit.publicity.refreshing import day_of, law_in_force
from xinheng.credit.publicity.releasing import Choice, release_of
from xinheng.credit.publicity.settling import chosen, locked, own_only, refuse_if, settled
from xinheng.credit.publicity.windows import last_day_to_withdraw
from xinheng.credit.records.facts import contents
from xinheng.credit.records.history import (
    CONFIRMED,
    LIFTED,
    MASKED,
    RETURNED,
    STAYED,
    TEXT_CONFIRMED,
    WITHDRAWN,
    MarkFact,
    RecordHistory,
)
from xinheng.ground.access.roles import Permission
from xinheng.ground.events.actions import emit
from xinheng.ground.identifiers.rules import why_not_kept
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refusal, Refused

# ---- release ---------------------------------------------------------------------------------------------------------


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


@action("publicity.return_records", permission=Permission.RELEASE_RECORDS)
def return_records(
    batch: Batch, *, authority: str, reason: str, submission: str = "", records: Iterable[str] = ()
) -> dict:
    """退回: the second person sends current versions back with a reason; the corrected ones come as new versions."""
    refuse_if(rules.why_not_reason(reason))
    on = day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        if bears(history, RETURNED):
            return None
        mark = MarkFact(0, RETURNED, on, history.current.version, reason=reason, cause=batch.ref)
        return why_not_return(history) or mark

    return settled(batch, locked(chosen(submission, records)), own_only(authority, decide), "returned")


# ---- confirming ------------------------------------------------------------------------------------------------------


@action("publicity.confirm_subject", permission=Permission.RELEASE_RECORDS)
def confirm_subject(batch: Batch, *, authority: str, records: Iterable[str], reason: str) -> dict:
    """确认主体: the provider stands by a subject that was not found by a valid code that agrees with the name."""
    refuse_if(rules.why_not_reason(reason))
    return marked_once(
        batch, authority, records, CONFIRMED, "confirmed", reason=reason, why_not=why_not_confirm_subject
    )


@action("publicity.confirm_text", permission=Permission.RELEASE_RECORDS)
def confirm_text(batch: Batch, *, authority: str, records: Iterable[str]) -> dict:
    """确认文本: a person of the provider has read what the mask left of the free text, and it may be shown."""
    catalogue, found = catalogue_in_force(day_of(batch.opened_at)), locked(chosen("", records))
    held = contents(history.current.id for history in found)

    def why_not(history: RecordHistory) -> Refusal | None:
        own = catalogue.types.get(history.current.type)
        texts = {code for code, field in own.kept_fields.items() if field.free_text} if own else set()
        return why_not_confirm_text(history, texts & held[history.current.id].keys())

    return marked_once(batch, authority, records, TEXT_CONFIRMED, "confirmed", why_not=why_not)


def marked_once(
    batch: Batch,
    authority: str,
    records: Iterable[str],
    kind: str,
    done: str,
    *,
    reason: str = "",
    why_not: Callable[[RecordHistory], Refusal | None],
) -> dict:
    """Marks the current versions of the authority's own records, those that bear the mark already left out."""
    on = day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | Refusal | None:
        if bears(history, kind):
            return None
        mark = MarkFact(0, kind, on, history.current.version, reason=reason, cause=batch.ref)
        return why_not(history) or mark

    return settled(batch, locked(chosen("", records)), own_only(authority, decide), done)


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
    last = last_day_to_withdraw(undone, law_in_force())
    return answer | {"due_on": last and last.isoformat(), "late": bool(last and today > last)}


def withdrawn(
    batch: Batch, authority: str, records: Iterable[str], *, reason: str, cause: str, basis: str = ""
) -> dict:
    on = day_of(batch.opened_at)

    def decide(history: RecordHistory) -> MarkFact | None:
        version = history.current
        if version.version <= history.withdrawn_up_to:
            return None
        return MarkFact(0, WITHDRAWN, on, version.version, basis=basis, reason=reason, cause=cause)

    answer = settled(batch, locked(chosen("", records)), own_only(authority, decide), "withdrawn")
    emit("records.withdrawn", batch)
    return answer


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
    """A mark on one of the authority's own records, unless one of that kind holds on any of its days already."""
    refuse_if(rules.why_not_days(on, until, day_of(batch.opened_at)))

    def decide(history: RecordHistory) -> MarkFact | Refusal:
        if overlapping(history, kind, on, until):
            return rules.ALREADY_MARKED
        return MarkFact(0, kind, on, until=until, basis=document, reason=reason, cause=batch.ref)

    return settled(batch, locked(chosen("", [record])), own_only(authority, decide), "marked")


def ended(batch: Batch, authority: str, record: str, kind: str, on: date, document: str = "", reason: str = "") -> dict:
    refuse_if(rules.why_not_days(on, None, day_of(batch.opened_at)))
    found = own_only(authority, lambda history: standing(history, kind, on))
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
