"""核验: everything there is to say about one code."""

from dataclasses import dataclass, field

from xinheng.ground.identifiers import (
    normalisation,
    organisation_code,
    problems,
    regions,
    registration_number,
    uscc,
)
from xinheng.ground.identifiers.correction import correction, impossible_positions
from xinheng.ground.identifiers.identification import IdentifierKind, identify
from xinheng.ground.identifiers.kinds import KINDS, OrganisationKind
from xinheng.ground.identifiers.problems import Problem, Severity


@dataclass(frozen=True)
class Judgement:
    """核验结果: what a code is, what is wrong with it, and what was probably meant.

    The texts are left out of `repr`, because what was typed may be a person's number and reprs end up in logs.
    """

    code: str = field(repr=False)  # as it was given
    normalised: str = field(repr=False)
    identifier_kind: IdentifierKind
    organisation_kind: OrganisationKind | None  # 机构类别 by the first two characters, even of an invalid code
    problems: tuple[Problem, ...]
    suggestion: str | None = field(repr=False, default=None)  # always a valid code, never the one that was given

    @property
    def valid(self) -> bool:
        """Whether the normalised code is a usable 统一社会信用代码. Former identifiers are recognised but not valid."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def kind(self) -> str:
        """The stable code of the 机构类别 where the code names one, else of the 代码类型."""
        return self.organisation_kind.code if self.organisation_kind else self.identifier_kind.value


def judge(code: str) -> Judgement:
    """核验: judges one code, whatever it is (GB 32100-2015, GB 11714, GB/T 2260)."""
    text = normalisation.normalise(code)
    kind = identify(text)
    if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        return Judgement(code, text, kind, None, (problems.LOOKS_LIKE_RESIDENT_ID,))
    if kind is not IdentifierKind.USCC:
        return Judgement(code, text, kind, None, (*_written(code), *_not_a_uscc(text, kind)))
    found = (*_written(code), *_in_uscc(text))
    organisation_kind = KINDS.get(text[:2])
    if uscc.is_valid(text):
        return Judgement(code, text, kind, organisation_kind, found, text if text != code else None)
    corrected = correction(text)
    if corrected is None:
        return Judgement(code, text, kind, organisation_kind, found)
    slip = (corrected.slip,) if corrected.slip else ()
    return Judgement(code, text, kind, organisation_kind, (*found, *slip), corrected.code)


def _written(code: str) -> list[Problem]:
    """How the code was written otherwise than it should be."""
    departures = (
        (normalisation.FULL_WIDTH, problems.FULL_WIDTH),
        (normalisation.LOWER_CASE, problems.LOWER_CASE),
        (normalisation.BLANKS, problems.BLANKS),
        (normalisation.HYPHENS, problems.HYPHENS),
    )
    return [problem for characters, problem in departures if not characters.keys().isdisjoint(code)]


def _not_a_uscc(text: str, kind: IdentifierKind) -> list[Problem]:
    match kind:
        case IdentifierKind.ORGANISATION_CODE:
            right = organisation_code.has_right_check_digit(text)
            return [problems.ORGANISATION_CODE, *([] if right else [problems.ORGANISATION_CODE_CHECK_DIGIT])]
        case IdentifierKind.REGISTRATION_NUMBER:
            wrong = registration_number.has_fifteen_digits(text) and not registration_number.has_right_check_digit(text)
            return [problems.REGISTRATION_NUMBER, *([problems.REGISTRATION_NUMBER_CHECK_DIGIT] if wrong else [])]
        case IdentifierKind.TAX_NUMBER:
            return [problems.TAX_NUMBER]
        case _:
            return [_unrecognised(text)]


def _unrecognised(text: str) -> Problem:
    if not text:
        return problems.EMPTY
    if uscc.is_placeholder(text):
        return problems.PLACEHOLDER
    if "*" in text:
        return problems.MASKED
    if len(text) == uscc.LENGTH:
        return problems.character(text, impossible_positions(text))
    return problems.length(len(text))


def _in_uscc(text: str) -> list[Problem]:
    """What is wrong in eighteen letters and digits, from the first position to the last."""
    found = []
    impossible = impossible_positions(text)
    if text[0] in uscc.ALPHABET and 0 in impossible:
        found.append(problems.unknown_authority(text[0]))
        impossible = impossible[1:]
    if impossible:
        return [*found, problems.character(text, impossible)]
    if not found and text[:2] not in KINDS:
        found.append(problems.unlisted_kind(text[:2]))
    if not regions.is_plausible(text[uscc.REGION]):
        found.append(problems.unknown_region(text[uscc.REGION]))
    if not organisation_code.has_right_check_digit(text[uscc.ORGANISATION_CODE]):
        found.append(problems.subject_check_digit(organisation_code.check_digit(text[8:16])))
    if uscc.remainder(text) != 0:
        found.append(_check_character(text))
    return found


def _check_character(text: str) -> Problem:
    expected = uscc.check_character(text)
    if uscc.ends_in_remainder(text):
        return problems.check_character_is_remainder(text[-1], expected)
    return problems.check_character(expected)
