"""报送所及主体: organisations that a register did not bring, but a record of theirs, such as one registered elsewhere and
active here (宿迁市…信用信息归集: 在本地有经营活动的外地主体). What is known of them is their code and the name that was printed.
"""

import polars as pl
from django.db import connection

from xinheng.credit.organisations.actions import registrations, search_names_of_new
from xinheng.credit.organisations.models import Identifier, Organisation, Registration, State
from xinheng.credit.organisations.personal import may_be_personal
from xinheng.credit.organisations.search import indexing
from xinheng.credit.organisations.validation import CONTENT, kind_by_prefix, region_in_code, with_digest
from xinheng.ground.columns.copying import copy_in
from xinheng.ground.columns.reading import ROW, SHEET
from xinheng.ground.columns.values import by_unique_text
from xinheng.ground.events.actions import emit
from xinheng.ground.ledger.models import Batch

USCC = Identifier.Kind.USCC.value
NO_FORMER_NAMES = pl.DataFrame(schema={"organisation_id": pl.Int64, "name": pl.String})


def become_known(codes: pl.Series) -> bool:
    """Whether any of these codes, which nobody had, has an owner now. Holds back loads of registers until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [indexing.LOADING])
        cursor.execute("SELECT EXISTS (SELECT FROM organisations_identifier WHERE value = ANY(%s))", [codes.to_list()])
        return cursor.fetchone()[0]


def add_reported(batch: Batch, reported: pl.DataFrame) -> None:
    """Adds the organisations of `organisation_id, code, code_kind, name, @sheet, @row`, one row each, within the action of
    the records that name them. One without a 统一社会信用代码 is `code_pending`, as it would be from a register."""
    rows = described(reported)
    of_batch = pl.lit(batch.pk, pl.Int64).alias("batch_id")
    identifiers = rows.select("organisation_id", kind="code_kind", value="code", warning=pl.lit(""))
    names = search_names_of_new(rows, NO_FORMER_NAMES).with_columns(of_batch).select(*indexing.NAMES)
    copy_in(rows.select(of_batch, id="organisation_id"), Organisation._meta.db_table)
    copy_in(registrations(rows).with_columns(of_batch), Registration._meta.db_table)
    copy_in(identifiers.with_columns(of_batch), Identifier._meta.db_table)
    indexing.add(names)
    emit("organisations.loaded", batch)


def described(reported: pl.DataFrame) -> pl.DataFrame:
    """What a code and a name say of an organisation; its state is not stated by anybody."""
    own = pl.when(pl.col("code_kind") == USCC).then("code")
    parts = reported.select(prefix=own.str.head(2), region=own.str.slice(2, 6))
    nothing = {
        "industry": pl.lit(""),
        "state": pl.lit(State.UNSTATED.value),
        "established_on": pl.lit(None, pl.Date),
        "capital_fen": pl.lit(None, pl.Int64),
        "valid_from": pl.lit(None, pl.Date),
    }
    rows = reported.with_columns(
        by_unique_text(parts["prefix"], kind_by_prefix, pl.String).fill_null("").alias("kind"),
        by_unique_text(parts["region"], region_in_code, pl.String).fill_null("").alias("region"),
        may_be_personal(pl.col("name"), pl.col("code")).alias("may_be_personal"),
        version=pl.lit(1, pl.Int64),
        **nothing,
    )
    return with_digest(
        rows.select(
            "organisation_id", "version", "code", "code_kind", "may_be_personal", "valid_from", *CONTENT, SHEET, ROW
        )
    )
