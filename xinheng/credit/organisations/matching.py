"""比对: what the rows of a file say that is new. Columnar; reads the facts and writes nothing."""

from dataclasses import dataclass

import polars as pl
from django.db import connection

from xinheng.credit.organisations.folding import folded_column
from xinheng.credit.organisations.models import Decision, FormerName, Identifier, Registration
from xinheng.credit.organisations.validation import CONTENT, FORMER_COLUMNS, Validated, with_digest
from xinheng.ground.columns.copying import copy_in, copy_out
from xinheng.ground.columns.reading import ROW, SHEET

TWICE, OLDER = "organisations.twice_in_file", "organisations.older_than_known"
CITED = "organisations.cited_under_another_name"
USCC = Identifier.Kind.USCC.value

_VERSIONS = {
    "organisation": pl.Int64,
    "version": pl.Int64,
    "name": pl.String,
    "kind": pl.String,
    "state": pl.String,
    "region": pl.String,
    "industry": pl.String,
    "established_on": pl.Date,
    "capital_fen": pl.Int64,
    "valid_from": pl.Date,
    "is_history": pl.Boolean,
    "digest": pl.String,
}


@dataclass(frozen=True)
class Known:
    """已知: what the place knows of the organisations in a file: their codes, and all versions of their registrations."""

    identifiers: pl.DataFrame  # value, kind, organisation, is_pending
    versions: pl.DataFrame

    @property
    def current(self) -> pl.DataFrame:
        present = self.versions.filter(~pl.col("is_history"))
        return present.group_by("organisation").agg(pl.all().sort_by("version").last())


@dataclass(frozen=True)
class Matched:
    """比对结果: `written` are the new versions, in order, with `organisation` (null: not known yet) and `version`.

    `owners` tell whose each code of the file is: `code`, `subject`, `organisation` (null: not known yet).
    """

    written: pl.DataFrame
    owners: pl.DataFrame
    duplicates: int
    review: pl.DataFrame
    set_aside: pl.DataFrame


def known_of(rows: pl.DataFrame) -> Known:
    """Looks up every code of the rows at once, through a temporary table. With an empty register, not at all."""
    identifiers = {"value": pl.String, "kind": pl.String, "organisation": pl.Int64, "is_pending": pl.Boolean}
    if not Identifier.objects.exists():
        return Known(pl.DataFrame(schema=identifiers), pl.DataFrame(schema=_VERSIONS))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS asked")
        cursor.execute("CREATE TEMPORARY TABLE asked (value text, kind text) ON COMMIT DROP")
        copy_in(codes_of(rows).select("value", "kind").unique(), "asked")
        cursor.execute("ANALYZE asked")
    sealed = "JOIN ledger_batch b ON b.id = {0}.batch_id AND b.knowledge_no IS NOT NULL"
    found = f"""
        SELECT i.value, i.kind, i.organisation_id FROM asked JOIN {Identifier._meta.db_table} i USING (value, kind)
        {sealed.format("i")}
    """
    has_uscc = f"""
        SELECT 1 FROM {Identifier._meta.db_table} u WHERE u.organisation_id = found.organisation_id AND u.kind = 'uscc'
    """
    columns = ", ".join(f"r.{name}" for name in _VERSIONS if name != "organisation")
    return Known(
        copy_out(f"SELECT found.*, NOT EXISTS ({has_uscc}) FROM ({found}) found", identifiers),
        copy_out(
            f"""
            SELECT r.organisation_id, {columns} FROM {Registration._meta.db_table} r {sealed.format("r")}
            WHERE r.organisation_id IN (SELECT organisation_id FROM ({found}) found)
            """,
            _VERSIONS,
        ),
    )


