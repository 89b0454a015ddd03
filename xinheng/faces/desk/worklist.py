"""今日待办: what waits for somebody, by its last day, from every corner of the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xinheng.credit.catalogue.queries import catalogue_in_force
from xinheng.credit.catalogue.record_type import Catalogue
from xinheng.credit.organisations.queries import review_queue
from xinheng.credit.publicity.law import Law
from xinheng.credit.publicity.queries import law_in_force
from xinheng.credit.publicity.worklists.queries import own_count, waiting_submissions
from xinheng.credit.submissions.queries import expected_lately, rows_waiting
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.deadlines import Left, left
from xinheng.faces.desk.letters import Letter, letters_to
from xinheng.faces.desk.scopes import covered, looking, may
from xinheng.ground.access.roles import Permission
from xinheng.ground.authorities.queries import AuthorityView
from xinheng.ground.disclosure import Viewer
from xinheng.ground.ledger.actor import Actor

PURPOSE = "查看今日待办"
AUTHORITIES = 5  # departments of one account whose tasks are listed; who works for more finds them on their pages


@dataclass(frozen=True)
class Task:
    """待办: the title, for whom (`what`), how many, where it is done, and until when; `why` leads to the rule that sets the
    day."""

    title: Promise | str
    what: Promise | str
    count: int
    address: str
    left: Left | None = None
    why: str | None = None
    letters: tuple[Letter, ...] = ()  # by which the credit office urged it

    @property
    def order(self) -> tuple[bool, date]:
        return self.left is None, self.left.due_on if self.left else date.max


def tasks(actor: Actor, on: date) -> list[Task]:
    """今日待办 of an account: what has a last day first."""
    viewer, catalogue, law = looking(actor, PURPOSE), catalogue_in_force(on), law_in_force()
    departments = covered(actor, Permission.SUBMIT_RECORDS, Permission.RELEASE_RECORDS)[:AUTHORITIES]
    found = [task for each in departments for task in of_department(each, actor, viewer, catalogue, law, on)]
    return sorted([*found, *of_office(actor, viewer, on)], key=lambda task: task.order)


def of_department(
    authority: AuthorityView, actor: Actor, viewer: Viewer, catalogue: Catalogue, law: Law, on: date
) -> Iterator[Task]:
    if may(actor, authority.ref, Permission.RELEASE_RECORDS):
        yield from to_release(authority, viewer, catalogue, law, on)
        if reviewed := own_count(authority.ref, viewer=viewer, on=on, state="under_review"):
            yield Task(
                _("复议或诉讼中的记录，有结果的请登记"), authority.name, reviewed, records(authority, "under_review")
            )
    if may(actor, authority.ref, Permission.SUBMIT_RECORDS):
        if returned := own_count(authority.ref, viewer=viewer, on=on, state="returned"):
            yield Task(_("审核员退回的记录，请更正"), authority.name, returned, records(authority, "returned"))
        yield from missing(authority, viewer, law, on)


def to_release(authority: AuthorityView, viewer: Viewer, catalogue: Catalogue, law: Law, on: date) -> Iterator[Task]:
    for each in waiting_submissions(authority.ref, viewer=viewer):
        own, first = catalogue.types.get(each.type), each.first_decided_on
        key = own and own.entry.reporting.deadline
        rule = law.rule(key, first) if key and first else None
        last = law.ends(rule, first) if rule else None
        query = urlencode({"authority": authority.ref, "submission": each.submission})
        yield Task(
            format_lazy("{}：{}", _("审核发布"), words(own.entry.title) if own else each.type),
            authority.name,
            each.records,
            f"{reverse('desk:release')}?{query}",
            left(last, on, law.calendar),
            last and why(key, first),
        )


def missing(authority: AuthorityView, viewer: Viewer, law: Law, on: date) -> Iterator[Task]:
    """应报未报: what is overdue, all of it as one task, and each period that is awaited."""
    expected = expected_lately(viewer=viewer, on=on, authority=authority.ref)
    address = f"{reverse('desk:zero')}?{urlencode({'authority': authority.ref})}"
    if overdue := [each for each in expected if each.is_overdue]:
        first, letters = overdue[0], letters_to(expected)
        yield Task(
            _("信用办已催报的逾期未报，请补报或零报送") if letters else _("逾期未报的期数，请补报或零报送"),
            authority.name, len(overdue), address,
            left(first.due.due_on, on, law.calendar), why(first.rule.key, first.period.last), letters,
        )  # fmt: skip
    for each in expected:
        if each.state == "awaited":
            yield Task(
                format_lazy("{}：{} {}", _("报送或零报送"), words(each.title), str(each.period)), authority.name, 1,
                address, left(each.due.due_on, on, law.calendar), why(each.rule.key, each.period.last),
            )  # fmt: skip


def of_office(actor: Actor, viewer: Viewer, on: date) -> Iterator[Task]:
    if actor.why_not_anywhere(Permission.SUPERVISE_SUBMISSIONS) is None:
        if rows := rows_waiting(viewer=viewer):
            yield Task(_("报送文件里的待核行"), _("信用办"), rows, reverse("desk:rows"))
        if overdue := [each for each in expected_lately(viewer=viewer, on=on) if each.is_overdue]:
            departments = {each.authority for each in overdue}
            yield Task(_("逾期未报的部门，请催报"), _("信用办"), len(departments), reverse("desk:overdue"))
    if actor.why_not_anywhere(Permission.REVIEW_ORGANISATIONS) is None and (queue := review_queue(viewer=viewer)):
        yield Task(_("名册里的待核匹配"), _("信用办"), len(queue), reverse("desk:review"))


def records(authority: AuthorityView, state: str) -> str:
    return f"{reverse('desk:records')}?{urlencode({'authority': authority.ref, 'state': state})}"


def why(key: str, start: date) -> str:
    """Where the last day is computed before everybody's eyes."""
    return f"{reverse('portal:rule', args=[key])}?{urlencode({'start': start.isoformat()})}"
