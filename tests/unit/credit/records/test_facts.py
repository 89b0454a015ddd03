"""Which facts about records count, and in what order two who mark the same one come."""

from datetime import date, timedelta

import pytest

from tests.factories.kernel import MARKET_BUREAU, NOON, authority
from tests.factories.records import CLERK, key_of, penalty, report
from tests.factories.register import BREWERY, HOTEL, small_register
from xinheng.credit.organisations.facts import organisation_by_code
from xinheng.credit.records.facts import add_marks, histories, histories_of, lock
from xinheng.credit.records.history import MarkFact
from xinheng.ground.ledger.actions import open_batch, seal

pytestmark = pytest.mark.django_db

FIRST, SECOND = key_of("penalty", "甲1号"), key_of("penalty", "甲2号")


@pytest.fixture(autouse=True)
def register(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    small_register()
    authority(MARKET_BUREAU)


def row(number: str = "甲1号", **particulars) -> dict:
    return penalty(number, BREWERY, MARKET_BUREAU, **particulars)


def marked(*marks: MarkFact, sealed: bool = True, now=NOON):
    batch = open_batch(action="test", by=CLERK, now=now)
    assert add_marks(batch, [(FIRST, mark) for mark in marks]) == len(marks)
    if sealed:
        seal(batch, content={}, now=now)
    return batch


def test_versions_and_marks_count_once_their_batch_is_sealed():
    report(row())
    report(row(amount_fen=1), sealed=False)
    unsealed = marked(MarkFact(0, "released", date(2026, 11, 20), 1), sealed=False)
    known = histories([FIRST, SECOND])
    assert list(known) == [FIRST]
    assert (len(known[FIRST].versions), known[FIRST].marks) == (1, ())
    assert [mark.kind for mark in histories([FIRST], batch=unsealed)[FIRST].marks] == ["released"]


def test_what_was_known_on_a_day_is_what_was_sealed_before_its_end():
    report(row())
    report(row(amount_fen=1), now=NOON + timedelta(days=2))
    marked(MarkFact(0, "disputed", date(2026, 11, 20)), now=NOON + timedelta(days=3))
    day = date(2026, 11, 20)
    seen = [histories([FIRST], known_on=day + timedelta(days=later))[FIRST] for later in range(4)]
    assert [len(each.versions) for each in seen] == [1, 1, 2, 2]
    assert [len(each.marks) for each in seen] == [0, 0, 0, 1]
    assert histories([FIRST], known_on=day - timedelta(days=1)) == {}


def test_a_mark_keeps_all_that_it_says():
    report(row())
    said = MarkFact(
        0,
        "stayed",
        date(2026, 11, 1),
        1,
        date(2026, 11, 9),
        None,
        "general",
        "泗政复停〔2026〕1号",
        '理由,"引号"',
        "测试",
    )
    marked(said)
    kept = histories([FIRST])[FIRST].marks[0]
    assert (kept.kind, kept.on, kept.version, kept.until, kept.repair_class, kept.basis, kept.reason, kept.cause) == (
        said.kind, said.on, said.version, said.until, said.repair_class, said.basis, said.reason, said.cause,
    )  # fmt: skip


def test_a_lifted_mark_ends_the_day_before_and_the_file_is_found_from_any_version():
    report(row(), row("甲2号"))
    report(row(about=HOTEL))
    marked(MarkFact(0, "masked", date(2026, 11, 1)))
    mask = histories([FIRST])[FIRST].marks[0]
    marked(MarkFact(0, "lifted", date(2026, 11, 5), ends=mask.id))
    history = histories([FIRST])[FIRST]
    assert history.last_day(mask) == date(2026, 11, 4)
    assert not history.holds(mask, date(2026, 11, 5))
    for code in (BREWERY, HOTEL):
        assert FIRST in {each.key for each in histories_of(organisation_by_code(code))}


def test_locking_takes_any_number_of_records():
    report(row(), row("甲2号"))
    lock([SECOND, FIRST, key_of("penalty", "不存在")])
    lock([])
