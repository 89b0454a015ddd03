"""检索意图: what somebody who typed a text is looking for. Pure: knows no database.

The same box takes codes and names. A text of letters and digits only, with a digit in it, is a code or a part of one;
anything else is a name. Three letters or more may also be the initials of a name.
"""

from dataclasses import dataclass
from enum import StrEnum

from xinheng.credit.organisations.folding import folded, plain
from xinheng.ground.identifiers import uscc
from xinheng.ground.identifiers.correction import LOOK_ALIKES
from xinheng.ground.identifiers.identification import IdentifierKind, identify
from xinheng.ground.identifiers.normalisation import normalise

LONGEST = 200  # characters; names are no longer
FEWEST = 2  # characters of a name
FEWEST_INITIALS = 3
FEWEST_OF_CODE, FEWEST_OF_INNER_CODE = 6, 4  # a region at least; or what sets one organisation code apart from others

CODES = frozenset(
    {
        IdentifierKind.USCC,
        IdentifierKind.ORGANISATION_CODE,
        IdentifierKind.REGISTRATION_NUMBER,
        IdentifierKind.TAX_NUMBER,
    }
)
_LEFT_OUT = str.maketrans("", "", "…⋯.*＊")  # what people write for the part of a code that they leave out


class By(StrEnum):
    """检索方式: what was understood."""

    NOTHING = "nothing"  # 未输入
    TOO_SHORT = "too_short"  # 仅一个字
    PERSON_NUMBER = "person_number"  # 形似居民身份证号: not looked for
    CODE = "code"  # 代码
    PART_OF_CODE = "part_of_code"  # 代码的一部分
    NAME = "name"  # 名称


@dataclass(frozen=True)
class Query:
    """检索意图: the text in the forms in which it is looked for."""

    by: By
    code: str = ""  # 规范书写
    folded: str = ""  # 名称归一, for the whole name
    words: tuple[str, ...] = ()  # 归一而不含标点: all must occur in a name, the first may begin it
    initials: str = ""

    @property
    def first(self) -> str:
        return self.words[0]


def understand(text: str) -> Query:
    """检索意图 of a text as it was typed."""
    text = text.replace("\0", "").strip()[:LONGEST]  # PostgreSQL has no room for it in a text
    named = name_query(text)
    code = normalise(text).translate(_LEFT_OUT)
    if not (code.isascii() and code.isalnum() and any(character.isdigit() for character in code)):
        return named
    kind = identify(code)
    if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        return Query(By.PERSON_NUMBER)
    if kind in CODES:
        return Query(By.CODE, code, named.folded, named.words, named.initials)
    if FEWEST_OF_INNER_CODE <= len(code) <= uscc.LENGTH + 1:
        return Query(By.PART_OF_CODE, code, named.folded, named.words, named.initials)
    return named


def name_query(text: str) -> Query:
    words = tuple(dict.fromkeys(word for word in map(plain, map(folded, text.split())) if word))
    if all(len(word) == 1 for word in words):  # 苏 宁 易 购: a name written with blanks, not four words
        words = (plain(folded(text)),)
    if not words or not words[0]:
        return Query(By.NOTHING)
    if len(words) == 1 and len(words[0]) < FEWEST:
        return Query(By.TOO_SHORT, words=words)
    letters = words[0].lower() if len(words) == 1 and words[0].isascii() and words[0].isalpha() else ""
    return Query(By.NAME, folded=folded(text), words=words, initials=letters if len(letters) >= FEWEST_INITIALS else "")


def without_look_alikes(code: str) -> str:
    """The part of a code with what was probably meant in place of letters that occur in no code."""
    return "".join(character if character in uscc.VALUES else LOOK_ALIKES[character][0] for character in code)


def one_slip_away(code: str) -> set[str]:
    """Every text of a code's length that one slip leads to: a character mistyped, missing, too many, or two swapped."""
    places = range(len(code))
    match len(code) - uscc.LENGTH:
        case 0:
            mistyped = {code[:at] + right + code[at + 1 :] for at in places for right in uscc.ALPHABET}
            swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in places[:-1]}
            return (mistyped | swapped) - {code}
        case 1:
            return {code[:at] + code[at + 1 :] for at in places}
        case -1:
            return {code[:at] + missing + code[at:] for at in range(len(code) + 1) for missing in uscc.ALPHABET}
        case _:
            return set()
