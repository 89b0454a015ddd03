"""The A-level taxpayers of two provinces, a real red list of 10,140 rows, through the door (README.md in this folder)."""

from collections import Counter, defaultdict

import polars as pl
import pytest

from tests.faces import publish_law
from tests.factories.kernel import authority, call
from tests.factories.records import CLERK
from tests.history.decisions import code_of
from tests.history.taxpayers import file_of, taxpayers
from xinheng.credit.records.models import CreditRecord
from xinheng.credit.submissions.actions import submit
from xinheng.credit.submissions.models import ReviewRow
from xinheng.ground.identifiers import organisation_code, resident_id, uscc
from xinheng.ground.identifiers.registration_number import has_right_check_digit

CENTRE = code_of("泗阳县公共信用信息中心")


@pytest.fixture(scope="module")
def real(shared_data) -> pl.DataFrame:
    return taxpayers(shared_data)


@pytest.fixture
def place(transactional_db, settings, tmp_path) -> None:
    settings.VAR = tmp_path / "var"
    publish_law()
    authority(CENTRE, "泗阳县公共信用信息中心")


def submitted(real: pl.DataFrame) -> dict:
    receipt = call(submit, by=CLERK, authority=CENTRE, type="honour", source=file_of(real), name="A级纳税人.csv")
    return {key: receipt[key] for key in ("received", "admitted", "duplicate", "review", "rejected", "persons_refused")}


def looks_like_a_person(number: str) -> bool:
    """Fifteen digits that may be somebody's: sole proprietors' tax numbers were the ID numbers of their owners. Those of this
    list stand beside names of legal persons only, so that a right organisation code in one tells it from a person's."""
    is_suspect = len(number) == 15 and resident_id.has_shape(number) and not has_right_check_digit(number)
    return is_suspect and not organisation_code.has_right_check_digit(number[6:])


def counted_by_hand(real: pl.DataFrame) -> Counter:
    """What must become of the rows: an honour is one per name and tax office; with two numbers, a person decides."""
    numbers = defaultdict(list)
    for number, name, office in real.select("taxpayer_id", "name", "tax_office").rows():
        if not looks_like_a_person(number):
            numbers[name, office].append(number)
    refused, counts = len(real) - sum(map(len, numbers.values())), Counter(received=len(real))
    for those in numbers.values():
        different = len(set(those))
        counts += Counter({"admitted" if different == 1 else "review": different, "duplicate": len(those) - different})
    return Counter(counts, rejected=0, persons_refused=refused)


def test_red_list_loads_with_those_under_fifteen_digits(place, real):
    receipt = submitted(real)
    assert receipt == counted_by_hand(real)
    assert receipt == {
        "received": 10_140, "admitted": 10_107, "duplicate": 17, "review": 16, "rejected": 0, "persons_refused": 0,
    }  # fmt: skip
    records = CreditRecord.objects.filter(batch__knowledge_no__isnull=False)
    assert Counter(records.values_list("resolved", flat=True)) == {"code": 9_116, "former_code": 991}
    assert records.filter(content__honour_kind="tax_a", content__year=2018).count() == 10_107
    assert ReviewRow.objects.count() == 16
    assert all(uscc.is_valid(code) for code in records.filter(resolved="code").values_list("party_code", flat=True))
    assert submitted(real) == {
        "received": 10_140, "admitted": 0, "duplicate": 10_140, "review": 0, "rejected": 0, "persons_refused": 0,
    }  # fmt: skip
