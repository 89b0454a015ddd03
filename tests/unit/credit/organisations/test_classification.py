"""编码: words of registers in codes, and no code where nobody can tell."""

import pytest

from xinheng.credit.organisations import classification
from xinheng.credit.organisations.models import Lineage, State


@pytest.mark.parametrize(
    ("province", "place", "code"),
    [
        ("江苏", "南京", "320100"),
        ("江苏省", "泗阳县", "321323"),
        ("吉林", "吉林", "220200"),  # the city, not a county of the same name
        ("吉林", "延边州", "222400"),
        ("上海", "浦东", "310115"),
        ("上海", "闸北", "310108"),  # abolished in 2015, still printed
        ("上海", "自贸区", "310000"),  # no place of GB/T 2260: the province
        ("山东", None, "370000"),
        (None, "321323", "321323"),
        (None, "泗阳县", "321323"),
        (None, "市辖区", None),
        ("外省", "某地", None),
    ],
)
def test_region_is_found_by_code_or_by_names(province, place, code):
    assert classification.region(province, place) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("有限责任公司", "1100"),
        ("集体分支机构（非法人）", "4320"),
        ("1130", "1130"),
        ("分公司", None),  # a name of three foreign kinds
        ("来料加工", None),
    ],
)
def test_company_type_is_a_code_only_where_the_words_say_one(words, code):
    assert classification.company_type(words) == code


@pytest.mark.parametrize("words", ["稻谷种植", "0111", "A0111"])
def test_industry_is_found_by_name_and_code(words):
    assert classification.industry(words) == "0111"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("存续（在营、开业、在册）", State.IN_OPERATION),
        ("吊销，未注销", State.REVOKED),
        ("吊销，已注销", State.DEREGISTERED),
        ("K", State.IN_OPERATION),
        ("迁出", State.MOVED_OUT),
        ("未知", None),
    ],
)
def test_state_is_read_from_the_register_s_words_and_letters(words, state):
    assert classification.state(words) == state


def test_tables_use_only_words_that_the_models_know():
    assert {state for state, _ in classification.table("states")} <= set(State)
    assert {kind for kind, _ in classification.table("lineages")} <= set(Lineage.Kind)
