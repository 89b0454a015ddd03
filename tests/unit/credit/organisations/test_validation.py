"""核验: the fate of every sort of row, without a database."""

from collections import Counter
from datetime import date

import pytest

from tests.unit.ground.identifiers.examples import completed
from xinheng.credit.organisations.validation import fault, validate
from xinheng.ground.columns.reading import read
from xinheng.ground.refusal import Refused

ON = date(2026, 11, 20)
GOOD, REMAINDER, PENDING = "91310000057662777J", "91510182749740641Y", "320584000069850"
LOOKS_LIKE_RESIDENT = "320324197001011234"


def validated(*lines: str):
    return validate(read("\n".join(lines).encode(), "a.csv"), on=ON)


def fates(*rows: str) -> dict:
    result = validated("统一社会信用代码,名称", *rows)
    taken = [(row["code_kind"], row["warning"]) for row in result.rows.to_dicts()]
    return {"taken": taken, "rules": [row["rule"].removeprefix("organisations.") for row in result.rejected.to_dicts()]}


@pytest.mark.parametrize(
    ("row", "taken", "rule"),
    [
        (f"{GOOD},甲公司", ("uscc", ""), None),
        (f"{GOOD[:8]} {GOOD[8:].lower()},甲公司", ("uscc", ""), None),
        (f"{REMAINDER},甲公司", ("uscc", "uscc.check_character"), None),
        (f"{PENDING},甲公司", ("registration_number", ""), None),
        ("321181NA000303X,甲合作社", ("registration_number", ""), None),
        ("12345678-9,甲公司", ("organisation_code", ""), None),
        (f"{LOOKS_LIKE_RESIDENT},甲公司", None, "person"),
        ("无,张三", None, "person"),
        (",张三", None, "person"),
        (f"{GOOD},张三{LOOKS_LIKE_RESIDENT}", None, "person"),
        ("无,甲公司", None, "code_unusable"),
        (",甲公司", None, "code_missing"),
        ("9131****5766****7J,甲公司", None, "code_unusable"),
        ("91310000O57662777J,甲公司", None, "code_unusable"),
        (f"{GOOD},", None, "name_missing"),
        (f"{GOOD},王**", None, "name_masked"),
        (f"{GOOD},{'长' * 201}", None, "name_too_long"),
    ],
)
def test_row_meets_its_fate(row, taken, rule):
    assert fates(row) == {"taken": [taken] if taken else [], "rules": [rule] if rule else []}


def test_code_that_only_looks_like_a_resident_number_survives_in_a_name():
    assert fates("913212025781744537,913212025781744537(某公司)")["rules"] == []


def test_row_that_says_natural_person_is_refused_whatever_its_code():
    result = validated("统一社会信用代码,名称,行政相对人类别", f"{GOOD},甲公司,自然人")
    assert result.rejected.to_dicts()[0] | {"@row": 2, "code": None, "name": None} == result.rejected.to_dicts()[0]


def test_columns_about_people_are_dropped_and_counted():
    result = validated(
        "企业名称,法定代表人,uscc,联系电话,住所,备注",
        f"甲公司,张三,{GOOD},13900000000,某路,x",
        f"乙公司,,{REMAINDER},,,",
    )
    assert result.personal_dropped == 3
    assert result.dropped_columns == {"备注": 1}
    kept = str(result.rows.to_dicts())
    assert "张三" not in kept
    assert "13900000000" not in kept


def test_headers_are_understood_in_any_order_and_either_language():
    result = validated("reg_capital,name,uscc,state", f"5(万元),甲公司,{GOOD},吊销")
    row = result.rows.to_dicts()[0]
    assert (row["code"], row["name"], row["state"], row["capital_fen"]) == (GOOD, "甲公司", "revoked", 5_000_000)
    assert result.given == {"state", "capital_fen"}


@pytest.mark.parametrize("header", ["名称,注册资本", "统一社会信用代码,注册资本"])
def test_file_without_a_column_for_code_or_name_is_refused(header):
    with pytest.raises(Refused) as refused:
        validated(header, "1,2")
    assert refused.value.refusal.code == "organisations.columns_missing"


