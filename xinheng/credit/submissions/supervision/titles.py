"""名称: what types and authorities are called."""

from collections.abc import Mapping

from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.ground.authorities.queries import authorities
from xinheng.ground.disclosure import Viewer
from xinheng.ground.text import Text


def titles_of(catalogue: Catalogue) -> Mapping[str, Text]:
    """What each type is called; one that left the catalogue keeps its code."""

    class Titles(dict):
        def __missing__(self, code: str) -> Text:
            return Text(zh=code, en=code)

    return Titles({code: each.entry.title for code, each in catalogue.types.items()})


def authority_names(viewer: Viewer) -> dict[str, str]:
    """部门 by its 统一社会信用代码, former codes left out."""
    return {each.uscc: each.name for each in authorities(viewer=viewer).values()}
