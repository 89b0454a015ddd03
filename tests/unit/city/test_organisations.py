import hashlib
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from xinheng.city import codes
from xinheng.city.organisations import LAST_DAY, City, organisations
from xinheng.city.place import SIYANG
from xinheng.city.tables import table
from xinheng.credit.organisations.personal import may_be_personal
from xinheng.credit.organisations.validation import validate
from xinheng.ground.columns.reading import read
from xinheng.ground.identifiers import columns, registration_number, uscc
from xinheng.ground.identifiers.judgement import judge

CODE, NAME = pl.col("统一社会信用代码"), pl.col("主体名称")


@cache
def city() -> City:
    return organisations(11, 60_000)


@cache
def rows() -> pl.DataFrame:
    return pl.concat([city().registry, city().truth], how="horizontal")


def share(which: pl.Expr) -> float:
    return rows().select(which.mean()).item()


@settings(max_examples=5)
@given(st.integers(0, 2**31), st.integers(0, 300), st.integers(0, 300))
def test_smaller_city_is_the_beginning_of_a_larger_one(seed, one, other):
    few, many = sorted((one, other))
    smaller, larger = organisations(seed, few), organisations(seed, many)
    assert_frame_equal(smaller.registry, larger.registry.head(few))
    assert_frame_equal(smaller.truth, larger.truth.head(few))


def test_same_seed_gives_the_bytes_it_always_gave():
    """Fails when a table or the draws change: then every population made from a seed is another one."""
    written = organisations(1, 500).registry.write_csv().encode()
    assert written == organisations(1, 500).registry.write_csv().encode()
    assert hashlib.sha256(written).hexdigest() == "4729aef7e3a62caafeb6a3ca3685df69754878819f4f98e255f875ec8bfa9a1e"


def test_other_seed_gives_another_city():
    assert set(organisations(1, 300).truth["truth_code"]).isdisjoint(organisations(2, 300).truth["truth_code"])


def test_more_rows_than_codes_are_refused():
    with pytest.raises(ValueError, match="organisations"):
        organisations(1, codes.MOST + 1)


def test_no_two_organisations_share_a_code_or_a_number():
    for column in ("truth_code", "truth_uscc", "注册号"):
        values = rows()[column].drop_nulls()
        assert values.n_unique() == len(values), column


def test_codes_are_faultless_where_the_truth_says_so():
    admitted = rows().filter(pl.col("truth_fate") == "admitted")
    assert admitted.select(columns.uscc_is_valid(CODE).all()).item()
    for code in admitted["truth_code"].head(1_000):
        judged = judge(code)
        assert (judged.valid, judged.problems) == (True, ()), code


def test_one_in_five_thousand_is_issued_with_the_remainder_as_check_character():
    wrong = organisations(11, 100_000).truth.filter(pl.col("truth_fate") == "warning")
    assert 10 < len(wrong) < 30
    assert all(uscc.ends_in_remainder(code) for code in wrong["truth_code"])
    assert all(judge(code).suggestion == right for code, right in wrong.select("truth_code", "truth_uscc").rows())


def test_a_few_have_only_a_registration_number():
    pending = rows().filter(pl.col("truth_fate") == "code_pending")
    assert 20 < len(pending) < 200
    assert pending["truth_uscc"].null_count() == len(pending)
    assert all(registration_number.has_right_check_digit(code) for code in pending["truth_code"])


def test_shares_are_those_of_a_county():
    assert share(pl.col("登记状态") == "存续") == pytest.approx(0.85, abs=0.01)
    assert share(pl.col("曾用名").is_not_null()) == pytest.approx(0.08, abs=0.005)
    assert share(pl.col("行政区划代码") != SIYANG.region) == pytest.approx(0.05, abs=0.005)
    assert share(pl.col("truth_class") == "shop") == pytest.approx(0.56, abs=0.01)


def test_every_class_occurs_under_its_own_kind():
    kinds = {line["class"]: line["prefix"] for line in table("sorts")}
    assert set(rows()["truth_class"]) == set(kinds)
    found = rows().filter(pl.col("truth_uscc").is_not_null()).select("truth_class", pl.col("truth_uscc").str.head(2))
    assert dict(found.unique().rows()) == kinds


def test_names_of_businesses_hardly_ever_coincide():
    names = rows().filter(~pl.col("truth_is_personal"))["主体名称"]
    assert len(names) - names.n_unique() < 10


def test_names_are_as_long_as_real_ones():
    """Half a million registered firms have 13.6 characters on average, the middle half 11 to 15."""
    firms = rows().filter(
        pl.col("truth_class").is_in(["company", "foreign", "factory", "partnership", "branch", "farm"])
    )
    lengths = firms["主体名称"].str.len_chars()
    assert lengths.mean() == pytest.approx(13.6, abs=0.5)
    assert (lengths.quantile(0.25), lengths.quantile(0.75)) in [(11, 15), (12, 15)]


