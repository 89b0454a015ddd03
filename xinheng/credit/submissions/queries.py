"""报送: reading what was submitted, how well, what is missing, and what the credit office looks at. Frozen values for viewers."""

from collections.abc import Iterable
from datetime import date

from xinheng.credit.submissions import received
from xinheng.credit.submissions.supervision import expected, late, league, outlook
from xinheng.credit.submissions.supervision.expectations import Expectation
from xinheng.credit.submissions.supervision.quality import total
from xinheng.ground.authorities.queries import AuthorityView
from xinheng.ground.disclosure import Level, Viewer

PAGE = 50
ROWS = 500  # under review at once; those that came later wait behind them

# ---- what departments see of what they sent --------------------------------------------------------------------------


def submissions(
    authorities: Iterable[str], *, viewer: Viewer, on: date, after: int = 0, limit: int = PAGE
) -> tuple[received.Received, ...]:
    """报送 of these authorities (their refs), newest first, with their receipts. `after` skips so many."""
    return received.received(authorities, on, after, limit) if Level.GOVERNMENT in viewer.levels else ()


def submission(ref: str, *, viewer: Viewer, on: date) -> received.Received | None:
    """一次报送 with its receipt, for government; whose it is stands in `authority`."""
    return received.one_received(ref, on) if Level.GOVERNMENT in viewer.levels else None


def rows_to_review(*, viewer: Viewer, on: date, limit: int = ROWS) -> tuple[received.WaitingRow, ...]:
    """待核行 that nobody has decided, oldest first, for government; behind the first `ROWS` others may wait."""
    return received.waiting_rows(on, limit) if Level.GOVERNMENT in viewer.levels else ()


def rows_waiting(*, viewer: Viewer) -> int:
    """待核行数: how many there are, for government."""
    return received.undecided().count() if Level.GOVERNMENT in viewer.levels else 0


def row_to_review(ref: str, *, viewer: Viewer, on: date) -> received.RowInFull | None:
    """一条待核行 beside what it contradicts, for government; nothing once it is decided."""
    return received.row_in_full(ref, viewer, on) if Level.GOVERNMENT in viewer.levels else None


# ---- supervision: what the credit office looks at; government only --------------------------------------------------


def quality_league(*, viewer: Viewer, first: date, last: date, on: date) -> league.League:
    """数据质量排名 of what was submitted between two days; missing are periods that ended between them."""
    if Level.GOVERNMENT not in viewer.levels:
        return league.League((), total(()), ())
    return league.league(viewer=viewer, first=first, last=last, on=on)


def department_report(
    authority: str, *, viewer: Viewer, first: date, last: date, on: date
) -> league.DepartmentReport | None:
    """一个部门的数据质量: what stands behind each number of its row; nothing for an unknown department."""
    if Level.GOVERNMENT not in viewer.levels:
        return None
    return league.department_report(authority, viewer=viewer, first=first, last=last, on=on)


def late_records(
    submission: str, *, viewer: Viewer, on: date, page: int = 1, limit: int = PAGE
) -> late.LateRecords | None:
    """迟报 of one submission: records whose last day, computed from their decision, had passed when they came."""
    if Level.GOVERNMENT not in viewer.levels:
        return None
    return late.late_records(submission, viewer=viewer, on=on, page=page, limit=limit)


def expected_reports(
    *, viewer: Viewer, first: date, last: date, on: date, authority: str | None = None
) -> tuple[Expectation, ...]:
    """应报: every period that ended between two days and before today, of each provider and type, or of one provider.

    A provider is expected to report what it ever reported, from then on, and what the catalogue names it for, from the
    first submission of anybody on. Records of the period satisfy, whenever they came, and so does a zero report.
    """
    if Level.GOVERNMENT not in viewer.levels:
        return ()
    return expected.expected_reports(viewer=viewer, first=first, last=last, on=on, authority=authority)


def expected_lately(*, viewer: Viewer, on: date, authority: str | None = None) -> tuple[Expectation, ...]:
    """近来应报: the expected reports of the last twelve months."""
    if Level.GOVERNMENT not in viewer.levels:
        return ()
    return expected.expected_lately(viewer=viewer, on=on, authority=authority)


def never_reported(*, viewer: Viewer) -> tuple[AuthorityView, ...]:
    """从未报送: authorities that never sent anything, not even that there was nothing."""
    return expected.never_reported(viewer=viewer) if Level.GOVERNMENT in viewer.levels else ()


def ending_publicity(*, viewer: Viewer, on: date, limit: int | None = None) -> tuple[outlook.EndingRecord, ...]:
    """本周到期: public records whose last public day is among the seven days that begin today, all or the first of them."""
    return outlook.ending_publicity(viewer=viewer, on=on, limit=limit) if Level.GOVERNMENT in viewer.levels else ()


def ending_count(*, viewer: Viewer, on: date) -> int:
    """本周到期的条数."""
    return outlook.ending(on).count() if Level.GOVERNMENT in viewer.levels else 0


def adverse_by_authority(*, viewer: Viewer, first: date, last: date, on: date) -> outlook.AdverseBoard:
    """不利信息 by deciding authority and month of decision, as they stand now."""
    if Level.GOVERNMENT not in viewer.levels:
        return outlook.AdverseBoard((), (), ())
    return outlook.adverse_by_authority(viewer=viewer, first=first, last=last, on=on)


def adverse_records(
    authority_code: str, *, viewer: Viewer, first: date, last: date, on: date
) -> outlook.AdverseRecords:
    """不利信息 of one deciding authority, the newest first."""
    if Level.GOVERNMENT not in viewer.levels:
        return outlook.AdverseRecords(authority_code, (), 0)
    return outlook.adverse_records(authority_code, viewer=viewer, first=first, last=last, on=on)
