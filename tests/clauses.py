"""Which requirements the tests show: a pytest plugin.

A test marked `@pytest.mark.clause("SY-31")` shows that clause if it ran and passed. With `--clauses`, a whole run that passed
rewrites docs/clauses.json ({id: [test ids]}) and docs/clauses.md.

Where a test asks for the fixture `law`, it runs a second time with the clause's number in the pack changed, and must fail
then (see tests/conftest.py).
"""

import csv
import json
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
MOST = 3


def pytest_addoption(parser):
    parser.addoption("--clauses", action="store_true", help="rewrite docs/clauses.json and docs/clauses.md")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Shown(config), "xinheng-clauses")


def pytest_collection_modifyitems(items):
    known = {row["id"] for row in requirements() if row["in_scope"] == "yes"}
    for item in items:
        ids = clauses_of(item)
        if len(ids) > MOST or not set(ids) <= known:
            raise pytest.UsageError(f"{item.nodeid}: clause ids must be in scope and at most {MOST}, not {ids}")
        if ids:
            item.user_properties.append(("clauses", ids))


def clauses_of(item) -> list[str]:
    return [id for marker in item.iter_markers("clause") for id in marker.args]


def requirements() -> list[dict]:
    with (DOCS / "clauses.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Shown:
    """Gathers the clauses of passed tests on the controlling process, whichever worker ran them."""

    def __init__(self, config):
        self.config = config
        self.tests: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.outcome == "passed" and not hasattr(report, "wasxfail"):
            for id in dict(report.user_properties).get("clauses", ()):
                self.tests.setdefault(id, set()).add(report.nodeid)

    def pytest_sessionfinish(self, exitstatus):
        if self.config.getoption("--clauses") and exitstatus == 0:
            shown = {id: sorted(self.tests[id]) for id in sorted(self.tests)}
            (DOCS / "clauses.json").write_text(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
            (DOCS / "clauses.md").write_text(page(shown))


def page(shown: dict[str, list[str]]) -> str:
    rows = [row for row in requirements() if row["in_scope"] == "yes"]
    text = [
        "# Requirements and the tests that show them 条款与测试",
        "",
        f"Made by `bin/test` from tests that ran and passed: {len(shown)} of {len(rows)} requirements in scope are shown.",
        "",
        "| id | requirement | what is asked | shown by |",
        "|---|---|---|---|",
    ]
    for row in rows:
        tests = "<br>".join(f"`{test}`" for test in shown.get(row["id"], ()))
        text.append(f"| {row['id']} | {row['requirement_zh']} | {row['requirement_en']} | {tests} |")
    return "\n".join(text) + "\n"
