"""到期清除: after the end nothing of the content is anywhere; before it, and while something about it is open, all of it is."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories.department import file_of, penalty_row
from tests.factories.kernel import MARKET_BUREAU, SYSTEM, call
from tests.factories.publicity import SAFETY, fine, release
from tests.factories.records import REVIEWER, key_of, ref_of
from tests.factories.register import BREWERY
from tests.factories.submissions import submit_rows
from xinheng.credit.publicity import actions, queries
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.publicity.refreshing import rebuild, refresh
from xinheng.credit.publicity.worklists import queries as worklists
from xinheng.credit.records.erasing import KEYS, RECORD
from xinheng.credit.records.facts import add_marks, histories
from xinheng.credit.records.history import MarkFact
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.retention.actions import erase_all, erase_ended
from xinheng.credit.submissions.actions import decide_row
from xinheng.credit.submissions.models import ReviewRow, Submission
from xinheng.credit.submissions.queries import rows_to_review
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.ledger.actions import name_erased, open_batch, seal
from xinheng.ground.ledger.erasing import blank
from xinheng.ground.ledger.models import Erasure, Operation
from xinheng.ground.ledger.queries import verify
from xinheng.ground.refusal import Refused

NUMBER = "苏应急罚〔2026〕1号"
REF, KEY = ref_of("penalty", NUMBER), key_of("penalty", NUMBER)
KEPT_UNTIL = date(2032, 5, 7)  # public until 2027-05-06, kept for five years from the day after
AUDITOR = Viewer("user:auditor", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "依法调阅：审1号", matter="审1号")
ITSELF = Viewer(BREWERY, purpose="本主体查询", consented=frozenset({BREWERY}))
OFFICE = Viewer("user:office", frozenset({Level.PUBLIC, Level.GOVERNMENT}), "日常监管")
SENTENCE = "蓝色卡车三辆停于北门"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path / "var"


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))


def erased_on(day: date) -> int:
    return erase_all(by=SYSTEM, now=noon(day))["records"]


def marked(kind: str, on: date, key: UUID = KEY) -> None:
    """A mark as later procedures will make it."""
    batch = open_batch(action="test", by=REVIEWER, now=noon(on))
    add_marks(batch, [(key, MarkFact(0, kind, on, reason=SENTENCE, cause="test"))])
    refresh([key], batch=batch)
    seal(batch, content={}, now=noon(on))


def test_content_goes_the_day_after_its_end_and_key_digest_and_dates_remain(place):
    release(place, fine(content={"violation_facts": SENTENCE}))
    release(place, fine(content={"violation_facts": SENTENCE + "，又一辆"}))
    before = list(CreditRecord.objects.filter(record_key=KEY).order_by("version").values())
    assert erased_on(KEPT_UNTIL) == 0
    assert erased_on(KEPT_UNTIL + timedelta(1)) == 1
    after = list(CreditRecord.objects.filter(record_key=KEY).order_by("version").values())
    assert [each["content"] for each in after] == [{}, {}]
    assert {(each["document_number"], each["amount_fen"], each["act_kinds"]) for each in after} == {("", None, 0)}
    remains = ("record_key", "version", "content_digest", "decided_on", "organisation_id", "provider_id", "batch_id")
    assert [[row[name] for name in remains] for row in after] == [[row[name] for name in remains] for row in before]
    assert erased_on(KEPT_UNTIL + timedelta(1)) == 0
    assert Erasure.objects.filter(erased=str(KEY)).count() == 1
    assert verify().valid


@pytest.mark.parametrize("kind", ["disputed", "under_review", "stayed"])
def test_nothing_is_erased_while_an_objection_or_a_suit_about_it_is_open(place, kind):
    release(place, fine())
    marked(kind, date(2027, 1, 4))
    late = KEPT_UNTIL + timedelta(900)
    assert erased_on(late) == 0
    mark = Mark.objects.get(kind=kind)
    batch = open_batch(action="test", by=REVIEWER, now=noon(late))
    add_marks(batch, [(KEY, MarkFact(0, "lifted", late, ends=mark.pk, cause="test"))])
    seal(batch, content={}, now=noon(late))
    assert erased_on(late) == 1


def test_whoever_looks_back_sees_that_it_was_erased_and_nobody_an_error(place):
    release(place, fine())
    day = KEPT_UNTIL + timedelta(1)
    erased_on(day)
    for viewer in (ITSELF, AUDITOR):
        for when in ({}, {"known_on": date(2026, 11, 20)}, {"as_of": date(2026, 11, 20)}):
            (shown,) = queries.file(BREWERY, viewer=viewer, on=day, **when).records
            assert (shown.ref, shown.erased, shown.not_public.code) == (REF, True, "publicity.erased")
            assert (shown.document_no, shown.fields, shown.amount_fen, shown.decided_on) == (
                "",
                {},
                None,
                date(2026, 5, 6),
            )
        assert [each.changes for each in queries.history(REF, viewer=viewer, on=day)] == [()]
    assert (
        queries.file(BREWERY, viewer=OFFICE, on=day).records
        == queries.file(BREWERY, viewer=PUBLIC, on=day).records
        == ()
    )
    own = replace(OFFICE, provides=frozenset({place[SAFETY]}))
    assert worklists.own_record(REF, viewer=own, on=day).current.erased
    assert [each.erased for each in worklists.mine(place[SAFETY], viewer=own, on=day).records] == [True]
    assert worklists.to_release(place[SAFETY], viewer=own, on=day).items == ()
    rebuild(on=day)
    assert not PublicRecord.objects.exists()


def test_nothing_can_be_done_with_what_was_erased(place):
    release(place, fine())
    erased_on(KEPT_UNTIL + timedelta(1))
    with pytest.raises(Refused) as refused:
        call(actions.withdraw, by=REVIEWER, authority=place[SAFETY], records=[REF], reason="错报")
    assert refused.value.refusal.code == "publicity.erased"


# ---- every copy ------------------------------------------------------------------------------------------------------

PLANTED = {"违法事实": SENTENCE, "处罚决定日期": "2026-11-16"}


def sent(*rows: list[str], now: datetime, provider: str = MARKET_BUREAU) -> dict:
    return submit_rows(source=file_of(rows), provider=provider, now=now, name="处罚.csv")


def everywhere() -> set[str]:
    """Every column of text or JSON of every table, and every file, that holds the planted sentence."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'character', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1', [f"%{SENTENCE}%"])
            found |= {f"{table}.{column}"} if cursor.fetchone() else set()
    for file in Path(django_settings.VAR).rglob("*"):
        if file.suffix == ".parquet" and SENTENCE in str(pl.read_parquet(file).rows()):
            found.add(file.name)
    return found


