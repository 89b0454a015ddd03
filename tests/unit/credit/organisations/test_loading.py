"""载入: what a register leaves in the files, the first time, the second time, and changed."""

import threading

import polars as pl
import pytest
from django.db import connection

from tests.factories.kernel import actor, call, later
from tests.factories.organisations import load, provider
from xinheng.credit.organisations import actions
from xinheng.credit.organisations.actions import decide_match, load_organisations
from xinheng.credit.organisations.facts import reserved_ids
from xinheng.credit.organisations.models import (
    FormerName,
    Identifier,
    Lineage,
    Organisation,
    Registration,
    ReviewItem,
    SearchName,
)
from xinheng.credit.organisations.queries import search
from xinheng.credit.organisations.validation import FORMER_COLUMNS
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.models import Batch, Operation
from xinheng.ground.refusal import Refused

pytestmark = pytest.mark.django_db

GOOD, OTHER, FAILING, PENDING = "91310000057662777J", "913100000593621371", "91510182749740641Y", "320584000069850"
SOLE = "92340621MA2PBMA318"
FACTS = (Organisation, Registration, Identifier, FormerName, Lineage, ReviewItem)
COUNTS = ("received", "admitted", "superseding", "duplicate", "rejected", "review", "persons_refused")


def counts(receipt: dict) -> dict:
    return {key: receipt[key] for key in COUNTS if receipt[key]}


def facts() -> list[int]:
    return [model.objects.count() for model in FACTS]


def names(code: str) -> list[tuple]:
    """Name and version of each registration, in order."""
    rows = Registration.objects.filter(organisation__identifiers__value=code).order_by("version")
    return list(rows.values_list("version", "name"))


def test_every_row_is_accounted_for():
    receipt = load(f"{GOOD},甲公司", f"{FAILING},乙公司", f"{PENDING},丙公司", "无,丁公司", "无,张三", f"{GOOD},甲公司")
    assert counts(receipt) == {
        "received": 6, "admitted": 3, "duplicate": 1, "rejected": 1, "persons_refused": 1,
    }  # fmt: skip
    assert receipt["received"] == sum(receipt[key] for key in COUNTS[1:])
    assert receipt["code_pending"] == 1
    assert receipt["warnings"] == {"uscc.check_character": 1, "organisations.region_unknown": 1}
    assert [fault["row"] for fault in receipt["faults"]] == [5, 6]


def test_second_load_of_the_same_file_writes_nothing_but_its_operation():
    rows = (f"{GOOD},甲公司", f"{FAILING},乙公司", f"{PENDING},丙公司", f"{SOLE},丁店")
    load(*rows)
    before, search_names = facts(), list(SearchName.objects.order_by("pk").values())
    receipt = load(*rows, now=later(1))
    assert counts(receipt) == {"received": 4, "duplicate": 4}
    assert facts() == before
    assert list(SearchName.objects.order_by("pk").values()) == search_names
    assert Batch.objects.get(ref=receipt["submission"]).knowledge_no


def test_second_click_gets_the_first_receipt():
    def click() -> dict:
        return call(
            load_organisations,
            operation="the-click",
            authority=provider(),
            source=f"统一社会信用代码,名称\n{GOOD},甲公司".encode(),
            name="a.csv",
        )

    assert click() == click()
    assert Operation.objects.filter(operation="the-click").count() == 1


def test_new_name_is_a_new_version_and_the_old_one_is_former():
    load(f"{GOOD},甲公司")
    assert counts(load(f"{GOOD},乙公司")) == {"received": 1, "superseding": 1}
    assert names(GOOD) == [(1, "甲公司"), (2, "乙公司")]
    assert set(SearchName.objects.values_list("name", "is_current")) == {("甲公司", False), ("乙公司", True)}


def test_what_a_file_is_silent_on_stays_as_known():
    load(f"{GOOD},甲公司,吊销,5(万元)", header="统一社会信用代码,名称,经营状态,注册资本")
    assert counts(load(f"{GOOD},甲公司")) == {"received": 1, "duplicate": 1}
    load(f"{GOOD},乙公司")
    newest = Registration.objects.latest("version")
    assert (newest.name, newest.state, newest.capital_fen) == ("乙公司", "revoked", 5_000_000)


