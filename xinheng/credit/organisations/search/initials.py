"""拼音首字母: the letters by which a name can be typed without an input method: 苏宁易购 is snyg.

The letter of each character is the first of its usual reading (pypinyin's table). Where names of organisations read a
character otherwise, `polyphones.csv` says so: for the character, where the other reading is the rule (长 is cháng), or
for a word (重庆, 银行). At each place the longest word comes first, then the character.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import polars as pl

from xinheng.credit.organisations.folding import simplified

_TABLE = Path(__file__).with_name("polyphones.csv")
_IDEOGRAPHS = range(0x3400, 0xA000)
_LETTERS_AND_DIGITS = {character: character.lower() for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}


@cache
def readings() -> dict[str, str]:
    """读音表: the initials of words and characters, in the order in which they are tried."""
    # Here, because the import reads half a second of tables that most processes never ask for.
    from pypinyin.constants import PINYIN_DICT

    characters = {
        chr(point): unicodedata.normalize("NFD", PINYIN_DICT[point])[0]
        for point in _IDEOGRAPHS
        if point in PINYIN_DICT and chr(point) not in simplified()
    }
    said = dict(line.split(",") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    words = {word: said[word] for word in sorted(said, key=len, reverse=True)}
    return (
        words
        | {character: letter for character, letter in characters.items() if character not in words}
        | (_LETTERS_AND_DIGITS)
    )


@cache
def _units() -> re.Pattern:
    """A word that is read as a whole, or else one character."""
    return re.compile("|".join([*(re.escape(word) for word in readings() if len(word) > 1), "."]), re.DOTALL)


def lettered(folded_name: str) -> list[tuple[str, int]]:
    """The initials of a folded name, each with the place of its character; what has no reading is left out."""
    return [
        (letter, unit.start() + offset)
        for unit in _units().finditer(folded_name)
        for offset, letter in enumerate(readings().get(unit.group(), ""))
    ]


def initials(folded_name: str) -> str:
    """拼音首字母 of one folded name, in lower case, so that they never mix with the Latin letters of names."""
    return "".join(letter for letter, _ in lettered(folded_name))


def initials_column(folded_name: pl.Expr) -> pl.Expr:
    """拼音首字母 of a column: `initials`."""
    return folded_name.str.replace_many(list(readings()), list(readings().values()), leftmost=True).str.replace_all(
        "[^a-z0-9]", ""
    )
