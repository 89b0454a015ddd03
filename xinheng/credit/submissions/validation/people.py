"""人: whose names must not stand in the texts of a row, and which rows are about a natural person. No label is trusted."""

from dataclasses import replace

import polars as pl

from xinheng.credit.catalogue.headers import Understood
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.schema import Envelope, FieldKind
from xinheng.credit.organisations.personal import LENGTH, has_form_of_organisation, may_be_personal
from xinheng.credit.submissions.validation import cleaning
from xinheng.credit.submissions.validation.checks import Columns, has_former, holds_any
from xinheng.credit.submissions.validation.typed import FAILING, FORMER, PERSON, VALID, Column
from xinheng.ground.columns.values import put

_NATURAL_PERSON, _DETENTION = "自然人", "拘留"


class People:
    """人: what a file of a record type says of people, in the columns about them and in the others."""

    def __init__(self, record_type: RecordType, understood: Understood):
        self.type, self.understood = record_type, understood
        self.of = record_type.field_of_envelope

    def named(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
        """Whose names must not stand in the texts of a row, and the party's name, which may.

        The name of a sole proprietor that may be a person's own is one of the former.
        """
        people = cleaning.people(frame, self.understood)
        name, code = (
            self.understood.fields.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE)
        )
        if name is None or code is None:
            return people, frame[name] if name else None
        bare = bare_names(frame[name], frame[code])
        own = pl.DataFrame({"position": bare.cast(pl.Int64), "name": frame[name].gather(bare)})
        if not own.height:
            return people, frame[name]
        parties = put(frame[name], own["position"], None)
        return pl.concat([people, own.filter(pl.col("name").str.len_chars() > 1)]), parties

    def rows(self, frame: pl.DataFrame, columns: Columns, people: pl.DataFrame) -> pl.Series:
        """自然人的行, which are refused whole; `people` are those `named`."""
        headers = list(self.understood.personal)
        has_people = (
            frame.select(pl.any_horizontal(pl.lit(False), pl.col(headers).is_not_null()).alias("p"))["p"]
            if headers
            else None
        )
        if has_people is None or len(has_people) != frame.height:
            has_people = pl.Series([False]).new_from_index(0, frame.height)
        is_of_person = is_person(self.type, columns, has_people).fill_null(False)
        return is_of_person | self.named_as_number(frame) | self.named_as_own_person(frame, columns, people)

    def named_as_own_person(self, frame: pl.DataFrame, columns: Columns, people: pl.DataFrame) -> pl.Series:
        """A party under the very name of the row's 法定代表人 is that person, whatever the label says; only sole proprietors,
        with a code of 92 or a former number, bear the names of theirs."""
        name, code = (columns.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE))
        nothing = pl.Series([False]).new_from_index(0, frame.height)
        if name is None or code is None:
            return nothing
        same = people.filter(people["name"] == frame[name.header].gather(people["position"]))
        may_bear = code.values.str.starts_with("92") | (code.values.str.len_chars() < LENGTH) | code.values.is_null()
        return put(nothing, same["position"].unique(), True) & ~may_bear if same.height else nothing

    def named_as_number(self, frame: pl.DataFrame) -> pl.Series:
        """A name with a resident's number in it is a person's, unless it is the row's own code."""
        name, code = (
            self.understood.fields.get(self.of.get(each, "")) for each in (Envelope.PARTY_NAME, Envelope.PARTY_CODE)
        )
        nothing = pl.Series([False]).new_from_index(0, frame.height)
        if name is None:
            return nothing
        rows = frame[name].str.contains(r"[1-9][0-9]{13,16}[0-9Xx]").fill_null(False).arg_true()
        hits = [
            row for row in rows
            if cleaning.masked(frame[name][row], {cleaning.normalise(frame[code][row] or "")} if code else ()) != frame[name][row]
        ]  # fmt: skip
        return put(nothing, hits, True) if hits else nothing

    def may_be_personal(self, columns: Columns, code: pl.Series) -> pl.Series:
        """人名保护: whether the name of the subject may be a person's own."""
        name = columns.get(self.of.get(Envelope.PARTY_NAME, ""))
        nothing = pl.Series([False]).new_from_index(0, len(code))
        bare = bare_names(name.values, code) if name else []
        return put(nothing, bare, True) if len(bare) else nothing


def without_people(column: Column, people: pl.DataFrame) -> Column:
    """A column that is no text, without the names of people where it holds words of its own: in what could not be read, in
    former numbers, and beside a table of codes."""
    is_former = column.entry.kind is FieldKind.FORMER_CODE
    if not people.height or not (is_former or column.rules is not None or column.words is not None):
        return column
    cells = cleaning.without_names(column.cells, people, None)
    words = None if column.words is None else cleaning.without_names(column.words, people, None)
    return replace(column, cells=cells, values=cells if is_former else column.values, words=words)


def bare_names(names: pl.Series, codes: pl.Series) -> pl.Series:
    """The positions of names that may be a person's own; only those of sole proprietors are looked at closely."""
    rows = (codes.is_null() | codes.str.starts_with("92") | (codes.str.len_bytes() < LENGTH)).arg_true()
    looked_at = pl.LazyFrame({"name": names.gather(rows), "code": codes.gather(rows).fill_null("")})
    # Lazily: what the expression asks of a name several times is then found once.
    bare = looked_at.select(may_be_personal(pl.col("name"), pl.col("code")).fill_null(False)).collect()
    return rows.filter(bare.to_series())


def is_person(record_type: RecordType, columns: Columns, has_people: pl.Series) -> pl.Series:
    """自然人: a row that says so, that tells of detention, or whose code or name is a person's; no label is trusted.

    `has_people` says where the columns about people hold anything: then a row without code and name is about them.
    """
    of = record_type.field_of_envelope
    code, name = columns.get(of.get(Envelope.PARTY_CODE, "")), columns.get(of.get(Envelope.PARTY_NAME, ""))
    height = len(has_people)
    nothing = pl.Series([False]).new_from_index(0, height)
    person = nothing
    for envelope, word in ((Envelope.PARTY_CATEGORY, _NATURAL_PERSON), (Envelope.ACT_KINDS, _DETENTION)):
        column = columns.get(of.get(envelope, ""))
        if column is not None:
            named = [key for key, choice in column.entry.choices.items() if word in choice.zh]
            person = person | holds_any(column.values, tuple(named)) if named else person
            person = person | column.cells.str.contains(word, literal=True).fill_null(False)
    has_code = has_former(columns, height)
    if code is not None:
        person = person | (code.kinds == PERSON).fill_null(False)
        has_code = has_code | code.kinds.is_in([VALID, FAILING, *(kind.value for kind in FORMER)]).fill_null(False)
    if name is not None:
        person = person | _looks_like_a_person(name.cells, ~has_code)
        return person | (~has_code & name.cells.is_null() & has_people)
    return person


def _looks_like_a_person(names: pl.Series, without_code: pl.Series) -> pl.Series:
    """Without any code, a name must hold a word for an organisation."""
    rows = without_code.arg_true()
    if not len(rows):
        return pl.Series([False]).new_from_index(0, len(names))
    forms = names.gather(rows).to_frame("name").select(has_form_of_organisation(pl.col("name")))["name"]
    bare = rows.filter((~forms).fill_null(False))
    return put(pl.Series([False]).new_from_index(0, len(names)), bare, True)
