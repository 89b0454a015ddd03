"""检索索引: the search names of organisations, made from their facts, in whole columns.

Derived and disposable: no fact stands here only, `rebuild` makes everything anew, and so nothing of it is entered in
the ledger. Rows are written in the transaction that seals their facts. What others can see is therefore sealed, and the
search need not ask.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl
from django.db import connection, transaction

from xinheng.credit.organisations.folding import folded_column, plain_column
from xinheng.credit.organisations.models import ENDED, CommonGram, SearchName
from xinheng.credit.organisations.personal import may_be_personal
from xinheng.credit.organisations.search.grams import HEAVIEST, HEAVY, grams_column
from xinheng.credit.organisations.search.initials import initials_column
from xinheng.ground.columns.copying import copy_in, copy_out

# What a caller knows of each name. `uscc` is null where an organisation has none yet.
NAMES = {
    "organisation_id": pl.Int64,
    "batch_id": pl.Int64,
    "name": pl.String,
    "is_current": pl.Boolean,
    "state": pl.String,
    "uscc": pl.String,
    "established_on": pl.Date,
    "capital_fen": pl.Int64,
}

COMMON_GRAMS = {"mark": pl.String, "documents": pl.Int64, "weight": pl.Int32, "organisation": pl.Int64}

COMMON = 1_000  # names; below, reading all names with a gram takes two milliseconds or three
MARKED = {HEAVIEST: 300, HEAVY: 4_000}  # names that hold a mark: enough for most searches, and for nearly all others
AT_ONCE = 250_000  # names whose grams are laid out together, in about half a gigabyte

# ---- 权重 -----------------------------------------------------------------------------------------------------------

CURRENT, IN_FORCE = 4_000_000, 2_000_000
CAPITAL = 100_000  # for each power of ten, in yuan
CAPITAL_AT_MOST = 11  # powers of ten; more is nobody's capital, but a slip of the pen
AGE = 5  # for each day
AGE_COUNTS_TO = date(2100, 1, 1)  # counted back from here, so that a weight does not change with the day
AGE_COUNTS_FROM = date(1949, 10, 1)  # earlier dates are slips of the pen, or of no weight for being older
PUBLIC_BODY = 300_000
PUBLIC_BODIES = ("11", "12", "13", "19", "31", "51")  # 机关、事业单位、群团、律所等执业机构、社会团体
SOLE_PROPRIETOR = -200_000


def weight_column() -> pl.Expr:
    """权重: which of two names that fit alike is shown first.

    Present names before former ones, and what is in force before what has ended, always. Then size and age decide: ten
    times the capital weighs as much as 55 years; public bodies weigh more, sole proprietors less. Nothing of an
    organisation's conduct enters. All of it is known when a name is written, so weights are stored and never go stale.
    """
    yuan = pl.col("capital_fen").fill_null(0).clip(lower_bound=0) // 100
    capital = ((yuan + 1).log(10).clip(upper_bound=CAPITAL_AT_MOST) * CAPITAL).cast(pl.Int32)
    since = pl.col("established_on").fill_null(AGE_COUNTS_TO).clip(AGE_COUNTS_FROM, AGE_COUNTS_TO)
    age = (pl.lit(AGE_COUNTS_TO) - since).dt.total_days().cast(pl.Int32) * AGE
    uscc = pl.col("uscc").fill_null("")
    kind = (
        pl.when(uscc.str.head(2).is_in(PUBLIC_BODIES))
        .then(PUBLIC_BODY)
        .when(uscc.str.starts_with("92"))
        .then(SOLE_PROPRIETOR)
        .otherwise(0)
    )
    standing = pl.col("is_current").cast(pl.Int32) * CURRENT + pl.col("in_force").cast(pl.Int32) * IN_FORCE
    return (standing + (capital + age + kind).clip(lower_bound=0)).cast(pl.Int32)


# ---- rows -----------------------------------------------------------------------------------------------------------


def search_names(names: pl.DataFrame) -> pl.DataFrame:
    """检索名: the rows of the index for a frame of `NAMES`, without the marks of the heavy.

    An organisation without a 统一社会信用代码 is not public, nor is a name that may be a person's, nor any name of an
    organisation whose present name may be one: such a file is opened by its full code only. What is not public has no
    grams, so that no slip in a query could find it.
    """
    personal = may_be_personal(pl.col("name"), pl.col("uscc").fill_null(""))
    hidden = pl.col("uscc").is_null() | personal | (personal & pl.col("is_current")).any().over("organisation_id")
    return (
        names.with_columns(
            folded=folded_column(pl.col("name")),
            in_force=~pl.col("state").is_in(list(ENDED)),
            is_public=~hidden,
        )
        .with_columns(
            plain=plain_column(pl.col("folded")),
            initials=pl.when("is_public").then(initials_column(pl.col("folded"))).otherwise(pl.lit("")),
            weight=weight_column(),
        )
        .with_columns(
            grams=pl.when("is_public")
            .then(grams_column(pl.col("plain"), pl.col("initials")))
            .otherwise(pl.lit([], dtype=pl.List(pl.String)))
        )
        .select(
            "organisation_id", "batch_id", "name", "folded", "plain", "is_current", "in_force", "is_public", "weight", "grams",
            "initials",
        )
    )  # fmt: skip


def common_grams(rows: pl.DataFrame) -> pl.DataFrame:
    """常用字组: the marks of the grams that many of these rows have, with how many, and the floor of each mark."""
    if rows.is_empty():
        return pl.DataFrame(schema=COMMON_GRAMS)
    counted = pl.concat([part["grams"].explode().value_counts(name="documents") for part in parts(rows)])
    documents = counted.group_by("grams").agg(pl.col("documents").sum().cast(pl.Int64))
    documents = documents.filter(pl.col("documents") >= COMMON)
    seen, floors = documents.select("grams", seen=pl.lit(0, pl.Int64)), [pl.DataFrame(schema=COMMON_GRAMS)]
    for part in parts(
        rows.select("weight", "organisation_id", "grams").sort(*HEAVIEST_FIRST, descending=[True, False])
    ):
        held = laid_out(part, seen.filter(pl.col("seen") < max(MARKED.values())))
        held = held.with_columns(place=pl.col("seen") + pl.int_range(1, pl.len() + 1).over("grams"))
        for mark, last in MARKED.items():
            floors.append(
                held.filter(pl.col("place") == last)
                .join(documents, on="grams")
                .select(
                    pl.concat_str(pl.lit(mark), "grams").alias("mark"),
                    "documents",
                    "weight",
                    organisation="organisation_id",
                )
            )
        reached = held.group_by("grams").agg(reached=pl.col("place").max())
        seen = seen.join(reached, on="grams", how="left").select("grams", seen=pl.coalesce("reached", "seen"))
    return pl.concat(floors)


HEAVIEST_FIRST = ("weight", "organisation_id")


def marked(rows: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """Rows with the marks of the heavy: those of its grams at or above whose floor a row is."""
    floors = common.select(
        "mark",
        grams=pl.col("mark").str.strip_chars_start(HEAVIEST),
        floor="weight",
        floor_organisation="organisation",
    )
    return pl.concat([_marked(part, floors) for part in parts(rows)]) if rows.height else rows


def _marked(rows: pl.DataFrame, floors: pl.DataFrame) -> pl.DataFrame:
    numbered = rows.with_row_index("@row")
    is_above = (pl.col("weight") > pl.col("floor")) | (
        (pl.col("weight") == pl.col("floor")) & (pl.col("organisation_id") <= pl.col("floor_organisation"))
    )
    marks = (
        laid_out(numbered.select("@row", "weight", "organisation_id", "grams"), floors)
        .filter(is_above)
        .group_by("@row")
        .agg(marks="mark")
    )
    return (
        numbered.join(marks, on="@row", how="left", maintain_order="left")
        .with_columns(grams=pl.concat_list("grams", pl.col("marks").fill_null(pl.lit([], dtype=pl.List(pl.String)))))
        .drop("@row", "marks")
    )


def laid_out(rows: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """One row for each gram of each name, of the wanted grams only, in the order of the names."""
    return rows.explode("grams").join(wanted, on="grams", how="inner", maintain_order="left")


def parts(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return rows.iter_slices(AT_ONCE)


# ---- the index in the database --------------------------------------------------------------------------------------

# One load or rebuild at a time: versions are numbered after what is known, codes must not come in twice, and a table that
# changes places must not be written meanwhile.
LOADING = 7_309_003

# Every name that a sealed registration or a registry's list of former names gives an organisation, once.
KNOWN_NAMES = """
    WITH sealed AS (
        SELECT registration.* FROM organisations_registration registration
        JOIN ledger_batch batch ON batch.id = registration.batch_id WHERE batch.knowledge_no IS NOT NULL
    ), present AS (
        SELECT DISTINCT ON (organisation_id) * FROM sealed ORDER BY organisation_id, is_history, version DESC
    ), codes AS (
        SELECT identifier.organisation_id, min(identifier.value) AS uscc FROM organisations_identifier identifier
        JOIN ledger_batch batch ON batch.id = identifier.batch_id
        WHERE batch.knowledge_no IS NOT NULL AND identifier.kind = 'uscc' GROUP BY 1
    ), named AS (
        SELECT organisation_id, batch_id, name FROM sealed
        UNION ALL
        SELECT former.organisation_id, former.batch_id, former.name FROM organisations_formername former
        JOIN ledger_batch batch ON batch.id = former.batch_id WHERE batch.knowledge_no IS NOT NULL
    )
    SELECT named.organisation_id, max(named.batch_id), named.name, named.name = present.name, present.state,
           codes.uscc, present.established_on, present.capital_fen
    FROM named JOIN present USING (organisation_id) LEFT JOIN codes USING (organisation_id)
    GROUP BY named.organisation_id, named.name, present.name, present.state, codes.uscc, present.established_on,
             present.capital_fen
