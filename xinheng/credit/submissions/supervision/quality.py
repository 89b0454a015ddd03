"""数据质量: counts of submissions, the rates of the circulars, and what stands out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import quantiles

FEWEST = 6  # months with which it makes sense to speak of what is usual


@dataclass(frozen=True)
class Share:
    """比率: a part of a whole, kept as both, so that both can be shown; without a whole there is no rate."""

    part: int
    whole: int

    @property
    def is_known(self) -> bool:
        return self.whole > 0

    @property
    def percent(self) -> float | None:
        """Hundredths of a percent are cut, not rounded: one late row in a million is not a rate of 100 %."""
        return (10_000 * self.part // self.whole) / 100 if self.whole else None


@dataclass(frozen=True)
class Tally:
    """报送计数: what became of the rows of many submissions."""

    submissions: int = 0
    received: int = 0
    admitted: int = 0
    superseding: int = 0
    withdrawn: int = 0
    duplicate: int = 0
    rejected: int = 0
    review: int = 0
    persons_refused: int = 0
    late: int = 0
    timed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def timeliness(self) -> Share:
        """及时率: of the rows for which a last day could be computed, those that came by then."""
        return Share(self.timed - self.late, self.timed)

    @property
    def compliance(self) -> Share:
        """合规率: of the rows received, those that were neither rejected nor about a natural person."""
        return Share(self.received - self.rejected - self.persons_refused, self.received)


@dataclass(frozen=True)
class DepartmentQuality:
    """部门数据质量: a row of the league. `returned` were sent back by a reviewer, `wrong_codes` are in file with a failing
    code, `missing` periods are overdue of those `expected`."""

    authority: str
    name: str
    tally: Tally
    returned: int = 0
    wrong_codes: int = 0
    expected: int = 0
    missing: int = 0

    @property
    def misreported(self) -> int:
        """错报: rows rejected at the door, and records that a reviewer returned."""
        return self.tally.rejected + self.returned

    @property
    def wrong_code_rate(self) -> Share:
        """错码率: of the records that came into file, those with a failing code."""
        return Share(self.wrong_codes, self.tally.admitted + self.tally.superseding)


def ranked(rows: Iterable[DepartmentQuality]) -> tuple[DepartmentQuality, ...]:
    """By 及时率, then 合规率, then the fewest missing, the best first; whoever has no rate stands at the end."""
    return tuple(sorted(rows, key=standing))


def standing(row: DepartmentQuality) -> tuple:
    timeliness, compliance = row.tally.timeliness, row.tally.compliance
    return (
        not (timeliness.is_known or compliance.is_known),
        -(timeliness.percent if timeliness.is_known else 100),
        -(compliance.percent if compliance.is_known else 100),
        row.missing,
        row.name,
    )


def total(rows: Iterable[DepartmentQuality]) -> DepartmentQuality:
    """全市合计."""
    rows = tuple(rows)
    counted = ("returned", "wrong_codes", "expected", "missing")
    sums = {name: sum(getattr(row, name) for row in rows) for name in counted}
    return DepartmentQuality("", "", sum((row.tally for row in rows), Tally()), **sums)


def outliers(counts: Sequence[int]) -> frozenset[int]:
    """异常月份: positions whose count lies above the upper quartile by more than one and a half times the distance of the
    quartiles (Tukey's fence). It says only that somebody should look; nothing follows from it."""
    if len(counts) < FEWEST or not any(counts):
        return frozenset()
    lower, _middle, upper = quantiles(counts, n=4, method="inclusive")
    fence = upper + 1.5 * (upper - lower)
    return frozenset(at for at, count in enumerate(counts) if count > fence and count > 1)
