"""不可更改: the database itself refuses to change or delete facts, or to add any to a batch that is sealed.

Migrations use this. It holds against the program and against anybody with SQL; only who owns the tables can switch it
off, or truncate them, and then `ledger verify` tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.migrations import RunSQL


@dataclass(frozen=True)
class Blank:
    """清除样式: what is left of a row of a table whose content is erased: the columns that change, as SQL over `OLD`.

    `named` are the texts, as SQL over `OLD`, under which an `Erasure` may name the row.
    """

    table: str
    named: tuple[str, ...]
    columns: Mapping[str, str]


def immutable(table: str, *, of_batch: bool = True, staged: bool = False, blank: Blank | None = None) -> RunSQL:
    """Makes rows of a table unchangeable: UPDATE and DELETE raise. What changes is added as a new fact instead.

    With `blank` one UPDATE passes: that which leaves exactly what the blank says, of a row that an `Erasure` names whose
    batch is not sealed yet. So whoever blanks has said so in the ledger, or nothing of it is committed.

    Where facts are `staged` (written before their action, by several connections), what a crashed or refused one left
    under its unsealed batch may be swept away; nothing else.

    Facts of a batch (`of_batch`, by the column `batch_id`) are added only while it is not sealed: otherwise what was known
    on a day could grow afterwards. Asked once a statement, so that a COPY of a million rows pays for one question.
    """
    forbidden = [change for change, is_free in (("UPDATE", blank), ("DELETE", staged)) if not is_free]
    triggers = {}
    if forbidden:
        change = f"BEFORE {' OR '.join(forbidden)} ON {table}"
        triggers[f"{table}_immutable"] = f"{change} FOR EACH ROW EXECUTE FUNCTION forbid_change()"
    if blank:
        change = f"BEFORE UPDATE ON {table}"
        triggers[f"{table}_erasable"] = f"{change} FOR EACH ROW EXECUTE FUNCTION {table}_only_blanked()"
    if staged:
        triggers[f"{table}_sealed"] = (
            f"AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone "
            f"FOR EACH STATEMENT EXECUTE FUNCTION forbid_loss_of_sealed()"
        )
    if of_batch:
        triggers[f"{table}_unsealed"] = (
            f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION forbid_late_facts()"
        )
    return RunSQL(
        [*only_blanked(blank), *(f"CREATE TRIGGER {name} {definition}" for name, definition in triggers.items())],
        [
            *(f"DROP TRIGGER {name} ON {table}" for name in triggers),
            *([f"DROP FUNCTION {table}_only_blanked()"] if blank else []),
        ],
    )


def only_blanked(blank: Blank | None) -> list[str]:
    """The function that lets the one UPDATE of a `Blank` pass."""
    if blank is None:
        return []
    blanked = "\n".join(f"left_over.{column} := {value};" for column, value in blank.columns.items())
    return [
        f"""
        CREATE FUNCTION {blank.table}_only_blanked() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE left_over {blank.table}%ROWTYPE := OLD;
        BEGIN
            {blanked}
            IF NEW IS DISTINCT FROM left_over OR NOT EXISTS (
                SELECT FROM ledger_erasure JOIN ledger_batch ON ledger_batch.id = ledger_erasure.batch_id
                WHERE ledger_erasure.erased IN ({", ".join(blank.named)}) AND ledger_batch.knowledge_no IS NULL
            ) THEN
                RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    ]


FORBID_CHANGE = RunSQL(
    """
    CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "DROP FUNCTION forbid_change()",
)

FORBID_LATE_FACTS = RunSQL(
    """
    CREATE FUNCTION forbid_late_facts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM ledger_batch
            WHERE knowledge_no IS NOT NULL AND id IN (SELECT DISTINCT batch_id FROM added)
        ) THEN
            RAISE EXCEPTION '%: the batch is sealed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION forbid_late_facts()",
)

FORBID_LOSS_OF_SEALED = RunSQL(
    """
    CREATE FUNCTION forbid_loss_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM ledger_batch
            WHERE knowledge_no IS NOT NULL AND id IN (SELECT DISTINCT batch_id FROM gone)
        ) THEN
            RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION forbid_loss_of_sealed()",
)

# A batch changes once, when it is sealed; an unsealed one may be swept away.
SEALED_BATCH = RunSQL(
    """
    CREATE TRIGGER ledger_batch_immutable BEFORE UPDATE OR DELETE ON ledger_batch
    FOR EACH ROW WHEN (OLD.knowledge_no IS NOT NULL) EXECUTE FUNCTION forbid_change()
    """,
    "DROP TRIGGER ledger_batch_immutable ON ledger_batch",
)