def test_empty_cell_of_a_column_that_is_there_means_empty():
    header = "统一社会信用代码,名称,注册资本"
    load(f"{GOOD},甲公司,5(万元)", header=header)
    assert counts(load(f"{GOOD},甲公司,", header=header)) == {"received": 1, "superseding": 1}


# ---- the same code twice --------------------------------------------------------------------------------------------


def test_two_contents_of_one_code_go_to_review_together():
    receipt = load(f"{GOOD},甲公司", f"{GOOD},乙公司", f"{OTHER},丙公司")
    assert counts(receipt) == {"received": 3, "admitted": 1, "review": 2}
    assert set(ReviewItem.objects.values_list("printed_name", "reason")) == {
        ("甲公司", "organisations.twice_in_file"),
        ("乙公司", "organisations.twice_in_file"),
    }
    load(f"{GOOD},甲公司", f"{GOOD},乙公司")
    assert ReviewItem.objects.count() == 2


def test_two_dated_contents_are_versions_in_the_order_of_their_dates():
    header = "统一社会信用代码,名称,变更日期"
    rows = (f"{GOOD},丙公司,2024-03-01", f"{GOOD},甲公司,2001-01-01", f"{GOOD},乙公司,2010-05-06")
    assert counts(load(*rows, header=header)) == {"received": 3, "admitted": 1, "superseding": 2}
    assert names(GOOD) == [(1, "甲公司"), (2, "乙公司"), (3, "丙公司")]
    assert counts(load(*rows, header=header)) == {"received": 3, "duplicate": 3}


def test_content_older_than_what_is_known_goes_to_review():
    header = "统一社会信用代码,名称,变更日期"
    load(f"{GOOD},乙公司,2020-01-01", header=header)
    assert counts(load(f"{GOOD},甲公司,2019-01-01", header=header)) == {"received": 1, "review": 1}


def test_reviewer_s_decision_for_nobody_lets_the_other_row_in():
    load(f"{GOOD},甲公司", f"{GOOD},乙公司")
    call(decide_match, printed_code=GOOD, printed_name="乙公司", organisation=None, reason="已电话核实")
    receipt = load(f"{GOOD},甲公司", f"{GOOD},乙公司")
    assert counts(receipt) == {"received": 2, "admitted": 1, "rejected": 1}
    assert receipt["faults"][0]["rule"] == "organisations.set_aside"


# ---- codes ----------------------------------------------------------------------------------------------------------


def test_organisation_under_a_former_number_gets_its_code_and_becomes_public():
    load(f"{PENDING},甲公司")
    assert not SearchName.objects.get().is_public
    receipt = load(f"{GOOD},甲公司,{PENDING}", header="统一社会信用代码,名称,注册号")
    assert counts(receipt) == {"received": 1, "superseding": 1}  # the code tells kind and region
    assert Organisation.objects.count() == 1
    assert set(Identifier.objects.values_list("value", flat=True)) == {GOOD, PENDING}
    assert SearchName.objects.get().is_public


def test_former_number_of_one_that_has_its_code_binds_nobody_else():
    header = "统一社会信用代码,名称,注册号"
    load(f"{GOOD},甲公司,{PENDING}", header=header)
    assert counts(load(f"{OTHER},乙公司,{PENDING}", header=header)) == {"received": 1, "admitted": 1}
    assert Identifier.objects.get(value=PENDING).organisation.identifiers.filter(value=GOOD).exists()


WITH_NUMBER = "统一社会信用代码,名称,注册号"
CITING, CITED = f"{GOOD},甲公司,{PENDING}", f"{PENDING},甲公司,"


@pytest.mark.parametrize("rows", [(CITING, CITED), (CITED, CITING)])
def test_number_alone_and_the_code_that_cites_it_are_one_organisation(rows):
    receipt = load(*rows, header=WITH_NUMBER)
    assert counts(receipt) == {"received": 2, "admitted": 1, "duplicate": 1}
    assert receipt["code_pending"] == 0
    assert Organisation.objects.count() == 1
    assert set(Identifier.objects.values_list("value", flat=True)) == {GOOD, PENDING}
    assert Registration.objects.get().region == "310000"  # by the code, which a number does not tell
    assert counts(load(*rows, header=WITH_NUMBER)) == {"received": 2, "duplicate": 2}


