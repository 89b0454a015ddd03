"""检索: what somebody types, what was understood, and what comes up in which order."""

import random

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.kernel import NOON
from tests.factories.organisations import load
from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.models import CommonGram, Identifier, SearchName
from xinheng.credit.organisations.search import by_name, finding, grams, indexing, suggestions
from xinheng.credit.organisations.search.by_name import Tiers, tier_of
from xinheng.credit.organisations.search.suggestions import candidates
from xinheng.credit.organisations.search.understanding import By, one_slip_away, understand, without_look_alikes
from xinheng.credit.organisations.tasks import keep_search_quick
from xinheng.ground.disclosure import PUBLIC, Level, Viewer
from xinheng.ground.identifiers import organisation_code, uscc
from xinheng.ground.refusal import Refused

CLERK = Viewer("user:clerk", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="核对主体")
HEADER = "统一社会信用代码,名称,经营状态,成立日期,注册资本（万元）,曾用名,注册号"


def code(number: int, kind: str = "91") -> str:
    """A made-up right code of 泗阳县."""
    body = f"MA{number:06d}"
    body = f"{kind}321323{body}{organisation_code.check_digit(body)}"
    return body + uscc.check_character(body)


def stock(*rows: tuple) -> None:
    """Loads (number, name, state, established, capital, former name, registration number) as a register has them."""
    lines = []
    for number, name, *rest in rows:
        state, since, capital, former, registration = [*rest, *["存续", "2010-01-01", "100", "", ""][len(rest) :]]
        written = number if isinstance(number, str) else code(number)
        lines.append(",".join([written, name, state, since, capital, former, registration]))
    receipt = load(*lines, header=HEADER)
    assert receipt["rejected"] == 0, receipt["faults"]


@pytest.fixture
def city(db):
    stock(
        (1, "苏宁易购集团股份有限公司", "存续", "1996-05-15", "900000", "苏宁云商集团股份有限公司"),
        (2, "江苏苏宁物流有限公司", "存续", "2012-01-01", "5000"),
        (3, "苏宁小店（南京）有限公司", "注销", "2018-01-01", "99000000"),
        (4, "泗阳县洋河酒业销售有限公司", "存续", "2005-01-01", "300"),
        (5, "泗阳县众兴镇东方科技有限公司", "存续", "2015-01-01", "200"),
        (6, "江苏东方科技股份有限公司", "存续", "2001-01-01", "8000"),
        (7, "TCL电器销售（泗阳）有限公司", "存续", "2009-01-01", "1000"),
        (8, "重庆长江银行泗阳支行", "存续", "2011-01-01", "0"),
        (9, "上海玛丽·黛佳化妆品有限公司", "存续", "2011-01-01", "10", "", "321323000012345"),
        (code(10, "92"), "王小二"),
        (code(11, "92"), "泗阳县王小二面馆"),
    )


def names(text: str, **options) -> list[str]:
    return [hit.name for hit in finding.search(text, viewer=PUBLIC, **options).hits]


def first(text: str, viewer: Viewer = PUBLIC) -> finding.Hit:
    return finding.search(text, viewer=viewer).hits[0]


def marked(matched: finding.Matched) -> str:
    """The text that matched with its spans in brackets."""
    text = matched.text
    for start, end in reversed(matched.spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


# ---- understanding --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("", By.NOTHING),
        (" \u3000 ", By.NOTHING),
        ("（）", By.NOTHING),
        ("苏", By.TOO_SHORT),
        ("苏宁", By.NAME),
        ("91321323MA0000014T", By.CODE),
        ("９１３２１３２３ ｍａ００００１４ｔ９", By.CODE),
        ("MA0000014", By.CODE),
        ("MA000001-4", By.CODE),
        ("321323000012345", By.CODE),
        ("91321323 MA00…", By.PART_OF_CODE),
        ("913213", By.PART_OF_CODE),
        ("11010119900101123", By.PART_OF_CODE),
        ("110101199001011234", By.PERSON_NUMBER),
        ("360", By.NAME),
        ("TCL", By.NAME),
        ("58同城", By.NAME),
    ],
)
def test_what_was_typed_is_understood(text, by):
    assert understand(text).by == by


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("苏宁 南京", ("苏宁", "南京")),
        ("苏宁　南京　苏宁", ("苏宁", "南京")),
        ("苏 宁 易 购", ("苏宁易购",)),
        ("苏宁（南京）", ("苏宁南京",)),
        ("蘇寧 京", ("苏宁", "京")),
        ("100%_", ("100",)),
    ],
)
def test_words_are_separated_by_blanks_and_hold_no_marks(text, words):
    assert understand(text).words == words


