"""答复: what the API says of codes and organisations. Names are never removed and never change their meaning within v1."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from xinheng.credit.organisations.queries import IdentifierView, LineageView, OrganisationView
from xinheng.credit.organisations.search import finding
from xinheng.faces.api.problems import Problem
from xinheng.faces.design.templatetags.faces import SIGNS, words
from xinheng.faces.design.templatetags.organisations import identifier_name, lineage_name, region_name, warning_words
from xinheng.ground.identifiers.identification import IdentifierKind
from xinheng.ground.identifiers.judgement import Judgement


class Named(BaseModel):
    """代码与名称: a code for programs, and what people call it."""

    code: str = Field(description=_("代码"))
    name: str = Field(description=_("名称"))


# ---- codes ----------------------------------------------------------------------------------------------------------


class CodeProblem(BaseModel):
    """代码问题: one thing that is wrong with a code, or unusual about it."""

    code: str = Field(description=_("问题的代号"))
    severity: Literal["error", "warning"] = Field(description=_("error 使代码无效，warning 只是提示"))
    message: str = Field(description=_("说明"))


class CheckedCode(BaseModel):
    """核验结果: what a code is, what is wrong with it, and what was probably meant."""

    code: str | None = Field(description=_("规范书写的代码；形似个人号码的不返回"))
    valid: bool = Field(description=_("是不是有效的统一社会信用代码"))
    kind: str = Field(description=_("机构类别的代号，认不出的为代码类型的代号"))
    identifier_kind: Named = Field(description=_("代码类型"))
    organisation_kind: Named | None = Field(description=_("机构类别"))
    authority: str | None = Field(description=_("登记管理部门"))
    problems: tuple[CodeProblem, ...] = Field(description=_("问题"))
    suggestion: str | None = Field(description=_("可能想输入的代码"))


def checked(judged: Judgement) -> CheckedCode:
    """核验结果; what looks like a person's number is not said back."""
    is_personal = judged.identifier_kind is IdentifierKind.LOOKS_LIKE_RESIDENT_ID
    kind = judged.organisation_kind
    return CheckedCode(
        code=None if is_personal else judged.normalised,
        valid=judged.valid,
        kind=judged.kind,
        identifier_kind=Named(code=judged.identifier_kind, name=words(judged.identifier_kind.label)),
        organisation_kind=Named(code=kind.code, name=words(kind.name)) if kind else None,
        authority=words(kind.authority) if kind else None,
        problems=tuple(
            CodeProblem(code=each.code, severity=each.severity, message=words(each.sentence))
            for each in judged.problems
        ),
        suggestion=judged.suggestion,
    )


# ---- one organisation -----------------------------------------------------------------------------------------------


class Identifier(BaseModel):
    """标识: a code that leads to the organisation."""

    kind: Named = Field(description=_("代码类型"))
    value: str = Field(description=_("代码"))
    warning: CodeProblem | None = Field(description=_("代码与国家标准不符的，说明在此"))


class FormerName(BaseModel):
    """曾用名: a name and when it was used, as far as the register says."""

    name: str = Field(description=_("名称"))
    used_from: date | None = Field(description=_("自何日起使用"))
    used_until: date | None = Field(description=_("用至何日"))


class State(BaseModel):
    """登记状态 from a day on."""

    state: Named = Field(description=_("登记状态"))
    since: date | None = Field(description=_("自何日起；登记机关没有载明的为空"))


class Relation(BaseModel):
    """沿革: how the organisation is bound to another. Nothing adverse passes along it."""

    kind: str = Field(description=_("关系的代号"))
    words: str = Field(description=_("关系，从本主体看"))
    of_this: bool = Field(description=_("本主体是不是关系中的前一方，例如分支机构"))
    uscc: str | None = Field(description=_("另一主体的统一社会信用代码"))
    name: str = Field(description=_("另一主体的名称；可能是人名的不完整显示"))
    on: date | None = Field(description=_("日期"))


class Organisation(BaseModel):
    """主体: an organisation as the public may see it today."""

    uscc: str = Field(description=_("统一社会信用代码"))
    name: str = Field(description=_("名称；可能是人名的不完整显示"))
    masked: bool = Field(description=_("名称是不是没有完整显示"))
    state: Named = Field(description=_("登记状态"))
    kind: Named = Field(description=_("类型"))
    region: Named = Field(description=_("行政区划"))
    industry: Named = Field(description=_("行业（GB/T 4754）"))
    established_on: date | None = Field(description=_("成立日期"))
    capital_fen: int | None = Field(description=_("注册资本，以分为单位的整数"))
    identifiers: tuple[Identifier, ...] = Field(description=_("所有代码，包括旧代码"))
    former_names: tuple[FormerName, ...] = Field(description=_("曾用名"))
    states: tuple[State, ...] = Field(description=_("登记状态的变化"))
    relations: tuple[Relation, ...] = Field(description=_("隶属与沿革，包括分支机构"))
    as_of: date = Field(description=_("查询日期（北京时间）；公开的内容随日期变化"))


