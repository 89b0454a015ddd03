"""审核发布 and 本部门记录: the second person's queue, and everything a department does with its records afterwards."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from tests.faces import publish_law
from tests.factories.department import BREWERY, at_noon, department, penalty_row, reported, signed_in
from tests.factories.kernel import MARKET_BRANCH, account, authority, call
from tests.factories.records import REVIEWER
from xinheng.credit.publicity.actions import end_review, register_review, release
from xinheng.credit.records.models import CreditRecord, FileAccess, Mark
from xinheng.faces.design import sheets
from xinheng.faces.desk import records, releasing
from xinheng.faces.desk.forms import new_operation
from xinheng.ground.ledger.actor import Actor

QUEUE, OWN, HOME = "/desk/release/", "/desk/records/", "/desk/"
MINOR = {"处罚类别": "警告", "处罚内容": "警告", "罚款金额(万元)": ""}


@pytest.fixture
def bureau(visitor, monkeypatch):
    at_noon(monkeypatch)
    return department()


@pytest.fixture
def reviewer(bureau, client):
    return signed_in(client, "reviewer")


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[-3000:]
    return response.content.decode()


def ref_of(number: int) -> str:
    return CreditRecord.objects.filter(document_number=f"泗市监处罚〔2026〕{number}号").first().record_key.hex


def sent(*numbers: int, do: str = "release", **given) -> dict:
    return {"operation": new_operation(), "do": do, "records": [ref_of(number) for number in numbers]} | given


def publish(bureau: str, *numbers: int) -> None:
    call(release, by=REVIEWER, authority=bureau, records=[ref_of(number) for number in numbers])


# ---- the queue ------------------------------------------------------------------------------------------------------


def test_queue_stands_by_last_day_with_working_days_left_and_why(reviewer):
    reported(penalty_row(1, 处罚决定日期="2026-11-18"), penalty_row(2, 处罚决定日期="2026-10-12"))
    page = text_of(reviewer.get(QUEUE))
    assert page.index("〔2026〕2号") < page.index("〔2026〕1号")
    assert "已逾期" in page
    assert "还剩 3 个工作日" in page  # of the five after 18 November two have gone: Thursday and Friday
    assert "/rules/terms/publicity.permit_penalty.department/?start=2026-11-18" in page
    assert 'value="general" selected' in page
    assert "较大数额罚款的界限" in page


@pytest.mark.clause("SY-31")
def test_reviewer_releases_what_is_ticked_and_the_public_sees_it_at_once(reviewer, bureau, client, law):
    """五个工作日内公示: the queue says the last day, computed from the decision, and release publishes."""
    publish_law(law)
    reported(penalty_row(1), penalty_row(2))
    assert "2026-11-23 周一" in text_of(reviewer.get(QUEUE))
    done = reviewer.post(QUEUE, sent(1))
    page = text_of(reviewer.get(done["Location"]))
    assert "已发布" in page
    assert "泗市监处罚〔2026〕1号" not in text_of(reviewer.get(QUEUE))
    client.logout()
    public = text_of(client.get(f"/organisations/{BREWERY}/"))
    assert "泗市监处罚〔2026〕1号" in public
    assert "泗市监处罚〔2026〕2号" not in public


def test_second_click_releases_once(reviewer):
    reported(penalty_row(1))
    form = sent(1)
    assert reviewer.post(QUEUE, form)["Location"] == reviewer.post(QUEUE, form)["Location"]
    assert Mark.objects.filter(kind="released").count() == 1


def test_changed_class_needs_its_basis(reviewer):
    reported(penalty_row(1))
    changed = {f"class_{ref_of(1)}": "serious"}
    page = text_of(reviewer.post(QUEUE, sent(1, **changed)), 422)
    assert "改了失信程度的记录，要在旁边写明依据" in page
    reviewer.post(QUEUE, sent(1, **changed, **{f"basis_{ref_of(1)}": "致人伤害"}))
    mark = Mark.objects.get(kind="released")
    assert (mark.repair_class, mark.basis) == ("serious", "致人伤害")


def test_changed_class_is_kept_when_the_record_has_left_the_page_and_by_a_second_click(reviewer, monkeypatch):
    reported(penalty_row(1), penalty_row(2))
    monkeypatch.setattr(releasing, "PAGE", 1)
    for number in (1, 2):
        form = sent(number, **{f"class_{ref_of(number)}": "serious", f"basis_{ref_of(number)}": "致人伤害"})
        first, second = reviewer.post(QUEUE, form), reviewer.post(QUEUE, form)
        assert first["Location"] == second["Location"]
    assert list(Mark.objects.values_list("kind", "repair_class", "basis")) == [("released", "serious", "致人伤害")] * 2


def test_changed_class_is_kept_where_the_whole_submission_is_released(reviewer):
    receipt = reported(penalty_row(1), penalty_row(2))
    whole = {"whole": receipt["submission"], f"class_{ref_of(1)}": "serious", f"class_{ref_of(2)}": "general"}
    assert "要在旁边写明依据" in text_of(reviewer.post(QUEUE, sent(**whole)), 422)
    reviewer.post(QUEUE, sent(**whole, **{f"basis_{ref_of(1)}": "致人伤害"}))
    released = Mark.objects.filter(kind="released")
    assert released.get(repair_class="serious").record_key.hex == ref_of(1)
    assert released.get(repair_class="general").record_key.hex == ref_of(2)


def test_class_that_the_reviewer_left_undetermined_is_not_released_in_the_proposed_one(reviewer):
    reported(penalty_row(1))
    assert "选了“未核定”的记录不能发布" in text_of(reviewer.post(QUEUE, sent(1, **{f"class_{ref_of(1)}": ""})), 422)
    assert not Mark.objects.exists()


def test_minor_item_is_public_only_with_the_reason(reviewer, bureau):
    ministry = {"处罚机关": "泗阳县应急管理局"}  # not market regulation, which never publishes a warning alone
    reported(penalty_row(1, **MINOR, **ministry), penalty_row(2, **MINOR, **ministry))
    reviewer.post(QUEUE, sent(1))
    reviewer.post(QUEUE, sent(2, reason="涉及食品安全，消费者须知"))
    pages = [text_of(reviewer.get(f"{OWN}{ref_of(number)}/")) for number in (1, 2)]
    assert "轻微失信信息原则上不公示" in pages[0]
    assert "2027-02-16" in pages[1]  # three months


def test_nobody_releases_what_they_reported_themselves(bureau, client):
    account("both", "department_clerk", "department_reviewer", authority=bureau)
    reported(penalty_row(1), by=Actor("user:both", "报送岗", is_system=True))
    both = signed_in(client, "both")
    page = text_of(both.get(QUEUE))
    assert "报送人不能审核发布自己报送的记录" in page
    assert "disabled aria-describedby" in page
    assert "报送人不能审核发布自己报送的记录" in text_of(both.post(QUEUE, sent(1)), 422)
    assert not Mark.objects.exists()


def test_correction_shows_what_it_changes(reviewer, bureau):
    reported(penalty_row(1))
    publish(bureau, 1)
    reported(penalty_row(1, **{"处罚内容": "罚款30万元", "罚款金额(万元)": "30"}))
    page = text_of(reviewer.get(QUEUE))
    assert "<del>罚款20万元</del> <ins>罚款30万元</ins>" in page
    assert "<del>200,000.00 元</del>" in page


def test_returned_record_goes_back_to_the_clerk_with_the_reason(reviewer, client):
    reported(penalty_row(1))
    assert "退回须写明理由" in text_of(reviewer.post(QUEUE, sent(1, do="return")), 422)
    page = text_of(reviewer.get(reviewer.post(QUEUE, sent(1, do="return", return_reason="文号有误"))["Location"]))
    assert "已退回" in page
    clerk = signed_in(client, "clerk")
    assert "审核员退回的记录，请更正" in text_of(clerk.get(HOME))
    assert "文号有误" in text_of(clerk.get(f"{OWN}{ref_of(1)}/"))


def test_three_hundred_rows_are_released_in_one_go(reviewer, django_assert_max_num_queries):
    receipt = reported(*(penalty_row(number) for number in range(1, 301)))
    address = f"{QUEUE}?submission={receipt['submission']}"
    with django_assert_max_num_queries(24):
        page = text_of(reviewer.get(address))
    assert "全部 300 条" in page
    form = {"operation": new_operation(), "do": "release", "whole": receipt["submission"]}
    with django_assert_max_num_queries(60):
        done = reviewer.post(address, form)
    assert "300" in text_of(reviewer.get(done["Location"]))
    assert "没有等待审核的记录" in text_of(reviewer.get(QUEUE))


def test_nothing_ticked_is_said_so(reviewer):
    reported(penalty_row(1))
    assert "还没有选中记录" in text_of(reviewer.post(QUEUE, {"operation": new_operation(), "do": "release"}), 422)


def test_reviewer_of_another_department_sees_and_releases_nothing(bureau, client):
    other = authority(MARKET_BRANCH, "泗阳县市场监管综合服务中心")
    account("stranger", "department_reviewer", authority=other)
    reported(penalty_row(1))
    stranger = signed_in(client, "stranger")
    assert "没有等待审核的记录" in text_of(stranger.get(QUEUE))
    assert stranger.get(f"{QUEUE}?authority={bureau}").status_code == 403
    assert stranger.get(f"{OWN}{ref_of(1)}/").status_code == 404
    assert "由报送部门办理" in text_of(stranger.post(QUEUE, sent(1)), 422)
    assert not Mark.objects.exists()


def test_result_is_shown_to_whoever_released(reviewer, client):
    reported(penalty_row(1))
    done = reviewer.post(QUEUE, sent(1))["Location"]
    account("second", "department_reviewer")
    assert signed_in(client, "second").get(done).status_code == 404


def test_number_of_another_department_slipped_into_the_list_tells_nothing_of_it(bureau, client, reviewer):
    """Whatever is named beside one's own records: of others' nothing is told but that they are others'."""
    other = authority(MARKET_BRANCH, "泗阳县市场监管综合服务中心")
    account("stranger", "department_reviewer", authority=other)
    reported(penalty_row(1))
    reported(penalty_row(2), uscc=MARKET_BRANCH)
    publish(bureau, 1)
    stranger = signed_in(client, "stranger")
    done = stranger.post(QUEUE, sent(2, 1))
    page = text_of(stranger.get(done["Location"]))
    assert "由报送部门办理" in page
    assert "泗市监处罚〔2026〕1号" not in page
    assert "早已办过" not in page


