"""取值: a column of texts as what its field says they are (`catalogue.schema.FieldKind`). What cannot be read gets a rule.

Python looks at each different text once; whole columns are looked at by Polars.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl
from rapidfuzz import process

from xinheng.credit.catalogue.schema import OTHER, Choice, FieldEntry, FieldKind
from xinheng.credit.organisations.folding import folded
from xinheng.credit.submissions.faults import rule
from xinheng.ground.columns.values import EMPTY, Unreadable, date_of, fen_of, likely_date, put
from xinheng.ground.identifiers import columns as codes
from xinheng.ground.identifiers import uscc
from xinheng.ground.identifiers.correction import impossible_positions
from xinheng.ground.identifiers.identification import IdentifierKind, identify, is_tax_number
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.normalisation import normalise
from xinheng.ground.identifiers.personal_numbers import MASK, masked

LONG_TERM = date(2099, 12, 31)  # 长期: how the national layouts write "without an end"
_LONG_TERM_WORDS = frozenset(("长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限", "不限期"))
_LAST_YEAR = 2200

VALID, FAILING, PERSON = IdentifierKind.USCC.value, "failing", "person"
FORMER = frozenset((IdentifierKind.REGISTRATION_NUMBER, IdentifierKind.ORGANISATION_CODE, IdentifierKind.TAX_NUMBER))

CODES = (FieldKind.CODE, FieldKind.FORMER_CODE)
DTYPES = {
    FieldKind.DATE: pl.Date,
    FieldKind.AMOUNT: pl.Int64,
    FieldKind.NUMBER: pl.Int64,
    FieldKind.FLAG: pl.Boolean,
}

_SHORT = max(len(each.encode()) for each in EMPTY)
_LOOKS_LIKE_TELEPHONE = re.compile(r"^1[3-9]\d{9}$")
_SEPARATORS = (re.compile(r"[;；|\n]"), re.compile(r"[、,，+]"), re.compile(r"[/ ]"))
_OTHER = re.compile(r"^其[他它](?:[-－—:：](?P<words>.+)|[(（](?P<enclosed>.+?)[)）]?)$")
_FLAGS = dict.fromkeys(["是", "1", "true", "y", "yes", "有", "公开", "公示"], True) | dict.fromkeys(
    ["否", "0", "false", "n", "no", "无", "不公开", "不公示"], False
)
_NEAR = 50  # of 100, how alike a word and a choice must be for a suggestion


@dataclass(frozen=True)
class Column:
    """一列: `cells` as written and cleaned, null where nothing was given; `values` as typed; `rules` why a cell was not read.

    Values of choices are their codes, sorted and joined by commas; `words` are those of 其他-…. `kinds` says of codes what
    each is. `warnings` counts what was dropped or masked.
    """

    field: str
    entry: FieldEntry
    header: str
    cells: pl.Series
    values: pl.Series
    rules: pl.Series | None = None
    words: pl.Series | None = None
    kinds: pl.Series | None = None
    dropped: int = 0

    def of(self, rows: pl.Series) -> "Column":
        """The column of the rows that are true, of those that could be read."""
        cells = self.cells.filter(rows)
        return replace(
            self,
            cells=cells,
            values=cells if self.values is self.cells else self.values.filter(rows),
            rules=None,
            words=None if self.words is None else self.words.filter(rows),
            kinds=None if self.kinds is None else self.kinds.filter(rows),
        )


def without_empty(texts: pl.Series, keep: frozenset[str] = frozenset()) -> pl.Series:
    """Null for what people write into a cell that they have nothing for."""
    short = (texts.str.len_bytes() <= _SHORT).fill_null(False).arg_true()
    said = texts.gather(short)
    nothing = said.is_in(list(EMPTY - keep))
    return put(texts, short.filter(nothing), None) if nothing.any() else texts


def looked_up(texts: pl.Series, read: Callable[[str], Any], dtype: pl.DataType) -> tuple[pl.Series, pl.Series | None]:
    """Each different text read once; `read` raises `Unreadable`. The values, and the rules where there are any."""
    different = texts.unique().drop_nulls()
    values, rules = [], []
    for text in different:
        try:
            values.append(read(text))
            rules.append(None)
        except Unreadable as unreadable:
            values.append(None)
            rules.append(rule(unreadable.code))
    table = pl.DataFrame(
        {"text": different, "value": pl.Series(values, dtype=dtype), "rule": pl.Series(rules, dtype=pl.String)}
    )
    found = texts.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    return found["value"], found["rule"] if any(rules) else None


def typed(field: str, entry: FieldEntry, header: str, texts: pl.Series, unit: str | None) -> Column:
    """取值 of a column that is no text."""
    if texts.null_count() == len(texts):
        nothing = pl.Series([None], dtype=DTYPES.get(entry.kind, pl.String)).new_from_index(0, len(texts))
        return Column(field, entry, header, texts, nothing, kinds=texts if entry.kind in CODES else None)
    match entry.kind:
        case FieldKind.CODE:
            return code_column(field, entry, header, without_empty(texts))
        case FieldKind.FORMER_CODE:
            return former_code_column(field, entry, header, without_empty(texts))
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return choice_column(field, entry, header, texts)
    cells = without_empty(texts, frozenset(_FLAGS)) if entry.kind is FieldKind.FLAG else without_empty(texts)
    match entry.kind:
        case FieldKind.DATE:
            values, rules = looked_up(cells, read_long_term if entry.long_term else read_date, pl.Date)
        case FieldKind.AMOUNT:
            values, rules = amounts(cells, unit)
        case FieldKind.NUMBER:
            values, rules = looked_up(cells, read_number, pl.Int64)
        case FieldKind.FLAG:
            values, rules = looked_up(cells, read_flag, pl.Boolean)
    return Column(field, entry, header, unread_masked(cells, rules), values, rules)


def unread_masked(cells: pl.Series, rules: pl.Series | None) -> pl.Series:
    """What could not be read may hold anything, also of people."""
    if rules is None:
        return cells
    unread = rules.is_not_null().arg_true()
    return put(cells, unread, [masked(text) for text in cells.gather(unread)])


# ---- one value ------------------------------------------------------------------------------------------------------


@lru_cache(1 << 16)
def read_date(text: str) -> date:
    day = date_of(text)
    if day is None or day.year > _LAST_YEAR:
        raise Unreadable("date_unreadable")
    return day


def read_long_term(text: str) -> date:
    if text in _LONG_TERM_WORDS or text.startswith(("9999", "2999")):
        return LONG_TERM
    return min(read_date(text), LONG_TERM)


def read_number(text: str) -> int:
    plain = text.replace(",", "").removesuffix(".0")
    if not re.fullmatch(r"-?[0-9]{1,15}", plain) or is_of_a_person(plain):
        raise Unreadable("number_unreadable")
    return int(plain)


def is_of_a_person(figure: str) -> bool:
    """Whether a cell of figures is a telephone or resident number, however it is written."""
    plain = normalise(figure)
    return bool(_LOOKS_LIKE_TELEPHONE.match(plain)) or identify(plain) is IdentifierKind.LOOKS_LIKE_RESIDENT_ID


def read_flag(text: str) -> bool:
    flag = _FLAGS.get(folded(text))
    if flag is None:
        raise Unreadable("flag_unknown")
    return flag


# ---- amounts --------------------------------------------------------------------------------------------------------

_DECIMALS = {"元": 2, "万元": 6}


def amounts(cells: pl.Series, unit: str | None) -> tuple[pl.Series, pl.Series | None]:
    """金额 in 分. Plain figures by Polars; nine digits before the point, so that a double holds them exactly."""
    values, rest = pl.Series(cells.name, [None], dtype=pl.Int64).new_from_index(0, len(cells)), cells
    if unit in _DECIMALS:
        decimals = _DECIMALS[unit]
        plain = cells.str.contains(rf"^[0-9]{{1,9}}(?:\.[0-9]{{1,{decimals}}})?$").fill_null(False)
        values = (cells.set(~plain, None).cast(pl.Float64) * 10**decimals).round().cast(pl.Int64)
        rest = cells.set(plain, None)
    if rest.null_count() == len(rest):
        return values, None
    read, rules = looked_up(rest, lambda text: read_amount(text, unit), pl.Int64)
    return read.fill_null(values), rules


def read_amount(text: str, unit: str | None) -> int:
    if is_of_a_person(text):
        raise Unreadable("amount_unreadable")
    try:
        return fen_of(text, unit=unit)
    except Unreadable as unreadable:
        raise Unreadable(f"amount_{unreadable.code}") from None


# ---- choices --------------------------------------------------------------------------------------------------------


class Choices:
    """代码表 of a field, by every word that means one of its codes."""

    def __init__(self, choices: dict[str, Choice], *, several: bool, is_open: bool):
        self.codes = {
            folded(word): code
            for code, choice in choices.items()
            for word in (*choice.also, choice.en, choice.zh, code)
        }
        self.names = {choice.zh: code for code, choice in choices.items()}
        self.bits = {code: 1 << choice.bit for code, choice in choices.items() if choice.bit is not None}
        self.several = several
        self.other = OTHER if is_open and OTHER in choices else None

    def read(self, text: str) -> tuple[str, str | None]:
        """The codes of a cell, sorted and joined, and the words outside the table. Raises `Unreadable` `choice_unknown`."""
        found = self.found(text)
        words = "；".join(word for _, word in found if word)
        return ",".join(sorted({code for code, _ in found})), words or None

    def found(self, text: str) -> list[tuple[str, str | None]]:
        text = text.strip()
        if code := self.codes.get(folded(text)):
            return [(code, None)]
        if self.other and (words := _OTHER.match(text)) and not _SEPARATORS[0].search(text):
            return [(self.other, words["words"] or words["enclosed"])]
        for separator in _SEPARATORS if self.several else ():
            parts = [part for part in separator.split(text) if part.strip()]
            if len(parts) > 1:
                return [each for part in parts for each in self.found(part)]
        raise Unreadable("choice_unknown")

    def nearest(self, text: str) -> str | None:
        """最接近的代码项 of a cell that names none."""
        parts = [part for part in _SEPARATORS[0].split(text) if part.strip()] if self.several else [text]
        unknown = next((part for part in parts if folded(part) not in self.codes), None)
        found = process.extractOne(unknown, list(self.names), score_cutoff=_NEAR) if unknown else None
        return found[0] if found else None


_choices: dict[int, tuple[FieldEntry, Choices]] = {}


def choices_of(entry: FieldEntry) -> Choices:
    """The table of a field, made once: an entry is immutable."""
    known = _choices.get(id(entry))
    if known is None or known[0] is not entry:
        several = entry.kind is FieldKind.CHOICES
        known = (entry, Choices(entry.choices, several=several, is_open=entry.open_choices))
        _choices[id(entry)] = known
    return known[1]


def choice_column(field: str, entry: FieldEntry, header: str, texts: pl.Series) -> Column:
    table = choices_of(entry)
    cells = without_empty(texts, frozenset(text for text in EMPTY if folded(text) in table.codes))
    values, rules = looked_up(cells, lambda text: table.read(text)[0], pl.String)
    cells = unread_masked(cells, rules)
    if table.other is None or not values.str.contains(table.other, literal=True).any():
        return Column(field, entry, header, cells, values, rules)
    words, _ = looked_up(
        cells.set(values.is_null(), None), lambda text: masked(table.read(text)[1] or "") or None, pl.String
    )
    return Column(field, entry, header, cells, values, rules, words)


# ---- codes ----------------------------------------------------------------------------------------------------------


def code_column(field: str, entry: FieldEntry, header: str, cells: pl.Series) -> Column:
    """统一社会信用代码: what is none and no former number gets a rule; what looks like a person's is not even kept."""
    different = cells.unique().drop_nulls()
    if len(different) * 4 > len(cells):
        judged = judged_codes(cells)
    else:  # few authorities report many rows
        judged = (
            cells.alias("given")
            .to_frame()
            .join(
                judged_codes(different).with_columns(different.alias("given")),
                on="given",
                how="left",
                maintain_order="left",
            )
        )
    rules = judged["rule"] if judged["rule"].null_count() < len(cells) else None
    return Column(field, entry, header, judged["cell"], judged["value"], rules, kinds=judged["kind"])


