"""行为: what the departments did in ten years, each act once and as it truly was.

An act follows from its organisation and its line of the table alone, and documents are numbered in the order of the
organisations: the acts of a smaller city are among those of a larger one, and of an earlier day among those of a later.
"""

from datetime import date
from functools import partial

import polars as pl

from xinheng.city.cases import CHINESE, FIRST_DAY, by_key, cases, document_number, printed
from xinheng.city.draws import Draws
from xinheng.city.organisations import day_between
from xinheng.city.parties import NOTHING, parties
from xinheng.city.place import SIYANG, Place
from xinheng.city.tables import Choice, picked, table

HORIZON = date(2026, 12, 31)  # nothing happens afterwards
LONG_TERM = date(2099, 12, 31)
TYPES = tuple(dict.fromkeys(line["type"] for line in table("reporting")))
SLOTS = 8  # more than an organisation has acts of one line

SLIGHT_YUAN, HEAVY_YUAN = 1_000, 200_000  # of the fines that this city calls slight and serious
HEAVY_KINDS = "停产停业|吊销|关闭"


def acts(type: str, seed: int, count: int, until: date = HORIZON, place: Place = SIYANG) -> pl.DataFrame:
    """行为 of one record type up to a day, by organisation. Dates are dates, everything else is text by field of `columns`."""
    draws = Draws(f"{seed}/{type}")
    rows = happened(type, draws, parties(seed, count, place))
    rows = decided(rows, type, draws, seed, place)
    rows = numbered(rows)
    made = {"permit": permit, "penalty": penalty}.get(type) or partial(other, type=type)
    return made(rows, draws).filter(pl.col("decided_on") <= until)


def happened(type: str, draws: Draws, those: pl.DataFrame) -> pl.DataFrame:
    """Which organisations met which line of the table, how often. `row` is the number of the act, `party` the organisation's."""
    those = those.filter(~pl.col("party_name").str.contains("某"))  # a name that looks masked is no name
    found = [
        those.filter(in_scope(line["industries"]) & draws.has(f"{line['department']}/{slot}", int(line["share"])))
        .rename({"row": "party"})
        .with_columns(
            row=(pl.col("party") * len(table("reporting")) + number) * SLOTS + slot,
            department=pl.lit(line["department"]),
        )
        for number, line in enumerate(table("reporting"))
        if line["type"] == type
        for slot in range(int(line["slots"]))
    ]
    return pl.concat(found).sort("row")


def in_scope(industries: str) -> pl.Expr:
    """Whether the division of GB/T 4754 is one of those listed, as 13-38;62; every one where none is."""
    if not industries:
        return pl.lit(value=True)
    ranges = [part.partition("-") for part in industries.split(";")]
    return pl.any_horizontal(pl.col("division").is_between(pl.lit(a), pl.lit(b or a)) for a, _, b in ranges)


def decided(rows: pl.DataFrame, type: str, draws: Draws, seed: int, place: Place) -> pl.DataFrame:
    """What was decided, by whom, and on which working day of the organisation's life and of the department's."""
    causes = cases(type, seed, place).with_row_index("case")
    keys = list(dict.fromkeys(causes["department"]))
    groups = [causes.filter(pl.col("department") == key)["case"].to_list() for key in keys]
    choice = Choice(groups)
    number = pl.col("department").replace_strict({key: at for at, key in enumerate(keys)}, return_dtype=pl.Int64)
    case = choice.field(choice.at(number, draws.draw("case")), int)
    rows = rows.with_columns(case=case)
    rows = pl.concat([rows, causes[rows["case"]].drop("case", "department")], how="horizontal")
    founded = {key: max(each.valid_from, FIRST_DAY) for key, each in by_key(seed, place).items()}
    since = pl.max_horizontal("established_on", pl.col("department").replace_strict(founded, return_dtype=pl.Date))
    until = pl.coalesce("ended_on", pl.lit(HORIZON))
    # Permits come when an organisation needs them, everything else whenever it comes, if the organisation is there.
    first = since if type == "permit" else pl.lit(FIRST_DAY)
    day = day_between(first, draws.draw("decided on"), HORIZON)
    day = pl.when(day.dt.weekday() > 5).then(day - pl.duration(days=day.dt.weekday() - 5)).otherwise(day)
    return rows.with_columns(decided_on=day).filter((pl.col("decided_on") >= since) & (pl.col("decided_on") <= until))


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """文书号: one after the other in each department's year."""
    number = pl.int_range(pl.len()).over("department", pl.col("decided_on").dt.year()) + 1
    return rows.with_columns(number=number).with_columns(
        document_number=document_number(pl.col("number")),
        source_name="authority_name",
        source_code="authority_code",
        remarks=pl.lit(None, dtype=pl.String),
    )


