"""主体: loading registers, and remembering what reviewers decide."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Max

from xinheng.credit.organisations.facts import is_present_print, organisation_by_code, reserved_ids, undecided
from xinheng.credit.organisations.folding import folded
from xinheng.credit.organisations.matching import CITED, OLDER, Known, Matched, codes_of, known_of, match
from xinheng.credit.organisations.models import (
    Decision,
    FormerName,
    Identifier,
    Lineage,
    Organisation,
    Registration,
    ReviewItem,
    SearchName,
)
from xinheng.credit.organisations.rules import authority_ref, why_not_accept, why_not_decide
from xinheng.credit.organisations.search import indexing
from xinheng.credit.organisations.validation import (
    CONTENT,
    PERSON,
    SENTENCES,
    SET_ASIDE,
    Validated,
    fault,
    validate,
)
from xinheng.ground.access.roles import Permission
from xinheng.ground.columns.copying import copy_in, copy_out
from xinheng.ground.columns.formulas import harmless_columns
from xinheng.ground.columns.reading import ROW, SHEET, read
from xinheng.ground.events.actions import emit
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.personal_numbers import masked
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.actor import Actor
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_REGISTER = 10_000  # search names; with fewer the index is as quick row by row
GRAMS = "searchname_grams"
FAULTS_SHOWN = 200  # on the receipt, which stays in the ledger; the workbook of rejects holds all


@dataclass(frozen=True, repr=False)
class Intake:
    """收件: a file as validated, known to the ledger by its name and by the digest of what was kept of it."""

    name: str
    content: Validated
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} {self.sha256}"


def load_organisations(
    *, by: Actor, now: datetime, operation: str, authority: str, source: Path | bytes, name: str
) -> dict:
    """载入主体: a register of the authority (`ref` or 统一社会信用代码), in one transaction. Answers the receipt.

    Reading and validating come before the transaction; people are dropped there, so that the ledger never sees them.
    """
    ref = authority_ref(authority)
    content = validate(read(source, name), on=now.astimezone(SHANGHAI).date())
    intake = Intake(masked(name), content, content.digest)
    receipt = load(by=by, now=now, operation=operation, authority=ref, intake=intake)
    file = receipt["rejected_file"]
    return receipt | {"rejected_file": file and str(settings.VAR / file)}


@action("organisations.load", permission=Permission.LOAD_ORGANISATIONS)
def load(batch: Batch, *, authority: str, intake: Intake) -> dict:
    """载入: what is new in the file becomes facts of this batch; the answer is the receipt."""
    one_at_a_time()
    content = intake.content
    known = known_of(content.rows)
    matched = match(content, known)
    written = with_new_organisations(matched.written)
    add_facts(batch, content, matched, written, known)
    add_review(batch, matched, written)
    if written.height:
        emit("organisations.loaded", batch)
    turned_away = pl.concat([content.rejected, set_aside(matched)], how="diagonal").sort(SHEET, ROW)
    write_rejected(batch, turned_away)
    return receipt_of(batch, intake, matched, written, turned_away)


def one_at_a_time() -> None:
    """Lets nobody else add versions, codes or search names until this is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [indexing.LOADING])


def with_new_organisations(rows: pl.DataFrame) -> pl.DataFrame:
    """Gives each subject that is not known yet the id of an organisation to be; `is_new` marks its rows."""
    subjects = rows.filter(pl.col("organisation").is_null()).select("subject").unique(maintain_order=True)
    ids = subjects.with_columns(pl.Series("new", reserved_ids(subjects.height), dtype=pl.Int64))
    rows = rows.join(ids, on="subject", how="left", maintain_order="left")
    is_new = pl.col("organisation").is_null()
    return rows.with_columns(is_new.alias("is_new"), pl.coalesce("organisation", "new").alias("organisation_id"))


# ---- facts ----------------------------------------------------------------------------------------------------------


