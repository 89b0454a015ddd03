"""规范书写: one written form for a code, whatever keyboard, spreadsheet or scanner it came from.

Every rule is one character to at most one character, so that `str.translate` here and `replace_many` in `columns`
use the same table and cannot differ. Unicode's own normalisation is not used: it would also read ① or ² as a
digit, which nobody meant, and its tables change with the version of Unicode.
"""

LOWER_CASE = {chr(letter): chr(letter - 32) for letter in range(ord("a"), ord("z") + 1)}

# 全角: U+FF01 to U+FF5E stand 0xFEE0 above their ASCII counterparts, in the same order.
FULL_WIDTH = {chr(wide): chr(wide - 0xFEE0).upper() for wide in range(0xFF01, 0xFF5F)}

# Blanks of all kinds: white space, and what is invisible in a copied text (zero-width, soft hyphen, direction marks).
_BLANK_RANGES = (
    (0x09, 0x0D), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C),
    (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800),
    (0x3000, 0x3000), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
)  # fmt: skip
BLANKS = {chr(point): "" for first, last in _BLANK_RANGES for point in range(first, last + 1)}

HYPHENS = dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "")

FOLDS = LOWER_CASE | FULL_WIDTH | BLANKS | HYPHENS

_TRANSLATION = str.maketrans(FOLDS)


def normalise(code: str) -> str:
    """规范书写: half-width, upper case, without blanks and hyphens anywhere."""
    return code.translate(_TRANSLATION)
