"""核验: what becomes of each row of a register. Columnar: Python looks at different texts once, never at every row.

| what stands for a code | fate |
|---|---|
| a valid 统一社会信用代码 | organisation |
| one whose check character fails | organisation with a warning: such codes were really issued |
| a former number only (注册号, 组织机构代码, 旧税号) | organisation, `code_pending`: not public, not graded |
| a resident's number, or nothing of an organisation at all | a person: refused and counted, nothing kept |
| anything else: words, masked, wrong characters, empty | rejected with a fault |
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from xinheng.credit.organisations import classification
from xinheng.credit.organisations.headers import Headers, understood
from xinheng.credit.organisations.personal import has_form_of_organisation, may_be_personal
from xinheng.ground.columns.reading import ROW, SHEET, Reading
from xinheng.ground.columns.values import Unreadable, by_unique_text, date_of, fen_of, unit_in_header
from xinheng.ground.identifiers import columns, uscc
from xinheng.ground.identifiers.correction import impossible_positions
from xinheng.ground.identifiers.identification import IdentifierKind, identify
from xinheng.ground.identifiers.judgement import judge
from xinheng.ground.identifiers.kinds import KINDS
from xinheng.ground.identifiers.regions import is_plausible, prefecture, province
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

LONGEST_NAME = 200
PENDING_KINDS = (IdentifierKind.REGISTRATION_NUMBER, IdentifierKind.ORGANISATION_CODE, IdentifierKind.TAX_NUMBER)
CHECK_CHARACTER = "uscc.check_character"

# What a version of a registration says; its digest is over these, in this order.
CONTENT = ("name", "kind", "state", "region", "industry", "established_on", "capital_fen")
# On which headers a particular rests: where a file is silent on all of them, what is known stays.
RESTS_ON = {
    "kind": {"kind"},
    "state": {"state"},
    "region": {"province", "place"},
    "industry": {"industry"},
    "established_on": {"established_on"},
    "capital_fen": {"capital"},
}

PERSON, SET_ASIDE = "organisations.person", "organisations.set_aside"
CODE_MISSING, CODE_UNUSABLE = "organisations.code_missing", "organisations.code_unusable"
NAME_MISSING, NAME_MASKED, NAME_TOO_LONG = (f"organisations.name_{what}" for what in ("missing", "masked", "too_long"))
RAGGED = "organisations.ragged"

SENTENCES = {
    PERSON: Text(
        zh="这一行是自然人，不予归集，内容已丢弃。",
        en="This row is about a person. People are not recorded here, and its content was dropped.",
    ),
    SET_ASIDE: Text(
        zh="审核员此前决定不采用这一代码与名称的组合。如有新的依据，请先提交匹配决定。",
        en="A reviewer decided not to take this code under this name. If there is new evidence, have the match decided "
        "anew first.",
    ),
    CODE_MISSING: Text(
        zh="没有代码。请补填统一社会信用代码。", en="There is no code. Fill in the unified social credit code."
    ),
    CODE_UNUSABLE: Text(
        zh="代码不是统一社会信用代码，也不是旧证照号码。请核对证照后重新报送。",
        en="The code is neither a unified social credit code nor a former number. Check it against the certificate and "
        "send it again.",
    ),
    NAME_MISSING: Text(zh="没有名称。请补填名称。", en="There is no name. Fill it in."),
    NAME_MASKED: Text(zh="名称已脱敏。请报送完整名称。", en="The name is masked. Send it in full."),
    NAME_TOO_LONG: Text(
        zh=f"名称超过{LONGEST_NAME}字。请核对是否串列。",
        en=f"The name has more than {LONGEST_NAME} characters. Check whether columns were shifted.",
    ),
    RAGGED: Text(
        zh="这一行的单元格比表头多，无法对应。请检查分隔符与引号。",
        en="This row has more cells than the head, so nobody can tell which is which. Check separators and quotes.",
    ),
}

_FAILING, _PERSON, _OTHER = "failing", "person", "other"
_SEPARATORS_OF_NAMES = r"[;；、|，,]"
_RESIDENT_NUMBER = r"[1-9]\d{16}[\dXx]"
_MASK = r"[*＊]{2}|^.[*＊]"  # a single one behind a name is a mark of the register
_DIGITS_SHOWN = 6


@dataclass(frozen=True)
class Validated:
    """核验后的文件: typed rows with a usable code, and those that are turned away, with the rule they fail.

    `given` are the particulars that the file speaks of. Nothing here holds a column about people.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    received: int
    personal_dropped: int
    dropped_columns: dict[str, int]
    warnings: dict[str, int]
    given: frozenset[str]

    @property
    def digest(self) -> str:
        """SHA-256 of what is kept, taken after everything about people was dropped."""
        kept = self.rows.select(SHEET, ROW, "code", *CONTENT, "valid_from").write_csv()
        return hashlib.sha256((kept + self.rejected.write_csv()).encode()).hexdigest()


