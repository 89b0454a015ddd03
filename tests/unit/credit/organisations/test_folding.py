"""名称归一 and 拼音首字母: one name however it is written, scalar and columnar alike."""

import csv
import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinheng.credit.organisations.folding import (
    BRACKETS,
    MARKS,
    folded,
    folded_column,
    folds,
    plain,
    plain_column,
    simplified,
)
from xinheng.credit.organisations.search.grams import grams, grams_column, neighbours
from xinheng.credit.organisations.search.initials import initials, initials_column, lettered, readings

# Texts as names are made of, rather than any text: characters that some rule acts on, words with a reading of their own.
CHARACTERS = st.one_of(
    st.sampled_from(sorted(folds())),
    st.sampled_from("苏宁易购集团有限公司南京重庆长春银行行长乐清茶\ue000\ue65c𠮷㐀0aZ９（"),
    st.sampled_from(sorted(MARKS)),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
WORDS = st.sampled_from([word for word in readings() if len(word) > 1])
NAMES = st.lists(st.one_of(CHARACTERS, WORDS), max_size=14).map("".join)


def column(rule, *texts: str) -> list:
    return pl.DataFrame({"name": texts}, schema={"name": pl.String}).select(rule(pl.col("name")))["name"].to_list()


@pytest.mark.parametrize(
    ("written", "one_form"),
    [
        ("苏宁易购集团（股份）有限公司", "苏宁易购集团(股份)有限公司"),
        ("苏宁〔南京〕【一】［二］", "苏宁(南京)(一)(二)"),
        ("蘇寧易購集團股份有限公司", "苏宁易购集团股份有限公司"),
        (" 苏 宁\u3000易\u200b购\ufeff\n", "苏宁易购"),
        ("ｔｃｌ电器Ａ４", "TCL电器A4"),
        ("玛丽•黛佳‧美容・店", "玛丽·黛佳·美容·店"),
        ("一—二－三-四", "一-二-三-四"),
        ("“金太阳”‘店’", '"金太阳""店"'),
        ("二○○八", "二〇〇八"),
        ("\ue65c山市", "\ue65c山市"),
        ("瀋陽後勤麵粉廠", "沈阳后勤面粉厂"),
        ("", ""),
    ],
)
def test_names_written_differently_fold_to_one_form(written, one_form):
    assert folded(written) == one_form


@given(NAMES)
def test_folding_a_column_equals_folding_each_name(name):
    assert column(folded_column, name) == [folded(name)]
    assert column(lambda names: plain_column(folded_column(names)), name) == [plain(folded(name))]


@given(NAMES)
def test_initials_of_a_column_equal_those_of_each_name(name):
    assert column(initials_column, folded(name)) == [initials(folded(name))]


@given(NAMES)
def test_grams_of_a_column_equal_those_of_each_name(name):
    name = plain(folded(name))
    frame = pl.DataFrame({"plain": [name], "initials": [initials(name)]})
    [found] = frame.select(grams_column(pl.col("plain"), pl.col("initials")))["plain"].to_list()
    assert len(found) == len(set(found))
    assert set(found) == grams(name, initials(name))


@given(NAMES)
def test_folding_twice_changes_nothing(name):
    assert folded(folded(name)) == folded(name)


@given(NAMES, st.integers(0, 14), st.integers(0, 14))
def test_every_part_of_a_name_folds_as_it_does_in_the_whole(name, start, end):
    """So that whoever types a part finds the whole."""
    assert folded(name[start:end]) in folded(name)
    assert set(neighbours(plain(folded(name[start:end])), 2)) <= grams(plain(folded(name)), "")


@given(NAMES)
def test_grams_hold_nothing_that_an_array_would_have_to_quote(name):
    for gram in grams(plain(folded(name)), initials(folded(name))):
        assert not set(gram) & set(' ,{}"\\\n\t')


def test_rules_are_of_single_characters_and_end():
    assert all(len(old) == 1 and len(new) <= 1 for old, new in folds().items())
    assert not {new for new in folds().values() if new} & folds().keys()


def test_null_stays_null():
    assert column(folded_column, None) == [None]


def test_traditional_characters_come_from_the_whole_table_of_opencc():
    assert len(simplified()) > 4000
    assert {old: simplified()[old] for old in "國業銀發龍"} == dict(zip("國業銀發龍", "国业银发龙", strict=True))


def test_brackets_of_every_sort_become_one():
    assert set(BRACKETS.values()) == {"(", ")"}


# ---- initials -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("苏宁易购集团股份有限公司", "snygjtgfyxgs"),
        ("重庆重工机械", "cqzgjx"),
        ("长春长江成长", "cccjcz"),
        ("中国银行泗阳支行", "zgyhsyzh"),
        ("老王五金行", "lwwjh"),
        ("行政中心", "xzzx"),
        ("乐清音乐", "yqyy"),
        ("厦门大厦", "xmds"),
        ("莘县莘庄", "sxxz"),
        ("A4纸(南京)", "a4znj"),
        ("\ue65c山", "s"),
    ],
)
def test_initials_are_read_as_names_are(name, letters):
    assert initials(folded(name)) == letters


@given(NAMES)
def test_every_initial_knows_its_character(name):
    name = folded(name)
    assert [letter for letter, _ in lettered(name)] == list(initials(name))
    assert all(name[place].lower() == letter for letter, place in lettered(name) if name[place].isascii())
    assert [place for _, place in lettered(name)] == sorted({place for _, place in lettered(name)})


# ---- real names -----------------------------------------------------------------------------------------------------


def test_real_pairs_of_names_fold_alike_unless_the_names_differ(shared_data):
    """Two registers' writing of the same firm: all but those of another wording fold to one form, 98.7 % of all that
    share a 统一社会信用代码; a pair with another wording never does."""
    with (shared_data / "name_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    alike = {id(pair) for pair in pairs if folded(pair["name_tax"]) == folded(pair["name_reg"])}
    assert [pair for pair in pairs if (id(pair) in alike) != (pair["difference"] != "different")] == []
    by_code = [pair for pair in pairs if pair["link"] == "uscc"]
    assert round(100 * sum(id(pair) in alike for pair in by_code) / len(by_code), 1) >= 98.7


def test_half_a_million_real_names_are_folded_and_read_within_seconds(shared_data):
    """Counted in seconds of this process, since the machine may be busy with something else."""
    names = pl.read_parquet(shared_data / "registry.parquet", columns=["name"])
    readings()
    since = time.process_time()
    made = names.select(folded=folded_column(pl.col("name"))).with_columns(initials_column(pl.col("folded")).alias("i"))
    assert time.process_time() - since < 2 * 2  # of two processors
    assert made["i"].str.len_chars().min() > 0
