"""自愿申报: who takes declarations."""

from datetime import date

from xinheng.credit.catalogue.queries import type_in_force
from xinheng.credit.submissions.declarations.rules import DECLARATION
from xinheng.credit.submissions.rules import why_not_provide
from xinheng.ground.access.queries import authorities_with
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import AuthorityView, authorities
from xinheng.ground.disclosure import Viewer


def accepting(*, viewer: Viewer, on: date) -> tuple[AuthorityView, ...]:
    """受理单位: the authorities that the catalogue lets provide declarations, and that have somebody to verify and release
    them; without such a person a declaration would wait for ever."""
    kind, known = type_in_force(DECLARATION, on), authorities(viewer=viewer)
    staffed = authorities_with(Permission.RELEASE_RECORDS)
    return tuple(known[ref] for ref in known if ref in staffed and not why_not_provide(kind, ref))
