"""编码: the words of registers in codes: 企业类型, 登记状态, GB/T 2260 regions, GB/T 4754 industries.

Tables are facts of the registration standards, kept in `codes/`. A word that no table knows gets no code, and the row
says so with a warning; a code is never guessed.
"""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.regions import is_known, is_plausible, region_names

_TABLES = Path(__file__).with_name("codes")
_BRACKETS = str.maketrans({"（": "(", "）": ")", "，": ",", " ": "", "\u3000": ""})

# What a place is called without the word for its level: 南京 for 南京市, 延边州 for 延边朝鲜族自治州.
_LEVELS = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:[一-鿿]+族)自治[州县旗]|地区|新区|省|市|区|县|盟|州|旗)$"
)
_PROVINCE = 2  # the first two digits of a code are the province's
_FOREIGN = "5"  # codes of 企业类型 from here on are of investors from abroad


def table(name: str) -> list[list[str]]:
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plain(words: str) -> str:
    return words.translate(_BRACKETS)


@cache
def _company_types() -> dict[str, str]:
    """Codes by name. A name with several codes (有限责任公司, by who invested) means the domestic one, if there is one."""
    codes: dict[str, list[str]] = {}
    for code, name in table("company_types"):
        codes.setdefault(name, []).append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1 or found[0] < _FOREIGN}


@cache
def _states() -> dict[str, str]:
    return {plain(words): state for state, words in table("states")}


@cache
def _lineages() -> dict[str, str]:
    return {words: kind for kind, words in table("lineages")}


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


def kind_name(code: str) -> str:
    """类型 in words: of 企业类型, or of 机构类别 by the first two characters of the code."""
    return company_type_names().get(code) or _organisation_kinds().get(code, "")


@cache
def _organisation_kinds() -> dict[str, str]:
    return {kind.code: kind.name.zh for kind in KINDS.values()}


def state(words: str) -> str | None:
    """登记状态: the value of `models.State` for a register's words or letter."""
    return _states().get(plain(words))


def lineage(words: str) -> str | None:
    """沿革类型: the value of `models.Lineage.Kind` for a register's words."""
    return _lineages().get(plain(words))


def industry(words: str) -> str | None:
    """行业: the code of GB/T 4754-2017 of a name or of a code."""
    return _industries().get(plain(words))


def region(province: str | None, place: str | None) -> str | None:
    """行政区划: the code of GB/T 2260 of a place, given as a code or as names, with or without 省, 市, 区, 县.

    Of a place that is not found, the province; of a name that two places of the province have, also the province.
    """
    if place and is_plausible(place):
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
    return {short(name): code for code, name in table("regions_in_force") if code.endswith("0000")}


@cache
def _places() -> dict[tuple[str, str], str]:
    """Codes by province and short name: of cities first (吉林市), then of districts and counties, then of abolished ones.

    A name that two places of the same rank share leads to neither.
    """
    in_force = table("regions_in_force")
    names = {code: name for code, name in in_force if not code.endswith("0000")}
    abolished = {code: name for code, name in region_names().items() if code not in names and not code.endswith("00")}
    cities = {code: name for code, name in names.items() if code.endswith("00")}
    return _named_once(abolished) | _named_once(names) | _named_once(cities)


def _named_once(names: dict[str, str]) -> dict[tuple[str, str], str]:
    codes: dict[tuple[str, str], list[str]] = {}
    for code, name in names.items():
        for called in {short(name), *_everyday(name)}:
            codes.setdefault((code[:_PROVINCE], called), []).append(code)
    return {key: found[0] for key, found in codes.items() if len(found) == 1}


def _everyday(name: str) -> set[str]:
    """延边州 for 延边朝鲜族自治州; where the people's name begins cannot be seen, so every reading counts."""
    place, autonomous, level = name.partition("族自治")
    return {short(place[:-length] + level) for length in range(1, len(place) - 1)} if autonomous else set()


@cache
def _by_full_name() -> dict[str, str]:
    """Codes of names that only one place has, as 江苏省 or 泗阳县."""
    rows = table("regions_in_force")
    times = Counter(name for _code, name in rows)
    return {name: code for code, name in rows if times[name] == 1}
