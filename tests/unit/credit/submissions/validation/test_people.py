"""个人信息: rows about people are refused, and nothing about people comes out of the validation, wherever it was planted."""

import json

import pytest

from tests.unit.credit.submissions.validation.files import (
    AUTHORITY,
    FAILING,
    GOOD,
    LIKE_A_RESIDENT,
    RESIDENT,
    RESIDENT_15,
    SOLE,
    everything,
    of,
    row,
    rules,
    table,
    validated,
)  # fmt: skip
from xinheng.credit.submissions.validation.cleaning import masked

NUMBERS = (
    RESIDENT, RESIDENT_15, "32032419700101123x", "320324 19700101 1234", "13800138000", "138 0013 8000", "138-0013-8000",
    "+8613800138000", "0527-85221234", "(0527)85221234", "zhang.san@example.com", "6222021234567890128",
)  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"party_category": "自然人"},
        {"party_category": "自然人（个人）"},
        {"penalty_kinds": "行政拘留"},
        {"penalty_kinds": "罚款、行政拘留"},
        {"party_code": RESIDENT},
        {"party_code": RESIDENT_15},
        {"party_code": "", "party_name": "李四"},
        {"party_code": "00000000000000000X", "party_name": "李四"},
        {"party_code": "12345", "party_name": "李四"},
        {"party_code": "", "party_name": "李**"},
        {"party_code": "", "party_name": "", "person_id": RESIDENT},
        {"party_name": f"李四{RESIDENT}"},
        {"party_name": f"李四{RESIDENT_15}"},
    ],
)
def test_row_about_a_person_comes_back_as_its_place_and_rule_only(changes):
    result = validated(table([row(), row(**changes)]))
    assert result.persons.to_dicts() == [{"@sheet": "", "@row": 3, "rule": "submissions.person"}]
    assert (result.rows.height, result.rejected.height, result.faults.height) == (1, 0, 0)
    assert "李四" not in everything([result])
    assert RESIDENT not in everything([result])


TAX_NUMBER = (
    "320324700101128"  # looks like the number of a resident born on 1 January 1970; its organisation code is right
)


def test_former_tax_number_of_a_company_that_looks_like_a_resident_s_is_taken():
    for field in ("party_code", "party_tax_number"):
        result = of(**{"party_code": "", "party_name": "泗阳县嘉豪贸易有限公司", field: TAX_NUMBER})
        made = result.rows.to_dicts()[0]
        assert (made["party_code"], made["code_kind"]) == (TAX_NUMBER, "tax_number")
        assert result.warnings == {"submissions.tax_number_taken": 1}


def test_number_that_stands_in_a_column_about_people_as_well_is_never_kept():
    result = of(party_code=TAX_NUMBER, party_name="泗阳县嘉豪贸易有限公司", legal_representative_id=TAX_NUMBER)
    assert result.persons.height == 1
    assert TAX_NUMBER not in everything([result])


@pytest.mark.parametrize(
    ("name", "category", "number"),
    [
        (
            "泗阳县嘉豪饭店",
            "法人及非法人组织",
            TAX_NUMBER,
        ),  # may be a sole proprietor's: the number would be its owner's
        ("李四", "法人及非法人组织", TAX_NUMBER),
        ("泗阳县嘉豪贸易有限公司", "个体工商户", TAX_NUMBER),
        ("泗阳县嘉豪贸易有限公司李四", "法人及非法人组织", TAX_NUMBER),
        ("泗阳县嘉豪贸易有限公司", "法人及非法人组织", RESIDENT_15),  # no organisation code in it
    ],
)
def test_number_that_may_be_a_resident_s_is_never_kept(name, category, number):
    result = of(party_code=number, party_name=name, party_category=category)
    assert result.persons.height == 1
    assert number not in everything([result])


@pytest.mark.parametrize(
    "changes",
    [
        {"party_code": "", "party_name": "上海申光食品有限公司"},
        {"party_code": SOLE, "party_name": "李四", "party_category": "个体工商户"},
        {"party_name": f"上海申光食品有限公司（{GOOD}）"},
    ],
)
def test_organisation_is_not_taken_for_a_person(changes):
    assert rules(of(**changes)) == []


def test_bare_name_of_a_sole_proprietor_stays_as_the_name_only_and_is_flagged():
    result = of(
        party_code=SOLE, party_name="李小四", party_category="个体工商户", violation_facts="李小四销售过期食品。"
    )
    made = result.rows.to_dicts()[0]
    assert (made["party_name"], made["may_be_personal"]) == ("李小四", True)
    assert json.loads(made["content"])["violation_facts"] == "李**销售过期食品。"
    assert not of().rows["may_be_personal"][0]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "field", ["violation_facts", "remarks", "legal_basis", "penalty_content", "suspended_certificate"]
)
def test_number_of_a_person_is_masked_in_every_text(number, field):
    result = of(**{field: f"当事人，{number}，见笔录"})
    assert json.loads(result.rows["content"][0])[field] == "当事人，******，见笔录"


