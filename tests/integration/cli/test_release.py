"""`load penalty`, `release`, `file`: from a department's file to what the public sees, and not a day longer."""

from datetime import UTC, date, datetime

import pytest

from tests.faces import publish_law
from tests.factories.register import BREWERY, small_register
from tests.integration.cli.commands import answer
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.records.models import FileAccess
from xinheng.faces.cli.__main__ import main

pytestmark = pytest.mark.django_db(transaction=True)

BUREAU = "11321323MB0C004009"
HEADER = "行政相对人名称,行政相对人类别,行政相对人代码_1(统一社会信用代码),法定代表人,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,处罚类别,处罚内容,罚款金额(万元),处罚决定日期,处罚有效期,处罚机关,处罚机关统一社会信用代码,数据来源单位,数据来源单位统一社会信用代码"
RECORD = {
    "ref", "type", "version", "document_no", "authority", "decided_on", "repair_class", "amount_fen", "public",
    "public_from", "public_until", "marks", "supersedes", "source",
}  # fmt: skip


def row(number: str, fine: str, decided: str = "2026-11-02") -> str:
    return (
        f"泗阳洋河酿酒有限公司,法人及非法人组织,{BREWERY},张三丰,泗应急罚〔2026〕{number}号,未按规定培训,经查未培训,安全生产法第九十七条,"
        f"罚款,罚款{fine}万元,{fine},{decided},2099-12-31,泗阳县应急管理局,{BUREAU},泗阳县应急管理局,{BUREAU}"
    )


@pytest.fixture(autouse=True)
def city(monkeypatch, settings, tmp_path, transactional_db):
    settings.VAR = tmp_path / "var"
    for command in ("load", "file", "release", "rebuild_public"):
        monkeypatch.setattr(f"xinheng.faces.cli.{command}.ready", lambda: None)
    clock(monkeypatch, date(2026, 11, 21))
    publish_law()
    small_register()


def clock(monkeypatch, today: date) -> None:
    at = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    for command in ("load", "authorities", "file", "release"):
        monkeypatch.setattr(f"xinheng.faces.cli.{command}.now", lambda: at)
    monkeypatch.setattr("xinheng.faces.cli.file.today", lambda: today)


@pytest.fixture
def submission(tmp_path, capsys) -> str:
    file = tmp_path / "处罚.csv"
    file.write_text("\n".join([HEADER, row("1", "20"), row("2", "0.5"), row("3", "200")]), encoding="gbk")
    receipt = answer(capsys, "load", "penalty", str(file), "--from", BUREAU)
    assert (receipt["received"], receipt["admitted"], receipt["rejected"]) == (3, 3, 0)
    return receipt["submission"]


def records(capsys, *options: str) -> dict[str, dict]:
    return {each["document_no"]: each for each in answer(capsys, "file", BREWERY, *options)["records"]}


@pytest.mark.clause("SY-12", "CZ-13", "DY-42")
def test_a_file_goes_in_a_second_person_releases_it_and_the_public_sees_it_until_its_day(
    submission, capsys, monkeypatch
):
    assert records(capsys) == {}
    released = answer(capsys, "release", submission, "--by", "department_reviewer")
    assert (released["released"], released["public"], released["held"]) == (3, 2, 0)
    seen = records(capsys)
    assert set(seen) == {"泗应急罚〔2026〕1号", "泗应急罚〔2026〕3号"}  # the small fine is minor, and closed
    general, serious = seen["泗应急罚〔2026〕1号"], seen["泗应急罚〔2026〕3号"]
    assert set(general) >= RECORD
    assert (general["repair_class"], general["public_from"], general["public_until"]) == (
        "general", "2026-11-21", "2027-11-02",
    )  # fmt: skip
    assert (serious["repair_class"], serious["public_until"], serious["amount_fen"]) == (
        "serious",
        "2029-11-02",
        2_000_000_00,
    )
    assert general["source"]["submission"] == submission
    assert general["source"]["sha256"]
    assert "张三丰" not in str(seen)
    clock(monkeypatch, date(2027, 11, 3))
    assert set(records(capsys)) == {"泗应急罚〔2026〕3号"}


def test_who_sees_more_than_the_public_is_noted_with_purpose_and_day(submission, capsys):
    assert set(records(capsys, "--as", "credit_office_officer", "--known-on", "2026-11-21")) == {
        f"泗应急罚〔2026〕{number}号" for number in (1, 2, 3)
    }
    records(capsys)
    access = FileAccess.objects.get()
    assert (access.by, access.purpose, access.subject) == ("role:credit_office_officer", "运维查询", BREWERY)
    assert (access.what, access.known_on) == ("file", date(2026, 11, 21))


def test_a_role_that_may_not_release_is_refused(submission, capsys):
    assert main(["release", submission, "--by", "department_clerk", "--json"]) == 1
    assert '"access.not_permitted"' in capsys.readouterr().out
    assert main(["release", "0000", "--json"]) == 1
    assert '"publicity.submission_unknown"' in capsys.readouterr().out


def test_the_same_operation_gets_the_same_answer_and_the_list_can_be_made_anew(submission, capsys):
    first = answer(capsys, "release", submission, "--operation", "friday", "--class", "general")
    assert answer(capsys, "release", submission, "--operation", "friday", "--class", "general") == first
    assert first["public"] == 3
    kept = list(PublicRecord.objects.order_by("record_key").values_list("record_key", "public_from", "public_until"))
    PublicRecord.objects.all().delete()
    assert answer(capsys, "rebuild-public")["public"] == 3
    assert (
        list(PublicRecord.objects.order_by("record_key").values_list("record_key", "public_from", "public_until"))
        == kept
    )
