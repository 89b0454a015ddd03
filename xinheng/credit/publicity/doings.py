"""可办事项: what may be done with a record by whoever provides it, and why the rest may not, before anybody tries.

Pure. The actions ask the same questions again under their lock.
"""

from collections.abc import Collection, Mapping
from datetime import date

from xinheng.credit.publicity import rules
from xinheng.credit.publicity.windows import BY_CODE
from xinheng.credit.records.history import (
    CONFIRMED,
    LIFTED,
    MASKED,
    RELEASED,
    RETURNED,
    STAYED,
    TEXT_CONFIRMED,
    MarkFact,
    RecordHistory,
)
from xinheng.ground.refusal import Refusal

UNDER_REVIEW, PERFORMED = "under_review", "performed"
TAKE_DOWN = "take_down"  # the cause of a mark that the credit office made, and may lift


def standing(history: RecordHistory, kind: str, on: date, cause: str | None = None) -> MarkFact | None:
    """The mark of a kind that holds on a day, the newest if there are several."""
    marks = [mark for mark in history.of_kind(kind) if history.holds(mark, on) and cause in (None, mark.cause)]
    return marks[-1] if marks else None


def overlapping(history: RecordHistory, kind: str, first: date, last: date | None) -> bool:
    """Whether a mark of a kind holds on any of these days; without a last one they go on."""
    return any(
        (last is None or mark.on <= last) and ((ends := history.last_day(mark)) is None or first <= ends)
        for mark in history.of_kind(kind)
    )


def review_ended_on(history: RecordHistory) -> date | None:
    """The day from which the newest review or court case of the decision is over, if there was one."""
    reviews = {mark.id for mark in history.of_kind(UNDER_REVIEW)}
    return max((mark.on for mark in history.of_kind(LIFTED) if mark.ends in reviews), default=None)


def why_nots(history: RecordHistory, texts: Collection[str], on: date) -> Mapping[str, Refusal | None]:
    """可办事项 of a record on a day, by the names of the actions; `texts` are the fields with free text that it fills."""
    version = history.current
    is_withdrawn = version.version <= history.withdrawn_up_to
    marked = {kind: bool(standing(history, kind, on)) for kind in (UNDER_REVIEW, STAYED, PERFORMED)}
    taken_down = bool(standing(history, MASKED, on, TAKE_DOWN))
    return {
        "withdraw": rules.WITHDRAWN_ALREADY if is_withdrawn else None,
        "withdraw_undone": rules.WITHDRAWN_ALREADY if is_withdrawn else None,
        "return_records": why_not_return(history),
        "confirm_subject": why_not_confirm_subject(history),
        "confirm_text": why_not_confirm_text(history, texts),
        "register_review": rules.ALREADY_MARKED if marked[UNDER_REVIEW] else None,
        "end_review": None if marked[UNDER_REVIEW] else rules.NO_SUCH_MARK,
        "register_performance": rules.ALREADY_MARKED if marked[PERFORMED] else None,
        "end_performance": None if marked[PERFORMED] else rules.NO_SUCH_MARK,
        "register_stay": rules.ALREADY_MARKED if marked[STAYED] else None,
        "end_stay": None if marked[STAYED] else rules.NO_SUCH_MARK,
        "take_down": rules.ALREADY_MARKED if taken_down else None,
        "lift_take_down": None if taken_down else rules.NO_SUCH_MARK,
    }


def bears(history: RecordHistory, kind: str) -> bool:
    """Whether the current version itself bears a mark."""
    return any(mark.version == history.current.version for mark in history.of_kind(kind))


def why_not_return(history: RecordHistory) -> Refusal | None:
    if history.current.version <= history.withdrawn_up_to:
        return rules.WITHDRAWN_ALREADY
    if bears(history, RELEASED):
        return rules.RELEASED_ALREADY
    return rules.RETURNED if bears(history, RETURNED) else None


def why_not_confirm_subject(history: RecordHistory) -> Refusal | None:
    if history.current.resolved == BY_CODE:
        return rules.SUBJECT_BY_CODE
    return rules.ALREADY_MARKED if bears(history, CONFIRMED) else None


def why_not_confirm_text(history: RecordHistory, texts: Collection[str]) -> Refusal | None:
    if not texts:
        return rules.NO_FREE_TEXT
    return rules.ALREADY_MARKED if bears(history, TEXT_CONFIRMED) else None
