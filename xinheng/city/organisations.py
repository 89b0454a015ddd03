"""主体: the registry of the city as one would receive it, and the truth about each row.

A row's particulars depend on the seed and its number alone, and relations lead to earlier rows only: the first thousand
of two thousand organisations are the thousand.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from xinheng.city import codes
from xinheng.city.codes import coded
from xinheng.city.draws import Draws
from xinheng.city.names import CLASSES, named
from xinheng.city.place import SIYANG, Place
from xinheng.city.tables import Choice, picked, table, weighted

LAST_DAY = date(2026, 6, 30)  # the registry as it stood on that day

# In ten thousand of the class.
RENAMED = 860  # of those whose name is their own, which makes 8 in a hundred of all
ELSEWHERE = 1_820  # of enterprises, which makes one in twenty of all
MERGED = 600  # of companies struck off
SPLIT = 50
CONVERTED = 80

EMPLOYEES = {
    "few": [1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 8],
    "more": [1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 80, 150, 400],
}

TITLES = {
    "code": "统一社会信用代码",
    "name": "主体名称",
    "kind": "主体类型",
    "state": "登记状态",
    "region": "行政区划代码",
    "industry": "行业代码",
    "established_on": "成立日期",
    "capital": "注册资本（万元）",
    "valid_from": "核准日期",
    "registration_number": "注册号",
    "former_name": "曾用名",
    "used_until": "曾用名停用日期",
    "parent_code": "隶属企业统一社会信用代码",
    "lineage": "沿革类型",
    "other_code": "沿革主体代码",
    "lineage_on": "沿革日期",
}


@dataclass(frozen=True)
class City:
    """演示城市: `registry` is what may be loaded, under Chinese headings; `truth` goes nowhere near a database."""

    registry: pl.DataFrame
    truth: pl.DataFrame

    def truth_of(self, code: str) -> dict | None:
        """What is so of the organisation that the registry lists under a code, or nothing."""
        found = self.truth.filter(pl.col("truth_code") == code)
        return found.row(0, named=True) if len(found) else None


def organisations(seed: int, count: int, place: Place = SIYANG) -> City:
    """主体: so many organisations, `codes.MOST` at most."""
    if not 0 <= count <= codes.MOST:
        raise ValueError(f"{count} organisations: from 0 to {codes.MOST}")
    draws = Draws(seed)
    rows = pl.DataFrame({"row": pl.int_range(count, dtype=pl.Int64, eager=True)})
    rows = coded(named(related(dated(sorted_out(rows, draws, place), draws), draws), draws, place), draws, place)
    other_code, is_branch = pl.lit(rows["code"]).gather(pl.col("other")), pl.col("class") == "branch"
    rows = rows.with_columns(
        kind=pl.when(pl.col("kind") != "").then("kind"),
        used_until=pl.when(pl.col("former_name").is_not_null()).then("used_until"),
        parent_code=pl.when(is_branch).then(other_code),
        other_code=pl.when(~is_branch).then(other_code),
        lineage=pl.when(~is_branch).then("lineage"),
        lineage_on=pl.when(~is_branch).then("lineage_on"),
        capital=drawn(draws, "capital", [capitals(each["capital"]) for each in CLASSES]),
    ).with_columns(capital=pl.when(pl.col("capital") > 0).then("capital"))
    return City(rows.select(pl.col(column).alias(title) for column, title in TITLES.items()), truth(rows, draws))


def sorted_out(rows: pl.DataFrame, draws: Draws, place: Place) -> pl.DataFrame:
    """类别: kind, trade, state and region. The first row is a company in operation, so that the others may relate to it."""
    numbers = {each["class"]: number for number, each in enumerate(CLASSES)}
    kinds, not_first = weighted(table("sorts")), (pl.col("row") != 0).cast(pl.Int64)
    rows = rows.with_columns(
        picked([kind[field] for kind in kinds], draws.draw("kind", len(kinds)) * not_first).alias(field)
        for field in ("class", "prefix", "kind", "form")
    ).with_columns(class_no=pl.col("class").replace_strict(numbers, return_dtype=pl.Int64))
    trades = Choice([of_group("trades", "class", each["class"]) for each in CLASSES])
    states = Choice([of_group("states", "ends_by", each["ends_by"]) for each in CLASSES])
    trade = trades.at(pl.col("class_no"), draws.draw("trade"))
    state = states.at(pl.col("class_no"), draws.draw("state") * not_first)
    is_enterprise = pl.col("class").is_in(["company", "foreign", "partnership", "factory"])
    elsewhere = pl.when(is_enterprise & draws.has("elsewhere", ELSEWHERE)).then(
        1 + draws.draw("region", len(place.elsewhere))
    )
    return rows.with_columns(
        industry=trades.field(trade, lambda line: line["industry"]),
        words=trades.field(trade, lambda line: line["words"]),
        state=states.field(state, lambda line: line["state"]),
        region_no=elsewhere.otherwise(0),
    ).with_columns(region=picked([place.region, *place.elsewhere], pl.col("region_no")))


def dated(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """日期: many young, few old."""
    oldest = picked([int(each["oldest_days"]) for each in CLASSES], pl.col("class_no"))
    age = oldest * draws.draw("age", 1_000) ** 2 // 1_000_000 + draws.draw("day", 30)
    rows = rows.with_columns(
        established_on=pl.lit(LAST_DAY) - pl.duration(days=age), is_renamed=draws.has("renamed", RENAMED)
    )
    return followed(
        rows.with_columns(is_renamed=pl.col("is_renamed") & ~pl.col("class").is_in(["branch", "person"])), draws
    )


def followed(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Days of renaming and of ending, between the founding and the last day, in this order."""
    renamed_on = pl.when("is_renamed").then(day_between(pl.col("established_on"), draws.draw("renamed on")))
    rows = rows.with_columns(used_until=renamed_on)
    began = pl.coalesce("used_until", "established_on")
    ended_on = pl.when(pl.col("state") != "存续").then(day_between(began, draws.draw("ended on")))
    return rows.with_columns(ended_on=ended_on).with_columns(valid_from=pl.coalesce("ended_on", began))


