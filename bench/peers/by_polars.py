"""The rules of `bench validate` by hand, in Polars: what somebody would write who has this one table and nothing else."""

from datetime import date
from pathlib import Path

import polars as pl

ON, FIRST = date(2026, 11, 20), date(1949, 10, 1)
KINDS = (
    "警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级", "吊销许可证件",
    "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "责令改正", "其他",
)  # fmt: skip
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
LONGEST = {0: 200, 13: 128, 14: 2000, 15: 5000, 16: 2048, 18: 4000, 21: 200, 25: 255, 27: 200, 29: 512}
REQUIRED = (0, 1, 13, 14, 15, 16, 17, 18, 22, 23, 25, 26, 27, 28)
EMPTY = ["-", "--", "—", "/", "无", "暂无", "null", "NULL", "N/A"]
PERSONAL_NUMBER = r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx]|1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-?[2-9][0-9]{6}|@"


def bad_rows(file: Path) -> set[int]:
    """The numbers of the rows that fail a rule, or are about a person."""
    frame = pl.read_csv(file, infer_schema=False)
    names = frame.columns
    frame = frame.rename({name: f"c{number}" for number, name in enumerate(names)}).with_row_index("row", offset=2)
    texts = frame.with_columns(pl.col(f"c{n}").str.strip_chars() for n in range(30))
    texts = texts.with_columns(
        pl.when(pl.col(f"c{n}").is_in(EMPTY) | (pl.col(f"c{n}") == ""))
        .then(None)
        .otherwise(pl.col(f"c{n}"))
        .alias(f"c{n}")
        for n in range(30)
    )
    for n in (14, 15, 16, 18, 29):  # texts in which people stand
        texts = texts.with_columns(pl.col(f"c{n}").str.replace_all(PERSONAL_NUMBER, "******"))
    typed = texts.with_columns(
        *(day(pl.col(f"c{n}")).alias(f"d{n}") for n in (22, 23, 24)),
        pl.col("c19").cast(pl.Float64, strict=False).alias("fine"),
        pl.col("c17").str.split(";").alias("kinds"),
        *(valid(pl.col(f"c{n}")).alias(f"v{n}") for n in (2, 26, 28)),
    )
    c, d = (lambda n: pl.col(f"c{n}")), (lambda n: pl.col(f"d{n}"))
    bad = [
        *(c(n).is_null() for n in REQUIRED),
        *(c(n).str.len_chars() > most for n, most in LONGEST.items()),
        c(0).str.contains(r"[*＊]{2}|^.[*＊]|某"),
        ~c(1).is_in(["法人及非法人组织", "个体工商户"]),
        c(2).is_not_null() & ~pl.col("v2"),
        c(2).str.starts_with("92") & (c(1) == "法人及非法人组织"),
        ~c(2).str.starts_with("92") & (c(1) == "个体工商户"),
        c(26).is_not_null() & ~pl.col("v26"),
        c(28).is_not_null() & ~pl.col("v28"),
        pl.col("kinds").list.eval(~pl.element().is_in(list(KINDS))).list.any(),
        pl.col("kinds").list.contains("罚款") & c(19).is_null(),
        pl.col("kinds").list.contains("没收违法所得") & c(20).is_null(),
        c(19).is_not_null() & pl.col("fine").is_null(),
        *(c(n).is_not_null() & d(n).is_null() for n in (22, 23, 24)),
        *(d(n) < FIRST for n in (22, 23, 24)),
        d(22) > ON,
        d(23) < d(22),
        d(24) < d(22),
    ]
    return set(typed.filter(pl.any_horizontal(each.fill_null(False) for each in bad))["row"])


def day(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(text.str.to_date("%Y-%m-%d", strict=False), text.str.to_date("%Y/%m/%d", strict=False))


def valid(code: pl.Expr) -> pl.Expr:
    shaped = code.str.contains(r"^[0-9A-HJ-NPQRTUWXY]{18}$")
    code = pl.when(shaped).then(code).otherwise(pl.lit("0" * 18))
    values = {character: value for value, character in enumerate(ALPHABET)}
    total = pl.sum_horizontal(
        code.str.slice(n, 1).replace_strict(values, default=0, return_dtype=pl.Int32) * weight
        for n, weight in enumerate(WEIGHTS)
    )
    return shaped & (total % 31 == 0)
