"""组织机构代码: eight characters and a check digit (GB 11714); since 2015 characters 9 to 17 of a 统一社会信用代码."""

import re
import string

ALPHABET = string.digits + string.ascii_uppercase
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
MODULUS = 11

_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def has_shape(text: str) -> bool:
    return _SHAPE.fullmatch(text) is not None


def check_digit(body: str) -> str:
    """校验码: the check digit of eight characters, letters counting from A = 10 (GB 11714)."""
    return digit_of(sum(int(character, 36) * weight for character, weight in zip(body, WEIGHTS, strict=True)) % MODULUS)


def digit_of(remainder: int) -> str:
    """11 less the remainder; 10 is written X and 11 is written 0, which some programs get wrong for remainder 0."""
    digit = MODULUS - remainder
    return {10: "X", 11: "0"}.get(digit, str(digit))


def has_right_check_digit(code: str) -> bool:
    """Whether the ninth character fits the first eight. Some issued codes fail, so a wrong one is a warning only."""
    return code[8] == check_digit(code[:8])
