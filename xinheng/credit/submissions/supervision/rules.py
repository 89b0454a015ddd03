"""催报: why an authority may not be urged."""

from collections.abc import Collection

from xinheng.ground.refusal import Refusal
from xinheng.ground.text import Text

NOTHING_OVERDUE = Refusal(
    "submissions.nothing_overdue",
    Text(
        zh="要催的这些已经报送，或者还没有到期，没有记下催报。请刷新页面再看。",
        en="What you wanted to urge has been reported or is not overdue yet, and no urging was recorded. Reload the page.",
    ),
)


def why_not_urge(overdue: Collection) -> Refusal | None:
    """Only what is overdue at this moment is urged; what came meanwhile is left out."""
    return None if overdue else NOTHING_OVERDUE
