"""公布目录: how texts of the catalogue are seeded and judged, for the one way in which everything is published."""

from collections.abc import Collection

from xinheng.credit.catalogue import reading
from xinheng.credit.catalogue.seeded import texts_of
from xinheng.ground.policies.kinds import Handling, Together
from xinheng.ground.policies.models import Kind


def judge(together: Together, new: Collection[str]) -> None:  # noqa: ARG001
    """Every text with all others and with the law that they rest on. Raises `PolicyFault`."""
    reading.read(together.texts[Kind.CATALOGUE], together.library)


HANDLING = Handling(
    kind=Kind.CATALOGUE,
    seeded=texts_of,
    judge=judge,
    emptied=reading.emptied,
    path=lambda key: f"{key}.yaml",
    prefix=reading.FOLDER,
    rests_on=(Kind.PACK,),
)
