"""字表: the tables from which the city is composed, each line with its share.

Kinds are codes of 企业类型, which only market regulation gives out; the 机构类别 of all others stands in the first two
characters of their codes (GB 32100-2015). Industries are classes of GB/T 4754-2017.
"""

import csv
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import polars as pl

TABLES = Path(__file__).with_name("tables")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def weighted(lines: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Each line as often as its share says, so that an even draw among the result is a weighted one."""
    return [line for line in lines for _ in range(int(line["share"]))]


def picked(values: list, index: pl.Expr) -> pl.Expr:
    """The values at the positions of a column."""
    return pl.lit(pl.Series(values)).gather(index)


class Choice:
    """按组抽取: groups of values; each row draws one of the group whose number it names."""

    def __init__(self, groups: Iterable[list]):
        groups = list(groups)
        self.values = [value for group in groups for value in group]
        self.sizes = [len(group) for group in groups]
        self.starts = [sum(self.sizes[:number]) for number in range(len(groups))]

    def at(self, group: pl.Expr, draw: pl.Expr) -> pl.Expr:
        """The position in `values` that a row draws."""
        return picked(self.starts, group) + draw % picked(self.sizes, group)

    def field(self, position: pl.Expr, of: Callable) -> pl.Expr:
        return picked([of(value) for value in self.values], position)
