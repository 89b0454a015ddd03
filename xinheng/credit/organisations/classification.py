"""编码: the words of registers in codes: 企业类型, 登记状态, GB/T 2260 regions, GB/T 4754 industries.

Tables are facts of the registration standards, kept in `codes/`. A word that no table knows gets no code, and the row
says so with a warning; a code is never guessed.
"""

import csv
import re
from functools import cache
from pathlib import Path

from xinheng.ground.identifiers.regions import is_known, region_names

_TABLES = Path(__file__).with_name("codes")
_BRACKETS = str.maketrans({"（": "(", "）": ")", "，": ",", " ": "", "\u3000": ""})

# What a place is called without the word for its level: 南京 for 南京市, 延边州 for 延边朝鲜族自治州.
_LEVELS = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:[一-鿿]+族)自治[州县旗]|地区|新区|省|市|区|县|盟|州|旗)$"
)
_PROVINCE, _CITY = 2, 4


def table(name: str) -> list[list[str]]:
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plain(words: str) -> str:
    return words.translate(_BRACKETS)


@cache
def _company_types() -> dict[str, str]:
    """Codes by name; where a name has several (有限责任公司, by who invested), the first, which is the general one."""
    return {name: code for code, name in reversed(table("company_types"))}


@cache
def _states() -> dict[str, str]:
    return {plain(words): state for state, words in table("states")}


@cache
def _industries() -> dict[str, str]:
    """Codes by name and by code, with and without the letter of the section; of equal names the widest class."""
    rows = table("industries")
    names = {plain(name): code for code, _section, name in reversed(rows)}
    return names | {code: code for code, _section, _name in rows} | {section + code: code for code, section, _ in rows}


@cache
def industry_names() -> dict[str, str]:
    """Names of GB/T 4754-2017 by code."""
    return {code: name for code, _section, name in table("industries")}


@cache
def company_type_names() -> dict[str, str]:
    """Names of 企业类型 by code."""
    return dict(table("company_types"))


def company_type(words: str) -> str | None:
    """企业类型: the four-digit code of a name or of a code."""
    words = plain(words)
    return words if words in company_type_names() else _company_types().get(words)


def state(words: str) -> str | None:
    """登记状态: the value of `models.State` for a register's words or letter."""
    return _states().get(plain(words))


def industry(words: str) -> str | None:
    """行业: the code of GB/T 4754-2017 of a name or of a code."""
    return _industries().get(plain(words))


def region(province: str | None, place: str | None) -> str | None:
    """行政区划: the code of GB/T 2260 of a place, given as a code or as names, with or without 省, 市, 区, 县.

    Of a place that is not found, the province; of a name that two places of the province have, also the province.
    """
    if place and is_known(place):
        return place
    if province is None:
        return _by_full_name().get(plain(place)) if place else None
    code = province if is_known(province) else _provinces().get(short(province))
    if code is None or not place:
        return code
    return _places().get((code[:_PROVINCE], short(place)), code)


def short(name: str) -> str:
    name = plain(name)
    cut = _LEVELS.sub("", name)
    return cut if len(cut) > 1 else name


@cache
def _provinces() -> dict[str, str]:
    return {short(name): code for code, name in region_names().items() if code.endswith("0000")}


@cache
def _places() -> dict[tuple[str, str], str]:
    """Codes by province and short name. Cities (吉林市) come before districts and counties of the same name."""
    found: dict[tuple[str, str], str | None] = {}
    for level in (_is_city, _is_county):
        here: dict[tuple[str, str], list[str]] = {}
        for code, name in region_names().items():
            if level(code):
                for key in {short(name), _known_as(name)}:
                    here.setdefault((code[:_PROVINCE], key), []).append(code)
        # Of codes in several revisions the last one is in force or was so most recently.
        found = {key: codes[-1] for key, codes in here.items() if _one_place(codes)} | found
    return found


def _known_as(name: str) -> str:
    """延边朝鲜族自治州 is 延边州 in everyday writing, which `short` makes 延边."""
    return re.sub(r"[一-鿿]{1,3}族自治([州县旗])$", "", name) or name


def _one_place(codes: list[str]) -> bool:
    """Whether the codes are revisions of one place: the same city, or cities themselves."""
    return all(_is_city(code) for code in codes) or len({code[:_CITY] for code in codes}) == 1


def _is_city(code: str) -> bool:
    return code.endswith("00") and not code.endswith("0000")


def _is_county(code: str) -> bool:
    return not code.endswith("00")


@cache
def _by_full_name() -> dict[str, str]:
    """Codes of names that only one place has, as 江苏省 or 泗阳县."""
    codes: dict[str, list[str]] = {}
    for code, name in region_names().items():
        codes.setdefault(name, []).append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1}
