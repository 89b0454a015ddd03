"""匹配: what a printed code and name mean, and when a person must say."""

import polars as pl
import pytest

from tests.factories.kernel import call
from tests.factories.organisations import load
from xinheng.credit.organisations import queries
from xinheng.credit.organisations.actions import decide_match
from xinheng.credit.organisations.models import Identifier
from xinheng.credit.organisations.resolution import How, resolve
from xinheng.ground.disclosure import PUBLIC

pytestmark = pytest.mark.django_db

GOOD, OTHER, PENDING, SOLE = "91310000057662777J", "913100000593621371", "320584000069850", "92340621MA2PBMA318"


def owner(code: str) -> int:
    return Identifier.objects.get(value=code).organisation_id


def meant(code: str | None, name: str) -> tuple:
    match = resolve(code, name)
    return match.how, match.organisation, match.agrees, match.needs_review


@pytest.fixture
def register():
    load(
        f"{GOOD},泗阳县甲木业有限公司,泗阳县乙木业有限公司,{PENDING}",
        f"{OTHER},泗阳县丙木业有限公司,,",
        header="统一社会信用代码,名称,曾用名,注册号",
    )


@pytest.mark.parametrize(
    ("code", "name", "how", "agrees"),
    [
        (GOOD, "泗阳县甲木业有限公司", How.CODE, True),
        (f"{GOOD[:9]} {GOOD[9:]}", "泗阳縣甲木業有限公司", How.CODE, True),
        (GOOD, "从未见过的名称有限公司", How.CODE, False),
        (PENDING, "", How.FORMER_CODE, False),
        (GOOD[8:17], "泗阳县乙木业有限公司", How.INNER_CODE, True),
        ("310101" + GOOD[8:17], "", How.INNER_CODE, False),
        (None, "泗阳县甲木业有限公司", How.NAME, True),
        ("无", "泗阳县　甲木业有限公司", How.NAME, True),
        (None, "泗阳县乙木业有限公司", How.FORMER_NAME, True),
    ],
)
def test_print_means_the_organisation(register, code, name, how, agrees):
    assert meant(code, name) == (how, owner(GOOD), agrees, False)


def test_code_of_one_and_name_of_another_need_a_person(register):
    match = resolve(GOOD, "泗阳县丙木业有限公司")
    assert (match.organisation, match.needs_review) == (None, True)
    assert {each.organisation for each in match.candidates} == {owner(GOOD), owner(OTHER)}


def test_name_that_two_bear_needs_a_person():
    load(f"{GOOD},泗阳县甲木业有限公司", f"{OTHER},泗阳县甲木业有限公司")
    match = resolve(None, "泗阳县甲木业有限公司")
    assert (match.organisation, match.needs_review, len(match.candidates)) == (None, True, 2)


def test_present_bearer_of_a_name_comes_before_a_former_one():
    load(
        f"{GOOD},泗阳县甲木业有限公司,泗阳县乙木业有限公司",
        f"{OTHER},泗阳县乙木业有限公司,",
        header="统一社会信用代码,名称,曾用名",
    )
    assert meant(None, "泗阳县乙木业有限公司") == (How.NAME, owner(OTHER), True, False)


def test_name_that_is_only_like_another_is_no_match_but_a_candidate(register):
    match = resolve(None, "泗阳县甲木业有限责任公司")
    assert (match.organisation, match.needs_review) == (None, True)
    best = match.candidates[0]
    assert best.organisation == owner(GOOD)
    assert best.reasons


def test_what_is_like_nothing_needs_nobody(register):
    assert meant(None, "完全不相干") == (How.NOTHING, None, False, False)


def test_name_that_may_be_a_person_s_leads_nowhere_and_its_code_does():
    load(f"{SOLE},王小二")
    assert meant(None, "王小二") == (How.NOTHING, None, False, False)
    assert meant(SOLE, "王小二")[:2] == (How.CODE, owner(SOLE))


def test_decision_is_remembered_and_the_newest_counts(register):
    print_ = {"printed_code": "", "printed_name": "甲木业"}
    call(decide_match, **print_, organisation=OTHER, reason="同一地址")
    assert meant(None, "甲木业") == (How.DECISION, owner(OTHER), True, False)
    call(decide_match, **print_, organisation=None, reason="更正：另有其人")
    assert meant("", "甲 木业") == (How.DECISION, None, False, False)


def test_public_is_told_no_match(register):
    assert queries.resolve(GOOD, "", viewer=PUBLIC).organisation is None


# ---- names of real firms in two independent sources -----------------------------------------------------------------


@pytest.fixture
def pairs(shared_data) -> pl.DataFrame:
    return pl.read_csv(shared_data / "name_pairs.csv", infer_schema=False)


@pytest.fixture
def owners(pairs) -> dict[str, int]:
    register = pairs.select("uscc", name="name_reg").unique()
    load(source=register.write_csv().encode())
    return dict(Identifier.objects.filter(kind="uscc").values_list("value", "organisation_id"))


def found_in(pairs: pl.DataFrame, owners: dict[str, int], *, with_code: bool) -> dict[str, int]:
    counts = {"right": 0, "wrong": 0, "none": 0}
    for row in pairs.to_dicts():
        meant = resolve(row["taxpayer_id"] if with_code else None, row["name_tax"]).organisation
        counts["none" if meant is None else "right" if meant == owners[row["uscc"]] else "wrong"] += 1
    return counts


def test_real_prints_of_another_source_find_their_firm_and_never_a_wrong_one(pairs, owners):
    """By code and name as printed: all of them, 239 by the organisation code inside a former tax number."""
    counts = found_in(pairs, owners, with_code=True)
    assert counts == {"right": 2_113, "wrong": 0, "none": 0}
    assert counts["right"] / len(pairs) >= 0.987


def test_real_names_alone_find_their_firm_and_never_a_wrong_one(pairs, owners):
    """All but the thirty firms that the other source knows by another name: those are nobody's, or for a person."""
    assert found_in(pairs, owners, with_code=False) == {"right": 2_083, "wrong": 0, "none": 30}