def test_what_cannot_be_read_is_null_with_a_warning_and_the_row_is_taken():
    result = validated(
        "统一社会信用代码,名称,成立日期,变更日期,企业类型,经营状态,行业,注册资本",
        f"{GOOD},甲公司,长期,2099-01-01,怪类型,怪状态,怪行业,500",
    )
    row = result.rows.to_dicts()[0]
    assert (row["established_on"], row["valid_from"], row["capital_fen"]) == (None, None, None)
    assert (row["kind"], row["state"], row["industry"]) == ("enterprise", "unstated", "")
    assert {code.removeprefix("organisations.") for code in result.warnings} == {
        "established_on_unreadable",
        "valid_from_unreadable",
        "kind_unknown",
        "state_unknown",
        "industry_unknown",
        "capital_unit_missing",
    }


def test_region_comes_from_the_code_where_the_file_names_none():
    result = validated("统一社会信用代码,名称", f"{GOOD},甲公司", f"{PENDING},乙公司")
    assert result.rows["region"].to_list() == ["310000", ""]


@pytest.mark.parametrize(
    ("written", "region", "is_exact"),
    [("320594", "320594", True), ("320513", "320500", False), ("149900", "140000", False), ("999900", "", False)],
)
def test_region_in_the_code_is_a_zone_or_else_the_nearest_above_that_is_known(written, region, is_exact):
    result = validated("统一社会信用代码,名称", f"{completed(f'91{written}057662777')},甲公司")
    assert result.rows["region"].to_list() == [region]
    assert result.warnings == ({} if is_exact else {"organisations.region_unknown": 1})


def test_zone_that_the_file_states_is_taken():
    result = validated("统一社会信用代码,名称,行政区划代码", f"{GOOD},甲公司,320594")
    assert (result.rows["region"].to_list(), result.warnings) == (["320594"], {})


def test_former_names_are_told_apart_and_a_sole_proprietor_s_own_name_is_none():
    result = validated("统一社会信用代码,名称,曾用名", f"{GOOD},甲公司,乙公司；丙公司", "92340621MA2PBMA318,甲店,张三")
    assert result.rows["former_names"].to_list() == [["乙公司", "丙公司"], None]


def test_former_number_column_that_holds_a_resident_number_is_emptied():
    result = validated("统一社会信用代码,名称,纳税人识别号", f"{GOOD},甲公司,{LOOKS_LIKE_RESIDENT}")
    assert result.rows["tax_number"].to_list() == [None]


def test_fault_says_where_what_and_how_to_mend_it():
    result = validated("统一社会信用代码,名称", "9131000O057662777J,甲公司")
    assert fault(result.rejected.to_dicts()[0]) == {
        "sheet": "",
        "row": 2,
        "column": "code",
        "value": "9131000O057662777J",
        "rule": "organisations.code_unusable",
        "message": "代码不是统一社会信用代码，也不是旧证照号码。请核对证照后重新报送。",
        "message_en": "The code is neither a unified social credit code nor a former number. "
        "Check it against the certificate and send it again.",
        "suggestion": GOOD,
    }


def test_digest_does_not_change_with_what_was_dropped_about_people():
    one, other = (
        validated("统一社会信用代码,名称,法定代表人", f"{GOOD},甲公司,{person}").digest for person in ("张三", "李四")
    )
    assert one == other


# ---- the real registers ---------------------------------------------------------------------------------------------


def real(shared_data, name: str):
    return validate(read(shared_data / name, name), on=ON)


def test_whole_real_register_is_admissible(shared_data):
    result = real(shared_data, "registry.parquet")
    assert (result.received, result.rows.height, result.rejected.height) == (498_910, 498_910, 0)
    assert result.rows["code"].n_unique() == 498_910
    assert result.warnings == {
        "organisations.capital_foreign_currency": 10_727,
        "organisations.capital_unit_missing": 93,
        "organisations.capital_unreadable": 5,
        "organisations.kind_unknown": 1_823,
    }


def test_real_rows_under_other_identifiers_meet_their_fates(shared_data):
    result = real(shared_data, "registry_other_identifiers.parquet")
    kinds = Counter(result.rows["code_kind"])
    assert kinds == {"registration_number": 3_960, "organisation_code": 4, "uscc": 97}
    assert (result.rows["warning"] == "uscc.check_character").sum() == 97
    assert Counter(result.rejected["rule"]) == {"organisations.code_unusable": 5}


def test_real_codes_with_a_failing_check_character_are_taken_with_a_warning(shared_data):
    """All but one: 海口's H-460…-21 is a registration number of an old form, and no code of eighteen characters."""
    result = real(shared_data, "uscc_issued_but_failing.csv")
    assert (result.rows["warning"] == "uscc.check_character").sum() == result.rows.height == 94
    assert result.rejected["rule"].to_list() == ["organisations.code_unusable"]
