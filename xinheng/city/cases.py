"""案由: what departments decide, with basis and amounts, in the proportion of the tables; and how they number it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, partial

import polars as pl

from xinheng.city.departments import Department, departments
from xinheng.city.place import Place, wording
from xinheng.city.tables import picked, table, weighted

AMOUNTS = 24  # different amounts for one case
YUAN_IN_WAN = 10_000
FEN_IN_YUAN = 100

FIRST_DAY = date(2017, 1, 1)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(8_000)]
PRINTED = [f"{day:%Y/%m/%d}" for day in DAYS]
CHINESE = [f"{day.year}年{day.month}月{day.day}日" for day in DAYS]


def printed(day: pl.Expr, forms: list[str] = PRINTED) -> pl.Expr:
    """2024/03/05. Looked up, since the days are few: five times as fast as writing each."""
    return picked(forms, (day - FIRST_DAY).dt.total_days())


@cache
def cases(type: str, seed: int, place: Place) -> pl.DataFrame:
    """案由 of a record type, each as often as its share says; the different amounts of one lie together."""
    made = {"penalty": penalties, "permit": permits}.get(type) or partial(others, type)
    authorities = by_key(seed, place)
    return pl.DataFrame(
        [
            {
                "department": line["department"],
                "authority_name": authorities[line["department"]].name,
                "authority_code": authorities[line["department"]].uscc,
                **style(type, line["department"], turn // AMOUNTS, place),
                **case,
            }
            for turn, (line, case) in enumerate(made())
        ],
        infer_schema_length=None,
    )


def by_key(seed: int, place: Place) -> dict[str, Department]:
    """部门 by the key of the tables."""
    lines = table("departments")
    return {line["key"]: each for line, each in zip(lines, departments(seed, place), strict=True)}


Case = tuple[dict[str, str], dict[str, str | int | None]]


def penalties() -> Iterator[Case]:
    """处罚: kinds, content and amounts (in 万元)."""
    for line in weighted(table("violations")):
        for number in range(AMOUNTS):
            fine = amount(line, number)
            taken = fine // 4 if "没收违法所得" in line["also"] else 0
            said = {"罚款": f"罚款{fine}元", "没收违法所得": f"没收违法所得{taken}元"}
            kinds = [kind for kind in (*line["also"].split(";"), "罚款" if fine else "") if kind]
            yield (
                line,
                {
                    "violation_type": line["violation"],
                    "deed": line["deed"],
                    "legal_basis": line["basis"],
                    "penalty_kinds": ";".join(kinds),
                    "penalty_content": "；".join(said.get(kind, kind) for kind in kinds) + "。",
                    "fine_amount": in_wan(fine),
                    "confiscated_amount": in_wan(taken),
                    "suspended_certificate": "经营许可证" if "吊销" in line["also"] else None,
                    "amount_yuan": fine or None,
                },
            )


def permits() -> Iterator[Case]:
    for line in weighted(table("permits")):
        for content in line["content"].split(";"):
            yield (
                line,
                {
                    "document_name": line["document"],
                    "permit_kind": line["kind"],
                    "certificate_name": line["certificate"] or None,
                    "certificate_code": line["code"] or None,
                    "permit_content": content,
                    "years": int(line["years"] or 0),
                },
            )


def others(type: str) -> Iterator[Case]:
    for line in weighted([line for line in table("acts") if line["type"] == type]):
        for number in range(AMOUNTS if line["low"] else 1):
            yuan = amount(line, number)
            said = {key: line[key] for key in ("matter", "kind", "content", "basis")}
            yield line, {**said, "amount": in_wan(yuan), "amount_yuan": yuan or None}


def amount(line: dict[str, str], number: int) -> int:
    """金额 in yuan, of two figures and zeros, between the lowest and the highest; most of them low."""
    if not line["low"]:
        return 0
    low, high = int(line["low"]), int(line["high"])
    yuan = low * (high / low) ** ((number / (AMOUNTS - 1)) ** 2)
    return int(round(yuan, 2 - len(str(int(yuan)))))


def in_wan(yuan: int) -> str | None:
    return f"{yuan / YUAN_IN_WAN:.6f}".rstrip("0").rstrip(".") if yuan else None


# ---- numbers of documents -------------------------------------------------------------------------------------------

STYLE = re.compile(r"(.*)\{year\}(.*)\{(number|four|five)\}(.*)")
DIGITS = {"number": 0, "four": 4, "five": 5}


def style(type: str, department: str, turn: int, place: Place) -> dict[str, str | int]:
    """文书号样式: what stands before the year, between year and number, and behind; and how many digits the number has."""
    of_type = [line for line in table("documents") if line["type"] == type]
    own = [line for line in of_type if line["department"] == department]
    styles = own or [line for line in of_type if not line["department"]]
    before_year, before_number, sort, after_number = STYLE.fullmatch(styles[turn % len(styles)]["number"]).groups()
    words = wording(place.region)
    abbreviations = {line["department"]: line["abbreviation"] for line in table("abbreviations")}
    named = {"city": words.city[0], "short": words.county[0], "abbreviation": abbreviations[department]}
    return {
        "before_year": before_year.format(**named),
        "before_number": before_number,
        "digits": DIGITS[sort],
        "after_number": after_number,
    }


def document_number(number: pl.Expr) -> pl.Expr:
    """文书号: in the style of the case, of the year of the decision."""
    padded = number.cast(pl.String).str.zfill(pl.col("digits"))
    return pl.concat_str("before_year", pl.col("decided_on").dt.year(), "before_number", padded, "after_number")
