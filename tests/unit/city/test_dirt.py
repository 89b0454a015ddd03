import opencc
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from xinheng.city.dirt import CARELESS, dirty
from xinheng.city.organisations import organisations
from xinheng.city.tables import table
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.normalisation import normalise

ROWS = 20_000
REGISTRY = organisations(3, ROWS).registry


@pytest.fixture(scope="module")
def spoilt() -> pl.DataFrame:
    made = dirty(REGISTRY, 3)
    return pl.concat([made.rows, made.truth], how="horizontal")


def of(spoilt: pl.DataFrame, fault: str) -> list[tuple[str, str, str, str]]:
    found = spoilt.filter(pl.col("truth_fault") == fault)
    return found.select("统一社会信用代码", "truth_code", "主体名称", "truth_name").rows()


def test_rows_without_a_fault_are_as_they_were(spoilt):
    whole = spoilt.filter(pl.col("truth_fault").is_null() & ~pl.col("truth_is_duplicate"))
    before = REGISTRY[(whole["truth_row"] - 1).to_list()]
    assert_frame_equal(whole.select(REGISTRY.columns), before)


@pytest.mark.parametrize("fault", ["full_width", "blanks", "look_alike", "wrong_check", "traditional"])
def test_faults_stand_in_their_proportion(spoilt, fault):
    assert len(of(spoilt, fault)) == pytest.approx(ROWS * CARELESS[fault] / 10_000, rel=0.25)


@pytest.mark.parametrize("fault", ["full_width", "blanks"])
def test_written_otherwise_the_code_is_still_the_code(spoilt, fault):
    for code, meant, name, right in of(spoilt, fault):
        assert code != meant
        assert normalise(code) == meant
        assert name == right


def test_look_alikes_are_recognised_for_what_was_meant(spoilt):
    for code, meant, _, _ in of(spoilt, "look_alike"):
        assert set("01").isdisjoint(code)
        assert code.replace("O", "0").replace("I", "1") == meant


def test_wrong_check_character_is_wrong(spoilt):
    faults = of(spoilt, "wrong_check")
    assert all(code[:-1] == meant[:-1] and code != meant for code, meant, _, _ in faults)
    assert not any(judge(code).valid for code, meant, _, _ in faults if judge(meant).valid)


def test_traditional_name_reads_back_as_the_simplified_one(spoilt):
    simplified = opencc.OpenCC("t2s")
    for code, meant, name, right in of(spoilt, "traditional"):
        assert name != right
        assert simplified.convert(name) == right
        assert code == meant


def test_brackets_change_their_width_only(spoilt):
    made = dirty(REGISTRY, 3, {"brackets": 10_000})
    faults = of(pl.concat([made.rows, made.truth], how="horizontal"), "brackets")
    assert len(faults) == REGISTRY["主体名称"].str.contains("（").sum() > 100
    assert all(name.replace("(", "（").replace(")", "）") == right for _, _, name, right in faults)


def test_duplicates_say_the_same_again_at_the_end(spoilt):
    again = spoilt.tail(len(spoilt) - ROWS)
    assert again["truth_is_duplicate"].all()
    assert len(again) == pytest.approx(ROWS * CARELESS["duplicate"] / 10_000, rel=0.25)
    first = spoilt.head(ROWS)[(again["truth_row"] - 1).to_list()]
    assert_frame_equal(again.drop("truth_is_duplicate"), first.drop("truth_is_duplicate"))


def test_personal_columns_are_there_and_nobodys(spoilt):
    assert spoilt["联系电话"].str.contains("^1000000[0-9]{4}$").all()
    assert spoilt["法定代表人"].null_count() == 0


def test_headings_stand_in_another_order_for_another_seed():
    first, second = dirty(REGISTRY.head(5), 1).rows.columns, dirty(REGISTRY.head(5), 2).rows.columns
    assert first != second
    assert sorted(first) == sorted(second) == sorted([*REGISTRY.columns, "法定代表人", "联系电话"])


def test_no_proportions_leave_the_rows_alone():
    made = dirty(REGISTRY, 1, {})
    assert_frame_equal(made.rows.select(REGISTRY.columns), REGISTRY)
    assert made.truth["truth_fault"].null_count() == ROWS


def test_file_in_gbk_says_what_the_one_in_utf_8_says():
    made = dirty(REGISTRY, 5)
    assert made.csv("gbk") != made.csv()
    assert made.csv("gbk").decode("gbk") == made.csv().decode()
    assert made.csv() == dirty(REGISTRY, 5).csv()


def test_table_of_traditional_characters_is_one_to_one():
    lines = table("traditional")
    assert len({line["simplified"] for line in lines}) == len({line["traditional"] for line in lines}) == len(lines)
