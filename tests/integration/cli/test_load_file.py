"""`bin/xinheng load organisations` and `file`: a register goes in, a file comes out."""

import polars as pl
import pytest

from tests.faces import publish_law
from tests.factories.kernel import CREDIT_OFFICE
from tests.factories.organisations import load, provider
from tests.integration.cli.commands import answer
from xinheng.city.organisations import organisations
from xinheng.faces.cli import database
from xinheng.faces.cli.__main__ import main

pytestmark = pytest.mark.django_db

GOOD, PENDING, SOLE, FAILING = "91310000057662777J", "320584000069850", "92340621MA2PBMA318", "91510182749740641Y"
RECEIPT = {
    "submission", "received", "admitted", "superseding", "withdrawn", "duplicate", "rejected", "review",
    "persons_refused", "personal_dropped", "rejected_file", "faults", "warnings", "code_pending",
}  # fmt: skip


@pytest.fixture(autouse=True)
def connected(monkeypatch, settings, tmp_path, db):
    """The database of the tests in place of the one that a command would start, the law in force, and a folder that ends
    with the test."""
    publish_law()
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr("xinheng.faces.cli.load.ready", lambda: None)
    monkeypatch.setattr("xinheng.faces.cli.file.ready", lambda: None)
    monkeypatch.setattr("xinheng.faces.cli.search.ready", lambda: None)
    monkeypatch.setattr(database, "ready", lambda: None)


@pytest.fixture
def register(tmp_path):
    provider()
    file = tmp_path / "企业名单.csv"
    file.write_bytes(
        f"统一社会信用代码,企业名称,曾用名\n{GOOD},甲公司,乙公司\n{PENDING},丙公司,\n无,丁公司,\n".encode("gbk")
    )
    return file


def test_load_answers_the_receipt_and_file_shows_what_came_in(register, capsys):
    receipt = answer(capsys, "load", "organisations", str(register), "--from", CREDIT_OFFICE)
    assert set(receipt) >= RECEIPT
    assert (receipt["received"], receipt["admitted"], receipt["rejected"]) == (3, 2, 1)
    assert set(receipt["faults"][0]) == {
        "sheet",
        "row",
        "column",
        "value",
        "rule",
        "message",
        "message_en",
        "suggestion",
    }
    shown = answer(capsys, "file", GOOD)
    assert set(shown) == {"organisation", "as_of", "known_on", "viewer", "records"}
    found = shown["organisation"]
    assert (found["uscc"], found["name"], found["former_names"], found["state"]) == (
        GOOD,
        "甲公司",
        ["乙公司"],
        "unstated",
    )
    assert (shown["viewer"], shown["records"]) == ("public", [])


def test_file_shows_until_when_a_name_was_used_and_what_became_of_whom(capsys):
    header = "统一社会信用代码,名称,曾用名,曾用名停用日期,沿革类型,沿革主体代码,沿革日期"
    load(f"{GOOD},甲公司,乙公司,2015-06-01,,,", f"{FAILING},丙公司,,,合并,{GOOD},2020-02-02", header=header)
    successor, merged = (answer(capsys, "file", code)["organisation"] for code in (GOOD, FAILING))
    assert successor["former_names_used"] == [{"name": "乙公司", "used_from": None, "used_until": "2015-06-01"}]
    bond = {"kind": "merged_into", "on": "2020-02-02"}
    assert merged["lineage"] == [bond | {"uscc": GOOD, "name": "甲公司", "of_this": True}]
    assert successor["lineage"] == [bond | {"uscc": FAILING, "name": "丙公司", "of_this": False}]
    assert main(["file", GOOD]) == 0
    words = capsys.readouterr().out
    assert "乙公司（至 until 2015-06-01）" in words
    assert f"merged_into ← 丙公司 {FAILING} 2020-02-02" in words


