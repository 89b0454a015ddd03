"""`bench validate`: how many cells of penalties a second are validated, beside other ways of asking the same rules.

The file is one of the 2018 layout, drawn from a seed: real proportions of empty cells, three rows in a hundred faulty or about
people. Peers are frictionless (a general validator, row by row; on a sample) and the same rules
written by hand for this one table, in Polars and in DuckDB (`bench/peers/`). All must find the same bad rows, or there are
no figures. Ours is timed twice: `validation` up to the faults, which is what the peers do; `whole` with keys, contents and digests.
"""

import csv
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from xinheng.faces.cli.setup import UV
from xinheng.faces.cli.state import ROOT

VAR = Path(os.environ.get("XINHENG_VAR", ROOT / "var")) / "bench"
ROWS = int(os.environ.get("XINHENG_BENCH_ROWS", 200_000))
SAMPLE = 10_000  # rows for frictionless
WARM_UP = 500  # rows that each sees first: what is imported and compiled once is not timed
SEED = 1
ROUNDS = 3
LIMIT = 50
ON = date(2026, 11, 20)
FIRST, LAST = date(2018, 1, 1), date(2026, 11, 10)

ACTS = [
    ("生产经营标签不符合规定的食品", "《中华人民共和国食品安全法》第一百二十五条第一款第（二）项"),
    ("未按规定申报危险废物管理计划", "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款第（二）项"),
    ("建设项目未经环境影响评价擅自开工", "《中华人民共和国环境影响评价法》第三十一条第一款"),
    ("发布含有虚假内容的广告", "《中华人民共和国广告法》第五十五条第一款"),
    ("未取得施工许可证擅自施工", "《中华人民共和国建筑法》第六十四条、《建设工程质量管理条例》第五十七条"),
    ("未按规定办理税务登记变更", "《中华人民共和国税收征收管理法》第六十条第一款第（一）项"),
]
AUTHORITIES = [("泗阳县市场监督管理局", "11321323MB0C001081"), ("泗阳县发展和改革局", "91310000057662777J")]
TRADES = ["食品", "商贸", "建材", "机械", "纺织", "化工", "电子", "物流", "餐饮管理", "环保科技"]
SYLLABLES = "华盛恒泰安瑞鑫隆博远宏达嘉誉祥顺通汇丰源"


def main(rows: int = ROWS) -> dict:
    """Cells a second of each, the ratios, and that all found the same rows."""
    sys.path.insert(0, str(ROOT))
    install_peers()
    from bench.peers import by_duckdb, by_frictionless, by_polars

    file, sample = written(rows), written(SAMPLE)
    judges = {
        "validation": lambda path: ours(path, whole=False),
        "whole": lambda path: ours(path, whole=True),
        "polars": by_polars.bad_rows,
    }
    if by_duckdb.is_installed():
        judges["duckdb"] = by_duckdb.bad_rows
    else:
        say("duckdb is not installed, and not measured.")
    for judge in judges.values():
        judge(written(WARM_UP))
    found, taken = {}, {name: [] for name in judges}
    for _ in range(ROUNDS):  # in turns, so that what else the machine does touches all alike
        for name, judge in judges.items():
            seconds, found[name] = timed(name, judge, file)
            taken[name].append(seconds)
    seconds = {name: min(each) for name, each in taken.items()}
    cells = rows * width()
    slow = None
    if by_frictionless.is_installed():
        by_frictionless.bad_rows(written(WARM_UP))
        slow, found_slowly = timed("frictionless", by_frictionless.bad_rows, sample)
        found_here = ours(sample, whole=False)
        assert found_slowly == found_here, difference(found_here, found_slowly)
    else:
        say("frictionless is not installed: no ratio to it is given.")
    for name in found:
        assert found[name] == found["validation"], f"{name}: {difference(found['validation'], found[name])}"
    speed = {name: round(cells / each) for name, each in seconds.items()}
    if slow:
        speed["frictionless"] = round(SAMPLE * width() / slow)
    by_hand = max(speed[name] for name in ("polars", "duckdb") if name in speed)
    vs_frictionless = round(speed["validation"] / speed["frictionless"], 1) if slow else None
    return {
        "name": "validate",
        "figures": {
            "rows": rows,
            "columns": width(),
            "bad_rows": len(found["validation"]),
            "cells_per_second": speed,
            "frictionless_rows": SAMPLE if slow else 0,
            "vs_frictionless": vs_frictionless,
            "vs_frictionless_whole": round(speed["whole"] / speed["frictionless"], 1) if slow else None,
            "vs_handwritten": round(speed["validation"] / by_hand, 2),
            "vs_handwritten_whole": round(speed["whole"] / by_hand, 2),
        },
        "limit": LIMIT,
        "ratio": vs_frictionless or 0,
        "lower_is_better": False,
    }


def install_peers() -> None:
    """The peers, in a directory of their own, so that the program's packages stay as they are."""
    lock, peers = ROOT / "requirements" / "bench.lock", VAR / "peers"
    installed = peers / "installed"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        say("installing the peers …")
        done = subprocess.run(
            [
                UV,
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "--python",
                sys.executable,
                "--target",
                peers,
                "-r",
                lock,
            ]
        )
        if done.returncode == 0:
            shutil.copyfile(lock, installed)
    sys.path.append(str(peers))  # behind the program's own, which both share


def say(words: str) -> None:
    print(words, file=sys.stderr)


