"""笔误: how a clerk writes down an act, what is wrong with it, and what should become of the row."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from xinheng.city.dirt import full_width, half_width_brackets, look_alike, with_blank, wrong_check
from xinheng.city.draws import Draws
from xinheng.city.parties import NOTHING, PERSON, SOLE_PROPRIETOR, nobodys_number, nobodys_telephone
from xinheng.city.tables import picked, table


@dataclass(frozen=True)
class Slip:
    """笔误: so many in ten thousand rows; `fate` and `rule` of a row that has it."""

    share: int
    fate: str = "admitted"
    rule: str | None = None


SLIPS = {
    "full_width": Slip(60),  # 全角代码
    "blanks": Slip(60),  # 代码中有空格
    "lower_case": Slip(40),
    "brackets": Slip(60),  # 半角括号
    "swapped_numbers": Slip(60, "rejected", "submissions.too_long"),  # 代码_2 与代码_3 填反
    "no_code": Slip(50),  # 只有名称
    "former_number": Slip(40),  # 只有注册号
    "placeholder": Slip(40),  # 十七个0加X，另有注册号
    "former_name": Slip(60),  # 曾用名
    "with_unit": Slip(80),  # 单元格里写明元
    "in_words": Slip(50),  # 大写金额
    "planted": Slip(80),  # 文字中夹带个人信息
    "yuan": Slip(40, "review", "submissions.amount_doubtful"),  # 把元填进万元列
    "wrong_check": Slip(60, "rejected", "submissions.failing_code_unknown"),
    "look_alike": Slip(30, "rejected", "submissions.code_invalid"),
    "masked_code": Slip(20, "rejected", "submissions.code_masked"),
    "masked_name": Slip(20, "rejected", "submissions.name_masked"),
    "no_number": Slip(40, "rejected", "submissions.required"),
    "unreadable_date": Slip(40, "rejected", "submissions.date_unreadable"),
    "reversed": Slip(30, "rejected", "submissions.dates_reversed"),
    "unknown_choice": Slip(30, "rejected", "submissions.choice_unknown"),
    "wrong_category": Slip(30, "rejected", "submissions.category_contradicts_code"),
    "person": Slip(60, "persons_refused", "submissions.person"),  # 自然人，如实填写
    "disguised_person": Slip(20, "persons_refused", "submissions.person"),  # 自然人，填作组织
}
AMOUNTS = ("fine_amount", "amount")
TEXTS = (
    "violation_facts",
    "permit_content",
    "content",
    "matter",
)  # the first that a type has may hold what it should not
CHOICES = ("penalty_kinds", "act_kind", "permit_kind", "commitment_kind", "honour_kind", "contract_kind")
ENDS = ("penalty_valid_until", "valid_until")
UNKNOWN = "submissions.subject_unknown"
DOUBTFUL_YUAN = 1_000  # a smaller fine is no incredible one in 万元
NO_SUCH_DAY = "2024年2月30日"
PLACEHOLDER = "0" * 17 + "X"
TOLD_OF = "{}。联系人{}，身份证号{}，手机{}"

Changes = dict[str, dict[str, pl.Expr]]


def written_down(rows: pl.DataFrame, draws: Draws, layouts: dict[str, set[str]]) -> pl.DataFrame:
    """The rows, each in its `layout` of those with these fields, with their slips: `slip` (empty where the clerk's habit met nothing to spoil), the columns as changed by it,
    `expected` and `rule` that follow, and `planted`: what must not be found anywhere afterwards."""
    rows = rows.with_columns(
        slip=drawn(draws),
        unreadable=NOTHING,
        person=picked(persons(), draws.draw("person", len(persons()))),
        person_number=nobodys_number(draws),
        telephone=nobodys_telephone(draws),
    )
    changes = {name: each for name, each in changed(rows).items() if each}
    is_possible = pl.any_horizontal(
        (pl.col("slip") == name)
        & possible(name)
        & pl.col("layout").is_in(with_field(layouts, NEEDS.get(name) or next(iter(each))))
        for name, each in changes.items()
    )
    rows = rows.with_columns(slip=pl.when(is_possible).then("slip"))
    fields = dict.fromkeys(field for each in changes.values() for field in each)
    # Whose code is pending is found by its former number, and not by a name alone.
    unknown = pl.col("uscc").is_null() & ~pl.col("layout").is_in(with_field(layouts, "party_registration_number"))
    return rows.with_columns(
        *(changed_by_slip(field, changes) for field in fields),
        expected=of_slip(
            {name: slip.fate for name, slip in SLIPS.items()},
            pl.when(~unknown).then(pl.lit("admitted")).otherwise(pl.lit("rejected")),
        ),
        rule=of_slip({name: slip.rule for name, slip in SLIPS.items()}, pl.when(unknown).then(pl.lit(UNKNOWN))),
        planted=pl.when(pl.col("slip").is_in(PLANTED)).then(pl.concat_list("person", "person_number", "telephone")),
    ).drop("person", "person_number", "telephone")


PLANTED = ("planted", "person", "disguised_person")
# The field without which a slip does not show, where it is not the first that changes.
NEEDS = {
    "swapped_numbers": "party_organisation_code",
    "former_number": "party_registration_number",
    "placeholder": "party_registration_number",
    "unreadable_date": "decided_on",
}


def with_field(layouts: dict[str, set[str]], field: str) -> list[str]:
    return [layout for layout, fields in layouts.items() if field in fields]


def drawn(draws: Draws) -> pl.Expr:
    """One slip at most, of rows whose organisation is rightly coded."""
    found, so_far, draw = NOTHING, 0, draws.draw("slip", 10_000)
    for name, slip in SLIPS.items():
        found = pl.when((draw >= so_far) & (draw < so_far + slip.share)).then(pl.lit(name)).otherwise(found)
        so_far += slip.share
    return pl.when(pl.col("fate") == "admitted").then(found)


def of_slip(values: dict[str, str | None], otherwise: pl.Expr) -> pl.Expr:
    found = pl.col("slip").replace_strict(values, default=None, return_dtype=pl.String)
    return pl.when(pl.col("slip").is_not_null()).then(found).otherwise(otherwise)


def changed_by_slip(field: str, changes: Changes) -> pl.Expr:
    found = pl.col(field)
    for name, each in changes.items():
        if field in each:
            found = pl.when(pl.col("slip") == name).then(each[field]).otherwise(found)
    return found.alias(field)


def possible(name: str) -> pl.Expr:
    """Whether a row can have the slip at all."""
    code, yuan = pl.col("party_code"), pl.col("amount_yuan") if name in ("yuan", "with_unit", "in_words") else None
    has_former_number = pl.col("party_registration_number").is_not_null()
    is_company = code.str.starts_with("91")
    return {
        "brackets": pl.col("party_name").str.contains("（"),
        "swapped_numbers": has_former_number,
        "no_code": pl.col("is_well_named"),
        "former_number": has_former_number,
        "placeholder": has_former_number,
        "former_name": pl.col("former_name").is_not_null(),
        "look_alike": code.str.contains("[01]"),
        "lower_case": code.str.contains("[A-Z]"),
        # Without a code only the form of its name tells an organisation from a person.
        "masked_code": pl.col("party_name").str.contains("公司|[店厂部]$"),
        "masked_name": is_company,
        "wrong_category": is_company,
        "with_unit": yuan > 0 if yuan is not None else None,
        "in_words": yuan > 0 if yuan is not None else None,
        "yuan": yuan >= DOUBTFUL_YUAN if yuan is not None else None,
    }.get(name, pl.lit(value=True)).fill_null(value=False)


def changed(rows: pl.DataFrame) -> Changes:
    """What each slip makes of the columns; nothing where the type has no such column."""
    code, name, has = pl.col("party_code"), pl.col("party_name"), rows.columns
    text, choice, end = (next((field for field in fields if field in has), None) for fields in (TEXTS, CHOICES, ENDS))
    amounts = [field for field in AMOUNTS if field in has]
    yuan = pl.col("amount_yuan").cast(pl.String) if amounts else NOTHING
    no_codes = {"party_code": NOTHING, "party_organisation_code": NOTHING, "party_tax_number": NOTHING}
    person = {
        **no_codes,
        "party_name": pl.col("person"),
        "party_category": pl.lit(PERSON),
        "party_registration_number": NOTHING,
    }
    return {
        "full_width": {"party_code": full_width(code)},
        "blanks": {"party_code": with_blank(code)},
        "lower_case": {"party_code": code.str.to_lowercase()},
        "brackets": {"party_name": half_width_brackets(name)},
        "swapped_numbers": {
            "party_registration_number": pl.col("party_organisation_code"),
            "party_organisation_code": pl.col("party_registration_number"),
        },
        "no_code": {**no_codes, "party_registration_number": NOTHING},
        "former_number": no_codes,
        "placeholder": {**no_codes, "party_code": pl.lit(PLACEHOLDER)},
        "former_name": {"party_name": pl.col("former_name")},
        "with_unit": {field: pl.concat_str(yuan, pl.lit("元")) for field in amounts},
        "in_words": {field: pl.col("amount_yuan").replace_strict(words(rows), default=None) for field in amounts},
        "yuan": {"fine_amount": yuan} if "fine_amount" in has else {},  # of which the text tells as well
        "planted": {text: pl.format(TOLD_OF, pl.col(text).fill_null(""), "person", "person_number", "telephone")}
        if text
        else {},
        "wrong_check": {"party_code": wrong_check(code)},
        "look_alike": {"party_code": look_alike(code)},
        "masked_code": {"party_code": pl.concat_str(code.str.head(6), pl.lit("********"), code.str.tail(4))},
        "masked_name": {"party_name": pl.concat_str(name.str.head(3), pl.lit("***"), name.str.tail(4))},
        "no_number": {"document_number": pl.lit("-")} if "honour_name" not in has else {},
        "unreadable_date": {"unreadable": pl.lit(NO_SUCH_DAY)},
        "reversed": {end: pl.col("decided_on") - pl.duration(days=400)} if end else {},
        "unknown_choice": {choice: pl.lit("口头教育")} if choice else {},
        "wrong_category": {"party_category": pl.lit(SOLE_PROPRIETOR)},
        "person": person,
        "disguised_person": {
            **person,
            "party_code": pl.col("person_number"),
            "party_category": pl.col("party_category"),
        },
    }


@cache
def persons() -> list[str]:
    """Names that nobody bears."""
    line = next(line for line in table("brands") if line["alphabet"] == "person")
    return [first + later for first in line["first"] for later in line["later"]]


# ---- amounts in words -----------------------------------------------------------------------------------------------

CAPITALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")


def words(rows: pl.DataFrame) -> dict[int, str]:
    """大写 of every amount that occurs."""
    return {yuan: in_words(yuan) for yuan in rows["amount_yuan"].drop_nulls().unique().sort()}


def in_words(yuan: int) -> str:
    """人民币大写: 12000 is 人民币壹万贰仟元整."""
    large, small = divmod(yuan, 10_000)
    said = (
        (four(large) + "万" if large else "")
        + ("零" if large and 0 < small < 1_000 else "")
        + (four(small) if small else "")
    )
    return f"人民币{said}元整"


def four(number: int) -> str:
    """Four figures at most, a run of noughts between others said once."""
    said, digits = "", str(number)
    for at, digit in enumerate(digits):
        place = PLACES[len(digits) - 1 - at]
        if digit != "0":
            said += CAPITALS[int(digit)] + place
        elif digits[at:].strip("0") and not said.endswith("零"):
            said += "零"
    return said
