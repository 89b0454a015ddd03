import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ground.identifiers.examples import FAULTLESS, carelessly_written
from xinheng.ground.identifiers.normalisation import BLANKS, FOLDS, normalise


@pytest.mark.parametrize(
    "written",
    [
        "  91310116076409427L\n",
        "91 310116 076409427L",
        "91-310116-076409427L",
        "91310116076409427l",
        "９１３１０１１６０７６４０９４２７Ｌ",
        "９１３１０１１６０７６４０９４２７ｌ",
        "9131\u20600116\u200b0764\u00a009427\ufeffL\u3000",
        "9131—0116–0764－09427L",
    ],
)
def test_code_however_written_is_read_as_one(written):
    assert normalise(written) == FAULTLESS


@given(carelessly_written())
def test_careless_writing_of_any_code_is_undone(pair):
    code, written = pair
    assert normalise(written) == code


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


def test_every_blank_that_unicode_knows_is_a_blank_here():
    spaces = {chr(point) for point in range(0x10000) if chr(point).isspace()}
    assert spaces - BLANKS.keys() == set()


def test_figures_that_nobody_types_are_left_alone():
    assert normalise("①²Ⅷ") == "①²Ⅷ"


def test_full_width_forms_fold_as_unicode_folds_them():
    for written, read in FOLDS.items():
        if "\uff01" <= written <= "\uff5e" and read:
            assert read == unicodedata.normalize("NFKC", written).upper()