def test_bare_personal_names_are_those_that_masking_recognises():
    coded = rows().filter(pl.col("truth_uscc").is_not_null())
    assert coded["truth_is_personal"].sum() > 1_000
    assert (
        coded.filter(may_be_personal(NAME, pl.col("truth_uscc")) != pl.col("truth_is_personal"))["主体名称"].to_list()
        == []
    )


def test_former_name_is_another_one_and_given_up_after_the_founding():
    renamed = rows().filter(pl.col("曾用名").is_not_null())
    assert renamed.select((pl.col("曾用名") != NAME).all()).item()
    assert renamed.select((pl.col("曾用名停用日期") >= pl.col("成立日期")).all()).item()
    assert rows()["曾用名停用日期"].count() == len(renamed)


def test_days_stand_in_their_order():
    assert rows().select((pl.col("核准日期") >= pl.col("成立日期")).all()).item()
    assert rows().select((pl.max_horizontal("成立日期", "核准日期") <= LAST_DAY).all()).item()
    assert rows().select(((pl.col("登记状态") == "存续") == pl.col("truth_ended_on").is_null()).all()).item()


def test_branch_stands_after_its_company_and_bears_its_name():
    companies = rows().select(隶属企业统一社会信用代码=CODE, parent=NAME, founded=pl.col("成立日期"), at="truth_row")
    branches = rows().filter(pl.col("truth_class") == "branch")
    found = branches.join(companies, on="隶属企业统一社会信用代码")
    assert len(found) == len(branches) > 1_000
    assert found.select(NAME.str.starts_with(pl.col("parent")).all()).item()
    assert found.select((pl.col("成立日期") >= pl.col("founded")).all()).item()
    assert found.select((pl.col("truth_row") > pl.col("at")).all()).item()


@pytest.mark.parametrize(
    ("lineage", "class_before", "state", "state_before"),
    [("合并", "company", "注销", "存续"), ("分立", "company", None, "存续"), ("个转企", "shop", None, "注销")],
)
def test_lineage_leads_to_an_organisation_it_can_lead_to(lineage, class_before, state, state_before):
    found = rows().filter(pl.col("沿革类型") == lineage)
    before = rows().filter(CODE.is_in(found["沿革主体代码"].implode()))
    assert len(found) > 20
    assert set(found["truth_class"]) == {"company"}
    assert set(before["truth_class"]) == {class_before}
    assert set(before["登记状态"]) == {state_before}
    assert state is None or set(found["登记状态"]) == {state}
    assert found["沿革日期"].null_count() == 0


def test_company_begins_when_its_shop_ends():
    shops = rows().select(沿革主体代码=CODE, ended="truth_ended_on")
    converted = rows().filter(pl.col("沿革类型") == "个转企").join(shops, on="沿革主体代码")
    assert converted.select((pl.col("成立日期") == pl.col("ended")).all()).item()


def test_truth_is_found_by_the_code_in_the_file_and_is_not_in_it():
    code = city().registry["统一社会信用代码"][4]
    assert city().truth_of(code)["truth_row"] == 5
    assert city().truth_of("91321323MA00000000") is None
    assert not [heading for heading in city().registry.columns if heading.startswith("truth")]
    assert all(column.startswith("truth_") for column in city().truth.columns)


def test_codes_of_kinds_and_industries_are_in_the_standards(shared_data):
    industries = set(pl.read_csv(shared_data / "code_tables/gbt4754_2017.csv", infer_schema=False)["code"])
    assert {line["industry"] for line in table("trades")} <= industries
    types = set(pl.read_csv(shared_data / "code_tables/enttype.csv", infer_schema=False)["编码"])
    assert {line["kind"] for line in table("sorts") if line["prefix"].startswith("9")} <= types


def test_shares_of_each_table_are_whole():
    assert sum(int(line["share"]) for line in table("sorts")) == 10_000
    for leads in {line["leads"] for line in table("leads")}:
        assert sum(int(line["share"]) for line in table("leads") if line["leads"] == leads) == 100, leads
    for ends_by in {line["ends_by"] for line in table("states")}:
        assert sum(int(line["share"]) for line in table("states") if line["ends_by"] == ends_by) == 1_000, ends_by


def test_particulars_are_understood_when_the_file_is_read():
    made = organisations(3, 20_000)
    validated = validate(read(made.registry.write_csv().encode(), "city.csv"), on=LAST_DAY)
    assert (validated.rows.height, validated.rejected.height) == (20_000, 0)
    fates = dict(made.truth["truth_fate"].value_counts().rows())
    assert validated.warnings == {"uscc.check_character": fates["warning"]}
    assert (validated.rows["code_kind"] == "registration_number").sum() == fates["code_pending"]
