"""From which day until which day the public sees a record, and why: the law's own examples, then any marks and dates."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xinheng.credit.catalogue.seeded import seeded
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.windows import Span, preview, window, without
from xinheng.credit.records.history import MarkFact, RecordHistory, Version
from xinheng.ground.calendars import shipped_calendar
from xinheng.ground.policies import seed

KEY = UUID(int=7)
FINE, WARNING, CORRECTION, STOPPED = 1 << 2, 1 << 0, 1 << 15, 1 << 11
EMERGENCY, MARKET = "泗阳县应急管理局", "泗阳县市场监督管理局"


@cache
def law(place: str = "siyang") -> Law:
    return Law(seed.load().pack(place), shipped_calendar())


@cache
def entry(type: str = "penalty"):
    return seeded("siyang", date(2026, 11, 21)).types[type].entry


def version(number: int = 1, **changes) -> Version:
    plain = Version(
        id=number, record_key=KEY, version=number, type="penalty", organisation=1, provider=1, resolved="code",
        party_code="91321323MB0C05013Q", authority_code="11321323MB0C00204A", document_number="泗应急罚〔2026〕1号",
        decided_on=date(2026, 5, 6), valid_from=None, valid_until=None, publish_until=None, reported_class="",
        procedure="ordinary", act_kinds=FINE, amount_fen=5_000_000, sheet="", row=2, batch="b", reported_by="user:clerk",
        stated={"authority_name": EMERGENCY},
    )  # fmt: skip
    return replace(plain, **changes)


def released(
    on=date(2026, 5, 8), repair_class: str = "general", number: int = 1, reason: str = "", id: int = 1
) -> MarkFact:
    return MarkFact(id, "released", on, number, repair_class=repair_class, reason=reason)


def seen(*marks: MarkFact, place: str = "siyang", type: str = "penalty", **changes):
    return window(RecordHistory((version(type=type, **changes),), marks), entry(type), law(place))


def days(found):
    assert found.refusal is None, found.refusal
    return found.public_from, found.public_until


def code(found) -> str:
    assert found.spans == ()
    return found.refusal.code.removeprefix("publicity.")


# ---- the law's own cases ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repair_class", "until", "minimum"),
    [("general", date(2027, 5, 6), date(2026, 8, 6)), ("serious", date(2029, 5, 6), date(2027, 5, 6))],
)
def test_terms_of_order_36_start_with_the_document(repair_class, until, minimum):
    found = seen(released(date(2026, 7, 1), repair_class))
    assert days(found) == (date(2026, 7, 1), until)
    assert found.minimum_until == minimum
    assert found.why[0].rule == f"publicity.{repair_class}.maximum"
    assert "第36号" in found.why[0].article
    assert "2026-05-06" in found.why[0].sentence.zh
    assert "2026-05-06" in found.why[0].sentence.en


def test_a_minor_item_is_public_for_three_months_and_only_with_a_reason():
    assert code(seen(released(repair_class="minor"))) == "minor_without_reason"
    assert days(seen(released(repair_class="minor", reason="群众反映集中")))[1] == date(2026, 8, 6)


def test_the_reason_for_a_minor_item_may_stand_in_the_row():
    stated = {"authority_name": EMERGENCY, "is_public": "true", "not_public_reason": "确有必要"}
    assert days(seen(released(repair_class="minor"), stated=stated))[1] == date(2026, 8, 6)


def test_a_term_ends_on_the_last_day_of_a_shorter_month():
    found = seen(released(date(2026, 12, 1), "minor", reason="有必要"), decided_on=date(2026, 11, 30))
    assert found.public_until == date(2027, 2, 28)


def test_the_last_day_is_public_and_the_next_is_not():
    found = seen(released())
    assert found.is_public(date(2027, 5, 6))
    assert not found.is_public(date(2027, 5, 7))
    assert found.why_not(date(2027, 5, 7)).code == "publicity.ended"
    assert found.why_not(date(2026, 5, 7)).code == "publicity.not_yet"


def test_market_regulation_counts_from_publication():
    found = seen(released(date(2026, 5, 20)), stated={"authority_name": MARKET})
    assert days(found) == (date(2026, 5, 20), date(2027, 5, 20))
    assert found.why[0].rule == "publicity.market_regulation_general.maximum"


def test_an_authority_that_publishes_late_lengthens_nothing():
    """Twenty working days after 6 May 2026 are over on 2 June (Saturday 9 May is worked); the term counts from then."""
    found = seen(released(date(2026, 10, 20)), stated={"authority_name": MARKET})
    assert found.public_until == date(2027, 6, 2)
    assert "应当公示" in found.why[0].sentence.zh


def test_before_order_36_the_trial_measures_count_three_years_from_publication():
    found = seen(released(date(2024, 3, 5)), decided_on=date(2024, 3, 1))
    assert days(found) == (date(2024, 3, 5), date(2027, 3, 5))
    assert found.why[0].rule == "publicity.penalty_2023.maximum"


def test_market_regulation_of_2022_counts_by_order_45():
    serious = seen(
        released(date(2022, 3, 5), "serious"), decided_on=date(2022, 3, 1), stated={"authority_name": MARKET}
    )
    assert serious.public_until == date(2025, 3, 5)
    slight = seen(
        released(date(2022, 3, 5), "minor", reason="有必要"),
        decided_on=date(2022, 3, 1),
        stated={"authority_name": MARKET},
    )
    assert slight.public_until == date(2022, 6, 5)


def test_where_no_rule_gave_a_term_it_is_not_public():
    assert code(seen(released(date(2019, 3, 5)), decided_on=date(2019, 3, 1))) == "no_term"


def test_the_authoritys_own_end_shortens_and_never_lengthens():
    assert seen(released(), publish_until=date(2026, 10, 1)).public_until == date(2026, 10, 1)
    assert seen(released(), publish_until=date(2030, 10, 1)).public_until == date(2027, 5, 6)
    assert code(seen(released(), publish_until=date(2026, 5, 7))) == "ended"


def test_a_permit_is_public_while_it_is_valid():
    assert days(seen(released(repair_class=""), type="permit", valid_until=date(2030, 1, 1)))[1] == date(2030, 1, 1)
    assert days(seen(released(repair_class=""), type="permit")) == (date(2026, 5, 8), None)
    assert code(seen(released(repair_class=""), type="permit", stated={"current_state": "invalid"})) == "permit_invalid"


def test_other_adverse_types_end_when_dishonesty_may_no_longer_be_disclosed():
    found = seen(released(repair_class=""), type="judgment")
    assert found.public_until == date(2031, 5, 6)
    assert found.why[-1].rule == "retention.dishonesty.disclosure"


# ---- what keeps it from the public -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "marks", "expected"),
    [
        ({}, (), "not_released"),
        ({}, (released(repair_class=""),), "unclassed"),
        ({"act_kinds": CORRECTION}, (released(),), "no_penalty"),
        ({"decided_on": None}, (released(),), "undated"),
        ({"resolved": "code_only"}, (released(),), "subject_unconfirmed"),
        ({"stated": {"is_public": "false"}}, (released(),), "stated_not_public"),
        ({"stated": {"review_state": "stayed"}}, (released(),), "stayed"),
        ({"stated": {"review_state": "revoked"}}, (released(),), "undone"),
        ({"stated": {"state_2015": "revoked"}}, (released(),), "undone"),
        ({"stated": {"authority_name": MARKET}, "act_kinds": WARNING}, (released(),), "kind_unpublished"),
        ({"stated": {"authority_name": MARKET}, "procedure": "simple"}, (released(),), "kind_unpublished"),
        ({}, (released(), MarkFact(2, "withdrawn", date(2026, 6, 1), 1)), "withdrawn"),
        ({}, (released(), MarkFact(2, "withdrawn", date(2026, 6, 1))), "withdrawn"),
        ({}, (released(), MarkFact(2, "repaired", date(2026, 5, 8))), "repaired"),
    ],
)  # fmt: skip
def test_it_is_not_public(changes, marks, expected):
    assert code(seen(*marks, **changes)) == expected


def test_what_shandong_keeps_out_is_not_public_there():
    assert code(seen(released(), place="dongying", procedure="simple")) == "kept_out"
    assert days(seen(released(), place="siyang", procedure="simple"))


def test_a_type_that_may_not_be_collected_is_not_public():
    assert window(RecordHistory((version(),), (released(),)), None, law()).refusal.code == "publicity.type_not_public"


def test_a_confirmed_subject_is_public():
    assert days(seen(released(), MarkFact(2, "confirmed", date(2026, 5, 9), 1), resolved="name"))


def test_a_warning_beside_a_fine_is_published_by_market_regulation():
    assert days(seen(released(), stated={"authority_name": MARKET}, act_kinds=WARNING | FINE))


# ---- marks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["disputed", "under_review", "performed"])
def test_a_dispute_a_review_or_performance_suspends_nothing(kind):
    assert seen(released(), MarkFact(2, kind, date(2026, 6, 1))) == seen(released())


def test_a_stay_interrupts_and_moves_no_end():
    stay = MarkFact(2, "stayed", date(2026, 6, 1), until=date(2026, 6, 30))
    found = seen(released(), stay)
    assert found.spans == (Span(date(2026, 5, 8), date(2026, 5, 31)), Span(date(2026, 7, 1), date(2027, 5, 6)))
    assert found.why_not(date(2026, 6, 15)).code == "publicity.interrupted"


def test_a_stay_without_an_end_lasts_until_another_mark_ends_it():
    stay = MarkFact(2, "stayed", date(2026, 6, 1))
    assert seen(released(), stay).public_until == date(2026, 5, 31)
    ended = MarkFact(3, "lifted", date(2026, 9, 1), ends=2)
    assert seen(released(), stay, ended).spans[-1] == Span(date(2026, 9, 1), date(2027, 5, 6))


def test_a_mask_that_is_lifted_on_its_first_day_never_was():
    mask, lift = MarkFact(2, "masked", date(2026, 6, 1)), MarkFact(3, "lifted", date(2026, 6, 1), ends=2)
    assert seen(released(), mask, lift) == seen(released())


def test_the_public_sees_the_highest_released_version():
    both = (version(1), version(2, document_number="泗应急罚〔2026〕1号改"))
    assert window(RecordHistory(both, (released(),)), entry(), law()).version == 1
    later = released(date(2026, 6, 1), number=2, id=2)
    found = window(RecordHistory(both, (released(), later)), entry(), law())
    assert (found.version, found.public_from) == (2, date(2026, 5, 8))


def test_a_version_about_another_organisation_closes_the_old_one_before_it_is_released():
    corrected = (version(1), version(2, organisation=2))
    assert window(RecordHistory(corrected, (released(),)), entry(), law()).refusal.code == "publicity.subject_corrected"


def test_a_new_version_after_a_withdrawal_is_released_anew():
    marks = (released(), MarkFact(2, "withdrawn", date(2026, 6, 1), 1), released(date(2026, 7, 1), number=2, id=3))
    found = window(RecordHistory((version(1), version(2)), marks), entry(), law())
    assert (found.version, *days(found)) == (2, date(2026, 7, 1), date(2027, 5, 6))


def test_a_preview_says_what_release_would_do():
    shown = preview(version(), entry(), law(), on=date(2026, 11, 21), repair_class="general", reason="")
    assert days(shown) == (date(2026, 11, 21), date(2027, 5, 6))


# ---- any marks, any dates --------------------------------------------------------------------------------------------

DAYS = st.dates(date(2023, 5, 1), date(2028, 12, 31))
HIDING = ("stayed", "masked", "repaired", "withdrawn", "disputed", "lifted")


@st.composite
def any_history(draw) -> RecordHistory:
    versions = tuple(
        version(
            number,
            decided_on=draw(DAYS),
            publish_until=draw(st.none() | DAYS),
            organisation=draw(st.sampled_from((1, 1, 1, 2))),
            act_kinds=draw(st.sampled_from((FINE, WARNING, STOPPED))),
            stated={"authority_name": draw(st.sampled_from((EMERGENCY, MARKET)))},
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    )
    marks = []
    for number in range(1, len(versions) + 1):
        if draw(st.booleans()):
            on = max(draw(DAYS), versions[number - 1].decided_on)
            marks.append(
                MarkFact(
                    len(marks) + 1,
                    "released",
                    on,
                    number,
                    repair_class=draw(st.sampled_from(("minor", "general", "serious"))),
                    reason="有必要",
                )
            )
    for _ in range(draw(st.integers(0, 4))):
        kind, on = draw(st.sampled_from(HIDING)), draw(DAYS)
        ends = draw(st.integers(1, len(marks))) if kind == "lifted" and marks else None
        until = draw(st.none() | st.just(on + timedelta(days=30))) if kind in ("stayed", "masked") else None
        marks.append(MarkFact(len(marks) + 1, kind, on, until=until, ends=ends))
    return RecordHistory(versions, tuple(marks))


LONGEST = {"minor": 3, "general": 12, "serious": 36}  # months that no rule of any day goes beyond, after 2026-04-01


def months_after(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=on.day - 1), following - timedelta(days=1))


@given(any_history())
def test_no_window_is_longer_than_the_law_lets_it_be(history):
    found = window(history, entry(), law())
    if not found.spans:
        assert found.refusal
        return
    shown = history.version(found.version)
    releases = list(history.of_kind("released"))
    first = min(mark.on for mark in releases)
    repair_class = [mark.repair_class for mark in releases if mark.version == shown.version][-1]
    months = LONGEST[repair_class] if repair_class == "minor" or shown.decided_on >= date(2026, 4, 1) else 36
    start = max(first, shown.decided_on)
    assert found.public_until <= months_after(start, months)
    assert found.public_until <= months_after(shown.decided_on, 60)
    assert found.public_from >= first
    if shown.publish_until:
        assert found.public_until <= shown.publish_until
    if shown.decided_on >= date(2026, 4, 1) and shown.stated["authority_name"] == EMERGENCY:
        assert found.public_until <= months_after(shown.decided_on, months)


@given(any_history(), DAYS)
def test_no_day_is_public_on_which_a_mark_hides_it(history, on):
    if not window(history, entry(), law()).is_public(on):
        return
    for kind in ("stayed", "masked", "repaired"):
        assert not any(history.holds(mark, on) for mark in history.of_kind(kind))


@given(
    st.builds(Span, st.just(date(2026, 1, 1)), st.none() | st.just(date(2026, 12, 31))),
    st.lists(st.tuples(DAYS, st.none() | st.integers(0, 90)), max_size=4),
    st.dates(date(2025, 12, 1), date(2027, 2, 1)),
)
@example(Span(date(2026, 1, 1), date(2026, 12, 31)), [(date(2027, 1, 1), 0)], date(2026, 1, 1))
def test_taking_gaps_out_of_a_span_is_day_by_day_the_same(whole, gaps, on):
    gaps = [Span(first, None if length is None else first + timedelta(days=length)) for first, length in gaps]
    left = list(without(whole, gaps))
    assert any(on in span for span in left) == (on in whole and not any(on in gap for gap in gaps))
    assert all(earlier.last < later.first for earlier, later in itertools.pairwise(left))
