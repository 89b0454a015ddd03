import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ground.identifiers.examples import REAL_CODES, texts
from xinheng.ground.identifiers import columns, organisation_code, registration_number, uscc
from xinheng.ground.identifiers.normalisation import normalise

CODE = pl.col("code")


def judged(codes: list[str | None]) -> pl.DataFrame:
    frame = pl.DataFrame({"code": codes}, schema={"code": pl.String})
    return frame.select(
        normalised=columns.normalised(CODE),
        as_typed=columns.uscc_is_valid(CODE),
        valid=columns.uscc_is_valid(columns.normalised(CODE)),
    )


@settings(max_examples=40)  # each compiles a plan; the lists are long instead
@given(st.lists(texts, min_size=5, max_size=60))
def test_columns_answer_as_the_functions_do(codes):
    answers = judged(codes)
    assert answers["normalised"].to_list() == [normalise(code) for code in codes]
    assert answers["as_typed"].to_list() == [uscc.is_valid(code) for code in codes]
    assert answers["valid"].to_list() == [uscc.is_valid(normalise(code)) for code in codes]


def test_columns_keep_nulls():
    assert judged([None, REAL_CODES[0]]).rows() == [(None, None, None), (REAL_CODES[0], True, True)]


def test_columns_of_no_valid_code_are_all_false():
    assert judged(["", "1" * 18, "000000000000000000", "无"])["valid"].to_list() == [False] * 4


def test_plan_runs_no_python():
    plan = pl.LazyFrame({"code": REAL_CODES}).select(columns.uscc_is_valid(columns.normalised(CODE))).explain()
    assert "python" not in plan.lower()
    assert "map" not in plan.lower()


def test_columns_stream():
    frame = pl.LazyFrame({"code": [*REAL_CODES, "无"]}).select(columns.uscc_is_valid(CODE))
    assert frame.collect(engine="streaming")["code"].to_list() == [True] * len(REAL_CODES) + [False]


usccs = st.text(uscc.ALPHABET, min_size=17, max_size=17)
organisation_codes = st.text(organisation_code.ALPHABET, min_size=8, max_size=8)
registration_numbers = st.text("0123456789", min_size=14, max_size=14)


@settings(max_examples=20)
@given(st.lists(st.tuples(usccs, organisation_codes, registration_numbers), min_size=5, max_size=60))
def test_check_characters_in_columns_are_those_of_the_functions(bodies):
    frame = pl.DataFrame(bodies, schema={"uscc": pl.String, "code": pl.String, "number": pl.String}, orient="row")
    made = frame.select(
        uscc=columns.check_character(pl.col("uscc")),
        code=columns.organisation_check_digit(pl.col("code")),
        number=columns.registration_check_digit(pl.col("number")),
    )
    assert made["uscc"].to_list() == [uscc.check_character(body) for body in frame["uscc"]]
    assert made["code"].to_list() == [organisation_code.check_digit(body) for body in frame["code"]]
    assert made["number"].to_list() == [registration_number.check_digit(body) for body in frame["number"]]
