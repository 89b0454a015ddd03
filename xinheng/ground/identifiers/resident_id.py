"""形似居民身份证号: recognised by shape only, so that it can be refused; never checked, stored or looked up.

The check digit is deliberately not asked: a mistyped number of a person is still a person's number.
"""

import re
from datetime import date

_EIGHTEEN = re.compile(r"[1-9][0-9]{5}((?:18|19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
_FIFTEEN = re.compile(r"[1-9][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}")


def has_shape(text: str) -> bool:
    """Whether a date of birth stands where a resident ID number has it, in the 18-digit or the former 15-digit form.

    Some hundred valid company codes have this shape too: ask first whether the text is a valid code.
    """
    if found := _EIGHTEEN.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _FIFTEEN.fullmatch(text):
        year, month, day = map(int, found.groups())
        year += 1900  # the former form was given out to 1999 and leaves the century away
    else:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
