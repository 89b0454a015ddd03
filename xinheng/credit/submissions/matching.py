"""比对: which rows of a submission say something new of a record, which nothing, and which a person must look at.

| of the rows with one record key | fate |
|---|---|
| the content of an earlier version, or the same row once more | duplicate |
| whatever it says, of a record whose retention has ended | duplicate: what was erased does not come back |
| different contents in one file, or a content beside a withdrawal | review, all of them |
| nothing known | admitted, version 1 |
| another content, from the authority that provided the record | superseding, the next version |
| another content, from another authority | review |

A file is read block by block. Whatever the blocks, the fate of a row is that which it has in the whole: a row that was
written and is contradicted later on is called back (`contested`).
"""

from dataclasses import dataclass, field

import polars as pl
from django.db import connection, transaction

from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.models import ReviewRow
from xinheng.ground.columns.copying import copy_in

TWICE, OTHER_PROVIDER = "submissions.twice_in_file", "submissions.other_provider"
ADMITTED, SUPERSEDING, DUPLICATE, REVIEW = "admitted", "superseding", "duplicate", "review"

KEY = {"record_key": pl.String}
CONTENT = KEY | {"content_digest": pl.String}
VERSIONS = CONTENT | {"version": pl.Int64, "provider": pl.Int64, "is_erased": pl.Boolean}

RECORD, REVIEW_ROW = CreditRecord._meta.db_table, ReviewRow._meta.db_table
SEALED = "JOIN ledger_batch b ON b.id = {0}.batch_id AND b.knowledge_no IS NOT NULL"
KNOWN_VERSIONS = f"""
    SELECT replace(record_key::text, '-', ''), encode(content_digest, 'hex'), version, provider_id,
        EXISTS (SELECT FROM ledger_erasure e WHERE e.erased = r.record_key::text) AS is_erased
    FROM asked JOIN {RECORD} r USING (record_key) {SEALED.format("r")}
"""
QUEUED = f"""
    SELECT DISTINCT replace(record_key::text, '-', ''), encode(content_digest, 'hex')
    FROM asked JOIN {REVIEW_ROW} r USING (record_key) {SEALED.format("r")}
"""
# Each key is looked up in the index. The planner, which takes rows to be narrow, would rather read the whole table.
ONE_BY_ONE = ("enable_hashjoin", "enable_mergejoin")


def known_versions(keys: pl.Series) -> pl.DataFrame:
    """Every sealed version of the records of these keys."""
    return asked(keys, KNOWN_VERSIONS, VERSIONS)


def queued(keys: pl.Series) -> pl.DataFrame:
    """What waits, or waited, for a person under these keys."""
    return asked(keys, QUEUED, CONTENT)


def asked(keys: pl.Series, query: str, schema: dict) -> pl.DataFrame:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS asked")
        cursor.execute("CREATE TEMPORARY TABLE asked (record_key uuid) ON COMMIT DROP")
        copy_in(keys.unique().sort().alias("record_key").to_frame(), "asked")
        for way in ONE_BY_ONE:
            cursor.execute(f"SET LOCAL {way} = off")
        found = numbers(query, schema)
        for way in ONE_BY_ONE:
            cursor.execute(f"SET LOCAL {way} = DEFAULT")
    return found


def numbers(query: str, schema: dict) -> pl.DataFrame:
    """The answer to a query whose columns are numbers, truths and keys, as one text: row by row the driver takes longer to
    pass on a hundred thousand of them than the server to find them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(substr(line, 2, length(line) - 2), E'\\n') FROM (SELECT q::text FROM ({query}) q) a (line)"
        )
        text = cursor.fetchone()[0]
    if not text:
        return pl.DataFrame(schema=schema)
    truths = [name for name, kind in schema.items() if kind == pl.Boolean]
    found = pl.read_csv(text.encode(), has_header=False, schema=schema | dict.fromkeys(truths, pl.String))
    return found.with_columns(pl.col(truths) == "t")


@dataclass
class Identity:
    """同一性: the keys and contents of a file so far, and which of them contradict one another."""

    provider: int
    seen: list[pl.DataFrame] = field(default_factory=list)
    contested: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=KEY))

    def judged(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with `fate`, `reason` (of a review), `version`, and whether their content `is_known`."""
        known = known_versions(rows["record_key"])
        versions = known.select(CONTENT.keys()).unique().with_columns(is_known=pl.lit(True))
        newest = known.sort("version").group_by("record_key").agg(pl.col("version", "provider", "is_erased").last())
        rows = rows.join(versions, on=list(CONTENT), how="left", maintain_order="left")
        rows = rows.join(newest, on="record_key", how="left", maintain_order="left")
        repeated, contested = self.compared(rows)
        rows = rows.with_columns(repeated.alias("is_repeated"), contested.alias("is_contested"))
        return rows.with_columns(
            self.fate().alias("fate"), self.reason().alias("reason"), pl.col("version").fill_null(0) + 1
        )

    def reason(self) -> pl.Expr:
        """Why a person must look at a row: first what the row says by itself, so that it does not hang on what follows."""
        is_of_another = (pl.col("provider") != self.provider).fill_null(False)
        of_others = pl.when(is_of_another).then(pl.lit(OTHER_PROVIDER)).when(pl.col("is_contested")).then(pl.lit(TWICE))
        return pl.coalesce("review", of_others)

    def fate(self) -> pl.Expr:
        return (
            pl.when(pl.any_horizontal("is_known", "is_erased", "is_repeated")).then(pl.lit(DUPLICATE))
            .when(self.reason().is_not_null()).then(pl.lit(REVIEW))
            .when(pl.col("version").is_null()).then(pl.lit(ADMITTED))
            .otherwise(pl.lit(SUPERSEDING))
        )  # fmt: skip

    def compared(self, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Whether each row repeats an earlier one of the file, and whether the file contradicts it so far."""
        here = packed(rows)
        earlier = pl.concat([here.clear(), *self.seen]).join(here, on="key", how="semi")
        first = here.with_row_index().unique(["key", "digest"], keep="first", maintain_order=True)
        new = first.join(earlier, on=["key", "digest"], how="anti", maintain_order="left")
        repeated = ~pl.int_range(rows.height, eager=True).is_in(new["index"].implode())
        contents = pl.concat([earlier, new.select("key", "digest")])
        several = contents.filter(pl.col("key").is_duplicated())["key"].unique()
        self.seen.append(new.select("key", "digest"))
        self.contest(several)
        return repeated, here["key"].is_in(several.implode())

    def contest(self, keys: pl.Series) -> None:
        names = keys.bin.encode("hex").alias("record_key").to_frame()
        self.contested = pl.concat([self.contested, names]).unique()


def packed(rows: pl.DataFrame) -> pl.DataFrame:
    """Keys and digests as bytes, half as long as in hex: those of the whole file stay in memory."""
    return rows.select(key=pl.col("record_key").str.decode("hex"), digest=pl.col("content_digest").str.decode("hex"))
