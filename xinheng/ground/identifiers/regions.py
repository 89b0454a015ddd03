"""行政区划代码: every code of GB/T 2260 in any revision from 1980 to April 2019, with its newest name.

Codes of abolished regions live on inside the codes of organisations, so the current list alone never judges one.
`regions.csv` is code and name, one line a code, collected from the yearly lists of the Ministry of Civil Affairs, the
standard's own editions and the statistical bureau's lists; where names differ the latest list counts.
"""

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("regions.csv")


@cache
def region_names() -> dict[str, str]:
    """Names by code; read on the first call."""
    return dict(line.split(",") for line in _TABLE.read_text(encoding="utf-8").splitlines())


def is_known(region: str) -> bool:
    """Whether a region ever had this code. Development zones (功能区) often use codes of their own, not listed here."""
    return region in region_names()
