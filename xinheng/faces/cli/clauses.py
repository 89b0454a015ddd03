"""`clauses`: which requirements of the five cities' documents are shown by tests that ran and passed."""

import csv
import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

HELP = "五市条款的落实情况 · requirements shown by tests"

DOCS = Path(__file__).resolve().parents[3] / "docs"
CITIES = {"JH": "jiaohe", "ZJ": "zhenjiang", "CZ": "changzhi", "SY": "siyang", "DY": "dongying"}


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--city", choices=sorted(CITIES.values()), help="one city only")


def run(options: Namespace) -> dict:
    with (DOCS / "clauses.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["in_scope"] == "yes"]
    if options.city:
        rows = [row for row in rows if city_of(row) == options.city]
    tests = json.loads((DOCS / "clauses.json").read_text())
    shown = [row for row in rows if row["id"] in tests]
    return {
        "in_scope": len(rows),
        "shown": len(shown),
        "by_city": proportions(rows, shown, city_of),
        "by_capability": proportions(rows, shown, lambda row: row["capability"]),
        "missing": [row["id"] for row in rows if row["id"] not in tests],
    }


def lines(result: dict) -> Iterable[str]:
    yield f"范围内 {result['in_scope']} 条，已由测试证实 {result['shown']} 条。"
    for title, part in (("按城市", "by_city"), ("按能力", "by_capability")):
        yield f"\n{title}"
        for name, counted in result[part].items():
            yield f"  {name:<28}{counted['shown']:>4} / {counted['in_scope']}"


def city_of(row: dict) -> str:
    return CITIES[row["id"].split("-")[0]]


def proportions(rows: list[dict], shown: list[dict], group) -> dict:
    """How many are in scope and how many are shown, by group, in alphabetical order."""
    whole, part = Counter(map(group, rows)), Counter(map(group, shown))
    return {name: {"in_scope": whole[name], "shown": part[name]} for name in sorted(whole)}
