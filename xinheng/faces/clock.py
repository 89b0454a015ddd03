"""时钟: the one place of the faces that reads the time; everything below is given it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's legal date in Shanghai."""
    return datetime.now(SHANGHAI).date()
