"""催报: the one write of supervision."""

from xinheng.credit.submissions.models import Urging
from xinheng.credit.submissions.supervision.expected import SHANGHAI, expected_lately
from xinheng.credit.submissions.supervision.rules import why_not_urge
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.models import Authority
from xinheng.ground.disclosure import PUBLIC
from xinheng.ground.ledger.actions import action
from xinheng.ground.ledger.models import Batch
from xinheng.ground.refusal import Refused


@action("submissions.urge", permission=Permission.SUPERVISE_SUBMISSIONS)
def urge(batch: Batch, *, authority: str, reports: list[str]) -> dict:
    """催报: records that an authority was urged to send these reports (`Expectation.key`), as far as they are overdue.

    Nothing is sent from here. Raises `submissions.nothing_overdue`.
    """
    on = batch.opened_at.astimezone(SHANGHAI).date()
    expected = expected_lately(viewer=PUBLIC, on=on, authority=authority)
    overdue = [each for each in expected if each.is_overdue and each.key in reports]
    if refusal := why_not_urge(overdue):
        raise Refused(refusal)
    urged = Authority.objects.get(ref=authority)
    Urging.objects.bulk_create(
        Urging(authority=urged, type=each.type, first=each.period.first, batch=batch) for each in overdue
    )
    return {"authority": authority, "urged": [each.key for each in overdue]}
