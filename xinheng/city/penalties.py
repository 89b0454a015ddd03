"""处罚: administrative penalties by the million, in the national layout of 2018, with what should become of each row.

Odd rows may repeat or correct an even one, or be faulty; an even row is always an act of its own. So the fate of every row
is known from its number alone, and a file may be made in parts.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import polars as pl

from xinheng.city.codes import ROW, scrambled
from xinheng.city.departments import departments
from xinheng.city.dirt import personal, wrong_check
from xinheng.city.draws import Draws
from xinheng.city.organisations import TITLES, day_between, organisations
from xinheng.city.place import SIYANG, Place, wording
from xinheng.city.tables import picked, table, weighted

FIRST_DAY = date(2017, 1, 1)
PARTIES = 200_000  # organisations that may be punished, a few of them rows of the registry that have no good code
FINES = 24  # different fines for one violation
YUAN_IN_WAN = 10_000
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(5_000)]
PRINTED = [f"{day:%Y/%m/%d}" for day in DAYS]
CHINESE = [f"{day.year}年{day.month}月{day.day}日" for day in DAYS]

# Of ten thousand rows.
SHARES = {"duplicate": 500, "superseding": 200, "rejected": 300}
FAULTS = ("failing_code", "no_document_number", "unreadable_date", "unreadable_amount", "unknown_kind", "no_fine")

LAYOUT = "2018"
LEFT_OUT = ("person_document", "person_number")  # columns about punished persons, in a file that is about none


def penalty_rows(
    seed: int, start: int, count: int, *, before: int | None = None, shares: Mapping[str, int] = SHARES
) -> pl.DataFrame:
    """处罚: the rows from `start` on, as texts under the 28 Chinese headings of the layout.

    What they repeat or correct stands in rows below `before`, which are those of earlier files: below `start`, if not said.
    """
    made = drawn(seed, start, count, start if before is None else before, shares)
    titles = {line["field"]: line["title"] for line in columns_of("penalty", LAYOUT) if line["field"] not in LEFT_OUT}
    return worded(made, seed).select(pl.col(field).alias(title) for field, title in titles.items())


def penalty_truth(
    seed: int, start: int, count: int, *, before: int | None = None, shares: Mapping[str, int] = SHARES
) -> pl.DataFrame:
    """真值 of the same rows: `truth_fate` is admitted, duplicate, superseding or rejected; `truth_fault` says what is wrong."""
    made = drawn(seed, start, count, start if before is None else before, shares)
    return made.select(truth_row="row", truth_act="act", truth_fate="fate", truth_fault="fault")


def columns_of(type: str, layout: str) -> list[dict[str, str]]:
    return [line for line in table("columns") if (line["type"], line["layout"]) == (type, layout)]


# ---- what happens in each row ---------------------------------------------------------------------------------------


def drawn(seed: int, start: int, count: int, before: int, shares: Mapping[str, int]) -> pl.DataFrame:
    """`row`, the `act` it is about (the number of the row that tells of it first), `fate` and `fault`."""
    draws = Draws(seed)
    rows = pl.DataFrame({"row": pl.int_range(start, start + count, dtype=pl.Int64, eager=True)})
    earlier = 2 * scrambled(draws, "earlier", max(before // 2, 1), ROW // 2)  # another one for every row
    return rows.with_columns(fate=fate(draws, before, shares)).with_columns(
        act=pl.when(pl.col("fate").is_in(["duplicate", "superseding"])).then(earlier).otherwise("row"),
        fault=pl.when(pl.col("fate") == "rejected").then(picked(list(FAULTS), draws.draw("fault", len(FAULTS)))),
    )


def fate(draws: Draws, before: int, shares: Mapping[str, int]) -> pl.Expr:
    """Twice the share in odd rows, nothing in even ones; nothing to repeat or correct where nothing was before."""
    found, so_far, draw = pl.lit("admitted"), 0, draws.draw("fate", 10_000)
    for name, share in shares.items():
        following = so_far + (2 * share if before > 1 or name == "rejected" else 0)
        found = pl.when((draw >= so_far) & (draw < following)).then(pl.lit(name)).otherwise(found)
        so_far = following
    return pl.when(pl.col("row") % 2 == 1).then(found).otherwise(pl.lit("admitted"))


# ---- what the row says ----------------------------------------------------------------------------------------------


def worded(made: pl.DataFrame, seed: int, place: Place = SIYANG) -> pl.DataFrame:
    """Every column of the layout as text. What a row says follows from its act, and a correction from the row besides."""
    rows = made.rename({"row": "printed_row", "act": "row"})
    draws, cases, parties = Draws(seed), penalty_cases(seed, place), punished(seed, place)
    is_correction = pl.col("fate") == "superseding"
    case = draws.draw("case", len(cases))
    case = pl.when(is_correction).then(case // FINES * FINES + (case + 1) % FINES).otherwise(case)
    rows = rows.with_columns(case=case, party=draws.draw("party", len(parties)))
    rows = pl.concat([rows, cases[rows["case"]], parties[rows["party"]]], how="horizontal")
    since = pl.max_horizontal(pl.lit(FIRST_DAY), "established_on")
    rows = rows.with_columns(decided_on=day_between(since, draws.draw("decided on")))
    until = pl.col("decided_on").dt.offset_by(picked(["1y", "3y"], draws.draw("class", 2)))
    return rows.with_columns(*personal(draws)).with_columns(
        **spoilt(),
        document_number=pl.when(fault_is("no_document_number")).then(None).otherwise(document_number()),
        violation_facts=pl.format(FACTS, "party_name", chinese(pl.col("decided_on")), "deed", "party_name"),
        penalty_valid_until=printed(until),
        publish_until=pl.when(draws.has("publish until", 4_000)).then(printed(until)),
        representative="法定代表人",
        representative_document=pl.lit("身份证"),
        representative_number=nobodys_number(draws),
        source_name="authority_name",
        source_code="authority_code",
        remarks=pl.when(is_correction).then(pl.format("更正单第{}号", pl.col("printed_row") + 1)),
    )


FACTS = (
    "经查，{}于{}被发现{}。执法人员制作了现场检查笔录并拍照取证；{}在规定期限内未进行陈述、申辩。"
    "上述事实有现场检查笔录、询问笔录和现场照片等证据证明。"
)


def fault_is(name: str) -> pl.Expr:
    return (pl.col("fault") == name).fill_null(value=False)


def spoilt() -> dict[str, pl.Expr]:
    """差错: the columns that a fault may spoil, one fault a row."""
    code, fine = pl.col("party_code"), pl.col("fine_amount")
    return {
        "party_code": pl.when(fault_is("failing_code")).then(wrong_check(code)).otherwise(code),
        "decided_on": pl.when(fault_is("unreadable_date"))
        .then(pl.lit("2024/13/45"))
        .otherwise(printed(pl.col("decided_on"))),
        "fine_amount": pl.when(fault_is("unreadable_amount"))
        .then(pl.lit("若干"))
        .when(~fault_is("no_fine"))
        .then(fine),
        "penalty_kinds": pl.when(fault_is("unknown_kind"))
        .then(pl.lit("口头教育"))
        .when(fault_is("no_fine"))
        .then(pl.lit("罚款"))
        .otherwise("penalty_kinds"),
    }


def printed(day: pl.Expr) -> pl.Expr:
    """2024/03/05. Looked up, since the days are few: five times as fast as writing each."""
    return picked(PRINTED, (day - FIRST_DAY).dt.total_days())


def chinese(day: pl.Expr) -> pl.Expr:
    return picked(CHINESE, (day - FIRST_DAY).dt.total_days())


def document_number() -> pl.Expr:
    """文书号: in one of the styles of its authority, with the number of the act."""
    number = (pl.col("row") + 1).cast(pl.String).str.zfill(pl.col("digits"))
    return pl.concat_str("before_year", pl.col("decided_on").dt.year(), "before_number", number, "after_number")


def nobodys_number(draws: Draws) -> pl.Expr:
    """A number of the shape of an 居民身份证号 that nobody has: no region's code begins with 99."""
    day = pl.lit(date(1960, 1, 1)) + pl.duration(days=draws.draw("born", 14_000))
    tail = draws.draw("numbered", 10_000).cast(pl.String).str.zfill(4)
    return pl.concat_str(pl.lit("990101"), day.dt.strftime("%Y%m%d"), tail)


