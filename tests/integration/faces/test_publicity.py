"""看公示: what the public sees of records, until which day and why, and that nothing leads to what is public no longer."""

from datetime import date

import pytest

from tests.factories.kernel import MARKET_BUREAU, call
from tests.factories.publicity import SAFETY, act, departments, fine, licence, release
from tests.factories.records import REVIEWER, ref_of, report
from tests.factories.register import BREWERY, HOTEL, PERSON
from xinheng.credit.publicity.actions import withdraw_undone
from xinheng.faces.counter import views as counter
from xinheng.faces.design import freshness, sheets
from xinheng.faces.portal import organisations, public_table, publicity, views

NUMBER = "苏应急罚〔2026〕1号"
REF = ref_of("penalty", NUMBER)
LAST, AFTER = date(2027, 5, 6), date(2027, 5, 7)  # a general penalty of 2026-05-06: a year
MINE = f"/organisations/{BREWERY}/"


@pytest.fixture
def place(visitor, settings, tmp_path):
    settings.VAR = tmp_path
    return departments()


def text_of(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def page(visitor, address: str, **asked) -> str:
    response = visitor.get(address, asked)
    assert response.status_code == 200, response.content.decode()[:500]
    return text_of(response)


def on(monkeypatch, day: date) -> None:
    for face in (organisations, publicity, views, freshness, counter):
        monkeypatch.setattr(face, "today", lambda: day)


# ---- the page of an organisation -------------------------------------------------------------------------------------


@pytest.mark.clause("CZ-16", "JH-17", "ZJ-99")
def test_page_of_an_organisation_says_what_is_in_force_and_until_when(visitor, place):
    release(place, fine())
    release(place, licence(), authority=MARKET_BUREAU)
    shown = page(visitor, MINE)
    spans = shown[shown.index('id="in-force"') : shown.index('id="type-')]
    assert spans.index("2027-05-06") < spans.index("2031-01-04"), "the earliest end stands first"
    assert f'href="/publicity/{REF}/"' in spans
    assert "泗阳县应急管理局" in spans
    chapter = shown[shown.index('id="type-penalty"') :]
    assert NUMBER in chapter
    assert "罚款5万元" in chapter
    assert "2026-05-06 决定" in chapter
    assert f"/rules/chapters/objection/?record={REF}" in chapter


def test_page_says_quietly_what_is_empty_and_what_is_not_collected(visitor, place):
    shown = page(visitor, MINE)
    assert "今日没有关于该主体的公示信息" in shown
    assert shown.count("尚未归集") == 2  # arrears and complaints, which nothing founds
    assert "只供政务共享、不向社会公示：合同履约" in shown


def test_page_takes_as_many_queries_for_many_records_as_for_one(visitor, place, django_assert_num_queries):
    release(place, fine())
    page(visitor, MINE)
    with django_assert_num_queries(10):
        page(visitor, MINE)
    release(place, *(fine(f"苏应急罚〔2026〕{number}号") for number in range(2, 9)))
    with django_assert_num_queries(10):
        assert page(visitor, MINE).count("2026-05-06 决定") == 8


def test_what_is_free_text_or_unreleased_is_not_on_any_page(visitor, place):
    release(place, fine())
    report(fine("苏应急罚〔2026〕2号"))
    for address in (MINE, "/publicity/", f"/publicity/{REF}/", "/"):
        shown = page(visitor, address)
        assert "当事人生产的白酒" not in shown
        assert "2号" not in shown.replace("2号楼", "")


# ---- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("DY-42", "ZJ-06")
def test_list_shows_permits_and_penalties_with_counts(visitor, place):
    release(place, fine(), fine("苏应急罚〔2026〕2号"))
    release(place, licence(), authority=MARKET_BUREAU)
    shown = page(visitor, "/publicity/")
    assert "3 条公示信息" in shown
    for said in (NUMBER, "许〔2026〕1号", "泗阳洋河酿酒有限公司", "2027-05-06", "2031-01-04"):
        assert said in shown
    counts = shown[shown.index('id="authorities"') :]
    assert counts.index("泗阳县应急管理局") < counts.index("泗阳县市场监督管理局"), "the largest first"


@pytest.mark.clause("JH-51", "CZ-38")
def test_list_shows_judgments_until_their_term_ends(visitor, place, monkeypatch):
    judgment = act("judgment", "（2026）苏1323执1号", content={"cause": "买卖合同纠纷"})
    release(place, judgment, authority=MARKET_BUREAU)
    assert "买卖合同纠纷" in page(visitor, "/publicity/", type="judgment")
    on(monkeypatch, date(2028, 5, 6))
    assert "买卖合同纠纷" not in page(visitor, "/publicity/", type="judgment")


@pytest.mark.parametrize("type", ["coercion", "confirmation", "levy", "payment", "ruling", "award", "inspection"])
def test_list_shows_acts_of_every_other_kind(visitor, place, type):
    release(place, act(type, "文〔2026〕8号"), authority=MARKET_BUREAU)
    assert "文〔2026〕8号" in page(visitor, "/publicity/", type="acts")


def test_list_takes_as_many_queries_for_many_records_as_for_one(visitor, place, django_assert_num_queries):
    release(place, fine())
    page(visitor, "/publicity/")
    with django_assert_num_queries(11):
        page(visitor, "/publicity/")
    release(place, *(fine(f"苏应急罚〔2026〕{number}号") for number in range(2, 9)))
    with django_assert_num_queries(11):
        page(visitor, "/publicity/")


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"type": "penalty"}, [NUMBER]),
        ({"type": "double"}, [NUMBER, "许〔2026〕1号"]),
        ({"type": "acts"}, []),
        ({"authority": MARKET_BUREAU}, ["许〔2026〕1号"]),
        ({"since": "2026-05-06", "until": "2026-05-06"}, [NUMBER]),
        ({"since": "2026-05-07"}, []),
        ({"q": NUMBER}, [NUMBER]),
        ({"q": BREWERY}, [NUMBER, "许〔2026〕1号"]),
        ({"q": "悦来"}, []),
    ],
)
def test_list_and_its_file_are_filtered_alike(visitor, place, asked, numbers):
    release(place, fine())
    release(place, licence(), authority=MARKET_BUREAU)
    for address in ("/publicity/", "/publicity/publicity.csv"):
        shown = page(visitor, address, **asked)
        assert [
            number for number in (NUMBER, "许〔2026〕1号") if f"{number}" in shown.replace(f'value="{number}"', "")
        ] == (numbers)


