"""识别: which sort of identifier a text is, by its form."""

from enum import StrEnum

from xinheng.ground.identifiers import organisation_code, registration_number, resident_id, uscc
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.text import Text


class IdentifierKind(StrEnum):
    """代码类型: what a text is, whether or not it is right."""

    USCC = "uscc"
    ORGANISATION_CODE = "organisation_code"
    REGISTRATION_NUMBER = "registration_number"
    TAX_NUMBER = "tax_number"
    LOOKS_LIKE_RESIDENT_ID = "looks_like_resident_id"
    OTHER = "other"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    IdentifierKind.USCC: Text(zh="统一社会信用代码", en="Unified social credit code"),
    IdentifierKind.ORGANISATION_CODE: Text(zh="组织机构代码", en="Organisation code"),
    IdentifierKind.REGISTRATION_NUMBER: Text(zh="工商注册号", en="Business registration number"),
    IdentifierKind.TAX_NUMBER: Text(zh="纳税人识别号（旧）", en="Former taxpayer number"),
    IdentifierKind.LOOKS_LIKE_RESIDENT_ID: Text(zh="形似居民身份证号", en="Looks like a resident ID number"),
    IdentifierKind.OTHER: Text(zh="无法识别", en="Not recognised"),
}


def identify(code: str) -> IdentifierKind:
    """识别: the sort of identifier that a text is.

    A valid 统一社会信用代码 is always one, though many valid codes look like resident ID numbers. What is not valid
    and looks like a person's number is taken for one, even where it may be a company's code with a slip: a code can
    be asked for again, a person's number must not be kept. Only then is a text judged by its form alone.
    """
    text = normalise(code)
    if uscc.is_valid(text):
        return IdentifierKind.USCC
    if uscc.is_placeholder(text):
        return IdentifierKind.OTHER
    if registration_number.has_fifteen_digits(text) and registration_number.has_right_check_digit(text):
        return IdentifierKind.REGISTRATION_NUMBER
    if resident_id.has_shape(text):
        return IdentifierKind.LOOKS_LIKE_RESIDENT_ID
    if len(text) == uscc.LENGTH and text.isascii() and text.isalnum():
        return IdentifierKind.USCC
    return _former_identifier(text)


def _former_identifier(text: str) -> IdentifierKind:
    if organisation_code.has_shape(text):
        return IdentifierKind.ORGANISATION_CODE
    if registration_number.has_former_form(text):
        return IdentifierKind.REGISTRATION_NUMBER
    if is_tax_number(text):
        return IdentifierKind.TAX_NUMBER
    if registration_number.has_fifteen_digits(text):
        return IdentifierKind.REGISTRATION_NUMBER
    return IdentifierKind.OTHER


def is_tax_number(text: str) -> bool:
    """旧纳税人识别号: six digits of the region before an organisation code, fifteen in all.

    The organisation code must be right, because fifteen digits are more often a registration number. One in eleven ID
    numbers of fifteen digits would pass: who asks of a number that may be one must know that its bearer is no person.
    """
    region, code = text[:6], text[6:]
    return (
        region.isascii()
        and region.isdigit()
        and organisation_code.has_shape(code)
        and organisation_code.has_right_check_digit(code)
    )