def day_between(first: pl.Expr, draw: pl.Expr, last: date = LAST_DAY) -> pl.Expr:
    return first + pl.duration(days=draw % ((pl.lit(last) - first).dt.total_days() + 1))


def related(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """沿革: branches, mergers, splits, sole proprietors turned into companies; each leads to an earlier row, `other`."""
    is_company, fate = pl.col("class") == "company", draws.draw("lineage", 10_000)
    rows = rows.with_columns(
        lineage=pl.when(pl.col("class") == "branch").then(pl.lit("分支机构"))
        .when(is_company & (pl.col("state") == "注销") & (fate < MERGED)).then(pl.lit("合并"))
        .when(is_company & (pl.col("state") != "注销") & (fate < SPLIT)).then(pl.lit("分立"))
        .when(is_company & (pl.col("state") != "注销") & (fate < SPLIT + CONVERTED)).then(pl.lit("个转企"))
    ).with_columns(lineage=pl.when(pl.col("row") > 0).then("lineage"))  # fmt: skip
    companies = is_company & (pl.col("state") == "存续") & pl.col("lineage").is_null()
    shops = (pl.col("class") == "shop") & (pl.col("state") == "注销")
    other = (
        pl.when(pl.col("lineage") == "个转企").then(one_before(rows, shops, draws))
        .when(pl.col("lineage").is_not_null()).then(one_before(rows, companies, draws))
    )  # fmt: skip
    rows = rows.with_columns(other=other)
    return dated_by_lineage(rows.with_columns(lineage=pl.when(pl.col("other").is_not_null()).then("lineage")), draws)


def one_before(rows: pl.DataFrame, which: pl.Expr, draws: Draws) -> pl.Expr:
    """The number of one of the rows in question that stand before each row; empty where none does."""
    those = rows.filter(which)["row"]
    before = which.cast(pl.Int64).cum_sum() - which.cast(pl.Int64)
    chosen = draws.draw("other") % pl.when(before > 0).then(before)
    return pl.lit(those).gather(chosen) if len(those) else pl.lit(None, dtype=pl.Int64)


def dated_by_lineage(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Nothing branches off before the other was founded, and a company begins on the day its shop was struck off."""
    rows = rows.with_columns(
        other_established_on=pl.lit(rows["established_on"]).gather(pl.col("other")),
        other_ended_on=pl.lit(rows["ended_on"]).gather(pl.col("other")),
    )
    branches_off = pl.col("lineage").is_in(["分支机构", "分立"])
    founded_on = (
        pl.when(pl.col("lineage") == "个转企").then("other_ended_on")
        .when(branches_off).then(pl.max_horizontal("established_on", "other_established_on"))
        .otherwise("established_on")
    )  # fmt: skip
    rows = followed(rows.with_columns(established_on=founded_on), draws)
    is_merged = pl.col("lineage") == "合并"
    ended_on = pl.when(is_merged).then(pl.max_horizontal("ended_on", "other_established_on")).otherwise("ended_on")
    rows = rows.with_columns(ended_on=ended_on)
    lineage_on = pl.when(is_merged).then("ended_on").when(pl.col("other").is_not_null()).then("established_on")
    return rows.with_columns(lineage_on=lineage_on, valid_from=pl.coalesce("ended_on", "valid_from")).drop(
        "other_established_on", "other_ended_on"
    )


def truth(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """真值: what the file does not say. `truth_fate` is what should become of the row when it is loaded."""
    few = ("shop", "person", "factory", "group")
    fate = (
        pl.when(pl.col("uscc").is_null()).then(pl.lit("code_pending"))
        .when(pl.col("uscc") != pl.col("code")).then(pl.lit("warning"))
        .otherwise(pl.lit("admitted"))
    )  # fmt: skip
    return rows.select(
        truth_row=pl.col("row") + 1,
        truth_code="code",
        truth_uscc="uscc",
        truth_fate=fate,
        truth_name="name",
        truth_class="class",
        truth_is_personal=pl.col("class") == "person",
        truth_is_elsewhere=pl.col("region_no") > 0,
        truth_employees=drawn(
            draws, "employees", [EMPLOYEES["few" if each["class"] in few else "more"] for each in CLASSES]
        ),
        truth_ended_on="ended_on",
    )


def drawn(draws: Draws, draw: str, groups: list[list[int]]) -> pl.Expr:
    """One of the numbers of the row's class."""
    choice = Choice(groups)
    return choice.field(choice.at(pl.col("class_no"), draws.draw(draw)), int)


def of_group(name: str, column: str, group: str) -> list[dict[str, str]]:
    return weighted([line for line in table(name) if line[column] == group])


def capitals(group: str) -> list[int]:
    return [int(line["wan"]) for line in of_group("capitals", "capital", group)]
