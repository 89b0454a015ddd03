"""个人号码: numbers by which a person is found (resident ID, telephone, bank card, mail address), masked wherever a text holds one.

However they are cut: with blanks, hyphens, dots or strokes between the groups, with signs that nobody sees, in full width.
"""

import re
from collections.abc import Iterable

from xinheng.ground.identifiers import resident_id, uscc
from xinheng.ground.identifiers.normalisation import FULL_WIDTH, normalise

MASK = "******"

WIDE = "[０-９]"
WIDE_ALPHANUMERIC = {wide: chr(ord(wide) - 0xFEE0) for wide, plain in FULL_WIDTH.items() if plain.isalnum()}
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_TO_PLAIN = str.maketrans(WIDE_ALPHANUMERIC)

# Signs that nobody sees, as they come with copied texts; they may stand anywhere in a number.
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_INVISIBLE = re.compile(INVISIBLE)

_DASHES = " \u00a0\u3000\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d-"  # and blanks
_BETWEEN = f"[./．／·{_DASHES}]{{0,2}}"
_DASH = f"[{_DASHES}]{{0,2}}"

# Two sieves for whole columns. Without one of these no text holds a number: seven digits in a row or cut, or the sign of a mail.
DIGITS = f"[0-9][0-9./．／·{INVISIBLE[1:-1]}{_DASHES}]{{6}}|@"
# What could be a number of a person, among those; `masked` then looks at its surroundings.
SUSPECT = (
    f"[1-9][0-9]{{5}}{_BETWEEN}(?:18|19|20)[0-9]{{2}}{_BETWEEN}[01][0-9]{_BETWEEN}[0-3][0-9]{_BETWEEN}[0-9]{{3}}[0-9Xx]"
    f"|[1-9][0-9]{{14}}|1[3-9][0-9]{_BETWEEN}[0-9]{{4}}{_BETWEEN}[0-9]{{4}}|0[1-9][0-9]{{1,2}}[)）]?{_DASH}[2-9][0-9]{{6}}"
    "|(?:[0-9][ -]?){16}|@|(?i:电话|手机|联系方式|微信|QQ|tel|phone|mobile)[^0-9]{0,6}[0-9]"
)

_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{18})(?![0-9A-Za-z])")
_RESIDENT = re.compile(
    rf"(?<!\d)[1-9]\d{{5}}{_BETWEEN}(?:18|19|20)\d{{2}}{_BETWEEN}[01]\d{_BETWEEN}[0-3]\d{_BETWEEN}\d{{3}}[\dXx](?!\d)"
    r"|(?<!\d)[1-9]\d{14}(?!\d)"
)
_CARD = re.compile(r"(?<!\d)[3-6](?:[ -]?\d){15,18}(?!\d)")
_TELEPHONE = re.compile(
    rf"(?<!\d)(?:\+?86{_BETWEEN})?1[3-9]\d{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}(?!\d)"
    rf"|(?<!\d)[(（]?0[1-9]\d{{1,2}}[)）]?{_DASH}[2-9]\d{{6,7}}(?!\d)"
)
_LABELLED = re.compile(
    rf"((?i:电话|手机|联系方式|微信号?|QQ号?|tel|phone|mobile)[^\d\n]{{0,6}})\d[\d./．／·{_DASHES}]{{5,16}}\d"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CUTS = str.maketrans("", "", "./．／·")


def masked(text: str, own: Iterable[str] = ()) -> str:
    """脱敏: a text with every number of a person in it masked. Codes in `own`, and every valid 统一社会信用代码, survive."""
    plain = _INVISIBLE.sub("", text.translate(_TO_PLAIN) if _WIDE.search(text) else text)
    pieces = _EIGHTEEN.split(plain)
    # Every second piece is of eighteen letters and digits.
    found = "".join(
        piece if position % 2 and (normalise(piece) in own or uscc.is_valid(normalise(piece))) else _masked(piece, own)
        for position, piece in enumerate(pieces)
    )
    return text if found == plain else found


def _masked(text: str, own: Iterable[str]) -> str:
    def unless(keep):
        return lambda found: found[0] if normalise(found[0]) in own or keep(_joined(found[0])) else MASK

    text = _RESIDENT.sub(unless(lambda number: not resident_id.has_shape(number)), text)
    text = _TELEPHONE.sub(unless(lambda _: False), text)
    text = _CARD.sub(unless(lambda number: not _has_luhn_digit(number)), text)
    text = _LABELLED.sub(lambda found: found[1] + MASK, text)
    return _MAIL.sub(MASK, text)


def _joined(number: str) -> str:
    return normalise(number).translate(_CUTS)


def _has_luhn_digit(number: str) -> bool:
    """Whether the last digit is that of a bank card (ISO/IEC 7812)."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0