def test_receipt_for_people_says_what_became_of_the_rows(register, capsys):
    assert main(["load", "organisations", str(register), "--from", CREDIT_OFFICE]) == 0
    words = capsys.readouterr().out
    assert "收到 received 3" in words
    assert "第 4 行：无 代码不是统一社会信用代码" in words


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("load", "organisations", "missing.csv", "--from", CREDIT_OFFICE), "load.no_file"),
        (("load", "organisations", "{file}", "--from", GOOD[:-1] + "0"), "authorities.uscc_invalid"),
        (("file", GOOD), "organisations.unknown"),
        (("file", PENDING), "organisations.unknown"),
        (("file", GOOD, "--as", "king"), "access.role_unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_whole(register, capsys, arguments, code):
    if "load" not in arguments:
        load(f"{PENDING},丙公司")
    assert main([each.format(file=register) for each in arguments]) == 1
    assert code in capsys.readouterr().err


def test_public_may_not_look_back_and_the_organisation_may(capsys):
    load(f"{GOOD},甲公司,2001-01-01", f"{GOOD},乙公司,2010-05-06", header="统一社会信用代码,名称,变更日期")
    assert main(["file", GOOD, "--as-of", "2005-01-01"]) == 1
    assert "organisations.history_not_permitted" in capsys.readouterr().err
    shown = answer(capsys, "file", GOOD, "--as-of", "2005-01-01", "--as", "organisation")
    assert (shown["organisation"]["name"], shown["as_of"], shown["viewer"]) == ("甲公司", "2005-01-01", "organisation")


def test_name_that_may_be_a_person_s_shows_masked(capsys):
    load(f"{SOLE},王小二")
    assert answer(capsys, "file", SOLE)["organisation"]["name"] == "王**"
    assert main(["file", SOLE]) == 0
    assert "王小二" not in capsys.readouterr().out


@pytest.mark.clause("SY-03")
def test_organisation_registered_elsewhere_is_a_subject_like_any_other(settings, capsys):
    """监管对象 are the organisations active here, wherever they are registered; people are refused and none is kept."""
    assert settings.PLACE == "siyang"
    receipt = load(
        f"{GOOD},甲公司,上海,浦东,", f"{SOLE},乙店,,,自然人", header="统一社会信用代码,名称,省,市,行政相对人类别"
    )
    assert (receipt["admitted"], receipt["persons_refused"]) == (1, 1)
    assert answer(capsys, "file", GOOD)["organisation"]["region"] == "310115"
    assert main(["file", SOLE]) == 1


@pytest.mark.clause("ZJ-02")
def test_every_organisation_of_a_register_is_in_file_whatever_its_kind_and_no_citizen(settings, capsys):
    """入库率 of enterprises, public institutions, social organisations and sole proprietors is whole; citizens have none."""
    settings.PLACE = "zhenjiang"
    kinds = {"91": "企业法人", "12": "事业法人", "51": "社会组织", "92": "个体工商户"}
    register = organisations(seed=3, count=600).registry.select("统一社会信用代码", "主体名称")
    kind = pl.col("统一社会信用代码").str.head(2)
    register = register.filter(kind.is_in(kinds) & (pl.int_range(pl.len()).over(kind) < 20))
    citizens = [("320324197001011234", "张三丰"), ("110101199003077571", "李四")]
    rows = [*register.rows(), *citizens]
    receipt = load(*(f"{code},{name}" for code, name in rows))
    assert (receipt["received"], receipt["persons_refused"]) == (register.height + 2, 2)
    assert receipt["admitted"] == register.height > 40
    found = [answer(capsys, "file", code)["organisation"]["uscc"] for code in register["统一社会信用代码"]]
    assert found == register["统一社会信用代码"].to_list()
    assert {code[:2] for code in found} == kinds.keys()
    for code, name in citizens:
        assert main(["file", code]) == 1
        assert answer(capsys, "search", name) == []


def test_auditor_sees_an_organisation_without_a_code(capsys):
    load(f"{PENDING},丙公司")
    found = answer(capsys, "file", PENDING, "--as", "auditor")["organisation"]
    assert (found["name"], found["uscc"], found["code_pending"]) == ("丙公司", None, True)


def test_sample_of_the_real_register_loads_whole_and_twice(shared_data, capsys, tmp_path):
    """Every 25th of 498,910 real organisations: 19,957 come in, and the second time nothing is new."""
    provider()
    file = tmp_path / "registry.parquet"
    pl.read_parquet(shared_data / "registry.parquet").gather_every(25).write_parquet(file)
    first, second = (answer(capsys, "load", "organisations", str(file), "--from", CREDIT_OFFICE) for _ in range(2))
    assert (first["received"], first["admitted"], first["rejected"], first["review"]) == (19_957, 19_957, 0, 0)
    assert (second["duplicate"], second["admitted"], second["superseding"]) == (19_957, 0, 0)
    assert first["sha256"] == second["sha256"]


def test_real_rows_under_other_identifiers_load_by_their_fates(shared_data, capsys):
    provider()
    file = shared_data / "registry_other_identifiers.parquet"
    receipt = answer(capsys, "load", "organisations", str(file), "--from", CREDIT_OFFICE)
    assert (receipt["received"], receipt["admitted"], receipt["rejected"]) == (4_066, 4_061, 5)
    assert (receipt["code_pending"], receipt["warnings"]["uscc.check_character"]) == (3_964, 97)