def add_facts(batch: Batch, content: Validated, matched: Matched, rows: pl.DataFrame, known: Known) -> None:
    """Copies the facts into their tables. Meanwhile another thread makes the search names, which takes as long."""
    of_batch = pl.lit(batch.pk, pl.Int64).alias("batch_id")
    sound = content.rows.join(matched.review, on=[SHEET, ROW], how="anti").join(
        matched.set_aside, on=[SHEET, ROW], how="anti"
    )
    sound = sound.join(owners_of(rows, matched), on="code", how="inner", maintain_order="left")
    identifiers = new_identifiers(sound, matched, known)
    former_names = new_former_names(sound)
    new = rows.filter(pl.col("is_new"))
    common = indexing.stored_common_grams()
    with ThreadPoolExecutor(1) as maker:
        names = search_names_of_new(new, former_names).with_columns(of_batch).select(*indexing.NAMES)
        searchable = maker.submit(lambda: indexing.marked(indexing.search_names(names), common))
        organisations = new.select(pl.col("organisation_id").unique(maintain_order=True).alias("id"), of_batch)
        copy_in(organisations, Organisation._meta.db_table)
        copy_in(registrations(rows).with_columns(of_batch), Registration._meta.db_table)
        copy_in(identifiers.with_columns(of_batch), Identifier._meta.db_table)
        copy_in(former_names.with_columns(of_batch), FormerName._meta.db_table)
        write_search_names(searchable.result())
    if rows.height >= FIRST_REGISTER:
        tell_planner()
    add_lineage(batch, sound)
    known_before = known.identifiers["organisation"].implode()
    touched = pl.concat([frame["organisation_id"] for frame in (rows, identifiers, former_names)]).unique()
    renew_search_names(touched.filter(touched.is_in(known_before)))