def permit(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """许可: valid for some years less a day, or without an end."""
    tail = (pl.col("row") % 10_000_000).cast(pl.String).str.zfill(7)
    years = pl.col("decided_on").dt.offset_by(pl.concat_str(pl.col("years").cast(pl.String), pl.lit("y")))
    return rows.with_columns(
        permit_number=pl.concat_str("certificate_code", tail),
        valid_from="decided_on",
        valid_until=pl.when(pl.col("years") > 0).then(years - pl.duration(days=1)).otherwise(pl.lit(LONG_TERM)),
        current_state=pl.when(draws.has("no longer valid", 200)).then(pl.lit("无效")).otherwise(pl.lit("有效")),
    )


FACTS = "经查，{}于{}被发现{}。上述事实有现场检查笔录、询问笔录和现场照片等证据证明。"


def penalty(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """处罚: with what this city's departments add to the layout of 2018."""
    yuan, kinds = pl.col("amount_yuan").fill_null(0), pl.col("penalty_kinds")
    is_heavy = kinds.str.contains(HEAVY_KINDS) | (yuan >= HEAVY_YUAN)
    is_slight = ~is_heavy & (yuan <= SLIGHT_YUAN) & ~kinds.str.contains("没收")
    until = pl.col("decided_on").dt.offset_by(picked(["1y", "3y"], draws.draw("published", 2)))
    rows = rows.with_columns(is_slight=is_slight, is_heavy=is_heavy)
    return rows.with_columns(
        violation_facts=pl.format(FACTS, "party_name", printed(pl.col("decided_on"), CHINESE), "deed"),
        penalty_valid_until=until,
        publish_until=pl.when(draws.has("publish until", 3_000)).then(until),
        served_on=pl.col("decided_on") + pl.duration(days=draws.draw("served", 7)),
        procedure=pl.when("is_slight").then(pl.lit("简易程序")).otherwise(pl.lit("普通程序")),
        is_public=pl.when("is_slight").then(pl.lit("否")).otherwise(pl.lit("是")),
        not_public_reason=pl.when("is_slight").then(pl.lit("适用简易程序作出的行政处罚")),
        performance_state=picked(["已履行", "已履行", "已履行", "未履行", "部分履行"], draws.draw("performed", 5)),
        review_state=pl.when(draws.has("reviewed", 100)).then(pl.lit("复议中")).otherwise(pl.lit("无")),
        repair_class=pl.when("is_slight")
        .then(pl.lit("轻微"))
        .when("is_heavy")
        .then(pl.lit("严重"))
        .otherwise(pl.lit("一般")),
        class_basis=pl.lit("泗阳县行政处罚失信程度对照表（演示）"),
    )


def other(rows: pl.DataFrame, draws: Draws, type: str) -> pl.DataFrame:
    """其他: the further acts, inspections, commitments, contracts, honours and court records, under the names of each."""
    year = pl.col("decided_on").dt.offset_by("1y")
    rows = rows.with_columns(
        document_name=pl.concat_str("matter", pl.lit("决定书")),
        act_kind="kind",
        legal_basis="basis",
        valid_from="decided_on",
        valid_until=pl.when(draws.has("long term", 5_000)).then(pl.lit(LONG_TERM)).otherwise(year),
        disclosure=pl.lit("可向社会公开"),
    )
    if type == "honour":  # once a year
        rows = rows.filter(pl.struct("party", "department", pl.col("decided_on").dt.year()).is_first_distinct())
    return rows.with_columns(**said(draws).get(type, {}))


def said(draws: Draws) -> dict[str, dict[str, pl.Expr]]:
    """What the records of a type call otherwise than most."""
    decided_on, is_broken = pl.col("decided_on"), draws.has("broken", 200)
    serial = pl.col("number").cast(pl.String).str.zfill(6)
    return {
        "coercion": {"valid_until": decided_on + pl.duration(days=30)},
        "inspection": {"result": pl.col("content"), "content": NOTHING, "valid_until": decided_on.dt.offset_by("1y")},
        "commitment": {  # 承诺编码: region, day, six digits
            "document_number": pl.format("{}{}{}", pl.lit(SIYANG.region), decided_on.dt.strftime("%Y%m%d"), serial),
            "commitment_kind": pl.col("kind"),
            "liability": pl.col("basis"),
            "performance_state": pl.when(is_broken).then(pl.lit("部分履行")).otherwise(pl.lit("全部履行")),
            "unperformed": pl.when(is_broken).then("content"),
            "liability_pursued": pl.when(is_broken).then("basis"),
        },
        "contract": {
            "contract_kind": pl.col("kind"),
            "contract_name": pl.col("matter"),
            "counterparty_name": pl.col("authority_name"),
            "counterparty_code": pl.col("authority_code"),
            "performance_state": pl.when(is_broken).then(pl.lit("解除")).otherwise(pl.lit("履行中")),
        },
        "honour": {
            "honour_kind": pl.col("kind"),
            "honour_name": pl.col("matter"),
            "year": (decided_on.dt.year() - 1).cast(pl.String),
        },
        "judgment": {
            "cause": pl.col("matter"),
            "obligation": pl.col("content"),
            "performance_state": pl.when(is_broken).then(pl.lit("全部履行")).otherwise(pl.lit("全部未履行")),
            "valid_until": decided_on.dt.offset_by("2y"),
        },
    }
