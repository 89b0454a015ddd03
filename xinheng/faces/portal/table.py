"""期限总表: the rules as rows of a spreadsheet, in the language of the page."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from xinheng.faces.design.templatetags.faces import SIGNS, words
from xinheng.ground.policies.folding import Standing, term_in_words
from xinheng.ground.policies.pack import RuleInForce


def table_of(rules: Iterable[RuleInForce]) -> Iterator[tuple]:
    yield (
        _("事项代码"),
        _("事项"),
        _("由谁办理"),
        _("数字"),
        _("单位"),
        _("期限"),
        _("起算事由"),
        _("约束力"),
        _("依据文件"),
        _("条款"),
        _("依据效力"),
    )
    for rule in rules:
        applied = next(layer for layer in rule.layers if layer.standing is Standing.APPLIED)
        yield (
            rule.key,
            words(rule.title),
            words(rule.actor),
            rule.term.number,
            rule.term.unit.value,
            words(term_in_words(applied.value)),
            words(rule.start_event),
            SIGNS[rule.binding].word,
            words(rule.source.title),
            rule.article or "",
            SIGNS[rule.status].word,
        )
