import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.ground.identifiers.examples import FAULTLESS, faultless_codes, mistyped, texts
from xinheng.ground.identifiers import uscc
from xinheng.ground.identifiers.correction import LOOK_ALIKES, correction, is_faultless
from xinheng.ground.identifiers.judgement import judge


def replaced(code: str, position: int, character: str) -> str:
    return code[:position] + character + code[position + 1 :]


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("9I310116076409427L", "91310116076409427L", "uscc.look_alike"),
        ("9I3IOII6O764O9427L", "91310116076409427L", "uscc.look_alike"),
        ("9131O116O76409427L", "91310116076409427L", "uscc.look_alike"),
        ("91620105S8S923360D", "91620105585923360D", "uscc.look_alike"),
        ("913101160764094Z7L", "91310116076409427L", "uscc.look_alike"),
        ("9234O6O3MA2VK0T79E", "92340603MA2UK0T79E", "uscc.look_alike"),
        ("9134O6OOMA2PEP7FSB", "91340600MA2PEP7F5B", "uscc.look_alike"),
        ("91310116076409247L", "91310116076409427L", "uscc.transposed"),
    ],
)
def test_slip_of_a_known_sort_is_corrected(typed, meant, slip):
    corrected = correction(typed)
    assert (corrected.code, corrected.slip.code) == (meant, slip)


def test_letter_in_the_region_is_read_as_the_digit_it_looks_like():
    assert correction("923406D3MA2PBMD304").code == "92340603MA2PBMD304"


@pytest.mark.parametrize("typed", ["916201055B5923360D", "91310116D76409427L", "92340603MA2UKDT79E"])
def test_look_alike_inside_the_alphabet_is_corrected_where_it_is_the_only_explanation(typed):
    corrected = correction(typed)
    assert corrected.code in ("91620105585923360D", FAULTLESS, "92340603MA2UK0T79E")
    assert corrected.slip.code == "uscc.look_alike"


def test_swap_across_the_end_of_the_region_is_no_look_alike():
    """Q and 5 swapped put a letter into the region; read as 0 there it gives a valid code too, so neither is said."""
    assert is_faultless("11139015Q0000000XG")
    assert uscc.is_valid("1113901050000000XG")
    assert correction("1113901Q50000000XG") is None


def test_check_character_alone_is_corrected_where_nothing_else_explains_it():
    corrected = correction("91653000L068581070")
    assert (corrected.code, corrected.slip) == ("91653000L06858107E", None)


def test_other_single_character_is_not_guessed():
    """7 typed for 0: nothing about the two makes this likelier than a slip elsewhere."""
    assert correction("92340603MA2UK7T79E") is None


def test_remainder_as_check_character_is_corrected():
    corrected = correction("91510182749740641Y")
    assert corrected.code == "915101827497406411"
    assert corrected.slip is None


def test_remainder_with_wrong_organisation_code_is_not_corrected():
    """Two things are wrong then, and the slip is as likely among the nine characters."""
    assert correction("91420500MA4870AL6Q") is None


def test_code_with_two_explanations_is_not_corrected():
    """9144010669868321X4 was issued so; but one digit of the region changed gives a faultless code too."""
    assert correction("9144010669868321X4") is None


def test_senseless_letters_are_not_corrected():
    assert correction("IOSVZIOSVZIOSVZIOS") is None


slips = st.one_of(
    st.tuples(st.integers(0, 17), st.sampled_from(uscc.ALPHABET + "IOSVZ")).map(
        lambda slip: lambda c: replaced(c, *slip)
    ),
    st.integers(0, 16).map(lambda first: lambda c: c[:first] + c[first + 1] + c[first] + c[first + 2 :]),
)


@given(faultless_codes, slips)
def test_suggestion_after_a_single_slip_is_never_another_code(code, slip):
    """The one exception is told apart: a slip that happens to leave the remainder, where only the end is corrected."""
    assume(is_faultless(code))
    typed = slip(code)
    suggested = judge(typed).suggestion
    assert suggested in (None, code) or (uscc.ends_in_remainder(typed) and suggested[:-1] == typed[:-1])


@given(faultless_codes, st.data())
def test_look_alike_outside_the_alphabet_is_always_corrected(code, data):
    confused = {meant: typed for typed in "IOSZV" for meant in LOOK_ALIKES[typed]}
    positions = [position for position, character in enumerate(code) if character in confused]
    assume(positions and is_faultless(code))
    position = data.draw(st.sampled_from(positions))
    assert judge(replaced(code, position, confused[code[position]])).suggestion == code


@given(st.one_of(texts, mistyped(faultless_codes)))
def test_suggestion_is_always_a_valid_code_other_than_what_was_typed(text):
    suggested = judge(text).suggestion
    assert suggested is None or (uscc.is_valid(suggested) and suggested != text)


@given(faultless_codes)
def test_faultless_code_needs_no_suggestion(code):
    assume(is_faultless(code))
    assert judge(code).problems == ()
    assert judge(code).suggestion is None


def test_examples_of_this_file_rest_on_a_faultless_code():
    assert is_faultless(FAULTLESS)