def validate(reading: Reading, *, on: date) -> Validated:
    """核验 of a file as read, on the day `on`: no date can lie after it.

    Raises `Refused` `organisations.columns_missing` when no column holds a code or a name.
    """
    headers = understood(reading.headers)
    refuse_without_columns(headers)
    personal, unknown = cells(reading.frame, headers.personal), cells(reading.frame, headers.unknown)
    named = reading.frame.select(SHEET, ROW, *(pl.col(header).alias(field) for field, header in headers.fields.items()))
    judged = with_rules(with_codes(with_all_columns(named, "code", "name", "party", *FORMER_COLUMNS)))
    rows, warnings = typed(judged.filter(pl.col("rule").is_null()), headers, on)
    return Validated(
        rows=rows,
        rejected=turned_away(judged.filter(pl.col("rule").is_not_null()), reading.ragged),
        received=named.height + len(reading.ragged),
        personal_dropped=sum(personal.values()),
        dropped_columns=unknown,
        warnings=warnings,
        given=frozenset(name for name, fields in RESTS_ON.items() if fields & headers.fields.keys()),
    )


def refuse_without_columns(headers: Headers) -> None:
    has_code = not {"code", *FORMER_COLUMNS}.isdisjoint(headers.fields)
    if not has_code or "name" not in headers.fields:
        zh = "文件首行没有“统一社会信用代码”列或“名称”列。请在首行写明列名后重新提交。"
        en = (
            "The first row names no column for the code, or none for the name. Put the headers there and send it again."
        )
        raise Refused(Refusal("organisations.columns_missing", Text(zh=zh, en=en)))


def cells(frame: pl.DataFrame, headers: tuple[str, ...]) -> dict[str, int]:
    """How many values each of these columns holds."""
    return {header: frame.height - frame[header].null_count() for header in headers}


def with_all_columns(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns)


# ---- codes ----------------------------------------------------------------------------------------------------------

FORMER_COLUMNS = ("registration_number", "organisation_code", "tax_number")


def with_codes(frame: pl.DataFrame) -> pl.DataFrame:
    """Normalises the codes and adds `code_kind`. Where the code's own column is empty, the first former number is it."""
    frame = frame.with_columns(columns.normalised(pl.col(name)) for name in ("code", *FORMER_COLUMNS))
    frame = frame.with_columns(pl.coalesce("code", *FORMER_COLUMNS).alias("code"))
    # A column may promise a tax number and hold a person's; only what is a former number of an organisation stays.
    frame = frame.with_columns(former_number(frame[name]).alias(name) for name in FORMER_COLUMNS)
    valid = frame.select(columns.uscc_is_valid(pl.col("code")).fill_null(False))["code"]
    kinds = by_unique_text(frame["code"].set(valid, None), kind_of, pl.String)
    return frame.with_columns(
        pl.when(valid).then(pl.lit(IdentifierKind.USCC.value)).otherwise(kinds).alias("code_kind")
    )


def kind_of(code: str) -> str:
    """What a text that is no valid code is: the kind of a former number, or `failing`, `person`, `other`."""
    kind = identify(code)
    if kind in PENDING_KINDS:
        return kind.value
    if kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID:
        return _PERSON
    return _FAILING if kind is IdentifierKind.USCC and not impossible_positions(code) else _OTHER


def former_number(numbers: pl.Series) -> pl.Series:
    return by_unique_text(numbers, lambda text: text if identify(text) in PENDING_KINDS else None, pl.String)


