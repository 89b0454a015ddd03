"""A department at its desk: a clerk, a reviewer, and penalties in the layout of 2018 as departments write them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from tests.factories.kernel import MARKET_BUREAU, PASSWORD, account, authority, call, operations
from tests.factories.organisations import load
from tests.factories.records import CLERK
from xinheng.credit.submissions.actions import submit
from xinheng.credit.submissions.supervision.actions import urge
from xinheng.faces.desk import entry, intake, records, releasing, rows, scopes, submissions, tasks, views, zero
from xinheng.ground.ledger.actor import Actor

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, noon in Shanghai
TODAY = date(2026, 11, 20)
BUREAU = "泗阳县市场监督管理局"
BREWERY, BREWERY_NAME = "91321323MB0C05013Q", "泗阳洋河酿酒有限公司"

HEADER = (
    "行政相对人名称", "行政相对人类别", "行政相对人代码_1(统一社会信用代码)", "法定代表人", "行政处罚决定书文号",
    "违法行为类型", "违法事实", "处罚依据", "处罚类别", "处罚内容", "罚款金额(万元)", "处罚决定日期", "处罚有效期",
    "公示截止期", "处罚机关", "处罚机关统一社会信用代码", "数据来源单位", "数据来源单位统一社会信用代码", "备注",
)  # fmt: skip


def penalty_row(number: int | str, **changed: str) -> list[str]:
    """One row; `changed` by header, a column that is none of the layout's refused."""
    row = dict(
        zip(
            HEADER,
            (
                BREWERY_NAME, "法人及非法人组织", BREWERY, "张三", f"泗市监处罚〔2026〕{number}号",
                "生产经营标签不符合规定的食品", "当事人销售的食品标签未标明生产日期。", "《中华人民共和国食品安全法》第一百二十五条",
                "罚款", "罚款20万元", "20", "2026-11-16", "2099-12-31",
                "", BUREAU, MARKET_BUREAU, BUREAU, MARKET_BUREAU, "",
            ),
            strict=True,
        )
    )  # fmt: skip
    if unknown := changed.keys() - row.keys():
        raise KeyError(unknown)
    return [*(row | changed).values()]


def file_of(rows: Iterable[list[str]], *, encoding: str = "gbk") -> bytes:
    return "\r\n".join(",".join(row) for row in (HEADER, *rows)).encode(encoding)


def department(uscc: str = MARKET_BUREAU, name: str = BUREAU) -> str:
    """The bureau with its clerk and its reviewer, and a register that holds the brewery; returns its ref."""
    ref = authority(uscc, name)
    account("clerk", "department_clerk", authority=ref)
    account("reviewer", "department_reviewer", authority=ref)
    load(f"{BREWERY},{BREWERY_NAME}")
    return ref


def signed_in(client, username: str):
    client.logout()
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


def reported(*rows: list[str], by: Actor = CLERK, uscc: str = MARKET_BUREAU, now: datetime = NOW) -> dict:
    """Reports rows through the door of every file and returns the receipt."""
    return submit(
        by=by,
        now=now,
        operation=f"report-{next(operations)}",
        authority=uscc,
        type="penalty",
        source=file_of(rows),
        name="处罚.csv",
    )


def urged(ref: str, *reports: str) -> None:
    """The credit office urges the authority to send these reports (`Expectation.key`)."""
    call(urge, now=NOW, authority=ref, reports=list(reports))


def at_noon(monkeypatch) -> None:
    """It is noon of 2026-11-20 for every page of the desk and its jobs."""
    for face in (entry, intake, records, releasing, rows, scopes, submissions, views, zero):
        for name, value in (("now", NOW), ("today", TODAY)):
            if hasattr(face, name):
                monkeypatch.setattr(face, name, lambda value=value: value)
    monkeypatch.setattr(tasks.clock, "now", lambda: NOW)
