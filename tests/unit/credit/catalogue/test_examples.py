"""示例: what a text gives as an example of each field is a sound row, in every layout of every type, and comes out typed."""

import csv
import io
import json

import pytest

from tests.unit.credit.catalogue.texts import TODAY, shipped
from xinheng.credit.catalogue.headers import understood
from xinheng.credit.catalogue.template import columns_of
from xinheng.credit.submissions.validation import Validation
from xinheng.ground.columns.reading import read

EVERY = [(code, layout) for code, each in shipped().collectable().items() for layout in each.layouts]


def filled_in(type: str, layout: str):
    """The template of a layout with the example of every field in it, as the door reads it."""
    record_type = shipped().types[type]
    cells = {header: record_type.fields[code].example or "" for code, header in columns_of(record_type, layout).items()}
    file = io.StringIO()
    csv.writer(file).writerows([cells.keys(), cells.values()])
    reading = read(file.getvalue().encode(), "t.csv")
    return Validation(record_type, understood(reading.headers, record_type), on=TODAY).block(reading)


@pytest.mark.parametrize(("type", "layout"), EVERY)
def test_examples_of_every_layout_make_a_sound_row(type, layout):
    validated = filled_in(type, layout)
    assert validated.faults.rows() == []
    assert (validated.rows.height, validated.received, validated.warnings) == (1, 1, {})


def test_examples_of_a_penalty_come_out_typed():
    row = filled_in("penalty", "extended").rows.row(0, named=True)
    content, choices = json.loads(row["content"]), shipped().types["penalty"].fields["penalty_kinds"].choices
    assert (row["amount_fen"], content["confiscated_amount"]) == (200_000, 30_000)  # 0.2 and 0.03 of 万元
    assert row["act_kinds"] == 1 << choices["fine"].bit | 1 << choices["confiscated_gains"].bit
    assert (row["procedure"], row["repair_class"], row["party_category"]) == ("ordinary", "general", "organisation")
    assert row["valid_until"] is None  # 2099-12-31: without an end