def codes_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Every code that the rows carry: `value`, `kind`, `code` (the row's own), `warning`."""
    own = rows.select(pl.col("code").alias("value"), pl.col("code_kind").alias("kind"), "code", "warning")
    former = [
        rows.filter(pl.col(name).is_not_null()).select(
            pl.col(name).alias("value"), pl.lit(name).alias("kind"), "code", pl.lit("").alias("warning")
        )
        for name in FORMER_COLUMNS
    ]
    return pl.concat([own, *former]).unique(["value", "kind"], keep="first", maintain_order=True)


def match(validated: Validated, known: Known) -> Matched:
    """比对: tells new versions from duplicates and from what a person must look at.

    Nothing new: the content of the current version, or a dated content that is known with its date. Two contents for one
    code in one file are versions if every one has its own date, else all of them go to review; so does a content dated
    before what is known, and a former number that the file gives to another name.
    """
    rows = with_known_from(under_their_codes(with_organisation(validated.rows, known)), known)
    owners = rows.select("code", "subject", "organisation").unique("code", keep="first", maintain_order=True)
    rows, set_aside = without_set_aside(rows)
    received = rows.height
    rows, cited = without_numbers_beside_codes(rows, known)
    rows = with_digest(with_known_particulars(rows, known, validated.given))
    rows = rows.unique(["subject", "digest", "valid_from"], keep="first", maintain_order=True)
    rows = without_known(rows, known)
    rows, twice = without_twice(rows)
    rows, older = rows.filter(~is_older()), rows.filter(is_older())
    rows = numbered(rows, known)
    told_apart = ((CITED, with_digest(cited)), (TWICE, twice), (OLDER, older))
    review = pl.concat([each.with_columns(reason=pl.lit(reason)) for reason, each in told_apart])
    return Matched(rows, owners, received - rows.height - review.height, review, set_aside)


def with_organisation(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Finds the organisation by the row's own code; else by a former number, if its file has no 统一社会信用代码 yet."""
    own = known.identifiers.select("value", "kind", "organisation")
    rows = rows.join(own, left_on=["code", "code_kind"], right_on=["value", "kind"], how="left", maintain_order="left")
    for name in FORMER_COLUMNS:
        pending = known.identifiers.filter(pl.col("is_pending") & (pl.col("kind") == name))
        if pending.height:
            found = pending.select(pl.col("value").alias(name), pl.col("organisation").alias("found"))
            rows = rows.join(found, on=name, how="left", maintain_order="left")
            rows = rows.with_columns(pl.coalesce("organisation", "found").alias("organisation")).drop("found")
    # Two codes of one organisation are one subject; what is not known yet goes by its own code.
    return rows.with_columns(pl.coalesce(pl.col("organisation").cast(pl.String), "code").alias("subject"))


def under_their_codes(rows: pl.DataFrame) -> pl.DataFrame:
    """A row with nothing but a former number is of the same subject as the row of the file that has a code and cites it.

    Where two codes cite one number it leads to neither, as nobody can tell whose it was.
    """
    is_new_number = pl.col("organisation").is_null() & (pl.col("code_kind") != USCC)
    if rows.filter(is_new_number).is_empty():
        return rows
    citing = [
        rows.filter((pl.col("code_kind") == USCC) & pl.col(kind).is_not_null()).select(
            code=kind, code_kind=pl.lit(kind), citing="subject", citing_organisation="organisation"
        )
        for kind in FORMER_COLUMNS
    ]
    once = pl.concat(citing).unique().filter((pl.len() == 1).over("code", "code_kind"))
    rows = rows.join(once, on=["code", "code_kind"], how="left", maintain_order="left")
    is_cited = is_new_number & pl.col("citing").is_not_null()
    return rows.with_columns(
        subject=pl.when(is_cited).then("citing").otherwise("subject"),
        organisation=pl.when(is_cited).then("citing_organisation").otherwise("organisation"),
    ).drop("citing", "citing_organisation")


def without_numbers_beside_codes(rows: pl.DataFrame, known: Known) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of an organisation that the file holds twice, under its code and under a former number, the code speaks.

    The other row says nothing new if its name is one that the organisation bears or bore. Under another name it is for a
    person to look at, and for nobody to guess: an earlier registration, or a number that was cited by mistake.
    """
    has_number = pl.col("code_kind") != USCC
    subjects = rows.filter(has_number)["subject"].implode()
    of_both = rows.filter(pl.col("subject").is_in(subjects)).filter(
        has_number.any().over("subject") & (~has_number).any().over("subject")
    )
    beside = of_both.filter(has_number)
    if beside.is_empty():
        return rows, rows.clear()
    borne = names_of(of_both.filter(~has_number), known)
    left_on, right_on = ["subject", folded_column(pl.col("name"))], ["subject", "name"]
    others = beside.join(borne, left_on=left_on, right_on=right_on, how="anti", maintain_order="left")
    return rows.join(beside, on=[SHEET, ROW], how="anti", maintain_order="left"), others


def names_of(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Every folded name by `subject` that these rows or the files know of it, present and former."""
    subjects = rows.select("subject", "organisation").unique()
    listed = FormerName.objects.filter(
        organisation__in=subjects["organisation"].drop_nulls().to_list(), batch__knowledge_no__isnull=False
    )
    former = pl.DataFrame(
        list(listed.values_list("organisation", "name")),
        schema={"organisation": pl.Int64, "name": pl.String},
        orient="row",
    )
    in_file = pl.concat([rows.select("subject", "name"), rows.select("subject", name="former_names").explode("name")])
    before = pl.concat([known.versions.select("organisation", "name"), former])
    in_files = subjects.join(before, on="organisation").select("subject", "name")
    return pl.concat([in_file, in_files]).drop_nulls().with_columns(folded_column(pl.col("name"))).unique()


def with_known_from(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Adds `known_from`: the latest day from which something is known of the organisation."""
    since = known.versions.group_by("organisation").agg(pl.col("valid_from").max().alias("known_from"))
    return rows.join(since, on="organisation", how="left", maintain_order="left")


def is_older() -> pl.Expr:
    """Whether a row says how things were before the latest that is known."""
    return (pl.col("valid_from") < pl.col("known_from")).fill_null(False)


def with_known_particulars(rows: pl.DataFrame, known: Known, given: frozenset[str]) -> pl.DataFrame:
    """Where the file has no column for a particular, what is known of it stays, if anything is.

    Not so in a row that is older than what is known: what is so today need not have been so then.
    """
    silent = [name for name in CONTENT if name != "name" and name not in given]
    if not silent or known.versions.is_empty():
        return rows
    current = known.current.select("organisation", *(pl.col(name).alias(f"known_{name}") for name in silent))
    rows = rows.join(current, on="organisation", how="left", maintain_order="left")
    texts = [f"known_{name}" for name in silent if rows.schema[name] == pl.String]
    rows = rows.with_columns(pl.when(pl.col(texts) != "").then(pl.col(texts))) if texts else rows
    rows = rows.with_columns(
        pl.when(is_older()).then(name).otherwise(pl.coalesce(f"known_{name}", name)).alias(name) for name in silent
    )
    return rows.drop(f"known_{name}" for name in silent)


def without_set_aside(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leaves out what a reviewer decided to mean nobody."""
    newest: dict[tuple[str, str], bool] = {}
    decisions = Decision.objects.filter(batch__knowledge_no__isnull=False).order_by("batch__knowledge_no")
    for code, name, organisation in decisions.values_list("printed_code", "printed_name_folded", "organisation"):
        newest[code, name] = organisation is None
    nobody = [print_ for print_, is_nobody in newest.items() if is_nobody]
    aside = pl.DataFrame(nobody, schema={"code": pl.String, "folded": pl.String}, orient="row")
    if not nobody:
        return rows, rows.clear()
    folded = rows.with_columns(folded_column(pl.col("name")).alias("folded"))
    on = ["code", "folded"]
    return (
        folded.join(aside, on=on, how="anti", maintain_order="left").drop("folded"),
        folded.join(aside, on=on, how="semi", maintain_order="left").drop("folded"),
    )


def without_known(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    if known.versions.is_empty():
        return rows
    rows = rows.join(known.current, on=["organisation", "digest"], how="anti", maintain_order="left")
    dated = known.versions.filter(pl.col("valid_from").is_not_null())
    return rows.join(dated, on=["organisation", "digest", "valid_from"], how="anti", maintain_order="left")


def without_twice(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tells apart what stands once, or at different dates, from what stands twice in the file."""
    repeated = rows["subject"].is_duplicated()
    if not repeated.any():  # the ordinary file, spared the grouping
        return rows, rows.clear()
    dates = pl.col("valid_from")
    is_dated = ((dates.null_count() == 0) & (dates.n_unique() == pl.len())).over("subject")
    judged = rows.with_columns((~repeated | is_dated).alias("is_clear"))
    return judged.filter("is_clear").drop("is_clear"), judged.filter(~pl.col("is_clear")).drop("is_clear")


def numbered(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Numbers the versions of a subject in the order of their dates, after those that are known."""
    if rows["subject"].is_duplicated().any():
        rows = rows.sort("valid_from", maintain_order=True)
        rank = pl.int_range(1, pl.len() + 1).over("subject")
    else:
        rank = pl.lit(1, pl.Int64)
    last = known.versions.group_by("organisation").agg(pl.col("version").max().alias("last_version"))
    rows = rows.join(last, on="organisation", how="left", maintain_order="left")
    return rows.with_columns((pl.col("last_version").fill_null(0) + rank).alias("version")).drop("last_version")
