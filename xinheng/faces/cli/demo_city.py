"""演示城市: `bin/xinheng demo-city --seed N --organisations M [--out FILE] [--files FOLDER [--until D]]`: a synthetic registry,
and ten years of its departments' files with the truth about every row, the same every time."""

import hashlib
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import TYPE_CHECKING

from xinheng.city import NOTICE
from xinheng.faces.clock import SHANGHAI, today
from xinheng.ground.refusal import Refusal, Refused
from xinheng.ground.text import Text

if TYPE_CHECKING:
    import polars as pl

    from xinheng.city.files import DepartmentFile
    from xinheng.ground.ledger.actor import Actor

HELP = "演示城市的主体 · the organisations of a synthetic city, as CSV, Parquet or JSON lines"

SEED = 1


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="随机种子 · the seed")
    parser.add_argument("--organisations", type=int, required=True, metavar="M", help="主体数 · how many")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写入 .csv、.parquet 或 .jsonl · the file to write")
    parser.add_argument(
        "--files", type=Path, metavar="FOLDER", help="写出各部门的报送文件 · write the departments' files"
    )
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="D", help="报送截至日，缺省为今天 · up to which day"
    )


def run(options: Namespace) -> dict:
    from xinheng.city import codes
    from xinheng.city.organisations import organisations

    writer = writer_for(options.out) if options.out else None
    if not 0 <= options.organisations <= codes.MOST:
        raise Refused(
            Refusal(
                "demo_city.too_many",
                Text(
                    zh=f"主体数应在 0 至 {codes.MOST} 之间。请改小后再试。",
                    en=f"The number of organisations is from 0 to {codes.MOST}. Ask for fewer.",
                ),
            )
        )
    since = time.perf_counter()
    city = organisations(options.seed, options.organisations)
    seconds = time.perf_counter() - since
    if writer:
        writer(city.registry, options.out)
    told = write_files(options) if options.files else None
    return {
        "seed": options.seed,
        "organisations": options.organisations,
        "fates": counted(city.truth["truth_fate"]),
        "classes": counted(city.truth["truth_class"]),
        "states": counted(city.registry["登记状态"]),
        "elsewhere": city.truth["truth_is_elsewhere"].sum(),
        "former_names": city.registry["曾用名"].count(),
        "seconds": round(seconds, 3),
        "out": str(options.out) if options.out else None,
        "sha256": hashlib.sha256(options.out.read_bytes()).hexdigest() if options.out else None,
        "files": told,
        "notice": NOTICE.model_dump(),
    }


def write_files(options: Namespace) -> dict:
    """Writes the departments' files into a folder, a day each, with `truth.jsonl`: what must become of every row."""
    import polars as pl

    from xinheng.city.files import department_files

    truths, until = [], options.until or today()
    for file in department_files(options.seed, options.organisations, until=until):
        folder = options.files / file.sent_on.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_bytes(file.content)
        truths.append(
            file.truth.select(
                pl.lit(f"{folder.name}/{file.name}").alias("file"),
                pl.lit(file.type).alias("type"),
                pl.lit(file.authority).alias("authority"),
                pl.lit(file.sent_on).alias("sent_on"),
                pl.all(),
            )
        )
    truth = pl.concat(truths, how="diagonal_relaxed") if truths else pl.DataFrame({"expected": []})
    options.files.mkdir(parents=True, exist_ok=True)
    truth.write_ndjson(options.files / "truth.jsonl")
    return {
        "folder": str(options.files),
        "files": len(truths),
        "rows": len(truth),
        "until": until.isoformat(),
        "expected": counted(truth["expected"]),
    }


def writer_for(path: Path) -> Callable[["pl.DataFrame", Path], None]:
    import polars as pl

    writers = {
        ".csv": pl.DataFrame.write_csv,
        ".parquet": pl.DataFrame.write_parquet,
        ".jsonl": pl.DataFrame.write_ndjson,
    }
    if path.suffix not in writers:
        raise Refused(
            Refusal(
                "demo_city.format_unknown",
                Text(
                    zh=f"不能写 {path.name}：扩展名应为 {'、'.join(writers)}。请换一个文件名。",
                    en=f"{path.name} cannot be written: it should end in {', '.join(writers)}. Choose another name.",
                ),
            )
        )
    return writers[path.suffix]


def counted(values: "pl.Series") -> dict[str, int]:
    """How often each value occurs, the most frequent first."""
    counts = values.value_counts().rows()
    return dict(sorted(counts, key=lambda count: (-count[1], count[0])))


