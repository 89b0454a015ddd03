"""主体认定: whose each row of a submission is. The rules of `organisations.resolution`, for a hundred thousand prints at once.

| what is printed | subject |
|---|---|
| a print that a reviewer decided on | as decided; if it means nobody, the row goes back |
| a code that leads to one organisation | that one; `code` if the name is its own, else `code_only`, `failing_code`, `former_code` |
| a code and a name that lead to two | a person decides |
| a valid code that nobody has | an organisation to be, of the name that is printed (SY-03) |
| a failing code that nobody has | none: the row goes back with what was probably meant |
| a former number that nobody has | whose name it is; else an organisation to be, whose code is pending |
| no code | the one organisation of that name; of two a person decides; of none the row goes back |
"""

from dataclasses import dataclass, field

import polars as pl
from django.db import connection, transaction

from xinheng.credit.organisations.facts import reserved_ids
from xinheng.credit.organisations.folding import folded_column
from xinheng.credit.organisations.models import Decision, Identifier, SearchName
from xinheng.credit.records.models import Resolved
from xinheng.credit.submissions.matching import numbers
from xinheng.ground.columns.copying import copy_in

VALID, FAILING = "uscc", "failing"
NAME_OF_SEVERAL, NAME_OF_ANOTHER, CODE_OF_SEVERAL = (
    f"submissions.{what}" for what in ("name_of_several", "name_of_another", "code_of_several")
)
UNKNOWN_FAILING, UNKNOWN_NAME, SET_ASIDE = (
    f"submissions.{what}" for what in ("failing_code_unknown", "subject_unknown", "set_aside")
)
REVIEWS, REJECTIONS = (NAME_OF_SEVERAL, NAME_OF_ANOTHER, CODE_OF_SEVERAL), (UNKNOWN_FAILING, UNKNOWN_NAME, SET_ASIDE)
NEW = "new"  # in place of `resolved`, until it has its id

PRINT = ("code", "code_kind", "name")
SUBJECT = {
    "code": pl.String, "code_kind": pl.String, "name": pl.String, "organisation": pl.Int64, "resolved": pl.String,
    "review": pl.String, "rejected": pl.String, "is_new": pl.Boolean,
}  # fmt: skip

SEALED = "JOIN ledger_batch batch ON batch.id = {0}.batch_id AND batch.knowledge_no IS NOT NULL"
IDENTIFIER, SEARCH_NAME, DECISION = (model._meta.db_table for model in (Identifier, SearchName, Decision))
OWNERS = f"""
    SELECT n, organisation_id, true FROM printed JOIN {IDENTIFIER} i ON i.value = printed.code {SEALED.format("i")}
    UNION
    SELECT n, organisation_id, false FROM printed JOIN {IDENTIFIER} i ON i.value = printed.inner_code
        AND i.kind = 'organisation_code' {SEALED.format("i")}
    UNION
    SELECT n, organisation_id, false FROM printed JOIN {IDENTIFIER} i ON substring(i.value, 9, 9) = printed.inner_code
        AND i.kind = 'uscc' AND printed.code_kind <> 'uscc' {SEALED.format("i")}
"""
BEARERS = f"""
    SELECT n, organisation_id, bool_or(is_current), bool_or(is_public)
    FROM printed JOIN {SEARCH_NAME} s ON s.folded = printed.name GROUP BY 1, 2
"""
DECISIONS = f"""
    SELECT DISTINCT ON (n) n, organisation_id FROM printed
    JOIN {DECISION} d ON d.printed_code = printed.code AND d.printed_name_folded = printed.name {SEALED.format("d")}
    ORDER BY n, batch.knowledge_no DESC
"""