@cache
def punished(seed: int, place: Place) -> pl.DataFrame:
    """当事人: organisations with a good code whose names are not persons'."""
    city = organisations(seed, PARTIES, place)
    rows = pl.concat([city.registry, city.truth], how="horizontal").filter(
        (pl.col("truth_fate") == "admitted") & ~pl.col("truth_is_personal")
    )
    code = pl.col(TITLES["code"])
    is_shop = code.str.starts_with("92")
    return rows.select(
        party_name=TITLES["name"],
        party_category=pl.when(is_shop).then(pl.lit("个体工商户")).otherwise(pl.lit("法人及非法人组织")),
        party_code=code,
        party_registration_number=TITLES["registration_number"],
        party_organisation_code=code.str.slice(8, 9),
        party_tax_number=pl.when(pl.col(TITLES["registration_number"]).is_not_null()).then(code.str.slice(2, 15)),
        party_institution_number=pl.lit(None, dtype=pl.String),
        party_social_number=pl.lit(None, dtype=pl.String),
        established_on=TITLES["established_on"],
    )


@cache
def penalty_cases(seed: int, place: Place) -> pl.DataFrame:
    """案由: every violation with each of its fines, as often as its share says; the fines of one lie together."""
    names = {each.name.removeprefix(wording(place.region).county): each for each in departments(seed, place)}
    by_key = {line["key"]: names[line["name"]] for line in table("departments")}
    return pl.DataFrame(
        [
            {
                "authority_name": by_key[line["department"]].name,
                "authority_code": by_key[line["department"]].uscc,
                "violation_type": line["violation"],
                "deed": line["deed"],
                "legal_basis": line["basis"],
                "suspended_certificate": "经营许可证" if "吊销" in line["also"] else None,
                **penalty(line, number),
                **style(line["department"], turn, place),
            }
            for turn, line in enumerate(weighted(table("violations")))
            for number in range(FINES)
        ],
        infer_schema_length=None,
    )


