"""差错: the registry as a careless clerk would send it, and what is wrong with each row."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from xinheng.city.draws import FREE, Draws
from xinheng.city.organisations import TITLES
from xinheng.city.tables import picked, table
from xinheng.ground.identifiers import uscc

CODE, NAME = pl.col(TITLES["code"]), pl.col(TITLES["name"])

# In ten thousand rows. A row has one fault at most; it may stand in the file twice besides.
CARELESS = {
    "full_width": 100,  # 全角: the code in full-width characters
    "blanks": 100,  # 空格: a blank inside the code
    "look_alike": 100,  # 形近: I for 1 and O for 0
    "wrong_check": 100,  # 校验码错: another last character
    "traditional": 100,  # 繁体: the name in traditional characters
    "brackets": 100,  # 括号: half-width brackets in the name
    "duplicate": 100,  # 重复: the row again at the end of the file
}


@dataclass(frozen=True)
class Dirty:
    """差错文件: the rows to be loaded, their headings in any order, and the truth about each, in the same order.

    `truth_fault` is empty for a row in which the clerk's habit met nothing to spoil.
    """

    rows: pl.DataFrame
    truth: pl.DataFrame

    def csv(self, encoding: str = "utf-8") -> bytes:
        """The file as bytes, in GBK if so wished."""
        return self.rows.write_csv().encode(encoding)


def dirty(registry: pl.DataFrame, seed: int, proportions: Mapping[str, int] = CARELESS) -> Dirty:
    """差错: spoils the rows of a registry in these proportions and adds personal columns, which must be dropped."""
    draws = Draws(seed)
    rows = registry.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64)).with_columns(
        fault=fault(draws, proportions)
    )
    spoilt = rows.with_columns(
        CODE.alias("code"), NAME.alias("name"), *(spoilt_in(column) for column in (TITLES["code"], TITLES["name"]))
    )
    is_whole = (pl.col("code") == CODE) & (pl.col("name") == NAME)
    spoilt = spoilt.with_columns(*personal(draws), fault=pl.when(~is_whole).then("fault"), is_duplicate=pl.lit(False))
    again = spoilt.filter(draws.has("duplicate", proportions.get("duplicate", 0))).with_columns(
        is_duplicate=pl.lit(True)
    )
    spoilt = pl.concat([spoilt, again])
    headings = [heading for heading in spoilt.columns if not heading.isascii()]
    return Dirty(
        spoilt.select(sorted(headings, key=draws.key)),
        spoilt.select(
            truth_row=pl.col("row") + 1,
            truth_code="code",
            truth_name="name",
            truth_fault="fault",
            truth_is_duplicate="is_duplicate",
        ),
    )


def fault(draws: Draws, proportions: Mapping[str, int]) -> pl.Expr:
    """The one fault of each row, if any."""
    found, so_far, draw = pl.lit(None, dtype=pl.String), 0, draws.draw("fault", 10_000)
    for name in SPOILT:
        share = proportions.get(name, 0)
        found = pl.when(draw.is_between(so_far, so_far + share - 1)).then(pl.lit(name)).otherwise(found)
        so_far += share
    return found


def spoilt_in(column: str) -> pl.Expr:
    """The column with the faults that belong to it."""
    spoilt = pl.col(column)
    for name, (where, change) in SPOILT.items():
        if TITLES[where] == column:
            spoilt = pl.when(pl.col("fault") == name).then(change(pl.col(column))).otherwise(spoilt)
    return spoilt


def full_width(code: pl.Expr) -> pl.Expr:
    return replaced(code, {character: chr(ord(character) + 0xFEE0) for character in uscc.ALPHABET})


def with_blank(code: pl.Expr) -> pl.Expr:
    return pl.concat_str(code.str.head(8), pl.lit(" "), code.str.slice(8))


def look_alike(code: pl.Expr) -> pl.Expr:
    return replaced(code, {"0": "O", "1": "I"})


def wrong_check(code: pl.Expr) -> pl.Expr:
    following = dict(zip(uscc.ALPHABET, uscc.ALPHABET[1:] + uscc.ALPHABET[0], strict=True))
    return pl.concat_str(code.str.head(-1), code.str.tail(1).replace(following))


def traditional(name: pl.Expr) -> pl.Expr:
    return replaced(name, {line["simplified"]: line["traditional"] for line in table("traditional")})


def half_width_brackets(name: pl.Expr) -> pl.Expr:
    return replaced(name, {"（": "(", "）": ")"})


def replaced(text: pl.Expr, characters: Mapping[str, str]) -> pl.Expr:
    return text.str.replace_many(list(characters), list(characters.values()))


SPOILT = {
    "full_width": ("code", full_width),
    "blanks": ("code", with_blank),
    "look_alike": ("code", look_alike),
    "wrong_check": ("code", wrong_check),
    "traditional": ("name", traditional),
    "brackets": ("name", half_width_brackets),
}


def personal(draws: Draws) -> list[pl.Expr]:
    """人员列: names that nobody bears and telephone numbers that no network gives out (100 is no prefix of mobiles)."""
    line = next(line for line in table("brands") if line["alphabet"] == "person")
    names = [first + later for first in line["first"] for later in line["later"]]
    number = draws.draw("telephone", FREE) % 10_000
    return [
        picked(names, draws.draw("representative", len(names))).alias("法定代表人"),
        pl.concat_str(pl.lit("1000000"), number.cast(pl.String).str.zfill(4)).alias("联系电话"),
    ]
