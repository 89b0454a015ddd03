"""公示: what is done when the law that windows follow from has changed, or what is public."""

from datetime import datetime

from xinheng.credit.organisations.models import Identifier
from xinheng.credit.publicity.counting import fold
from xinheng.credit.publicity.refreshing import day_of, put, rebuild
from xinheng.credit.records.facts import histories, lock
from xinheng.credit.records.models import CreditRecord
from xinheng.ground.events.actions import Occurrence, subscribe
from xinheng.ground.policies.models import Kind

FOLLOWED = {Kind.PACK, Kind.CALENDAR, Kind.CATALOGUE}


@subscribe("policies.published")
def follow_the_law(occurrence: Occurrence, *, now: datetime) -> None:
    """公示记录的重建 after a new pack, calendar or catalogue. What a page shows is computed when it is asked for; this brings
    lists, counts and exports after it. However often it runs, the rows are what the windows of today say."""
    if FOLLOWED.intersection(occurrence.ids["kinds"]):
        rebuild(on=day_of(now))


@subscribe("records.released")
def keep_counts_quick(occurrence: Occurrence, *, now: datetime) -> None:
    """公示条数保养: changes of past days are added up, however often or late."""
    fold(on=day_of(now))


@subscribe("organisations.loaded")
def follow_new_codes(occurrence: Occurrence, *, now: datetime) -> None:
    """换码: what was released about an organisation that had no 统一社会信用代码 can be public once it has one."""
    coded = Identifier.objects.filter(batch__ref=occurrence.batch_ref, kind=Identifier.Kind.USCC)
    about = CreditRecord.objects.filter(organisation__in=coded.values("organisation"))
    keys = list(about.order_by("record_key").values_list("record_key", flat=True).distinct())
    lock(keys)
    put(histories(keys).values(), on=day_of(now))