def test_number_alone_adds_its_other_numbers_and_former_names_to_the_organisation():
    header = f"{WITH_NUMBER},组织机构代码,曾用名"
    load(f"{CITING},,", f"{CITED},59362137-1,乙厂", header=header)
    assert set(Identifier.objects.values_list("value", flat=True)) == {GOOD, PENDING, "593621371"}
    assert set(SearchName.objects.values_list("name", "is_current")) == {("甲公司", True), ("乙厂", False)}
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["乙公司", "甲公司"])
def test_number_under_a_former_name_of_the_code_is_the_same_organisation(name):
    header = f"{WITH_NUMBER},曾用名"
    receipt = load(f"{CITING},乙公司", f"{PENDING},{name},,", header=header)
    assert counts(receipt) == {"received": 2, "admitted": 1, "duplicate": 1}


@pytest.mark.parametrize("is_reversed", [False, True])
def test_number_under_another_name_than_the_code_that_cites_it_goes_to_review(is_reversed):
    rows = [CITING, f"{PENDING},乙公司,"]
    receipt = load(*(reversed(rows) if is_reversed else rows), header=WITH_NUMBER)
    assert counts(receipt) == {"received": 2, "admitted": 1, "review": 1}
    item = ReviewItem.objects.get()
    assert (item.printed_code, item.printed_name) == (PENDING, "乙公司")
    assert item.reason == "organisations.cited_under_another_name"
    assert names(GOOD) == [(1, "甲公司")]
    # Whose the number is stays open: had the citation been a slip, it could not be taken back.
    assert not Identifier.objects.filter(value=PENDING).exists()


def test_number_that_two_codes_cite_stays_an_organisation_of_its_own():
    receipt = load(CITING, f"{OTHER},乙公司,{PENDING}", CITED, header=WITH_NUMBER)
    assert counts(receipt) == {"received": 3, "admitted": 3}
    assert names(PENDING) == [(1, "甲公司")]


def test_former_number_columns_are_kinds_of_identifiers():
    assert set(FORMER_COLUMNS) <= set(Identifier.Kind)


def test_code_that_two_share_is_refused_by_the_database():
    load(f"{GOOD},甲公司")
    first = Identifier.objects.get()
    with connection.cursor() as cursor, pytest.raises(Exception, match="identifier_once"):
        cursor.execute(
            "INSERT INTO organisations_identifier (organisation_id, kind, value, warning, batch_id) "
            "VALUES (%s, %s, %s, '', %s)",
            [first.organisation_id, first.kind, first.value, first.batch_id],
        )


@pytest.mark.parametrize("model", FACTS[:4])
def test_facts_cannot_be_changed(model):
    load(f"{GOOD},甲公司,乙公司", header="统一社会信用代码,名称,曾用名")
    with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute(f"UPDATE {model._meta.db_table} SET batch_id = batch_id")


# ---- names and lineage ----------------------------------------------------------------------------------------------


def test_former_names_of_the_register_are_facts_and_can_be_searched():
    load(f"{GOOD},甲公司,乙公司,2015-06-01", header="统一社会信用代码,名称,曾用名,曾用名停用日期")
    [former] = FormerName.objects.all()
    assert (former.name, str(former.used_until)) == ("乙公司", "2015-06-01")
    assert set(SearchName.objects.values_list("name", "is_current")) == {("甲公司", True), ("乙公司", False)}


def test_former_name_that_comes_later_is_added_to_a_known_organisation():
    load(f"{GOOD},甲公司")
    receipt = load(f"{GOOD},甲公司,乙公司", header="统一社会信用代码,名称,曾用名")
    assert counts(receipt) == {"received": 1, "duplicate": 1}
    assert set(SearchName.objects.values_list("name", "is_current")) == {("甲公司", True), ("乙公司", False)}


def test_branch_and_conversion_are_bound_once_both_are_known():
    header = "统一社会信用代码,名称,隶属企业统一社会信用代码,沿革类型,沿革主体代码,沿革日期"
    rows = (f"{GOOD},甲公司,,个转企,{SOLE},2020-02-02", f"{OTHER},甲公司分公司,{GOOD},,,", f"{SOLE},甲店,,,,")
    for _ in range(2):
        load(*rows, header=header)
    assert set(
        Lineage.objects.values_list("kind", "organisation__identifiers__value", "other__identifiers__value")
    ) == {
        ("branch_of", OTHER, GOOD),
        ("converted_from", GOOD, SOLE),
    }


