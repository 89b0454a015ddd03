"""撤回: rows of a file that take a record of the same authority back, with a reason (操作 = 撤销)."""

import polars as pl
from django.db.models import Max

from xinheng.credit.records.models import Mark
from xinheng.credit.submissions import matching

UNKNOWN, NOT_OWN, CONTRADICTED = (f"submissions.withdrawal_{what}" for what in ("unknown", "not_own", "contradicted"))


def judged(rows: pl.DataFrame, provider: int, told: pl.Series) -> pl.DataFrame:
    """The rows with `rejected` (a rule, or null), `version` to withdraw, and `is_new`: whether it is not withdrawn yet.

    `told` are the keys, as bytes, of what the same file reports: it cannot report a record and withdraw it.
    """
    known = matching.known_versions(rows["record_key"]).sort("version")
    newest = known.group_by("record_key").agg(pl.col("version", "provider", "is_erased").last())
    rows = rows.join(newest, on="record_key", how="left", maintain_order="left")
    rule = (
        pl.when(pl.col("record_key").str.decode("hex").is_in(told.implode())).then(pl.lit(CONTRADICTED))
        .when(pl.col("version").is_null()).then(pl.lit(UNKNOWN))
        .when(pl.col("provider") != provider).then(pl.lit(NOT_OWN))
    )  # fmt: skip
    rows = rows.join(withdrawn(rows["record_key"]), on="record_key", how="left", maintain_order="left")
    is_done = (pl.col("version") <= pl.col("withdrawn_up_to")).fill_null(False) | pl.col("is_erased").fill_null(False)
    return rows.with_columns(rejected=rule, is_new=pl.col("record_key").is_first_distinct() & ~is_done)


def withdrawn(keys: pl.Series) -> pl.DataFrame:
    """Up to which version each of these records is withdrawn: a corrected one that came after can be withdrawn in turn."""
    marks = Mark.objects.filter(kind=Mark.Kind.WITHDRAWN, ended_by=None, record_key__in=keys.to_list())
    sealed = marks.filter(batch__knowledge_no__isnull=False).values_list("record_key").annotate(Max("version"))
    schema = {"record_key": pl.String, "withdrawn_up_to": pl.Int64}
    return pl.DataFrame([(key.hex, version) for key, version in sealed], schema=schema, orient="row")
