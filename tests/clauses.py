"""Which requirements the tests show: hooks and a fixture for tests/conftest.py.

A test marked `@pytest.mark.clause("SY-31")` shows that clause if it ran and passed. With `--clauses`, a whole run that passed
rewrites docs/clauses.json ({id: [test ids]}) and docs/clauses.md.

A clause with a number is shown by a test that asks for the fixture `law`: it runs twice, under the law as it is and under
the law with that number changed, and must fail the second time.
"""

import csv
import json
import shutil
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCS, POLICIES = ROOT / "docs", ROOT / "policies"
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


def pytest_generate_tests(metafunc):
    if "law" in metafunc.fixturenames:
        ids = [id for marker in metafunc.definition.iter_markers("clause") for id in marker.args]
        wrong = pytest.mark.xfail(
            strict=True, raises=AssertionError, reason="the number was changed: the test must notice"
        )
        changed = [pytest.param(id, marks=wrong, id=f"{id} changed") for id in ids]
        metafunc.parametrize("law", [pytest.param(None, id="as it is"), *changed], indirect=True)


@pytest.fixture
def law(request, tmp_path, monkeypatch):
    """The folder of law packs that this test runs under: the repository's, or one with a clause's number changed."""
    if request.param is None:
        return POLICIES
    folder = shutil.copytree(POLICIES, tmp_path / "policies")
    change_number(folder, request.param)
    monkeypatch.setenv("XINHENG_POLICIES", str(folder))
    return folder


def change_number(folder: Path, clause: str) -> None:
    """Makes every value that cites the clause one larger; a clause without any is a mistake of the test."""
    values = 0
    for path in (folder / "cities").rglob("*.yaml"):
        content = yaml.safe_load(path.read_text())
        for section in ("rules", "parameters"):
            for entry in content.get(section, {}).values():
                for value in entry["values"]:
                    if clause in value.get("clauses", ()):
                        value["value"] = another(value["value"])
                        values += 1
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    if not values:
        raise LookupError(f"no rule or parameter cites {clause}: ask for no `law`, or give the pack its number")


def another(value):
    """A value that is not the one given, of the same sort."""
    if isinstance(value, list):
        return value[:-1]
    return value + 1 if isinstance(value, int) else str(float(value) + 1)


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
