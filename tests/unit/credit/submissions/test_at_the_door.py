"""At the door: rows that validation passes and that the law of the place, or a person, must still look at; and that whoever
reported something does not release it, whichever way it took."""

import fastexcel
import pytest

from tests.faces import publish_law
from tests.factories.kernel import NOON, authority, call
from tests.factories.organisations import load
from tests.unit.credit.submissions.validation.files import AUTHORITY, FAILING, GOOD, row, table
from xinheng.credit.publicity import actions as publicity
from xinheng.credit.publicity.queries import history, public_record
from xinheng.credit.publicity.worklists.queries import to_release
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.submissions.actions import decide_row, submit
from xinheng.credit.submissions.models import ReviewRow
from xinheng.credit.submissions.rejects import FAULT_COLUMN, workbook
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

# Each may do everything: it is the rules that keep them apart.
CLERK, OTHER, OFFICER = (Actor(f"user:{name}", name, is_system=True) for name in ("clerk", "other", "officer"))

TODAY = NOON.date()
OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "日常监管")


@pytest.fixture
def bureau() -> str:
    publish_law()
    load(f"{GOOD},上海申光食品有限公司")
    return authority(AUTHORITY)


def sent(bureau: str, *rows: dict, by: Actor = CLERK) -> dict:
    return call(submit, by=by, authority=bureau, type="penalty", source=table(rows), name="处罚.csv")


def released(bureau: str, by: Actor) -> str:
    """The number of records released, or why none was."""
    record = CreditRecord.objects.get(version=1).record_key.hex
    try:
        inputs = {"authority": bureau, "records": [record], "repair_class": "general"}
        return str(call(publicity.release, by=by, **inputs)["released"])
    except Refused as refused:
        return refused.refusal.code


# ---- what the province keeps out --------------------------------------------------------------------------------------


def test_penalty_by_simple_procedure_goes_back_where_the_province_keeps_it_out(bureau, settings):
    settings.PLACE = "dongying"
    receipt = sent(
        bureau, row(procedure="简易程序"), row(document_number="泗市监处罚〔2026〕2号", procedure="普通程序")
    )
    assert (receipt["admitted"], receipt["rejected"]) == (1, 1)
    (fault,) = receipt["faults"]
    assert (fault["rule"], fault["row"], fault["column"]) == ("submissions.kept_out", 2, "适用程序")
    assert "山东省社会信用条例 第十三条" in fault["message"]
    assert fault["message_en"].endswith("Basis: 山东省社会信用条例 第十三条.")
    (back,) = (
        fastexcel.read_excel(workbook(receipt["submission"])).load_sheet(0, dtypes="string").to_polars().to_dicts()
    )
    assert (back["行政处罚决定书文号"], back["适用程序"]) == ("泗市监处罚〔2026〕1号", "简易程序")
    assert "不纳入信用记录" in back[FAULT_COLUMN]
    assert "依据：山东省社会信用条例 第十三条。" in back[FAULT_COLUMN]


def test_penalty_decided_before_the_province_kept_it_out_is_taken(bureau, settings):
    settings.PLACE = "dongying"
    assert sent(bureau, row(procedure="简易程序", decided_on="2020-09-30"))["admitted"] == 1


def test_penalty_by_simple_procedure_is_taken_elsewhere(bureau):
    assert sent(bureau, row(procedure="简易程序"))["admitted"] == 1


# ---- what a person must look at ---------------------------------------------------------------------------------------


def doubted(bureau: str) -> ReviewRow:
    receipt = sent(bureau, row(fine_amount="50", penalty_content="罚款50元"))
    assert (receipt["admitted"], receipt["review"]) == (0, 1)
    return ReviewRow.objects.get()


def test_doubted_amount_waits_for_a_person_and_becomes_the_record_of_its_subject(bureau):
    waiting = doubted(bureau)
    assert waiting.reason == "submissions.amount_doubtful"
    assert not CreditRecord.objects.exists()
    call(decide_row, by=OFFICER, row=waiting.ref, organisation=GOOD, reason="已与部门核对")
    record = CreditRecord.objects.get()
    assert (record.amount_fen, record.resolved, record.party_code) == (50_000_000, "code", GOOD)


# ---- words outside a code table ---------------------------------------------------------------------------------------