def test_name_that_may_be_a_person_s_is_marked_and_not_public():
    load(f"{SOLE},王小二")
    assert Registration.objects.get().may_be_personal
    assert not SearchName.objects.filter(is_public=True).exists()


# ---- who may, and what comes back -----------------------------------------------------------------------------------


def test_load_without_permission_is_refused_and_leaves_nothing():
    with pytest.raises(Refused) as refused:
        load(f"{GOOD},甲公司", by=actor("desk.open"))
    assert refused.value.refusal.code == "access.not_permitted"
    assert not Organisation.objects.exists()


def test_load_for_an_unknown_authority_is_refused():
    with pytest.raises(Refused) as refused:
        call(load_organisations, authority="nobody", source=b"uscc,name\n1,2", name="a.csv")
    assert refused.value.refusal.code == "authorities.unknown"


def test_decision_needs_a_reason_and_an_organisation_that_exists():
    for organisation, reason, code in ((GOOD, "核实", "unknown"), (None, " ", "reason_missing")):
        with pytest.raises(Refused) as refused:
            call(decide_match, printed_code="", printed_name="甲", organisation=organisation, reason=reason)
        assert refused.value.refusal.code == f"organisations.{code}"


def test_rejected_rows_come_back_in_a_file_without_anything_about_people(settings, tmp_path):
    settings.VAR = tmp_path
    receipt = load("无,丁公司,张三", "无,李四,李四", header="统一社会信用代码,名称,法定代表人")
    returned = pl.read_csv(receipt["rejected_file"], infer_schema=False)
    assert returned["row"].to_list() == ["2", "3"]
    assert returned["name"].to_list() == ["丁公司", None]
    assert "张三" not in returned.write_csv()


def test_rejected_file_does_nothing_when_a_spreadsheet_opens_it():
    formula = '=HYPERLINK("http://evil";"甲公司")'
    receipt = load(f'无,"{formula.replace(chr(34), chr(34) * 2)}"', "无,+甲公司", "-12,丙公司")
    returned = pl.read_csv(receipt["rejected_file"], infer_schema=False)
    assert returned["name"].to_list() == [f"'{formula}", "'+甲公司", "丙公司"]
    assert returned["code"].to_list() == ["无", "无", "12"]
    assert returned["row"].to_list() == ["2", "3", "4"]
    assert receipt["faults"][0]["value"] == "无"


def test_receipt_speaks_both_languages():
    [fault] = load("无,甲公司")["faults"]
    assert fault["message"].startswith("代码不是统一社会信用代码")
    assert fault["message_en"].startswith("The code is neither")


def test_nothing_about_people_reaches_the_ledger():
    header = "统一社会信用代码,名称,法定代表人"
    receipt = load(f"{GOOD},甲公司,张三丰", "320324197001011234,张三丰,张三丰", header=header)
    kept = str(Operation.objects.values_list("answer", flat=True)) + str(receipt)
    assert "张三丰" not in kept
    assert "320324197001011234" not in kept


def test_first_register_is_searched_by_the_same_index_as_later_ones(monkeypatch):
    def definition() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [actions.GRAMS])
            return cursor.fetchone()[0]

    before = definition()
    monkeypatch.setattr(actions, "FIRST_REGISTER", 1)
    load(f"{GOOD},泗阳县甲木业有限公司")
    load(f"{OTHER},泗阳县乙木业有限公司")
    assert definition() == before
    assert {hit.uscc for hit in search("木业", viewer=PUBLIC).hits} == {GOOD, OTHER}


def test_load_of_many_rows_takes_as_many_statements_as_of_one(django_assert_max_num_queries):
    provider()
    with django_assert_max_num_queries(40):
        load(*(f"{code},甲公司" for code in (GOOD, OTHER, SOLE, PENDING)))


@pytest.mark.django_db(transaction=True)
def test_ids_that_are_reserved_at_the_same_time_are_never_the_same():
    drawn, start = [], threading.Barrier(4)

    def reserve(count: int) -> None:
        try:
            start.wait()
            for _ in range(50):
                drawn.extend(reserved_ids(count))
        finally:
            connection.close()

    threads = [threading.Thread(target=reserve, args=[count]) for count in (1, 1, 7, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == len(set(drawn)) == 50 * 39
