"""名称归一: one written form for a name, whatever keyboard, register or spreadsheet it came from.

Every rule is one character to at most one character, so that `folded` here and the column expression use the same
table and cannot differ, and every folded character comes from one known place of the name as it was written.
Traditional characters follow OpenCC's table character by character; its phrases are left out, because they would make
the reading of a character depend on its neighbours, and a part of a name would no longer fold as it does in the whole.
Private-use characters, which registers use for rare ones, are kept: they are somebody's name.
"""

from functools import cache

import polars as pl
from opencc import OpenCC

from xinheng.ground.identifiers.normalisation import BLANKS, FULL_WIDTH, HYPHENS, LOWER_CASE

BRACKETS = dict.fromkeys("（〔[［【〖{｛﹙﹝⦅", "(") | dict.fromkeys("）〕]］】〗}｝﹚﹞⦆", ")")
MIDDLE_DOTS = dict.fromkeys("•‧∙⋅・･●", "·")
DASHES = dict.fromkeys(HYPHENS, "-")
ZEROS = dict.fromkeys("○◯", "〇")  # circles that stand for the numeral
QUOTES = dict.fromkeys("“”„‟＂〝〞‘’‚‛＇｀`'", '"')

# Where OpenCC has characters to simplify: radicals, unified ideographs with extensions, compatibility ideographs.
_IDEOGRAPHS = (range(0x2E80, 0x3100), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x32400))

# What does not count when a part of a name is looked for: nobody types it where it stands.
MARKS = '()·-"\\.,:;!?/&+*^%$#@~_=|<>《》〈〉「」『』、。，：；—…＊×'


@cache
def simplified() -> dict[str, str]:
    """繁转简: the simplified character of each traditional one (OpenCC's own table, read once)."""
    written = [chr(point) for block in _IDEOGRAPHS for point in block]
    converted = OpenCC("t2s").convert("\n".join(written)).split("\n")
    return {old: new for old, new in zip(written, converted, strict=True) if old != new}


@cache
def folds() -> dict[str, str]:
    """归一表: all rules in one table. Later ones win, as for the full-width brackets.

    What one rule makes, another may fold on (薴 to 苧 to 苎): both steps are taken, so that folding twice changes nothing.
    """
    table = LOWER_CASE | FULL_WIDTH | simplified() | BLANKS | DASHES | QUOTES | BRACKETS | MIDDLE_DOTS | ZEROS
    return {old: table.get(new, new) for old, new in table.items() if old != table.get(new, new)}


@cache
def _translation() -> dict[int, str]:
    return str.maketrans(folds())


def folded(name: str) -> str:
    """名称归一 of one name."""
    return name.translate(_translation())


def folded_column(name: pl.Expr) -> pl.Expr:
    """名称归一 of a column: `folded`, null for null."""
    return name.str.replace_many(list(folds()), list(folds().values()))


_WITHOUT_MARKS = str.maketrans("", "", MARKS)


def plain(folded_name: str) -> str:
    """去标点: what of a folded name counts when a part of it is looked for."""
    return folded_name.translate(_WITHOUT_MARKS)


def plain_column(folded_name: pl.Expr) -> pl.Expr:
    """去标点 of a column: `plain`."""
    return folded_name.str.replace_many(list(MARKS), [""] * len(MARKS))
