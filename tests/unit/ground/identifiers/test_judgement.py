import pytest
from hypothesis import given

from tests.unit.ground.identifiers.examples import FAULTLESS, carelessly_written, completed, texts
from xinheng.ground.identifiers import problems, uscc
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.problems import Severity


def codes(judgement) -> list[str]:
    return [problem.code for problem in judgement.problems]


def test_faultless_code_is_valid_without_a_word():
    judgement = judge(FAULTLESS)
    assert (judgement.valid, judgement.kind, judgement.problems, judgement.suggestion) == (True, "enterprise", (), None)


def test_code_written_carelessly_is_valid_and_echoed_unchanged():
    written = " ９1310116-076409427l"
    judgement = judge(written)
    assert judgement.valid
    assert judgement.code == written
    assert judgement.normalised == judgement.suggestion == FAULTLESS
    assert codes(judgement) == ["code.full_width", "code.lower_case", "code.blanks", "code.hyphens"]


@pytest.mark.parametrize(
    ("text", "valid", "kind", "expected"),
    [
        ("91110000600037341N", False, "enterprise", ["uscc.check_character"]),
        ("91510182749740641Y", False, "enterprise", ["uscc.check_character_is_remainder"]),
        ("9131O116076409427L", False, "enterprise", ["uscc.character", "uscc.look_alike"]),
        ("91301116076409427L", False, "enterprise", ["uscc.unknown_region", "uscc.check_character", "uscc.transposed"]),
        (completed("B1310116076409427"), False, "uscc", ["uscc.unknown_authority"]),
        (completed("91A10116076409427"), False, "enterprise", ["uscc.character"]),
        ("99140000MA0H3UTK9E", True, "uscc", ["uscc.unlisted_kind"]),
        (completed("91320594076409427"), True, "enterprise", []),  # 苏州工业园区
        (completed("91320513076409427"), True, "enterprise", ["uscc.unknown_region"]),
        (completed("91310116076409428"), True, "enterprise", ["uscc.organisation_code_check_digit"]),
        ("95028583-9", False, "organisation_code", ["code.hyphens", "uscc.is_organisation_code"]),
        ("950285838", False, "organisation_code", ["uscc.is_organisation_code", "organisation_code.check_digit"]),
        ("320382000007600", False, "registration_number", ["uscc.is_registration_number"]),
        ("320382000007609", False, "registration_number", ["uscc.is_registration_number", "registration_number.check_digit"]),
        ("321181NA000303X", False, "registration_number", ["uscc.is_registration_number"]),
        ("310116600037341", False, "tax_number", ["uscc.is_tax_number"]),
        ("999999199002281234", False, "looks_like_resident_id", ["code.looks_like_resident_id"]),
        ("00000000000000000X", False, "other", ["code.placeholder"]),
        ("1" * 18, False, "other", ["code.placeholder"]),
        ("1" * 15, False, "other", ["code.placeholder"]),
        ("91350508MA31****1X", False, "other", ["code.masked"]),
        ("", False, "other", ["code.empty"]),
        ("\u3000", False, "other", ["code.blanks", "code.empty"]),
        ("12345", False, "other", ["uscc.length"]),
        ("9131011607640942#L", False, "other", ["uscc.character"]),
    ],
)  # fmt: skip
def test_code_is_judged_with_its_problems(text, valid, kind, expected):
    judgement = judge(text)
    assert (judgement.valid, judgement.kind, codes(judgement)) == (valid, kind, expected)


def test_remainder_problem_names_what_stands_there_and_what_should():
    [problem] = judge("91510182749740641Y").problems
    assert "余数" in problem.sentence.zh
    assert "“Y”" in problem.sentence.zh
    assert "“1”" in problem.sentence.zh
    assert "remainder" in problem.sentence.en


def test_many_impossible_characters_are_counted_not_listed():
    [problem] = judge("统一社会信用代码统一社会信用代码统一").problems
    assert "等 18 处" in problem.sentence.zh
    assert problem.sentence.zh.count("“") == 5


def test_invisible_character_is_named_by_number():
    [problem] = judge("9131011607640942\x00L").problems
    assert "U+0000" in problem.sentence.zh


def test_resident_id_is_named_in_no_sentence_and_no_repr():
    judgement = judge("999999199002281234")
    assert "999999" not in repr(judgement)
    assert judgement.suggestion is None


@given(texts)
def test_judgement_agrees_with_the_plain_question(text):
    judgement = judge(text)
    assert judgement.valid == uscc.is_valid(normalise(text))
    assert judgement.code == text
    assert judgement.valid or any(problem.severity is Severity.ERROR for problem in judgement.problems)


@given(carelessly_written())
def test_code_however_written_is_judged_as_the_plain_one(pair):
    code, written = pair
    assert judge(written).valid == judge(code).valid


@given(texts)
def test_sentences_come_in_both_languages_and_never_hold_the_code(text):
    for problem in judge(text).problems:
        assert problem.sentence.zh.endswith("。")
        assert problem.sentence.en.endswith(".")
        assert len(text) < 9 or text not in problem.sentence.zh


def test_every_fixed_problem_has_a_code_of_its_own():
    fixed = [value.code for value in vars(problems).values() if isinstance(value, problems.Problem)]
    assert len(fixed) == len(set(fixed))
