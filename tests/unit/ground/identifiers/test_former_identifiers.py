"""组织机构代码, 工商注册号, 居民身份证号: the forms that stood before or stand beside the 统一社会信用代码."""

import pytest

from xinheng.ground.identifiers import organisation_code, registration_number, resident_id


@pytest.mark.parametrize("code", ["950285839", "950327066", "600037341", "076409427"])
def test_check_digit_of_real_organisation_codes_is_right(code):
    assert organisation_code.has_shape(code)
    assert organisation_code.has_right_check_digit(code)


def test_check_digit_of_organisation_code_for_remainder_zero_is_0():
    """Where the weighted sum is a multiple of 11, 11 less the remainder is 11, and 11 is written 0."""
    assert sum(int(c) * w for c, w in zip("00000010", (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11 == 4
    assert organisation_code.check_digit("00000010") == "7"
    assert organisation_code.check_digit("00000000") == "0"


def test_check_digit_of_organisation_code_for_remainder_one_is_x():
    assert organisation_code.check_digit("00000003") == "5"
    assert organisation_code.check_digit("00000006") == "X"


@pytest.mark.parametrize("number", ["320382000007600", "320602000054369", "320584000069850"])
def test_check_digit_of_real_registration_numbers_is_right(number):
    assert registration_number.has_right_check_digit(number)


def test_check_digit_of_registration_number_catches_every_other_digit():
    right = "320382000007600"
    assert [digit for digit in "0123456789" if registration_number.has_right_check_digit(right[:14] + digit)] == ["0"]


@pytest.mark.parametrize("number", ["321181NA000303X", "320305NB000001X", "3202112104253", "企独苏苏办字第0037"])
def test_registration_number_of_a_former_form_is_recognised(number):
    assert registration_number.has_former_form(number)


@pytest.mark.parametrize("number", ["321181NA0003030", "32021121042531", "企业字", "苏苏办字第0037"])
def test_other_text_is_no_former_registration_number(number):
    assert not registration_number.has_former_form(number)


# Made up: the region 999999 was never given to anybody.
@pytest.mark.parametrize("text", ["999999199002281234", "99999920000229123X", "999999900228123"])
def test_date_of_birth_in_its_place_looks_like_a_resident_id(text):
    assert resident_id.has_shape(text)


@pytest.mark.parametrize(
    "text",
    ["999999199002301234", "999999199013011234", "999999170001011234", "99999919900228123", "999999901328123", "12345"],
    ids=["30 February", "13th month", "18th century", "17 characters", "15 digits, 13th month", "short"],
)
def test_text_without_a_date_of_birth_does_not_look_like_a_resident_id(text):
    assert not resident_id.has_shape(text)
