"""任意文件: any rows, in any order, cut anywhere, sent any number of times, killed at any step: nothing is lost, nothing is there
twice, and the files end in the same state."""

from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faces import publish_law
from tests.factories.organisations import load
from tests.factories.submissions import Plain, blocks_of, submit_rows
from xinheng.credit.organisations.models import Organisation, Registration
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.submissions import actions, receiving
from xinheng.credit.submissions.models import ReviewRow
from xinheng.credit.submissions.receipts import OUTCOMES
from xinheng.ground.ledger.models import Batch

CODES = {"甲公司": "91310000057662777J", "乙公司": "913100000593621371", "丙公司": "91321323MB0C05013Q"}
KNOWN = ("甲公司", "乙公司")

ROW = st.builds(
    lambda document, name, code, content, operation: f"{document},{code or CODES[name]},{name},{content},{operation}",
    st.sampled_from("1234!"),
    st.sampled_from(["甲公司", "乙公司", "丙公司"]),
    st.sampled_from(["", "", "", "x"]),
    st.sampled_from("ab"),
    st.sampled_from(["", "", "", "", "withdraw"]),
)
FILES = st.lists(ROW, min_size=1, max_size=8)


class Crash(Exception):
    pass


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setattr(actions, "Validation", Plain)


@pytest.fixture
def place(transactional_db):
    publish_law()
    load(*(f"{CODES[name]},{name}" for name in KNOWN))


def state() -> tuple:
    """What is in file, by what people call it."""
    names = dict(Registration.objects.values_list("organisation", "name"))
    records = CreditRecord.objects.filter(batch__knowledge_no__isnull=False).order_by("record_key", "version")
    told = [(row.record_key, row.version, names.get(row.organisation_id), row.resolved, row.content) for row in records]
    marks = sorted(Mark.objects.values_list("record_key", "version", "kind"))
    review = sorted(ReviewRow.objects.values_list("record_key", "content__content", "reason"))
    return told, marks, review, sorted(names.values())


def forget() -> None:
    """The place as it was before, for the next example."""
    tables = (
        "records_creditrecord",
        "records_mark",
        "submissions_reviewrow",
        "submissions_submission",
        "publicity_publicrecord",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        for table in ("identifier", "registration", "organisation"):
            cursor.execute(f"ALTER TABLE organisations_{table} DISABLE TRIGGER USER")
        new = [
            organisation
            for organisation, name in Registration.objects.values_list("organisation", "name")
            if name not in KNOWN
        ]
        for table, column in (
            ("searchname", "organisation_id"),
            ("identifier", "organisation_id"),
            ("registration", "organisation_id"),
            ("organisation", "id"),
        ):
            cursor.execute(f"DELETE FROM organisations_{table} WHERE {column} = ANY(%s)", [new])
        for table in ("identifier", "registration", "organisation"):
            cursor.execute(f"ALTER TABLE organisations_{table} ENABLE TRIGGER USER")


def sent(rows: list[str], size: int, monkeypatch) -> dict:
    """A file read in blocks of so many rows; 0: at once, in one transaction."""
    with monkeypatch.context() as patch:
        if size:
            patch.setattr(actions.reading, "blocks", blocks_of(size))
            patch.setattr(actions, "SMALL", 0)
            patch.setattr(receiving, "AT_ONCE", 0)
        receipt = submit_rows(*rows)
    assert receipt["received"] == sum(receipt[outcome] for outcome in OUTCOMES) == len(rows)
    assert min(receipt[outcome] for outcome in OUTCOMES) >= 0
    return receipt


EXAMPLES = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@EXAMPLES
@given(before=FILES, rows=FILES, other=st.randoms(use_true_random=False), size=st.integers(1, 3))
def test_order_blocks_and_repetition_make_no_difference(place, monkeypatch, before, rows, other, size):
    forget()
    sent(before, 0, monkeypatch)
    receipt, expected = sent(rows, 0, monkeypatch), state()
    again = sent(rows, size, monkeypatch)
    assert state() == expected
    assert again["admitted"] == again["superseding"] == again["withdrawn"] == again["review"] == 0

    forget()
    shuffled = other.sample(rows, len(rows))
    sent(before, size, monkeypatch)
    second = sent(shuffled, size, monkeypatch)
    assert [second[each] for each in OUTCOMES] == [receipt[each] for each in OUTCOMES]
    assert state() == expected


STEPS = {
    "block": (Plain, "block"),
    "subjects": (receiving.Subjects, "of"),
    "identity": (receiving.Identity, "judged"),
    "withdraw": (receiving.Receiving, "withdraw"),
    "organisations": (receiving.Receiving, "add_organisations"),
    "receipt": (actions, "receipt_of"),
    "event": (actions, "emit"),
}


@pytest.mark.parametrize("size", [0, 2])
def test_crash_at_any_step_leaves_nothing_and_the_second_try_completes(place, monkeypatch, size):
    rows = [f"{number},{CODES[name]},{name},a," for number, name in enumerate([*CODES] * 2)] + ["1,,乙公司,b,"]
    for step, (owner, name) in STEPS.items():
        forget()
        organisations = Organisation.objects.count()
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, crashing(getattr(owner, name), after=2 if size and step in EACH_BLOCK else 0))
            with pytest.raises(Crash):
                sent(rows, size, monkeypatch)
        assert not CreditRecord.objects.exists(), step
        assert not ReviewRow.objects.exists(), step
        assert Organisation.objects.count() == organisations, step
        assert not Batch.objects.filter(knowledge_no=None).exists(), step
        receipt = sent(rows, size, monkeypatch)
        assert receipt["admitted"] + receipt["review"] == len(rows), step


EACH_BLOCK = ("block", "subjects", "identity")


def crashing(real, after: int):
    calls = count()

    def crash(*args, **kwargs):
        if next(calls) >= after:
            raise Crash
        return real(*args, **kwargs)

    return crash
