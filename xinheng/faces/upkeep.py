"""例行维护: what has to be done again and again, and that nobody sees when it is late, but that what is due is erased then."""

from datetime import datetime, timedelta

from xinheng.credit.publicity.refreshing import day_of, rebuild
from xinheng.credit.retention.actions import erase_all
from xinheng.credit.submissions.actions import sweep_left
from xinheng.faces.desk import spool
from xinheng.ground.ledger.actor import Actor

A_DAY = timedelta(days=1)


def tick(now: datetime) -> dict:
    """例行维护 at an instant: {erased{records, answers}, public, swept{submissions, uploads}}. Twice is as good as once."""
    return {
        "erased": erase_all(by=Actor.system("clock"), now=now),
        "public": rebuild(on=day_of(now)),
        "swept": {"submissions": sweep_left(now), "uploads": spool.sweep(now - A_DAY)},
    }
