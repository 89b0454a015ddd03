"""人名保护: what may be a person's name is masked; what is a business is not."""

import polars as pl
import pytest

from xinheng.credit.organisations.personal import (
    has_form_of_legal_person,
    has_form_of_organisation,
    masked,
    may_be_personal,
)

SOLE, COMPANY = "92321323MA1XXXXXXX", "91321323MA1XXXXXXX"


def judged(name: str, code: str) -> bool:
    return pl.select(may_be_personal(pl.lit(name), pl.lit(code))).item()


@pytest.mark.parametrize(
    "name",
    [
        "王小二",
        "张三",
        "欧阳修远",
        "李满园",
        "王志行",
        "陈会",
        "张三（个体工商户）",
        "个体户李四",
        "泗阳县王小二",
        "阿卜杜拉·买买提",
    ],
)
def test_name_that_may_be_a_person_s_is_marked(name):
    assert judged(name, SOLE)


@pytest.mark.parametrize(
    "name", ["王店", "李宁店", "泗阳县王小二饭店", "张记商行", "好再来超市", "老王五金经营部", "王家门市"]
)
def test_name_of_a_business_is_not(name):
    assert not judged(name, SOLE)


def test_company_is_never_taken_for_a_person():
    assert not judged("王小二", COMPANY)


def test_mask_leaves_the_first_character_and_hides_the_length():
    assert masked("王小二") == masked("王二") == "王**"


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("海口永兴佳运木制品厂", True), ("某某合作社", True), ("东平县佛山大药房", True), ("新泰市青云大厦", True),
        ("东平县超速度网咖", True), ("临邑县临南大伟粮食购销点", True), ("王家饭店", True), ("县人民医院", True),
        ("张三", False), ("李学", False), ("王会民", False), ("欧阳文园", False), ("房大厦", False),
    ],
)  # fmt: skip
def test_form_of_an_organisation_is_recognised(name, has):
    assert pl.select(has_form_of_organisation(pl.lit(name))).item() is has


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("中国银行股份有限公司大余支行", True), ("大庆油田有限责任公司州十三合作区块管理部", True), ("新法制报社", True),
        ("兰州国芳置业有限公司南昌分公司", True), ("泗阳嘉豪贸易有限公司（普通合伙）", True), ("国家粮食储备库", True),
        ("嘉豪饭店", False), ("泗阳县永红木材加工厂", False), ("嘉豪贸易有限公司张三", False), ("李公司", False),
        ("泗阳县嘉豪超市（个体工商户）公司", False),
    ],
)  # fmt: skip
def test_form_of_a_legal_person_is_recognised(name, has):
    assert pl.select(has_form_of_legal_person(pl.lit(name))).item() is has


def test_every_real_registered_name_has_the_form_of_an_organisation(shared_data):
    names = pl.read_parquet(shared_data / "registry.parquet", columns=["name"])
    assert names.height > 400_000
    assert names.filter(~has_form_of_organisation(pl.col("name"))).height == 0