def with_rules(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `rule`: why a row is turned away; null if it is not."""
    code, name, kind = pl.col("code"), pl.col("name"), pl.col("code_kind")
    has_no_code = code.is_null() | (kind == _OTHER)
    is_person = (
        (kind == _PERSON)
        | pl.col("party").str.contains("自然人").fill_null(False)
        | (name.str.contains(_RESIDENT_NUMBER) & ~name.str.contains(code, literal=True)).fill_null(False)
        | (has_no_code & ~has_form_of_organisation(name)).fill_null(False)
    )
    rule = (
        pl.when(is_person.fill_null(False)).then(pl.lit(PERSON))
        .when(code.is_null()).then(pl.lit(CODE_MISSING))
        .when(kind == _OTHER).then(pl.lit(CODE_UNUSABLE))
        .when(name.is_null()).then(pl.lit(NAME_MISSING))
        .when(name.str.contains(_MASK)).then(pl.lit(NAME_MASKED))
        .when(name.str.len_chars() > LONGEST_NAME).then(pl.lit(NAME_TOO_LONG))
    )  # fmt: skip
    return frame.with_columns(rule.alias("rule"))


def turned_away(frame: pl.DataFrame, ragged: tuple[int, ...]) -> pl.DataFrame:
    """The rows that are not taken, as they go back: of a person nothing but the place of the row."""
    is_person = pl.col("rule") == PERSON
    kept = frame.select(
        SHEET,
        ROW,
        "rule",
        *(pl.when(~is_person).then(pl.col(name)).alias(name) for name in ("code", "name")),
    )
    kept = kept.with_columns(by_unique_text(kept["code"], shown, pl.String).alias("code"))
    torn = pl.DataFrame({SHEET: [""] * len(ragged), ROW: list(ragged), "rule": [RAGGED] * len(ragged)}).cast(
        {SHEET: pl.String, ROW: kept.schema[ROW], "rule": pl.String}
    )
    return pl.concat([kept, torn], how="diagonal").sort(SHEET, ROW)


def shown(code: str) -> str:
    """A text that stood for a code, as it may be shown: a long run of digits in it could be a person's number."""
    digits = sum(character.isdigit() for character in code)
    return code if identify(code) is IdentifierKind.USCC or digits <= _DIGITS_SHOWN else f"{code[:2]}…（{len(code)}位）"


def fault(row: dict[str, Any]) -> dict[str, Any]:
    """差错: a turned-away row for the receipt: where, what, by which rule, and what was probably meant."""
    about_name = row["rule"] in (NAME_MISSING, NAME_MASKED, NAME_TOO_LONG)
    judged = judge(row["code"]) if row["rule"] == CODE_UNUSABLE else None
    return {
        "sheet": row[SHEET],
        "row": row[ROW],
        "column": "name" if about_name else "code",
        "value": row["name"] if about_name else row["code"],
        "rule": row["rule"],
        "message": SENTENCES[row["rule"]].zh,
        "message_en": SENTENCES[row["rule"]].en,
        "suggestion": judged.suggestion if judged else None,
    }


# ---- particulars ----------------------------------------------------------------------------------------------------


class Particulars:
    """登记事项: types the columns of a file one by one and counts what could not be read."""

    def __init__(self, frame: pl.DataFrame, headers: Headers, on: date):
        self.frame, self.headers, self.on = frame, headers, on
        self.warnings: dict[str, int] = {}

    def read(self, field: str, read: Callable[[str], Any], dtype: pl.DataType, warning: str) -> pl.Series:
        """A field read text by text; a text that cannot be read is null and counted under `warning`."""
        if field not in self.frame.columns:
            return pl.Series(field, [None], dtype=dtype).new_from_index(0, self.frame.height)
        reading = by_unique_text(self.frame[field], read, dtype)
        self.warn(warning, reading.null_count() - self.frame[field].null_count())
        return reading

    def warn(self, code: str, times: int) -> None:
        if times:
            self.warnings[code] = self.warnings.get(code, 0) + times

    def date(self, field: str) -> pl.Series:
        def read(text: str) -> date | None:
            found = date_of(text)
            return found if found and found <= self.on else None

        return self.read(field, read, pl.Date, f"organisations.{field}_unreadable")

    def capital_fen(self) -> pl.Series:
        unit = unit_in_header(self.headers.fields.get("capital", ""))
        reasons: dict[str, str] = {}

        def read(text: str) -> int | None:
            try:
                return fen_of(text, unit=unit)
            except Unreadable as unreadable:
                reasons[text] = unreadable.code
                return None

        fen = self.read("capital", read, pl.Int64, "capital")
        if self.warnings.pop("capital", 0):
            unread = self.frame["capital"].filter(fen.is_null()).drop_nulls().replace_strict(reasons)
            for reason, times in unread.value_counts().rows():
                self.warn(f"organisations.capital_{reason}", times)
        return fen

    def kind(self) -> pl.Series:
        """企业类型 where the register names one that is known, else 机构类别 by the first two characters of the code."""
        stated = self.read("kind", classification.company_type, pl.String, "organisations.kind_unknown")
        prefixes = self.frame["code"].str.head(2).set(self.frame["code_kind"].is_in(PENDING_KINDS), None)
        return stated.zip_with(stated.is_not_null(), by_unique_text(prefixes, kind_by_prefix, pl.String)).fill_null("")

    def region(self) -> pl.Series:
        """行政区划 as stated, else by the six digits in the code: the region they are, or the nearest above that is one."""
        frame = with_all_columns(self.frame, "province", "place")
        both = frame.select(
            pl.concat_str(pl.col("province").fill_null(""), pl.lit("\t"), pl.col("place").fill_null(""))
        )
        stated = by_unique_text(both.to_series(), region_of, pl.String)
        own = self.frame["code"].str.slice(uscc.REGION.start, uscc.REGION.stop - uscc.REGION.start)
        own = own.set(self.frame["code_kind"].is_in(PENDING_KINDS), None)
        found = stated.zip_with(stated.is_not_null(), by_unique_text(own, region_in_code, pl.String))
        is_inexact = stated.is_null() & (found.is_null() | found.ne_missing(own))
        self.warn("organisations.region_unknown", is_inexact.sum())
        return found.fill_null("")

    def former_names(self) -> pl.Series:
        """曾用名, each its own; of a sole proprietor none that may be a person's."""
        if "former_names" not in self.frame.columns:
            return pl.Series("former_names", [None], dtype=pl.List(pl.String)).new_from_index(0, self.frame.height)
        names = self.frame.select(
            pl.col("code"), pl.col("former_names").str.replace_all(_SEPARATORS_OF_NAMES, ";").str.split(";")
        )
        kept = (
            names.with_row_index("n")
            .explode("former_names")
            .with_columns(pl.col("former_names").str.strip_chars())
            .filter(
                (pl.col("former_names") != "")
                & ~may_be_personal(pl.col("former_names"), pl.col("code"))
                & (pl.col("former_names").str.len_chars() <= LONGEST_NAME)
            )
            .group_by("n")
            .agg("former_names")
        )
        return (
            names.with_row_index("n").select("n").join(kept, on="n", how="left", maintain_order="left")["former_names"]
        )


def typed(frame: pl.DataFrame, headers: Headers, on: date) -> tuple[pl.DataFrame, dict[str, int]]:
    """The admissible rows with typed particulars, and how many values of what sort could not be read."""
    particulars = Particulars(frame, headers, on)
    failing = frame["code_kind"] == _FAILING
    particulars.warn(CHECK_CHARACTER, failing.sum())
    text = particulars.read
    rows = with_all_columns(frame, "parent", "lineage_code").select(
        SHEET,
        ROW,
        "code",
        pl.when(failing).then(pl.lit(IdentifierKind.USCC.value)).otherwise("code_kind").alias("code_kind"),
        pl.when(failing).then(pl.lit(CHECK_CHARACTER)).otherwise(pl.lit("")).alias("warning"),
        *FORMER_COLUMNS,
        columns.normalised(pl.col("parent")),
        columns.normalised(pl.col("lineage_code")),
        text("lineage_kind", classification.lineage, pl.String, "organisations.lineage_unknown").alias("lineage_kind"),
        particulars.date("lineage_on").alias("lineage_on"),
        "name",
        may_be_personal(pl.col("name"), pl.col("code")).alias("may_be_personal"),
        particulars.kind().alias("kind"),
        text("state", classification.state, pl.String, "organisations.state_unknown")
        .fill_null("unstated")
        .alias("state"),
        particulars.region().alias("region"),
        text("industry", classification.industry, pl.String, "organisations.industry_unknown")
        .fill_null("")
        .alias("industry"),
        particulars.date("established_on").alias("established_on"),
        particulars.capital_fen().alias("capital_fen"),
        particulars.date("valid_from").alias("valid_from"),
        particulars.former_names().alias("former_names"),
        particulars.date("former_until").alias("former_until"),
    )
    return rows, particulars.warnings


def kind_by_prefix(prefix: str) -> str | None:
    return KINDS[prefix].code if prefix in KINDS else None


def region_in_code(code: str) -> str | None:
    return next((level for level in (code, prefecture(code), province(code)) if is_plausible(level)), None)


def region_of(province_and_place: str) -> str | None:
    province, place = province_and_place.split("\t")
    return classification.region(province or None, place or None)


def with_digest(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `digest`: SHA-256 over the typed content. The one thing computed row by row, since Polars has no SHA."""
    lines = rows.select(
        pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in CONTENT], separator="\x1f")
    ).to_series()
    digests = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    return rows.with_columns(pl.Series("digest", digests, dtype=pl.String))