def tell_planner() -> None:
    """Lets the planner know the many new rows: without, the next load of as many would look each up in a bad order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"ANALYZE {Organisation._meta.db_table}, {Registration._meta.db_table}, {Identifier._meta.db_table}"
        )


def registrations(rows: pl.DataFrame) -> pl.DataFrame:
    content = ("name", "may_be_personal", "kind", "state", "region", "industry", "established_on", "capital_fen")
    place = (pl.col(SHEET).alias("sheet"), pl.col(ROW).alias("row"))
    return rows.select("organisation_id", "version", *content, "valid_from", "digest", *place, is_history=pl.lit(False))


def owners_of(rows: pl.DataFrame, matched: Matched) -> pl.DataFrame:
    """Which organisation each code of the file belongs to, whether it was known or has just become so."""
    become = rows.select("subject", "organisation_id").unique("subject")
    owned = matched.owners.join(become, on="subject", how="left", maintain_order="left")
    whose = pl.coalesce("organisation", "organisation_id").alias("organisation_id")
    return owned.select("code", whose).drop_nulls()


def new_identifiers(rows: pl.DataFrame, matched: Matched, known: Known) -> pl.DataFrame:
    """The codes that nobody had; one that another organisation has stays there, and of one in dispute a person decides."""
    disputed = matched.review.filter(pl.col("reason") == CITED).select(value="code", kind="code_kind")
    codes = codes_of(rows).join(known.identifiers, on=["value", "kind"], how="anti", maintain_order="left")
    codes = codes.join(disputed, on=["value", "kind"], how="anti", maintain_order="left")
    owned = codes.join(rows.select("code", "organisation_id").unique("code"), on="code", maintain_order="left")
    return owned.select("organisation_id", "kind", "value", "warning")


def new_former_names(rows: pl.DataFrame) -> pl.DataFrame:
    """曾用名 that are not known yet; the present name is none."""
    given = rows.filter(pl.col("former_names").is_not_null())
    # Of several names the register says of none until when it was used.
    until = pl.when(pl.col("former_names").list.len() == 1).then("former_until").alias("used_until")
    names = given.select("organisation_id", "former_names", until, present="name").explode("former_names")
    names = names.filter(pl.col("former_names") != pl.col("present"))
    names = names.select("organisation_id", pl.col("former_names").alias("name"), "used_until")
    names = names.unique(["organisation_id", "name"], keep="first", maintain_order=True)
    if names.is_empty():
        return names
    known = FormerName.objects.filter(organisation_id__in=names["organisation_id"].unique().to_list())
    pairs = pl.DataFrame(
        list(known.values_list("organisation_id", "name")), schema=["organisation_id", "name"], orient="row"
    )
    on = ["organisation_id", "name"]
    return names.join(pairs.cast({"organisation_id": pl.Int64, "name": pl.String}), on=on, how="anti")


def add_lineage(batch: Batch, rows: pl.DataFrame) -> None:
    """沿革: leads from a branch to its head, from a successor to what it came from, where both are known."""
    branches = rows.select(
        "organisation_id", pl.col("parent").alias("code"), pl.lit(Lineage.Kind.BRANCH_OF.value).alias("kind"), on=None
    )
    others = rows.select("organisation_id", pl.col("lineage_code").alias("code"), pl.col("lineage_kind").alias("kind"),
                         pl.col("lineage_on").alias("on"))  # fmt: skip
    bonds = pl.concat([branches.cast(others.schema), others]).drop_nulls(["code", "kind"]).unique(maintain_order=True)
    if bonds.is_empty():
        return
    codes = Identifier.objects.filter(kind=Identifier.Kind.USCC, value__in=bonds["code"].unique().to_list())
    owner_of = dict(codes.values_list("value", "organisation_id"))
    Lineage.objects.bulk_create(
        [
            Lineage(organisation_id=organisation, other_id=owner_of[code], kind=kind, on=on, batch=batch)
            for organisation, code, kind, on in bonds.rows()
            if owner_of.get(code, organisation) != organisation
        ],
        ignore_conflicts=True,  # known already
    )


# ---- search names ---------------------------------------------------------------------------------------------------


def search_names_of_new(rows: pl.DataFrame, former_names: pl.DataFrame) -> pl.DataFrame:
    """The names of organisations that were not known: those of their versions, the last of them current, and former ones."""
    current = rows.unique("organisation_id", keep="last", maintain_order=True)
    uscc = pl.when(pl.col("code_kind") == Identifier.Kind.USCC.value).then("code").alias("uscc")
    about = current.select("organisation_id", "state", uscc, "established_on", "capital_fen", current=pl.col("name"))
    names = pl.concat([rows.select("organisation_id", "name"), former_names.select("organisation_id", "name")]).unique(
        maintain_order=True
    )
    named = names.join(about, on="organisation_id", how="inner", maintain_order="left")
    return named.with_columns((pl.col("name") == pl.col("current")).alias("is_current"))


def write_search_names(rows: pl.DataFrame) -> None:
    """Adds the search names. Those of a first register go in without their index of grams, which is then made in one go,
    several times quicker than row by row; nobody waits for it, since before there is nothing to find."""
    if rows.height < FIRST_REGISTER or SearchName.objects.exists():
        indexing.write(rows)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [GRAMS])
        definition = cursor.fetchone()[0]
        cursor.execute(f"DROP INDEX {GRAMS}")
        indexing.write(rows)
        cursor.execute(definition)


NAMES_OF_TOUCHED = f"""
    WITH present AS (
        SELECT DISTINCT ON (organisation_id) * FROM {Registration._meta.db_table} JOIN touched USING (organisation_id)
        ORDER BY organisation_id, is_history, version DESC
    ), codes AS (
        SELECT organisation_id, min(value) AS uscc FROM {Identifier._meta.db_table} JOIN touched USING (organisation_id)
        WHERE kind = '{Identifier.Kind.USCC.value}' GROUP BY 1
    ), named AS (
        SELECT organisation_id, name FROM {Registration._meta.db_table} JOIN touched USING (organisation_id)
        UNION SELECT organisation_id, name FROM {FormerName._meta.db_table} JOIN touched USING (organisation_id)
    )
    SELECT named.organisation_id, present.batch_id, named.name, named.name = present.name, state, uscc, established_on,
           capital_fen
    FROM named JOIN present USING (organisation_id) LEFT JOIN codes USING (organisation_id)