def test_words_beside_other_are_shown_with_their_field_and_name_nobody_of_the_row(bureau):
    sent(bureau, row(penalty_kinds="罚款、其他-责令张三退还", repair_class="一般"))
    content = CreditRecord.objects.get().content
    assert (content["penalty_kinds"], content["penalty_kinds_other"]) == (["fine", "other"], "责令张**退还")
    assert released(bureau, OTHER) == "1"
    ref = CreditRecord.objects.get().record_key.hex
    assert public_record(ref, viewer=PUBLIC, on=TODAY).fields["penalty_kinds"] == ["fine", "其他-责令张**退还"]


def test_words_beside_other_are_a_change_of_their_own(bureau):
    sent(bureau, row(penalty_kinds="罚款、其他-责令退还"))
    sent(bureau, row(penalty_kinds="罚款、其他-责令回购"))
    _, (version,) = (
        each.changes for each in history(CreditRecord.objects.first().record_key.hex, viewer=OFFICE, on=TODAY)
    )
    assert (version.before, version.after) == (["fine", "其他-责令退还"], ["fine", "其他-责令回购"])


def test_words_beside_other_come_back_with_a_row_that_only_matching_turned_away(bureau):
    receipt = sent(bureau, row(penalty_kinds="罚款、其他-责令退还", party_code=FAILING))
    (back,) = (
        fastexcel.read_excel(workbook(receipt["submission"])).load_sheet(0, dtypes="string").to_polars().to_dicts()
    )
    assert back["处罚类别"] == "罚款；其他-责令退还"


# ---- the second person ------------------------------------------------------------------------------------------------


def test_neither_who_reported_a_row_nor_who_decided_on_it_releases_it(bureau):
    call(decide_row, by=OFFICER, row=doubted(bureau).ref, organisation=GOOD, reason="已与部门核对")
    why_not = {}
    for each in (CLERK, OFFICER, OTHER):
        viewer = Viewer(each.ref, frozenset({Level.PUBLIC, Level.GOVERNMENT}), "审核发布")
        (item,) = to_release(bureau, viewer=viewer, on=CreditRecord.objects.get().batch.opened_at.date()).items
        why_not[each.ref] = item.why_not and item.why_not.code
    assert why_not == {
        "user:clerk": "publicity.same_person", "user:officer": "publicity.same_person", "user:other": None,
    }  # fmt: skip
    assert [released(bureau, by) for by in (CLERK, OFFICER, OTHER)] == [
        "publicity.same_person", "publicity.same_person", "1",
    ]  # fmt: skip


def test_who_withdrew_a_record_by_a_row_releases_no_version_of_it_that_they_reported(bureau):
    sent(bureau, row())
    sent(bureau, row(operation="撤销", operation_reason="误报"))
    assert Mark.objects.get().kind == "withdrawn"
    assert [released(bureau, by) for by in (CLERK, OTHER)] == ["publicity.withdrawn"] * 2
    sent(bureau, row(penalty_content="罚款二千元"))
    assert [released(bureau, by) for by in (CLERK, OTHER)] == ["publicity.same_person", "1"]


def test_a_correction_is_released_by_another_than_who_corrected(bureau):
    sent(bureau, row())
    assert released(bureau, OTHER) == "1"
    sent(bureau, row(penalty_content="罚款二千元"), by=OTHER)
    assert [released(bureau, by) for by in (OTHER, CLERK)] == ["publicity.same_person", "1"]


# ---- the clock ---------------------------------------------------------------------------------------------------------


def lateness(bureau: str, *days: str) -> list[tuple[int, int]]:
    """`late` and `timed` of a receipt on Friday 20 November 2026, for one record decided on each of these days."""
    rows = [
        row(decided_on=day, document_number=f"泗市监处罚〔2026〕{number}号") for number, day in enumerate(days, start=1)
    ]
    receipts = [sent(bureau, each) for each in rows]
    return [(receipt["late"], receipt["timed"]) for receipt in receipts]


@pytest.mark.clause("SY-31")
def test_receipt_counts_as_late_what_came_after_5_working_days(law):
    publish_law(law)
    load(f"{GOOD},上海申光食品有限公司")
    assert lateness(authority(AUTHORITY), "2026-11-13", "2026-11-12") == [(0, 1), (1, 1)]
