"""`catalogue list|show|template|check`: what may be collected, field by field; workbooks to fill in; whether the texts are sound.

All of it reads the folder and starts no database; `policies publish` brings a text into force.
"""

import argparse
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from xinheng.credit.catalogue import reading
from xinheng.credit.catalogue.record_type import RecordType
from xinheng.credit.catalogue.seeded import seeded, texts_of
from xinheng.credit.catalogue.template import layout_of, required_in_words, template
from xinheng.faces.clock import today
from xinheng.ground.policies import seed
from xinheng.ground.policies.faults import Fault, PolicyFault
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "归集目录 what may be collected, field by field; workbooks to fill in; checks of the texts"


def arguments(parser: argparse.ArgumentParser) -> None:
    place = os.environ.get("XINHENG_PLACE", "siyang")
    commands = parser.add_subparsers(required=True, dest="does", metavar="list|show|template|check")
    listing = commands.add_parser("list", help="全部目录条目 every type, and why one may not be collected")
    show = commands.add_parser("show", help="一个目录条目 one type with its fields, layouts and basis")
    show.add_argument("type", metavar="TYPE")
    filling = commands.add_parser("template", help="填报模板 the workbook of a type")
    filling.add_argument("type", metavar="TYPE")
    filling.add_argument("--layout", metavar="LAYOUT", help="版式，默认第一种 (default: the first)")
    filling.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    check = commands.add_parser("check", help="检查文本 every fault of the texts of a folder")
    check.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    for command in (listing, show, filling):
        command.add_argument("--policy", default=place, metavar="CITY", help="哪一地 place (default: %(default)s)")
        command.add_argument("--on", type=date.fromisoformat, metavar="D", help="适用日 (default: today)")
    for command in (listing, show, filling, check):
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def run(options: argparse.Namespace) -> dict:
    if options.does == "check":
        return checked(options.folder or seed.seed_folder())
    catalogue = seeded(options.policy, options.on or today())
    match options.does:
        case "list":
            types = [summary(each) for each in catalogue.types.values()]
            return {"place": options.policy, "on": catalogue.on.isoformat(), "types": types}
        case "show":
            return shown(catalogue.named(options.type))
        case "template":
            return written(catalogue.named(options.type), options.layout, options.output)


def checked(folder: Path) -> dict:
    started = time.perf_counter()
    texts = texts_of(folder)
    try:
        types, faults = reading.read(texts, seed.load(folder)), ()
    except PolicyFault as fault:
        types, faults = (), fault.faults
    return {
        "folder": str(folder),
        "texts": len(texts),
        "types": [each.entry.type for each in types],
        "faults": [fault_shown(fault) for fault in faults],
        "seconds": round(time.perf_counter() - started, 3),
    }


def fault_shown(fault: Fault) -> dict:
    said = {"what": fault.what.model_dump(), "remedy": fault.remedy.model_dump()}
    return {
        "code": fault.code,
        "file": fault.file,
        "line": fault.line,
        "key": fault.key,
        "value": fault.value,
    } | said


def summary(record_type: RecordType) -> dict:
    entry, refusal = record_type.entry, record_type.why_not_collect
    return {
        "type": entry.type,
        "title": entry.title.model_dump(),
        "place": entry.place,
        "category": entry.category,
        "collectable": refusal is None,
        "refusal": refusal
        and {"code": refusal.code, "message": refusal.sentence.model_dump(), "article": refusal.article},
        "basis": record_type.source.id if record_type.source else None,
        "basis_title": record_type.source.title.model_dump() if record_type.source else None,
        "bearing": entry.bearing,
        "voluntary": entry.voluntary,
        "publicity": entry.publicity.window,
        "frequency": entry.reporting.frequency,
        "fields": len(record_type.kept_fields),
        "layouts": list(entry.layouts),
        "sha256": record_type.sha256,
    }


def shown(record_type: RecordType) -> dict:
    entry, levels = record_type.entry, record_type.levels()
    return summary(record_type) | {
        "article": record_type.item.article if record_type.item else None,
        "deadline": entry.reporting.deadline,
        "providers": entry.reporting.providers and list(entry.reporting.providers),
        "retention": entry.retention,
        "use": entry.use,
        "erasure": entry.erasure,
        "identity": list(entry.identity),
        "layouts": {
            name: {"title": layout.title.model_dump(), "columns": list(layout.columns), "verified": layout.verified}
            for name, layout in entry.layouts.items()
        },
        "fields": [
            {
                "code": code,
                "title": field.title.model_dump(),
                "kind": field.kind,
                "required": field.required is True,
                "required_words": required_in_words(field, record_type).model_dump(),
                "level": levels[code],
                "summary": field.summary,
                "free_text": field.free_text,
                "unit": field.unit,
                "longest": field.longest,
                "choices": {choice: words.zh for choice, words in field.choices.items()},
                "headers": list(field.headers),
                "verified": field.verified,
            }
            for code, field in record_type.kept_fields.items()
        ],
    }


def written(record_type: RecordType, asked: str | None, file: Path) -> dict:
    """填报模板 into a file; of a type that may not be collected there is none."""
    if record_type.why_not_collect:
        raise Refused(record_type.why_not_collect)
    layout = layout_of(record_type, asked)
    content = template(record_type, layout)
    try:
        file.write_bytes(content)
    except OSError as error:
        sentence = Text(
            zh=f"不能写入“{file}”：{error}。请换一个可写的位置。",
            en=f'Cannot write "{file}": {error}. Name a place that can be written.',
        )
        raise Refused(Refusal("catalogue.unwritable", sentence)) from error
    return {"template": str(file), "type": record_type.type, "layout": layout, "bytes": len(content)}


def lines(result: dict) -> Iterator[str]:
    if "template" in result:
        yield f"已写入 {result['template']}　{result['type']} {result['layout']}"
    elif "faults" in result:
        yield from check_lines(result)
    elif "types" in result:
        yield from map(summary_line, result["types"])
    else:
        yield from type_lines(result)


def check_lines(result: dict) -> Iterator[str]:
    for fault in result["faults"]:
        line = f":{fault['line']}" if fault["line"] else ""
        yield f"{fault['file']}{line}　{fault['key']}　[{fault['code']}]"
        yield f"　　{fault['what']['zh']}{fault['remedy']['zh']}"
        yield f"　　{fault['what']['en']} {fault['remedy']['en']}"
    found = len(result["faults"])
    verdict = f"{found} 处差错，不能公布 · {found} faults" if found else "没有差错 · no faults"
    yield f"{result['folder']}：{result['texts']} 份目录文本，{verdict}，用时 {result['seconds']} 秒"


def summary_line(each: dict) -> str:
    standing = "可归集" if each["collectable"] else each["refusal"]["message"]["zh"]
    return f"{each['type']:<14}{each['title']['zh']}　{each['fields']} 项　{standing}"


def type_lines(result: dict) -> Iterator[str]:
    yield summary_line(result | {"fields": len(result["fields"])})
    if result["basis_title"]:
        yield f"依据　{result['basis_title']['zh']} {result['article'] or ''}"
    yield f"身份字段　{'、'.join(result['identity'])}"
    for name, layout in result["layouts"].items():
        yield f"版式　{name}　{layout['title']['zh']}　{len(layout['columns'])} 列　核实 {layout['verified']}"
    for field in result["fields"]:
        needed = field["required_words"]["zh"]
        yield f"　{field['code']:<28}{field['title']['zh']}　{needed}　{field['level']}　核实 {field['verified']}"