@pytest.mark.parametrize(("text", "letters"), [("SnYg", "snyg"), ("sn", ""), ("sn yg", ""), ("苏宁", ""), ("a4z", "")])
def test_three_letters_or_more_may_be_initials(text, letters):
    assert understand(text).initials == letters


def test_one_slip_leads_from_a_wrong_code_to_the_right_one():
    right = code(1)
    slips = [
        right[:3] + "0" + right[4:],
        right[:-2] + right[-1] + right[-2],
        right[:5] + right[6:],
        right[:5] + "7" + right[5:],
    ]
    assert all(right in one_slip_away(slip) for slip in slips)
    assert one_slip_away("913213") == set()
    assert without_look_alikes("9132I323MAO") == "91321323MA0"


# ---- by code --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [code(2), f" {code(2)[:8]} {code(2)[8:]} ", code(2).lower()])
def test_a_whole_code_leads_to_its_organisation(city, typed):
    hit = first(typed)
    assert (hit.name, hit.matched.how, marked(hit.matched)) == ("江苏苏宁物流有限公司", "code", f"[{code(2)}]")


def test_the_organisation_code_inside_leads_there_too(city):
    inner = code(2)[uscc.ORGANISATION_CODE]
    assert names(f"{inner[:8]}-{inner[8]}") == ["江苏苏宁物流有限公司"]
    assert marked(first(inner).matched) == f"{code(2)[:8]}[{inner}]{code(2)[17:]}"
    assert names("321323" + inner) == ["江苏苏宁物流有限公司"]  # 旧纳税人识别号


def test_a_former_number_leads_there_too(city):
    hit = first("321323000012345")
    assert (hit.name, hit.matched.how, hit.matched.is_former) == ("上海玛丽·黛佳化妆品有限公司", "former_code", True)


def test_the_beginning_of_a_code_finds_all_that_begin_so(city):
    found = finding.search("91321323 MA0000…", viewer=PUBLIC, limit=4)
    assert [hit.uscc for hit in found.hits] == sorted(code(number) for number in range(1, 10))[:4]
    assert marked(found.hits[0].matched) == f"[91321323MA0000]{code(1)[14:]}"
    rest = finding.search("91321323 MA0000…", viewer=PUBLIC, limit=40, after=found.next)
    assert [hit.uscc for hit in rest.hits][:5] == sorted(code(number) for number in range(1, 10))[4:9]
    assert rest.next is None


def test_a_part_of_the_organisation_code_finds_it(city):
    assert names("MA0000") == [first(code(number)).name for number in range(1, 10)] + ["泗阳县王小二面馆"]


@pytest.mark.parametrize("slip", ["O", "S"])
def test_a_wrong_letter_is_answered_with_the_code_that_was_meant(city, slip):
    right = code(2)
    wrong = right[:10] + slip + right[11:]
    found = finding.search(wrong, viewer=PUBLIC)
    assert found.hits == ()
    assert [suggestion.text for suggestion in found.suggestions] == [right]
    assert found.suggestions[0].why.zh == f"是否要查 {right}（江苏苏宁物流有限公司）？"
    assert found.advice


def test_a_part_with_a_wrong_letter_is_answered_too(city):
    found = finding.search("9132I323MAOOOO02", viewer=PUBLIC)
    assert [suggestion.text for suggestion in found.suggestions] == [code(2)]


def test_a_missing_or_doubled_character_is_found_out(city):
    for wrong in (code(2)[:5] + code(2)[6:], code(2)[:5] + "2" + code(2)[5:]):
        assert code(2) in [suggestion.text for suggestion in finding.search(wrong, viewer=PUBLIC).suggestions]


