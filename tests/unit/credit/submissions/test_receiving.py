"""收件: what becomes of each row of a submission, whatever the blocks it is read in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from tests.faces import publish_law
from tests.factories.kernel import CREDIT_OFFICE, MARKET_BUREAU, NOON, actor, call
from tests.factories.organisations import load
from tests.factories.submissions import Plain, blocks_of, department, submit_rows
from xinheng.credit.organisations.models import Identifier, Registration
from xinheng.credit.publicity.actions import release
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.queries import public_records
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.submissions import actions, receiving
from xinheng.credit.submissions.actions import decide_row, report_zero
from xinheng.credit.submissions.models import ReviewRow, RowDecision, Submission
from xinheng.credit.submissions.receipts import OUTCOMES
from xinheng.ground.authorities.models import AuthorityVersion
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.models import Batch
from xinheng.ground.ledger.queries import verify
from xinheng.ground.refusal import Refused

GOOD, OTHER, NEW, PENDING = "91310000057662777J", "913100000593621371", "91321323MB0C05013Q", "320584000069850"


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setattr(actions, "Validation", Plain)


AT_ONCE = pytest.param(False, id="at once", marks=pytest.mark.django_db)
BLOCK_BY_BLOCK = pytest.param(True, id="block by block", marks=pytest.mark.django_db(transaction=True))


@pytest.fixture(autouse=True, params=[AT_ONCE, BLOCK_BY_BLOCK])
def place(request, monkeypatch, db):
    """The law in force and two organisations; files come in both ways: a small one in one transaction, a large one in
    blocks, on connections of its own."""
    if request.param:
        monkeypatch.setattr(actions.reading, "blocks", blocks_of(2))
        monkeypatch.setattr(actions, "SMALL", 0)
        monkeypatch.setattr(receiving, "AT_ONCE", 0)
    publish_law()
    load(f"{GOOD},甲公司", f"{OTHER},乙公司")


def counts(receipt: dict) -> dict:
    assert receipt["received"] == sum(receipt[outcome] for outcome in OUTCOMES)
    return {outcome: receipt[outcome] for outcome in OUTCOMES if receipt[outcome]}


def in_file() -> set[tuple]:
    rows = CreditRecord.objects.filter(batch__knowledge_no__isnull=False)
    return set(rows.values_list("document_number", "version", "party_code", "resolved"))


def test_every_row_is_accounted_for():
    receipt = submit_rows(f"1,{GOOD},甲公司,a,", f"2,{OTHER},乙公司,a,", f"1,{GOOD},甲公司,a,", "!,,丙,,", "3,,张三,,")
    assert counts(receipt) == {"admitted": 2, "duplicate": 1, "rejected": 1, "persons_refused": 1}
    assert in_file() == {("1", 1, GOOD, "code"), ("2", 1, OTHER, "code")}
    assert Submission.objects.get(batch__ref=receipt["submission"]).admitted == 2
    assert verify().valid


def test_the_same_file_again_says_nothing_new():
    rows = f"1,{GOOD},甲公司,a,", f"2,{NEW},丙公司,a,", f"3,{GOOD},甲公司,x,", f"3,{GOOD},甲公司,y,", "4,x,甲公司,a,"
    assert counts(submit_rows(*rows)) == {"admitted": 2, "review": 2, "rejected": 1}
    before = in_file()
    assert counts(submit_rows(*rows)) == {"duplicate": 4, "rejected": 1}
    assert in_file() == before
    assert ReviewRow.objects.count() == 2


def test_another_content_supersedes_and_an_earlier_one_is_a_duplicate():
    submit_rows(f"1,{GOOD},甲公司,a,")
    assert counts(submit_rows(f"1,{OTHER},甲公司,a,")) == {"review": 1}  # the code leads to another than the name
    assert counts(submit_rows(f"1,{GOOD},甲公司,b,")) == {"superseding": 1}
    assert counts(submit_rows(f"1,{GOOD},甲公司,a,")) == {"duplicate": 1}
    assert in_file() == {("1", 1, GOOD, "code"), ("1", 2, GOOD, "code")}


def test_contents_that_contradict_each_other_all_go_to_review_wherever_they_stand():
    rows = (
        f"1,{GOOD},甲公司,a,",
        f"2,{GOOD},甲公司,a,",
        f"3,{OTHER},乙公司,a,",
        f"1,{GOOD},甲公司,b,",
        f"1,{GOOD},甲公司,a,",
    )
    assert counts(submit_rows(*rows)) == {"admitted": 2, "review": 2, "duplicate": 1}
    assert in_file() == {("2", 1, GOOD, "code"), ("3", 1, OTHER, "code")}
    assert set(ReviewRow.objects.values_list("reason", "envelope__party_code")) == {("submissions.twice_in_file", GOOD)}


def test_record_of_another_authority_goes_to_review_unless_it_says_the_same():
    submit_rows(f"1,{GOOD},甲公司,a,")
    receipt = submit_rows(f"1,{GOOD},甲公司,b,", f"1,{GOOD},甲公司,b,", provider=CREDIT_OFFICE)
    assert counts(receipt) == {"review": 1, "duplicate": 1}
    assert counts(submit_rows(f"1,{GOOD},甲公司,a,", provider=CREDIT_OFFICE)) == {"duplicate": 1}


def test_own_record_is_withdrawn_with_its_reason_and_once():
    submit_rows(f"1,{GOOD},甲公司,a,", f"2,{GOOD},甲公司,a,")
    rows = f"1,{GOOD},甲公司,,withdraw", f"1,{GOOD},甲公司,,withdraw", f"9,{GOOD},甲公司,,withdraw"
    assert counts(submit_rows(*rows)) == {"withdrawn": 1, "duplicate": 1, "rejected": 1}
    assert counts(submit_rows(*rows)) == {"duplicate": 2, "rejected": 1}
    mark = Mark.objects.get()
    assert (mark.kind, mark.version, mark.reason) == ("withdrawn", 1, "错报")


def test_record_that_was_corrected_after_its_withdrawal_is_withdrawn_anew():
    submit_rows(f"1,{GOOD},甲公司,a,")
    submit_rows(f"1,{GOOD},甲公司,,withdraw")
    assert counts(submit_rows(f"1,{GOOD},甲公司,b,")) == {"superseding": 1}
    assert counts(submit_rows(f"1,{GOOD},甲公司,,withdraw")) == {"withdrawn": 1}
    assert sorted(Mark.objects.values_list("version", flat=True)) == [1, 2]


def test_what_the_public_sees_follows_a_subject_that_is_corrected_and_corrected_back():
    def listed() -> list[str]:
        page = public_records(viewer=PUBLIC, on=NOON.date())
        assert len(page.records) == PublicRecord.objects.count()
        return [each.party.uscc for each in page.records]

    sent = submit_rows(f"1,{GOOD},甲公司,a,")["submission"]
    authority = AuthorityVersion.objects.get(uscc=MARKET_BUREAU).authority.ref
    call(release, by=actor("records.release"), authority=authority, submission=sent, repair_class="general")
    assert listed() == [GOOD]
    (key,) = CreditRecord.objects.values_list("record_key", flat=True)
    for code, name, seen in ((OTHER, "乙公司", []), (GOOD, "甲公司", [GOOD])):
        corrected = Plain.row

        def under_the_same_key(self, row, corrected=corrected):
            return corrected(self, row) | {"record_key": key.hex}

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Plain, "row", under_the_same_key)
            assert counts(submit_rows(f"1,{code},{name},b,")) == {"superseding": 1}
        assert listed() == seen


def test_record_of_another_authority_is_not_withdrawn():
    submit_rows(f"1,{GOOD},甲公司,a,")
    receipt = submit_rows(f"1,{GOOD},甲公司,,withdraw", provider=CREDIT_OFFICE)
    assert [fault["rule"] for fault in receipt["faults"]] == ["submissions.withdrawal_not_own"]
    assert not Mark.objects.exists()


def test_file_that_reports_and_withdraws_a_record_only_reports_it():
    submit_rows(f"1,{GOOD},甲公司,a,")
    receipt = submit_rows(f"1,{GOOD},甲公司,b,", f"2,{GOOD},甲公司,b,", f"1,{GOOD},甲公司,,withdraw")
    assert counts(receipt) == {"admitted": 1, "superseding": 1, "rejected": 1}
    assert not Mark.objects.exists()


# ---- whose it is ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("SY-03")
def test_valid_code_that_nobody_has_becomes_an_organisation_of_the_printed_name():
    receipt = submit_rows(f"1,{NEW},丙公司,a,", f"2,{NEW},丙公司,b,", f"3,{NEW},丙公司,c,")
    assert counts(receipt) == {"admitted": 3}
    registration = Registration.objects.get(organisation__identifiers__value=NEW)
    assert (registration.name, registration.state) == ("丙公司", "unstated")
    assert set(CreditRecord.objects.values_list("organisation", flat=True)) == {registration.organisation_id}


def test_former_number_that_nobody_has_becomes_an_organisation_whose_code_is_pending():
    receipt = submit_rows(f"1,{PENDING},丁公司,a,")
    assert counts(receipt) == {"admitted": 1}
    assert receipt["code_pending"] == 1
    assert Identifier.objects.get(value=PENDING).kind == "registration_number"
    assert in_file() == {("1", 1, PENDING, "former_code")}


@pytest.mark.parametrize(
    ("code", "name", "fate"),
    [
        (GOOD, "另一个名字", "code_only"),
        (GOOD, "乙公司", "submissions.name_of_another"),
        (NEW, "乙公司", "submissions.name_of_another"),
        ("", "甲公司", "name"),
        ("", "没有登记过的公司", "submissions.subject_unknown"),
        ("x", "甲公司", "submissions.failing_code_unknown"),
    ],
)
def test_subject_is_found_or_the_row_says_why_not(code, name, fate):
    receipt = submit_rows(f"1,{code},{name},a,")
    told = [each.resolved for each in CreditRecord.objects.all()]
    told += [each.reason for each in ReviewRow.objects.all()] + [fault["rule"] for fault in receipt["faults"]]
    assert told == [fate]


def test_name_of_two_organisations_waits_for_a_person():
    load(f"{NEW},甲公司")
    assert counts(submit_rows("1,,甲公司,a,")) == {"review": 1}
    assert ReviewRow.objects.get().reason == "submissions.name_of_several"


def test_nothing_stays_of_a_file_that_fails_in_the_middle(monkeypatch):
    taken = Plain.block

    def failing(self, reading):
        if "9" in reading.frame["document"].to_list():
            raise RuntimeError("power cut")
        return taken(self, reading)

    monkeypatch.setattr(Plain, "block", failing)
    rows = [f"{number},{GOOD},甲公司,a," for number in range(10)]
    with pytest.raises(RuntimeError):
        submit_rows(*rows, "!,,,,")
    assert not CreditRecord.objects.exists()
    assert not Batch.objects.filter(knowledge_no=None).exists()
    monkeypatch.setattr(Plain, "block", taken)
    assert counts(submit_rows(*rows)) == {"admitted": 10}


# ---- a person decides -----------------------------------------------------------------------------------------------


def decide(row: ReviewRow, organisation: str | None, reason: str = "核对过案卷", **more) -> dict:
    return call(decide_row, row=row.ref, organisation=organisation, reason=reason, **more)


def test_decided_row_becomes_the_next_version_and_its_print_is_remembered():
    submit_rows(f"1,{GOOD},乙公司,a,")
    assert decide(ReviewRow.objects.get(), OTHER)["version"] == 1
    assert in_file() == {("1", 1, GOOD, "decision")}
    assert counts(submit_rows(f"2,{GOOD},乙公司,a,")) == {"admitted": 1}
    assert ("2", 1, GOOD, "decision") in in_file()


def test_row_decided_to_mean_nobody_comes_back_from_then_on():
    submit_rows(f"1,{GOOD},乙公司,a,")
    assert decide(ReviewRow.objects.get(), None)["version"] is None
    assert in_file() == set()
    assert [fault["rule"] for fault in submit_rows(f"1,{GOOD},乙公司,a,")["faults"]] == ["submissions.set_aside"]


def test_of_contradicting_rows_the_one_that_is_chosen_keeps_how_it_was_found():
    submit_rows(f"1,{NEW},丙公司,a,", f"1,{NEW},丙公司,b,", f"2,{GOOD},甲公司,b,")
    chosen = ReviewRow.objects.order_by("row").last()
    assert decide(chosen, NEW)["version"] == 1
    assert in_file() == {("1", 1, NEW, "code"), ("2", 1, GOOD, "code")}
    assert Registration.objects.get(organisation__identifiers__value=NEW).name == "丙公司"
    with pytest.raises(Refused) as refused:
        decide(chosen, NEW)
    assert refused.value.refusal.code == "submissions.decided_already"


@pytest.mark.parametrize("place", [BLOCK_BY_BLOCK], indirect=True)
def test_decision_does_not_wait_for_a_file_that_is_being_taken_in(place, monkeypatch):
    submit_rows(f"1,{GOOD},乙公司,a,")
    waiting, held, done = ReviewRow.objects.get(), Event(), Event()
    monkeypatch.setattr(actions, "PATIENCE", "50ms")

    def taking_in():
        with actions.one_at_a_time("penalty"):
            held.set()
            done.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(taking_in)
        held.wait(30)
        try:
            with pytest.raises(Refused) as refused:
                decide(waiting, OTHER)
        finally:
            done.set()
    assert refused.value.refusal.code == "submissions.file_coming_in"
    assert decide(waiting, OTHER)["version"] == 1


def test_file_that_registers_keep_overtaking_is_refused_and_can_be_sent_again(monkeypatch):
    taken_in = actions.taken_in

    def overtaken(*_):
        raise receiving.Overtaken

    monkeypatch.setattr(actions, "taken_in", overtaken)
    with pytest.raises(Refused) as refused:
        submit_rows(f"1,{GOOD},甲公司,a,")
    assert refused.value.refusal.code == "submissions.overtaken"
    monkeypatch.setattr(actions, "taken_in", taken_in)
    assert counts(submit_rows(f"1,{GOOD},甲公司,a,")) == {"admitted": 1}


def test_new_code_that_a_register_brings_during_the_decision_is_that_of_its_organisation(monkeypatch):
    submit_rows(f"1,{NEW},丙公司,a,", f"1,{NEW},丙公司,b,")
    load(f"{NEW},丙公司")
    owner, found = actions.organisation_by_code, iter([lambda _: None])  # asked before the register was committed
    monkeypatch.setattr(actions, "organisation_by_code", lambda code: next(found, owner)(code))
    assert decide(ReviewRow.objects.first(), NEW)["version"] == 1
    assert CreditRecord.objects.get().organisation_id == owner(NEW)
    assert Identifier.objects.filter(value=NEW).count() == 1


@pytest.mark.parametrize(
    ("organisation", "reason", "code"),
    [(OTHER, " ", "submissions.reason_missing"), ("91321323MB0C0503XB", "核对过", "organisations.unknown")],
)
def test_decision_without_reason_or_organisation_is_refused(organisation, reason, code):
    submit_rows(f"1,{GOOD},乙公司,a,")
    with pytest.raises(Refused) as refused:
        decide(ReviewRow.objects.get(), organisation, reason)
    assert refused.value.refusal.code == code
    assert not RowDecision.objects.exists()


# ---- who and when ---------------------------------------------------------------------------------------------------


def test_second_click_gets_the_first_receipt():
    first = submit_rows(f"1,{GOOD},甲公司,a,", operation="the-click")
    assert submit_rows(f"1,{GOOD},甲公司,a,", operation="the-click") == first
    assert Submission.objects.count() == 1


def test_second_click_with_a_mended_file_of_the_same_name_is_not_answered_as_the_first():
    submit_rows(f"1,{GOOD},甲公司,a,", operation="the-click")
    with pytest.raises(Refused) as refused:
        submit_rows(f"1,{GOOD},甲公司,b,", operation="the-click")
    assert refused.value.refusal.code == "ledger.operation_reused"
    assert Submission.objects.count() == 1


def test_second_click_for_another_authority_is_not_answered_as_the_first():
    submit_rows(f"1,{GOOD},甲公司,a,", operation="the-click")
    with pytest.raises(Refused) as refused:
        submit_rows(f"1,{GOOD},甲公司,a,", operation="the-click", provider=CREDIT_OFFICE)
    assert refused.value.refusal.code == "ledger.operation_reused"
    assert Submission.objects.count() == 1


def test_clerk_submits_for_the_own_department_only():
    own = AuthorityVersion.objects.get(uscc=department()).authority.ref
    clerk = actor("records.submit", authorities=frozenset({own}))
    assert counts(submit_rows(f"1,{GOOD},甲公司,a,", by=clerk)) == {"admitted": 1}
    with pytest.raises(Refused) as refused:
        submit_rows(f"1,{GOOD},甲公司,a,", by=clerk, provider=CREDIT_OFFICE)
    assert refused.value.refusal.code == "access.not_permitted"


@pytest.mark.parametrize(("type", "code"), [("arrears", "catalogue.unfounded"), ("fines", "catalogue.unknown_type")])
def test_what_the_catalogue_does_not_found_is_not_taken_in(type, code):
    with pytest.raises(Refused) as refused:
        submit_rows(f"1,{GOOD},甲公司,a,", type=type)
    assert refused.value.refusal.code == code


def test_month_without_records_is_told_once_and_one_with_records_never():
    submit_rows(f"1,{GOOD},甲公司,a,")
    ref = AuthorityVersion.objects.get(uscc=department()).authority.ref
    assert call(report_zero, authority=ref, type="penalty", month="2026-10")["month"] == "2026-10"
    for month, code in (
        ("2026-10", "zero_told_already"),
        ("2026-11", "month_has_records"),
        ("2026-12", "month_to_come"),
    ):
        with pytest.raises(Refused) as refused:
            call(report_zero, authority=ref, type="penalty", month=month)
        assert refused.value.refusal.code == f"submissions.{code}"


def test_month_whose_only_record_a_reviewer_let_in_is_not_one_without_any():
    submit_rows(f"1,{GOOD},乙公司,a,")
    decide(ReviewRow.objects.get(), OTHER)
    ref = AuthorityVersion.objects.get(uscc=department()).authority.ref
    with pytest.raises(Refused) as refused:
        call(report_zero, authority=ref, type="penalty", month="2026-11")
    assert refused.value.refusal.code == "submissions.month_has_records"
