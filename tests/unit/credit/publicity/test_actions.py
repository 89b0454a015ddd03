"""Releasing, returning, withdrawing, suspending: what is refused, what becomes public, and that nothing is done twice."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.kernel import MARKET_BUREAU, NOON, actor, call
from tests.factories.records import CLERK, REVIEWER, penalty, permit, ref_of, report
from tests.factories.register import BREWERY, HOTEL
from tests.unit.credit.publicity.conftest import SAFETY
from xinheng.credit.publicity import actions
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.queries import file, public_record, withdrawal_notice, withdrawal_notices
from xinheng.credit.publicity.refreshing import rebuild
from xinheng.credit.records.models import Mark
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.events.models import Event
from xinheng.ground.ledger.actor import Actor, Grant
from xinheng.ground.refusal import Refused

TODAY = date(2026, 11, 20)
OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "日常监管")
PENALTY = ref_of("penalty", "泗应急罚〔2026〕1号")


def release(place, authority=SAFETY, *, by=REVIEWER, now=NOON, **inputs):
    return call(actions.release, by=by, now=now, authority=place[authority], **inputs)


def one(place, **particulars) -> str:
    """A penalty of emergency management about the brewery, reported and not released; the number of its submission."""
    return report(penalty("泗应急罚〔2026〕1号", BREWERY, SAFETY, **particulars))


def refused(act, *, by=REVIEWER, now=NOON, **inputs) -> str:
    marks = Mark.objects.count()
    with pytest.raises(Refused) as refusal:
        call(act, by=by, now=now, **inputs)
    assert Mark.objects.count() == marks
    assert refusal.value.refusal.sentence.en
    return refusal.value.refusal.code


def is_public(on: date = TODAY, ref: str = PENALTY) -> bool:
    return public_record(ref, viewer=PUBLIC, on=on) is not None


# ---- release ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("DY-42", "ZJ-06")
def test_a_second_person_releases_and_the_public_sees_it_until_the_last_day(place):
    submission = one(place, repair_class="general")
    assert not is_public()
    assert release(place, submission=submission) == {
        "released": 1, "already": 0, "held": 0, "public": 1, "held_by": {}, "faults": [],
    }  # fmt: skip
    assert is_public(date(2027, 5, 6))
    assert not is_public(date(2027, 5, 7))
    assert not is_public(date(2026, 11, 19))


def test_releasing_twice_does_nothing_the_second_time(place):
    submission = one(place, repair_class="general")
    release(place, submission=submission)
    answer = release(place, submission=submission)
    assert (answer["released"], answer["already"]) == (0, 1)
    assert Mark.objects.count() == 1


def test_whoever_reported_it_does_not_release_it(place):
    submission = one(place, repair_class="general")
    assert refused(actions.release, by=CLERK, authority=place[SAFETY], submission=submission) == "publicity.same_person"


def test_another_authority_releases_nothing_of_it(place):
    submission = one(place, repair_class="general")
    assert refused(actions.release, authority=place[MARKET_BUREAU], submission=submission) == "publicity.not_own"


def test_a_reviewer_releases_for_the_own_authority_only(place):
    one(place, repair_class="general")
    theirs = frozenset({Grant("records.release", frozenset({place[MARKET_BUREAU]}))})
    reviewer = Actor("user:other", "他局审核员", grants=theirs)
    assert refused(actions.release, by=reviewer, authority=place[SAFETY], records=[PENALTY]) == "access.not_permitted"
    clerk = actor("records.submit")
    assert refused(actions.release, by=clerk, authority=place[SAFETY], records=[PENALTY]) == "access.not_permitted"


def test_the_class_is_proposed_by_the_table_and_the_reviewers_word_comes_first(place):
    report(
        penalty("甲1号", BREWERY, SAFETY, amount_fen=20_000_000),
        penalty("甲2号", BREWERY, SAFETY, amount_fen=20_000_000),
        penalty("甲3号", BREWERY, SAFETY, amount_fen=20_000_000, repair_class="serious"),
    )
    refs = [ref_of("penalty", f"甲{number}号") for number in (1, 2, 3)]
    release(place, records=refs, classes={refs[1]: "minor"}, reason="群众反映集中")
    fixed = {mark.record_key.hex: mark.repair_class for mark in Mark.objects.all()}
    assert [fixed[ref] for ref in refs] == ["general", "minor", "serious"]


def test_what_no_table_classes_is_held_back_and_the_others_go_ahead(place):
    submission = report(
        penalty("甲1号", BREWERY, SAFETY, repair_class="general"),
        penalty("甲2号", BREWERY, SAFETY, amount_fen=None, content={"fine_amount": None}),
    )
    answer = release(place, submission=submission)
    assert (answer["released"], answer["held"], answer["held_by"]) == (1, 1, {"publicity.unclassed": 1})
    assert answer["faults"][0]["document_no"] == "甲2号"
    assert release(place, submission=submission, repair_class="serious")["released"] == 1


def test_a_minor_penalty_is_released_and_stays_closed_without_a_reason(place):
    submission = one(place, repair_class="minor")
    answer = release(place, submission=submission)
    assert (answer["released"], answer["public"]) == (1, 0)
    assert not is_public()


def test_a_class_that_does_not_exist_is_refused(place):
    submission = one(place)
    inputs = {"authority": place[SAFETY], "submission": submission}
    assert refused(actions.release, **inputs, repair_class="较重") == "publicity.class_unknown"
    assert refused(actions.release, authority=place[SAFETY]) == "publicity.nothing_named"
    assert refused(actions.release, authority=place[SAFETY], records=["?"]) == "publicity.record_unknown"
    assert refused(actions.release, authority=place[SAFETY], submission="?") == "publicity.submission_unknown"
    assert refused(actions.release, authority="nobody", submission=submission) == "authorities.unknown"


def test_what_is_not_sealed_cannot_be_released(place):
    report(penalty("甲1号", BREWERY, SAFETY), sealed=False)
    records = [ref_of("penalty", "甲1号")]
    assert refused(actions.release, authority=place[SAFETY], records=records) == "publicity.record_unknown"


def test_a_submission_that_was_corrected_meanwhile_releases_nothing_old(place):
    old = one(place, repair_class="general")
    one(place, repair_class="serious")
    assert refused(actions.release, authority=place[SAFETY], submission=old) == "publicity.not_current"


def test_what_was_returned_waits_for_its_correction(place):
    submission = one(place, repair_class="general")
    inputs = {"authority": place[SAFETY], "submission": submission}
    assert refused(actions.return_records, **inputs, reason=" ") == "publicity.reason_missing"
    assert call(actions.return_records, by=REVIEWER, **inputs, reason="金额单位有误")["returned"] == 1
    assert refused(actions.release, **inputs) == "publicity.returned"
    corrected = one(place, repair_class="general", amount_fen=50_000)
    assert release(place, submission=corrected)["public"] == 1
    assert refused(actions.return_records, authority=place[SAFETY], submission=corrected, reason="迟了") == (
        "publicity.released_already"
    )


def test_an_unconfirmed_subject_is_public_only_once_its_provider_confirms_it(place):
    submission = one(place, repair_class="general", resolved="code_only")
    assert release(place, submission=submission)["public"] == 0
    inputs = {"by": REVIEWER, "authority": place[SAFETY], "records": [PENALTY], "reason": "经核对决定书"}
    assert call(actions.confirm_subject, **inputs)["public"] == 1
    assert call(actions.confirm_subject, **inputs)["already"] == 1
    assert is_public()


def test_free_text_is_public_only_once_it_is_confirmed(place):
    release(place, submission=one(place, repair_class="general"))
    summary = public_record(PENALTY, viewer=PUBLIC, on=TODAY).fields
    assert {"violation_type", "penalty_content", "document_number"} <= summary.keys()
    assert not {"violation_facts", "legal_basis"} & summary.keys()
    call(actions.confirm_text, by=REVIEWER, authority=place[SAFETY], records=[PENALTY])
    fields = public_record(PENALTY, viewer=PUBLIC, on=TODAY).fields
    assert fields.keys() - summary.keys() == {"violation_facts"}


# ---- withdrawing and suspending --------------------------------------------------------------------------------------


def test_a_withdrawn_record_is_gone_at_once_and_a_corrected_one_may_follow(place):
    release(place, submission=one(place, repair_class="general"))
    inputs = {"authority": place[SAFETY], "records": [PENALTY]}
    assert refused(actions.withdraw, **inputs, reason="") == "publicity.reason_missing"
    assert (
        refused(actions.withdraw, **inputs | {"authority": place[MARKET_BUREAU]}, reason="不归我")
        == "publicity.not_own"
    )
    assert call(actions.withdraw, by=REVIEWER, **inputs, reason="主体录入有误")["withdrawn"] == 1
    assert not is_public()
    assert not PublicRecord.objects.exists()
    assert Event.objects.filter(name="records.withdrawn").exists()
    again = one(place, repair_class="general", amount_fen=60_000_00)
    release(place, submission=again)
    assert is_public()
    assert public_record(PENALTY, viewer=PUBLIC, on=TODAY).version == 1


@pytest.mark.parametrize(("undone_on", "late"), [("2026-11-17", False), ("2026-11-16", True)])
def test_an_undone_decision_is_withdrawn_within_three_working_days(place, undone_on, late):
    release(place, submission=one(place, repair_class="general"))
    inputs = {"authority": place[SAFETY], "records": [PENALTY], "undone_on": undone_on, "reason": "复议撤销"}
    assert refused(actions.withdraw_undone, **inputs, document=" ") == "publicity.document_missing"
    answer = call(actions.withdraw_undone, by=REVIEWER, **inputs, document="泗政复〔2026〕8号")
    assert answer["late"] is late
    assert not is_public()
    told = withdrawal_notices(viewer=PUBLIC, on=TODAY)
    assert [(each.document_no, each.document, each.reason) for each in told] == [
        ("泗应急罚〔2026〕1号", "泗政复〔2026〕8号", "复议撤销")
    ]
    assert withdrawal_notice(PENALTY, viewer=PUBLIC, on=TODAY) == told[0]
    assert withdrawal_notices(viewer=PUBLIC, on=date(2027, 5, 7)) == ()
    assert withdrawal_notice(PENALTY, viewer=PUBLIC, on=date(2027, 5, 7)) is None


def test_a_withdrawal_of_ones_own_mistake_is_announced_to_nobody(place):
    release(place, submission=one(place, repair_class="general"))
    call(actions.withdraw, by=REVIEWER, authority=place[SAFETY], records=[PENALTY], reason="录入有误")
    assert withdrawal_notices(viewer=PUBLIC, on=TODAY) == ()


def test_a_take_down_hides_until_it_is_lifted_and_moves_no_end(place):
    release(place, submission=one(place, repair_class="general"))
    assert call(actions.take_down, records=[PENALTY], reason="内容含个人信息")["taken_down"] == 1
    assert call(actions.take_down, records=[PENALTY], reason="再点一次")["already"] == 1
    assert not is_public()
    monday = datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert call(actions.lift_take_down, now=monday, records=[PENALTY], reason="已更正")["lifted"] == 1
    assert refused(actions.lift_take_down, now=monday, records=[PENALTY], reason="再点") == "publicity.mark_unknown"
    assert not is_public(date(2026, 11, 22))
    assert is_public(date(2026, 11, 23))
    assert is_public(date(2027, 5, 6))
    assert not is_public(date(2027, 5, 7))


def test_a_department_cannot_take_down_what_others_published(place):
    release(place, submission=one(place, repair_class="general"))
    reviewer = actor("records.release")
    assert refused(actions.take_down, by=reviewer, records=[PENALTY], reason="无") == "access.not_permitted"


def test_performance_is_registered_on_its_proof_and_taken_back_with_a_reason(place):
    release(place, submission=one(place, repair_class="general"))
    inputs = {"authority": place[SAFETY], "record": PENALTY, "on": "2026-11-19"}
    assert refused(actions.register_performance, **inputs) == "publicity.proof_missing"
    assert refused(actions.end_performance, **inputs, reason="误登") == "publicity.mark_unknown"
    others = inputs | {"authority": place[MARKET_BUREAU]}
    assert refused(actions.register_performance, **others, document="缴款凭证1号") == "publicity.not_own"
    for given in ({"reason": "电话13812345678核实"}, {"document": "身份证11010519491231002X缴款凭证"}):
        assert refused(actions.register_performance, **inputs, **given) == "identifiers.personal_number"
    call(actions.register_performance, by=REVIEWER, **inputs, reason="11月19日现场核实已经整改")
    (told,) = public_record(PENALTY, viewer=PUBLIC, on=TODAY).marks
    assert (told.kind, told.reason) == ("performed", "11月19日现场核实已经整改")
    assert refused(actions.register_performance, **inputs, document="缴款凭证1号") == "publicity.already_marked"
    assert refused(actions.end_performance, **inputs, reason=" ") == "publicity.reason_missing"
    assert is_public(date(2027, 5, 6))
    call(actions.end_performance, by=REVIEWER, **inputs, reason="误登")
    assert public_record(PENALTY, viewer=PUBLIC, on=TODAY).marks == ()


def test_a_review_suspends_nothing_and_a_stay_does_while_it_lasts(place):
    release(place, submission=one(place, repair_class="general"))
    inputs = {"authority": place[SAFETY], "record": PENALTY}
    call(actions.register_review, by=REVIEWER, **inputs, document="泗政复受〔2026〕3号", on="2026-11-19")
    assert [mark.kind for mark in public_record(PENALTY, viewer=PUBLIC, on=TODAY).marks] == ["under_review"]
    assert refused(actions.register_stay, **inputs, document="", on="2026-11-20") == "publicity.document_missing"
    assert refused(actions.register_stay, **inputs, document="停", on="2026-11-21") == "publicity.days_wrong"
    call(actions.register_stay, by=REVIEWER, **inputs, document="泗政复停〔2026〕1号", on="2026-11-20")
    assert not is_public()
    assert refused(actions.register_stay, **inputs, document="又停", on="2026-11-20") == "publicity.already_marked"
    tuesday = datetime(2026, 11, 24, 2, tzinfo=UTC)
    call(actions.end_stay, by=REVIEWER, now=tuesday, **inputs, document="泗政复〔2026〕9号", on="2026-11-24")
    call(actions.end_review, by=REVIEWER, now=tuesday, **inputs, document="泗政复〔2026〕9号", on="2026-11-24")
    assert public_record(PENALTY, viewer=PUBLIC, on=date(2026, 11, 24)).marks == ()
    assert not is_public(date(2026, 11, 23))


# ---- the derived table -----------------------------------------------------------------------------------------------


def test_one_stay_runs_at_a_time_whichever_was_registered_first(place):
    release(place, submission=one(place, repair_class="general"))
    inputs = {"authority": place[SAFETY], "record": PENALTY, "document": "停止执行决定1号"}
    call(actions.register_stay, by=REVIEWER, **inputs, on="2026-11-10")
    assert refused(actions.register_stay, **inputs, on="2026-11-01") == "publicity.already_marked"
    assert refused(actions.register_stay, **inputs, on="2026-11-01", until="2026-11-10") == "publicity.already_marked"
    assert call(actions.register_stay, by=REVIEWER, **inputs, on="2026-11-01", until="2026-11-09")["marked"] == 1
    call(actions.end_stay, by=REVIEWER, **inputs, on="2026-11-20")
    assert is_public()


def test_what_was_withdrawn_is_not_returned_and_what_its_code_found_not_confirmed(place):
    submission = one(place, repair_class="general")
    inputs = {"authority": place[SAFETY], "records": [PENALTY]}
    assert refused(actions.confirm_subject, **inputs, reason="核对证照") == "publicity.subject_by_code"
    call(actions.withdraw, by=REVIEWER, **inputs, reason="错报")
    assert refused(actions.return_records, **inputs, reason="重复") == "publicity.withdrawn_already"
    assert refused(actions.return_records, authority=place[SAFETY], submission=submission, reason="重复")


def test_a_number_in_two_spellings_is_one_record(place):
    one(place, repair_class="general")
    assert release(place, records=[PENALTY, PENALTY.upper()])["released"] == 1
    assert Mark.objects.count() == 1


def test_how_long_a_minor_item_may_be_public_is_what_the_pack_says(place):
    submission = one(place, repair_class="minor")
    release(place, submission=submission)
    told = file(BREWERY, viewer=OFFICE, on=TODAY).records[0].not_public
    assert "最长公示3个月" in told.sentence.zh
    assert "3 months" in told.sentence.en
    assert told.article.startswith("信用修复管理办法")


def test_a_rebuild_makes_the_same_table(place):
    submission = report(
        penalty("甲1号", BREWERY, SAFETY, repair_class="general"),
        penalty("甲2号", HOTEL, SAFETY, repair_class="serious"),
        permit("许1号", BREWERY, SAFETY),
    )
    release(place, submission=submission)
    call(actions.register_stay, by=REVIEWER, authority=place[SAFETY], record=ref_of("penalty", "甲2号"), document="停",
         on="2026-11-20", until="2026-12-31")  # fmt: skip
    kept = table()
    assert len(kept) == 3
    PublicRecord.objects.filter(document_number="甲1号").delete()
    assert rebuild(on=TODAY) == 3
    assert table() == kept


def table() -> list[tuple]:
    fields = [field.attname for field in PublicRecord._meta.concrete_fields if field.name != "id"]
    return list(PublicRecord.objects.order_by("record_key", "public_from").values_list(*fields))