"""


def renew_search_names(organisations: pl.Series) -> None:
    """Makes the search names of known organisations anew, from their facts with those of this batch."""
    if organisations.is_empty():
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS touched")
        cursor.execute("CREATE TEMPORARY TABLE touched (organisation_id bigint) ON COMMIT DROP")
        copy_in(organisations.alias("organisation_id").to_frame(), "touched")
        cursor.execute("ANALYZE touched")
        cursor.execute(
            f"DELETE FROM {SearchName._meta.db_table} s USING touched t WHERE s.organisation_id = t.organisation_id"
        )
    indexing.add(copy_out(NAMES_OF_TOUCHED, indexing.NAMES))


# ---- review and receipt ---------------------------------------------------------------------------------------------


SAID = (
    *CONTENT,
    "may_be_personal",
    "valid_from",
    "digest",
    "code_kind",
    "warning",
)  # of a row that waits for a reviewer


def add_review(batch: Batch, matched: Matched, written: pl.DataFrame) -> None:
    """Queues what a person must look at, unless the same is queued already."""
    review = matched.review.join(owners_of(written, matched), on="code", how="left", maintain_order="left")
    queued = ReviewItem.objects.filter(printed_code__in=review["code"].unique().to_list())
    asked = {key_of(*item) for item in queued.values_list("printed_code", "printed_name", "reason", "content")}
    ReviewItem.objects.bulk_create(
        ReviewItem(
            batch=batch,
            sheet=item[SHEET],
            row=item[ROW],
            printed_code=item["code"],
            printed_name=item["name"],
            printed_name_folded=folded(item["name"]),
            reason=item["reason"],
            organisation_id=item["organisation_id"],
            content=content,
        )
        for item in review.iter_rows(named=True)
        if key_of(item["code"], item["name"], item["reason"], content := said_in(item)) not in asked
    )


def key_of(code: str, name: str, reason: str, content: dict) -> tuple:
    """What makes two items the same: what is printed, why it waits, and for what is older, from when it was what."""
    return code, name, reason, *((content.get("valid_from"), content.get("digest")) if reason == OLDER else ())


def said_in(item: dict) -> dict:
    """所载内容 as JSON."""
    return {name: value.isoformat() if isinstance(value, date) else value for name in SAID for value in (item[name],)}


def set_aside(matched: Matched) -> pl.DataFrame:
    return matched.set_aside.select(SHEET, ROW, "code", "name", pl.lit(SET_ASIDE).alias("rule"))


def write_rejected(batch: Batch, turned_away: pl.DataFrame) -> None:
    """退回文件: the rows that were not taken, each with its sentence, as a CSV that spreadsheets open without harm."""
    if turned_away.is_empty():
        return
    file = settings.VAR / rejected_file(batch)
    file.parent.mkdir(parents=True, exist_ok=True)
    sentences = {
        column: pl.col("rule").replace_strict({rule: said.in_language(language) for rule, said in SENTENCES.items()})
        for column, language in (("message", "zh"), ("message_en", "en"))
    }
    rows = turned_away.with_columns(**sentences).rename({SHEET: "sheet", ROW: "row"})
    harmless_columns(rows).write_csv(file, include_bom=True)


def rejected_file(batch: Batch) -> str:
    return f"rejected/{batch.ref}.csv"


def receipt_of(
    batch: Batch, intake: Intake, matched: Matched, written: pl.DataFrame, turned_away: pl.DataFrame
) -> dict:
    """回执: what became of every row; the counts add up to what was received."""
    content = intake.content
    persons = turned_away.filter(pl.col("rule") == PERSON).height
    admitted = written.filter(pl.col("is_new") & (pl.col("version") == 1))
    return {
        "submission": batch.ref,
        "file": intake.name,
        "sha256": intake.sha256,
        "received": content.received,
        "admitted": admitted.height,
        "superseding": written.height - admitted.height,
        "withdrawn": 0,
        "duplicate": matched.duplicates,
        "rejected": turned_away.height - persons,
        "review": matched.review.height,
        "persons_refused": persons,
        "personal_dropped": content.personal_dropped,
        "code_pending": admitted.filter(pl.col("code_kind") != Identifier.Kind.USCC.value).height,
        "warnings": content.warnings,
        "dropped_columns": content.dropped_columns,
        "rejected_file": None if turned_away.is_empty() else rejected_file(batch),
        "faults": [fault(row) for row in turned_away.head(FAULTS_SHOWN).to_dicts()],
    }


# ---- decisions ------------------------------------------------------------------------------------------------------


@action("organisations.decide_match", permission=Permission.REVIEW_ORGANISATIONS)
def decide_match(batch: Batch, *, printed_code: str, printed_name: str, organisation: str | None, reason: str) -> dict:
    """匹配决定: that a printed code and name mean this organisation (any of its codes), or with None nobody's.

    It is remembered: the same print resolves so from now on, and of a file it is set aside if it means nobody.
    """
    chosen = organisation_by_code(organisation) if organisation else None
    is_present = is_present_print(printed_code, printed_name)
    if refusal := why_not_decide(organisation, chosen, reason, is_present=is_present):
        raise Refused(refusal)
    remember(batch, printed_code, printed_name, chosen, reason)
    return {"printed_code": printed_code, "printed_name": printed_name, "organisation": organisation}


def remember(batch: Batch, printed_code: str, printed_name: str, organisation: int | None, reason: str) -> None:
    Decision.objects.create(
        printed_code=normalise(printed_code),
        printed_name=printed_name,
        printed_name_folded=folded(printed_name),
        organisation_id=organisation,
        reason=reason,
        batch=batch,
    )


@action("organisations.accept_as_history", permission=Permission.REVIEW_ORGANISATIONS)
def accept_as_history(batch: Batch, *, printed_code: str, printed_name: str, reason: str) -> dict:
    """收作历史登记: what waits under the print becomes earlier versions of its organisation; the present one stays.

    The code or number of the row leads to the organisation from then on, and the print is remembered to mean it. Raises
    `Refused`: `organisations.not_waiting`, `organisations.no_history`, `organisations.reason_missing`.
    """
    one_at_a_time()
    items = list(undecided().filter(printed_code=normalise(printed_code), printed_name=printed_name))
    if refusal := why_not_accept(items, reason):
        raise Refused(refusal)
    organisation = items[0].organisation_id
    versions = [add_history(batch, item) for item in items]
    remember(batch, printed_code, printed_name, organisation, reason)
    renew_search_names(pl.Series([organisation], dtype=pl.Int64))
    return {"printed_code": printed_code, "printed_name": printed_name, "versions": versions}


def add_history(batch: Batch, item: ReviewItem) -> int:
    """Adds what a row says as the next version, though not the present one, and its code if nobody has it."""
    said = dict(item.content)
    kind, warning = said.pop("code_kind"), said.pop("warning")
    version = 1 + Registration.objects.filter(organisation=item.organisation_id).aggregate(last=Max("version"))["last"]
    place = {"organisation_id": item.organisation_id, "batch": batch, "sheet": item.sheet, "row": item.row}
    Registration.objects.create(**place, **said, version=version, is_history=True)
    Identifier.objects.get_or_create(
        value=item.printed_code,
        kind=kind,
        defaults={"organisation_id": item.organisation_id, "warning": warning, "batch": batch},
    )
    return version