def planted(place) -> str:
    """The sentence in every place that it can come to: a record in two versions with marks, rows under review that were
    taken, set aside and never decided, and rows that came back, with receipt and workbook."""
    day = noon(date(2026, 11, 20))
    row = penalty_row(1, **PLANTED)
    sent(row, penalty_row(2, **PLANTED | {"处罚决定日期": SENTENCE}), now=day)
    sent(penalty_row(1, **PLANTED | {"备注": SENTENCE}), now=day)
    record = CreditRecord.objects.filter(version=2).get()
    call(actions.release, by=REVIEWER, authority=place[MARKET_BUREAU], records=[record.record_key.hex],
         repair_class="general", bases={record.record_key.hex: SENTENCE}, reason=SENTENCE)  # fmt: skip
    marked("performed", date(2026, 12, 1), record.record_key)
    for number, facts in enumerate(("一", "二", "三")):
        waiting = penalty_row(1, **PLANTED | {"违法事实": SENTENCE + facts})
        sent(waiting, now=day + timedelta(minutes=number), provider=SAFETY)
    first, second, _third = ReviewRow.objects.order_by("pk")
    call(decide_row, row=first.ref, organisation=BREWERY, reason=SENTENCE)
    call(decide_row, row=second.ref, organisation=None, reason=SENTENCE)
    return record.record_key.hex


def test_after_the_end_nothing_of_the_content_is_left_in_any_table_or_file(place):
    planted(place)
    assert {"records_creditrecord.content", "records_mark.reason", "submissions_reviewrow.content",
            "submissions_rowdecision.reason", "submissions_submission.receipt", "ledger_operation.answer",
            "rows-00001.parquet"} <= everywhere()  # fmt: skip
    assert not any(name.startswith("ledger_entry") for name in everywhere())
    done = erase_all(by=SYSTEM, now=noon(date(2040, 1, 1)))
    assert (done["records"], done["answers"] > 0) == (1, True)
    assert everywhere() == set()
    assert erase_all(by=SYSTEM, now=noon(date(2040, 1, 1))) == {"records": 0, "answers": 0}
    assert verify().valid
    assert rows_to_review(viewer=OFFICE, on=date(2040, 1, 1)) == ()
    assert Submission.objects.filter(rejected=1).get().receipt["faults"] == []


