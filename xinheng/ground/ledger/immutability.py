"""不可更改: the database itself refuses to change or delete facts, or to add any to a batch that is sealed.

Migrations use this. It holds against the program and against anybody with SQL; only who owns the tables can switch it
off, or truncate them, and then `ledger verify` tells.
"""

from django.db.migrations import RunSQL


def immutable(table: str, *, of_batch: bool = True, staged: bool = False) -> RunSQL:
    """Makes rows of a table unchangeable: UPDATE and DELETE raise. What changes is added as a new fact instead.

    Where facts are `staged` (written before their action, by several connections), what a crashed or refused one left
    under its unsealed batch may be swept away; nothing else.

    Facts of a batch (`of_batch`, by the column `batch_id`) are added only while it is not sealed: otherwise what was known
    on a day could grow afterwards. Asked once a statement, so that a COPY of a million rows pays for one question.
    """
    forbidden = "UPDATE" if staged else "UPDATE OR DELETE"
    triggers = {
        f"{table}_immutable": f"BEFORE {forbidden} ON {table} FOR EACH ROW EXECUTE FUNCTION forbid_change()",
    }
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
        [f"CREATE TRIGGER {name} {definition}" for name, definition in triggers.items()],
        [f"DROP TRIGGER {name} ON {table}" for name in triggers],
    )


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