def test_a_right_code_that_nobody_has_is_suggested_without_a_name(city):
    unknown = code(777)
    found = finding.search(unknown[:10] + "O" + unknown[11:], viewer=PUBLIC)
    assert [(each.text, each.uscc, each.name) for each in found.suggestions] == [(unknown, None, None)]


def test_a_resident_number_is_never_looked_up(city):
    with CaptureQueriesContext(connection) as asked:
        found = finding.search("110101199001011234", viewer=PUBLIC)
    assert (found.by, found.hits, len(asked)) == (By.PERSON_NUMBER, (), 0)


# ---- by name --------------------------------------------------------------------------------------------------------


def test_the_whole_name_comes_first_then_what_begins_so_then_what_holds_it(db):
    stock((1, "苏宁物流"), (2, "苏宁物流有限公司"), (3, "江苏苏宁物流有限公司", "存续", "1980-01-01", "99999"))
    assert names("苏宁物流") == ["苏宁物流", "苏宁物流有限公司", "江苏苏宁物流有限公司"]


def test_what_is_in_force_comes_before_what_has_ended_however_large(city):
    assert names("苏宁") == ["苏宁易购集团股份有限公司", "苏宁小店（南京）有限公司", "江苏苏宁物流有限公司"]
    stock((20, "苏宁杂货有限公司", "存续", "2020-01-01", "1"))
    assert names("苏宁")[:3] == ["苏宁易购集团股份有限公司", "苏宁杂货有限公司", "苏宁小店（南京）有限公司"]


def test_present_names_come_before_former_ones_and_each_organisation_once(city):
    stock((21, "苏宁云商集团股份有限公司"))
    found = finding.search("苏宁云商集团股份有限公司", viewer=PUBLIC)
    assert [(hit.name, hit.matched.how) for hit in found.hits] == [
        ("苏宁云商集团股份有限公司", "name"),
        ("苏宁易购集团股份有限公司", "former_name"),
    ]
    assert found.hits[1].matched.text == "苏宁云商集团股份有限公司"
    assert names("苏宁").count("苏宁易购集团股份有限公司") == 1


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("蘇寧易購", "[苏宁易购]集团股份有限公司"),
        ("苏宁小店南京", "[苏宁小店（南京]）有限公司"),
        ("泗阳（有限", "TCL电器销售（[泗阳）有限]公司"),
        ("tcl电器", "[TCL电器]销售（泗阳）有限公司"),
        ("洋河", "泗阳县[洋河]酒业销售有限公司"),
        ("东方科技 泗阳", "[泗阳]县众兴镇[东方科技]有限公司"),
        ("玛丽黛佳", "上海[玛丽·黛佳]化妆品有限公司"),
        ("洋 河 酒 业", "泗阳县[洋河酒业]销售有限公司"),
        ("syxyh", "[泗阳县洋河]酒业销售有限公司"),
        ("yhjy", "泗阳县[洋河酒业]销售有限公司"),
        ("CQCJYH", "[重庆长江银行]泗阳支行"),
        ("mldj", "上海[玛丽·黛佳]化妆品有限公司"),
    ],
)
def test_any_part_of_a_name_finds_it_and_shows_where(city, typed, matched):
    assert marked(first(typed).matched) == matched


def test_all_words_must_occur(city):
    assert names("东方科技 众兴") == ["泗阳县众兴镇东方科技有限公司"]
    assert names("东方科技 酒业") == []


def test_wildcards_are_no_wildcards(city):
    assert names("苏%购") == []
    assert names("__") == []


def test_one_character_is_told_that_two_are_needed(city):
    assert "两个字" in finding.search("苏", viewer=PUBLIC).advice.zh


@pytest.mark.parametrize("typed", ["苏咛易购", "苏宁易构集团", "苏宁昜购集团股份有限公司", "易购集团苏宁"])
def test_a_name_with_a_slip_is_answered_with_what_was_perhaps_meant(city, typed):
    found = finding.search(typed, viewer=PUBLIC)
    assert found.hits == ()
    assert found.suggestions[0].text == "苏宁易购集团股份有限公司"
    assert found.suggestions[0].why.zh


