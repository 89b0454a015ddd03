"""What the pages of the desk say again and again: who may, how long there is, in what state a record is. `{% load desk %}`"""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinheng.credit.publicity.views import RecordView
from xinheng.credit.submissions.sentences import sentence_of
from xinheng.faces.design.templatetags.faces import words
from xinheng.faces.desk.forms import new_operation
from xinheng.ground.ledger.actor import Actor

register = template.Library()


@register.filter
def may(actor: Actor | str, permission: str) -> bool:
    """Whether somebody holds a permission for any authority: `{% if request.actor|may:"records.submit" %}`."""
    return isinstance(actor, Actor) and actor.why_not_anywhere(permission) is None


@register.inclusion_tag("desk/components/left.html")
def left(left, why: str = "") -> dict:
    """剩余工作日: `{% left task.left task.why %}`, with the way to how the day was computed."""
    return {"left": left, "why": why}


@register.filter
def workdays(number: int) -> str:
    if number == 0:
        return _("今天是最后一日")
    return ngettext("还剩 %(days)s 个工作日", "还剩 %(days)s 个工作日", number) % {"days": number}


@register.inclusion_tag("desk/components/publication.html")
def publication(record: RecordView) -> dict:
    """公示情况 of a record: public until when, or why not."""
    return {"record": record}


@register.simple_tag
def operation() -> str:
    """操作号 of a form of one button."""
    return new_operation()


@register.filter
def rule_words(code: str) -> str:
    """What a rule of validation says; a code that is no longer known stands as it is."""
    try:
        return words(sentence_of(code))
    except KeyError:
        return code
