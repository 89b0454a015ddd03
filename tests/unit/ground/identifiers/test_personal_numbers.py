"""个人号码: masked however they are cut; what merely looks like one survives."""

import pytest

from xinheng.ground.identifiers.personal_numbers import MASK, masked
from xinheng.ground.identifiers.rules import PERSONAL_NUMBER, why_not_kept

ID = "320324197001011234"


@pytest.mark.parametrize(
    "number",
    [
        ID,
        "32032419700101123x",
        "３２０３２４１９７００１０１１２３４",
        "320324 19700101 1234",
        "320324.19700101.1234",
        "320324/1970/01/01/1234",
        "3203\u200b24197001011234",
        "138—0013—8000",
        "138.0013.8000",
        "138\u00ad00138000",
        "0527－85221234",
        "zhang.san@example.com",
        "6222021234567890128",
    ],
)
@pytest.mark.parametrize("around", ["{}", "当事人{}，", "〔{}〕"])
def test_number_of_a_person_is_masked_however_it_is_cut(number, around):
    assert masked(around.format(number)) == around.format(MASK)


@pytest.mark.parametrize(
    "text",
    [
        "913212025781744537",  # a valid company code with the shape of a resident ID number
        "泗市监处罚〔2026〕1号",
        "2026-11-02至2026-12-02",
        "2026/11/02、2026/11/03",
        "罚款１２００元",
        "许可证编号SC15012345678901",
        "注册资本1380.0013万元",
    ],
)
def test_what_is_no_number_of_a_person_survives_as_it_is_written(text):
    assert masked(text) == text


def test_a_text_that_holds_one_is_not_kept():
    assert why_not_kept("错报", f"当事人{ID}") is PERSONAL_NUMBER
    assert why_not_kept("错报", "") is None