"""


def add(names: pl.DataFrame) -> int:
    """Adds the search names of a frame of `NAMES`, within the transaction that seals their facts."""
    return write(marked(search_names(names), stored_common_grams()))


def rebuild() -> dict[str, int]:
    """重建检索: makes every search name anew from the facts, heaviest first, in a table aside that then takes the place.

    Who searches meanwhile is answered by the former table; who loads waits. Also to be done after loads that multiplied
    the stock, since only here the common grams are found anew; answers are the same without, but slower for them.
    """
    table, common_table = SearchName._meta.db_table, CommonGram._meta.db_table
    aside = f"{table}_aside"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
        rows = search_names(copy_out(KNOWN_NAMES, NAMES)).sort(*HEAVIEST_FIRST, descending=[True, False])
        common = common_grams(rows)
        cursor.execute(f"CREATE TABLE {aside} (LIKE {table} INCLUDING DEFAULTS INCLUDING IDENTITY)")
        names = sum(write(marked(part, common), aside) for part in parts(rows))
        take_the_place(cursor, table, aside)
        cursor.execute(f"DELETE FROM {common_table}")
        copy_in(pl.concat([common, every_name(names)]), common_table)
    tidy()
    return {"names": names, "common_grams": common.height}


EVERY_NAME = ""  # stands for all names: how many they were when the common grams were last found


def every_name(names: int) -> pl.DataFrame:
    return pl.DataFrame([(EVERY_NAME, names, 0, 0)], schema=COMMON_GRAMS, orient="row")


def is_outgrown() -> bool:
    """Whether the names have doubled since the common grams were found, so that others must have become common."""
    before = CommonGram.objects.filter(mark=EVERY_NAME).values_list("documents", flat=True).first() or 0
    return SearchName.objects.count() >= max(2 * before, COMMON)


def take_the_place(cursor, table: str, aside: str) -> None:
    """Gives a filled table the indexes and the name of another, which goes. An index made in one go is made quickest."""
    cursor.execute(
        "SELECT index.relname, pg_get_indexdef(index.oid), indisprimary FROM pg_index "
        "JOIN pg_class index ON index.oid = indexrelid WHERE indrelid = %s::regclass",
        [table],
    )
    indexes = cursor.fetchall()
    for name, definition, _ in indexes:
        cursor.execute(definition.replace(f" {name} ON ", f" {name}_aside ON ").replace(f".{table} ", f".{aside} "))
    cursor.execute(f"DROP TABLE {table}")
    cursor.execute(f"ALTER TABLE {aside} RENAME TO {table}")
    for name, _, is_primary in indexes:
        cursor.execute(f"ALTER INDEX {name}_aside RENAME TO {name}")
        if is_primary:
            cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY USING INDEX {name}")


def tidy() -> None:
    """Lets the planner know the new rows, and merges what a load left in the waiting list of the index, which every
    search would otherwise read from beginning to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('searchname_grams')")
        cursor.execute(f"ANALYZE {SearchName._meta.db_table}")


def stored_common_grams() -> pl.DataFrame:
    return copy_out(f"SELECT {', '.join(COMMON_GRAMS)} FROM {CommonGram._meta.db_table}", COMMON_GRAMS)


def write(rows: pl.DataFrame, table: str = SearchName._meta.db_table) -> int:
    # No gram holds a mark, a blank or a quote, so that nothing in these arrays needs quoting.
    grams = pl.concat_str(pl.lit("{"), pl.col("grams").list.join(","), pl.lit("}"))
    return copy_in(rows.with_columns(grams=grams), table)
