"""当事人: the organisations of the city as departments print them, and numbers that nobody has for the persons beside them."""

from datetime import date
from functools import cache

import polars as pl

from xinheng.city.draws import Draws
from xinheng.city.organisations import TITLES, organisations
from xinheng.city.place import SIYANG, Place
from xinheng.ground.identifiers import columns

SOLE_PROPRIETOR, ORGANISATION, PERSON = "个体工商户", "法人及非法人组织", "自然人"
NUMBERS = 20_000
NOTHING = pl.lit(None, dtype=pl.String)


@cache
def parties(seed: int, count: int, place: Place = SIYANG) -> pl.DataFrame:
    """当事人: one line for each organisation, in their order. `uscc` is right; what is printed is what was issued."""
    city = organisations(seed, count, place)
    rows = pl.concat([city.registry, city.truth], how="horizontal")
    code, number = pl.col(TITLES["code"]), pl.col(TITLES["registration_number"])
    has_code = pl.col("truth_uscc").is_not_null()
    return rows.select(
        row=pl.col("truth_row") - 1,
        party_name=TITLES["name"],
        party_category=pl.when(code.str.starts_with("92") | (pl.col("truth_class") == "person"))
        .then(pl.lit(SOLE_PROPRIETOR))
        .otherwise(pl.lit(ORGANISATION)),
        party_code=pl.when(has_code).then(code),
        party_registration_number=number,
        party_organisation_code=pl.when(has_code).then(code.str.slice(8, 9)),
        party_tax_number=pl.when(has_code & number.is_not_null()).then(code.str.slice(2, 15)),
        party_institution_number=NOTHING,
        party_social_number=NOTHING,
        former_name=TITLES["former_name"],
        is_well_named=~pl.col("truth_is_personal") & pl.col(TITLES["name"]).is_unique(),
        code=pl.coalesce(code, number),
        uscc="truth_uscc",
        fate="truth_fate",
        division=pl.col(TITLES["industry"]).str.head(2),
        established_on=TITLES["established_on"],
        ended_on="truth_ended_on",
    )


def nobodys_number(draws: Draws, draw: str = "number") -> pl.Expr:
    """A number of the shape of an 居民身份证号 that nobody has."""
    return pl.lit(numbers_of_nobody()).gather(draws.draw(draw, NUMBERS))


@cache
def numbers_of_nobody() -> pl.Series:
    """No region's code begins with 99. The last digit is one that does not make a 统一社会信用代码 of it."""
    draws, rows = Draws("nobody"), pl.DataFrame({"row": pl.int_range(NUMBERS, dtype=pl.Int64, eager=True)})
    day = pl.lit(date(1960, 1, 1)) + pl.duration(days=draws.draw("born", 14_000))
    tail = draws.draw("tail", 1_000).cast(pl.String).str.zfill(3)
    body = pl.concat_str(pl.lit("990101"), day.dt.strftime("%Y%m%d"), tail)
    last = pl.when(columns.check_character(pl.col("body")) == "7").then(pl.lit("8")).otherwise(pl.lit("7"))
    return rows.select(body=body).select(number=pl.concat_str("body", last)).to_series()


def nobodys_telephone(draws: Draws, draw: str = "telephone") -> pl.Expr:
    """A number of the shape of a mobile telephone's that no network gives out: 154 is no prefix."""
    return pl.concat_str(pl.lit("1540000"), draws.draw(draw, 10_000).cast(pl.String).str.zfill(4))
