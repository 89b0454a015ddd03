"""个人信息清理: what of people stands in texts is masked before anything lasts.

A cheap pattern finds the few texts that could hold a number of a person; only those are looked at one by one. Company codes
that merely look like resident ID numbers survive: the row's own codes, and every valid 统一社会信用代码.
"""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.organisations import personal
from xinheng.ground.columns.values import put
from xinheng.ground.identifiers import resident_id, uscc
from xinheng.ground.identifiers.normalisation import FULL_WIDTH, normalise

MASK = "******"

# Seven digits in a row, or with blanks and hyphens among them, or full-width, or a mail address: all else is none of a person's.
_DIGITS = r"[0-9]{3}[0-9 -]{4}|@"
_WIDE = "[０-９]"
_WIDE_ALPHANUMERIC = {wide: chr(ord(wide) - 0xFEE0) for wide, plain in FULL_WIDTH.items() if plain.isalnum()}

# What could be a number of a person, among the candidates; `_masked` then looks at its surroundings.
_SUSPECT = (
    r"[1-9][0-9]{5}[ -]?(?:18|19|20)[0-9]{2}[ -]?[01][0-9][ -]?[0-3][0-9][ -]?[0-9]{3}[0-9Xx]|[1-9][0-9]{14}"
    r"|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|0[1-9][0-9]{1,2}[)）]?[ -]{0,2}[2-9][0-9]{6}|(?:[0-9][ -]?){16}|@"
    r"|(?i:电话|手机|联系方式|微信|QQ|tel|phone|mobile)[^0-9]{0,6}[0-9]"
)

_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{18})(?![0-9A-Za-z])")
_RESIDENT = re.compile(
    r"(?<!\d)[1-9]\d{5}[ -]?(?:18|19|20)\d{2}[ -]?[01]\d[ -]?[0-3]\d[ -]?\d{3}[\dXx](?!\d)|(?<!\d)[1-9]\d{14}(?!\d)"
)
_CARD = re.compile(r"(?<!\d)[3-6](?:[ -]?\d){15,18}(?!\d)")
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
    r"|(?<!\d)[(（]?0[1-9]\d{1,2}[)）]?[ -]{0,2}[2-9]\d{6,7}(?!\d)"
)
_LABELLED = re.compile(r"((?i:电话|手机|联系方式|微信号?|QQ号?|tel|phone|mobile)[^\d\n]{0,6})\d[\d -]{5,14}\d")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

# Columns about people that hold names, and those that hold none; a column that says neither may hold some.
_NAMES = re.compile("姓名|联系人|代表人?(?:[(（]|$)|负责人(?:[(（]|$)|经营者(?:[(（]|$)")
_NO_NAMES = re.compile(
    "类型|证件|证号|身份|号码|电话|手机|联系方式|邮箱|邮件|地址|住所|住址|场所|性别|民族|出生|ZJLX|ZJHM|SFZ|id_|phone|mail|address",
    re.I,
)
_NAME = r"^[\p{Han}]{2,4}$|^[\p{L}][\p{L}·•. ]{1,39}$"
_SEVERAL = r"[、,，;；/\s]+"


def people(frame: pl.DataFrame, understood: Understood) -> pl.DataFrame:
    """人名: the names in the columns about people, each with the `position` of its row. Never leaves the validation."""
    names = [
        frame.select(pl.int_range(pl.len()).alias("position"), pl.col(header).alias("name")).drop_nulls()
        for header in understood.personal
        if _NAMES.search(header) or not _NO_NAMES.search(header)
    ]
    if not names:
        return pl.DataFrame(schema={"position": pl.Int64, "name": pl.String})
    return pl.concat([parted(each) for each in names]).filter(pl.col("name").str.contains(_NAME))


def parted(names: pl.DataFrame) -> pl.DataFrame:
    """Several names of one cell, each on its own."""
    several = names["name"].str.contains(_SEVERAL)
    if not several.any():
        return names
    apart = (
        names.filter(several)
        .with_columns(pl.col("name").str.replace_all(_SEVERAL, "\n").str.split("\n"))
        .explode("name")
    )
    return pl.concat([names, apart])  # the cell as a whole as well: a foreigner's name has blanks


def without_numbers(texts: pl.Series, own: Mapping[str, pl.Series]) -> pl.Series:
    """Texts with numbers of people masked, full-width letters and digits made plain; `own` are the codes of the rows."""
    candidates = (texts.str.contains(_DIGITS) | texts.str.contains(_WIDE)).fill_null(False).arg_true()
    if not len(candidates):
        return texts
    plain = texts.gather(candidates)
    if plain.str.contains(_WIDE).any():
        plain = plain.str.replace_many(_WIDE_ALPHANUMERIC)
    suspect = plain.str.contains(_SUSPECT).arg_true()
    rows = candidates.gather(suspect)
    codes = zip(*(series.gather(rows) for series in own.values()), strict=True) if own else ((),) * len(rows)
    masks = [
        masked(text, {normalise(code) for code in own_codes if code})
        for text, own_codes in zip(plain.gather(suspect), codes, strict=True)
    ]
    plain = put(plain, suspect, masks) if masks else plain
    return put(texts, candidates, plain)


def masked(text: str, own: Iterable[str] = ()) -> str:
    """A text with every number of a person in it masked."""
    pieces = _EIGHTEEN.split(text)
    # Every second piece is of eighteen letters and digits.
    return "".join(
        piece if position % 2 and (normalise(piece) in own or uscc.is_valid(normalise(piece))) else _masked(piece, own)
        for position, piece in enumerate(pieces)
    )


def _masked(text: str, own: Iterable[str]) -> str:
    def unless(keep):
        return lambda found: found[0] if normalise(found[0]) in own or keep(normalise(found[0])) else MASK

    text = _RESIDENT.sub(unless(lambda number: not resident_id.has_shape(number)), text)
    text = _TELEPHONE.sub(unless(lambda _: False), text)
    text = _CARD.sub(unless(lambda number: not _has_luhn_digit(number)), text)
    text = _LABELLED.sub(lambda found: found[1] + MASK, text)
    return _MAIL.sub(MASK, text)


def _has_luhn_digit(number: str) -> bool:
    """Whether the last digit is that of a bank card (ISO/IEC 7812)."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def without_names(texts: pl.Series, people: pl.DataFrame, parties: pl.Series | None) -> pl.Series:
    """Texts with the names of the row's own people masked, as 张三 in 张**; the party's name, in which the owner's may stand, stays."""
    if not people.height:
        return texts
    found = texts.gather(people["position"]).str.contains(people["name"], literal=True).fill_null(False)
    if not found.any():
        return texts
    masks: dict[int, str] = {}
    for position, name in (
        people.filter(found)
        .unique(maintain_order=True)
        .sort(pl.col("name").str.len_chars(), descending=True)
        .iter_rows()
    ):
        party = parties[position] if parties is not None else None
        masks[position] = name_masked(masks.get(position, texts[position]), name, party)
    return put(texts, list(masks), list(masks.values()))


def name_masked(text: str, name: str, party: str | None) -> str:
    pieces = text.split(party) if party and party != name and name in party else [text]
    return (party or "").join(piece.replace(name, personal.masked(name)) for piece in pieces)