# ---- our records ----------------------------------------------------------------------------------------------------


def test_records_are_filtered_by_the_address_and_given_out_as_shown(reviewer, bureau, django_assert_num_queries):
    reported(penalty_row(1), penalty_row(2), penalty_row("=3"))
    publish(bureau, 1)
    reviewer.get(OWN)
    with django_assert_num_queries(18):
        page = text_of(reviewer.get(f"{OWN}?state=public"))
    assert "〔2026〕1号" in page
    assert "〔2026〕2号" not in page
    assert "〔2026〕2号" in text_of(reviewer.get(f"{OWN}?text=〔2026〕2"))
    assert {row[0] for row in table_of(reviewer, "state=waiting")} == {
        "泗市监处罚〔2026〕2号",
        "泗市监处罚〔2026〕=3号",
    }
    assert reviewer.get(f"{OWN}records.xlsx").status_code == 200
    assert "没有这样的记录" in text_of(reviewer.get(f"{OWN}?state=withdrawn"))


def table_of(client, query: str = "") -> list[list[str]]:
    """The rows of the records as CSV, as it is streamed."""
    streamed = b"".join(client.get(f"{OWN}records.csv?{query}").streaming_content).decode()
    return list(csv.reader(io.StringIO(streamed.removeprefix("\ufeff"))))[1:]