def judged_codes(cells: pl.Series) -> pl.DataFrame:
    """The `value` of each code, its `kind`, the `rule` it fails, and the `cell` without anything of a person."""
    plain = cells.alias("code").to_frame().select(codes.normalised(pl.col("code")))["code"]
    valid = plain.to_frame().select(codes.uscc_is_valid(pl.col("code")))["code"].fill_null(False)
    kinds, rules = looked_up(plain.set(valid, None), kind_of_code, pl.String)
    kinds = kinds.set(valid, VALID)
    is_person = (kinds == PERSON).fill_null(False)
    values = plain.set(is_person if rules is None else is_person | rules.is_not_null(), None)
    cells = unread_masked(cells.set(is_person, MASK), rules)
    rules = pl.Series([None], dtype=pl.String).new_from_index(0, len(cells)) if rules is None else rules
    return pl.DataFrame({"cell": cells, "value": values, "kind": kinds, "rule": rules})


def kind_of_code(code: str) -> str:
    """What a text that is no valid code is: the kind of a former number, `failing` or `person`. Raises `Unreadable`."""
    kind = identify(code)
    if kind in FORMER:
        return kind.value
    if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        return PERSON
    if "*" in code or re.search("[X×]{4,}", code):  # 91430681XXXXXXXXXX has the shape of a code, and is none
        raise Unreadable("code_masked")
    if kind is IdentifierKind.USCC and not impossible_positions(code):
        return FAILING
    raise Unreadable("code_placeholder" if uscc.is_placeholder(code) else "code_invalid")


