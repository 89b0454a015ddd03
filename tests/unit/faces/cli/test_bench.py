"""`bin/xinheng bench NAME` runs the file of that name and prints what it measured."""

import json

import pytest

from xinheng.faces.cli import bench
from xinheng.faces.cli.__main__ import main

MEASURED = {"name": "walk", "figures": {"steps": 3}, "limit": 0.8, "ratio": 0.9, "lower_is_better": False}


@pytest.fixture(autouse=True)
def walk(monkeypatch, tmp_path):
    (tmp_path / "walk.py").write_text(f"def main():\n    return {MEASURED!r}\n")
    monkeypatch.setattr(bench, "BENCH", tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)


def test_bench_prints_what_was_measured(capsys):
    assert main(["bench", "walk", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == MEASURED
    assert main(["bench", "walk"]) == 0
    assert "walk：0.9，目标 aim 0.8" in capsys.readouterr().out


def test_bench_that_is_not_there_is_misuse(capsys):
    with pytest.raises(SystemExit) as misuse:
        main(["bench", "run"])
    assert misuse.value.code == 2
    assert "walk" in capsys.readouterr().err
