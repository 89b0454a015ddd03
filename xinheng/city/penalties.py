"""处罚: administrative penalties by the million, in the national layout of 2018, with what should become of each row.

Odd rows may repeat or correct an even one, or be faulty; an even row is always an act of its own. So the fate of every row
is known from its number alone, and a file may be made in parts.
"""

from collections.abc import Mapping
from functools import cache

import polars as pl

from xinheng.city.cases import AMOUNTS, CHINESE, FIRST_DAY, cases, document_number, printed
from xinheng.city.codes import ROW, scrambled
from xinheng.city.dirt import personal, wrong_check
from xinheng.city.draws import Draws
from xinheng.city.organisations import day_between
from xinheng.city.parties import nobodys_number, parties
from xinheng.city.place import SIYANG, Place
from xinheng.city.sending import columns_of
from xinheng.city.tables import picked

PARTIES = 200_000  # organisations that may be punished, a few of them rows of the registry that have no good code

# Of ten thousand rows.
SHARES = {"duplicate": 500, "superseding": 200, "rejected": 300}
FAULTS = ("failing_code", "no_document_number", "unreadable_date", "unreadable_amount", "unknown_kind", "no_fine")

LAYOUT = "2018"
LEFT_OUT = ("person_id_kind", "person_id")  # columns about punished persons, in a file that is about none


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
    draws, causes, those = Draws(seed), cases("penalty", seed, place), punished(seed, place)
    is_correction = pl.col("fate") == "superseding"
    case = draws.draw("case", len(causes))
    case = pl.when(is_correction).then(case // AMOUNTS * AMOUNTS + (case + 1) % AMOUNTS).otherwise(case)
    rows = rows.with_columns(case=case, party=draws.draw("party", len(those)))
    rows = pl.concat([rows, causes[rows["case"]], those[rows["party"]]], how="horizontal")
    since = pl.max_horizontal(pl.lit(FIRST_DAY), "established_on")
    rows = rows.with_columns(decided_on=day_between(since, draws.draw("decided on")))
    until = pl.col("decided_on").dt.offset_by(picked(["1y", "3y"], draws.draw("class", 2)))
    return rows.with_columns(*personal(draws)).with_columns(
        **spoilt(),
        document_number=pl.when(~fault_is("no_document_number")).then(document_number(pl.col("row") + 1)),
        violation_facts=pl.format(FACTS, "party_name", printed(pl.col("decided_on"), CHINESE), "deed", "party_name"),
        penalty_valid_until=printed(until),
        publish_until=pl.when(draws.has("publish until", 4_000)).then(printed(until)),
        legal_representative="法定代表人",
        legal_representative_id_kind=pl.lit("身份证"),
        legal_representative_id=nobodys_number(draws),
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


@cache
def punished(seed: int, place: Place) -> pl.DataFrame:
    """当事人: organisations with a good code whose names are not persons'."""
    return (
        parties(seed, PARTIES, place)
        .filter((pl.col("fate") == "admitted") & pl.col("is_well_named"))
        .drop("row", "fate")
    )