def test_list_pages_by_a_key_and_shows_each_record_once(visitor, place):
    release(place, *(fine(f"苏应急罚〔2026〕{number}号") for number in range(100, 125)))
    first = page(visitor, "/publicity/", type="penalty")
    address = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = page(visitor, f"/publicity/{address}")
    assert (
        first.count('<th scope="row"><a href="/publicity/'),
        second.count('<th scope="row"><a href="/publicity/'),
    ) == (20, 5)
    assert "type=penalty" in address
    assert visitor.get("/publicity/", {"after": "2026-13-40.x"})["Location"] == "/publicity/?"


def test_list_says_what_is_wrong_with_a_filter(visitor, place):
    response = visitor.get("/publicity/", {"since": "2026-13-40"})
    assert response.status_code == 422
    assert "请写成 2026-11-21 这样的日期" in text_of(response)


def test_file_leaves_nothing_out_however_many_blocks_it_is_read_in(visitor, place, monkeypatch):
    numbers = [f"苏应急罚〔2026〕{number}号" for number in range(1, 6)]
    release(place, *map(fine, numbers))
    monkeypatch.setattr(public_table, "BLOCK", 2)
    given = text_of(visitor.get("/publicity/publicity.csv"))
    assert all(given.count(number) == 1 for number in numbers)
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    response = visitor.get("/publicity/publicity.xlsx?type=penalty")
    assert response.status_code == 422
    assert 'href="/publicity/publicity.csv?type=penalty"' in text_of(response)


def test_file_holds_nothing_that_a_spreadsheet_would_run(visitor, place):
    release(place, fine(content={"penalty_content": "=HYPERLINK(1)", "violation_type": "@SUM(1)"}))
    shown = text_of(visitor.get("/publicity/publicity.csv"))
    assert shown.startswith("\ufeff记录号,")
    assert ",@SUM" not in shown
    assert ",=HYP" not in shown
    assert "'@SUM(1)" in shown
    assert visitor.get("/publicity/publicity.xlsx").content.startswith(b"PK")
    assert visitor.get("/publicity/publicity.exe").status_code == 404


# ---- one item --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("DY-18")
def test_item_says_from_when_until_when_and_why(visitor, place):
    release(place, fine(repair_class="serious"))
    shown = page(visitor, f"/publicity/{REF}/")
    for said in (
        "2029-05-06",
        "自 2026-11-20 起公示",
        "失信程度：严重",
        "信用修复管理办法",
        BREWERY,
        "罚款5万元",
        "50,000.00 元",
    ):
        assert said in shown
    assert 'href="/rules/terms/publicity.serious.maximum/"' in shown
    assert "有异议？" in shown


def test_item_of_a_name_that_may_be_a_persons_is_masked(visitor, place):
    release(place, fine(party=PERSON, content={"party_name": "王小二", "party_code": PERSON}))
    for address in (f"/publicity/{REF}/", f"/organisations/{PERSON}/"):
        shown = page(visitor, address)
        assert NUMBER in shown
        assert "王小二" not in shown


