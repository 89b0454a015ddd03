"""可办事项: what may be done with a record, and why the rest may not, asked without trying."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from xinheng.credit.publicity.doings import PERFORMED, TAKE_DOWN, UNDER_REVIEW, why_nots
from xinheng.credit.records.history import (
    MASKED,
    RELEASED,
    RETURNED,
    STAYED,
    WITHDRAWN,
    MarkFact,
    RecordHistory,
    Version,
)

TODAY = date(2026, 11, 20)
ALWAYS = {"withdraw", "withdraw_undone", "register_review", "register_performance", "register_stay", "take_down"}
FIRST = Version(
    id=1, record_key=UUID(int=1), version=1, type="penalty", organisation=1, provider=1, resolved="code", party_code="",
    authority_code="", document_number="", decided_on=TODAY, valid_from=None, valid_until=None, publish_until=None,
    reported_class="", procedure="", act_kinds=0, amount_fen=None, sheet="", row=2, batch="b", reported_by="user:clerk",
)  # fmt: skip


def allowed(*marks: MarkFact, texts=(), resolved: str = "code") -> set[str]:
    history = RecordHistory((replace(FIRST, resolved=resolved),), marks)
    return {name for name, refusal in why_nots(history, texts, TODAY).items() if refusal is None}


def mark(kind: str, **given) -> MarkFact:
    return MarkFact(7, kind, TODAY, 1, **given)


@pytest.mark.parametrize(
    ("marks", "gained", "lost"),
    [
        ((), {"return_records"}, set()),
        ((mark(RELEASED),), set(), set()),
        ((mark(RETURNED),), set(), set()),
        ((mark(WITHDRAWN),), set(), {"withdraw", "withdraw_undone"}),
        ((mark(RELEASED), mark(UNDER_REVIEW)), {"end_review"}, {"register_review"}),
        ((mark(RELEASED), mark(PERFORMED)), {"end_performance"}, {"register_performance"}),
        ((mark(RELEASED), mark(STAYED)), {"end_stay"}, {"register_stay"}),
        ((mark(RELEASED), mark(MASKED, cause=TAKE_DOWN)), {"lift_take_down"}, {"take_down"}),
    ],
)
def test_marks_open_and_close_what_may_be_done(marks, gained, lost):
    assert allowed(*marks) == ALWAYS - lost | gained


def test_subject_and_text_are_confirmed_once_and_only_where_there_is_something_to_confirm():
    assert {"confirm_subject", "confirm_text"} <= allowed(texts=("violation_facts",), resolved="name")
    assert "confirm_subject" not in allowed(mark("confirmed"), resolved="name")
    assert "confirm_text" not in allowed(mark("text_confirmed"), texts=("violation_facts",))