def lines(result: dict) -> Iterator[str]:
    yield f"{result['organisations']} 个主体，种子 {result['seed']}，{result['seconds']} 秒 · organisations, seed, seconds"
    for title, key in (("类别 classes", "classes"), ("状态 states", "states"), ("去向 fates", "fates")):
        yield f"{title}  " + "  ".join(f"{name} {count}" for name, count in result[key].items())
    yield f"外地 elsewhere {result['elsewhere']}  曾用名 former names {result['former_names']}"
    if result["out"]:
        yield f"{result['out']}  sha256 {result['sha256']}"
    if told := result["files"]:
        yield f"{told['folder']}  {told['files']} 个文件，{told['rows']} 行，截至 {told['until']} · files, rows, up to"
        yield "预期 expected  " + "  ".join(f"{name} {count}" for name, count in told["expected"].items())
    yield result["notice"]["zh"]
    yield result["notice"]["en"]


def record_departments(*, by: "Actor", now: datetime, seed: int = SEED) -> dict[str, str]:
    """登记部门: records the city's authorities, and answers their refs by code. Done twice, it changes nothing."""
    from xinheng.city.departments import departments
    from xinheng.ground.authorities import actions

    refs: dict[str, str] = {}
    for each in departments(seed):
        operation = f"demo-city-{seed}-{each.uscc}"
        refs[each.uscc] = actions.record(
            by=by,
            now=now,
            operation=operation,
            uscc=each.uscc,
            name=each.former_name or each.name,
            region=each.region,
            parent=refs.get(each.parent),
            valid_from=each.valid_from.isoformat(),
        )["authority"]
        if each.former_name:
            actions.change(
                by=by,
                now=now,
                operation=f"{operation}-renamed",
                authority=refs[each.uscc],
                version=1,
                name=each.name,
                valid_from=each.renamed_on.isoformat(),
            )
    return refs


WEEKS, YEARS = 4, 3  # so many weeks in files of their own, and so many years of the past in one
RELEASED_AFTER = timedelta(days=2)
WITH_REVIEWERS = timedelta(days=7)  # what came since then waits to be released
# Of files from before departments reported a class; the law of the day of a decision says what comes of it.
CLASS_OF_THE_PAST = "general"


def report(*, by: "Actor", reviewer: "Actor", organisations: int, until: date, seed: int = SEED) -> int:
    """报送: the departments' files through the door, each as on its day, and released by a second person two days later, but
    for the newest, which wait; then the months in which there was nothing. Answers the number of files. Done again, it goes on
    where it was stopped, or changes nothing."""
    from xinheng.city.files import department_files, zero_reports
    from xinheng.credit.submissions.actions import report_zero, submit
    from xinheng.ground.authorities.queries import authorities
    from xinheng.ground.disclosure import PUBLIC

    refs = {each.uscc: ref for ref, each in authorities(viewer=PUBLIC).items()}
    number = 0
    for file in department_files(seed, organisations, until=until, weeks=WEEKS, years=YEARS):
        told = {"authority": refs[file.authority], "type": file.type}
        at, operation = ten_o_clock(file.sent_on), f"demo-city-{seed}-{file.name}"
        receipt = submit(by=by, now=at, operation=operation, **told, source=file.content, name=file.name)
        if file.sent_on + WITH_REVIEWERS <= until and receipt["admitted"] + receipt["superseding"]:
            release_all(receipt, file, by=reviewer, authority=refs[file.authority], operation=f"{operation}-released")
        number += 1
    for nothing in zero_reports(seed, organisations, until=until):
        if nothing.sent_on <= until:
            month = f"{nothing.month:%Y-%m}"
            told = {"authority": refs[nothing.authority], "type": nothing.type, "month": month}
            operation = f"demo-city-{seed}-{nothing.authority}-{nothing.type}-{month}"
            report_zero(by=by, now=ten_o_clock(nothing.sent_on), operation=operation, **told)
    return number


def ten_o_clock(day: date) -> datetime:
    return datetime.combine(day, time_of_day(10), tzinfo=SHANGHAI)


def release_all(receipt: dict, file: "DepartmentFile", *, by: "Actor", authority: str, operation: str) -> None:
    """审核发布 of a submission, as far as its records can be released; the others stay in the worklist."""
    from xinheng.credit.publicity.actions import release

    is_past = file.type == "penalty" and file.layout != "extended"
    try:
        release(
            by=by,
            now=ten_o_clock(file.sent_on + RELEASED_AFTER),
            operation=operation,
            authority=authority,
            submission=receipt["submission"],
            repair_class=CLASS_OF_THE_PAST if is_past else "",
        )
    except Refused as refused:  # none of them can be
        if not refused.refusal.code.startswith("publicity."):
            raise