def test_no_record_is_left_out_of_a_table_however_many_blocks_it_is_read_in(reviewer, monkeypatch):
    reported(*(penalty_row(number) for number in range(1, 6)))
    monkeypatch.setattr(records, "BLOCK", 2)
    given = [row[0] for row in table_of(reviewer)]
    assert sorted(given) == [f"泗市监处罚〔2026〕{number}号" for number in range(1, 6)]
    assert given == re.findall(r">(泗市监处罚〔2026〕.号)</a>", text_of(reviewer.get(OWN)))


def test_workbook_of_too_many_rows_is_refused_and_the_csv_offered(reviewer, monkeypatch):
    reported(penalty_row(1), penalty_row(2))
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    page = text_of(reviewer.get(f"{OWN}records.xlsx?state=waiting"), 422)
    assert "这张表有 2 行，XLSX 最多 1 行" in page
    assert 'href="/desk/records/records.csv?state=waiting"' in page
    assert reviewer.get(f"{OWN}records.xlsx?state=public").status_code == 200


@pytest.mark.parametrize("address", [QUEUE, OWN])
def test_pages_follow_one_another_whatever_goes_meanwhile(reviewer, monkeypatch, address):
    reported(*(penalty_row(number) for number in range(1, 6)))
    for face in (records, releasing):
        monkeypatch.setattr(face, "PAGE", 2)
    first = text_of(reviewer.get(address))
    shown = [number for number in range(1, 6) if f"〔2026〕{number}号" in first]
    reviewer.post(QUEUE, sent(*shown))  # by offset two would now be left out
    second = text_of(reviewer.get(f"{address}?after={re.search(r'after=([0-9a-f]{32}[.]1)', first)[1]}"))
    assert len(shown) == 2
    assert [number in shown for number in range(1, 6) if f"〔2026〕{number}号" in second] == [False, False]
    assert "回到开头" in second


