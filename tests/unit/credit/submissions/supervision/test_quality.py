"""数据质量: rates that never flatter, and what stands out."""

from xinheng.credit.submissions.supervision.quality import DepartmentQuality, Share, Tally, outliers, ranked, total


def department(name: str, *, missing: int = 0, **counts) -> DepartmentQuality:
    return DepartmentQuality(authority=name, name=name, tally=Tally(**counts), missing=missing, expected=missing + 1)


def test_one_late_row_in_a_million_is_not_all():
    assert Share(999_999, 1_000_000).percent == 99.99
    assert Share(1, 1).percent == 100
    assert Share(2, 3).percent == 66.66


def test_without_rows_there_is_no_rate():
    nothing = Tally()
    assert nothing.timeliness.percent is None
    assert not nothing.compliance.is_known


def test_rates_follow_the_circulars():
    tally = Tally(received=200, rejected=15, persons_refused=5, timed=160, late=40)
    assert tally.compliance.percent == 90
    assert tally.timeliness.percent == 75


def test_misreported_are_rejected_at_the_door_or_returned_by_the_reviewer():
    assert DepartmentQuality("a", "甲局", Tally(rejected=3), returned=2).misreported == 5


def test_wrong_codes_are_counted_among_what_came_into_file():
    row = DepartmentQuality("a", "甲局", Tally(received=10, admitted=3, superseding=1, rejected=6), wrong_codes=1)
    assert row.wrong_code_rate.percent == 25


def test_league_ranks_by_timeliness_then_compliance_then_missing():
    late = department("迟", received=10, timed=10, late=1)
    faulty = department("错", received=10, timed=10, rejected=1)
    missing = department("漏", received=10, timed=10, missing=1)
    good = department("好", received=10, timed=10)
    silent = department("默", missing=2)
    assert ranked([silent, late, faulty, missing, good]) == (good, missing, faulty, late, silent)


def test_total_adds_up_every_column():
    summed = total([department("甲", received=10, timed=10, late=1, missing=2), department("乙", received=5, timed=5)])
    assert (summed.tally.received, summed.tally.timed, summed.tally.late, summed.missing) == (15, 15, 1, 2)
    assert summed.expected == 4


def test_unusual_month_stands_out():
    assert outliers([3, 4, 3, 5, 4, 3, 40, 4]) == {6}


def test_steady_or_few_months_have_no_outlier():
    assert outliers([4, 4, 4, 4, 4, 4]) == frozenset()
    assert outliers([0, 0, 0, 0, 0, 0, 1]) == frozenset()  # one item is never unusual
    assert outliers([1, 100]) == frozenset()
