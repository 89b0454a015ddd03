import json

import polars as pl
import pytest

from tests.factories.kernel import NOON, SYSTEM, later
from xinheng.city.departments import departments
from xinheng.faces.cli.__main__ import main
from xinheng.faces.cli.demo_city import SEED, record_departments
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.models import Batch


def demo_city(capsys, *arguments: str) -> tuple[int, dict]:
    code = main(["demo-city", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("suffix", "read"),
    [
        ("csv", lambda path: pl.read_csv(path, infer_schema=False)),
        ("parquet", pl.read_parquet),
        ("jsonl", lambda path: pl.read_ndjson(path, infer_schema_length=None)),
    ],
)
def test_city_is_written_as(tmp_path, capsys, suffix, read):
    out = tmp_path / f"city.{suffix}"
    code, summary = demo_city(capsys, "--seed", "7", "--organisations", "300", "--out", str(out))
    assert code == 0
    assert (summary["organisations"], summary["seed"], summary["out"]) == (300, 7, str(out))
    assert summary["states"]["存续"] > 200
    assert sum(summary["classes"].values()) == sum(summary["fates"].values()) == 300
    assert "不是真实" in summary["notice"]["zh"]
    written = read(out)
    assert len(written) == 300
    assert not [heading for heading in written.columns if "truth" in heading]


def test_same_seed_is_written_in_the_same_bytes(tmp_path, capsys):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    digests = [demo_city(capsys, "--seed", "7", "--organisations", "200", "--out", str(f))[1]["sha256"] for f in files]
    assert digests[0] == digests[1]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_city_without_a_file_is_only_summed_up(capsys):
    code, summary = demo_city(capsys, "--organisations", "50")
    assert (code, summary["out"], summary["sha256"]) == (0, None, None)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["--organisations", "10", "--out", "city.xlsx"], "demo_city.format_unknown"),
        (["--organisations", "-1"], "demo_city.too_many"),
        (["--organisations", "99999999"], "demo_city.too_many"),
    ],
)
def test_what_cannot_be_made_is_refused_whole(capsys, arguments, refusal):
    code, answer = demo_city(capsys, *arguments)
    assert (code, answer["refusal"]["code"]) == (1, refusal)


def test_people_read_what_was_made_and_that_it_is_synthetic(capsys):
    assert main(["demo-city", "--organisations", "50"]) == 0
    printed = capsys.readouterr().out
    assert "50 个主体" in printed
    assert "演示城市" in printed
    assert "demonstration city" in printed


@pytest.mark.django_db
def test_departments_are_recorded_once():
    refs = record_departments(by=SYSTEM, now=NOON)
    batches = Batch.objects.count()
    assert record_departments(by=SYSTEM, now=later(5)) == refs
    assert Batch.objects.count() == batches
    recorded = authorities(viewer=PUBLIC)
    expected = departments(SEED)
    assert [each.name for each in recorded.values()] == [each.name for each in expected]
    assert [each.parent for each in recorded.values()] == [refs.get(each.parent) for each in expected]
    former = [name.name for each in recorded.values() for name in each.former_names]
    assert former == [each.former_name for each in expected if each.former_name]