@pytest.mark.parametrize("address", [QUEUE, OWN])
def test_place_in_a_list_that_makes_no_sense_leads_to_its_beginning(reviewer, address):
    for place in ("nonsense", f"{'0' * 32}.1"):
        assert address in reviewer.get(address, {"after": place})["Location"]


@pytest.mark.parametrize(
    "rest", ["release/%00/", "records/%00/", "rows/%00/", "submissions/%00/", "adverse/%00/", "quality/%00/"]
)
def test_address_with_a_sign_that_no_text_can_hold_is_not_found(reviewer, rest):
    assert reviewer.get(f"{HOME}{rest}").status_code == 404


@pytest.mark.parametrize(
    "query", ["records/?text=%00", "records/?authority=%00", "release/?submission=%00", "zero/?%00=1"]
)
def test_parameter_with_a_sign_that_no_text_can_hold_is_a_bad_request(reviewer, query):
    assert reviewer.get(f"{HOME}{query}").status_code == 400


@pytest.mark.clause("ZJ-98", "SY-12", "JH-14")
def test_record_shows_its_versions_marks_and_origin(reviewer, bureau):
    """记录准确全面, keyed by code, and every number leads back to the row of the file."""
    receipt = reported(penalty_row(1))
    publish(bureau, 1)
    reported(penalty_row(1, 处罚内容="罚款贰拾万元"))
    page = text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    for said in (
        "第 1 版",
        "第 2 版",
        "<del>罚款20万元</del>",
        f"/desk/submissions/{receipt['submission']}/",
        "第 2 行",
        BREWERY,
    ):
        assert said in page, said
    assert "更正后的版本还没有发布，公众看到的仍是上一版" in page
    look = FileAccess.objects.filter(what="record").last()
    assert (look.by, look.purpose, look.subject, look.record) == ("user:reviewer", "办理本部门记录", BREWERY, ref_of(1))


def do(client, number: int, name: str, status: int = 302, **given) -> str:
    response = client.post(f"{OWN}{ref_of(number)}/{name}/", {"operation": new_operation()} | given)
    assert response.status_code == status, response.content.decode()[-3000:]
    return text_of(client.get(f"{OWN}{ref_of(number)}/")) if status == 302 else response.content.decode()


def test_withdrawal_needs_its_reason_and_ends_publication(reviewer, bureau):
    reported(penalty_row(1))
    publish(bureau, 1)
    assert "此项办理须写明理由" in do(reviewer, 1, "withdraw", 422)
    page = do(reviewer, 1, "withdraw", reason="错报")
    assert "已撤回，不再公示" in page
    assert "该记录已撤回，不必再办" in page


def test_review_and_stay_are_registered_on_a_document_and_end_again(reviewer, bureau):
    reported(penalty_row(1))
    publish(bureau, 1)
    assert "复议或诉讼中" in do(reviewer, 1, "register_review", document="泗行复〔2026〕3号", on="2026-11-19")
    assert "公示中" in do(reviewer, 1, "end_review", document="泗行复〔2026〕3号决定", on="2026-11-20")
    stayed = do(reviewer, 1, "register_stay", document="停止执行通知", on="2026-11-19", until="")
    assert "公示已暂停" in stayed
    assert "公示中" in do(reviewer, 1, "end_stay", document="恢复执行通知", on="2026-11-20")
    assert "此项登记须有文书为据" in do(reviewer, 1, "register_stay", 422, document="", on="2026-11-19")


def test_performance_is_registered_and_taken_back(reviewer, bureau):
    reported(penalty_row(1))
    publish(bureau, 1)
    assert "已履行" not in text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    assert "登记履行须写明凭证" in do(reviewer, 1, "register_performance", 422, document="", on="2026-11-19")
    assert "已履行" in do(reviewer, 1, "register_performance", document="缴款凭证〔2026〕8号", on="2026-11-19")
    after = do(reviewer, 1, "end_performance", reason="误登", on="2026-11-20")
    assert "标注解除" in after
    assert '<td data-label="至" class="nowrap">2026-11-19</td>' in after


def test_text_is_confirmed_after_it_was_read(reviewer, bureau):
    reported(penalty_row(1))
    publish(bureau, 1)
    assert "当事人销售的食品标签未标明生产日期" in text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    do(reviewer, 1, "confirm_text")
    assert Mark.objects.filter(kind="text_confirmed").count() == 1