def test_nothing_like_it_is_said_with_what_to_do(city):
    found = finding.search("阿里巴巴", viewer=PUBLIC)
    assert (found.hits, found.suggestions) == ((), ())
    assert "代码" in found.advice.zh


# ---- who must not come up -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["王小二", "小二", "wxe", "王小", "MA000010", "92321323MA00001"])
def test_a_bare_name_of_a_person_never_comes_up(city, typed):
    found = finding.search(typed, viewer=CLERK)
    shown = [hit.name for hit in found.hits] + [suggestion.text for suggestion in found.suggestions]
    assert "王小二" not in shown
    assert code(10, "92") not in [hit.uscc for hit in found.hits]


def test_a_bare_name_of_a_person_is_masked_under_its_full_code(city):
    hit = first(code(10, "92"))
    assert (hit.name, hit.uscc) == ("王**", code(10, "92"))


@pytest.mark.parametrize("part", [slice(8, 17), slice(0, 17), slice(8, 18)])
def test_a_bare_name_of_a_person_does_not_come_up_by_a_part_of_its_code(city, part):
    assert names(code(10, "92")[part]) == []


def test_a_slip_never_suggests_the_business_of_a_person(city):
    right = code(10, "92")
    for wrong in (right[:10] + "O" + right[11:], right[:-1], right[:8] + "Q" + right[9:]):
        found = finding.search(wrong, viewer=PUBLIC)
        assert found.hits == ()
        assert all(suggestion.name is None for suggestion in found.suggestions)


def test_a_former_name_of_a_business_that_now_bears_a_persons_name_does_not_come_up(db):
    stock((code(12, "92"), "李老四", "存续", "2015-01-01", "1", "泗阳县老四饭店"))
    assert names("老四饭店") == []
    assert not SearchName.objects.filter(is_public=True).exists()


def test_an_organisation_without_a_code_is_for_the_government_only(db):
    stock(("321323000098765", "泗阳县老供销社"))
    found = finding.search("321323000098765", viewer=PUBLIC)
    assert (found.hits, names("供销社")) == ((), [])
    assert "尚未换发" in found.advice.zh
    assert first("321323000098765", CLERK).name == "泗阳县老供销社"
    assert candidates("泗阳县老供销社") == []


# ---- pages ----------------------------------------------------------------------------------------------------------


def pages(text: str, limit: int) -> list[str]:
    found = finding.search(text, viewer=PUBLIC, limit=limit)
    codes = [hit.uscc for hit in found.hits]
    while found.next:
        found = finding.search(text, viewer=PUBLIC, limit=limit, after=found.next)
        codes += [hit.uscc for hit in found.hits]
    return codes


def test_pages_hold_everything_once_in_the_same_order(city):
    for text in ("公司", "苏宁", "syx", "有限公司", "913213"):
        whole = pages(text, 50)
        assert len(whole) == len(set(whole)) > 1
        assert pages(text, 1) == pages(text, 2) == whole


def test_a_page_goes_on_where_it_ended_while_others_write(city):
    found = finding.search("有限公司", viewer=PUBLIC, limit=3)
    stock((30, "最大有限公司", "存续", "1950-01-01", "99999999"), (31, "最小有限公司", "存续", "2024-01-01", "1"))
    seen = {hit.uscc for hit in found.hits}
    rest = finding.search("有限公司", viewer=PUBLIC, limit=50, after=found.next)
    assert not seen & {hit.uscc for hit in rest.hits}
    assert code(31) in {hit.uscc for hit in rest.hits}


@pytest.mark.parametrize("cursor", ["", "x", "bi4x", "=", "é", "bi5hLmIuYw"])
def test_a_cursor_of_somebody_else_is_refused(city, cursor):
    with pytest.raises(Refused) as refused:
        finding.search("公司", viewer=PUBLIC, after=cursor)
    assert refused.value.refusal.code == "search.cursor"


