"""How pages write what they know of organisations."""

import pytest
from django.utils import translation

from xinheng.credit.organisations.search.finding import Matched
from xinheng.faces.design.templatetags import organisations


def test_marked_name_holds_marks_only_of_ours():
    assert organisations.marked("甲<b>乙丙", [(4, 5)]) == "甲&lt;b&gt;<mark>乙</mark>丙"


def test_marked_name_of_several_parts():
    assert organisations.marked("泗阳酒厂有限公司", [(0, 2), (6, 8)]) == "<mark>泗阳</mark>酒厂有限<mark>公司</mark>"


def test_grouped_code_is_whole_when_copied():
    grouped = organisations.grouped("91321323MB0C05013Q")
    assert grouped.replace("<span>", "").replace("</span>", "") == "91321323MB0C05013Q"
    assert grouped.count("<span>") == 4


def test_grouped_code_of_another_length_is_left_alone():
    assert organisations.grouped("321323000012343") == "321323000012343"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("321323", "江苏省宿迁市泗阳县"),
        ("110101", "北京市东城区"),
        ("320594", "江苏省苏州市功能区"),
        ("320000", "江苏省"),
        ("999999", "999999"),
    ],
)
def test_region_is_written_from_the_province_down(code, name):
    assert organisations.region_name(code) == name


def test_share_shows_one_in_a_hundred_thousand():
    assert organisations.share(1, 100_000) == "0.001%"
    assert organisations.share(0, 0) == "0%"


@pytest.mark.parametrize(
    ("how", "is_former", "said"),
    [
        ("former_code", True, "旧代码"),
        ("part_of_code", False, "代码"),
        ("part", True, "曾用名"),
        ("part", False, "名称"),
    ],
)
def test_what_matched_is_said(how, is_former, said):
    with translation.override("zh-hans"):
        assert organisations.what_matched(Matched(how, "", (), is_former)) == said
