"""What the boards give out as rows of a spreadsheet: the same columns as on the page, in its language."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from xinheng.credit.submissions.supervision.expectations import Expectation
from xinheng.credit.submissions.supervision.league import League
from xinheng.credit.submissions.supervision.outlook import AdverseBoard, EndingRecord
from xinheng.credit.submissions.supervision.quality import DepartmentQuality
from xinheng.faces.clock import SHANGHAI
from xinheng.faces.design.sheets import Row
from xinheng.faces.design.templatetags.charts import percent
from xinheng.faces.design.templatetags.faces import words


def league_rows(league: League) -> Iterator[Row]:
    """数据质量: every department, and all together."""
    yield (
        _("部门"),
        _("报送次数"),
        _("收到"),
        _("及时率"),
        _("迟报"),
        _("合规率"),
        _("错报"),
        _("重复"),
        _("错码率"),
        _("漏报"),
        _("应报期数"),
    )
    for row in league.rows:
        yield quality_row(row.name, row)
    yield quality_row(_("合计"), league.total)


def quality_row(name: str, row: DepartmentQuality) -> Row:
    tally = row.tally
    return (
        name,
        tally.submissions,
        tally.received,
        percent(tally.timeliness),
        tally.late,
        percent(tally.compliance),
        row.misreported,
        tally.duplicate,
        percent(row.wrong_code_rate),
        row.missing,
        row.expected,
    )


def overdue_rows(missing: Iterable[Expectation]) -> Iterator[Row]:
    """逾期未报: one row for each department, type and period."""
    yield _("部门"), _("信息类型"), _("所属期"), _("最后一日"), _("逾期天数"), _("催报次数"), _("最近催报")
    for each in missing:
        urged = f"{each.urged[-1].at.astimezone(SHANGHAI):%Y-%m-%d}" if each.urged else ""
        yield (
            each.authority_name,
            words(each.title),
            each.period,
            each.due.due_on,
            each.overdue_days,
            len(each.urged),
            urged,
        )


def ending_rows(ending: Iterable[EndingRecord]) -> Iterator[Row]:
    """本周到期: one row for each record."""
    yield _("公示至"), _("信息类型"), _("文书号"), _("主体"), _("统一社会信用代码"), _("决定机关"), _("决定日期")
    for each in ending:
        yield (
            each.public_until,
            words(each.title),
            each.document_number,
            each.name,
            each.uscc,
            each.authority_name,
            each.decided_on,
        )


def adverse_rows(board: AdverseBoard) -> Iterator[Row]:
    """不利信息分布: one row for each deciding authority; unusual months are named in the last column."""
    months = [f"{month:%Y-%m}" for month in board.months]
    yield _("决定机关"), *months, _("合计"), _("异常月份")
    for row in board.rows:
        yield row.authority_name, *row.counts, row.total, "、".join(months[at] for at in sorted(row.outliers))
    yield _("合计"), *board.counts, board.total, ""