def test_what_came_back_is_kept_for_its_own_term_and_its_counts_for_good(place):
    now = noon(date(2026, 11, 20))
    receipt = sent(penalty_row(2, **PLANTED | {"处罚决定日期": SENTENCE}), now=now)
    erase_all(by=SYSTEM, now=noon(date(2027, 11, 20)))
    assert "submissions_submission.receipt" in everywhere()
    erase_all(by=SYSTEM, now=noon(date(2027, 11, 21)))
    assert everywhere() == set()
    kept = Submission.objects.get().receipt
    assert kept == receipt | {"faults": []}
    assert Operation.objects.filter(answer__submission=receipt["submission"]).get().answer == kept


def test_a_later_submission_of_the_same_old_record_does_not_bring_it_back(place):
    planted(place)
    erase_all(by=SYSTEM, now=noon(date(2040, 1, 1)))
    now = noon(date(2040, 1, 2))
    for row in (penalty_row(1, **PLANTED), penalty_row(1, **PLANTED | {"备注": "补正"})):
        receipt = sent(row, now=now)
        assert (receipt["duplicate"], receipt["admitted"], receipt["superseding"]) == (1, 0, 0)
    from_another = sent(penalty_row(1, **PLANTED | {"备注": "另报"}), now=now, provider=SAFETY)
    assert (from_another["duplicate"], from_another["review"]) == (1, 0)
    assert everywhere() == set()


# ---- the database itself ---------------------------------------------------------------------------------------------


def refused(change) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change()


def test_the_database_lets_a_record_be_blanked_only_by_a_batch_that_says_so(place):
    release(place, fine())
    rows = CreditRecord.objects.filter(record_key=KEY)
    batch = open_batch(action="test", by=SYSTEM, now=noon(date(2032, 1, 1)))
    refused(lambda: blank(RECORD, KEYS, [str(KEY)]))
    name_erased(batch, [str(key_of("penalty", "另一条"))])
    refused(lambda: blank(RECORD, KEYS, [str(KEY)]))
    name_erased(batch, [str(KEY)])
    for change in ({"content": {}}, {"document_number": "改"}, {"amount_fen": 1}, {"decided_on": None}):
        refused(lambda change=change: rows.update(**change))
    refused(lambda: rows.delete())
    assert blank(RECORD, KEYS, [str(KEY)]) == 1
    seal(batch, content={}, now=noon(date(2032, 1, 1)))
    refused(lambda: rows.update(content={}, sheet=""))
    refused(lambda: Erasure.objects.update(erased="x"))
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        name_erased(batch, ["x"])


def test_the_action_erases_nothing_before_its_time_whoever_names_it(place):
    release(place, fine())
    answer = call(erase_ended, now=noon(KEPT_UNTIL), records=[REF])
    assert (answer["erased"], answer["versions"]) == (0, 0)
    assert not histories([KEY])[KEY].is_erased


# ---- any marks -------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.integers(0, 1500), st.sampled_from(("withdrawn", "repaired", "disputed", "masked", "nothing"))),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_content_is_whole_before_the_end_and_gone_after_it(place, steps):
    with transaction.atomic():
        release(place, fine())
        day, end, is_open, is_gone = date(2026, 11, 21), date(2027, 5, 7), False, False
        for later, step in steps:
            day += timedelta(later)
            if step != "nothing":
                marked(step, day)
            end = min(end, day) if step in ("withdrawn", "repaired") else end
            is_open = is_open or step == "disputed"
            is_gone = is_gone or (not is_open and day > years_after(end, 5))
            erased_on(day)
            assert (CreditRecord.objects.get(record_key=KEY).content == {}) is is_gone
        assert verify().valid
        transaction.set_rollback(True)


def years_after(day: date, years: int) -> date:
    with suppress(ValueError):
        return day.replace(year=day.year + years)
    return day.replace(year=day.year + years, day=28)
