"""`policies show|check|publish|publish-seed|export`: what the law says at a place, whether files are sound, their way into force.

`show` and `check` read the folder and start no database; with `--published`, `show` reads what is in force.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from datetime import date
from getpass import getpass
from pathlib import Path

from xinheng.faces.clock import now, today
from xinheng.ground.ledger.chain import digest_of
from xinheng.ground.policies import seed
from xinheng.ground.policies.faults import PolicyFault
from xinheng.ground.policies.folding import LEVEL_WORDS, STATUS_WORDS, Item, Layer, Standing
from xinheng.ground.policies.pack import Library, ListInForce, Pack, why_not_open
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

HELP = "政策包 what the law says at a place, at which level and why; checks, publishes and exports the files"

STANDINGS = {
    "applied": Text(zh="适用", en="applied"),
    "overridden": Text(zh="被下位规定取代", en="overridden"),
    "superseded": Text(zh="不适用", en="superseded"),
    "repealed": Text(zh="已废止", en="repealed"),
    "not_yet": Text(zh="尚未施行", en="not yet in force"),
    "ended": Text(zh="已届满", en="ended"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, dest="does", metavar="show|check|publish|publish-seed|export")
    show = commands.add_parser("show", help="一地的政策 the law of a place, or one key of it with every level")
    show.add_argument("city", metavar="CITY")
    show.add_argument("key", nargs="?", metavar="KEY")
    show.add_argument("--on", type=date.fromisoformat, metavar="D", help="适用日 (default: today)")
    show.add_argument("--published", action="store_true", help="读数据库中已公布的 what the database has in force")
    check = commands.add_parser("check", help="检查文件 every fault of a folder, and what is superseded in it")
    check.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    check.add_argument("--on", type=date.fromisoformat, metavar="D", help="适用日 (default: today)")
    publish = commands.add_parser("publish", help="公布 brings a text that another person drafted into force")
    publish.add_argument(
        "file", type=Path, metavar="FILE", help="政策文件 YAML，或放假通知 JSON a pack file or a notice"
    )
    publish.add_argument(
        "--key",
        required=True,
        metavar="KEY",
        help="such as cities/siyang/rules, catalogue/nation/penalty or calendars/2027",
    )
    publish.add_argument("--author", required=True, metavar="USER", help="起草人 the account that drafted it")
    publish.add_argument("--by", required=True, metavar="USER", help="公布人 the second person, who publishes it")
    seeding = commands.add_parser("publish-seed", help="公布随附政策 publishes what is new in the seed")
    export = commands.add_parser("export", help="导出 writes what is in force back as files")
    export.add_argument("folder", type=Path, metavar="FOLDER")
    for command in (show, check, publish, seeding, export):
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")


def run(options: argparse.Namespace) -> dict:
    match options.does:
        case "show":
            pack = in_force(options.city) if options.published else seed.load().pack(options.city)
            on = options.on or today()
            return item_shown(pack, options.key, on) if options.key else pack_shown(pack, on)
        case "check":
            return checked(options.folder or seed.seed_folder(), options.on or today())
        case "publish":
            return publish(options)
        case "publish-seed":
            return publish_seed()
        case "export":
            return export(options.folder)


def in_force(city: str) -> Pack:
    from xinheng.faces.cli.database import ready

    ready()
    from xinheng.ground.policies.queries import pack_in_force

    return pack_in_force(city)


def publish_seed() -> dict:
    from xinheng.faces.cli.database import ready

    ready()
    from xinheng.ground.ledger.actor import Actor
    from xinheng.ground.policies import actions

    return actions.publish_seed(by=Actor.system("setup"), now=now())


def publish(options: argparse.Namespace) -> dict:
    """公布: by a second person, who gives their password; the same file published again by them gets the first answer."""
    from xinheng.faces.cli.database import ready

    ready()
    from xinheng.ground.access.queries import actor_named, actor_signing
    from xinheng.ground.policies import actions
    from xinheng.ground.policies.kinds import kind_of_key

    text = text_of(options.file)
    return actions.publish(
        by=actor_signing(options.by, getpass(f"{options.by} 的密码 · password of {options.by}: ")),
        now=now(),
        operation=f"publish:{digest_of([options.key, options.by, options.author, text])}",
        kind=kind_of_key(options.key).value,
        key=options.key,
        text=text,
        author=actor_named(options.author).ref,
    )


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        sentence = Text(
            zh=f"读不了文件“{file}”：{error}。请给出 UTF-8 编码的文件。",
            en=f'Cannot read "{file}": {error}. Give a file in UTF-8.',
        )
        raise Refused(Refusal("policies.unreadable", sentence)) from error


def export(folder: Path) -> dict:
    from xinheng.faces.cli.database import ready

    ready()
    from xinheng.ground.policies import queries

    try:
        return {"folder": str(folder), "files": list(queries.export(folder))}
    except OSError as error:
        sentence = Text(
            zh=f"不能写入“{folder}”：{error}。请换一个可写的文件夹。",
            en=f'Cannot write to "{folder}": {error}. Name a folder that can be written.',
        )
        raise Refused(Refusal("policies.unwritable", sentence)) from error


# ---- values ---------------------------------------------------------------------------------------------------------


def checked(folder: Path, on: date) -> dict:
    """Every fault of the folder; where there is none, the values that a higher level sets aside."""
    started = time.perf_counter()
    try:
        library = seed.load(folder, clauses=seed.known_clauses())
        faults, places = (), len(library.places)
    except PolicyFault as fault:
        library, faults, places = None, fault.faults, 0
    return {
        "folder": str(folder),
        "packs": places,
        "faults": [
            {
                "code": fault.code,
                "file": fault.file,
                "line": fault.line,
                "key": fault.key,
                "value": fault.value,
                "what": in_both(fault.what),
                "remedy": in_both(fault.remedy),
            }
            for fault in faults
        ],
        "notices": list(notices(library, on)) if library else [],
        "seconds": round(time.perf_counter() - started, 3),
    }


def notices(library: Library, on: date) -> Iterator[dict]:
    """提示: what a text of a level says and a higher one does not let apply. Each is named once, at its own level."""
    for place in library.places:
        pack = library.pack(place)
        for key in (*pack.rule_keys, *pack.parameter_keys):
            for layer in pack.resolve(key, on).layers:
                if layer.standing is Standing.SUPERSEDED and layer.pack == place and not layer.is_configured:
                    yield {"pack": place, "key": key, **layer_shown(pack.item(key), layer)}


def pack_shown(pack: Pack, on: date) -> dict:
    """Everything that has a value on the day, by chapter."""
    return {
        "place": pack.place.id,
        "name": in_both(pack.name),
        "on": on.isoformat(),
        "chain": [place.id for place in pack.chain],
        "digest": pack.digest,
        "chapters": {code: in_both(title) for code, title in pack.chapters.items()},
        "rules": list(applied_shown(pack, pack.rule_keys, on)),
        "parameters": list(applied_shown(pack, pack.parameter_keys, on)),
        "lists": [list_shown(entry) for entry in pack.lists(on)],
    }


def applied_shown(pack: Pack, keys: Iterable[str], on: date) -> Iterator[dict]:
    for key in keys:
        item, applied = pack.item(key), pack.resolve(key, on).applied
        if applied:
            yield {"key": key, "title": in_both(item.definition.title), **layer_shown(item, applied)}


def item_shown(pack: Pack, key: str, on: date) -> dict:
    """One key: what applies on the day, and every other value of the chain with what became of it and why."""
    if key in pack.list_keys:
        return {"entry": list_shown(pack.list(key, on)), "place": pack.place.id, "on": on.isoformat()}
    item, resolution = pack.item(key), pack.resolve(key, on)
    definition = item.definition
    return {
        "key": key,
        "title": in_both(definition.title),
        "place": pack.place.id,
        "name": in_both(pack.name),
        "on": on.isoformat(),
        "actor": in_both(definition.actor) if key in pack.rule_keys else None,
        "start_event": definition.start_event.model_dump() if key in pack.rule_keys else None,
        "lower_may": definition.lower_may,
        "applied": layer_shown(item, resolution.applied) if resolution.applied else None,
        "layers": [layer_shown(item, layer) for layer in resolution.layers],
    }


def layer_shown(item: Item, layer: Layer) -> dict:
    value = layer.value
    return {
        "standing": layer.standing,
        "level": layer.level,
        "pack": layer.pack,
        "value": list(value.value) if isinstance(value.value, tuple) else plain(value.value),
        "unit": getattr(value, "unit", None),
        "day_of_month": getattr(value, "day_of_month", None),
        "binding": getattr(value, "binding", None),
        "words": in_both(item.written(value)),
        "from": value.from_.isoformat(),
        "until": plain(value.until),
        "source": layer.source.id,
        "source_title": in_both(layer.source.title),
        "source_number": layer.source.number,
        "source_status": layer.status,
        "article": value.article,
        "clauses": list(value.clauses),
        "verified": value.verified,
        "superseded_by": layer.superseded_by,
        "reason": in_both(layer.reason),
        "note": in_both(value.note) if value.note else None,
    }


def list_shown(entry: ListInForce) -> dict:
    refusal = why_not_open(entry)
    return {
        "key": entry.key,
        "title": in_both(entry.title),
        "sort": entry.sort,
        "standing": entry.standing,
        "determined_by": in_both(entry.determined_by),
        "basis": entry.basis.id if entry.basis else None,
        "basis_title": in_both(entry.basis.title) if entry.basis else None,
        "basis_article": entry.basis_article,
        "basis_status": entry.basis_status,
        "public": entry.public,
        "term": entry.term,
        "early_exit": entry.early_exit,
        "entry": in_both(entry.entry),
        "exit": in_both(entry.exit),
        "clauses": list(entry.clauses),
        "verified": entry.verified,
        "level": entry.level,
        "pack": entry.pack,
        "refusal": refusal and {"code": refusal.code, "message": in_both(refusal.sentence), "article": refusal.article},
    }


def in_both(text: Text) -> dict[str, str]:
    return text.model_dump()


def plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# ---- lines for people -----------------------------------------------------------------------------------------------


def lines(result: dict) -> Iterator[str]:
    for mark, written in (
        ("layers", item_lines),
        ("entry", list_lines),
        ("chapters", pack_lines),
        ("faults", check_lines),
        ("held_back", published_lines),
        ("files", export_lines),
        ("sequence", publish_lines),
    ):
        if mark in result:
            yield from written(result)
            return


def publish_lines(result: dict) -> Iterator[str]:
    yield f"{result['key']} 第 {result['sequence']} 版已公布 · version {result['sequence']} is in force  {result['sha256'][:12]}"


def item_lines(result: dict) -> Iterator[str]:
    applied, event = result["applied"], result["start_event"]
    yield f"{result['title']['zh']} · {result['title']['en']}"
    yield f"{result['key']}　{result['name']['zh']}　{result['on']}"
    if event:
        stated = "" if event["stated"] else "（文件未写明，由本系统设定）"
        yield f"{result['actor']['zh']}，自{event['zh']}起算{stated}"
    yield ""
    yield (
        f"适用：{applied['words']['zh']} · {applied['words']['en']}" if applied else "各级均无有效规定 · no level says"
    )
    for layer in result["layers"]:
        yield ""
        yield from layer_lines(layer)


def layer_lines(layer: dict) -> Iterator[str]:
    level, standing = LEVEL_WORDS[layer["level"]], STANDINGS[layer["standing"]]
    in_principle = "　原则上" if layer["binding"] == "in_principle" else ""
    yield f"【{standing.zh}】{level.zh} {layer['pack']}　{layer['words']['zh']}{in_principle}"
    yield f"　　依据　{cited(layer)}"
    yield f"　　时间　{layer['from']} 起{' 至 ' + layer['until'] if layer['until'] else ''}"
    yield f"　　理由　{layer['reason']['zh']}"
    yield f"　　　　　{layer['reason']['en']}"
    if layer["note"]:
        yield f"　　说明　{layer['note']['zh']}"


def cited(layer: dict) -> str:
    """The source as a reader would look it up: title, number, article, whether it is in force, how far it was checked."""
    if layer["source"] == "configured":
        return layer["source_title"]["zh"]
    parts = [
        f"《{layer['source_title']['zh']}》{layer['article'] or ''}",
        layer["source_number"],
        STATUS_WORDS[layer["source_status"]].zh,
        f"核实 {layer['verified']}",
        "、".join(layer["clauses"]),
    ]
    return "　".join(part for part in parts if part)


def list_lines(result: dict) -> Iterator[str]:
    entry = result["entry"]
    yield f"{entry['title']['zh']} · {entry['title']['en']}"
    yield f"{entry['key']}　{LEVEL_WORDS[entry['level']].zh} {entry['pack']}　{result['on']}"
    yield f"　　认定　{entry['determined_by']['zh']}"
    status = f"　{STATUS_WORDS[entry['basis_status']].zh}" if entry["basis_status"] else ""
    basis = f"《{entry['basis_title']['zh']}》{entry['basis_article'] or ''}{status}" if entry["basis"] else "无"
    yield f"　　依据　{basis}　核实 {entry['verified']}"
    yield f"　　列入　{entry['entry']['zh']}"
    yield f"　　移出　{entry['exit']['zh']}"
    if entry["refusal"]:
        yield f"　　不得立案　{entry['refusal']['message']['zh']}（{entry['refusal']['article']}）"


def pack_lines(result: dict) -> Iterator[str]:
    yield f"{result['name']['zh']} · {result['name']['en']}　{result['on']}　{' → '.join(result['chain'])}"
    yield f"政策包摘要 {result['digest']}"
    items = [*result["rules"], *result["parameters"], *result["lists"]]
    for code, title in result["chapters"].items():
        chapter = [item for item in items if item["key"].partition(".")[0] == code]
        if chapter:
            yield ""
            yield f"{title['zh']} · {title['en']}"
            yield from (f"　{item_line(item)}" for item in chapter)


def item_line(item: dict) -> str:
    if "sort" in item:
        return f"{item['key']}　{item['title']['zh']}　{'不得立案' if item['refusal'] else '可立案'}"
    return (
        f"{item['key']}　{item['title']['zh']}　{item['words']['zh']}　{LEVEL_WORDS[item['level']].zh}　{cited(item)}"
    )


def check_lines(result: dict) -> Iterator[str]:
    for fault in result["faults"]:
        line = f":{fault['line']}" if fault["line"] else ""
        yield f"{fault['file']}{line}　{fault['key']}　[{fault['code']}]"
        yield f"　　{fault['what']['zh']}{fault['remedy']['zh']}"
        yield f"　　{fault['what']['en']} {fault['remedy']['en']}"
    for notice in result["notices"]:
        yield f"提示　{notice['pack']}　{notice['key']}　{notice['words']['zh']}　{notice['reason']['zh']}"
    if result["faults"]:
        yield f"{result['folder']}：{len(result['faults'])} 处差错，不能公布 · {len(result['faults'])} faults"
    else:
        yield (
            f"{result['folder']}：{result['packs']} 个政策包没有差错，{len(result['notices'])} 条提示，"
            f"用时 {result['seconds']} 秒 · {result['packs']} packs, no faults"
        )


def published_lines(result: dict) -> Iterator[str]:
    yield from (f"已公布　{key}" for key in result["published"])
    yield from (f"未覆盖　{key}　现行文本由人员公布，或此文本曾经公布后又被取代" for key in result["held_back"])
    yield f"公布 {len(result['published'])} 份，未覆盖 {len(result['held_back'])} 份 · {len(result['published'])} published"


def export_lines(result: dict) -> Iterator[str]:
    yield from result["files"]
    yield f"已写入 {result['folder']}：{len(result['files'])} 个文件 · {len(result['files'])} files written"
