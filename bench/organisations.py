"""`bench organisations`: how fast a register is loaded, held against plain COPY of the same rows.

The register is the synthetic city's, as Parquet. Loading is everything from the file to the receipt: reading, judging,
comparing, digests, search names, facts, ledger. Plain COPY is what of that cannot be saved: the same rows, ready as CSV,
into the same tables with the same indexes and keys, in one transaction. The two take turns, and the best of each counts.
"""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from xinheng.faces.cli.postgres import Postgres
from xinheng.faces.cli.state import ROOT, state_directory

ORGANISATIONS = int(os.environ.get("XINHENG_BENCH_ORGANISATIONS", 500_000))
SEED = 1
ROUNDS = 2
SECONDS = 240  # no round begins later than this, so that all ends within ten minutes on a slow machine too
LIMIT = 0.8
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PROVIDER = "11321323MB0C001081"  # made up, with a right check character

TABLES = (
    "organisations_organisation",
    "organisations_registration",
    "organisations_identifier",
    "organisations_formername",
    "organisations_lineage",
    "organisations_reviewitem",
    "organisations_searchname",
)

GUARDED = TABLES[:-1]  # facts; search names are derived


def main(count: int = ORGANISATIONS) -> dict:
    """Rows a second of both, and their ratio."""
    file = register(count)
    with Postgres(state_directory().with_name(state_directory().name + "-bench-organisations")) as postgres:
        prepare(postgres)
        loads, copies, since = [], [], time.perf_counter()
        while len(loads) < ROUNDS and time.perf_counter() - since < SECONDS:
            loads.append(timed_load(file, f"bench-{len(loads)}"))
            rows = dumped()
            copies.append(timed_copy(rows))
        second, duplicates = second_load(file)
        disconnect()
    load, copy = min(loads), min(copies)
    return {
        "name": "organisations",
        "figures": {
            "rows": count,
            "load_seconds": round(load, 2),
            "copy_seconds": round(copy, 2),
            "load_rows_per_second": round(count / load),
            "copy_rows_per_second": round(count / copy),
            "second_load_seconds": round(second, 2),
            "second_load_duplicates": duplicates,
            "all_load_seconds": [round(each, 2) for each in loads],
            "all_copy_seconds": [round(each, 2) for each in copies],
        },
        "limit": LIMIT,
        "ratio": round(copy / load, 3),
        "lower_is_better": False,
    }


def register(count: int) -> Path:
    """The synthetic register, made once and kept under `var`."""
    cached = Path(os.environ.get("XINHENG_VAR", ROOT / "var")) / "bench" / f"registry-{SEED}-{count}.parquet"
    if not cached.exists():
        from xinheng.city.organisations import organisations

        cached.parent.mkdir(parents=True, exist_ok=True)
        draft = cached.with_suffix(".draft")
        organisations(SEED, count).registry.write_parquet(draft)
        draft.rename(cached)
    return cached


def prepare(postgres: Postgres) -> None:
    """Django on a database of the bench's own, and a department to load from."""
    os.environ["DATABASE_URL"] = postgres.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinheng.config.settings")
    os.environ.setdefault("XINHENG_SECRET_KEY", "of the bench; signs nothing")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    empty("ledger_operation")
    from xinheng.ground.authorities.actions import record
    from xinheng.ground.authorities.models import AuthorityVersion
    from xinheng.ground.ledger.actor import Actor

    if not AuthorityVersion.objects.filter(uscc=PROVIDER).exists():
        record(
            by=Actor.system("bench"), now=NOW, operation="bench-provider", uscc=PROVIDER, name="泗阳县发展和改革局",
            region="321323", parent=None, valid_from="2019-02-01",
        )  # fmt: skip


def timed_load(file: Path, operation: str) -> float:
    from xinheng.credit.organisations.actions import load_organisations
    from xinheng.ground.ledger.actor import Actor

    empty("ledger_operation")
    since = time.perf_counter()
    receipt = load_organisations(
        by=Actor.system("bench"), now=NOW, operation=operation, authority=PROVIDER, source=file, name=file.name
    )
    seconds = time.perf_counter() - since
    counts = {key: receipt[key] for key in ("received", "admitted", "superseding", "duplicate", "rejected", "review")}
    say(f"load {seconds:.2f} s  {counts}")
    return seconds


def second_load(file: Path) -> tuple[float, int]:
    """The same file again: how long it takes to find that nothing is new, and of how many rows. The tables hold what COPY put back."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    since = time.perf_counter()
    from xinheng.credit.organisations.actions import load_organisations
    from xinheng.ground.ledger.actor import Actor

    receipt = load_organisations(
        by=Actor.system("bench"), now=NOW, operation="bench-second", authority=PROVIDER, source=file, name=file.name
    )
    seconds = time.perf_counter() - since
    say(f"second load: {receipt['duplicate']} duplicates, {receipt['admitted'] + receipt['superseding']} written")
    return seconds, receipt["duplicate"]


def dumped() -> dict[str, bytes]:
    """Every table as the CSV that COPY reads."""
    from django.db import connection

    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT csv)") as copy:
                rows[table] = b"".join(bytes(block) for block in copy)
    return rows


def timed_copy(rows: dict[str, bytes]) -> float:
    from django.db import connection, transaction

    empty()
    since = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, content in rows.items():
            if (
                table in GUARDED
            ):  # plain COPY puts rows back into a batch that is sealed, and is spared the guard's cost
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_unsealed")
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                for start in range(0, len(content), 1 << 20):
                    copy.write(content[start : start + (1 << 20)])
    seconds = time.perf_counter() - since
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_unsealed")
    say(f"copy {seconds:.2f} s")
    return seconds


def empty(*more: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join((*TABLES, *more))} CASCADE")


def disconnect() -> None:
    from xinheng.faces.cli.database import disconnect

    disconnect()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
