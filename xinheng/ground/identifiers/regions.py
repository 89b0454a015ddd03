"""行政区划代码: every code of GB/T 2260 in any revision from 1980 to April 2019, with its newest name.

Codes of abolished regions live on inside the codes of organisations, so the current list alone never judges one.
`regions.csv` is code and name, one line a code, collected from the yearly lists of the Ministry of Civil Affairs, the
standard's own editions and the statistical bureau's lists; where names differ the latest list counts.
"""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("regions.csv")
ZONES = frozenset(str(number) for number in (*range(71, 80), *range(91, 100)))  # last two digits


@cache
def region_names() -> dict[str, str]:
    """Names by code; read on the first call."""
    return dict(line.split(",") for line in _TABLE.read_text(encoding="utf-8").splitlines())


def is_known(region: str) -> bool:
    """Whether a region ever had this code. 功能区 have codes of their own, which are not listed here: `is_zone`."""
    return region in region_names()


def is_zone(region: str) -> bool:
    """功能区: whether this is the code of a development zone or the like in a prefecture that is known.

    GB/T 2260 numbers districts and counties from 01 and county-level cities from 81, and never came past 88. What it leaves
    free is used for zones: 71 to 79 by the statistical bureau, 91 to 99 by the registries, who put it into the codes they
    give (320594 苏州工业园区: 6,076 of the 8,426 unlisted ones among 498,910 real codes).
    """
    return region[4:] in ZONES and is_known(prefecture(region)) and not is_known(region)


def is_plausible(region: str) -> bool:
    """Whether nothing speaks against this region in a code."""
    return is_known(region) or is_zone(region)


def prefecture(region: str) -> str:
    return region[:4] + "00"


def province(region: str) -> str:
    return region[:2] + "0000"


def name_of(region: str) -> str:
    """The region's own name; of a zone that of its prefecture with 功能区; empty for what nobody had."""
    return f"{region_names()[prefecture(region)]}功能区" if is_zone(region) else region_names().get(region, "")
