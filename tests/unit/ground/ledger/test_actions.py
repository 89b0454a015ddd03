import threading

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.kernel import MARKET_BUREAU, NOON, SYSTEM, actor, authority, call, later
from xinheng.ground.authorities.models import Authority
from xinheng.ground.ledger import queries
from xinheng.ground.ledger.actions import REGISTERED, action, open_batch, seal
from xinheng.ground.ledger.models import Batch, Entry, Operation
from xinheng.ground.ledger.queries import verify
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

performed = []


@pytest.fixture(autouse=True)
def forget():
    performed.clear()
    yield
    REGISTERED.pop("test.write", None)


@action("test.write", permission="test.write")
def write(batch, *, value, authority=None):
    performed.append(value)
    if value == "refused":
        raise Refused(Refusal("test.refused", Text(zh="不行。", en="No.")))
    return {"value": value, "batch": batch.ref}


@pytest.mark.django_db
def test_action_seals_its_batch_as_the_last_entry():
    answer = call(write, value="a", now=NOON)
    batch = Batch.objects.get(ref=answer["batch"])
    entry = Entry.objects.get()
    assert (batch.knowledge_no, batch.known_at, batch.opened_by) == (1, NOON, SYSTEM.ref)
    assert (entry.number, entry.batch_ref, entry.action, entry.content) == (1, batch.ref, "test.write", answer)


@pytest.mark.django_db
def test_second_click_gets_the_first_answer_and_writes_nothing():
    first = call(write, value="a", operation="one")
    assert call(write, value="a", operation="one", now=later(5)) == first
    assert performed == ["a"]
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("value", [{2: "two", 10: "ten"}, ("a", "b"), [("a",)]])
def test_answer_survives_the_database_unchanged(value):
    first = call(write, value=value, operation="one")
    assert call(write, value=value, operation="one") == first
    assert verify().valid


@pytest.mark.django_db
@pytest.mark.parametrize("value", [1e22, -0.0, 0.5, float("nan")])
def test_answer_with_a_fraction_is_refused_before_it_breaks_the_chain(value):
    with pytest.raises(TypeError, match="whole number"):
        call(write, value=value)
    assert not Batch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("operation", ["", "x" * 81, "a\x00", "a\nb", "\ud800"])
def test_operation_id_that_cannot_be_kept_is_refused(operation):
    with pytest.raises(Refused) as refused:
        write(by=SYSTEM, now=NOON, operation=operation, value="a")
    assert refused.value.refusal.code == "ledger.operation_malformed"
    assert performed == []


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"value": "b"}, {"value": "a", "by": actor("test.write")}])
def test_operation_id_used_for_something_else_is_refused(changed):
    call(write, value="a", operation="one")
    with pytest.raises(Refused) as refused:
        call(write, **{"operation": "one"} | changed)
    assert refused.value.refusal.code == "ledger.operation_reused"
    assert performed == ["a"]


@pytest.mark.django_db
def test_refused_action_leaves_no_trace_and_its_operation_id_free():
    with pytest.raises(Refused):
        call(write, value="refused", operation="one")
    assert not Batch.objects.exists()
    assert not Operation.objects.exists()
    assert call(write, value="a", operation="one")["value"] == "a"


@pytest.mark.django_db
def test_actor_without_the_permission_is_refused_before_anything_happens():
    with pytest.raises(Refused) as refused:
        call(write, value="a", by=actor("test.read"))
    assert refused.value.refusal.code == "access.not_permitted"
    assert performed == []


@pytest.mark.django_db
def test_permission_held_for_one_authority_does_not_reach_another():
    scoped = actor("test.write", authorities=frozenset({"mine"}))
    assert call(write, value="a", by=scoped, authority="mine")
    for elsewhere in ("theirs", None):
        with pytest.raises(Refused):
            call(write, value="a", by=scoped, authority=elsewhere)


@pytest.mark.django_db
def test_instants_never_run_backwards_along_the_chain():
    call(write, value="a", now=later(10))
    call(write, value="b", now=NOON)
    assert [entry.at for entry in Entry.objects.order_by("number")] == [later(10), later(10)]
    assert verify().valid


@pytest.mark.django_db
def test_batch_cannot_be_sealed_twice():
    batch = open_batch(action="test.write", by=SYSTEM, now=NOON)
    seal(batch, content={}, now=NOON)
    with pytest.raises(Refused) as refused:
        seal(Batch.objects.get(pk=batch.pk), content={}, now=NOON)
    assert refused.value.refusal.code == "ledger.already_sealed"


@pytest.mark.django_db(transaction=True)
def test_seal_cut_short_leaves_the_batch_unsealed(monkeypatch):
    batch = open_batch(action="test.write", by=SYSTEM, now=NOON)

    def crash(**_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(Entry.objects, "create", crash)
    with pytest.raises(RuntimeError):
        seal(batch, content={}, now=NOON)
    assert Batch.objects.get().knowledge_no is None


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_operation", "ledger_batch"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET action = 'forged'", "DELETE FROM {}"])
def test_database_refuses_to_change_what_is_sealed(table, statement):
    call(write, value="a")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_verify_finds_an_entry_forged_behind_the_back_of_the_triggers():
    for value in "abc":
        call(write, value=value)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_immutable")
        cursor.execute("""UPDATE ledger_entry SET content = '{"value": "forged"}' WHERE number = 2""")
        cursor.execute("DELETE FROM ledger_entry WHERE number = 3")
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_immutable")
    found = verify()
    assert found.entries == 2
    assert [(problem.number, problem.code) for problem in found.problems] == [(2, "altered"), (3, "entry_missing")]


@pytest.mark.django_db
def test_verify_takes_no_entry_written_meanwhile_for_a_fault(monkeypatch):
    call(write, value="a")
    breaks = queries.breaks

    def slowly(links):
        yield from breaks(links)
        call(write, value="b")

    monkeypatch.setattr(queries, "breaks", slowly)
    assert verify().problems == ()


@pytest.mark.django_db
def test_verify_finds_a_batch_that_says_something_else_than_its_entry():
    call(write, value="a")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_batch DISABLE TRIGGER ledger_batch_immutable")
        cursor.execute("UPDATE ledger_batch SET opened_by = 'user:somebody'")
        cursor.execute("ALTER TABLE ledger_batch ENABLE TRIGGER ledger_batch_immutable")
    assert [problem.code for problem in verify().problems] == ["batch_differs"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_perform_once():
    answers = in_parallel(*[lambda: call(write, value="a", operation="one")] * 4)
    assert len({answer["batch"] for answer in answers}) == 1
    assert performed == ["a"]


@pytest.mark.django_db(transaction=True)
def test_parallel_actions_are_numbered_without_gaps():
    in_parallel(*[lambda value=str(number): call(write, value=value, operation=value) for number in range(8)])
    assert [entry.number for entry in Entry.objects.order_by("number")] == list(range(1, 9))
    assert verify().valid


def in_parallel(*calls):
    answers = []

    def run(each):
        try:
            answers.append(each())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[each]) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(calls)
    return answers


@pytest.mark.django_db
def test_no_fact_is_added_to_a_batch_that_is_sealed():
    ref = authority(MARKET_BUREAU)
    sealed = Batch.objects.get(knowledge_no=1)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Authority.objects.create(ref="late", batch=sealed)
    assert list(Authority.objects.values_list("ref", flat=True)) == [ref]
