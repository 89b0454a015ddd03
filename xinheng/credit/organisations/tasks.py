"""主体: what is done once facts are in file."""

from datetime import datetime

from xinheng.credit.organisations.search import indexing
from xinheng.ground.events.actions import Occurrence, subscribe


@subscribe("organisations.loaded")
def keep_search_quick(occurrence: Occurrence, *, now: datetime) -> None:
    """检索保养: after a load that doubled the stock the common grams are found anew, after any other it is tidied."""
    if indexing.is_outgrown():
        indexing.rebuild()
    else:
        indexing.tidy()
