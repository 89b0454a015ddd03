"""The A-level taxpayers of two provinces as the tax office would put them into the layout of honours (README.md)."""

from pathlib import Path

import polars as pl

ANNOUNCED_ON = "2019-04-30"  # the year's list is announced in April of the next; the file does not say on which day


def taxpayers(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "a_level_taxpayers_2018.csv", infer_schema=False)


def file_of(taxpayers: pl.DataFrame) -> bytes:
    rows = taxpayers.select(
        pl.col("taxpayer_id").alias("纳税人识别号"),
        pl.col("name").alias("纳税人名称"),
        pl.col("eval_year").alias("评价年度"),
        pl.col("tax_office").alias("主管税务机关"),
        pl.lit("A级纳税人").alias("荣誉种类"),
        pl.lit("A级纳税人").alias("荣誉名称"),
        pl.lit(ANNOUNCED_ON).alias("公布日期"),
    )
    return rows.write_csv().encode("gb18030")
