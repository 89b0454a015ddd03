"""`bench ingest`: how fast a file of two million penalties becomes records, held against plain COPY of the same rows.

The table holds three million penalties before. The file has 28 columns of the national layout of 2018, people's columns among
them; 5 % of its rows are known already, 2 % correct a known record, 3 % are faulty. Taking it in is everything that the
upload does, by the same action: reading, cleaning, validating, identity, whose each row is, what is new, JSON, digests, the
rejected rows, the ledger, the receipt; at the end the records are in file. Plain COPY is what of that cannot be saved:
the rows that came of it, ready as CSV in the order of the file, on one connection, into the same table with the same keys
and indexes, in a database in the same state, on the same server, right after. It is spared the guard against late facts.

The database with the three million, loaded through the same action, is made once and kept; each run works on copies of it.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import polars as pl
import psycopg

from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import ROOT, state_directory

BEFORE = int(os.environ.get("XINHENG_BENCH_BEFORE", 3_000_000))
ROWS = int(os.environ.get("XINHENG_BENCH_ROWS", 2_000_000))
ORGANISATIONS = int(os.environ.get("XINHENG_BENCH_ORGANISATIONS", 500_000))
DUPLICATE, SUPERSEDING, FAULTY = 5, 2, 3  # of a hundred rows
SEED = 1
LIMIT = 0.9
MEMORY_LIMIT_MB = 2048
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
OFFICE, BUREAU = "11321323MB0C001081", "11321323MB0C00204A"  # made up, with right check characters
RECORDS = "records_creditrecord"
VAR = Path(os.environ.get("XINHENG_VAR", ROOT / "var")) / "bench"


def main() -> dict:
    """Admitted rows a second of both, their ratio, and the memory that taking in needed."""
    file = cached(f"penalties-{SEED}-{BEFORE}-{ROWS}.csv", lambda path: later_rows().write_csv(path))
    with Postgres(state_directory().with_name(state_directory().name + "-bench-ingest")) as postgres:
        server = Server(postgres)
        filled = server.filled()
        with server.copy_of(filled, "ours") as ours, server.copy_of(filled, "theirs") as theirs:
            loaded = stage("load", ours, file)
            copied = stage("copy", ours, theirs)
    rows = loaded["receipt"]["admitted"] + loaded["receipt"]["superseding"]
    if loaded["receipt"]["received"] != ROWS or not 0.9 < rows / (ROWS * (100 - DUPLICATE - FAULTY) / 100) < 1.1:
        raise SystemExit(f"the file was not understood as it was made: {loaded['receipt']}")
    return {
        "name": "ingest",
        "figures": {
            "rows": ROWS,
            "columns": pl.scan_csv(file, infer_schema=False).collect_schema().len(),
            "rows_before": BEFORE,
            "file_mb": round(file.stat().st_size / 1e6),
            **{
                name: loaded["receipt"][name] for name in ("admitted", "superseding", "duplicate", "rejected", "review")
            },
            "load_seconds": loaded["seconds"],
            "load_cpu_seconds": loaded["cpu_seconds"],
            "copy_seconds": copied["seconds"],
            "load_rows_per_second": round(rows / loaded["seconds"]),
            "copy_rows_per_second": round(copied["rows"] / copied["seconds"]),
            "peak_memory_mb": loaded["memory_mb"],
            "memory_limit_mb": MEMORY_LIMIT_MB,
        },
        "limit": LIMIT,
        "ratio": round(rows / loaded["seconds"] / (copied["rows"] / copied["seconds"]), 3),
        "lower_is_better": False,
    }


# ---- the file -------------------------------------------------------------------------------------------------------


def cached(name: str, make) -> Path:
    path = VAR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        say(f"making {name}")
        make(draft)
        draft.rename(path)
    return path


def register() -> Path:
    from xinheng.city.organisations import organisations

    return cached(
        f"registry-{SEED}-{ORGANISATIONS}.parquet",
        lambda path: organisations(SEED, ORGANISATIONS).registry.write_parquet(path),
    )


def later_rows() -> pl.DataFrame:
    """The file: new rows, with known, corrected and faulty ones strewn among them."""
    share = ROWS // 100
    known = penalties(pl.int_range(0, BEFORE, eager=True).sample(share * (DUPLICATE + SUPERSEDING), seed=SEED))
    changed = pl.col("处罚内容") + "（更正：罚款金额以本决定为准）"
    corrected = known.head(share * SUPERSEDING).with_columns(changed.alias("处罚内容"))
    new = penalties(pl.int_range(BEFORE, BEFORE + ROWS - known.height, eager=True))
    place = pl.int_range(new.height)
    is_faulty = place < share * FAULTY
    new = new.with_columns(
        pl.when(is_faulty & (place % 3 == 0))
        .then(pl.lit("2024年13月45日"))
        .otherwise("处罚决定日期")
        .alias("处罚决定日期"),
        pl.when(is_faulty & (place % 3 == 1)).then(pl.lit("")).otherwise("违法行为类型").alias("违法行为类型"),
        pl.when(is_faulty & (place % 3 == 2)).then(pl.lit("若干")).otherwise("罚款金额(万元)").alias("罚款金额(万元)"),
    )
    return pl.concat([known.tail(share * DUPLICATE), corrected, new]).sample(fraction=1, shuffle=True, seed=SEED)


def penalties(numbers: pl.Series) -> pl.DataFrame:
    """Penalties by their numbers: the same number is always the same row."""
    parties = pl.read_parquet(register(), columns=["统一社会信用代码", "主体名称"]).filter(
        pl.col("统一社会信用代码").str.contains("^9[12][0-9A-Z]{16}$")
    )
    rows = pl.DataFrame({"n": numbers.cast(pl.UInt64)})
    drawn = {name: pl.col("n").hash(seed) for seed, name in enumerate(("party", "day", "fine", "act", "person"))}
    rows = rows.with_columns(**drawn)
    party = pl.col("party") % parties.height
    rows = rows.with_columns(
        code=pl.lit(parties["统一社会信用代码"]).gather(party), name=pl.lit(parties["主体名称"]).gather(party)
    )
    day = pl.lit(date(2016, 1, 1)) + pl.duration(days=pl.col("day") % 3900)
    act, text = pl.col("act") % len(ACTS), pl.col("n").cast(pl.String)
    fine = pl.col("fine") % 50 + 1
    person = pl.lit(pl.Series(SURNAMES)).gather(pl.col("person") % len(SURNAMES)) + pl.lit(pl.Series(GIVEN)).gather(
        pl.col("act") % len(GIVEN)
    )
    return rows.select(
        pl.col("name").alias("行政相对人名称"),
        pl.when(pl.col("code").str.starts_with("92")).then(pl.lit("个体工商户")).otherwise(pl.lit("法人及非法人组织")).alias("行政相对人类别"),
        pl.col("code").alias("行政相对人代码_1(统一社会信用代码)"),
        pl.lit("").alias("行政相对人代码_2(工商注册号)"),
        pl.lit("").alias("行政相对人代码_3(组织机构代码)"),
        pl.lit("").alias("行政相对人代码_4(税务登记号)"),
        person.alias("法定代表人"),
        pl.lit("身份证").alias("法定代表人证件类型"),
        pl.lit("00000019000101000X").alias("法定代表人证件号码"),
        pl.lit("").alias("证件类型"),
        pl.lit("").alias("证件号码"),
        pl.format("泗市监处罚〔{}〕{}号", day.dt.year(), text).alias("行政处罚决定书文号"),
        pl.lit(pl.Series([each[0] for each in ACTS])).gather(act).alias("违法行为类型"),
        pl.format("经查，当事人于{}在其经营场所{}，货值金额{}元，违法所得{}元，有现场检查笔录、询问笔录、票据等证据在案（案卷{}）。",
                  day, pl.lit(pl.Series([each[1] for each in ACTS])).gather(act), pl.col("fine") % 90_000, pl.col("day") % 9_000, text).alias("违法事实"),
        pl.lit(pl.Series([each[2] for each in ACTS])).gather(act).alias("处罚依据"),
        pl.lit("罚款").alias("处罚类别"),
        pl.format("责令当事人立即改正上述违法行为，并处罚款人民币{}万元，上缴国库。", fine).alias("处罚内容"),
        fine.cast(pl.String).alias("罚款金额(万元)"),
        pl.lit("").alias("没收违法所得、没收非法财物的金额(万元)"),
        pl.lit("").alias("暂扣或吊销证照名称及编号"),
        day.dt.strftime("%Y/%m/%d").alias("处罚决定日期"),
        pl.lit("2099/12/31").alias("处罚有效期"),
        (day + pl.duration(days=1095)).dt.strftime("%Y/%m/%d").alias("公示截止期"),
        pl.lit("泗阳县市场监督管理局").alias("处罚机关"),
        pl.lit(BUREAU).alias("处罚机关统一社会信用代码"),
        pl.lit("泗阳县市场监督管理局").alias("数据来源单位"),
        pl.lit(BUREAU).alias("数据来源单位统一社会信用代码"),
        pl.lit("无").alias("备注"),
    )  # fmt: skip


ACTS = [
    ("销售不合格产品", "销售经检验不符合国家标准的产品", "《中华人民共和国产品质量法》第四十九条"),
    ("虚假宣传", "对其商品的性能作引人误解的商业宣传", "《中华人民共和国反不正当竞争法》第八条第一款"),
    ("无证经营", "未取得许可从事须经许可的经营活动", "《无证无照经营查处办法》第五条"),
    ("未明码标价", "销售商品未按规定明码标价", "《中华人民共和国价格法》第四十二条"),
    ("经营过期食品", "经营超过保质期的食品", "《中华人民共和国食品安全法》第一百二十四条第一款第五项"),
    ("侵犯商标专用权", "销售侵犯注册商标专用权的商品", "《中华人民共和国商标法》第六十条第二款"),
    ("计量违法", "使用未经检定的计量器具", "《中华人民共和国计量法》第二十五条"),
]
SURNAMES, GIVEN = list("赵钱孙李周吴郑王冯陈"), ["建国", "秀英", "伟", "芳", "志强", "丽", "军"]


# ---- the server -----------------------------------------------------------------------------------------------------


class Server:
    """The databases of the bench on one embedded server."""

    def __init__(self, postgres: Postgres):
        self.socket = postgres.socket

    def url(self, name: str) -> str:
        return f"postgresql://xinheng@/{name}?host={quote(str(self.socket))}&port=5432"

    def execute(self, *statements: str) -> list[tuple]:
        with psycopg.connect(self.url("xinheng"), autocommit=True) as connection:
            return [connection.execute(statement) for statement in statements][-1].fetchall() if statements else []

    def names(self) -> list[str]:
        return [name for (name,) in self.execute("SELECT datname FROM pg_database")]

    def drop(self, name: str) -> None:
        with psycopg.connect(self.url("xinheng"), autocommit=True) as connection:
            # Without FORCE: the server itself ends an autovacuum that is at work there, which we may not.
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')

    def filled(self) -> str:
        """The database that the runs copy; made anew when anything has changed that could make it differ."""
        name = f"filled_{state_of_the_program()}"
        for old in self.names():
            if old.startswith(("filled_", "ours", "theirs", "draft")) and old != name:
                self.drop(old)
        if name not in self.names():
            before = cached(
                f"penalties-{SEED}-{BEFORE}.parquet",
                lambda path: penalties(pl.int_range(0, BEFORE, eager=True)).write_parquet(path),
            )
            with psycopg.connect(self.url("xinheng"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE draft")
            stage("fill", self.url("draft"), before)
            with psycopg.connect(self.url("xinheng"), autocommit=True) as connection:
                connection.execute(f'ALTER DATABASE draft RENAME TO "{name}"')
        return name

    @contextmanager
    def copy_of(self, name: str, copy: str) -> Iterator[str]:
        say(f"copying {name} as {copy}")
        with psycopg.connect(self.url("xinheng"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}" STRATEGY file_copy')
        try:
            yield self.url(copy)
        finally:
            self.drop(copy)


def state_of_the_program() -> str:
    """A digest of what decides how records look in the table."""
    code = [*ROOT.glob("xinheng/credit/submissions/validation/*.py"), *ROOT.glob("xinheng/**/migrations/*.py"),
            ROOT / "policies/catalogue/nation/penalty.yaml", Path(__file__)]  # fmt: skip
    digest = hashlib.sha256(f"{BEFORE} {ORGANISATIONS}".encode())
    for path in sorted(code):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# ---- the stages, each a process of its own, so that its memory is its own -------------------------------------------


def stage(name: str, *arguments: object) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, name, *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinheng.config.settings")
    os.environ.setdefault("XINHENG_SECRET_KEY", "of the bench; signs nothing")
    import django

    django.setup()


def fill(url: str, file: str) -> dict:
    """Tables, law, departments, a register, and the penalties that are there before."""
    set_up(url)
    from django.core.management import call_command
    from django.db import connection

    from xinheng.credit.organisations.actions import load_organisations
    from xinheng.faces.cli.database import publish_law
    from xinheng.ground.authorities.actions import record
    from xinheng.ground.ledger.actor import Actor

    call_command("migrate", verbosity=0, interactive=False)
    publish_law()
    for uscc, name in ((OFFICE, "泗阳县发展和改革局"), (BUREAU, "泗阳县市场监督管理局")):
        record(by=Actor.system("bench"), now=NOW, operation=f"bench-{uscc}", uscc=uscc, name=name, region="321323", parent=None, valid_from="2019-02-01")  # fmt: skip
    register_file = register()
    load_organisations(by=Actor.system("bench"), now=NOW, operation="bench-register", authority=OFFICE, source=register_file, name=register_file.name)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say("filling")
    receipt = submitted(Path(file), "bench-before")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return receipt


def submitted(file: Path, operation: str) -> dict:
    from xinheng.credit.submissions.actions import submit
    from xinheng.ground.ledger.actor import Actor

    since, cpu_since = time.perf_counter(), time.process_time()
    receipt = submit(by=Actor.system("bench"), now=NOW, operation=operation, authority=BUREAU, type="penalty", source=file, name=file.name)  # fmt: skip
    seconds = time.perf_counter() - since
    counts = {name: value for name, value in receipt.items() if isinstance(value, int)}
    memory_mb, cpu = peak_memory_mb(), time.process_time() - cpu_since
    say(f"{seconds:.1f} s, {cpu:.0f} s CPU, {memory_mb} MB, {counts}")
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 1),
        "receipt": counts | {"submission": receipt["submission"]},
        "memory_mb": memory_mb,
    }


def peak_memory_mb() -> int:
    """Of this program alone: `ru_maxrss` begins at what the process held that started it."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def load(url: str, file: str) -> dict:
    set_up(url)
    settle()
    return submitted(Path(file), "bench-load")