def test_subject_found_otherwise_than_by_its_code_is_confirmed(reviewer, bureau):
    """名称与代码不一致 of an adverse record: not public until its provider stands by it."""
    reported(penalty_row(1, **{"行政相对人代码_1(统一社会信用代码)": "", "行政相对人名称": "泗阳洋河酿酒有限公司"}))
    publish(bureau, 1)
    assert "须由报送部门确认主体后才公示" in text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    assert "公示中" in do(reviewer, 1, "confirm_subject", reason="核对营业执照")


def test_what_a_role_does_not_cover_stands_disabled_with_its_sentence(reviewer, bureau, client):
    reported(penalty_row(1))
    page = text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    assert 'disabled aria-describedby="why-take_down"' in page
    assert "更正由本部门报送员办理" in page
    assert (
        reviewer.post(f"{OWN}{ref_of(1)}/take_down/", {"operation": new_operation(), "reason": "急"}).status_code == 422
    )
    officer = signed_in(client, account("office", "credit_office_officer"))
    do(officer, 1, "take_down", reason="当事人举证主体有误")
    assert Mark.objects.get().kind == "masked"


def test_credit_office_opens_any_record_and_withdraws_none(bureau, client):
    reported(penalty_row(1))
    officer = signed_in(client, account("office", "credit_office_officer"))
    page = text_of(officer.get(f"{OWN}{ref_of(1)}/"))
    assert 'disabled aria-describedby="why-withdraw"' in page
    assert "权限" in do(officer, 1, "withdraw", 422, reason="x")


def test_unknown_doing_and_unknown_record_are_not_found(reviewer):
    reported(penalty_row(1))
    assert reviewer.post(f"{OWN}{ref_of(1)}/publish_forever/").status_code == 404
    assert reviewer.get(f"{OWN}{'0' * 32}/").status_code == 404
    assert reviewer.get(f"{OWN}nonsense/").status_code == 404


def test_last_day_to_withdraw_an_undone_decision_stands_before_and_after(reviewer, bureau):
    """行政处罚法 第四十八条: three days, counted from the day on which the decision was undone."""
    reported(penalty_row(1))
    publish(bureau, 1)
    assert "2026-11-20 周五被变更、撤销的，最迟 2026-11-25 周三 撤回" in text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    call(register_review, by=REVIEWER, authority=bureau, record=ref_of(1), document="复议1号", on="2026-11-16")
    call(end_review, by=REVIEWER, authority=bureau, record=ref_of(1), document="复议决定1号", on="2026-11-18")
    page = text_of(reviewer.get(f"{OWN}{ref_of(1)}/"))
    assert "2026-11-18 周三被变更、撤销的，最迟 2026-11-23 周一 撤回" in page
    assert "publicity.penalty.withdrawal/?start=2026-11-18" in page
    given = {"operation": new_operation(), "document": "复议决定1号", "on": "2026-11-10", "reason": "原决定被撤销"}
    done = reviewer.post(f"{OWN}{ref_of(1)}/withdraw_undone/", given)
    page = text_of(reviewer.get(done["Location"]))
    assert "依法最迟 2026-11-13 周五 撤回" in page
    assert "今天已经过了这一日" in page


# ---- the worklist ---------------------------------------------------------------------------------------------------


def test_worklist_names_what_waits_by_its_last_day(reviewer, bureau, django_assert_max_num_queries):
    reported(penalty_row(1), penalty_row(2))
    reported(penalty_row(3, 处罚决定日期="2026-10-12"))
    publish(bureau, 1)
    call(register_review, by=REVIEWER, authority=bureau, record=ref_of(1), document="复议1号", on="2026-11-19")
    reviewer.get(HOME)
    with django_assert_max_num_queries(24):
        page = text_of(reviewer.get(HOME))
    assert page.index("已逾期") < page.index("还剩 1 个工作日") < page.index("有结果的请登记")
    assert "/rules/terms/publicity.permit_penalty.department/?start=2026-10-12" in page


def test_worklist_of_a_clerk_names_the_months_that_are_missing(bureau, client):
    reported(penalty_row(1, 处罚决定日期="2026-09-01"), now=datetime(2026, 9, 3, 4, tzinfo=UTC))
    page = text_of(signed_in(client, "clerk").get(HOME))
    assert "零报送" in page
    assert f"/desk/zero/?authority={bureau}" in page


def test_worklist_of_the_credit_office_names_rows_to_review(bureau, client):
    reported(penalty_row(1), penalty_row(1, 处罚内容="罚款30万元"))
    officer = signed_in(client, account("office", "credit_office_officer"))
    page = text_of(officer.get(HOME))
    assert "报送文件里的待核行" in page
