import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.kernel import CREDIT_OFFICE, MARKET_BRANCH, MARKET_BUREAU, actor, authority, call
from xinheng.ground.authorities import actions
from xinheng.ground.authorities.models import AuthorityVersion
from xinheng.ground.authorities.queries import authorities, with_all_below
from xinheng.ground.authorities.queries import authority as seen
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db


def code_of(refused):
    return refused.value.refusal.code


def test_recorded_authority_is_found_by_its_ref():
    ref = authority(MARKET_BUREAU)
    found = seen(ref, viewer=PUBLIC)
    assert (found.name, found.uscc, found.region, found.version) == ("泗阳县市场监督管理局", MARKET_BUREAU, "321323", 1)


def test_unknown_authority_is_nothing():
    assert seen("missing", viewer=PUBLIC) is None


def test_wrong_check_character_is_refused():
    with pytest.raises(Refused) as refused:
        authority(MARKET_BUREAU[:-1] + "8")
    assert code_of(refused) == "authorities.uscc_invalid"
    assert not authorities(viewer=PUBLIC)


def test_renaming_keeps_the_former_name_with_its_dates():
    ref = authority(MARKET_BUREAU, "泗阳县工商行政管理局")
    call(actions.change, authority=ref, version=1, name="泗阳县市场监督管理局", valid_from="2019-03-01")
    found = seen(ref, viewer=PUBLIC)
    assert found.name == "泗阳县市场监督管理局"
    former = [(each.name, str(each.used_from), str(each.used_until)) for each in found.former_names]
    assert former == [("泗阳县工商行政管理局", "2019-02-01", "2019-03-01")]


def test_former_name_was_used_from_its_first_version_on():
    ref = authority(MARKET_BUREAU, "泗阳县工商行政管理局")
    call(actions.change, authority=ref, version=1, region="321300", valid_from="2020-01-01")
    call(actions.change, authority=ref, version=2, name="泗阳县市场监督管理局", valid_from="2021-01-01")
    [former] = seen(ref, viewer=PUBLIC).former_names
    assert (str(former.used_from), str(former.used_until)) == ("2019-02-01", "2021-01-01")


def test_merged_authority_names_its_successor():
    old, new = authority(MARKET_BUREAU, "泗阳县工商行政管理局"), authority(CREDIT_OFFICE, "泗阳县市场监督管理局")
    call(actions.change, authority=old, version=1, successor=new, valid_from="2019-03-01")
    assert seen(old, viewer=PUBLIC).successor == new
    assert seen(old, viewer=PUBLIC).former_names == ()


def test_successor_must_be_known_and_another():
    ref = authority(MARKET_BUREAU)
    for successor in ("missing", ref):
        with pytest.raises(Refused) as refused:
            call(actions.change, authority=ref, version=1, successor=successor, valid_from="2019-03-01")
        assert code_of(refused) == "authorities.successor_unknown"


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_close_no_circle(monkeypatch):
    office, bureau = authority(CREDIT_OFFICE), authority(MARKET_BUREAU)
    both_looked, answers = threading.Barrier(2), []
    judge = actions.refuse_if_wrong

    def judged_together(*arguments):
        judge(*arguments)
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=1)

    def move(child, parent):
        try:
            answers.append(call(actions.change, authority=child, version=1, parent=parent, valid_from="2020-01-01"))
        except Refused as refused:
            answers.append(refused.refusal.code)
        finally:
            connection.close()

    monkeypatch.setattr(actions, "refuse_if_wrong", judged_together)
    moves = [threading.Thread(target=move, args=pair) for pair in ((office, bureau), (bureau, office))]
    for each in moves:
        each.start()
    for each in moves:
        each.join()
    assert len(answers) == 2
    assert "authorities.parent_circular" in answers


def test_change_of_a_version_that_is_no_longer_current_is_refused():
    ref = authority(MARKET_BUREAU)
    call(actions.change, authority=ref, version=1, name="甲局", valid_from="2020-01-01")
    with pytest.raises(Refused) as refused:
        call(actions.change, authority=ref, version=1, name="乙局", valid_from="2020-01-01")
    assert code_of(refused) == "authorities.changed_meanwhile"
    assert seen(ref, viewer=PUBLIC).name == "甲局"


def test_scope_of_an_authority_is_itself_and_everything_below():
    top = authority(CREDIT_OFFICE, "泗阳县人民政府")
    bureau = authority(MARKET_BUREAU, parent=top)
    branch = authority(MARKET_BRANCH, "泗阳县市场监督管理局众兴分局", parent=bureau)
    assert with_all_below(top, viewer=PUBLIC) == {top, bureau, branch}
    assert with_all_below(bureau, viewer=PUBLIC) == {bureau, branch}
    assert with_all_below(branch, viewer=PUBLIC) == {branch}


def test_parent_below_itself_is_refused():
    top = authority(CREDIT_OFFICE, "泗阳县人民政府")
    bureau = authority(MARKET_BUREAU, parent=top)
    with pytest.raises(Refused) as refused:
        call(actions.change, authority=top, version=1, parent=bureau, valid_from="2020-01-01")
    assert code_of(refused) == "authorities.parent_circular"


def test_unknown_parent_is_refused():
    with pytest.raises(Refused) as refused:
        authority(MARKET_BUREAU, parent="missing")
    assert code_of(refused) == "authorities.parent_unknown"


def test_clerk_without_the_permission_changes_nothing():
    ref = authority(MARKET_BUREAU)
    with pytest.raises(Refused) as refused:
        call(actions.change, by=actor("desk.open"), authority=ref, version=1, name="甲局", valid_from="2020-01-01")
    assert code_of(refused) == "access.not_permitted"


def test_database_refuses_to_rewrite_a_version():
    authority(MARKET_BUREAU)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE authorities_authorityversion SET name = '甲局'")
    assert AuthorityVersion.objects.get().name == "泗阳县市场监督管理局"


def test_reading_the_whole_tree_takes_one_query(django_assert_num_queries):
    top = authority(CREDIT_OFFICE, "泗阳县人民政府")
    authority(MARKET_BUREAU, parent=top)
    with django_assert_num_queries(1):
        assert len(authorities(viewer=PUBLIC)) == 2
