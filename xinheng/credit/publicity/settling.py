"""办理: the frame of every action on records: which are meant, held under a lock, decided one by one, marked, and answered for."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from xinheng.credit.publicity import rules
from xinheng.credit.publicity.reading import key_of
from xinheng.credit.publicity.refreshing import day_of, put
from xinheng.credit.records.facts import add_marks, counting, histories, lock
from xinheng.credit.records.history import MarkFact, RecordHistory
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.authorities.models import Authority
from xinheng.ground.authorities.rules import why_unknown
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refusal, Refused

TOLD = 200  # records that an answer names one by one; the others are counted

Decide = Callable[[RecordHistory], MarkFact | Refusal | None]


def own_only(authority: str, decide: Decide) -> Decide:
    """Decides on what the authority provided itself. That others' records are others' comes first: nothing else is told of them."""
    provider = provider_of(authority)

    def decided(history: RecordHistory) -> MarkFact | Refusal | None:
        refusal = rules.why_not_own(history.ref, is_own=history.current.provider == provider)
        return refusal or decide(history)

    return decided


def settled(batch: Batch, found: Iterable[RecordHistory], decide: Decide, done: str) -> dict:
    """Decides record by record, adds the marks, and brings what is public up to date.

    Answers {<done>, already, held, public, held_by{code: count}, faults[{ref, document_no, code, message, message_en}]};
    raises the first refusal if there is nothing but refusals.
    """
    marks: list[tuple[RecordHistory, MarkFact]] = []
    held: list[tuple[RecordHistory, Refusal]] = []
    already = 0
    for history in found:
        match rules.ERASED if history.is_erased else decide(history):
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
    """What is held, and why; of another authority's record no more than the number that was given."""
    return {
        "ref": history.ref,
        "document_no": "" if refusal.code == rules.NOT_OWN else history.current.document_number,
        "code": refusal.code,
        "message": refusal.sentence.zh,
        "message_en": refusal.sentence.en,
        "article": refusal.article,
    }


def chosen(submission: str, records: Iterable[str]) -> list[UUID]:
    """The keys of the records named, or of everything in a submission. Raises `Refused` where nothing is named."""
    named = list(records)
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
    return list(dict.fromkeys(keys))  # one number may come twice, in two spellings


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