@dataclass
class Subjects:
    """主体认定: remembers each print that it was asked for, so that a file asks once for each."""

    known: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUBJECT))

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with `organisation`, `resolved`, `review`, `rejected` and `is_new`."""
        rows = rows.with_columns(
            pl.col("party_code").fill_null("").alias("code"),
            pl.col("code_kind").fill_null(""),
            folded_column(pl.col("party_name").fill_null("")).alias("name"),
        )
        prints = rows.select(PRINT).unique(maintain_order=True)
        here = self.known.join(prints, on=PRINT, how="semi")  # few, beside all prints of a long file
        asked = prints.join(here, on=PRINT, how="anti", maintain_order="left")
        if asked.height:
            found = self.found(asked)
            self.known, here = pl.concat([self.known, found]), pl.concat([here, found])
        return rows.join(here, on=PRINT, how="left", maintain_order="left")

    def found(self, asked: pl.DataFrame) -> pl.DataFrame:
        judged = judge(asked.with_row_index("n"))
        return self.with_new(judged).select(*SUBJECT)

    def with_new(self, judged: pl.DataFrame) -> pl.DataFrame:
        """One id for each code that nobody has, whatever names stand beside it."""
        is_new = pl.col("resolved") == NEW
        had = self.known.filter("is_new").select("code", had="organisation").unique("code")
        judged = judged.join(had, on="code", how="left", maintain_order="left")
        codes = judged.filter(is_new & pl.col("had").is_null()).select("code").unique(maintain_order=True)
        ids = codes.with_columns(pl.Series("reserved", reserved_ids(codes.height), dtype=pl.Int64))
        judged = judged.join(ids, on="code", how="left", maintain_order="left")
        by_code = pl.when(pl.col("code_kind") == VALID).then(pl.lit(Resolved.CODE.value))
        return judged.with_columns(
            organisation=pl.when(is_new).then(pl.coalesce("had", "reserved")).otherwise("organisation"),
            resolved=pl.when(is_new).then(by_code.otherwise(pl.lit(Resolved.FORMER_CODE.value))).otherwise("resolved"),
            is_new=is_new.fill_null(False),
        )


def judge(asked: pl.DataFrame) -> pl.DataFrame:
    """What the facts say of each print: `organisation` and `resolved`, or a reason for `review`, or the rule of `rejected`."""
    owners, bearers, decisions = looked_up(asked)
    judged = asked.join(weighed(owners, bearers), on="n", how="left", maintain_order="left")
    judged = judged.join(decisions, on="n", how="left", maintain_order="left").with_columns(fate().alias("fate"))
    fates, kind = pl.col("fate"), pl.col("code_kind")
    by_code = (
        pl.when(pl.col("is_own") & (kind == VALID) & (pl.col("agreeing") == 1)).then(pl.lit(Resolved.CODE.value))
        .when(pl.col("is_own") & (kind == VALID)).then(pl.lit(Resolved.CODE_ONLY.value))
        .when(kind == FAILING).then(pl.lit(Resolved.FAILING_CODE.value))
        .otherwise(pl.lit(Resolved.FORMER_CODE.value))
    )  # fmt: skip
    return judged.with_columns(
        organisation=pl.when(fates == Resolved.DECISION.value).then("decision")
        .when(fates == Resolved.CODE.value).then(pl.coalesce("agreed", "owner"))
        .when(fates == Resolved.NAME.value).then(pl.coalesce("bearer", "former_bearer")),
        resolved=pl.when(fates == Resolved.CODE.value).then(by_code)
        .when(fates.is_in([Resolved.DECISION.value, Resolved.NAME.value, NEW])).then("fate"),
        review=pl.when(fates.is_in(REVIEWS)).then("fate"),
        rejected=pl.when(fates.is_in(REJECTIONS)).then("fate"),
    )  # fmt: skip


def fate() -> pl.Expr:
    """The first line of the table above that applies."""
    has_code, is_valid = pl.col("code") != "", pl.col("code_kind") == VALID
    owned, agreeing = pl.col("owners").fill_null(0), pl.col("agreeing").fill_null(0)
    present, former = pl.col("present").fill_null(0), pl.col("former").fill_null(0)
    decided = pl.col("decided").fill_null(False)
    of_one_name = (present == 1) | ((present == 0) & (former == 1))
    return (
        pl.when(decided & pl.col("decision").is_null()).then(pl.lit(SET_ASIDE))
        .when(decided).then(pl.lit(Resolved.DECISION.value))
        .when((agreeing == 1) | ((owned == 1) & (present + former == 0))).then(pl.lit(Resolved.CODE.value))
        .when(owned > 1).then(pl.lit(CODE_OF_SEVERAL))
        .when(owned == 1).then(pl.lit(NAME_OF_ANOTHER))
        .when(is_valid & (present > 0)).then(pl.lit(NAME_OF_ANOTHER))
        .when(is_valid).then(pl.lit(NEW))
        .when(pl.col("code_kind") == FAILING).then(pl.lit(UNKNOWN_FAILING))
        .when(of_one_name).then(pl.lit(Resolved.NAME.value))
        .when(present + former > 0).then(pl.lit(NAME_OF_SEVERAL))
        .when(has_code).then(pl.lit(NEW))
        .otherwise(pl.lit(UNKNOWN_NAME))
    )  # fmt: skip


def weighed(owners: pl.DataFrame, bearers: pl.DataFrame) -> pl.DataFrame:
    """Of each print, how many have the code, how many bear or bore the name, and how many of those are the same.

    The organisation code inside a code counts only where nobody has the code itself. A name that may be a person's speaks
    for the organisation that has the code, and leads to nobody by itself.
    """
    owners = owners.filter(pl.col("is_own") == pl.col("is_own").any().over("n"))
    agreeing = owners.join(bearers, on=["n", "organisation"])
    public = bearers.filter("is_public")
    return (
        owners.group_by("n").agg(owners=pl.len(), owner=pl.col("organisation").min(), is_own=pl.col("is_own").any())
        .join(agreeing.group_by("n").agg(agreeing=pl.len(), agreed=pl.col("organisation").min()), on="n", how="left")
        .join(
            public.group_by("n").agg(
                present=pl.col("is_current").sum(),
                former=(~pl.col("is_current")).sum(),
                bearer=pl.col("organisation").filter("is_current").min(),
                former_bearer=pl.col("organisation").filter(~pl.col("is_current")).min(),
            ),
            on="n", how="full", coalesce=True,
        )
    )  # fmt: skip


def looked_up(asked: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Who has these codes, who bears or bore these names, and what was decided on these prints."""
    code = pl.col("code")
    inner = (
        pl.when(pl.col("code_kind") == VALID).then(code.str.slice(8, 9))
        .when(pl.col("code_kind") == Identifier.Kind.ORGANISATION_CODE.value).then(code)
        .when(pl.col("code_kind") == Identifier.Kind.TAX_NUMBER.value).then(code.str.slice(6))
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS printed")
        cursor.execute(
            "CREATE TEMPORARY TABLE printed (n int, code text, code_kind text, name text, inner_code text) ON COMMIT DROP"
        )
        copy_in(asked.select("n", *PRINT, inner_code=inner), "printed")
        cursor.execute("ANALYZE printed")
        n = {"n": pl.UInt32, "organisation": pl.Int64}
        return (
            numbers(OWNERS, n | {"is_own": pl.Boolean}),
            numbers(BEARERS, n | {"is_current": pl.Boolean, "is_public": pl.Boolean}),
            numbers(DECISIONS, {"n": pl.UInt32, "decision": pl.Int64}).with_columns(decided=pl.lit(True)),
        )
