"""Each bench runs, at a size of no meaning: what it measures is there, and the rows it speaks of were truly worked on."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bench import validate
from xinheng.faces.cli.binaries import programs
from xinheng.faces.cli.state import ROOT, Account, state_directory


@pytest.fixture
def folder():
    """A place that the service account of the database can enter; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="xinheng-bench-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def bench(folder):
    """Runs a bench by its command, on a server and with files of its own."""

    def bench(name: str, **sizes: int) -> dict:
        binaries = programs(state_directory(), Account.of_this_process())
        own = {"XINHENG_STATE": folder / "state", "XINHENG_VAR": folder / "var", "XINHENG_PG_BIN": binaries}
        environment = {**os.environ, **{key: str(value) for key, value in (own | sizes).items()}}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-P", "-m", "xinheng.faces.cli", "bench", name, "--json"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return measured(name, json.loads(done.stdout))

    return bench


def measured(name: str, answer: dict) -> dict:
    """The figures of an answer that has the shape of them all."""
    assert (answer.pop("name"), type(answer.pop("lower_is_better"))) == (name, bool)
    assert answer.pop("limit") > 0
    assert answer.pop("ratio") >= 0
    figures = answer.pop("figures")
    assert answer == {}
    return figures


def test_search(bench):
    figures = bench("search", XINHENG_BENCH_ORGANISATIONS=500, XINHENG_BENCH_QUERIES=5)
    assert figures["names"] == 500
    assert 400 < figures["names_indexed"] < 1_000
    assert figures["bands"]["top_2"]["queries"] == 50
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_ingest(bench):
    sizes = {"XINHENG_BENCH_ORGANISATIONS": 400, "XINHENG_BENCH_BEFORE": 1_000, "XINHENG_BENCH_ROWS": 1_000}
    figures = bench("ingest", **sizes)
    assert (figures["rows"], figures["rows_before"]) == (1_000, 1_000)
    assert figures["superseding"] == 20
    assert figures["duplicate"] == 50
    assert figures["rejected"] == 30
    assert sum(figures[outcome] for outcome in ("admitted", "superseding", "duplicate", "rejected", "review")) == 1_000
    assert figures["load_rows_per_second"] > 0
    assert figures["copy_rows_per_second"] > 0


def test_organisations(bench):
    figures = bench("organisations", XINHENG_BENCH_ORGANISATIONS=300)
    assert figures["rows"] == 300
    assert 240 < figures["second_load_duplicates"] <= 300
    assert len(figures["all_load_seconds"]) == len(figures["all_copy_seconds"]) > 0
    assert figures["load_rows_per_second"] > 0


def test_validate(monkeypatch, tmp_path):
    """Without the peers that have to be fetched; the rules written by hand in Polars must find the same rows."""
    monkeypatch.setattr(validate, "install_peers", lambda: None)
    monkeypatch.setattr(validate, "VAR", tmp_path)
    monkeypatch.setattr(validate, "SAMPLE", 200)
    monkeypatch.setattr(sys, "path", [*sys.path])
    figures = measured("validate", validate.main(rows=2_000))
    assert figures["rows"] == 2_000
    assert 20 < figures["bad_rows"] < 120
    assert {"validation", "whole", "polars"} <= set(figures["cells_per_second"])
