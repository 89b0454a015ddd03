"""抽签: random draws that depend on nothing but the seed, the name of the draw and the number of the row.

SplitMix64 in 64-bit arithmetic that wraps around, which Polars and every processor do alike; no generator has a state,
so rows may be made in any order and any number. Not for secrets, and not the draw of inspections.
"""

import hashlib

import polars as pl

GOLDEN = 0x9E3779B97F4A7C15  # the constants of SplitMix64 (Steele, Lea, Flood 2014)
FIRST_MIX = (30, 0xBF58476D1CE4E5B9)
SECOND_MIX = (27, 0x94D049BB133111EB)
LAST_SHIFT = 31

FREE = 2**40  # a draw among so many stands for one among any much smaller number


class Draws:
    """抽签: the draws of one seed. Draws of different names are independent of one another."""

    def __init__(self, seed: int | str):
        self.seed = seed

    def key(self, name: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=8).digest())

    def draw(self, name: str, among: int = FREE) -> pl.Expr:
        """A number from 0 to below `among` for each number in the column `row`."""
        mixed = pl.col("row").cast(pl.UInt64) * unsigned(GOLDEN) + unsigned(self.key(name))
        for shift, factor in (FIRST_MIX, SECOND_MIX):
            mixed = shifted(mixed, shift) * unsigned(factor)
        return (shifted(mixed, LAST_SHIFT) % unsigned(among)).cast(pl.Int64)

    def has(self, name: str, in_ten_thousand: int) -> pl.Expr:
        """Whether a row is one of so many in ten thousand."""
        return self.draw(name, 10_000) < in_ten_thousand


def unsigned(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


def shifted(value: pl.Expr, by: int) -> pl.Expr:
    """The value mixed with itself, shifted to the right."""
    return value ^ (value // unsigned(1 << by))