def former_code_column(field: str, entry: FieldEntry, header: str, cells: pl.Series) -> Column:
    """旧证照号码: what looks like a person's number is dropped."""
    plain = cells.to_frame("code").select(codes.normalised(pl.col("code")))["code"]
    values, _ = looked_up(plain, lambda text: text if is_former_code(text) else None, pl.String)
    dropped = plain.is_not_null() & values.is_null()
    kinds, _ = looked_up(values, lambda text: kind.value if (kind := identify(text)) in FORMER else None, pl.String)
    return Column(field, entry, header, values, values, kinds=kinds, dropped=dropped.sum())


def with_tax_numbers(column: Column, texts: pl.Series, has_legal_person: pl.Series) -> tuple[Column, int]:
    """旧纳税人识别号 that look like a resident's number, taken back beside the name of a legal person; and how many."""
    rows = (column.values.is_null() & texts.is_not_null() & has_legal_person).arg_true()
    numbers = texts.gather(rows).to_frame("code").select(codes.normalised(pl.col("code")))["code"]
    is_one = pl.Series([len(number) == 15 and is_tax_number(number) for number in numbers], dtype=pl.Boolean)
    rows, numbers = rows.filter(is_one), numbers.filter(is_one)
    if not len(rows):
        return column, 0
    return (
        replace(
            column,
            cells=put(column.cells, rows, numbers),
            values=put(column.values, rows, numbers),
            kinds=put(column.kinds, rows, IdentifierKind.TAX_NUMBER.value),
            dropped=max(column.dropped - len(rows), 0),
        ),
        len(rows),
    )


def is_former_code(text: str) -> bool:
    kind = identify(text)
    if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        return False
    return kind in FORMER or kind is IdentifierKind.USCC or masked(text) == text


# ---- what was probably meant ----------------------------------------------------------------------------------------


def suggestion(column: Column, cell: str | None) -> str | None:
    """更正建议 for a cell that could not be read."""
    if cell is None:
        return None
    match column.entry.kind:
        case FieldKind.CODE:
            return judge(cell).suggestion
        case FieldKind.DATE:
            day = likely_date(cell)
            return day.isoformat() if day else None
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return choices_of(column.entry).nearest(cell)
        case _:
            return None
