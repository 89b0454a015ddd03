"""演示城市: the register of a synthetic city arrives as its known truth, former names and lineage with their days."""

import io

import polars as pl
import pytest

from tests.factories.organisations import load
from xinheng.city.organisations import City, organisations
from xinheng.credit.organisations import classification, queries
from xinheng.credit.organisations.models import FormerName, Lineage, Organisation
from xinheng.ground.disclosure import PUBLIC, Level, Viewer

pytestmark = pytest.mark.django_db

SEED, COUNT = 7, 3_000
STAFF = Viewer("user:clerk", frozenset({Level.PUBLIC, Level.GOVERNMENT}), purpose="核对登记")


@pytest.fixture
def city(settings, tmp_path) -> City:
    settings.VAR = tmp_path
    city, file = organisations(SEED, COUNT), io.BytesIO()
    city.registry.write_parquet(file)
    receipt = load(source=file.getvalue(), name="city.parquet")
    assert (receipt["received"], receipt["admitted"], receipt["review"]) == (COUNT, COUNT, 0)
    return city


def code_of(organisation: str) -> str:
    return f"{organisation}__identifiers__value"


def test_former_names_come_in_with_the_day_until_which_they_were_used(city):
    given = city.registry.filter(pl.col("曾用名").is_not_null())
    stored = FormerName.objects.filter(organisation__identifiers__value__in=given["统一社会信用代码"].to_list())
    assert set(stored.values_list(code_of("organisation"), "name", "used_until")) >= set(
        given.select("统一社会信用代码", "曾用名", "曾用名停用日期").rows()
    )
    assert FormerName.objects.count() == given.height > 100
    one = given.row(0, named=True)
    [shown] = queries.organisation(one["统一社会信用代码"], viewer=STAFF).former_names
    assert (shown.name, shown.used_until) == (one["曾用名"], one["曾用名停用日期"])


def test_lineage_comes_in_with_its_kind_and_day_and_is_shown_from_both_ends(city):
    given = city.registry.filter(pl.col("沿革类型").is_not_null())
    truth = {
        (code, other, classification.lineage(kind), on)
        for code, other, kind, on in given.select("统一社会信用代码", "沿革主体代码", "沿革类型", "沿革日期").rows()
    }
    branches = city.registry.select("统一社会信用代码", "隶属企业统一社会信用代码").drop_nulls()
    bonds = Lineage.objects.exclude(kind=Lineage.Kind.BRANCH_OF)
    found = set(bonds.values_list(code_of("organisation"), code_of("other"), "kind", "on"))
    assert truth <= found
    assert bonds.count() == len(truth)
    assert {kind for _code, _other, kind, _on in truth} == {"merged_into", "split_from", "converted_from"}
    assert Lineage.objects.filter(kind=Lineage.Kind.BRANCH_OF).count() == branches.height > 50
    for code, other, kind, on in truth:
        assert (other, kind, on, True) in seen_from(code)
        assert (code, kind, on, False) in seen_from(other)


def seen_from(code: str) -> set[tuple]:
    return {(each.uscc, each.kind, each.on, each.of_this) for each in queries.organisation(code, viewer=STAFF).lineage}


def test_every_organisation_of_the_city_opens_by_its_code_as_its_truth_says(city):
    known = city.truth.filter(pl.col("truth_uscc").is_not_null() & ~pl.col("truth_is_personal"))
    for row in known.sample(40, seed=SEED).rows(named=True):
        assert queries.organisation(row["truth_code"], viewer=PUBLIC).name == row["truth_name"]
    assert Organisation.objects.count() == city.truth.height
