import pytest
from hypothesis import given

from tests.unit.ground.identifiers.examples import REAL_CODES, completed, right_codes, texts
from xinheng.ground.identifiers import resident_id, uscc
from xinheng.ground.identifiers.identification import IdentifierKind, identify


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((code, "uscc") for code in REAL_CODES),
        ("９１ ３１０１１６ 076409427l", "uscc"),
        ("91110000600037341N", "uscc"),
        ("9131O116076409427L", "uscc"),
        ("95028583-9", "organisation_code"),
        ("950285839", "organisation_code"),
        ("320382000007600", "registration_number"),
        ("320382000007609", "registration_number"),
        ("321181na000303x", "registration_number"),
        ("3202112104253", "registration_number"),
        ("企独苏苏办字第0037", "registration_number"),
        ("310116MA1J8A1B4", "other"),
        ("310116600037341", "tax_number"),
        ("999999199002281234", "looks_like_resident_id"),
        ("999999 19900228 123x", "looks_like_resident_id"),
        ("999999900228123", "looks_like_resident_id"),
        ("00000000000000000X", "other"),
        ("111111111111111", "other"),
        ("12345", "other"),
        ("泗阳县人民政府", "other"),
        ("91350508MA31****1X", "other"),
        ("", "other"),
    ],
)
def test_text_is_identified_by_its_form(text, kind):
    assert identify(text) == kind


def test_valid_code_that_looks_like_a_resident_id_is_a_code():
    code = next(
        code for number in range(1000) if resident_id.has_shape(code := completed(f"91321319900228{number:03d}"))
    )
    assert identify(code) is IdentifierKind.USCC


@given(right_codes)
def test_valid_code_is_always_a_code(code):
    assert identify(code) is IdentifierKind.USCC or uscc.is_placeholder(code)


@given(texts)
def test_any_text_is_identified_as_something(text):
    assert identify(text) in IdentifierKind