@pytest.mark.parametrize("number", NUMBERS)
def test_number_of_a_person_is_masked_where_it_belongs_least(number):
    """In names, numbers, dates, amounts, choices and codes: as a fault quotes the cell, and as it goes back."""
    fields = (
        "party_name", "party_code", "party_registration_number", "party_social_number", "document_number", "fine_amount",
        "decided_on", "penalty_kinds", "party_category", "authority_code", "source_code", "authority_name", "performance_state",
        "operation", "operation_reason", "penalty_valid_until", "is_public",
    )  # fmt: skip
    results = [of(**{field: number}) for field in fields]
    results += [of(**{field: f"见{number}", "legal_basis": ""}) for field in fields]
    assert not any(number in everything([result]) for result in results), [
        field for field, result in zip(fields * 2, results, strict=True) if number in everything([result])
    ]


def test_number_after_its_word_is_masked_whatever_its_length():
    assert masked("联系电话：8522123，QQ:12345678。") == "联系电话：******，QQ:******。"


def test_full_width_digits_hide_nothing():
    assert json.loads(of(remarks="电话１３８００１３８０００").rows["content"][0])["remarks"] == "电话******"


@pytest.mark.parametrize(
    "text",
    [
        f"当事人{GOOD}于2026年5月18日", f"代码{LIKE_A_RESIDENT}", "见泗市监处罚〔2026〕150201610696号", "罚款12000000元",
        "许可证JY13213230012345", "2026-05-18至2026-06-18", "货值3552484.90元",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_person_survives(text):
    assert json.loads(of(remarks=text).rows["content"][0])["remarks"] == text


def test_own_codes_survive_even_where_they_fail():
    text = f"营业执照{FAILING}，注册号320584000069850"
    made = of(party_code=FAILING, party_registration_number="320584000069850", remarks=text).rows["content"][0]
    assert json.loads(made)["remarks"] == text


@pytest.mark.parametrize(
    ("people", "text", "left"),
    [
        ({"legal_representative": "张三"}, "法定代表人张三在场", "法定代表人张**在场"),
        ({"legal_representative": "张三、李四"}, "张三和李四在场", "张**和李**在场"),
        ({"contact": "欧阳小明"}, "联系欧阳小明", "联系欧**"),
        ({"legal_representative": "阿依古丽·买买提"}, "阿依古丽·买买提在场", "阿**在场"),
        ({"legal_representative": "John Smith"}, "John Smith在场", "J**在场"),
        ({"legal_representative": "申光"}, "上海申光食品有限公司的申光", "上海申光食品有限公司的申**"),
        ({"legal_representative": "王五"}, "张三在场", "张三在场"),
    ],
)
def test_names_of_the_row_s_own_people_are_masked_in_its_texts(people, text, left):
    result = of(violation_facts=text, **people)
    assert json.loads(result.rows["content"][0])["violation_facts"] == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("联系人张五，身份证号略", "联系人张**，身份证号略"),
        ("法定代表人：李小四；店主为王五", "法定代表人：李**；店主为王**"),
        ("负责人欧阳明因公外出", "负责人欧**因公外出"),
        ("经营者应当建立台账，负责人未到场。", "经营者应当建立台账，负责人未到场。"),
    ],
)
def test_people_named_by_their_part_are_masked_though_no_column_names_them(text, left):
    (record,) = validated(table([row(violation_facts=text)])).rows.to_dicts()
    assert json.loads(record["content"])["violation_facts"] == left


def test_columns_about_people_are_dropped_and_counted():
    result = validated(
        table([row(legal_representative_id=RESIDENT), row(), row(legal_representative="", contact="李四")])
    )
    assert result.personal_dropped == 4
    assert not [each for each in ("张三", "李四", RESIDENT) if each in everything([result])]


def test_rejected_rows_go_back_cleaned_under_the_headers_they_came_with():
    result = validated(
        table([row(decided_on="改日", remarks=f"电话13800138000，代码{GOOD}", authority_code=AUTHORITY)])
    )
    back = result.rejected.to_dicts()[0]
    assert (back["处罚决定日期"], back["备注"]) == ("改日", f"电话******，代码{GOOD}")
    assert "法定代表人" not in back
    assert list(back)[2:4] == ["行政相对人名称", "行政相对人类别"]
