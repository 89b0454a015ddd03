"""数值: dates and amounts of money as people write them. What cannot be read is null, never a guess."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*(\d{1,2}):\d{2}.*?(Z?))?$")
_HAN_DATE = re.compile(
    r"^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$"
)
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_WIDE = str.maketrans({chr(point): chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "○": "〇"})
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets
_SHANGHAI = 8  # hours ahead of Z

# What people write into a cell that they have nothing for.
EMPTY = frozenset(
    (
        "-",
        "--",
        "---",
        "—",
        "——",
        "－",
        "/",
        "\\",
        "无",
        "暂无",
        "空",
        "null",
        "NULL",
        "Null",
        "None",
        "N/A",
        "n/a",
        "NA",
        "#N/A",
        "、",
        ".",
    )
)

FEN_IN_YUAN = 100
FEN_AT_MOST = 10**17  # a thousand trillion yuan: more than any register holds, and still exact in a bigint


def by_unique_text(texts: pl.Series, read: Callable[[str], Any], dtype: pl.DataType) -> pl.Series:
    """Reads each different text of a column once with `read(text)`: a register has far fewer dates than rows."""
    different = texts.unique().drop_nulls()
    readings = pl.DataFrame({"text": different, "reading": pl.Series([read(text) for text in different], dtype=dtype)})
    return texts.alias("text").to_frame().join(readings, on="text", how="left", maintain_order="left")["reading"]


def put(series: pl.Series, rows: pl.Series | list[int], values: Any) -> pl.Series:
    """A series with other values in some rows. `scatter` alone would change the series it is called on."""
    return series.clone().scatter(rows, values)


def date_of(text: str) -> date | None:
    """日期: 2009-05-18, 2009/5/18, 2009.5.18, 20090518, 2009年5月18日, 二〇〇九年五月十八日, full-width, with or without a
    time, and the serial number that a spreadsheet has for it."""
    plain = text.translate(_WIDE).strip()
    try:
        if found := _COMPACT.match(plain):
            return date(*map(int, found.groups()))
        if found := _DATE.match(plain):
            year, month, day, hour, is_utc = found.groups()
            days = 1 if is_utc and int(hour) + _SHANGHAI >= 24 else 0
            return date(int(year), int(month), int(day)) + timedelta(days)
        if found := _SERIAL.match(plain):
            return _SERIAL_ZERO + timedelta(int(found[1]))
        if found := _HAN_DATE.match(plain):
            year = int("".join(str(_DIGITS[digit]) for digit in found[1]))
            return date(year, han_number(found[2]), han_number(found[3]))
    except ValueError:
        return None
    return None


_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_SHORT_YEAR = re.compile(r"^(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")


def likely_date(text: str) -> date | None:
    """可能的日期: what an unreadable date probably means, where it can mean one day only. A suggestion, never taken."""
    plain = text.translate(_WIDE).strip()
    readings = set()
    if found := _DAY_FIRST.match(plain):
        one, other, year = map(int, found.groups())
        readings = {(year, one, other), (year, other, one)}
    elif found := _SHORT_YEAR.match(plain):
        year, month, day = map(int, found.groups())
        readings = {(2000 + year, month, day)}
    days = {day for reading in readings if (day := _day(*reading))}
    return days.pop() if len(days) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ---- amounts --------------------------------------------------------------------------------------------------------

_DIGITS = dict(
    zip(
        "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两",
        (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2),
        strict=True,
    )
)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN_DIGIT = f"[{''.join(_DIGITS)}]"
_HAN_NUMBER = f"[{''.join(_DIGITS)}{''.join(_TENS)}{''.join(_MYRIADS)}]+"

_YUAN = r"(?:人民币元|元人民币|人民币|元|圆|CNY|RMB)"
_ARABIC = re.compile(rf"^(?:人民币|CNY|RMB|[¥￥])?(\d+(?:\.\d+)?)\(?(亿|万)?({_YUAN})?\)?({_YUAN})?整?$")
_HAN = re.compile(
    rf"^(?:人民币)?({_HAN_NUMBER})[元圆][整正]?(?:零?({_HAN_DIGIT})角)?(?:零?({_HAN_DIGIT})分)?[整正]?(?:人民币)?$"
)
_FOREIGN = re.compile(r"美元|欧元|日元|港元|港币|香港元|英镑|马克|法郎|新加坡元|澳|加拿大|韩|台币|USD|EUR|JPY|HKD|GBP")
_NOISE = str.maketrans(
    {"，": "", ",": "", " ": "", "\u3000": "", "（": "(", "）": ")", "．": "."}
    | {chr(ord("０") + digit): str(digit) for digit in range(10)}
)
_UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8, "万": 10**4, "亿": 10**8}


class Unreadable(Exception):
    """An amount that says too little or too much. `code` says why: `foreign_currency`, `unit_missing`, `unreadable`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def fen_of(text: str, *, unit: str | None = None) -> int:
    """金额: `50(万元人民币)`, `1000万人民币`, `人民币伍拾万元整` in 分. The unit comes from the text, else from `unit`, which is
    what the header says; never from how large the number is. Raises `Unreadable`."""
    plain = text.translate(_NOISE)
    if _FOREIGN.search(plain):
        raise Unreadable("foreign_currency")
    if found := _HAN.match(plain):
        tenths, hundredths = (_DIGITS.get(digit, 0) for digit in found.groups()[1:])
        return in_range(Decimal(han_number(found[1])) + Decimal(10 * tenths + hundredths) / 100)
    found = _ARABIC.match(plain)
    if found is None:
        raise Unreadable("unreadable")
    number, large, *yuan = found.groups()
    if large or any(yuan):
        return in_range(Decimal(number) * _UNITS[large or "元"])
    if Decimal(number) == 0:  # nothing is nothing in every unit
        return 0
    if unit is None:
        raise Unreadable("unit_missing")
    return in_range(Decimal(number) * _UNITS[unit])


def in_range(yuan: Decimal) -> int:
    fen = int((yuan * FEN_IN_YUAN).to_integral_value())
    if fen > FEN_AT_MOST:
        raise Unreadable("implausible")
    return fen


def unit_in_header(header: str) -> str | None:
    """计量单位: what a header such as 注册资本（万元） says the numbers below it are."""
    found = re.search(r"[(（](?:单位[:：])?(元|万元|亿元)(?:人民币)?[)）]\s*$", header)
    return found[1] if found else None


def han_number(text: str) -> int:
    """中文数字: 伍拾万 → 500000, in capital or ordinary numerals."""
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        else:
            total = (
                (total + section + digit) * _MYRIADS[character]
                if _MYRIADS[character] > 10**4
                else total + (section + digit) * 10**4
            )
            section = digit = 0
    return total + section + digit
