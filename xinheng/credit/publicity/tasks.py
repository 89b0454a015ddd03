"""公示: what is done when the law that windows follow from has changed."""

from datetime import datetime

from xinheng.credit.publicity.refreshing import day_of, rebuild
from xinheng.ground.events.actions import Occurrence, subscribe
from xinheng.ground.policies.models import Kind

FOLLOWED = {Kind.PACK, Kind.CALENDAR, Kind.CATALOGUE}


@subscribe("policies.published")
def follow_the_law(occurrence: Occurrence, *, now: datetime) -> None:
    """公示记录的重建 after a new pack, calendar or catalogue. What a page shows is computed when it is asked for; this brings
    lists, counts and exports after it. However often it runs, the rows are what the windows of today say."""
    if FOLLOWED.intersection(occurrence.ids["kinds"]):
        rebuild(on=day_of(now))