def penalty(line: dict[str, str], number: int) -> dict[str, str | None]:
    """处罚: kinds, content and amounts (in 万元). The fines lie between the lowest and the highest, most of them low."""
    fine = fine_of(line, number)
    taken = fine // 4 if "没收违法所得" in line["also"] else None
    kinds = [*line["also"].split(";"), "罚款" if fine else ""]
    kinds = [kind for kind in kinds if kind]
    said = {"罚款": f"罚款{fine}元", "没收违法所得": f"没收违法所得{taken}元"}
    return {
        "penalty_kinds": ";".join(kinds),
        "penalty_content": "；".join(said.get(kind, kind) for kind in kinds) + "。",
        "fine_amount": f"{fine / YUAN_IN_WAN:g}" if fine else None,
        "confiscated_amount": f"{taken / YUAN_IN_WAN:g}" if taken else None,
    }


def fine_of(line: dict[str, str], number: int) -> int:
    """罚款, in yuan, of two figures and zeros."""
    if not line["low"]:
        return 0
    low, high = int(line["low"]), int(line["high"])
    fine = low * (high / low) ** ((number / (FINES - 1)) ** 2)
    return int(round(fine, 2 - len(str(int(fine)))))


def style(department: str, turn: int, place: Place) -> dict[str, str | int]:
    """文书号样式: what stands before the year, between year and number, and behind; and how many digits the number has."""
    words, styles = wording(place.region), [line for line in table("documents") if line["department"] == department]
    before_year, before_number, sort, after_number = STYLE.fullmatch(styles[turn % len(styles)]["number"]).groups()
    return {
        "before_year": before_year.format(city=words.city[0], short=words.county[0]),
        "before_number": before_number,
        "digits": DIGITS[sort],
        "after_number": after_number,
    }


STYLE = re.compile(r"(.*)\{year\}(.*)\{(number|four|five)\}(.*)")
DIGITS = {"number": 0, "four": 4, "five": 5}
