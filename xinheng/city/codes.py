"""赋码: the codes of the city's organisations, unique by construction and right by `ground.identifiers`.

Every row takes its own place in a range that a multiplication scrambles, so that no two rows share a code.
"""

from datetime import date
from itertools import count
from math import gcd

import polars as pl

from xinheng.city.draws import Draws
from xinheng.city.place import Place, registering_city
from xinheng.city.tables import picked
from xinheng.ground.identifiers import columns, uscc

MOST = 10_000_000  # rows: as many registration numbers as a region has in seven digits
REFORMED_ON = date(2015, 10, 1)  # 三证合一: codes issued from then on begin MA (enterprises), MB and so on
BEGINNINGS = {"9": "MA", "1": "MB", "3": "MD", "5": "MJ", "7": "MC", "8": "MC", "N": "MF"}
SERIALS_BEFORE = 31**4  # MB00… is left to the departments
BASE = len(uscc.ALPHABET)
ROW = pl.col("row")

ISSUED_WRONG = 2  # of ten thousand: 1 in 5,000
REGISTERED_IN_CITY = 1_500
ONLY_FORMER_NUMBER = 40  # of ten thousand that ever had a registration number


def coded(rows: pl.DataFrame, draws: Draws, place: Place) -> pl.DataFrame:
    """Adds `uscc` (as it should be), `code` (as it was issued) and `registration_number` (of those before the reform)."""
    regions = [place.region, *place.elsewhere]
    is_market = pl.col("prefix").str.starts_with("9")
    in_city = is_market & draws.has("registered in city", REGISTERED_IN_CITY)
    region = (
        pl.when(in_city)
        .then(picked([registering_city(region) for region in regions], pl.col("region_no")))
        .otherwise(pl.col("region"))
    )
    is_former = pl.col("established_on") < REFORMED_ON
    rows = rows.with_columns(
        code_region=region, code_body=pl.when(is_former).then(eight_digits(draws)).otherwise(reformed(draws))
    )
    rows = rows.with_columns(
        body=pl.concat_str("prefix", "code_region", "code_body", columns.organisation_check_digit(pl.col("code_body"))),
        number_body=pl.when(is_former & is_market & (pl.col("class") != "farm")).then(fourteen_digits(draws)),
    )
    rows = rows.with_columns(right=columns.check_character(pl.col("body")))
    remainders = {right: uscc.ALPHABET[-value % BASE] for right, value in uscc.VALUES.items()}
    issued_wrong = draws.has("issued wrong", ISSUED_WRONG)
    issued = pl.when(issued_wrong).then(pl.col("right").replace_strict(remainders)).otherwise("right")
    number = pl.concat_str("number_body", columns.registration_check_digit(pl.col("number_body")))
    rows = rows.with_columns(
        uscc=pl.concat_str("body", "right"), issued=pl.concat_str("body", issued), registration_number=number
    )
    is_pending = pl.col("registration_number").is_not_null() & draws.has("never exchanged", ONLY_FORMER_NUMBER)
    return rows.with_columns(
        uscc=pl.when(~is_pending).then("uscc"),
        code=pl.when(is_pending).then("registration_number").otherwise("issued"),
    ).drop("code_region", "code_body", "body", "number_body", "right", "issued")


def scrambled(draws: Draws, draw: str, among: int, number: pl.Expr = ROW) -> pl.Expr:
    """Each row's own number below `among`: far from its neighbours', and moved by the seed.

    A factor that has no divisor in common with `among` leads no two rows to one number; one near the golden section
    spreads them best.
    """
    factor = next(factor for factor in count(among * 618 // 1_000) if gcd(factor, among) == 1)
    return (number * factor + draws.key(draw) % among) % among


def eight_digits(draws: Draws) -> pl.Expr:
    """主体标识码 of before the reform."""
    return (10_000_000 + scrambled(draws, "eight digits", 90_000_000)).cast(pl.String)


def reformed(draws: Draws) -> pl.Expr:
    """主体标识码 from the reform on: two letters for the registering branch, then six of the alphabet."""
    serial = SERIALS_BEFORE + scrambled(draws, "six characters", BASE**6 - SERIALS_BEFORE)
    characters = [picked(list(uscc.ALPHABET), serial // BASE**place % BASE) for place in reversed(range(6))]
    return pl.concat_str(pl.col("prefix").str.head(1).replace_strict(BEGINNINGS), *characters)


def fourteen_digits(draws: Draws) -> pl.Expr:
    """工商注册号 without its check digit: region, 0 for enterprises and 6 for sole proprietors, seven digits."""
    sort = pl.when(pl.col("prefix") == "92").then(pl.lit("6")).otherwise(pl.lit("0"))
    serial = scrambled(draws, "registration number", MOST).cast(pl.String).str.zfill(7)
    return pl.concat_str("code_region", sort, serial)
