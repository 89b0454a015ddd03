"""个人信息清理: what of people stands in texts is masked before anything lasts.

A cheap pattern finds the few texts that could hold a number of a person; only those are looked at one by one. Company codes
that merely look like resident ID numbers survive: the row's own codes, and every valid 统一社会信用代码.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.organisations import personal
from xinheng.ground.columns.delimited import unique_headers
from xinheng.ground.columns.reading import SHEET, Reading
from xinheng.ground.columns.values import by_unique_text, put
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.personal_numbers import DIGITS, INVISIBLE, SUSPECT, WIDE, WIDE_ALPHANUMERIC, masked

# Columns about people that hold names, and those that hold none; a column that says neither may hold some.
_NAMES = re.compile("姓名|联系人|代表人?(?:[(（]|$)|负责人(?:[(（]|$)|经营者(?:[(（]|$)")
_NO_NAMES = re.compile(
    "类型|证件|证号|身份|号码|电话|手机|联系方式|邮箱|邮件|地址|住所|住址|场所|性别|民族|出生|ZJLX|ZJHM|SFZ|id_|phone|mail|address",
    re.I,
)
_NAME = r"^[\p{Han}]{2,4}$|^[\p{L}][\p{L}·•. ]{1,39}$"
_SEVERAL = r"[、,，;；/\s]+"

# 联系人张三，法定代表人：李四；经营者为王五: a person named in a text by the part that he plays. A family name must follow, so that
# 经营者应当建立台账 stays; where it could be either, it counts as a name.
_PART = (
    "联系人|经办人|承办人|负责人|法定代表人|法人代表|经营者|业主|户主|店主|投资人|代理人|执法人员|驾驶员|驾驶人|姓名"
)
_FAMILY_NAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧司诸上"
)
_BEHIND = r"[\s，,。．.;；、：:（()）\d*/]|身份证|证件|男|女|电话|手机|联系|住|系|于|因|在|的|等|$"
_NAMED = rf"((?:{_PART})(?:姓名)?\s*[:：为是系叫]?\s*[{_FAMILY_NAMES}])\p{{Han}}{{1,3}}?({_BEHIND})"


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
    candidates = (texts.str.contains(DIGITS) | texts.str.contains(WIDE)).fill_null(False).arg_true()
    if not len(candidates):
        return texts
    plain = texts.gather(candidates)
    if plain.str.contains(WIDE).any():
        plain = plain.str.replace_many(WIDE_ALPHANUMERIC)
    if plain.str.contains(INVISIBLE).any():
        plain = plain.str.replace_all(INVISIBLE, "")
    suspect = plain.str.contains(SUSPECT).arg_true()
    rows = candidates.gather(suspect)
    codes = zip(*(series.gather(rows) for series in own.values()), strict=True) if own else ((),) * len(rows)
    masks = [
        masked(text, {normalise(code) for code in own_codes if code})
        for text, own_codes in zip(plain.gather(suspect), codes, strict=True)
    ]
    plain = put(plain, suspect, masks) if masks else plain
    return put(texts, candidates, plain)


def without_numbers_around(reading: Reading) -> Reading:
    """The same cells under headers and sheet names without numbers of people."""
    headers = unique_headers([masked(header) for header in reading.headers])
    frame = reading.frame.rename(dict(zip(reading.headers, headers, strict=True)))
    return replace(reading, frame=frame.with_columns(by_unique_text(frame[SHEET], masked, pl.String).alias(SHEET)))


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


def without_named(texts: pl.Series) -> pl.Series:
    """Texts with the names masked of people who are named by the part they play: 联系人张三 becomes 联系人张**."""
    if not texts.str.contains(_PART).any():
        return texts
    return texts.str.replace_all(_NAMED, "${1}**${2}")


def name_masked(text: str, name: str, party: str | None) -> str:
    pieces = text.split(party) if party and party != name and name in party else [text]
    return (party or "").join(piece.replace(name, personal.masked(name)) for piece in pieces)
