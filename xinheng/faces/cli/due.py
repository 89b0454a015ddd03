"""`due RULE --start D`: when a term of the place's law ends, and why; `due --list`: every term in force."""

import argparse
import os
from collections.abc import Iterator
from datetime import date

from xinheng.faces.clock import today
from xinheng.ground.calendars import BeyondCalendar, Due, Step, Suspension, Uncountable, due, shipped_calendar
from xinheng.ground.calendars.chinese import full
from xinheng.ground.policies import seed
from xinheng.ground.policies.folding import LEVEL_WORDS, STATUS_WORDS, Standing, term_in_words
from xinheng.ground.policies.pack import Pack, RuleInForce
from xinheng.ground.refusal import Refusal, Refused

HELP = "期限计算 when a term ends, with its reason and its article"

BINDINGS = {"hard": "应当遵守", "in_principle": "原则上"}


def arguments(parser: argparse.ArgumentParser) -> None:
    place = os.environ.get("XINHENG_PLACE", "siyang")
    parser.add_argument("rule", nargs="?", metavar="RULE", help="期限的键 key of the rule; see --list")
    parser.add_argument(
        "--start", type=date.fromisoformat, metavar="D", help="起算事由发生之日 date of the start event"
    )
    parser.add_argument("--policy", default=place, metavar="CITY", help="政策包 pack (default: %(default)s)")
    parser.add_argument("--provisional", action="store_true", help="允许暂定推算 allow a date without a notice")
    parser.add_argument(
        "--suspend", type=suspension, action="append", default=[], metavar="FIRST..LAST", help="中止 days not counted"
    )
    parser.add_argument("--extend", type=int, default=0, metavar="N", help="延长 units added to the number")
    parser.add_argument("--restart", type=date.fromisoformat, metavar="D", help="重新起算 counts anew from this day")
    parser.add_argument("--list", action="store_true", help="列出全部期限 every rule in force")
    parser.add_argument("--on", type=date.fromisoformat, metavar="D", help="适用日 (with --list; default: today)")
    parser.set_defaults(misuse=parser.error)


def suspension(text: str) -> Suspension:
    """中止: FIRST..LAST, both included."""
    first, _, last = text.partition("..")
    return Suspension(date.fromisoformat(first), date.fromisoformat(last))


def run(options: argparse.Namespace) -> dict | list[dict]:
    pack = seed.load().pack(options.policy)
    if options.list:
        return [listed(rule) for rule in pack.rules(options.on or today())]
    if not options.rule or not options.start:
        options.misuse("RULE and --start D are required, or --list")
    rule = pack.rule(options.rule, options.start)
    return answered(pack, rule, options.start, computed(rule, options))


def computed(rule: RuleInForce, options: argparse.Namespace) -> Due:
    try:
        return due(
            options.start,
            rule.term,
            shipped_calendar(),
            suspensions=options.suspend,
            extended_by=options.extend,
            restarted_on=options.restart,
            provisional=options.provisional,
        )
    except BeyondCalendar as beyond:
        raise Refused(Refusal("calendars.beyond", beyond.sentence)) from beyond
    except Uncountable as uncountable:
        raise Refused(Refusal("calendars.uncountable", uncountable.sentence)) from uncountable


def listed(rule: RuleInForce) -> dict:
    """One rule: its number and where it comes from."""
    return {
        "rule": rule.key,
        "title": rule.title.zh,
        "clause": rule.clauses[0] if rule.clauses else None,
        "clauses": list(rule.clauses),
        "days": rule.term.number,
        "unit": rule.term.unit,
        "day_of_month": rule.term.day_of_month,
        "term": in_words(rule),
        "nature": rule.term.nature,
        "start_event": rule.start_event.code,
        "start_event_text": rule.start_event.zh,
        "binding": rule.binding,
        "level": rule.level,
        "source": rule.source.id,
        "source_title": rule.source.title.zh,
        "source_status": rule.status,
        "article": rule.article,
    }


def answered(pack: Pack, rule: RuleInForce, start_on: date, result: Due) -> dict:
    """One deadline, with all that it was computed from."""
    return {
        "due_on": result.due_on.isoformat(),
        "start_on": start_on.isoformat(),
        **listed(rule),
        "explanation": result.explanation.zh,
        "explanation_en": result.explanation.en,
        "provisional": result.provisional,
        "skipped": [{"date": step.on.isoformat(), "reason": step.reason.zh} for step in result.skipped],
        "steps": [step_shown(step) for step in result.steps],
        "policy": pack.place.id,
        "policy_digest": pack.digest,
        "calendar_digest": result.calendar_digest,
    }


def step_shown(step: Step) -> dict:
    return {"date": step.on.isoformat(), "number": step.number, "reason": step.reason.zh}


def in_words(rule: RuleInForce) -> str:
    applied = next(layer for layer in rule.layers if layer.standing is Standing.APPLIED)
    return term_in_words(applied.value).zh


def lines(result: dict | list[dict]) -> Iterator[str]:
    if isinstance(result, list):
        yield from listing(result)
        return
    label = "  暂定 PROVISIONAL" if result["provisional"] else ""
    yield f"  {full(date.fromisoformat(result['due_on']))} 24时{label}"
    yield ""
    yield result["explanation"]
    yield result["explanation_en"]
    yield ""
    yield f"期限  {result['title']}：自{result['start_event_text']}起{result['term']}（{BINDINGS[result['binding']]}）"
    yield f"依据  {cited(result)}"
    if result["clauses"]:
        yield f"条目  {'、'.join(result['clauses'])}"
    yield ""
    for step in result["steps"]:
        number = "·" if step["number"] is None else step["number"]
        yield f"{number:>5}  {full(date.fromisoformat(step['date']))}  {step['reason']}"


def listing(rules: list[dict]) -> Iterator[str]:
    for rule in rules:
        yield f"{rule['rule']}  {rule['title']}"
        yield f"    自{rule['start_event_text']}起{rule['term']}（{BINDINGS[rule['binding']]}） {cited(rule)}"
    yield f"共{len(rules)}项期限"


def cited(rule: dict) -> str:
    """市县《…办法》第三十一条（效力未确认）."""
    if rule["source"] == "configured":
        return f"{LEVEL_WORDS[rule['level']].zh}：{rule['source_title']}"
    status = STATUS_WORDS[rule["source_status"]].zh
    return f"{LEVEL_WORDS[rule['level']].zh}《{rule['source_title']}》{rule['article'] or ''}（{status}）"
