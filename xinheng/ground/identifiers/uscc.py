"""统一社会信用代码: the eighteen characters an organisation is known by (GB 32100-2015).

1 登记管理部门 · 2 机构类别 · 3–8 登记管理机关行政区划 · 9–17 主体标识码（组织机构代码） · 18 校验码.
Every function takes a text in its normalised form.
"""

import re

from xinheng.ground.identifiers.kinds import AUTHORITIES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z, which are taken for 1, 0, 5, U, 2
VALUES = {character: value for value, character in enumerate(ALPHABET)}
LENGTH = 18
MODULUS = len(ALPHABET)

# 加权因子: 3 to the power of the position from 0. The check character counts once, so that a right code sums to a
# multiple of 31: the standard's C18 = 31 − (sum of the others mod 31), written without the special case of 31.
WEIGHTS = (*(pow(3, position, MODULUS) for position in range(LENGTH - 1)), 1)

REGION = slice(2, 8)
ORGANISATION_CODE = slice(8, 17)

# What may stand at each of the eighteen positions.
PERMITTED = ("".join(AUTHORITIES), ALPHABET, *["0123456789"] * 6, *[ALPHABET] * 10)
SHAPE = "".join(f"[{characters}]" for characters in PERMITTED)  # read alike by Python's and Rust's expressions

_SHAPE = re.compile(SHAPE)


def remainder(code: str) -> int:
    """余数: the weighted sum modulo 31; of eighteen characters 0 means that the check character is right."""
    return sum(VALUES[character] * weight for character, weight in zip(code, WEIGHTS, strict=False)) % MODULUS


def check_character(body: str) -> str:
    """校验码: the eighteenth character that belongs to seventeen others."""
    return ALPHABET[-remainder(body[: LENGTH - 1]) % MODULUS]


def ends_in_remainder(code: str) -> bool:
    """余数误作校验码: the remainder itself in the place of the check character, as some registries issued it."""
    return remainder(code) != 0 and code[-1] == ALPHABET[remainder(code[:-1])]


def is_placeholder(text: str) -> bool:
    """占位码: what people type to get past a required field: one character repeated, at full length the last one free.

    Full length begins with the nine characters of the shortest identifier.
    """
    return len(set(text)) == 1 or (len(text) >= 9 and len(set(text[:-1])) == 1)


def is_valid(text: str) -> bool:
    """Whether the text is a 统一社会信用代码: permitted characters, a known 登记管理部门, right check character.

    Region, kind and the organisation code's own check digit are not asked: codes that fail them were really issued.
    """
    return _SHAPE.fullmatch(text) is not None and remainder(text) == 0 and not is_placeholder(text)