def organisation_of(view: OrganisationView, as_of: date) -> Organisation:
    return Organisation(
        uscc=view.uscc,
        name=view.name,
        masked=view.masked,
        state=state_named(view.state),
        kind=Named(code=view.kind, name=view.kind_name),
        region=Named(code=view.region, name=region_name(view.region)),
        industry=Named(code=view.industry, name=view.industry_name),
        established_on=view.established_on,
        capital_fen=view.capital_fen,
        identifiers=tuple(map(identifier_of, view.identifiers)),
        former_names=tuple(
            FormerName(name=each.name, used_from=each.used_from, used_until=each.used_until)
            for each in view.former_names
        ),
        states=tuple(State(state=state_named(each.state), since=each.since) for each in view.states),
        relations=tuple(map(relation_of, (*view.lineage, *view.branches))),
        as_of=as_of,
    )


def state_named(state: str) -> Named:
    return Named(code=state, name=str(SIGNS[state].word))


def identifier_of(view: IdentifierView) -> Identifier:
    said = str(warning_words(view.warning))
    warning = CodeProblem(code=view.warning, severity="warning", message=said) if view.warning else None
    return Identifier(
        kind=Named(code=view.kind, name=words(identifier_name(view.kind))), value=view.value, warning=warning
    )


def relation_of(view: LineageView) -> Relation:
    return Relation(
        kind=view.kind,
        words=str(lineage_name(view)),
        of_this=view.of_this,
        uscc=view.uscc,
        name=view.name,
        on=view.on,
    )


# ---- search ---------------------------------------------------------------------------------------------------------


class Match(BaseModel):
    """匹配说明: what was found in which text; `spans` are from and up to, in characters."""

    how: str = Field(description=_("怎样匹配上的"))
    text: str = Field(description=_("匹配上的名称或代码"))
    spans: tuple[tuple[int, int], ...] = Field(description=_("匹配上的几段，起止位置以字为单位"))
    is_former: bool = Field(description=_("是不是曾用名或旧代码"))


class Hit(BaseModel):
    """检索结果: one organisation, with what a list shows of it."""

    uscc: str = Field(description=_("统一社会信用代码"))
    name: str = Field(description=_("名称；可能是人名的不完整显示"))
    state: Named = Field(description=_("登记状态"))
    region: Named = Field(description=_("行政区划"))
    matched: Match = Field(description=_("匹配说明"))


class Hint(BaseModel):
    """检索建议: what was perhaps meant."""

    text: str = Field(description=_("建议检索的文字"))
    uscc: str | None = Field(description=_("统一社会信用代码；本地没有这个主体的为空"))
    name: str | None = Field(description=_("名称"))
    why: str = Field(description=_("为什么建议"))


class Found(BaseModel):
    """检索答复: one page of hits; where there are none, what was perhaps meant and what to do."""

    by: str = Field(description=_("按什么检索：代码、代码的一部分、名称，或者没有检索的原因"))
    hits: tuple[Hit, ...] = Field(description=_("检索结果，最符合的在前"))
    next: str | None = Field(description=_("下一页的位置，作为参数 after；没有下一页的为空"))
    suggestions: tuple[Hint, ...] = Field(description=_("检索建议"))
    advice: str | None = Field(description=_("没有找到时该怎么办"))


def found_of(found: finding.Found) -> Found:
    return Found(
        by=found.by,
        hits=tuple(
            Hit(
                uscc=hit.uscc,
                name=hit.name,
                state=state_named(hit.state),
                region=Named(code=hit.region, name=region_name(hit.region)),
                matched=Match(
                    how=hit.matched.how,
                    text=hit.matched.text,
                    spans=hit.matched.spans,
                    is_former=hit.matched.is_former,
                ),
            )
            for hit in found.hits
        ),
        next=found.next,
        suggestions=tuple(map(hint_of, found.suggestions)),
        advice=words(found.advice) if found.advice else None,
    )


def hint_of(suggestion: finding.Suggestion) -> Hint:
    return Hint(text=suggestion.text, uscc=suggestion.uscc, name=suggestion.name, why=words(suggestion.why))


class Unknown(Problem):
    """没有这个主体: what the code says by itself, and what was perhaps meant."""

    checked: CheckedCode | None = Field(description=_("代码本身的核验结果；不像代码的为空"))
    suggestions: tuple[Hint, ...] = Field(description=_("检索建议"))