def copy(ours: str, theirs: str) -> dict:
    """Plain COPY of the rows of the newest batch, into the other database."""
    rows = VAR / "rows.csv"
    with psycopg.connect(ours) as connection, rows.open("wb") as file:
        newest = connection.execute("SELECT id FROM ledger_batch ORDER BY knowledge_no DESC LIMIT 1").fetchone()[0]
        query = f'SELECT * FROM {RECORDS} WHERE batch_id = {newest} ORDER BY "row"'
        with connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as out:
            for block in out:
                file.write(block)
    settle()
    with psycopg.connect(theirs, autocommit=True) as connection, rows.open("rb") as file:
        connection.execute(f"ALTER TABLE {RECORDS} DISABLE TRIGGER USER")
        since = time.perf_counter()
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY {RECORDS} FROM STDIN (FORMAT csv)") as into:
                while block := file.read(1 << 20):
                    into.write(block)
            seconds, copied = time.perf_counter() - since, cursor.rowcount
    rows.unlink()
    say(f"copy {seconds:.1f} s, {copied} rows")
    return {"seconds": round(seconds, 2), "rows": copied}


def settle() -> None:
    """What copying the database left to be written is written before the clock starts."""
    os.sync()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    done = {"fill": fill, "load": load, "copy": copy}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(done))
