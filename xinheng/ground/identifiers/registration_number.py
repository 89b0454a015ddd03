"""工商注册号: what firms were registered under before the 统一社会信用代码, in its three written forms."""

import re

_FIFTEEN_DIGITS = re.compile(r"[0-9]{15}")
_FORMER_FORMS = (
    re.compile(r"[0-9]{6}N[A-Z][0-9]{6}X"),  # co-operatives (NA) and a few others: no computed check digit
    re.compile(r"[0-9]{13}"),  # before 2007
    re.compile(r"企\S{2,12}字第[0-9]{4,8}号?"),  # firms with foreign capital, before 2007
)


def has_fifteen_digits(text: str) -> bool:
    return _FIFTEEN_DIGITS.fullmatch(text) is not None


def has_former_form(text: str) -> bool:
    """Whether the text is a registration number without a check digit: co-operatives, or before 2007."""
    return any(form.fullmatch(text) for form in _FORMER_FORMS)


def check_digit(body: str) -> str:
    """校验码: the fifteenth digit that belongs to fourteen others (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def has_right_check_digit(number: str) -> bool:
    """校验码: whether the last of fifteen digits fits the others."""
    return number[14] == check_digit(number[:14])
