"""撤回: rows of a file that take a record of the same authority back, with a reason (操作 = 撤销)."""

import polars as pl

from xinheng.credit.records.models import Mark
from xinheng.credit.submissions import matching

WITHDRAW = "withdraw"  # in `operation`
UNKNOWN, NOT_OWN, CONTRADICTED = (f"submissions.withdrawal_{what}" for what in ("unknown", "not_own", "contradicted"))


def judged(rows: pl.DataFrame, provider: int, told: pl.Series) -> pl.DataFrame:
    """The rows with `rejected` (a rule, or null), `version` to withdraw, and `is_new`: whether it is not withdrawn yet.

    `told` are the keys, as bytes, of what the same file reports: it cannot report a record and withdraw it.
    """
    known = matching.known_versions(rows["record_key"]).sort("version")
    newest = known.group_by("record_key").agg(pl.col("version", "provider").last())
    rows = rows.join(newest, on="record_key", how="left", maintain_order="left")
    rule = (
        pl.when(pl.col("record_key").str.decode("hex").is_in(told.implode())).then(pl.lit(CONTRADICTED))
        .when(pl.col("version").is_null()).then(pl.lit(UNKNOWN))
        .when(pl.col("provider") != provider).then(pl.lit(NOT_OWN))
    )  # fmt: skip
    is_done = pl.col("record_key").is_in(withdrawn(rows["record_key"]).implode())
    return rows.with_columns(rejected=rule, is_new=pl.col("record_key").is_first_distinct() & ~is_done)


def withdrawn(keys: pl.Series) -> pl.Series:
    """Which of these records are withdrawn already."""
    marks = Mark.objects.filter(kind=Mark.Kind.WITHDRAWN, ended_by=None, record_key__in=keys.to_list())
    sealed = marks.filter(batch__knowledge_no__isnull=False).values_list("record_key", flat=True)
    return pl.Series("record_key", [key.hex for key in sealed], dtype=pl.String)
