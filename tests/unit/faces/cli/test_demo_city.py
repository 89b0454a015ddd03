import json
from datetime import date

import polars as pl
import pytest

from tests.faces import publish_law
from tests.factories.kernel import NOON, SYSTEM, later
from xinheng.city.departments import departments
from xinheng.city.organisations import organisations
from xinheng.credit.organisations.actions import load_organisations
from xinheng.credit.publicity.models import PublicRecord
from xinheng.credit.records.models import CreditRecord, Mark
from xinheng.credit.submissions.models import Submission
from xinheng.faces.cli import demo_city as module
from xinheng.faces.cli.__main__ import main
from xinheng.faces.cli.demo import REGISTRAR
from xinheng.faces.cli.demo_city import SEED, record_departments, report
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actor import Actor
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


def test_departments_files_are_written_with_the_truth_about_every_row(tmp_path, capsys):
    arguments = ("--organisations", "60", "--files", str(tmp_path), "--until", "2026-11-20")
    code, summary = demo_city(capsys, *arguments)
    assert code == 0
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "truth.jsonl"]
    truth = pl.read_ndjson(tmp_path / "truth.jsonl", infer_schema_length=None)
    assert {str(path.relative_to(tmp_path)) for path in written} == set(truth["file"])
    assert (summary["files"]["files"], summary["files"]["rows"]) == (len(written), len(truth))
    assert sum(summary["files"]["expected"].values()) == len(truth) > 100


@pytest.mark.django_db(transaction=True)
def test_city_reports_and_a_second_person_releases_all_but_the_newest(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr(module, "WEEKS", 1)
    monkeypatch.setattr(module, "YEARS", 9)
    publish_law()
    record_departments(by=SYSTEM, now=NOON)
    load_organisations(
        by=SYSTEM,
        now=NOON,
        operation="registry",
        authority=REGISTRAR,
        source=organisations(SEED, 60).registry.write_csv().encode(),
        name="registry.csv",
    )
    files = report(by=SYSTEM, reviewer=Actor.system("reviewer"), organisations=60, until=date(2026, 11, 16))
    batches = Batch.objects.count()
    submissions = Submission.objects.order_by("on")
    assert files == len(submissions) > 20
    assert submissions.last().on == date(2026, 11, 16)
    released = Mark.objects.filter(kind="released").values_list("batch__ref", flat=True)
    newest = CreditRecord.objects.filter(batch__submission__on=date(2026, 11, 16))
    assert len(released) > 0.8 * sum(each.admitted + each.superseding for each in submissions)
    assert newest
    assert not Mark.objects.filter(
        record_key__in=newest.values("record_key"),
        version__in=newest.values("version"),
        kind="released",
        on__gte=date(2026, 11, 16),
    )
    assert PublicRecord.objects.exists()
    assert report(by=SYSTEM, reviewer=Actor.system("reviewer"), organisations=60, until=date(2026, 11, 16)) == files
    assert Batch.objects.count() == batches
