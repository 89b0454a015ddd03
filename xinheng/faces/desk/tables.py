"""What the desk gives out as rows of a spreadsheet, in the language of the page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from xinheng.credit.organisations.queries import WrongCode, wrong_codes
from xinheng.faces.design.templatetags.faces import words
from xinheng.ground.disclosure import Viewer

AT_ONCE = 1_000


def wrong_code_rows(viewer: Viewer) -> Iterator[tuple]:
    """重错码: every wrong code, in the order of the codes."""
    yield _("统一社会信用代码"), _("名称"), _("问题"), _("可能应为")
    after = ""
    while after is not None:
        page = wrong_codes(viewer=viewer, after=after, limit=AT_ONCE)
        yield from map(row_of, page.codes)
        after = page.next


def row_of(wrong: WrongCode) -> tuple[str, ...]:
    problems = "；".join(words(problem.sentence) for problem in wrong.problems)
    return wrong.uscc, wrong.name, problems, wrong.suggestion or ""