def test_item_of_a_name_that_may_be_a_persons_stands_in_no_list(visitor, place):
    release(
        place, fine(party=PERSON, content={"party_name": "王小二", "party_code": PERSON}), fine("苏应急罚〔2026〕2号")
    )
    lists = ("/", "/publicity/", "/publicity/publicity.csv")
    asked = ({}, {"type": "penalty"}, {"q": "王小二"}, {"q": PERSON[:17]}, {"q": NUMBER})
    for address, query in [(address, query) for address in lists for query in asked]:
        shown = page(visitor, address, **query).replace(f'value="{NUMBER}"', "")
        assert NUMBER not in shown, (address, query)
        assert PERSON not in shown, (address, query)
    assert "<strong>1</strong>" in page(visitor, "/publicity/"), "nor in a count"
    assert NUMBER in page(visitor, "/publicity/", q=PERSON)
    assert "输入完整的统一社会信用代码才查得到" in page(visitor, "/publicity/")


def test_item_is_opened_by_its_number_however_it_is_written(visitor, place):
    release(place, fine())
    assert visitor.get(f"/publicity/{REF.upper()}/")["Location"] == f"/publicity/{REF}/"


# ---- what is public no longer ----------------------------------------------------------------------------------------


def test_ended_item_is_found_by_no_page_search_export_or_parameter(visitor, place, monkeypatch):
    release(place, fine())
    on(monkeypatch, LAST)
    assert NUMBER in page(visitor, MINE)
    on(monkeypatch, AFTER)
    ask = {"as_of": "2027-01-01", "known_on": "2027-01-01", "on": "2027-01-01", "today": "2027-01-01", "as": "officer"}
    for address in (MINE, "/publicity/", "/publicity/publicity.csv", "/"):
        for asked in ({}, ask, {"type": "penalty", **ask}, {"authority": SAFETY}, {"since": "2026-05-06"}):
            assert NUMBER not in page(visitor, address, **asked), (address, asked)
    assert "没有符合条件的公示信息" in page(visitor, "/publicity/", q=NUMBER)
    assert visitor.get(f"/publicity/{REF}/", ask).status_code == 404


def test_undone_decision_says_that_it_was_withdrawn_by_whom_and_why_until_its_term_ends(visitor, place, monkeypatch):
    """行政处罚法 第四十八条."""
    release(place, fine())
    call(
        withdraw_undone, by=REVIEWER, authority=place[SAFETY], records=[REF], document="泗政复〔2026〕8号",
        undone_on="2026-11-19", reason="主要事实不清",
    )  # fmt: skip
    gone = visitor.get(f"/publicity/{REF}/")
    assert gone.status_code == 410
    for said in (text_of(gone), page(visitor, "/publicity/").partition('id="withdrawn"')[2]):
        for word in ("泗阳县应急管理局", "2026-11-20", "泗政复〔2026〕8号", "主要事实不清"):
            assert word in said
        assert BREWERY not in said
        assert "罚款5万元" not in said
    on(monkeypatch, AFTER)
    assert visitor.get(f"/publicity/{REF}/").status_code == 404
    assert NUMBER not in page(visitor, "/publicity/")


def test_gone_is_answered_like_never_was(visitor, place, monkeypatch):
    submission = release(place, fine())
    never = visitor.get(f"/publicity/{'0' * 32}/").content.replace(b"0" * 32, REF.encode())
    on(monkeypatch, AFTER)
    gone = visitor.get(f"/publicity/{REF}/")
    assert (gone.status_code, gone.content) == (404, never)
    assert submission not in text_of(gone)


def test_kept_page_does_not_outlive_the_day(visitor, place, monkeypatch):
    release(place, fine())
    for address in (MINE, "/publicity/", f"/publicity/{REF}/", "/"):
        on(monkeypatch, LAST)
        first = visitor.get(address)
        assert first["Cache-Control"] == "private, no-cache"
        assert first["X-Robots-Tag"] == "noarchive"
        kept = {"If-None-Match": first["ETag"]}
        assert visitor.get(address, headers=kept).status_code == 304
        on(monkeypatch, AFTER)
        again = visitor.get(address, headers=kept)
        assert again.status_code != 304
        assert NUMBER not in text_of(again)
        assert again["Cache-Control"] == "private, no-cache"


def test_tag_changes_with_the_day_even_where_the_words_do_not(visitor, place, monkeypatch):
    tags = set()
    for day in (LAST, AFTER):
        monkeypatch.setattr(freshness, "today", lambda day=day: day)
        tags.add(visitor.get("/publicity/")["ETag"])
    assert len(tags) == 2


def test_home_shows_the_newest_and_how_much_there_is(visitor, place):
    release(place, fine())
    release(place, licence(), authority=MARKET_BUREAU)
    shown = page(visitor, "/")
    assert f"/publicity/{REF}/" in shown
    assert "今日公示的全部 2 条" in shown
    assert 'href="/publicity/?type=penalty"' in shown


def test_nothing_of_one_organisation_stands_on_the_page_of_another(visitor, place):
    release(place, fine())
    assert NUMBER not in page(visitor, f"/organisations/{HOTEL}/")
