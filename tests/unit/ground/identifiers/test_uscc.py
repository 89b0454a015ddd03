import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ground.identifiers.examples import REAL_CODES, STANDARD_WEIGHTS, completed, right_codes
from xinheng.ground.identifiers import uscc
from xinheng.ground.identifiers.kinds import AUTHORITIES, KINDS


def test_weights_are_those_of_the_standard():
    assert (*STANDARD_WEIGHTS, 1) == uscc.WEIGHTS


def test_alphabet_does_without_the_five_letters():
    assert len(uscc.ALPHABET) == 31
    assert not set("IOSVZ") & set(uscc.ALPHABET)


@pytest.mark.parametrize("code", REAL_CODES)
def test_real_code_is_valid(code):
    assert uscc.is_valid(code)
    assert uscc.check_character(code) == code[-1]


@pytest.mark.parametrize("prefix", sorted(KINDS))
def test_code_of_every_authority_and_kind_is_valid(prefix):
    """The common library and most expressions in use reject A, N and Y, and half of the kinds."""
    assert uscc.is_valid(completed(f"{prefix}321323MA1M2N3P4"))


def test_every_authority_has_a_kind():
    assert {prefix[0] for prefix in KINDS} == set(AUTHORITIES)


@given(right_codes)
def test_code_with_the_check_character_of_the_printed_formula_is_valid(code):
    assert uscc.is_valid(code) != uscc.is_placeholder(code)


@given(right_codes, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_code_with_one_character_changed_is_never_valid(code, position, character):
    changed = code[:position] + character + code[position + 1 :]
    assert changed == code or not uscc.is_valid(changed)


@given(right_codes, st.integers(0, 16))
def test_code_with_two_neighbours_swapped_is_never_valid(code, first):
    swapped = code[:first] + code[first + 1] + code[first] + code[first + 2 :]
    assert swapped == code or not uscc.is_valid(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "91310116076409427",
        "91310116076409427LL",
        "91310116076409427L\n",
        "91110000600037341N",
        completed("B1310116076409427"),
        completed("91A10116076409427"),
        completed("1" * 17),
    ],
    ids=["empty", "short", "17", "19", "line break", "check character", "authority", "letter in region", "placeholder"],
)
def test_text_that_is_no_code_is_not_valid(text):
    assert not uscc.is_valid(text)


@pytest.mark.parametrize("text", ["00000000000000000X", "1" * 18, "9" * 15, "000000000", "0000", "无", "X"])
def test_repeated_character_is_a_placeholder(text):
    assert uscc.is_placeholder(text)


@pytest.mark.parametrize("text", ["", "12", "1112", *REAL_CODES])
def test_other_text_is_no_placeholder(text):
    assert not uscc.is_placeholder(text)