def test_a_page_costs_the_same_few_questions_however_many_hits(city):
    with CaptureQueriesContext(connection) as few:
        finding.search("有限公司", viewer=PUBLIC, limit=2)
    with CaptureQueriesContext(connection) as many:
        finding.search("有限公司", viewer=PUBLIC, limit=8)
    assert len(few) <= len(many) <= 8


# ---- the index ------------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(db, monkeypatch):
    """Two hundred names of few words, with floors so low that every way of reading a tier is taken."""
    monkeypatch.setattr(indexing, "COMMON", 8)
    monkeypatch.setattr(indexing, "MARKED", {grams.HEAVIEST: 4, grams.HEAVY: 12})
    monkeypatch.setattr(indexing, "AT_ONCE", 60)
    monkeypatch.setattr(by_name, "COMMON_ENOUGH", 40)
    monkeypatch.setattr(by_name, "WINDOW", 12)
    chance = random.Random(1)
    parts = ["江苏", "泗阳", "东方", "科技", "酒业", "苏宁", "银行", "重庆", "ABC"]
    stock(
        *(
            (
                number,
                "".join(chance.choices(parts, k=chance.randint(1, 4))) + chance.choice(["有限公司", "公司", "厂"]),
                chance.choice(["存续", "存续", "注销"]),
                f"{chance.randint(1980, 2020)}-01-01",
                str(chance.choice([0, 1, 50, 50, 1000])),
                chance.choice(["", "", "".join(chance.choices(parts, k=2)) + "公司"]),
            )
            for number in range(1, 201)
        )
    )


QUERIES = [
    "公司",
    "有限公司",
    "江苏",
    "苏宁 科技",
    "科技公司",
    "ABC",
    "yxgs",
    "gs",
    "sykj",
    "银行 厂",
    "重庆银行",
    "东方 A",
]


def by_definition(text: str) -> list[str]:
    """What pages must hold, computed the slow and obvious way: every public name compared, each organisation once."""
    query = understand(text)
    rows = by_name.answered(f"SELECT {by_name.COLUMNS} FROM organisations_searchname WHERE is_public", [])
    answers = [row for row in rows if tier_of(row, query) is not None]
    answers.sort(key=lambda row: (tier_of(row, query), -row.weight, row.organisation, row.id))
    each = dict.fromkeys(row.organisation for row in answers)
    codes = dict(Identifier.objects.filter(kind="uscc").values_list("organisation_id", "value"))
    return [codes[organisation] for organisation in each]


@pytest.mark.parametrize("rebuilt", [False, True])
def test_every_way_of_reading_gives_what_the_definition_says(crowd, rebuilt):
    if rebuilt:
        indexing.rebuild()
        assert CommonGram.objects.count() > 20
    for text in QUERIES:
        assert pages(text, 3) == pages(text, 17) == by_definition(text), text


def test_names_added_after_a_rebuild_are_found_in_their_place(crowd):
    """A new name above a floor bears the mark of the heavy at once; otherwise common words would hide it."""
    indexing.rebuild()
    stock((301, "江苏巨大科技有限公司", "存续", "1950-01-01", "99999999"), (302, "江苏微小科技有限公司"))
    heavy, light = (SearchName.objects.get(name=f"江苏{size}科技有限公司") for size in ("巨大", "微小"))
    assert "*有限" in heavy.grams
    assert "*有限" not in light.grams
    for text in QUERIES:
        assert pages(text, 5) == by_definition(text), text


def test_the_marks_of_the_heavy_are_exactly_those_above_the_floor(crowd):
    indexing.rebuild()
    for common in CommonGram.objects.exclude(mark=indexing.EVERY_NAME):
        gram = common.mark.lstrip(grams.HEAVIEST)
        holders = SearchName.objects.filter(grams__contains=[gram]).order_by("-weight", "organisation_id")
        marks = {name.pk for name in holders if common.mark in name.grams}
        above = {
            name.pk for name in holders if (-name.weight, name.organisation_id) <= (-common.weight, common.organisation)
        }
        assert len(holders) == common.documents >= indexing.COMMON
        assert marks == above
        assert len(marks) >= indexing.MARKED[common.mark.removesuffix(gram)]


