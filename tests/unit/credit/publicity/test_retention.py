"""From which day a record is sealed apart, and until which day its content is kept: cases, then any marks and dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.credit.publicity.test_windows import DAYS, any_history, entry, law, months_after, released, version
from xinheng.credit.catalogue.seeded import seeded
from xinheng.credit.publicity.retention import Retention, is_due, retention
from xinheng.credit.publicity.windows import window
from xinheng.credit.records.history import MarkFact, RecordHistory

KEPT = 60  # months, in the pack


def term(*marks: MarkFact, type: str = "penalty", place: str = "siyang", **changes) -> Retention:
    history = RecordHistory((version(type=type, **changes),), marks)
    return of(history, type, place)


def of(history: RecordHistory, type: str = "penalty", place: str = "siyang") -> Retention:
    own = entry(type)
    return retention(history, own, window(history, own, law(place)), law(place))


def test_a_penalty_is_sealed_the_day_after_its_term_and_kept_for_as_long_as_the_pack_says():
    assert term(released()) == Retention(date(2027, 5, 7), date(2032, 5, 7))


def test_one_that_was_never_public_is_used_for_as_long_as_dishonesty_may_be_disclosed():
    assert term() == Retention(date(2031, 5, 7), date(2036, 5, 7))
    assert term(place="dongying", decided_on=date(2021, 3, 1)).sealed_from == date(2026, 3, 2)


@pytest.mark.parametrize("kind", ["withdrawn", "repaired"])
def test_withdrawal_and_repair_end_publicity_and_use_at_once(kind):
    assert term(released(), MarkFact(2, kind, date(2026, 9, 1))).sealed_from == date(2026, 9, 1)


def test_a_correction_after_a_withdrawal_is_used_again():
    withdrawn = MarkFact(1, "withdrawn", date(2026, 9, 1), 1)
    corrected = RecordHistory((version(1), version(2)), (withdrawn,))
    assert of(corrected).sealed_from == date(2031, 5, 7)


@pytest.mark.parametrize("kind", ["stayed", "masked", "disputed", "performed", "under_review"])
def test_what_only_interrupts_ends_nothing(kind):
    assert term(released(), MarkFact(2, kind, date(2026, 9, 1))) == term(released())


def test_what_is_public_while_valid_is_used_while_valid_and_without_an_end_for_ever():
    assert term(type="permit", valid_until=date(2030, 1, 4)).sealed_from == date(2030, 1, 5)
    assert term(type="permit") == term(type="levy", valid_until=date(2030, 1, 4)) == Retention()


def test_what_is_not_public_is_used_while_valid_else_for_as_long_as_the_pack_says():
    assert term(type="contract", valid_until=date(2027, 1, 4)).sealed_from == date(2027, 1, 5)
    assert term(type="contract").sealed_from == date(2031, 5, 7)


def test_every_type_that_may_be_collected_names_how_long_its_content_is_kept():
    types = seeded("siyang", date(2026, 11, 21)).collectable().values()
    assert [each.type for each in types if not law().rule(each.entry.erasure, date(2026, 11, 21))] == []


# ---- any marks and dates ---------------------------------------------------------------------------------------------

LATER = st.dates(date(2026, 1, 1), date(2046, 12, 31))
OPEN = ("disputed", "under_review", "stayed")


@given(any_history(), LATER, st.none() | st.tuples(st.sampled_from(OPEN), DAYS))
def test_nothing_is_erased_before_its_end_whatever_the_marks(history, on, opened):
    if opened:
        kind, since = opened
        history = RecordHistory(history.versions, (*history.marks, MarkFact(99, kind, since)))
    found = of(history)
    if not is_due(history, found, on):
        return
    kept_for = on - timedelta(days=1)
    assert months_after(found.sealed_from, KEPT) <= kept_for
    # Some end has truly come: of its own term, of disclosure, or by a withdrawal or repair.
    kept_public = replace(history, marks=tuple(mark for mark in history.marks if mark.kind != "withdrawn"))
    seen = window(kept_public, entry(), law())
    ends = [months_after(history.current.decided_on, 60), seen.until]
    ends += [mark.on for mark in history.marks if mark.kind in ("withdrawn", "repaired")]
    assert found.sealed_from >= min(end for end in ends if end)
    assert not any(history.holds(mark, on) for kind in OPEN for mark in history.of_kind(kind))


@given(any_history(), LATER)
def test_nothing_that_is_public_is_sealed(history, on):
    if of(history).is_sealed(on):
        assert not window(history, entry(), law()).is_public(on)


@given(any_history())
def test_everything_ends_and_is_erased_once_nothing_about_it_is_open(history):
    closed = RecordHistory(history.versions, tuple(mark for mark in history.marks if mark.kind not in OPEN))
    found = of(closed)
    assert found.kept_until
    assert not is_due(closed, found, found.kept_until)
    assert is_due(closed, found, found.kept_until + timedelta(days=1))