def timed(name: str, judge: Callable[[Path], set[int]], file: Path) -> tuple[float, set[int]]:
    since = time.perf_counter()
    found = judge(file)
    seconds = time.perf_counter() - since
    say(f"{seconds:8.2f} s  {name}")
    return seconds, found


def difference(ours: set[int], theirs: set[int]) -> str:
    return f"only ours {sorted(ours - theirs)[:10]}, only theirs {sorted(theirs - ours)[:10]}"


def ours(file: Path, *, whole: bool) -> set[int]:
    """The rows that are turned away, by their number in the file."""
    from xinheng.credit.catalogue.headers import understood
    from xinheng.credit.catalogue.seeded import seeded
    from xinheng.credit.submissions.validation import Validation
    from xinheng.ground.columns.reading import blocks

    penalty, validation, bad = seeded("siyang", ON).types["penalty"], None, set()
    for reading in blocks(file, file.name):
        validation = validation or Validation(penalty, understood(reading.headers, penalty), ON)
        if whole:
            result = validation.block(reading)
            bad.update(result.faults["@row"], result.persons["@row"])
        else:
            judged = validation.judged(reading)
            bad.update(judged.faults()["@row"], judged.places.filter(judged.persons)["@row"])
    return bad


# ---- the file -------------------------------------------------------------------------------------------------------

HEADERS = [
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1(统一社会信用代码)",
    "行政相对人代码_2(工商注册号)",
    "行政相对人代码_3(组织机构代码)",
    "行政相对人代码_4(税务登记号)",
    "行政相对人代码_5(事业单位证书号)",
    "行政相对人代码_6(社会组织登记证号)",
    "法定代表人",
    "法定代表人证件类型",
    "法定代表人证件号码",
    "证件类型",
    "证件号码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额(万元)",
    "没收违法所得、没收非法财物的金额(万元)",
    "暂扣或吊销证照名称及编号",
    "处罚决定日期",
    "处罚有效期",
    "公示截止期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    "备注",
]


def width() -> int:
    return len(HEADERS)


def written(rows: int) -> Path:
    """The file, made once and kept under `var`."""
    cached = VAR / f"penalties-{SEED}-{rows}.csv"
    if not cached.exists():
        cached.parent.mkdir(parents=True, exist_ok=True)
        draft = cached.with_suffix(".draft")
        chance = random.Random(SEED)
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            writer.writerows(row(number, chance) for number in range(rows))
        draft.rename(cached)
    return cached


def row(number: int, chance: random.Random) -> list[str]:
    from xinheng.ground.identifiers import uscc

    violation, basis = chance.choice(ACTS)
    authority, authority_code = chance.choice(AUTHORITIES)
    body = f"9{chance.choice('12')}321323MA{''.join(chance.choices(uscc.ALPHABET, k=7))}"
    kind = "个体工商户" if body.startswith("92") else "法人及非法人组织"
    form = "店" if body.startswith("92") else "有限公司"
    name = f"泗阳县{''.join(chance.choices(SYLLABLES, k=2))}{chance.choice(TRADES)}{form}"
    decided = FIRST + timedelta(chance.randrange((LAST - FIRST).days))
    yuan = chance.choice((500, 1000, 2000, 5000, chance.randrange(1000, 200_000)))
    gains = chance.randrange(100, 20_000) if chance.random() < 0.2 else None
    cells = {
        0: name,
        1: kind,
        2: body + uscc.check_character(body),
        8: "".join(chance.choices("王李张刘陈杨赵", k=1) + chance.choices("伟芳娜敏静丽强磊洋艳", k=2)),
        9: "身份证",
        13: f"泗市监处罚〔{decided.year}〕{number + 1}号",
        14: violation,
        15: f"经查，当事人于{decided.year}年{decided.month}月在泗阳县经营期间{violation}，货值金额{chance.randrange(100, 90_000)}元，有现场笔录为证。",
        16: basis,
        17: "罚款;没收违法所得" if gains else "罚款",
        18: f"罚款{yuan}元" + (f"，没收违法所得{gains}元" if gains else ""),
        19: f"{yuan / 10_000:.6f}".rstrip("0").rstrip("."),
        20: f"{gains / 10_000:.6f}".rstrip("0").rstrip(".") if gains else "",
        22: decided.strftime(chance.choice(("%Y-%m-%d", "%Y/%m/%d"))),
        23: "2099-12-31",
        24: (decided + timedelta(365)).isoformat(),
        25: authority,
        26: authority_code,
        27: authority,
        28: authority_code,
        29: chance.choice(("", "", "-", "无", f"已于{decided.isoformat()}送达")),
    }
    if chance.random() < 0.03:
        spoil(cells, decided, chance)
    return [cells.get(column, "") for column in range(width())]


def spoil(cells: dict[int, str], decided: date, chance: random.Random) -> None:
    """One fault of those that clerks make, or a person's row."""
    column, value = chance.choice(
        (
            (0, ""), (0, "王**"), (1, "企业"), (1, "自然人"), (2, cells[2][:17] + "I"), (2, "9132****23MA******"),
            (2, "32132319700101123X"), (13, "-"), (15, ""), (15, "长" * 5001), (17, "罚金"), (17, "行政拘留"), (19, ""),
            (19, "若干"), (22, "2026年"), (22, "2030-01-01"), (22, "1900-01-01"), (23, decided.replace(year=2001, day=1).isoformat()),
            (26, "00000000000000000X"), (28, ""),
        )
    )  # fmt: skip
    cells[column] = value


if __name__ == "__main__":
    import json

    print(json.dumps(main(), ensure_ascii=False, indent=2))