def test_the_common_grams_are_found_anew_when_the_stock_has_doubled(crowd):
    assert indexing.is_outgrown()
    keep_search_quick(None, now=NOON)
    found = CommonGram.objects.count()
    assert found > 20
    assert not indexing.is_outgrown()
    keep_search_quick(None, now=NOON)
    stock(*((number, f"绝无仅有{number}厂") for number in range(500, 900)))
    assert CommonGram.objects.count() == found
    assert indexing.is_outgrown()


def test_a_rebuild_makes_the_same_names_as_the_loads_did(city):
    def stored() -> set:
        columns = ("organisation", "name", "folded", "is_current", "in_force", "is_public", "weight", "initials")
        return {(*row[:-1], frozenset(row[-1])) for row in SearchName.objects.values_list(*columns, "grams")}

    before = stored()
    made = indexing.rebuild()
    assert (stored(), made["names"]) == (before, len(before))
    assert indexing.rebuild() == made
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, SearchName._meta.db_table)
    assert {"searchname_grams", "searchname_folded", "searchname_heaviest"} <= constraints.keys()
    assert any(each["primary_key"] for each in constraints.values())
    stock((40, "重建之后有限公司"))
    assert names("重建之后") == ["重建之后有限公司"]


def test_weights_follow_size_age_and_kind_but_never_across_standing():
    rows = [
        (True, True, "91", "2020-01-01", 1_000_000_00),
        (True, True, "91", "2020-01-01", 10_000_000_00),
        (True, True, "91", "1980-01-01", 1_000_000_00),
        (True, True, "12", "2020-01-01", 1_000_000_00),
        (True, True, "92", "2020-01-01", 1_000_000_00),
        (True, False, "12", "1900-01-01", 10**17),
        (False, True, "12", "1900-01-01", 10**17),
        (True, True, None, None, None),
        (True, True, "92", None, -5),
    ]
    frame = pl.DataFrame(
        rows, schema=["is_current", "in_force", "uscc", "established_on", "capital_fen"], orient="row"
    ).with_columns(pl.col("established_on").str.to_date())
    plain, large, old, body, sole, ended, former, unknown, odd = frame.select(indexing.weight_column())["is_current"]
    assert sole < plain < min(large, old, body)
    assert former < ended < odd <= unknown < sole


# ---- candidates -----------------------------------------------------------------------------------------------------


def test_candidates_come_likest_first_with_reasons(city):
    found = candidates("江苏东方科技有限公司")
    assert [candidate.name for candidate in found][:2] == ["江苏东方科技股份有限公司", "泗阳县众兴镇东方科技有限公司"]
    assert [candidate.score for candidate in found] == sorted((each.score for each in found), reverse=True)
    assert len(found) <= suggestions.CANDIDATES
    assert [reason.zh for reason in found[0].reasons] == ["相差 2 个字", "同有“江苏东方科技”“有限公司”"]


def test_candidates_know_former_names_and_say_so(city):
    found = candidates("苏宁云商集团有限公司")[0]
    assert (found.name, found.reasons[-1].zh) == ("苏宁云商集团股份有限公司", "是曾用名")


def test_candidates_of_nothing_are_none(city):
    assert candidates("") == candidates("甲") == []


def test_the_condition_of_each_tier_says_what_the_definition_says(city):
    rows = by_name.answered(f"SELECT {by_name.COLUMNS} FROM organisations_searchname WHERE is_public", [])
    for text in ("苏宁", "苏宁易购集团股份有限公司", "sn", "syx", "tcl", "苏宁 南京", folded("泗阳（有限")):
        query = understand(text)
        tiers = Tiers(query)
        for tier in tiers.probes:
            condition, values = tiers.condition(tier)
            found = by_name.answered(
                f"SELECT {by_name.COLUMNS} FROM organisations_searchname WHERE is_public AND {condition}", values
            )
            assert {row.id for row in found} == {row.id for row in rows if tier_of(row, query) == tier}, (text, tier)
