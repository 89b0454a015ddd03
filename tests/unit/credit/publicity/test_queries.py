"""What each viewer sees: the file, the city-wide lists, histories, worklists; and that any past public view can be told again."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories.kernel import MARKET_BUREAU, NOON, call
from tests.factories.organisations import load
from tests.factories.records import CLERK, REVIEWER, penalty, permit, ref_of, report
from tests.factories.register import BREWERY, FORMER_NUMBER, HOTEL, PERSON
from tests.unit.credit.publicity.conftest import SAFETY
from xinheng.credit.publicity import actions, queries
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.worklists import queries as worklists
from xinheng.credit.records.facts import add_marks
from xinheng.credit.records.history import MarkFact
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.ledger.actions import open_batch, seal
from xinheng.ground.refusal import Refused

TODAY = date(2026, 11, 20)
OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "日常监管")
AUDITOR = replace(OFFICE, ref="user:auditor", matter="审〔2026〕1号")
BREWERY_ITSELF = Viewer(BREWERY, purpose="本主体查询", consented=frozenset({BREWERY}))
HOTEL_ITSELF = Viewer(HOTEL, purpose="本主体查询", consented=frozenset({HOTEL}))


def release(place, *rows: dict, authority=SAFETY, now=NOON, **inputs) -> str:
    submission = report(*rows, now=now)
    call(actions.release, by=REVIEWER, now=now, authority=place[authority], submission=submission, **inputs)
    return submission


def own(place, authority=SAFETY) -> Viewer:
    """Somebody of the department that provided the records."""
    return replace(OFFICE, provides=frozenset({place[authority]}))


def fine(number: str = "甲1号", party: str = BREWERY, **particulars) -> dict:
    return penalty(number, party, SAFETY, **{"repair_class": "general"} | particulars)


def file(viewer=PUBLIC, code: str = BREWERY, on=TODAY, **when):
    return queries.file(code, viewer=viewer, on=on, **when)


def numbers(records) -> list[str]:
    return [each.document_no for each in records]


# ---- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("JH-14", "SY-12", "ZJ-96")
def test_a_file_shows_a_record_with_its_origin_by_any_code_of_the_organisation(place):
    submission = release(place, fine(), permit("许1号", BREWERY, SAFETY))
    for code in (BREWERY, FORMER_NUMBER):
        found = file(code=code)
        assert found.organisation.uscc == BREWERY
        assert numbers(found.records) == ["甲1号", "许1号"]
    first = found.records[0]
    assert (first.ref, first.type, first.version, first.authority) == (
        ref_of("penalty", "甲1号"), "penalty", 1, "泗阳县应急管理局",
    )  # fmt: skip
    assert (first.decided_on, first.repair_class, first.amount_fen) == (date(2026, 5, 6), "general", 5_000_000)
    assert (first.public, first.public_from, first.public_until) == (True, TODAY, date(2027, 5, 6))
    assert (first.source.submission, first.source.sha256, first.source.row) == (submission, "ab" * 32, 2)


def test_the_public_sees_nothing_of_what_is_not_released_and_government_does(place):
    report(fine(repair_class=""))
    assert file().records == ()
    seen = file(OFFICE).records[0]
    assert (seen.public, seen.not_public.code, seen.repair_class) == (False, "publicity.not_released", "")
    assert "violation_facts" in seen.fields
    assert numbers(file(BREWERY_ITSELF).records) == ["甲1号"]
    assert file(HOTEL_ITSELF).records == ()


def test_a_version_that_waits_stands_beside_the_public_one_and_only_for_those_who_see_more(place):
    release(place, fine())
    report(fine(content={"penalty_content": "罚款6万元"}))
    assert [(each.version, each.public, each.supersedes) for each in file(OFFICE).records] == [
        (2, False, 1), (1, True, None),
    ]  # fmt: skip
    public = file().records
    assert [(each.version, each.fields["penalty_content"]) for each in public] == [(1, "罚款5万元")]


def test_numbers_of_versions_tell_the_public_nothing_of_what_it_never_saw(place):
    report(fine())
    release(place, fine(content={"penalty_content": "罚款6万元"}))
    assert [(each.version, each.supersedes) for each in file().records] == [(1, None)]
    assert [(each.version, each.supersedes) for each in file(BREWERY_ITSELF).records] == [(2, 1)]


def test_a_record_that_was_corrected_to_another_organisation_leaves_the_first_ones_file(place):
    release(place, fine())
    submission = report(fine(about=HOTEL))
    with_refresh(place, submission)
    assert file().records == ()
    assert file(OFFICE).records == ()
    assert queries.public_records(viewer=PUBLIC, on=TODAY).records == ()
    assert numbers(file(OFFICE, HOTEL).records) == ["甲1号"]
    assert file(PUBLIC, HOTEL).records == ()
    call(actions.release, by=REVIEWER, authority=place[SAFETY], submission=submission)
    assert numbers(file(PUBLIC, HOTEL).records) == ["甲1号"]
    assert file().records == ()


def with_refresh(place, submission: str) -> None:
    """What receiving does after it wrote new versions of records that are public."""
    from xinheng.credit.publicity.refreshing import refresh
    from xinheng.credit.records.models import CreditRecord

    keys = list(CreditRecord.objects.filter(batch__ref=submission).values_list("record_key", flat=True))
    refresh(keys, batch=open_batch(action="test", by=CLERK, now=NOON))


def test_a_name_that_may_be_a_persons_is_masked_for_the_public_wherever_it_stands(place):
    content = {
        "party_name": "王小二", "party_code": PERSON, "penalty_content": "对王小二罚款5万元",
        "penalty_kinds": ["fine", "other"], "penalty_kinds_other": "责令王小二退还",
    }  # fmt: skip
    release(place, fine(party=PERSON, content=content))
    shown = file(PUBLIC, PERSON).records[0]
    assert (shown.party.name, shown.party.masked) == ("王**", True)
    assert shown.fields["penalty_kinds"] == ["fine", "其他-责令王**退还"]
    assert "王小二" not in str(shown)
    assert file(OFFICE, PERSON).records[0].party.name == "王小二"
    assert queries.public_record(shown.ref, viewer=PUBLIC, on=TODAY).party.name == "王**"


@pytest.mark.parametrize("printed", ["王小二", "泗阳县小二修理部"])
def test_what_may_be_about_a_person_stands_in_no_list_and_no_count(place, printed):
    """As printed or as registered: it is found by the whole code only, and by its own number."""
    release(place, fine("乙1号", PERSON, content={"party_name": printed, "party_code": PERSON}), fine())

    def found(**asked) -> tuple[list[str], int]:
        counts = queries.public_counts(viewer=PUBLIC, on=TODAY, **asked)
        page = queries.public_records(viewer=PUBLIC, on=TODAY, **asked)
        return numbers(page.records), sum(each.records for each in counts)

    assert found() == found(types=["penalty"]) == found(since=date(2026, 1, 1)) == (["甲1号"], 1)
    for part in ("乙1号", printed, PERSON[:17], PERSON[8:17]):
        assert found(text=part) == ([], 0)
    assert found(text=PERSON) == found(text=PERSON.lower()) == found(organisation=PERSON) == (["乙1号"], 1)
    assert numbers(file(code=PERSON).records) == ["乙1号"]
    assert queries.public_record(ref_of("penalty", "乙1号"), viewer=PUBLIC, on=TODAY)


def test_an_organisation_without_a_code_is_not_public(place):
    load(",泗阳县旧号酱菜厂,321323000055555", header="统一社会信用代码,名称,工商注册号")
    release(place, fine(party="321323000055555"))
    assert queries.public_records(viewer=PUBLIC, on=TODAY).records == ()
    assert queries.public_record(ref_of("penalty", "甲1号"), viewer=PUBLIC, on=TODAY) is None
    assert numbers(file(OFFICE, "321323000055555").records) == ["甲1号"]


def test_only_those_entitled_look_back(place):
    release(place, fine())
    for when in ({"as_of": TODAY}, {"known_on": TODAY}):
        with pytest.raises(Refused, match="公众只能查询当前信息"):
            file(**when)
        with pytest.raises(Refused):
            file(HOTEL_ITSELF, **when)
        assert numbers(file(BREWERY_ITSELF, **when).records) == ["甲1号"]


def test_the_organisation_hears_of_an_adverse_record_before_it_is_public(place):
    report(fine(), permit("许1号", BREWERY, SAFETY))
    assert numbers(queries.about_to_be_public(BREWERY, viewer=BREWERY_ITSELF, on=TODAY)) == ["甲1号"]
    assert queries.about_to_be_public(BREWERY, viewer=PUBLIC, on=TODAY) == ()
    call(actions.release, by=REVIEWER, authority=place[SAFETY], records=[ref_of("penalty", "甲1号")])
    assert queries.about_to_be_public(BREWERY, viewer=BREWERY_ITSELF, on=TODAY) == ()


def test_a_file_takes_as_many_questions_however_many_records_it_holds(place, django_assert_num_queries):
    release(place, fine())
    file(), file(OFFICE)  # the law is read once a process
    with django_assert_num_queries(FILE_QUERIES):
        assert len(file().records) == 1
    release(place, *(fine(f"乙{number}号") for number in range(30)))
    with django_assert_num_queries(FILE_QUERIES):
        assert len(file().records) == 31


FILE_QUERIES = 10


# ---- city-wide -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("JH-17", "CZ-16", "ZJ-99")
def test_the_public_finds_what_is_public_by_type_authority_day_and_party(place):
    release(
        place,
        fine("甲1号"),
        fine("甲2号", HOTEL, decided_on=date(2026, 6, 1), content={"party_name": "泗阳县悦来旅馆有限公司"}),
        permit("许1号", BREWERY, SAFETY),
    )
    release(place, permit("许2号", HOTEL, MARKET_BUREAU), authority=MARKET_BUREAU)

    def found(**filters):
        return numbers(queries.public_records(viewer=PUBLIC, on=TODAY, **filters).records)

    assert found() == ["甲2号", "甲1号", *sorted(["许1号", "许2号"], key=lambda each: ref_of("permit", each))]
    assert found(types=["penalty"]) == ["甲2号", "甲1号"]
    assert found(authority=MARKET_BUREAU) == ["许2号"]
    assert found(since=date(2026, 5, 6), until=date(2026, 5, 31)) == ["甲1号"]
    assert found(text="甲2号") == ["甲2号"]
    assert sorted(found(text="洋河酿酒")) == sorted(["甲1号", "许1号"])
    assert found(text=HOTEL, types=["permit"]) == ["许2号"]
    counts = {(each.type, each.authority_code): each.records for each in queries.public_counts(viewer=PUBLIC, on=TODAY)}
    assert counts == {("penalty", SAFETY): 2, ("permit", SAFETY): 1, ("permit", MARKET_BUREAU): 1}


@pytest.mark.parametrize("asked", [{"text": "甲\0"}, {"authority": "\0"}, {"types": ["\0"]}])
def test_what_no_text_can_hold_finds_nothing(place, asked):
    release(place, fine())
    assert queries.public_records(viewer=PUBLIC, on=TODAY, **asked).records == ()
    assert queries.public_counts(viewer=PUBLIC, on=TODAY, **asked) == ()


def test_pages_hold_every_record_once(place):
    release(place, *(fine(f"丙{number}号") for number in range(7)))
    pages, after = [], None
    while True:
        page = queries.public_records(viewer=PUBLIC, on=TODAY, after=after, limit=3)
        pages += numbers(page.records)
        if not (after := page.next):
            break
    assert sorted(pages) == sorted(f"丙{number}号" for number in range(7))
    for cursor in ("x", "2026-01-01", "2026-01-01.zz"):
        with pytest.raises(Refused):
            queries.public_records(viewer=PUBLIC, on=TODAY, after=cursor)


def test_an_ended_record_is_found_by_no_parameter(place):
    release(place, fine(), permit("许1号", BREWERY, SAFETY, valid_until=date(2026, 12, 31)))
    ref, after = ref_of("penalty", "甲1号"), date(2027, 5, 7)
    assert file(on=after).records == ()
    assert queries.public_record(ref, viewer=PUBLIC, on=after) is None
    for filters in ({}, {"text": "甲1号"}, {"types": ["penalty"]}, {"authority": SAFETY}, {"text": BREWERY}):
        assert queries.public_records(viewer=PUBLIC, on=after, **filters).records == ()
    assert queries.public_counts(viewer=PUBLIC, on=after) == ()
    assert queries.history(ref, viewer=PUBLIC, on=TODAY) == ()


def test_a_row_of_the_derived_table_that_fell_behind_shows_nothing(place):
    release(place, fine())
    PublicRecord.objects.update(public_until=None)
    assert queries.public_records(viewer=PUBLIC, on=date(2027, 5, 7)).records == ()


# ---- versions and worklists ------------------------------------------------------------------------------------------


def test_a_history_tells_what_each_version_changed(place):
    release(place, fine())
    report(fine(content={"penalty_content": "罚款6万元"}))
    ref = ref_of("penalty", "甲1号")
    first, second = queries.history(ref, viewer=BREWERY_ITSELF, on=TODAY)
    assert (first.released_on, first.changes) == (TODAY, ())
    assert [(each.field, each.before, each.after) for each in second.changes] == [
        ("penalty_content", "罚款5万元", "罚款6万元")
    ]
    assert queries.history(ref, viewer=HOTEL_ITSELF, on=TODAY) == queries.history("?", viewer=OFFICE, on=TODAY) == ()


def test_an_organisation_is_not_told_whom_its_record_was_wrongly_about_before(place):
    report(fine())
    report(fine(about=HOTEL, content={"party_name": "泗阳县悦来旅馆有限公司", "party_code": HOTEL}))
    ref = ref_of("penalty", "甲1号")
    assert [each.version for each in queries.history(ref, viewer=HOTEL_ITSELF, on=TODAY)] == [2]
    assert BREWERY not in str(queries.history(ref, viewer=HOTEL_ITSELF, on=TODAY))
    assert queries.history(ref, viewer=BREWERY_ITSELF, on=TODAY) == ()
    assert [each.version for each in queries.history(ref, viewer=OFFICE, on=TODAY)] == [1, 2]


def test_the_release_queue_holds_what_waits_with_its_class_and_diff(place):
    release(place, fine("甲1号"))
    report(
        fine("甲1号", content={"penalty_content": "罚款6万元"}), fine("甲2号", amount_fen=20_000_000, repair_class="")
    )
    returned = report(fine("甲3号"))
    call(actions.return_records, by=REVIEWER, authority=place[SAFETY], submission=returned, reason="重复")
    queue = worklists.to_release(place[SAFETY], viewer=OFFICE, on=TODAY)
    assert numbers([each.record for each in queue.items]) == ["甲1号", "甲2号"]
    assert [each.field for each in queue.items[0].changes] == ["penalty_content"]
    assert (queue.items[1].reported_class, queue.items[1].proposal.repair_class) == ("", "general")
    assert queue.items[1].due_on == date(2026, 5, 12)  # five working days after 6 May, Saturday 9 May worked
    assert worklists.own_count(place[SAFETY], viewer=OFFICE, on=TODAY, state="waiting") == 2
    assert worklists.to_release(place[SAFETY], viewer=PUBLIC, on=TODAY).items == ()
    assert worklists.to_release(place[MARKET_BUREAU], viewer=OFFICE, on=TODAY).items == ()
    own = Viewer(CLERK.ref, OFFICE.levels, "审核")
    assert worklists.to_release(place[SAFETY], viewer=own, on=TODAY).items[0].why_not.code == "publicity.same_person"


def test_a_type_that_left_the_catalogue_waits_under_its_code_and_can_be_returned(place):
    report(fine("甲1号"), fine("甲2号", type="former"))
    queue = worklists.to_release(place[SAFETY], viewer=OFFICE, on=TODAY)
    assert [(each.record.document_no, each.record.title.zh) for each in queue.items] == [
        ("甲1号", "行政处罚"), ("甲2号", "former"),
    ]  # fmt: skip
    ref = queue.items[1].record.ref
    assert call(actions.return_records, by=REVIEWER, authority=place[SAFETY], records=[ref], reason="目录已无")[
        "returned"
    ]


def test_the_queue_is_read_page_by_page(place):
    report(*(fine(f"丁{number}号") for number in range(5)))
    first = worklists.to_release(place[SAFETY], viewer=OFFICE, on=TODAY, limit=3)
    second = worklists.to_release(place[SAFETY], viewer=OFFICE, on=TODAY, limit=3, after=first.next)
    assert numbers([each.record for each in (*first.items, *second.items)]) == [f"丁{number}号" for number in range(5)]
    assert second.next is None


def test_a_department_finds_its_own_records_newest_first(place):
    release(place, fine("甲1号"))
    report(fine("甲2号"))
    found = worklists.mine(place[SAFETY], viewer=OFFICE, on=TODAY)
    assert [(each.document_no, each.public) for each in found.records] == [("甲2号", False), ("甲1号", True)]
    assert worklists.mine(place[SAFETY], viewer=PUBLIC, on=TODAY).records == ()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("waiting", ["甲4号"]),
        ("returned", ["甲3号"]),
        ("public", ["甲1号"]),
        ("closed", ["甲5号"]),
        ("withdrawn", ["甲2号"]),
        ("under_review", ["甲1号"]),
        ("", ["甲4号", "甲3号", "甲5号", "甲2号", "甲1号"]),
    ],
)
def test_a_department_asks_for_records_in_one_state(place, state, expected):
    release(place, fine("甲1号"), fine("甲2号"), fine("甲5号", decided_on=date(2021, 1, 4)))
    returned = report(fine("甲3号"))
    report(fine("甲4号"))
    call(actions.return_records, by=REVIEWER, authority=place[SAFETY], submission=returned, reason="重复")
    withdrawn, reviewed = ref_of("penalty", "甲2号"), ref_of("penalty", "甲1号")
    call(actions.withdraw, by=REVIEWER, authority=place[SAFETY], records=[withdrawn], reason="错报")
    call(actions.register_review, by=REVIEWER, authority=place[SAFETY], record=reviewed, document="复议1号", on="2026-11-19")  # fmt: skip
    found = worklists.mine(place[SAFETY], viewer=own(place), on=TODAY, state=state)
    assert [each.document_no for each in found.records] == expected
    assert worklists.own_count(place[SAFETY], viewer=OFFICE, on=TODAY, state=state) == len(expected)


def ending(on: date, **asked) -> list[tuple[str, str]]:
    return [(each.document_no, each.authority) for each in worklists.ending_soon(viewer=OFFICE, on=on, **asked)]


def test_what_ends_within_thirty_days_unperformed_is_a_task_of_the_determining_authority(place):
    release(place, fine("甲1号"), fine("甲2号", content={"performance_state": "performed"}))
    assert ending(date(2027, 4, 6)) == [("甲1号", place[SAFETY])]
    assert ending(date(2027, 4, 5)) == ending(date(2027, 5, 7)) == []
    assert ending(date(2027, 4, 5), days=31) == [("甲1号", place[SAFETY])]
    assert worklists.ending_soon(viewer=PUBLIC, on=date(2027, 4, 6)) == ()


def test_nobody_is_reminded_of_what_is_registered_as_performed(place):
    release(place, fine("甲1号"))
    inputs = {"authority": place[SAFETY], "record": ref_of("penalty", "甲1号"), "on": "2026-11-20"}
    call(actions.register_performance, by=REVIEWER, **inputs, document="缴款凭证1号")
    assert ending(date(2027, 4, 6)) == []
    (told,) = file().records[0].marks
    assert (told.kind, told.on, told.until) == ("performed", TODAY, None)
    call(actions.end_performance, by=REVIEWER, **inputs, reason="凭证是另一处罚的")
    assert ending(date(2027, 4, 6)) == [("甲1号", place[SAFETY])]
    assert file().records[0].marks == ()


# ---- any past --------------------------------------------------------------------------------------------------------

FIRST = date(2026, 11, 21)  # the day after everything else became known
STEPS = st.lists(
    st.tuples(
        st.integers(0, 60),  # days later
        st.sampled_from(("report", "release", "withdraw", "mask", "lift", "dispute", "repair", "stay")),
        st.sampled_from(("甲1号", "甲2号")),
        st.sampled_from((BREWERY, HOTEL)),
    ),
    min_size=4,
    max_size=14,
)


# Without shrinking: it would ask the database for minutes to make a failing history a little shorter.
@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_past_public_view_can_be_told_again(place, steps):
    with transaction.atomic():
        seen, day = [], FIRST
        release(place, fine("甲1号"), fine("甲2号"), now=noon(day))
        for later, step, number, party in steps:
            day += timedelta(days=later)
            perform(place, step, number, party, day)
            table_agrees(day)
            seen += [(day, code, public_view(code, PUBLIC, day)) for code in (BREWERY, HOTEL)]
            day += timedelta(days=1)
        assert any(view for *_, view in seen)
        for on, code, view in seen:
            assert public_view(code, AUDITOR, day, as_of=on, known_on=on) == view
        transaction.set_rollback(True)


def public_view(code: str, viewer: Viewer, on: date, **when) -> set[tuple]:
    """The public part of a file: each record with what it says and from and until when it is public."""
    records = queries.file(code, viewer=viewer, on=on, **when).records
    return {
        (each.ref, each.fields["penalty_content"], each.public_from, each.public_until)
        for each in records
        if each.public
    }


def table_agrees(on: date) -> None:
    """What lists are made from holds exactly the records that the files show."""
    listed = {each.ref for each in queries.public_records(viewer=PUBLIC, on=on, limit=100).records}
    rows = PublicRecord.objects.filter(public_from__lte=on).exclude(public_until__lt=on)
    assert {key.hex for key in rows.values_list("record_key", flat=True)} == listed
    assert listed == {ref for code in (BREWERY, HOTEL) for ref, *_ in public_view(code, PUBLIC, on)}
    assert sum(each.records for each in queries.public_counts(viewer=PUBLIC, on=on)) == len(listed)


def perform(place, step: str, number: str, party: str, day: date) -> None:
    ref, now = ref_of("penalty", number), noon(day)
    who = {"by": REVIEWER, "now": now, "authority": place[SAFETY]}
    office = {"by": REVIEWER, "now": now, "records": [ref], "reason": "理由"}
    try:
        match step:
            case "report":
                submission = report(fine(number, about=party, content={"penalty_content": f"{day}更正"}), now=now)
                with_refresh(place, submission)
            case "release":
                call(actions.release, **who, records=[ref])
            case "withdraw":
                call(actions.withdraw, **who, records=[ref], reason="理由")
            case "mask":
                call(actions.take_down, **office)
            case "lift":
                call(actions.lift_take_down, **office)
            case "stay":
                call(
                    actions.register_stay, **who, record=ref, document="停", on=str(day), until=str(day + timedelta(20))
                )
            case "dispute" | "repair":
                mark(ref, {"dispute": "disputed", "repair": "repaired"}[step], day)
    except Refused:
        pass  # a step that may not be taken is a step not taken


def mark(ref: str, kind: str, day: date) -> None:
    """A mark as later procedures will make it."""
    from xinheng.credit.publicity.refreshing import refresh

    batch = open_batch(action="test", by=CLERK, now=noon(day))
    add_marks(batch, [(UUID(ref), MarkFact(0, kind, day, cause="test"))])
    refresh([UUID(ref)], batch=batch)
    seal(batch, content={}, now=noon(day))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))
